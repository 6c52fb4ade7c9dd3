"""Who is asked before a review, with what, how and when. Running it twice asks nobody twice."""
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal import clock, languages
from portal.cases.dates import BeyondTheCalendar, working_days_before
from portal.cases.models import Child, ContactDetails, Person, Relation, Review
from portal.consultations import forms, states
from portal.consultations.facts import BIRTH_FAMILY, CARE_FOR, OBSERVER
from portal.consultations.models import Invitation, Token, TokenDoor
from portal.extensions import db
from portal.people import authorities
from portal.people.models import Authority
from portal.people.trail import Actor, record
from portal.post import outbox
from portal.post.models import Message

BATCH = 25  # reviews in one transaction, so that nobody who is writing waits long
FARTHEST = timedelta(days=120)  # no invitation is due so long before its review


@dataclass
class Asked:
    """What one run of invite did, and whom it left out, with the reason's code."""

    not_before: datetime  # its messages go out on that day, not before
    invitations: int = 0
    messages: int = 0
    reminders: int = 0
    left_out: Counter = field(default_factory=Counter)


@dataclass(frozen=True)
class Way:
    """How an invitation reaches somebody: reach, the channel, and whose details are used (None: nobody's)."""

    reach: str
    channel: str
    owner_id: UUID | None


def due_on(review: Review) -> date:
    """The day from which a review's invitations go out: some working days before the pre-meeting (a setting)."""
    return working_days_before(states.premeet_day(review), _days("PORTAL_INVITE_DAYS"))


def invite(authority_id: UUID, on: date, actor: Actor, progress=None) -> Asked:
    """Make every invitation and reminder that is due `on` that day, and queue each one's message once."""
    asked = Asked(clock.at_local(on))
    reviews = _coming(authority_id, on)
    for start in range(0, len(reviews), BATCH):
        with db.write() as session:
            for review_id in reviews[start:start + BATCH]:
                # locked, so that two runs at once make everything once
                review = session.get(Review, review_id, options=_WITH_CHILD, with_for_update={"key_share": True})
                _invite_for(session, review, on, actor, asked)
        if progress:
            progress(min(start + BATCH, len(reviews)), len(reviews))
    return asked


_WITH_CHILD = [selectinload(Review.child).selectinload(Child.relations).selectinload(Relation.person)]


def _coming(authority_id: UUID, on: date) -> list[UUID]:
    wanted = select(Review.id).where(
        Review.authority_id == authority_id, Review.status.in_(("planned", "adjourned")), Review.kind != "midway",
        Review.date >= on, Review.date <= on + FARTHEST).order_by(Review.date, Review.id)
    return list(db.session.scalars(wanted))


def _invite_for(session: Session, review: Review, on: date, actor: Actor, asked: Asked) -> None:
    child = review.child
    try:
        not_yet = due_on(review) > on
    except BeyondTheCalendar:  # one wrong year must not keep everybody else from being asked
        asked.left_out["bank holidays of that year are not known"] += 1
        return
    if not_yet or child.paused_at or (child.ceased_on and child.ceased_on <= on):
        return
    same = select(Invitation).where(Invitation.review_id == review.id)
    known = {i.respondent_id: i for i in session.scalars(same)}
    relations = sorted(child.relations, key=lambda r: str(r.id))
    made = [_ask_child(session, review, known, on)]
    made += [_ask_person(session, review, relation, known, on, asked) for relation in relations]
    for invitation, way in filter(None, made):
        asked.invitations += 1
        asked.messages += _tell(session, invitation, way, asked.not_before)
        record(session, actor, "invited", child_id=child.id, object_id=invitation.id, reach=way.reach)
    _remind(session, review, known.values(), on, asked)


def _tell(session: Session, invitation: Invitation, way: Way, not_before: datetime) -> bool:
    """Queue the message, unless one to the same person still waits: its link will open this form as well."""
    waiting = select(Message.id).join(Invitation, Invitation.id == Message.subject_id).where(
        states.same_person(invitation), Message.kind == "invitation",
        Message.sent_at.is_(None), Message.claimed_at.is_(None), Message.parked_at.is_(None),
        Message.due_at <= max(clock.now(), not_before))
    if session.scalars(waiting.with_for_update(of=Message, skip_locked=True)).first() is not None:
        return False
    return outbox.queue(session, kind="invitation", subject_id=invitation.id, channel=way.channel,
                        authority_id=invitation.authority_id, not_before=not_before)


def _ask_child(session: Session, review: Review, known: dict, on: date):
    child = review.child
    if child.id in known:
        return None
    name = forms.form_for_child(child, review.date)
    if name == forms.OBSERVATION:
        observer, way = _observer(session, child, on)
        ids = child.id, observer.id if observer else None
        return _make(session, review, *ids, OBSERVER, name, observer.language if observer else "", way)
    return _make(session, review, child.id, None, "child", name, child.language, way_to_child(session, child))


def _observer(session: Session, child: Child, on: date) -> tuple[Person | None, Way]:
    """Who writes what they see and hear of this child: the main carer; nobody there or to be reached: the worker."""
    caring = [r for r in child.relations if r.relationship in CARE_FOR and not _left_out(r, child, on)]
    for relation in sorted(caring, key=lambda r: (CARE_FOR.index(r.relationship), str(r.id))):
        way = way_to_person(session, relation.person)
        if way.owner_id:
            return relation.person, way
    return None, Way("worker", "email", None)


