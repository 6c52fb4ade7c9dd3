"""“Tell someone now”, and a wish from the contact card that the IRO gets in touch (SECURITY decision 21).

One transaction writes the alert, the trail and the messages. They go by e-mail to people at the council, name no
child and hold no word of anybody; never to a child's or a carer's number or address. An alert stays first on the
desk until somebody who may read for the child says that they are dealing with it.
"""
from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.cases.allocation import iro_of
from portal.cases.models import Child, ContactDetails
from portal.consultations import forms, visible
from portal.consultations.models import Alert, Invitation
from portal.extensions import db
from portal.people.models import Authority, Staff, StaffRole
from portal.people.trail import Actor, record
from portal.post import outbox
from portal.post.models import Message
from portal.post.outbox import Parcel, Undeliverable

SAME = timedelta(minutes=10)  # pressed again so soon, and nobody has seen it yet: the same alert
HOW = ("ring", "text", "visit", "meet")
URGENT = "tell"


@dataclass(frozen=True)
class Recipient:
    """Somebody at the council: as whom they are told, and their account (none: the child's social worker)."""

    who: str  # iro, duty, worker, manager
    email: str
    staff_id: UUID | None = None


def invitation_for(invitation_id: UUID) -> Invitation | None:
    """The invitation of a child who may tell someone by it; None for an adult's, or one that is not theirs any more.

    A link that has ended by date, or is paused because the child is missing, still tells: the alarm must work.
    """
    found = db.session.get(Invitation, invitation_id)
    if found is None or found.withdrawn_at or _has_left(found.child):
        return None
    return found if forms.questionnaire(found.form_version).audience == "child" else None


def _has_left(child: Child) -> bool:
    return child.ceased_on is not None and child.ceased_on <= clock.today()


def tell(invitation: Invitation) -> Alert:
    """“Tell someone now” was pressed in this child's form."""
    with db.write() as session:
        actor = Actor("respondent", invitation.id, invitation.authority_id)
        return _raise(session, actor, "told_someone", child_id=invitation.child_id, invitation_id=invitation.id,
                      kind=URGENT)


def ask_contact(session: Session, actor: Actor, child_id: UUID, how: str) -> Alert:
    """Whoever holds the child's contact card asks the IRO to get in touch; in the caller's transaction."""
    return _raise(session, actor, "contact_asked", child_id=child_id, kind="contact", how=how if how in HOW else "")


def _raise(session: Session, actor: Actor, event: str, **what) -> Alert:
    # The child's row is locked, so that the button pressed twice at once is one alert.
    child = session.get_one(Child, what["child_id"], with_for_update={"key_share": True})
    same = [getattr(Alert, name) == value for name, value in what.items()]
    recent = select(Alert).where(*same, Alert.seen_at.is_(None), Alert.raised_at > clock.now() - SAME)
    found = session.scalars(recent.order_by(Alert.raised_at.desc())).first()
    if found is not None:
        return found
    alert = Alert(id=uuid4(), authority_id=actor.authority_id, raised_at=clock.now(), how=what.pop("how", ""), **what)
    session.add(alert)
    session.flush()
    for round_, told in enumerate(_recipients(session, child, alert.kind == URGENT)):
        details = {"who": told.who, "staff": str(told.staff_id) if told.staff_id else ""}
        outbox.queue(session, kind="alert", subject_id=alert.id, authority_id=alert.authority_id, channel="email",
                     round=round_, details=details)
    record(session, actor, event, child_id=child.id, object_id=alert.id, **({"how": alert.how} if alert.how else {}))
    return alert


def _recipients(session: Session, child: Child, urgent: bool) -> list[Recipient]:
    """Who is told, each address once. A wish from the card goes to the IRO (or duty) only."""
    iro = iro_of(child.id)
    found = [Recipient("iro", iro.email, iro.id)] if iro else _with_role(session, child, "duty")
    if urgent:
        email = _worker_address(session, child)
        found += [Recipient("worker", email)] if email else []
        found += _with_role(session, child, "manager")
    first: dict[str, Recipient] = {}
    for one in found:
        first.setdefault(one.email.lower(), one)
    return list(first.values())


