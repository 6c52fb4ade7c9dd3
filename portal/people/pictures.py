"""Photos of members of staff, as children see them on the contact card."""
from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select

from portal import clock
from portal.extensions import db
from portal.media.cleaning import Cleaned
from portal.people.models import StaffPicture
from portal.people.trail import Actor, record


def keep(actor: Actor, cleaned: Cleaned) -> None:
    """The photo of the member of staff who acts, in place of an earlier one."""
    with db.write() as session:
        session.merge(StaffPicture(staff_id=actor.id, mime=cleaned.mime, data=cleaned.data, changed_at=clock.now()))
        record(session, actor, "picture_changed", object_id=actor.id)


def take_off(actor: Actor) -> None:
    """No photo of them any more."""
    with db.write() as session:
        session.execute(delete(StaffPicture).where(StaffPicture.staff_id == actor.id))
        record(session, actor, "picture_taken_off", object_id=actor.id)


def is_kept_for(staff_id: UUID) -> bool:
    """Whether there is a photo of this member of staff."""
    return db.session.scalar(select(StaffPicture.staff_id).where(StaffPicture.staff_id == staff_id)) is not None


def of(staff_id: UUID) -> tuple[str, bytes] | None:
    """(mime, bytes) of their photo; None when there is none."""
    found = db.session.get(StaffPicture, staff_id)
    return (found.mime, found.data) if found else None