def _ask_person(session: Session, review: Review, relation: Relation, known: dict, on: date, asked: Asked):
    reason = _left_out(relation, review.child, on)
    if reason:
        asked.left_out[reason] += 1
        return None
    person = relation.person
    if person.id in known:
        return None
    name, way = forms.form_for_role(relation.relationship), way_to_person(session, person)
    made = _make(session, review, person.id, person.id, relation.relationship, name, person.language, way)
    known[person.id] = made[0]
    return made


def _left_out(relation: Relation, child: Child, on: date) -> str:
    """Why this person is not asked, or ''."""
    if not relation.consult:
        return "left out with a reason"
    if relation.paused_at or (relation.ended_on and relation.ended_on <= on):
        return "no longer round the child"
    if relation.relationship in BIRTH_FAMILY and child.placed_for_adoption_on:
        return "held for a person’s decision"
    if forms.form_for_role(relation.relationship) is None:
        return f"no form yet for {relation.relationship}"
    return ""


def _make(session, review, respondent_id, person_id, role, form, language, way: Way):
    version = forms.pin(session, form)
    english = forms.questionnaire(version).english_only
    authority = session.get_one(Authority, review.authority_id)
    invitation = Invitation(
        id=uuid4(), authority_id=review.authority_id, review_id=review.id, child_id=review.child_id,
        respondent_id=respondent_id, person_id=person_id, role=role, form_version_id=version.id,
        language=languages.DEFAULT if english else authorities.language_for(authority, language, form), reach=way.reach,
        reach_id=way.owner_id, due_on=due_on(review), created_at=clock.now())
    session.add(invitation)
    session.flush()
    return invitation, way


def way_again(session: Session, invitation: Invitation) -> Way:
    """How the one who answers this invitation is reached as the case list stands today."""
    if invitation.person is not None:
        return way_to_person(session, invitation.person)
    if invitation.role == OBSERVER:  # never the child's own phone
        return Way("worker", "email", None)
    return way_to_child(session, invitation.child)


def way_to_child(session: Session, child: Child) -> Way:
    """Their own phone or address when the case list says so; else the adult it names, the IRO, or the worker.

    Never a carer's phone unless the case list names that carer.
    """
    through = _way_through(session, child) if child.reach_through else None
    if through is not None:
        return through
    own = session.get(ContactDetails, child.id)
    if child.reach in ("sms", "email", "letter") and own is not None and _has(own, child.reach):
        return Way(child.reach, child.reach, child.id)
    if child.reach == "iro_visit":
        return Way("iro_visit", "email", None)
    return Way("worker", "email", None)


def _way_through(session: Session, child: Child) -> Way | None:
    """By the adult whom the case list names; None when they have left the child or cannot be reached."""
    through = session.scalar(select(Person).where(Person.authority_id == child.authority_id,
                                                  Person.source_id == child.reach_through))
    if through is None:
        return None
    met = [r for r in child.relations if r.person_id == through.id]
    if met and all(states.has_left(r) for r in met):
        return None
    way = way_to_person(session, through)
    return way if way.owner_id else None


def way_to_person(session: Session, person: Person) -> Way:
    """By letter when the case list asks for letters; else e-mail, text message, letter: the first there is."""
    details = session.get(ContactDetails, person.id)
    order = ("letter", "email", "sms") if person.reach_by_letter else ("email", "sms", "letter")
    for reach in order:
        if details is not None and _has(details, reach):
            return Way(reach, reach, person.id)
    return Way("", "email", None)


def _has(details: ContactDetails, reach: str) -> bool:
    return bool({"sms": details.mobile, "email": details.email, "letter": details.address}[reach])


def _remind(session: Session, review: Review, invitations, on: date, asked: Asked) -> None:
    since = working_days_before(states.premeet_day(review), _days("PORTAL_REMIND_DAYS"))
    if since > on:
        return
    for invitation in invitations:
        if _wants_reminding(invitation, on) and not _reminded(session, invitation, since):
            channel = "email" if invitation.reach in ("worker", "iro_visit", "") else invitation.reach
            asked.reminders += outbox.queue(session, kind="reminder", subject_id=invitation.id, channel=channel,
                                            authority_id=invitation.authority_id)


def _wants_reminding(invitation: Invitation, on: date) -> bool:
    """Whether they were asked before that day, may still answer, and have not."""
    unanswered = states.state(invitation) in ("asked", "opened", "begun") and invitation.sent_at is not None
    open_still = unanswered and states.is_live(invitation) and not states.is_held(invitation)
    return open_still and clock.local(invitation.sent_at).date() < on


def _reminded(session: Session, invitation: Invitation, since: date) -> bool:
    """Whether a reminder about another child waits for the same person, or has just opened this form as well."""
    lately = select(Message.id).where(Message.kind == "reminder", Message.created_at >= clock.at_local(since))
    waiting = lately.join(Invitation, Invitation.id == Message.subject_id).where(
        states.same_person(invitation), Message.sent_at.is_(None), Message.parked_at.is_(None))
    opened = lately.join(Token, Token.message_id == Message.id).join(TokenDoor).where(
        TokenDoor.invitation_id == invitation.id, Message.sent_at.is_not(None))
    return any(session.scalars(found.limit(1)).first() is not None for found in (waiting, opened))


def _days(name: str) -> int:
    return current_app.extensions["portal"].number(name)
