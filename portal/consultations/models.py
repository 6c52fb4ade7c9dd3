"""Invitations, drafts and what was sent in.

A draft is a response not yet sent. Sent answers are sealed in a table that is only ever inserted into,
with ids made here, so that a public face may hold a database role that can write them and never read.
"""
from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.cases.models import Child, Person, Review
from portal.database import Base


class FormVersion(Base):
    """The text of a form that somebody was asked with, kept for ever with its checksum."""

    __tablename__ = "form_version"
    __table_args__ = (UniqueConstraint("origin", "key", "checksum"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    origin: Mapped[str]  # shipped, or the authority's own
    key: Mapped[str]  # child.1
    checksum: Mapped[str]
    text: Mapped[str]
    first_used_at: Mapped[datetime]


class Invitation(Base):
    """One person asked for their views before one review. Its state is computed: see states.py."""

    __tablename__ = "invitation"
    __table_args__ = (UniqueConstraint("review_id", "respondent_id"), Index("ix_invitation_child", "child_id"))
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    review_id: Mapped[UUID] = mapped_column(ForeignKey("review.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))  # whom it is about
    respondent_id: Mapped[UUID]  # the child's own id, or a person's: whom it asks
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str]  # child, or the relationship
    form_version_id: Mapped[UUID] = mapped_column(ForeignKey("form_version.id"))
    language: Mapped[str]
    reach: Mapped[str]  # sms email letter worker iro_visit
    reach_id: Mapped[UUID | None]  # whose contact details are used, when not the respondent's own
    due_on: Mapped[date]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    begun_at: Mapped[datetime | None]
    sent_in_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_why: Mapped[str] = mapped_column(default="")
    new_link_asked_at: Mapped[datetime | None]
    not_me_at: Mapped[datetime | None]
    kept_out_at: Mapped[datetime | None]  # somebody tried ten secrets that were not the right one
    review: Mapped[Review] = relationship()
    child: Mapped[Child] = relationship()
    person: Mapped[Person | None] = relationship()
    form_version: Mapped[FormVersion] = relationship()


class Token(Base):
    """A link or a typed code, kept as HMAC only. One may open several invitations.

    One on a contact card opens no form: it belongs to a child (`child_id`), and only a request can be made with it.
    """

    __tablename__ = "token"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]  # link, code; on a contact card: card, card_code
    child_id: Mapped[UUID | None]
    mac: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    selector: Mapped[str | None] = mapped_column(index=True)  # a code's first four characters
    message_id: Mapped[UUID | None]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    wrong: Mapped[int] = mapped_column(default=0)
    doors: Mapped[list[TokenDoor]] = relationship(lazy="selectin")


class TokenDoor(Base):
    __tablename__ = "token_door"
    token_id: Mapped[UUID] = mapped_column(ForeignKey("token.id"), primary_key=True)
    invitation_id: Mapped[UUID] = mapped_column(ForeignKey("invitation.id"), primary_key=True, index=True)


class Draft(Base):
    """A response not yet sent. `key` is this draft's own key, sealed under the drafts key."""

    __tablename__ = "draft"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    invitation_id: Mapped[UUID] = mapped_column(ForeignKey("invitation.id"), index=True)
    kind: Mapped[str]  # main addition with_iro from_paper observation
    key_id: Mapped[str]
    key: Mapped[bytes | None] = mapped_column(LargeBinary)  # forgotten when the draft is sent
    language: Mapped[str]
    look: Mapped[str]
    helper: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    saved_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    secret: Mapped[bytes | None] = mapped_column(LargeBinary(32))  # HMAC of what opens it on another device
    secret_wrong: Mapped[int] = mapped_column(default=0)
    secret_shut_until: Mapped[datetime | None]
    secret_sealed_at: Mapped[datetime | None]  # after ten wrong ones: opened by nobody, sent along all the same
    invitation: Mapped[Invitation] = relationship()


class DraftPage(Base):
    """What one page of a draft holds, sealed, with the revision that a save must name."""

    __tablename__ = "draft_page"
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"), primary_key=True)
    page: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(default=1)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    saved_at: Mapped[datetime]


class DraftFile(Base):
    """A drawing, a photo or a recording of a draft: cleaned, sealed under the draft's key."""

    __tablename__ = "draft_file"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"), index=True)
    page: Mapped[str]
    question: Mapped[str]
    mime: Mapped[str]
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime]


class Flag(Base):
    """That an answer worries us, or may: raised when its page is posted, sent or not. Never the words."""

    __tablename__ = "flag"
    __table_args__ = (UniqueConstraint("draft_id", "question"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    invitation_id: Mapped[UUID] = mapped_column(ForeignKey("invitation.id"), index=True)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"))
    question: Mapped[str]
    level: Mapped[str]  # alarm, read_first
    raised_at: Mapped[datetime]


class Response(Base):
    """Something sent in. Its answers lie sealed beside it."""

    __tablename__ = "response"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    invitation_id: Mapped[UUID] = mapped_column(ForeignKey("invitation.id"), index=True)
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("draft.id"), unique=True)
    kind: Mapped[str]
    form_version_id: Mapped[UUID] = mapped_column(ForeignKey("form_version.id"))
    language: Mapped[str]  # of the pages
    answer_language: Mapped[str]  # of the words written
    helper: Mapped[str]
    sent_at: Mapped[datetime]
    late: Mapped[bool]
    first: Mapped[str] = mapped_column(default="")  # alarm, read_first or nothing
    sharing: Mapped[dict] = mapped_column(JSON)  # page -> sharing choice
    reference: Mapped[str]
    invitation: Mapped[Invitation] = relationship()


class SealedAnswers(Base):
    """The words themselves: inserted once, opened only on the staff's side."""

    __tablename__ = "sealed_answers"
    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"), primary_key=True)
    header: Mapped[str]  # v1:staff.1
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)


class SealedFile(Base):
    """A drawing, a photo or a recording that was sent in: inserted once, opened only on the staff's side."""

    __tablename__ = "sealed_file"
    id: Mapped[UUID] = mapped_column(primary_key=True)  # as the answers name it
    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"), index=True)
    mime: Mapped[str]
    header: Mapped[str]
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)


