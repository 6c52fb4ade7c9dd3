"""The pack of one review: the child's words first, then topic by topic everyone side by side."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from portal import clock, languages
from portal.cases.allocation import iro_of
from portal.cases.dates import age_on
from portal.cases.models import Child, Review
from portal.consultations import helping, reading, states
from portal.consultations.desk import KINDS, ROLE_WORDS, Pill, initials, short_day
from portal.consultations.entries import Entry, entries_before, entries_of, in_full, said, said_by_others
from portal.consultations.foreign import Foreign, foreign
from portal.consultations.reading import Answered
from portal.consultations.talks import Wish, wishes
from portal.people.trail import Actor

TOPICS = {
    "home": "Home", "parents": "Time with parents", "siblings": "Brothers and sisters", "friends": "Friends and fun",
    "school": "School", "health": "Health", "feelings": "Feelings", "safety": "Feeling safe", "worker": "Social worker",
    "plan": "The plan", "identity": "Identity", "future": "Future", "papers": "Documents", "meeting": "The meeting",
    "voice": "Voice and rights", "outcomes": "Better and worse",
}

@dataclass
class Column:
    """One response, and who gave it."""

    label: str
    state: str
    meta: list[str]
    answered: Answered
    before: list[Answered]  # what they said at earlier reviews, when nothing is new
    is_child: bool = False


@dataclass
class Cell:
    """What one person said about one topic: answered, not asked, skipped."""

    state: str
    entries: list[Entry] = field(default_factory=list)
    before: list[Before] = field(default_factory=list)


@dataclass
class Before:
    """What the same person said at an earlier review, and when."""

    day: str
    entries: list[Entry]


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
    review_id: UUID
    child: str
    first_name: str
    age: int
    premeet: str
    review_label: str
    iro: str
    printed_at: datetime
    wishes: list[Wish]
    child_words: list[Entry]
    child_meta: list[str]
    beside_words: list[Entry]
    columns: list[Column]
    topics: list[Topic]
    waiting: list[Pill]
    left_out: list[LeftOut]
    foreign: list[Foreign]
    discreet: bool = False
    discreet_url: str = ""


def pack(review: Review, actor: Actor, discreet: bool = False) -> Pack:
    """The pack for `actor`, whom visible.py found allowed to read this review. Every reading is on the trail."""
    answered = sorted(reading.read_review(review, actor), key=_column_order)
    before = reading.read_before(answered, review, actor)
    columns = [_column(a, before.get(a.invitation.id, [])) for a in answered]
    children, child = [c for c in columns if c.is_child], review.child
    iro = iro_of(child.id)
    time = f", {review.premeet_time:%H:%M}" if review.premeet and review.premeet_time else ""
    return Pack(
        review_id=review.id, child=initials(child) if discreet else f"{child.called} {child.last_name}".strip(),
        first_name=f"{child.called[0]}." if discreet else child.called, age=age_on(child.dob, review.date),
        premeet=short_day(states.premeet_day(review)) + time,
        review_label=f"{KINDS.get(review.kind, review.kind)}, {short_day(review.date)}",
        iro=iro.name if iro else "nobody yet (duty)", printed_at=clock.local(clock.now()),
        wishes=wishes([(c.label, c.answered) for c in columns], child),
        child_words=[one for c in children for one in said(c.answered)],
        child_meta=[m for c in children for m in c.meta],
        beside_words=[one for c in children for one in said_by_others(c.answered)],
        columns=columns, topics=_topics(columns), waiting=_waiting(review), left_out=_left_out(child),
        foreign=foreign([(c.label, c.answered) for c in columns if not c.answered.unreadable]),
        discreet=discreet)


def _column_order(answered: Answered):
    return answered.invitation.role != "child", answered.invitation.role, answered.response.sent_at


def _column(answered: Answered, before: list[Answered]) -> Column:
    late, is_child = answered.response.late, helping.is_childs(answered)
    nothing_new = reading.says_nothing_new(answered)
    before = before if nothing_new else []
    meta = [*_sent(answered), *_helped(answered, is_child)]
    if answered.unreadable or any(one.unreadable for one in before):
        meta.append("cannot be opened here: tell your administrator at once, nothing is deleted")
    if late:
        meta.append("after the pre-meeting")
    if nothing_new:
        meta.append("nothing new since last time" + ("" if before else "; nothing of theirs from before is kept"))
    return Column(_label(answered), "late" if late else "read", meta, answered, before, is_child)


def _label(answered: Answered) -> str:
    role = answered.invitation.role
    label = ROLE_WORDS.get(role, role).capitalize()
    if role == "child" and answered.response.kind == "observation":
        label = ROLE_WORDS["observer"].capitalize()
    return f"{label}, added later" if answered.response.kind == "addition" else label


def _sent(answered: Answered) -> list[str]:
    sent, language = clock.local(answered.response.sent_at), answered.response.answer_language
    in_language = [] if language == languages.DEFAULT else [f"in {languages.english_name(language)}"]
    return [f"Sent {short_day(sent.date())}, {sent:%H:%M}", *in_language]


def _helped(answered: Answered, is_child: bool) -> list[str]:
    """Who helped, and whether a child who was helped said that these are their words."""
    told = [helping.helped(answered)] if is_child or helping.was_helped(answered) else []
    return told + ([helping.OWN[answered.own_words]] if is_child and answered.own_words is not None else [])


def _topics(columns: list[Column]) -> list[Topic]:
    rows = []
    for topic, label in TOPICS.items():
        cells = [_cell(column, topic) for column in columns]
        if any(cell.state != "not_asked" or cell.before for cell in cells):
            rows.append(Topic(label, cells))
    for row in rows:
        _mark_differences(row)
    return rows


def _cell(column: Column, topic: str) -> Cell:
    answered = column.answered
    before = [Before(in_full(clock.local(b.response.sent_at).date()), entries_before(b, topic)) for b in column.before]
    before = [one for one in before if one.entries]
    pages = [page for page in answered.form.pages if page.id in answered.asked]
    about = [q for page in pages for q in page.questions if q.topic == topic]
    entries = entries_of(answered, topic) if about else []
    if entries or before or not about:
        return Cell("answered" if entries or before else "not_asked", entries, before)
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
