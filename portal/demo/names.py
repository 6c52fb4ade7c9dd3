"""Names for invented people, from many cultures, and addresses that reach nobody."""
from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from pathlib import Path
from random import Random

from portal.demo.chance import pick

HERE = Path(__file__).parent
FOLDED = str.maketrans({"ł": "l", "Ł": "L", "’": "", "ș": "s", "ț": "t"})


@lru_cache(maxsize=1)
def cultures() -> dict[str, dict]:
    """Every culture's names, by its own name."""
    return tomllib.loads((HERE / "names.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def places() -> dict:
    """Streets, venues, teams and the staff."""
    return tomllib.loads((HERE / "places.toml").read_text("utf-8"))


def culture_for(cohort: str, rng: Random) -> str:
    """A culture, as often as it is met in this cohort."""
    return pick(rng, {name: c["weight"] for name, c in cultures().items() if c["cohort"] == cohort})


def first_name(culture: str, sex: str, rng: Random, taken: set[str]) -> str:
    """A child's first name that nobody in the family has."""
    every = cultures()[culture]["girls" if sex == "F" else "boys"]
    return rng.choice([name for name in every if name not in taken] or every)


def family_name(culture: str, rng: Random) -> str:
    """A family's name."""
    return rng.choice(cultures()[culture]["family"])


def adult(culture: str, sex: str, rng: Random) -> str:
    """An adult's first name."""
    return rng.choice(cultures()[culture]["mothers" if sex == "F" else "fathers"])


def worker(rng: Random) -> str:
    """First and family name of somebody who works with children: of any culture that lives here."""
    culture = culture_for("local", rng)
    return f"{adult(culture, rng.choice('FFM'), rng)} {family_name(culture, rng)}"


def email(name: str, number: int | str = "", domain: str = "example.org") -> str:
    """An address at a domain kept for examples: 'dawn.marsh12@example.org'."""
    plain = unicodedata.normalize("NFKD", name.translate(FOLDED)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z]+", ".", plain).strip(".") + f"{number}@{domain}"


def mobile(number: int) -> str:
    """A number of the range kept for fiction: 07700 900000 to 900999."""
    return f"+447700{900000 + number % 1000}"


def address(number: int, rng: Random) -> str:
    """A postal address in a postcode area that does not exist."""
    return f"{rng.randint(1, 120)} {rng.choice(places()['streets'])}\nNorthmoor\nNM{1 + number % 9} {1 + number % 8}QX"
