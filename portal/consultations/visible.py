"""Which reviews somebody may see. Lists and objects come only through here (SECURITY decision 14).

Another's review and one that does not exist look the same: the query simply does not find it.
"""
from __future__ import annotations

from uuid import UUID

from sqlalchemy import Select, false, or_, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.cases.allocation import allocated_to, unallocated
from portal.cases.models import Child, Review
from portal.consultations.models import Invitation, Response
from portal.extensions import db
from portal.people.trail import Actor


def children_read_by(actor: Actor, roles: frozenset[str]) -> Select:
    """Ids of the children whose answers `actor` may read today: their own, and duty's if they take a turn."""
    own = Child.id.in_(allocated_to(actor.id, clock.today())) if "iro" in roles else false()
    duty = Child.id.in_(unallocated(actor.authority_id, clock.today())) if "duty" in roles else false()
    return select(Child.id).where(Child.authority_id == actor.authority_id, or_(own, duty))


def reviews_read_by(actor: Actor, roles: frozenset[str]) -> Select:
    """Reviews whose answers `actor` may read today."""
    return select(Review).where(Review.child_id.in_(children_read_by(actor, roles))).options(joinedload(Review.child))


def review_read_by(actor: Actor, roles: frozenset[str], review_id: UUID) -> Review | None:
    """The review, when `actor` may read its answers today; else None."""
    return db.session.scalar(reviews_read_by(actor, roles).where(Review.id == review_id))


def response_of(review: Review, response_id: str) -> Response | None:
    """One response to a review that was found readable; None for another review's, and for what is no id."""
    wanted = uuid_or_none(response_id)
    return db.session.scalar(select(Response).join(Invitation).where(
        Response.id == wanted, Invitation.review_id == review.id)) if wanted else None


def uuid_or_none(text: str) -> UUID | None:
    """The id that `text` spells, if any: what a form sends is anybody's."""
    try:
        return UUID(text)
    except ValueError:
        return None


def reviews_of_office(actor: Actor) -> Select:
    """Reviews of the authority, for those who see states and never content."""
    return select(Review).where(Review.authority_id == actor.authority_id).options(joinedload(Review.child))


def child_of_office(actor: Actor, child_id: UUID) -> Child | None:
    """The child, when it is one of the actor's authority."""
    return db.session.scalar(select(Child).where(Child.id == child_id, Child.authority_id == actor.authority_id))
