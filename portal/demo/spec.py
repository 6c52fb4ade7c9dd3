"""What is decided about one child before any row is made: by the cast list, or by chance."""
from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

CAST = Path(__file__).parent / "cast"
CAST_FILES = ("first", "second", "third", "fourth")


@dataclass
class Kin:
    """Someone round a child."""

    role: str
    name: str
    language: str = ""
    consult: bool = True
    reason: str = ""
    knows: bool = False  # may know where the review is
    letter: bool = False
    story: str = ""  # what comes of the asking; drawn when empty
    says: dict = field(default_factory=dict)
    observed: dict = field(default_factory=dict)  # of a child who cannot be asked with a form


@dataclass
class Spec:
    """One child to be invented. What is empty is drawn."""

    first: str
    last: str
    sex: str
    age: int
    culture: str
    cohort: str = "local"
    disability: bool = False
    form: str = ""  # instead of the one for the age
    family: str = ""
    placement: str = ""
    legal: str = ""
    iro: str | None = None  # a name; "" for the duty list
    language: str | None = None
    interpreter: bool | None = None
    mobile: bool | None = None
    reach: str = ""
    through: str = ""  # the role of the adult who hands the link over
    review: int | None = None  # days from the day of the demonstration
    waiting: bool = False  # its invitations wait in the outbox
    kind: str = ""
    story: str = ""
    helper: str = ""
    says: dict = field(default_factory=dict)
    more: dict = field(default_factory=dict)  # said in an addition
    share: dict = field(default_factory=dict)
    not_before: dict = field(default_factory=dict)
    kin: list[Kin] = field(default_factory=list)
    read: bool = False  # the IRO has opened what came until yesterday afternoon
    by_hand: bool = False  # one of the cast


def cast() -> list[Spec]:
    """Those whom everybody meets first. Brothers and sisters without people of their own share the first one's."""
    found: list[Spec] = []
    for name in CAST_FILES:
        for row in tomllib.loads((CAST / f"{name}.toml").read_text("utf-8"))["child"]:
            kin = [Kin(**person) for person in row.pop("kin", [])]
            found.append(Spec(**row, kin=kin, by_hand=True))
    for spec in found:
        if spec.family and not spec.kin:
            spec.kin = next(other.kin for other in found if other.family == spec.family and other.kin)
    return found
