"""Staff accounts: who there is, adding one, closing one."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.people import sessions
from portal.people.models import Staff, StaffLanguage, StaffRole
from portal.people.policy import ROLES
from portal.people.trail import Actor, record


class AlreadyThere(ValueError):
    """There is an account with this e-mail address."""


@dataclass(frozen=True)
class Listed:
    """One account as the administrator sees it."""

    id: UUID
    name: str
    email: str
    roles: list[str]
    state: str


def refusal_words(wait: int) -> str:
    """What somebody reads who could not sign in: never whether the account exists."""
    if wait:
        minutes = "a minute" if wait == 1 else f"{wait} minutes"
        return f"There were too many tries. Wait {minutes}, then try again."
    return "The e-mail address or the password is not right. Check both and try again."


def picture_refusal(why: str) -> str:
    """Why a photo was not taken, and what to do."""
    if why in ("too_large", "too_many_pixels"):
        return "That photo is too big. Choose a smaller one."
    if why == "busy":
        return "The portal is busy just now. Please try again in a minute."
    return "That is not a photo we can open. Choose a JPEG or PNG file."


def is_colleague(actor: Actor, staff_id: UUID) -> bool:
    """Whether this is an account of the actor's authority."""
    return _own(actor, staff_id) is not None


def listed(actor: Actor) -> list[Listed]:
    """Every account of the authority, those who left last."""
    rows = db.session.scalars(select(Staff).where(Staff.authority_id == actor.authority_id).order_by(Staff.name)).all()
    return [Listed(s.id, s.name, s.email, sorted(ROLES.get(r, r) for r in s.roles), _state(s))
            for s in sorted(rows, key=lambda s: s.left_at is not None)]


def _state(staff: Staff) -> str:
    if staff.left_at:
        return "closed"
    return "active" if staff.password_hash else "not signed in yet"


def role_problem(roles: frozenset[str], reads: list[str]) -> str:
    """Why these roles and languages do not go together, or ''."""
    if "interpreter" not in roles:
        return ""
    if roles != {"interpreter"}:
        return "An interpreter’s account is for nothing else: they see the texts they are given, and no more."
    return "" if reads else "Choose the languages that this interpreter puts into English."


def add(actor: Actor, name: str, email: str, roles: frozenset[str], reads: Sequence[str] = ()) -> UUID:
    """A new account without a password, with the languages an interpreter reads; its id. Raises AlreadyThere."""
    email = email.strip().lower()
    with db.write() as session:
        same = select(Staff.id).where(Staff.authority_id == actor.authority_id, Staff.email == email)
        if session.scalar(same) is not None:
            raise AlreadyThere(email)
        staff = Staff(id=uuid4(), authority_id=actor.authority_id, email=email, name=name.strip(),
                      created_at=clock.now())
        staff.role_rows = [StaffRole(role=role) for role in sorted(roles & ROLES.keys())]
        staff.language_rows = [StaffLanguage(language=code) for code in sorted(set(reads))]
        session.add(staff)
        record(session, actor, "account_added", object_id=staff.id, roles=sorted(roles))
    return staff.id


def may_be_renewed(actor: Actor, staff_id: UUID) -> bool:
    """Whether this is an open account of the actor's authority; making a new link goes on the trail."""
    staff = _own(actor, staff_id)
    if staff is None or staff.left_at is not None:
        return False
    with db.write() as session:
        record(session, actor, "link_made", object_id=staff_id)
    return True


def close(actor: Actor, staff_id: UUID) -> bool:
    """Close an account and end its sessions; False when there is none, or it is the actor's own."""
    staff = _own(actor, staff_id)
    if staff is None or staff.id == actor.id:
        return False
    with db.write() as session:
        session.get(Staff, staff_id).left_at = clock.now()
        record(session, actor, "account_closed", object_id=staff_id)
    sessions.end_all_of(staff_id)
    return True


def _own(actor: Actor, staff_id: UUID) -> Staff | None:
    return db.session.scalar(select(Staff).where(Staff.id == staff_id, Staff.authority_id == actor.authority_id))
