"""The manager's first counts: who was asked and who answered, by role, and children by age.

Working figures for inside the service; nothing here is de-identified for publication.
"""
from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.cases.dates import age_on
from portal.cases.models import Review
from portal.consultations import states
from portal.consultations.desk import ROLE_WORDS
from portal.consultations.models import Invitation
from portal.extensions import db
from portal.people.trail import Actor, record

YEAR = timedelta(days=365)
BANDS = ((4, 7), (8, 11), (12, 15), (16, 25))


@dataclass(frozen=True)
class Table:
    """A table of counts with what it counts in words."""

    title: str
    definition: str
    head: list[str]
    rows: list[list]


def counts(actor: Actor) -> list[Table]:
    """The counts of the last twelve months, of invitations whose review is past. Opening them is recorded."""
    asked = _asked(actor)
    with db.write() as session:
        record(session, actor, "counts_opened")
    return [_by_role(asked), _by_age(asked)]


def _asked(actor: Actor) -> list[Invitation]:
    today = clock.today()
    wanted = select(Invitation).join(Review).where(
        Invitation.authority_id == actor.authority_id, Review.date < today, Review.date >= today - YEAR)
    return list(db.session.scalars(wanted.options(joinedload(Invitation.review), joinedload(Invitation.child))))


def _by_role(asked: list[Invitation]) -> Table:
    groups: dict[str, Counter] = defaultdict(Counter)
    for invitation in asked:
        _count(groups[ROLE_WORDS.get(invitation.role, invitation.role)], invitation)
    return _table("Who was asked and who answered", "Invitations to reviews of the last twelve months. In time: sent "
                  "before the pre-meeting.", "Person", sorted(groups.items()))


def _by_age(asked: list[Invitation]) -> Table:
    groups: dict[str, Counter] = {f"{low}–{high}": Counter() for low, high in BANDS}
    for invitation in asked:
        age = age_on(invitation.child.dob, invitation.review.date)
        band = next((f"{low}–{high}" for low, high in BANDS if low <= age <= high), None)
        if invitation.role == "child" and band:
            _count(groups[band], invitation)
    return _table("Children, by age at the review", "Children asked before reviews of the last twelve months; each "
                  "review counts once. What a carer observed of a child is not a child’s answer, and is not counted "
                  "here.", "Age", groups.items())


def _count(counter: Counter, invitation: Invitation) -> None:
    counter["asked"] += 1
    if invitation.sent_in_at:
        counter["late" if states.is_late(invitation.review, invitation.sent_in_at) else "in_time"] += 1


def _table(title: str, definition: str, first: str, groups) -> Table:
    rows = [[name, c["asked"], c["in_time"], c["late"], _share(c["in_time"], c["asked"])] for name, c in groups]
    head = [first, "Asked", "Answered in time", "Answered late", "In time, of those asked"]
    return Table(title, definition, head, rows)


def _share(part: int, whole: int) -> str:
    """'3 of 4 (75.0%)'; no percentage of a number under 10."""
    if whole < 10:
        return f"{part} of {whole}"
    return f"{part} of {whole} ({100 * part / whole:.1f}%)"
