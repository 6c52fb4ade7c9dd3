"""The outbox keeps what to send as kind, ids and parameters: never a body, a name or a token."""
from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Base


class Message(Base):
    """One message to one person, made once however often it is asked for."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "round"),
        Index("ix_message_due", "sent_at", "parked_at", "due_at"),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    kind: Mapped[str]  # invitation, reminder: the name of a registered builder
    subject_id: Mapped[UUID]  # what the builder needs: an invitation's id
    round: Mapped[int] = mapped_column(default=0)  # a second asking is a round of its own
    channel: Mapped[str]  # sms email letter
    details: Mapped[dict] = mapped_column(JSON, default=dict)
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    parked_at: Mapped[datetime | None]  # given up until a person looks
    why: Mapped[str] = mapped_column(default="")  # a code, shown to the office in words
    provider_id: Mapped[str] = mapped_column(default="")
