"""The audit trail: append-only, each row chained to the one before it.

If the event cannot be written, what it tells of does not happen: record() belongs in the same
transaction as the deed, and an answer is opened only after its event was committed.
"""
from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.extensions import db, keyring
from portal.people.models import Event, TrailHead


@dataclass(frozen=True)
class Actor:
    """Who does something: a member of staff, a respondent (by invitation) or a command."""

    kind: str
    id: UUID | None
    authority_id: UUID


def record(session: Session, actor: Actor, kind: str, *, child_id: UUID | None = None,
           object_id: UUID | None = None, **details) -> Event:
    """Append one event in the caller's transaction. `details` are states and codes, never content."""
    head = session.get(TrailHead, actor.authority_id, with_for_update=True)
    if head is None:
        head = TrailHead(authority_id=actor.authority_id, number=0, mac=bytes(32))
        session.add(head)
    key_id, key = keyring.newest_secret("audit")
    event = Event(id=uuid4(), authority_id=actor.authority_id, number=head.number + 1, at=clock.now(), kind=kind,
                  actor_kind=actor.kind, actor_id=actor.id, child_id=child_id, object_id=object_id,
                  details=details, key_id=key_id)
    event.mac = _link(key, head.mac, event)
    head.number, head.mac = event.number, event.mac
    session.add(event)
    return event


def _link(key: bytes, previous: bytes, event: Event) -> bytes:
    row = [event.number, event.at.isoformat(), event.kind, event.actor_kind, str(event.actor_id),
           str(event.child_id), str(event.object_id), event.details]
    return hmac.digest(key, previous + json.dumps(row, sort_keys=True).encode(), hashlib.sha256)


def first_bad_row(authority_id: UUID) -> int | None:
    """The number of the first event that was changed, added or taken out; None when the chain holds."""
    previous, expected = bytes(32), 1
    rows = select(Event).where(Event.authority_id == authority_id).order_by(Event.number)
    for event in db.session.scalars(rows.execution_options(yield_per=1000)):
        if event.number != expected or event.mac != _link(keyring.secret(event.key_id), previous, event):
            return expected
        previous, expected = event.mac, expected + 1
    head = db.session.get(TrailHead, authority_id)
    if head is not None and (head.number, head.mac) != (expected - 1, previous):
        return expected
    return None
