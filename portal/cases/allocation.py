"""Which IRO holds which child, from when to when. Nobody today means the duty list.

Moving a child moves everything at once, because nothing is copied: every page asks here.
"""
from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from portal import clock
from portal.cases.models import Allocation, Child
from portal.extensions import db
from portal.people.models import Staff, StaffRole
from portal.people.trail import Actor, record


def allocate(child_id: UUID, staff_id: UUID | None, from_on: date, actor: Actor) -> None:
    """Give the child to this IRO from that day on; to the duty list when `staff_id` is None.

    Raises LookupError when there is no such child, or no such member of staff, in the actor's authority.
    """
    with db.write() as session:
        child, staff = session.get(Child, child_id), session.get(Staff, staff_id) if staff_id else None
        if child is None or child.authority_id != actor.authority_id:
            raise LookupError("no such child")
        if staff_id and (staff is None or staff.authority_id != actor.authority_id or staff.left_at):
            raise LookupError("no such member of staff")
        move(session, child_id, staff_id, from_on, actor)


def move(session: Session, child_id: UUID, staff_id: UUID | None, from_on: date, actor: Actor) -> None:
    """As allocate(), in the caller's transaction. What was to hold after `from_on` no longer does."""
    later = select(Allocation).where(
        Allocation.child_id == child_id, or_(Allocation.to_on.is_(None), Allocation.to_on > from_on))
    before = None
    for allocation in session.scalars(later.order_by(Allocation.from_on)):
        if allocation.from_on <= from_on:
            before = allocation.staff_id
        # One that was only planned keeps its row and holds on no day.
        allocation.to_on = max(from_on, allocation.from_on)
    if staff_id is not None:
        session.add(Allocation(child_id=child_id, staff_id=staff_id, from_on=from_on))
    record(session, actor, "child_moved", child_id=child_id, object_id=staff_id,
           before=str(before) if before else None, from_on=from_on.isoformat())


def current(child_id: UUID, on: date | None = None) -> Allocation | None:
    """The allocation that holds on that day (today when left out); None when the duty list holds the child."""
    on = on or clock.today()
    holding = select(Allocation).join(Staff).where(Allocation.child_id == child_id, holds(on))
    return db.session.scalars(holding.order_by(Allocation.from_on.desc())).first()


def iro_of(child_id: UUID, on: date | None = None) -> Staff | None:
    """The IRO who holds the child on that day (today when left out); None when the duty list does."""
    held = current(child_id, on)
    return held.staff if held else None


def iros(authority_id: UUID) -> list[Staff]:
    """The IROs to whom a child can be given, by name."""
    mine = select(Staff).join(StaffRole).where(
        Staff.authority_id == authority_id, StaffRole.role == "iro", Staff.left_at.is_(None))
    return list(db.session.scalars(mine.order_by(Staff.name, Staff.id)))


def allocated_to(staff_id: UUID, on: date | None = None) -> Select:
    """A select of the ids of the children whom this IRO holds on that day (today when left out)."""
    holding = select(Allocation.child_id).join(Staff)
    return holding.where(Allocation.staff_id == staff_id, holds(on or clock.today()))


def unallocated(authority_id: UUID, on: date | None = None) -> Select:
    """A select of the ids of the children on the duty list that day: in care, and held by nobody."""
    on = on or clock.today()
    held = select(Allocation.id).join(Staff).where(Allocation.child_id == Child.id, holds(on))
    return select(Child.id).where(Child.authority_id == authority_id, in_care(on), ~held.exists())


def in_care(on: date) -> ColumnElement[bool]:
    """A condition on Child: not ceased by that day."""
    return or_(Child.ceased_on.is_(None), Child.ceased_on > on)


def holds(on: date) -> ColumnElement[bool]:
    """A condition on Allocation joined to Staff: it holds on that day, by somebody who has not left."""
    still_here = or_(Staff.left_at.is_(None), Staff.left_at > clock.at_local(on + timedelta(days=1)))
    return and_(Allocation.from_on <= on, or_(Allocation.to_on.is_(None), Allocation.to_on > on), still_here)
