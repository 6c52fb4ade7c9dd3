"""The audit trail: append-only, each row chained to the one before it.

If the event cannot be written, what it tells of does not happen: record() belongs in the same
transaction as the deed, and an answer is opened only after its event was committed.
"""
from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.extensions import db, keyring
from portal.keys import KeyMissing
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
    head = _head(session, actor.authority_id)
    key_id, key = keyring.newest_secret("audit")
    event = Event(id=uuid4(), authority_id=actor.authority_id, number=head.number + 1, at=clock.now(), kind=kind,
                  actor_kind=actor.kind, actor_id=actor.id, child_id=child_id, object_id=object_id,
                  details=details, key_id=key_id)
    event.mac = _link(key, head.mac, event)
    head.number, head.mac = event.number, event.mac
    session.add(event)
    return event


def _head(session: Session, authority_id: UUID) -> TrailHead:
    """The last link of the chain, locked until the caller's transaction ends; asked for once in each."""
    held = session.info.setdefault("trail", {})
    if authority_id not in held:
        head = session.get(TrailHead, authority_id, with_for_update=True)
        if head is None:
            head = TrailHead(authority_id=authority_id, number=0, mac=bytes(32))
            session.add(head)
        held[authority_id] = head
    return held[authority_id]


def _link(key: bytes, previous: bytes, event: Event) -> bytes:
    row = [str(event.id), str(event.authority_id), event.number, event.at.isoformat(), event.kind, event.actor_kind,
           str(event.actor_id), str(event.child_id), str(event.object_id), event.details, event.key_id]
    return hmac.digest(key, previous + json.dumps(row, sort_keys=True).encode(), hashlib.sha256)


def first_bad_row(authority_id: UUID) -> int | None:
    """The number of the first event that was changed, added or taken out; None when the chain holds."""
    head = db.session.get(TrailHead, authority_id, populate_existing=True)
    # The head was read first: what is appended while we read only lengthens the chain.
    end, mac = (head.number, head.mac) if head is not None else (1, b"")
    previous, expected = bytes(32), 1
    try:
        for event in _events(authority_id):
            if event.number != expected or event.mac != _link(keyring.secret(event.key_id), previous, event):
                return expected
            if event.number == end and event.mac != mac:
                return expected
            previous, expected = event.mac, expected + 1
    except UNREADABLE:
        return expected
    return expected if expected <= end else None


# a cell that no longer holds what its column should
UNREADABLE = (ValueError, TypeError, AttributeError, LookupError, KeyMissing)


def _events(authority_id: UUID) -> Iterator[Event]:
    """The events in order, a few at a time; one at a time where a row cannot be read, so that it can be named."""
    rows = select(Event).where(Event.authority_id == authority_id).order_by(Event.number)
    read = 0
    try:
        for event in db.session.scalars(rows.execution_options(yield_per=500)):
            read += 1
            yield event
    except UNREADABLE:
        yield from db.session.scalars(rows.offset(read).execution_options(yield_per=1))
