"""What business support sees: states, never content. And what it may do: withdraw an invitation."""
from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal import clock, languages
from portal.cases.allocation import holds
from portal.cases.models import Allocation, Child, Person, Review
from portal.consultations import spoken, states, visible
from portal.consultations.desk import KINDS, ROLE_WORDS, Pill, short_name
from portal.consultations.inviting import way_again, way_to_person
from portal.consultations.models import Invitation, Token, TokenDoor
from portal.consultations.spoken import TextMessage
from portal.extensions import db
from portal.people import sessions
from portal.people.models import Staff
from portal.people.trail import Actor, record
from portal.post.models import Message
from portal.post.outbox import REASONS, queue

WRONG_PERSON = "wrong_person"  # the reason that kills every link to it, whatever else the link opens
FILTERS = {"coming": "Coming up", "unanswered": "Not answered yet", "duty": "Without an IRO",
           "undelivered": "Not delivered", "asked_again": "Asked for a new link or “not me”",
           "interpreter": "Interpreter needed", "draft": "In words not checked yet"}
REACH = {"": "nobody can be reached this way yet", "sms": "text message", "email": "e-mail", "letter": "letter",
         "worker": "through the social worker", "iro_visit": "at the IRO’s visit"}


@dataclass
class Listed:
    """One review in the office's list."""

    review_day: date
    premeet_day: date
    child: str
    child_id: UUID
    iro: str
    people: list[Pill]
    label: str = ""
    url: str = ""
    interpreter: str = ""
    needs: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Sent:
    """One message in the outbox."""

    when: datetime
    who: str
    kind: str
    channel: str
    state: str
    why: str


def coming(actor: Actor) -> list[Listed]:
    """Reviews from a fortnight ago on, soonest first."""
    wanted = visible.reviews_of_office(actor).where(
        Review.status.in_(("planned", "adjourned")), Review.date >= clock.today() - timedelta(days=14))
    return _listed(db.session.scalars(wanted.order_by(Review.date, Review.id)).all())


def of_child(actor: Actor, child: Child) -> list[Listed]:
    """Every review of one child, latest first."""
    wanted = visible.reviews_of_office(actor).where(Review.child_id == child.id)
    return _listed(db.session.scalars(wanted.order_by(Review.date.desc())).all())


def _listed(reviews) -> list[Listed]:
    asked = defaultdict(list)
    wanted = select(Invitation).where(Invitation.review_id.in_([r.id for r in reviews])).options(
        joinedload(Invitation.review), joinedload(Invitation.child))
    for invitation in db.session.scalars(wanted):
        asked[invitation.review_id].append(invitation)
    iros = _iros([r.child_id for r in reviews])
    for invitations in asked.values():
        invitations.sort(key=lambda i: (i.role != "child", i.role))
    return [_row(review, asked[review.id], iros) for review in reviews]


def _row(review: Review, asked: list[Invitation], iros: dict[UUID, str]) -> Listed:
    child = review.child
    row = Listed(review.date, states.premeet_day(review), f"{child.called} {child.last_name}".strip(), child.id,
                 iros.get(child.id, ""), [Pill(ROLE_WORDS.get(i.role, i.role), states.state(i)) for i in asked],
                 KINDS.get(review.kind, review.kind), interpreter=interpreter_for(child))
    now = {states.state(i) for i in asked}
    row.needs = {"coming"} | ({"duty"} if not row.iro else set()) | ({"undelivered"} if "bounced" in now else set())
    row.needs |= {"unanswered"} if now & {"asked", "opened", "begun"} else set()
    row.needs |= {"interpreter"} if row.interpreter else set()
    row.needs |= {"draft"} if any(spoken.is_draft(code) for code in _read_by(child, asked)) else set()
    row.needs |= {"asked_again"} if any(i.new_link_asked_at or i.not_me_at for i in asked) else set()
    return row


def _read_by(child: Child, asked: list[Invitation]) -> set[str]:
    """The languages in which the child and those asked so far read the form."""
    return {child.language or languages.DEFAULT} | {i.language for i in asked}


def interpreter_for(child: Child) -> str:
    """'Tigrinya interpreter needed', as the case list says; '' for none."""
    return f"{languages.english_name(child.language)} interpreter needed" if child.interpreter_needed else ""


def _iros(child_ids: list[UUID]) -> dict[UUID, str]:
    today = clock.today()
    held = select(Allocation).join(Staff).where(Allocation.child_id.in_(child_ids), holds(today))
    return {a.child_id: a.staff.name for a in db.session.scalars(held)}


def outbox(actor: Actor, limit: int = 200) -> list[Sent]:
    """The latest messages and what became of them."""
    wanted = select(Message, Invitation).outerjoin(Invitation, Invitation.id == Message.subject_id)
    rows = db.session.execute(wanted.where(Message.authority_id == actor.authority_id).options(
        joinedload(Invitation.child)).order_by(Message.created_at.desc()).limit(limit))
    return [_sent(message, invitation) for message, invitation in rows]


