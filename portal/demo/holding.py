"""Reviews are held: who took part and how, and the facts that counts will use, frozen."""
from __future__ import annotations

from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.cases.dates import age_on
from portal.cases.models import Allocation, Placement, Review
from portal.consultations.models import Invitation
from portal.demo.chance import dice, pick
from portal.demo.town import Town

UNRECORDED = 6  # days in which the office has not always recorded a review yet


def of(town: Town, review: Review):
    """What happens when this review is over: most are recorded as held at once."""
    ref, source_id = review.id, review.source_id
    rng = dice(town.seed, "held", source_id)
    waits = (town.on - review.date).days <= UNRECORDED and rng.random() < 0.4

    def deed(session: Session) -> None:
        if not waits:
            _hold(session, session.get(Review, ref, options=[joinedload(Review.child)]), rng)

    return deed


def _hold(session: Session, review: Review, rng: Random) -> None:
    child = review.child
    review.status, review.held_on = "held", review.date
    age = age_on(child.dob, review.date)
    review.participation = _participation(session, review, age, rng)
    review.attended = review.participation in ("PN1", "PN2", "PN3", "PN4")
    review.frozen_at, review.frozen_age = clock.now(), age
    review.frozen_cohort = "uasc" if child.uasc else "local"
    review.frozen_team = child.team
    lived = select(Placement.kind).where(Placement.child_id == child.id, Placement.from_on <= review.date)
    review.frozen_placement = session.scalars(lived.order_by(Placement.from_on.desc())).first() or ""
    held = select(Allocation.staff_id).where(Allocation.child_id == child.id, Allocation.from_on <= review.date)
    review.frozen_iro_id = session.scalars(held.order_by(Allocation.from_on.desc())).first()


def _participation(session: Session, review: Review, age: int, rng: Random) -> str:
    if age < 4:
        return "PN0"
    asked = session.scalar(select(Invitation).where(Invitation.review_id == review.id, Invitation.role == "child"))
    answered = asked is not None and asked.sent_in_at is not None and asked.declined_at is None
    if rng.random() < (0.72 if review.kind != "paper" else 0):
        symbols = 60 if review.child.needs == "symbols" else 0
        return pick(rng, {"PN1": 80, "PN2": 10, "PN3": symbols, "PN4": 6})
    if answered:
        return pick(rng, {"PN6": 75, "PN5": 25})
    return pick(rng, {"PN7": 60, "PN5": 40})
