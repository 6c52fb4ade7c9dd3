"""The people round each child, where the cast list does not name them: family, and those who look after the child."""
from __future__ import annotations

from random import Random

from portal.demo import names
from portal.demo.chance import pick
from portal.demo.spec import Kin, Spec

CARER_ROLE = {"foster": "foster_carer", "connected": "connected_carer", "adoption": "adopter",
              "residential": "keyworker", "semi_independent": "keyworker", "residential_school": "keyworker"}


class Homes:
    """Foster homes and units, with room for brothers and sisters: a new one when the old ones are full."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._free: dict[str, list[list]] = {}  # role -> [name, places left]
        self._taken: set[str] = set()

    def carer(self, role: str) -> str:
        """The name of a carer in this role who has a place free."""
        free = self._free.setdefault(role, [])
        free[:] = [home for home in free if home[1]]
        if not free:
            room = self._rng.choice((1, 1, 2, 2, 3) if role == "foster_carer" else (4, 6))
            free.append([self._new_name(), room])
        free[-1][1] -= 1
        return free[-1][0]

    def _new_name(self) -> str:
        for _ in range(50):
            name = names.worker(self._rng)
            if name not in self._taken:
                break
        self._taken.add(name)
        return name


def complete(specs: list[Spec], rng: Random) -> None:
    """Give every child who has none a placement and people; brothers and sisters share parents, and mostly a home."""
    homes = Homes(rng)
    families: dict[str, Spec] = {}
    for spec in specs:
        if spec.by_hand:
            continue
        elder = families.get(spec.family) if spec.family else None
        if elder is not None and elder.placement in ("foster", "connected", "parents") and rng.random() < 0.7:
            spec.placement, spec.kin = elder.placement, elder.kin
            continue
        spec.placement = spec.placement or pick(rng, names.places()["placements"][_stage(spec)])
        family = [kin for kin in elder.kin if kin.role in ("mother", "father")] if elder else _parents(spec, rng)
        spec.kin = [*family, *_carers(spec, homes, rng)]
        families.setdefault(spec.family, spec)


def _stage(spec: Spec) -> str:
    if spec.cohort == "uasc":
        return "uasc_older" if spec.age >= 16 else "uasc_teen"
    return "baby" if spec.age < 4 else "child" if spec.age < 12 else "teen" if spec.age < 16 else "older"


def _parents(spec: Spec, rng: Random) -> list[Kin]:
    if spec.cohort == "uasc":
        return []
    language = names.cultures()[spec.culture]["language"]
    found = []
    for role, sex, there in (("mother", "F", 0.93), ("father", "M", 0.62)):
        if rng.random() > there:
            continue
        last = spec.last if role == "mother" or rng.random() < 0.6 else names.family_name(spec.culture, rng)
        kin = Kin(role, f"{names.adult(spec.culture, sex, rng)} {last}", language,
                  knows=spec.placement in ("connected", "parents") or rng.random() < 0.35)
        if role == "father" and rng.random() < 0.12:
            kin.consult, kin.reason = False, rng.choice(names.places()["left_out"])
        kin.letter = rng.random() < 0.1
        found.append(kin)
    return found


def _carers(spec: Spec, homes: Homes, rng: Random) -> list[Kin]:
    role = CARER_ROLE.get(spec.placement)
    if role is None:
        return []
    if role == "connected_carer":
        name = f"{names.adult(spec.culture, 'F', rng)} {spec.last}"
    else:
        name = homes.carer(role)
    found = [Kin(role, name, knows=True)]
    if spec.cohort == "uasc" and rng.random() < 0.15:
        found.append(Kin("independent_visitor", names.worker(rng), knows=True))
    return found
