"""The outbox: queue once, deliver, try again with growing pauses, park with a reason.

Order matters: a message is claimed, then built (its link is minted and committed), then handed over,
then marked. A crash between the last two makes a second delivery with the same reference, never a lost one.
"""
from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.extensions import db
from portal.post.models import Message

log = logging.getLogger(__name__)
PAUSES = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720)]
CLAIM_LASTS = timedelta(minutes=10)  # after that another process takes it over


@dataclass(frozen=True)
class Parcel:
    """A message ready to hand over. `reference` makes a retry safe."""

    channel: str  # sms email letter
    to: str
    subject: str
    text: str
    language: str
    reference: str
    html: str = ""
    address: str = ""
    extra: dict = field(default_factory=dict)


class Undeliverable(Exception):
    """It cannot be sent and trying again will not help. `why` is a code: see REASONS."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class TryLater(Exception):
    """The provider did not take it this time."""

    def __init__(self, why: str = "provider_down") -> None:
        super().__init__(why)
        self.why = why


REASONS = {
    "no_email": "there is no e-mail address", "no_mobile": "there is no mobile number",
    "no_address": "there is no postal address", "no_way": "there is no way to reach this person",
    "stopped": "the invitation was stopped before it was sent", "refused": "the mail server refused the address",
    "fault": "something went wrong on our side; it will be tried again",
    "provider_down": "the provider did not answer; it will be tried again", "answered": "they had already answered",
}

Builder = Callable[[Session, Message], Parcel]
_builders: dict[str, Builder] = {}
_after: dict[str, Callable[[Session, Message], None]] = {}


def register(kind: str, builder: Builder, after: Callable[[Session, Message], None]) -> None:
    """Say who builds messages of `kind`, and who is told when one was sent or parked."""
    _builders[kind], _after[kind] = builder, after


def queue(session: Session, *, kind: str, subject_id: UUID, authority_id: UUID, channel: str, round: int = 0,
          details: dict | None = None, not_before: datetime | None = None) -> bool:
    """Queue a message in the caller's transaction, to go now or at `not_before` (an instant), if that is later.

    False when the same one was queued before.
    """
    same = select(Message.id).where(Message.kind == kind, Message.subject_id == subject_id, Message.round == round)
    if session.scalar(same) is not None:
        return False
    now = clock.now()
    session.add(Message(kind=kind, subject_id=subject_id, authority_id=authority_id, channel=channel, round=round,
                        details=details or {}, due_at=max(now, not_before or now), created_at=now))
    return True


def deliver(send: Callable[[Parcel], str], limit: int = 1000) -> dict[str, int]:
    """Deliver what is due, one after another; counts of sent, parked and delayed.

    `send` hands a Parcel over and returns the provider's id. It raises TryLater or Undeliverable.
    """
    counts = {"sent": 0, "parked": 0, "delayed": 0}
    while sum(counts.values()) < limit and (message_id := _claim()) is not None:
        counts[_deliver_one(message_id, send)] += 1
    return counts


def is_due() -> bool:
    """Whether anything waits to be delivered now."""
    return db.session.scalar(_due(clock.now())) is not None


def _due(now: datetime) -> Select:
    free = or_(Message.claimed_at.is_(None), Message.claimed_at < now - CLAIM_LASTS)
    ready = or_(Message.next_try_at.is_(None), Message.next_try_at <= now)
    waiting = select(Message.id).where(Message.sent_at.is_(None), Message.parked_at.is_(None), Message.due_at <= now)
    return waiting.where(free, ready).order_by(Message.due_at, Message.id).limit(1)


def _claim() -> UUID | None:
    now = clock.now()
    due = _due(now)
    if db.session.scalar(due) is None:  # an empty outbox takes no lock
        db.end()
        return None
    with db.write() as session:
        message_id = session.scalar(due.with_for_update(skip_locked=True))
        if message_id is not None:
            session.execute(update(Message).where(Message.id == message_id).values(claimed_at=now))
    return message_id


def _deliver_one(message_id: UUID, send) -> str:
    try:
        return _close(message_id, **_hand_over(message_id, send))
    except TryLater as failure:
        return _delay(message_id, failure.why)
    except Exception as fault:  # one faulty message must not hold up the others; nothing of it is logged
        log.error("message %s: %s", message_id, type(fault).__name__)
        return _delay(message_id, "fault")


def _hand_over(message_id: UUID, send) -> dict:
    """Build the message and hand it over; what its row becomes."""
    try:
        with db.write() as session:
            message = session.get(Message, message_id)
            parcel = _builders[message.kind](session, message)
        provider_id = send(parcel)
    except Undeliverable as failure:
        return {"parked_at": clock.now(), "why": failure.why}
    return {"sent_at": clock.now(), "provider_id": provider_id, "why": ""}


def _close(message_id: UUID, **values) -> str:
    with db.write() as session:
        message = session.get(Message, message_id)
        for name, value in values.items():
            setattr(message, name, value)
        message.claimed_at = None
        _after[message.kind](session, message)
    return "parked" if "parked_at" in values else "sent"


def _delay(message_id: UUID, why: str) -> str:
    with db.write() as session:
        message = session.get(Message, message_id)
        pause = PAUSES[min(message.attempts, len(PAUSES) - 1)]
        message.attempts += 1
        message.next_try_at, message.claimed_at, message.why = clock.now() + pause, None, why
    return "delayed"


def parked_reasons() -> dict[str, int]:
    """How many messages are parked, by the code of the reason."""
    counted = select(Message.why, func.count()).where(Message.parked_at.is_not(None)).group_by(Message.why)
    return {row[0]: row[1] for row in db.session.execute(counted)}
