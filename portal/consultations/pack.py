"""The pack of one review: the child's words first, then topic by topic everyone side by side."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from portal import clock, languages
from portal.cases.allocation import iro_of
from portal.cases.dates import age_on
from portal.cases.models import Child, Review
from portal.consultations import reading, states
from portal.consultations.desk import KINDS, ROLE_WORDS, Pill, initials, short_day
from portal.consultations.entries import Entry, Quote, entries_of, quotes_of
from portal.consultations.reading import Answered
from portal.people.trail import Actor

TOPICS = {
    "home": "Home", "parents": "Time with parents", "siblings": "Brothers and sisters", "friends": "Friends and fun",
    "school": "School", "health": "Health", "feelings": "Feelings", "safety": "Feeling safe", "worker": "Social worker",
    "plan": "The plan", "identity": "Identity", "future": "Future", "papers": "Documents", "meeting": "The meeting",
    "voice": "Voice and rights", "outcomes": "Better and worse",
}
HELPERS = {
    "": "Did not say whether somebody helped", "nobody": "On their own",
    "read": "Helped by: read to them", "typed": "Helped by: typed for them",
    "interpreter": "Helped by: an interpreter", "advocate": "Helped by: an advocate",
    "answered": "An adult answered for them",
}


@dataclass
class Column:
    """One response, and who gave it."""

    label: str
    state: str
    meta: list[str]
    answered: Answered


@dataclass
class Cell:
    """What one person said about one topic: answered, not asked, skipped."""

    state: str
    entries: list[Entry] = field(default_factory=list)


@dataclass
class Topic:
    label: str
    cells: list[Cell]


@dataclass
class LeftOut:
    label: str
    reason: str


@dataclass
class Pack:
    child: str
    first_name: str
    age: int
    premeet: str
    review_label: str
    iro: str
    printed_at: datetime
    child_words: list[Quote]
    child_meta: list[str]
    columns: list[Column]
    topics: list[Topic]
    waiting: list[Pill]
    left_out: list[LeftOut]
    discreet: bool = False
    discreet_url: str = ""


def pack(review: Review, actor: Actor, discreet: bool = False) -> Pack:
    """The pack for `actor`, whom visible.py found allowed to read this review. Every reading is on the trail."""
    answered = sorted(reading.read_review(review, actor), key=_column_order)
    columns = [_column(a) for a in answered]
    child = review.child
    iro = iro_of(child.id)
    time = f", {review.premeet_time:%H:%M}" if review.premeet and review.premeet_time else ""
    return Pack(
        child=initials(child) if discreet else f"{child.called} {child.last_name}".strip(),
        first_name=f"{child.called[0]}." if discreet else child.called, age=age_on(child.dob, review.date),
        premeet=short_day(states.premeet_day(review)) + time,
        review_label=f"{KINDS.get(review.kind, review.kind)}, {short_day(review.date)}",
        iro=iro.name if iro else "nobody yet (duty)", printed_at=clock.local(clock.now()),
        child_words=[q for a in answered if a.invitation.role == "child" for q in quotes_of(a)],
        child_meta=[m for c in columns if c.answered.invitation.role == "child" for m in c.meta],
        columns=columns, topics=_topics(columns), waiting=_waiting(review), left_out=_left_out(child),
        discreet=discreet)


def _column_order(answered: Answered):
    return answered.invitation.role != "child", answered.invitation.role, answered.response.sent_at


def _column(answered: Answered) -> Column:
    response, role = answered.response, answered.invitation.role
    label = "Child" if role == "child" else ROLE_WORDS.get(role, role).capitalize()
    if response.kind == "addition":
        label += ", added later"
    sent = clock.local(response.sent_at)
    language = response.answer_language
    meta = [f"Sent {short_day(sent.date())}, {sent:%H:%M}"]
    if language != languages.DEFAULT:
        meta.append(f"in {languages.english_name(language)}")
    if role == "child" or response.helper not in ("", "nobody"):
        meta.append(HELPERS.get(response.helper, response.helper))
    if answered.unreadable:
        meta.append("cannot be opened here: tell your administrator at once, nothing is deleted")
    if response.late:
        meta.append("after the pre-meeting")
    return Column(label, "late" if response.late else "read", meta, answered)


def _topics(columns: list[Column]) -> list[Topic]:
    rows = []
    for topic, label in TOPICS.items():
        cells = [_cell(column.answered, topic) for column in columns]
        if any(cell.state != "not_asked" for cell in cells):
            rows.append(Topic(label, cells))
    for row in rows:
        _mark_differences(row)
    return rows


def _cell(answered: Answered, topic: str) -> Cell:
    pages = [page for page in answered.form.pages if page.id in answered.asked]
    about = [q for page in pages for q in page.questions if q.topic == topic]
    if not about:
        return Cell("not_asked")
    entries = entries_of(answered, topic)
    if entries:
        return Cell("answered", entries)
    skipped = any(answered.pages[p.id].skipped for p in pages if p.id in answered.pages and p.topic == topic)
    return Cell("skipped" if skipped else "empty")


def _mark_differences(row: Topic) -> None:
    """Mark scores that differ, only where the very same item was answered by two people."""
    by_item: dict[str, list[Entry]] = {}
    for cell in row.cells:
        for entry in cell.entries:
            if entry.item and entry.score:
                by_item.setdefault(entry.item, []).append(entry)
    for entries in by_item.values():
        for entry in entries:
            entry.differs = len({e.score for e in entries}) > 1


def _waiting(review: Review) -> list[Pill]:
    asked = reading.invitations_of(review)
    return [Pill(ROLE_WORDS.get(i.role, i.role), states.state(i)) for i in asked if not i.sent_in_at]


def _left_out(child: Child) -> list[LeftOut]:
    return [LeftOut(ROLE_WORDS.get(r.relationship, r.relationship), r.reason) for r in child.relations if not r.consult]
