"""Where an invitation stands, worked out from its timestamps: nothing stores a state."""
from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import current_app
from sqlalchemy import ColumnElement, and_

from portal import clock
from portal.cases.dates import BeyondTheCalendar, working_days_before
from portal.cases.models import Review
from portal.consultations.facts import BIRTH_FAMILY, CARE_FOR, OBSERVER
from portal.consultations.models import Invitation

# state -> what staff read
STATES = {
    "waiting": "to be sent", "asked": "asked", "bounced": "not delivered", "opened": "opened", "begun": "begun",
    "sent": "answered", "late": "answered late", "declined": "nothing to say", "withdrawn": "withdrawn",
    "expired": "link ended",
}


def state(invitation: Invitation) -> str:
    """One of STATES. What was sent in stays so, whatever happens to the link afterwards."""
    if invitation.declined_at:
        return "declined"
    if invitation.sent_in_at:
        return "late" if is_late(invitation.review, invitation.sent_in_at) else "sent"
    if invitation.withdrawn_at:
        return "withdrawn"
    if has_ended(invitation):
        return "expired"
    if invitation.begun_at:
        return "begun"
    if invitation.opened_at:
        return "opened"
    if invitation.bounced_at:
        return "bounced"
    return "asked" if invitation.sent_at else "waiting"


def premeet_day(review: Review) -> date:
    """The day of the IRO's pre-meeting: as planned, else some working days before the review (a setting)."""
    if review.premeet:
        return review.premeet
    days = _number("PORTAL_PREMEET_DAYS")
    try:
        return working_days_before(review.date, days)
    except BeyondTheCalendar:  # history from before the known bank holidays: nobody is invited by it
        return review.date - timedelta(days=days)


def premeet_at(review: Review) -> datetime:
    """The instant from which an answer is late: the pre-meeting's time, or the end of its day."""
    day = premeet_day(review)
    if review.premeet and review.premeet_time:
        return clock.at_local(day, review.premeet_time)
    return clock.at_local(day, time.max)


def is_late(review: Review, instant: datetime) -> bool:
    """Whether something sent at `instant` came after the pre-meeting. Late is marked, never refused."""
    return instant > premeet_at(review)


def last_day(review: Review) -> date:
    """The last day on which links of this review open (SECURITY decision 4)."""
    return (review.held_on or review.date) + timedelta(days=_number("PORTAL_LINK_DAYS"))


def has_ended(invitation: Invitation) -> bool:
    """Whether the invitation's links are over by date."""
    return clock.today() > last_day(invitation.review)


def is_stopped(invitation: Invitation) -> bool:
    """Whether a person's standing closed it: withdrawn, or the child or the relation ended or is paused."""
    child = invitation.child
    if invitation.withdrawn_at or child.paused_at or child.ceased_on and child.ceased_on <= clock.today():
        return True
    if invitation.review.status == "cancelled":
        return True
    relation = _relation(invitation)
    return relation is not None and _is_over(relation)


def is_held(invitation: Invitation) -> bool:
    """Whether a person has to decide first: nothing goes out to the birth family of a child placed for adoption."""
    return invitation.role in BIRTH_FAMILY and invitation.child.placed_for_adoption_on is not None


def hands_over(invitation: Invitation) -> bool:
    """Whether the adult through whom it reaches the respondent may still be used: not once they have left the child."""
    met = [r for r in invitation.child.relations if r.person_id == invitation.reach_id]
    return not met or not all(has_left(r) for r in met)


def is_live(invitation: Invitation) -> bool:
    """Whether its links and drafts work now."""
    return not has_ended(invitation) and not is_stopped(invitation)


def same_person(invitation: Invitation) -> ColumnElement[bool]:
    """Condition: invitations that the same person answers; an observation in a child's place is theirs."""
    if invitation.person_id is not None:
        return Invitation.person_id == invitation.person_id
    return and_(Invitation.respondent_id == invitation.respondent_id, Invitation.role == invitation.role)


def _relation(invitation: Invitation):
    if invitation.person_id is None:
        return None
    roles = CARE_FOR if invitation.role == OBSERVER else (invitation.role,)
    theirs = [r for r in invitation.child.relations
              if r.person_id == invitation.person_id and r.relationship in roles]
    return next((r for r in theirs if not _is_over(r)), theirs[0] if theirs else None)


def _is_over(relation) -> bool:
    return has_left(relation) or not relation.consult


def has_left(relation) -> bool:
    """Whether this person is no longer round the child, as far as the case list says."""
    ended = relation.ended_on is not None and relation.ended_on <= clock.today()
    return bool(ended or relation.paused_at)


def _number(name: str) -> int:
    return current_app.extensions["portal"].number(name)
