"""Whether what somebody sent was read: a state, which the respondent may know. Nothing here opens an answer."""
from __future__ import annotations

from uuid import UUID

from sqlalchemy import exists, select

from portal.consultations.models import Response
from portal.extensions import db
from portal.people.models import Event


def is_read(invitation_id: UUID) -> bool:
    """Whether a member of staff has opened anything that was sent in for this invitation."""
    mine = select(Response.id).where(Response.invitation_id == invitation_id)
    told = exists().where(Event.kind == "answers_read", Event.actor_kind == "staff", Event.object_id.in_(mine))
    return bool(db.session.scalar(select(told)))
