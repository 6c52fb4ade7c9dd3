"""The IRO's desk: children by pre-meeting, who was asked, who answered, what must be read first."""
from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal import clock, languages
from portal.cases.dates import age_on
from portal.cases.models import Child, Review
from portal.consultations import alerts, reading, states, visible
from portal.consultations.models import Alert, Flag, Invitation, Response
from portal.extensions import db
from portal.people.trail import Actor

BEHIND, AHEAD, SOON = timedelta(days=14), timedelta(days=70), timedelta(days=14)
ROLE_WORDS = {
    "child": "child", "mother": "mother", "father": "father", "parental_responsibility": "holder of PR",
    "foster_carer": "foster carer", "connected_carer": "connected carer", "keyworker": "key worker",
    "adopter": "adopter", "social_worker": "social worker", "guardian": "guardian", "school": "school",
    "health": "health", "advocate": "advocate", "independent_visitor": "independent visitor", "other": "other",
    "observer": "carer’s observation",
}
HOW_WORDS = {"ring": "please ring", "text": "please send a text message", "visit": "please come and visit",
             "meet": "please meet somewhere else", "": "in any way"}
KINDS = {"first": "first review", "second": "second review", "later": "later review", "paper": "review on paper",
         "midway": "midway review"}


@dataclass(frozen=True)
class Pill:
    """One person and where their answer stands."""

    label: str
    state: str


@dataclass
class Row:
    """One review on the desk."""

    review_id: UUID
    premeet_day: date
    premeet_time: str
    days: str
    review_label: str
    child: str
    age: int
    pills: list[Pill]
    first: str = ""
    notes: list[str] = field(default_factory=list)
    interpreter: str = ""
    url: str = ""
    flag_unread: bool = False  # a flag whose answer nobody has read yet
    also: str = ""  # what else must be read first, beside a call for help


@dataclass
class Asked:
    """A call for help, or a wish from the contact card: first on the desk until somebody deals with it."""

    alert_id: UUID
    child: str
    words: str
    when: datetime
    is_urgent: bool
    url: str = ""


@dataclass
class Desk:
    title: str
    discreet: bool
    children: int
    rows: list[Row]
    asked: list[Asked] = field(default_factory=list)
    soon_reviews: int = 0
    soon_asked: int = 0
    soon_answered: int = 0
    discreet_url: str = ""


def desk(actor: Actor, roles: frozenset[str], discreet: bool) -> Desk:
    """The desk of one IRO: their children's reviews and, for those who take a turn, the duty list's."""
    today = clock.today()
    reviews = db.session.scalars(visible.reviews_read_by(actor, roles).where(
        Review.status.in_(("planned", "adjourned")), Review.date >= today - BEHIND, Review.date <= today + AHEAD)).all()
    invitations, responses, flags = _of(reviews)
    read = reading.read_by([r.id for found in responses.values() for r in found], actor.id)
    rows = [_row(review, invitations[review.id], responses, flags, read, discreet) for review in reviews]
    asked = alerts.waiting(visible.children_read_by(actor, roles))
    _call_first(rows, {review.id for review in reviews for alert, child in asked
                       if alert.kind == alerts.URGENT and child.id == review.child_id})
    rows.sort(key=lambda row: _order(row, today))
    children = len(db.session.scalars(visible.children_read_by(actor, roles)).all())
    found = Desk("Your next pre-meetings", discreet, children, rows, [_asked(*one, discreet) for one in asked])
    _count_soon(found, reviews, invitations, today)
    return found


def _of(reviews) -> tuple[dict, dict, dict]:
    ids = [review.id for review in reviews]
    asked = select(Invitation).where(Invitation.review_id.in_(ids)).options(
        joinedload(Invitation.review), joinedload(Invitation.child).selectinload(Child.relations),
        selectinload(Invitation.person))
    invitations, responses, flags = defaultdict(list), defaultdict(list), defaultdict(list)
    for invitation in db.session.scalars(asked):
        invitations[invitation.review_id].append(invitation)
    mine = select(Invitation.id).where(Invitation.review_id.in_(ids))
    for response in db.session.scalars(select(Response).where(Response.invitation_id.in_(mine))):
        responses[response.invitation_id].append(response)
    for flag in db.session.scalars(select(Flag).where(Flag.invitation_id.in_(mine))):
        flags[flag.invitation_id].append(flag)
    return invitations, responses, flags


def _call_first(rows: list[Row], reviews: set[UUID]) -> None:
    """Mark the rows of children who asked for help, whatever else stands first in them."""
    for row in rows:
        if row.review_id in reviews:
            row.also, row.first = row.first, alerts.URGENT


