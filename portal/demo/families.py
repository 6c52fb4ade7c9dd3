"""Who the children are: the cast, and as many more as the shape asks for, as families of brothers and sisters."""
from __future__ import annotations

from random import Random

from portal.demo import names, shape
from portal.demo.chance import dice, pick
from portal.demo.shape import Place
from portal.demo.spec import Spec, cast

TRIES = 12
SIZES = {"1": 58, "2": 27, "3": 15}


def specs(n: int, seed: int) -> list[Spec]:
    """`n` children: the cast first, each in the place of the age nearest to theirs."""
    found, free = cast(), shape.places(n)
    for spec in found:
        free.remove(min(free, key=lambda place: _distance(spec, place)))
    rng = dice(seed, "families")
    local = [place for place in free if place.cohort == "local"]
    rng.shuffle(local)
    while local:
        found += _family(local, rng, f"family-{len(found)}")
    called = {(spec.first, spec.last) for spec in found}
    return found + [_alone(place, rng, called) for place in free if place.cohort == "uasc"]


def _distance(spec: Spec, place: Place) -> tuple:
    return spec.cohort != place.cohort, abs(spec.age - place.age), spec.disability != place.disability


def _family(local: list[Place], rng: Random, key: str) -> list[Spec]:
    """Some of `local`, taken out of it: one child, or brothers and sisters at least two years apart."""
    together = [local.pop()]
    for _ in range(int(pick(rng, SIZES)) - 1):
        fits = [p for p in local if all(2 <= abs(p.age - other.age) <= 9 for other in together)]
        if fits:
            together.append(fits[0])
            local.remove(fits[0])
    culture = names.culture_for("local", rng)
    last, found = names.family_name(culture, rng), []
    taken: set[str] = set()
    for place in together:
        spec = _spec(place, culture, rng.choice("FM"), last, rng, taken)
        spec.family = key if len(together) > 1 else ""
        taken.add(spec.first)
        found.append(spec)
    return found


def _alone(place: Place, rng: Random, called: set[tuple[str, str]]) -> Spec:
    """Somebody who came alone; where there is a choice, nobody else has the same two names."""
    culture, sex = names.culture_for("uasc", rng), "F" if rng.random() < 0.1 else "M"
    for _ in range(TRIES):
        spec = _spec(place, culture, sex, names.family_name(culture, rng), rng, set())
        if (spec.first, spec.last) not in called:
            break
    called.add((spec.first, spec.last))
    return spec


def _spec(place: Place, culture: str, sex: str, last: str, rng: Random, taken: set[str]) -> Spec:
    return Spec(first=names.first_name(culture, sex, rng, taken), last=last, sex=sex, age=place.age, culture=culture,
                cohort=place.cohort, disability=place.disability)
