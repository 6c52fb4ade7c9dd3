"""A child's row, and what belongs to it: where the child lives and has lived, who holds the child, the team."""
from __future__ import annotations

from datetime import date, timedelta
from random import Random
from uuid import uuid4

from portal.cases.dates import add_months
from portal.cases.models import Allocation, Child, ContactDetails, Placement
from portal.demo import names
from portal.demo.chance import dice, pick
from portal.demo.spec import Spec
from portal.demo.town import Figure, Town

LONG = 440  # days in care of those whose reviews are later ones


def settle(town: Town, spec: Spec, number: int, holders: list[str]) -> None:
    """Make a child's rows and add them to the town. `holders`: earlier IRO if any, then the one who holds now."""
    rng = dice(town.seed, "child", number)
    child = _child(town, spec, number, rng)
    town.add(Figure(spec, child))
    town.rows += _placements(child, spec, town.on, rng)
    town.rows += _allocations(town, child, holders, rng)
    _reach(town, child, spec, number, rng)


def _child(town: Town, spec: Spec, number: int, rng: Random) -> Child:
    culture = names.cultures()[spec.culture]
    dob = add_months(town.on, -12 * spec.age) - timedelta(days=rng.randint(20 if spec.age else 70, 350))
    since = _since(spec, dob, town.on, rng)
    language = culture["language"] if spec.cohort == "uasc" else ""
    if culture["language"] and spec.cohort == "local" and rng.random() < 0.3:
        language = culture["language"]
    language = language if spec.language is None else spec.language
    team = _team(spec, (town.on - since).days, rng)
    worker = names.worker(dice(town.seed, "worker", team, rng.randint(1, 1 + number // 60 + 3)))
    legal = spec.legal or _legal(spec, (town.on - since).days, rng)
    pictures = spec.disability and rng.random() < 0.5
    return Child(
        id=uuid4(), authority_id=town.authority_id, source_id=f"C{number:05}", first_name=spec.first,
        last_name=spec.last, dob=dob, sex=spec.sex, ethnicity=culture["ethnicity"], language=language,
        interpreter_needed=_interpreter(spec, language, town.on - since, rng), uasc=spec.cohort == "uasc",
        disability=spec.disability, needs="symbols" if pictures or spec.form == "symbols" else "",
        form=spec.form or ("symbols" if pictures and not spec.by_hand else ""),
        looked_after_since=since, legal_status=legal, team=team, sibling_group=spec.family, social_worker=worker,
        social_worker_email=names.email(worker, domain="example.net"), out_of_area=rng.random() < 0.25,
        adoption_authorised_on=town.on - timedelta(days=70) if spec.placement == "adoption" else None,
        placed_for_adoption_on=town.on - timedelta(days=25) if spec.placement == "adoption" else None)


def _since(spec: Spec, dob: date, on: date, rng: Random) -> date:
    """The first day in care: some came this month, most some years ago."""
    life = (on - dob).days
    if spec.kind == "first":
        days = 12
    elif spec.cohort == "uasc":
        days = min(30 + int(rng.expovariate(1 / 330)), 1000, life - 4000)
    elif rng.random() < 0.06:
        days = rng.randint(6, 24)
    else:
        days = 40 + int(rng.expovariate(1 / 1000))
    if spec.by_hand and not spec.kind and spec.age:
        days = max(days, min(LONG, life - 10))
    return on - timedelta(days=max(6, min(days, int(life * 0.92))))


def _legal(spec: Spec, days: int, rng: Random) -> str:
    if spec.cohort == "uasc":
        return "V2"
    if spec.placement == "adoption":
        return "E1"
    return pick(rng, {"C1": 55, "V2": 45} if days < 270 else {"C2": 72, "V2": 18, "C1": 10})


def _team(spec: Spec, days: int, rng: Random) -> str:
    teams = names.places()["teams"]
    kind = ("uasc" if spec.cohort == "uasc" else "disability" if spec.disability
            else "adoption" if spec.placement == "adoption" else "court" if days < 240
            else "older" if spec.age >= 16 else "other")
    return rng.choice(teams[kind])


def _interpreter(spec: Spec, language: str, in_care: timedelta, rng: Random) -> bool:
    if spec.interpreter is not None:
        return spec.interpreter
    return bool(language) and spec.cohort == "uasc" and rng.random() < (0.7 if in_care.days < 240 else 0.25)


def _placements(child: Child, spec: Spec, on: date, rng: Random) -> list[Placement]:
    since, days = child.looked_after_since, (on - child.looked_after_since).days
    moved = child.placed_for_adoption_on
    if moved is None and days > 120 and rng.random() < 0.4:
        moved = since + timedelta(days=rng.randint(20, days - 30))
    if moved is None or moved <= since:
        return [Placement(id=uuid4(), child_id=child.id, kind=spec.placement, from_on=since)]
    if (on - moved).days > 400:
        child.settled_since = moved
    return [Placement(id=uuid4(), child_id=child.id, kind="foster", from_on=since, to_on=moved),
            Placement(id=uuid4(), child_id=child.id, kind=spec.placement, from_on=moved)]


def _allocations(town: Town, child: Child, holders: list[str], rng: Random) -> list[Allocation]:
    if not holders:
        return []
    began = min(child.looked_after_since + timedelta(days=rng.randint(2, 9)), town.on)
    changed = town.on - timedelta(days=rng.randint(30, 500))
    rows = []
    if len(holders) == 2 and changed > began:
        rows.append(Allocation(id=uuid4(), child_id=child.id, staff_id=town.staff[holders[0]].id, from_on=began,
                               to_on=changed))
        began = changed
    rows.append(Allocation(id=uuid4(), child_id=child.id, staff_id=town.staff[holders[-1]].id, from_on=began))
    return rows


def _reach(town: Town, child: Child, spec: Spec, number: int, rng: Random) -> None:
    """A phone of their own for many from 13; else through a carer whom the list names, the IRO, or the worker."""
    mobile = rng.random() < 0.65 if spec.mobile is None and spec.age >= 13 and not spec.by_hand else spec.mobile
    if mobile:
        child.reach = "sms"
        town.rows.append(ContactDetails(owner_id=child.id, authority_id=town.authority_id,
                                        mobile=names.mobile(number + 500)))
        return
    carer = next((town.people.get(("home", kin.name)) for kin in spec.kin if kin.role == "foster_carer"), None)
    if carer is not None and (spec.through or (not spec.by_hand and rng.random() < 0.2)):
        child.reach_through = carer.source_id
    else:
        child.reach = spec.reach or rng.choice(("worker", "worker", "iro_visit", ""))