class SealedWishes(Base):
    """Wishes for the meeting that somebody lets the office see: only those pages, sealed like everything else."""

    __tablename__ = "sealed_wishes"
    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"), primary_key=True)
    header: Mapped[str]
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
    response: Mapped[Response] = relationship()


class Translation(Base):
    """One response given to one interpreter, and what they made of it: sealed, beside the original, never in its place.

    Several may be asked after one another; what the last one finished is shown. `done_at` is unset until then.
    """

    __tablename__ = "translation"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"), index=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)  # the interpreter
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    header: Mapped[str] = mapped_column(default="")
    wrapped_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    ciphertext: Mapped[bytes | None] = mapped_column(LargeBinary)
    response: Mapped[Response] = relationship()


class Alert(Base):
    """Somebody pressed “Tell someone now”, or asked on their contact card to be got in touch with. Never words."""

    __tablename__ = "alert"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"), index=True)
    invitation_id: Mapped[UUID | None] = mapped_column(ForeignKey("invitation.id"))
    kind: Mapped[str]  # tell, contact
    how: Mapped[str] = mapped_column(default="")  # ring text visit meet
    raised_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    seen_by: Mapped[UUID | None] = mapped_column(ForeignKey("staff.id"))


class Score(Base):
    """A 0-2 answer, in the clear and without a name, written with its response."""

    __tablename__ = "score"
    response_id: Mapped[UUID] = mapped_column(ForeignKey("response.id"), primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(index=True)
    value: Mapped[int | None]  # 0 1 2; none: see answer
    answer: Mapped[str]  # 0 1 2 not_apply not_sure not_say