def _asked(alert: Alert, child: Child, discreet: bool) -> Asked:
    urgent = alert.kind == alerts.URGENT
    words = "asked for help: read now" if urgent else f"asks you to get in touch: {HOW_WORDS[alert.how]}"
    name = initials(child) if discreet else short_name(child)
    return Asked(alert.id, name, words, clock.local(alert.raised_at), urgent)


def _order(row: Row, today: date) -> tuple:
    """Calls for help, then flagged and not yet read; then by pre-meeting, unread first on a day; past ones last."""
    answers = {pill.state for pill in row.pills}
    unread = "new" in answers
    urgent = row.first if row.first == alerts.URGENT or row.flag_unread else ""
    rank = {alerts.URGENT: -1, "alarm": 0, "read_first": 1, "": 2}[urgent]
    return rank, row.premeet_day < today, row.premeet_day, not unread, row.premeet_time, row.child


def _row(review: Review, asked, responses, flags, read: set[UUID], discreet: bool) -> Row:
    child, day = review.child, states.premeet_day(review)
    asked = sorted(asked, key=lambda i: (i.role != "child", i.role, str(i.id)))
    raised = [flag for i in asked for flag in flags[i.id]]
    levels = {flag.level for flag in raised}
    unread = any(not _is_read(flag, responses[flag.invitation_id], read) for flag in raised)
    return Row(
        review.id, day, review.premeet_time.strftime("%H:%M") if review.premeet and review.premeet_time else "",
        in_words(day), f"{KINDS.get(review.kind, review.kind)}, {short_day(review.date)}",
        initials(child) if discreet else short_name(child), age_on(child.dob, review.date),
        [_pill(i, responses[i.id], read, discreet) for i in asked],
        "alarm" if "alarm" in levels else "read_first" if levels else "",
        _notes(asked, responses, discreet), f"{languages.english_name(child.language)} interpreter"
        if child.interpreter_needed else "", flag_unread=unread)


def _is_read(flag: Flag, responses: list[Response], read: set[UUID]) -> bool:
    """Whether what raised the flag was sent since, and read."""
    since = [response for response in responses if response.sent_at >= flag.raised_at]
    return bool(since) and all(response.id in read for response in since)


def _pill(invitation: Invitation, responses: list[Response], read: set[UUID], discreet: bool) -> Pill:
    word = ROLE_WORDS.get(invitation.role, invitation.role)
    label = invitation.child.called if invitation.role == "child" and not discreet else word
    state = states.state(invitation)
    if any(response.id not in read for response in responses):
        state = "new"
    elif state == "sent":
        state = "read"
    return Pill(label, state)


def _notes(asked: list[Invitation], responses, discreet: bool) -> list[str]:
    notes = []
    for invitation in asked:
        who = ROLE_WORDS.get(invitation.role, invitation.role)
        for response in responses[invitation.id]:
            if response.answer_language != languages.DEFAULT:
                notes.append(f"{who} answered in {languages.english_name(response.answer_language)}")
        if invitation.not_me_at:
            notes.append(f"{who}: the link reached somebody else")
        if invitation.kept_out_at:
            day = short_day(clock.local(invitation.kept_out_at).date())
            notes.append(f"{who}: somebody could not get in with the secret ({day})")
        if not invitation.sent_at and invitation.reach in ("worker", "iro_visit"):
            notes.append(f"{who}: to be handed over by the {'worker' if invitation.reach == 'worker' else 'IRO'}")
    return list(dict.fromkeys(notes))


def _count_soon(found: Desk, reviews, invitations, today: date) -> None:
    soon = [review for review in reviews if today <= review.date <= today + SOON]
    found.soon_reviews = len(soon)
    asked = [i for review in soon for i in invitations[review.id] if not i.withdrawn_at]
    found.soon_asked = len(asked)
    found.soon_answered = sum(1 for i in asked if i.sent_in_at)


def initials(child: Child) -> str:
    """'A.T.': for trains."""
    names = [child.called, *child.last_name.split()[:1]]
    return "".join(f"{name[0]}." for name in names if name)


def short_name(child: Child) -> str:
    """'Adiam T.'"""
    return f"{child.called} {child.last_name[0]}." if child.last_name else child.called


def short_day(day: date) -> str:
    """'Wed 13 Jan', as staff read it."""
    return f"{day:%a} {day.day} {day:%b}"


def in_words(day: date) -> str:
    """'in 2 days', in English, for staff."""
    with languages.speaking("en"):
        return languages.in_days(day)