def _with_role(session: Session, child: Child, role: str) -> list[Recipient]:
    wanted = select(Staff).join(StaffRole).where(
        Staff.authority_id == child.authority_id, StaffRole.role == role, Staff.left_at.is_(None))
    return [Recipient(role, staff.email, staff.id) for staff in session.scalars(wanted.order_by(Staff.email))]


def _worker_address(session: Session, child: Child) -> str:
    """The social worker's address, unless a faulty case list gives one there that is a child's or a carer's."""
    email = child.social_worker_email.strip()
    theirs = select(ContactDetails.owner_id).where(
        ContactDetails.authority_id == child.authority_id, func.lower(ContactDetails.email) == email.lower())
    return "" if not email or session.scalars(theirs.limit(1)).first() else email


def told(alert: Alert) -> set[str]:
    """As whom people are told of this alert: iro, duty, worker, manager."""
    queued = select(Message.details).where(Message.kind == "alert", Message.subject_id == alert.id)
    return {details["who"] for details in db.session.scalars(queued)}


def latest(alert_id: UUID) -> Alert | None:
    """The alert with this id."""
    return db.session.get(Alert, alert_id)


# --- messages -----------------------------------------------------------------------------------------------
def install() -> None:
    """Register the builder with the outbox."""
    outbox.register("alert", _build, lambda session, message: None)


def _build(session: Session, message: Message) -> Parcel:
    alert = session.get_one(Alert, message.subject_id)
    child = session.get_one(Child, alert.child_id)
    if message.details["who"] == "worker":
        to = _worker_address(session, child)
    else:
        staff = session.get(Staff, UUID(message.details["staff"]))
        to = staff.email if staff is not None and staff.left_at is None else ""
    if not to:
        raise Undeliverable("no_email")
    urgent = alert.kind == URGENT
    subject = "Please look at the consultation portal" + (" now" if urgent else "")
    return Parcel("email", to, subject, _text(session, alert, child, urgent), "en", str(message.id))


def _text(session: Session, alert: Alert, child: Child, urgent: bool) -> str:
    """The same for everybody: who may read it finds the rest on the desk; who may not knows whom to ring."""
    address = current_app.extensions["portal"]["PORTAL_STAFF_URL"].rstrip("/")
    authority, iro = session.get_one(Authority, alert.authority_id), iro_of(child.id)
    asked = "Somebody pressed “Tell someone now”." if urgent else "Somebody asks that you get in touch with them."
    ring = [f"{one} ({phone})" if phone else one for one, phone in (
        (iro.name if iro else "", iro.phone if iro else ""), ("the office", authority.office_phone)) if one]
    return "\n\n".join([
        f"{asked} It was noted at {clock.local(alert.raised_at):%H:%M on %d %B %Y}.",
        f"It stands first on the desk: sign in at {address}/staff/sign-in and say there that you are dealing with it.",
        f"If it is not on your desk, please ask {' or '.join(ring)} at once.",
        "This message names nobody and says nothing more, on purpose. Please do not answer it.", authority.name]) + "\n"


# --- the desk -----------------------------------------------------------------------------------------------
def waiting(children: Select) -> list[tuple[Alert, Child]]:
    """Alerts about these children (a select of ids) that nobody has seen: urgent ones first, then the oldest."""
    wanted = select(Alert, Child).join(Child, Child.id == Alert.child_id).where(
        Alert.seen_at.is_(None), Alert.child_id.in_(children))
    ordered = wanted.order_by(Alert.kind != URGENT, Alert.raised_at, Alert.id)
    return [(row[0], row[1]) for row in db.session.execute(ordered)]


def seen(actor: Actor, roles: frozenset[str], alert_id: UUID) -> bool:
    """Somebody who may read for the child deals with it. False when there is no such alert on their desk."""
    with db.write() as session:
        mine = select(Alert).where(Alert.id == alert_id, Alert.child_id.in_(visible.children_read_by(actor, roles)))
        alert = session.scalars(mine.with_for_update()).first()
        if alert is None:
            return False
        if alert.seen_at is None:  # who came first stays named
            alert.seen_at, alert.seen_by = clock.now(), actor.id
            record(session, actor, "alert_seen", child_id=alert.child_id, object_id=alert.id, alert=alert.kind)
        return True
