"""Making the invented authority: refused beside real rows, then staff, children, and the year as it went."""
from __future__ import annotations

import gc
import math
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from datetime import date
from random import Random
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from portal import clock
from portal.cases.models import Child
from portal.demo import calendar, casework, families, interpreting, kin, names
from portal.demo.chance import dice
from portal.demo.living import Year
from portal.demo.spec import Spec
from portal.demo.town import Town
from portal.extensions import db
from portal.people.beginnings import FIRST, add_authority
from portal.people.models import Authority, Staff, StaffLanguage, StaffRole
from portal.people.passwords import hash_for_demo
from portal.people.policy import ROLES

PASSWORD = "three kind words here"  # noqa: S105 - printed for everybody, set for invented accounts only
FEWEST = 30  # so that there is room for the cast
CASELOAD = 60
ROWS = 500  # rows in one transaction


class Refused(Exception):
    """There is something real here, or this is a real service. The message says what, and what to do."""


def already_there() -> Authority | None:
    """The invented authority, if one was made."""
    invented = db.session.scalars(select(Authority).where(Authority.invented))
    return next((authority for authority in invented if _has_children(authority.id)), None)


def refuse_production() -> None:
    """Raises Refused on a real service."""
    if current_app.extensions["portal"].production:
        raise Refused("This is a production service (PORTAL_PRODUCTION=1). Invented people never go in there.")


def check() -> None:
    """Raises Refused in production, beside real rows, and when an invented authority is already there."""
    refuse_production()
    if already_there() is not None:
        raise Refused("The invented authority is already here. Use --if-empty to print who to sign in as, or begin "
                      "again with an empty database.")
    for authority in db.session.scalars(select(Authority).where(~Authority.invented)):
        if _has_children(authority.id) or _has_colleagues(authority.id):
            raise Refused(f"There are real rows here: {authority.name} has children or staff. Invented people never "
                          "stand beside them. Use an empty database (PORTAL_DATABASE_URL).")


def _has_children(authority_id: UUID) -> bool:
    return bool(db.session.scalar(select(exists().where(Child.authority_id == authority_id))))


def _has_colleagues(authority_id: UUID) -> bool:
    return bool(db.session.scalar(select(exists().where(Staff.authority_id == authority_id, Staff.email != FIRST))))


def make(children: int, seed: int, on: date, moved: Callable[[int, int], None]) -> Authority:
    """Invent the authority as it stands in the first minute of `on`. `moved(done, total)` shows progress.

    Raises Refused.
    """
    check()
    specs = families.specs(children, seed)
    kin.complete(specs, dice(seed, "kin"))
    with db.write() as session:
        town = Town(_authority(session, on, seed).id, seed, on)
        town.staff = _staff(session, town.authority_id, specs)
    rng = dice(seed, "holders")
    holders = _shared_out(specs, [name for name, member in town.staff.items() if "iro" in member.roles], rng)
    for number, (spec, holding) in enumerate(zip(specs, holders, strict=True), start=1):
        casework.settle(town, spec, number, holding)
        calendar.plan(town, town.figures[-1])
    _write(town.roots)
    _write(town.rows)
    with _seldom_tidied():
        Year(town, moved).live()
        interpreting.translate(town)
    return db.session.get(Authority, town.authority_id)


@contextmanager
def _seldom_tidied():
    """Thousands of rows come and go: looking for garbage as often as usual takes a sixth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _authority(session: Session, on: date, seed: int) -> Authority:
    """A new authority, or the one that `init` made and nobody has used."""
    shown = names.places()
    settings = shown["settings"] | {"invented_for": on.isoformat(), "seed": seed}
    authority = session.scalars(select(Authority).order_by(Authority.slug)).first()
    if authority is None:
        return add_authority(session, shown["authority"], invented=True, settings=settings)
    authority.name, authority.slug, authority.invented = shown["authority"], "northmoor-council", True
    authority.settings = settings
    return authority


def _staff(session: Session, authority_id: UUID, specs: list[Spec]) -> dict[str, Staff]:
    """Everybody who is not an IRO, and as many IROs as the children need."""
    rows = [row for row in names.places()["staff"] if ROLES.keys() & set(row["roles"])]
    password = hash_for_demo(PASSWORD)
    iros = [row for row in rows if "iro" in row["roles"]][:max(3, math.ceil(len(specs) / CASELOAD))]
    made = {}
    for number, row in enumerate([*(row for row in rows if "iro" not in row["roles"]), *iros], start=1):
        made[row["name"]] = Staff(
            id=uuid4(), authority_id=authority_id, email=names.email(row["name"]), name=row["name"],
            phone=f"01632 960 2{number:02}", password_hash=password, created_at=clock.now(),
            role_rows=[StaffRole(role=role) for role in row["roles"]],
            language_rows=[StaffLanguage(language=code) for code in row.get("reads", ())])
    session.add_all(made.values())
    return made


def _shared_out(specs: list[Spec], iros: list[str], rng: Random) -> list[list[str]]:
    """Who held and who holds each child: the one with the fewest, together for brothers and sisters; some nobody."""
    load = dict.fromkeys(iros, 0)
    families_of: dict[str, str] = {}
    found: list[list[str]] = []
    for spec in specs:
        now = spec.iro
        if now is None:
            now = families_of.get(spec.family) if spec.family else None
            least = min(load, key=lambda name: load[name])
            now = now or ("" if spec.cohort == "uasc" and rng.random() < 0.03 else least)
        if not now:
            found.append([])
            continue
        load[now] += 1
        families_of[spec.family] = now
        before = [rng.choice([name for name in iros if name != now])] if rng.random() < 0.25 else []
        found.append([*before, now])
    return found


def _write(rows: Iterable) -> None:
    every = list(rows)
    for start in range(0, len(every), ROWS):
        with db.write() as session:
            session.add_all(every[start:start + ROWS])
