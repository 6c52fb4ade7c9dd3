"""Whose contact details an address is."""
from __future__ import annotations

from sqlalchemy import func, select

from portal.cases.models import ContactDetails
from portal.extensions import db
from portal.people.trail import Actor


def is_somebodys(actor: Actor, email: str) -> bool:
    """Whether a child, or somebody round one, of the actor's authority is reached at this address."""
    wanted = select(ContactDetails.owner_id).where(
        ContactDetails.authority_id == actor.authority_id, func.lower(ContactDetails.email) == email.strip().lower())
    return db.session.scalars(wanted.limit(1)).first() is not None
