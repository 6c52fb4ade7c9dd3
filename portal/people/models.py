"""The authority, its staff, who is signed in, and the trail of what was done."""
from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.database import Base


class Authority(Base):
    """A council (or a trust that works for one). Every root row names its authority."""

    __tablename__ = "authority"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    invented: Mapped[bool] = mapped_column(default=False)  # demonstration data: never beside real rows
    settings: Mapped[dict] = mapped_column(JSON, default=dict)  # phone numbers and names shown to respondents

    def __getattr__(self, name: str) -> str:
        if name in SHOWN_SETTINGS:
            return (self.settings or {}).get(name, "")
        raise AttributeError(name)


SHOWN_SETTINGS = ("advocacy_name", "advocacy_phone", "out_of_hours_phone", "office_phone", "opens", "closes",
                  "languages", "letters")


class Staff(Base):
    """Someone who works for the authority. Without a password they cannot sign in (yet)."""

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("authority_id", "email"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    email: Mapped[str]  # lower case
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    password_hash: Mapped[str | None]
    left_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    authority: Mapped[Authority] = relationship(lazy="joined")
    role_rows: Mapped[list[StaffRole]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    language_rows: Mapped[list[StaffLanguage]] = relationship(cascade="all, delete-orphan")

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(row.role for row in self.role_rows)

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


class StaffPicture(Base):
    """A member of staff's photo, as children see it on the contact card."""

    __tablename__ = "staff_picture"
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    mime: Mapped[str]
    data: Mapped[bytes] = mapped_column(LargeBinary)
    changed_at: Mapped[datetime]


class StaffLanguage(Base):
    """A language that an interpreter puts into English."""

    __tablename__ = "staff_language"
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)


class OwnWords(Base):
    """Words that an authority has put in place of one shipped message in one language."""

    __tablename__ = "own_words"
    __table_args__ = (UniqueConstraint("authority_id", "language", "context", "english"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    language: Mapped[str]
    context: Mapped[str]  # the voice or register; '' for neutral
    english: Mapped[str]
    text: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))


class StaffRole(Base):
    __tablename__ = "staff_role"
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    role: Mapped[str] = mapped_column(primary_key=True)


class OneUseLink(Base):
    """A link with which a person sets their password: kept as HMAC, used once."""

    __tablename__ = "one_use_link"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    mac: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Attempts(Base):
    """Wrong passwords or codes, counted by an HMAC of what was tried on: soft, growing delays."""

    __tablename__ = "attempts"
    key: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    wrong: Mapped[int] = mapped_column(default=0)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    closed_until: Mapped[datetime | None]


class WebSession(Base):
    """One browser's session: found by the HMAC of its 256-bit id."""

    __tablename__ = "web_session"
    mac: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    staff_id: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"), index=True)
    data: Mapped[dict] = mapped_column(JSON)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)


class Event(Base):
    """One row of the trail: appended, never changed, chained to the row before it by HMAC."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("authority_id", "number"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(index=True)
    actor_kind: Mapped[str]  # staff, respondent, command
    actor_id: Mapped[UUID | None] = mapped_column(index=True)
    child_id: Mapped[UUID | None] = mapped_column(index=True)
    object_id: Mapped[UUID | None] = mapped_column(index=True)
    details: Mapped[dict] = mapped_column(JSON, default=dict)  # states and codes, never content or names
    key_id: Mapped[str]
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))


class TrailHead(Base):
    """The last link of an authority's chain; locking this row is the one lock of the trail."""

    __tablename__ = "trail_head"
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"), primary_key=True)
    number: Mapped[int] = mapped_column(default=0)
    mac: Mapped[bytes] = mapped_column(LargeBinary(32), default=bytes(32))