def _sent(message: Message, invitation: Invitation | None) -> Sent:
    when = clock.local(message.sent_at or message.parked_at or message.due_at)
    channel = {"sms": "text message", "email": "e-mail"}.get(message.channel, message.channel)
    return Sent(when, _who(invitation), message.kind, channel, _message_state(message, invitation),
                REASONS.get(message.why, message.why))


def _who(invitation: Invitation | None) -> str:
    if invitation is None:
        return ""
    role = ROLE_WORDS.get(invitation.role, invitation.role)
    return short_name(invitation.child) if role == "child" else f"{short_name(invitation.child)}, {role}"


def _message_state(message: Message, invitation: Invitation | None) -> str:
    if message.sent_at:
        return "sent"
    if invitation is not None and invitation.withdrawn_at:
        return "stopped"
    if message.parked_at:
        return "not_sent"
    return "trying_again" if message.attempts else "waiting"


def withdraw(actor: Actor, invitation_id: UUID, why: str) -> UUID | None:
    """Withdraw an invitation: its links, sessions and drafts stop with this transaction. The child's id, or None."""
    with db.write() as session:
        invitation = session.get(Invitation, invitation_id)
        if invitation is None or invitation.authority_id != actor.authority_id:
            return None
        invitation.withdrawn_at, invitation.withdrawn_why = clock.now(), why
        doors = select(TokenDoor.token_id).where(TokenDoor.invitation_id == invitation_id)
        tokens = session.scalars(select(Token).where(Token.id.in_(doors))).all()
        dead = [token for token in tokens if why == WRONG_PERSON or len(token.doors) == 1]
        for token in dead:  # in the wrong hands a link must not open the other children's forms either
            token.revoked_at = clock.now()
        sessions.end_opened_by(session, [token.id for token in dead])
        record(session, actor, "withdrawn", child_id=invitation.child_id, object_id=invitation_id, why=why)
    return invitation.child_id


def send_again(actor: Actor, invitation_id: UUID, both: bool = False) -> UUID | None:
    """Queue a new message with a fresh link; a withdrawal is lifted. The child's id, or None when it cannot be.

    `both`: if it is a letter, it says the same in English on a second page.

    The child or the person may be paused or gone: then nothing is sent.
    """
    with db.write() as session:
        invitation = session.get(Invitation, invitation_id, with_for_update=True)
        if invitation is None or invitation.authority_id != actor.authority_id:
            return None
        withdrawn = invitation.withdrawn_at, invitation.withdrawn_why
        invitation.withdrawn_at, invitation.withdrawn_why = None, ""
        if not states.is_live(invitation):
            invitation.withdrawn_at, invitation.withdrawn_why = withdrawn
            return None
        way = way_again(session, invitation)
        invitation.reach, invitation.reach_id = way.reach, way.owner_id  # as the case list says today
        earlier = select(func.count()).select_from(Message).where(
            Message.kind == "invitation", Message.subject_id == invitation_id)
        queue(session, kind="invitation", subject_id=invitation_id, authority_id=actor.authority_id,
              channel=way.channel, round=session.scalar(earlier) or 0, details={"letters": "both"} if both else {})
        invitation.new_link_asked_at = invitation.not_me_at = None  # looked into
        record(session, actor, "sent_again", child_id=invitation.child_id, object_id=invitation_id)
    return invitation.child_id


def role_of(invitation_id: UUID) -> str:
    """'mother': who an invitation asks, without a name."""
    role = db.session.get_one(Invitation, invitation_id).role
    return ROLE_WORDS.get(role, role)


def who_is(invitation: Invitation) -> str:
    """'Dawn Hill, mother', or the child's name: as the office tells people apart."""
    name = invitation.person.name if invitation.person else invitation.child.called
    return name if invitation.role == "child" else f"{name}, {ROLE_WORDS.get(invitation.role, invitation.role)}"


def reach_of(person: Person) -> str:
    """How this person is reached now: a key of REACH."""
    return way_to_person(db.session, person).reach


def _asked_now(child: Child) -> list[Invitation]:
    asked = db.session.scalars(select(Invitation).where(Invitation.child_id == child.id).options(
        joinedload(Invitation.review), joinedload(Invitation.child), joinedload(Invitation.form_version)))
    return [i for i in asked if not states.has_ended(i) and i.review.status in ("planned", "adjourned")]


def invitations_now(child: Child) -> list[tuple[UUID, str]]:
    """(id, who and how far) of the child's invitations whose time is not over, withdrawn and answered ones too."""
    return [(i.id, f"{who_is(i)}: {states.STATES[states.state(i)]}") for i in _asked_now(child)]


def text_messages(child: Child) -> list[TextMessage]:
    """What the text message says to each of them who is reached by one."""
    return [spoken.text_message(i, who_is(i)) for i in _asked_now(child) if i.reach == "sms"]
