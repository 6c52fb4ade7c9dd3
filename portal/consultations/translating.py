"""Asking an interpreter for the English of one response, and what they write.

An interpreter sees the passages they were given, and the questions these answer: no name, no other answer, nobody
else's. What they write is sealed beside the original, with their name and the day, and never takes its place.
"""
from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from portal import clock, languages
from portal.consultations import reading
from portal.consultations.models import Invitation, Response, SealedFile, Translation
from portal.consultations.opening import open_sealed
from portal.consultations.passages import Passage, passages
from portal.consultations.reading import Answered
from portal.consultations.sealing import Sealed, seal
from portal.extensions import db
from portal.people.models import Authority, Staff, StaffLanguage, StaffRole
from portal.people.trail import Actor, record
from portal.post import outbox
from portal.post.models import Message
from portal.post.outbox import Parcel, Undeliverable

LONGEST = 20_000  # characters of one translated passage


@dataclass
class Task:
    """A response that waits for an interpreter, as they see it before they open it."""

    id: UUID
    language: str
    asked_at: datetime
    is_begun: bool
    url: str = ""


@dataclass
class Sheet:
    """An opened task: the passages, and what the interpreter has written so far."""

    id: UUID
    passages: list[Passage]
    written: dict[str, str]


# --- whom to ask --------------------------------------------------------------------------------------------
def interpreters(authority_id: UUID, code: str) -> list[Staff]:
    """Accounts that put `code` into English; for English pages (somebody wrote in another script) every interpreter."""
    wanted = select(Staff).join(StaffRole).where(
        Staff.authority_id == authority_id, Staff.left_at.is_(None), StaffRole.role == "interpreter")
    if code != languages.DEFAULT:
        wanted = wanted.where(Staff.id.in_(select(StaffLanguage.staff_id).where(StaffLanguage.language == code)))
    return list(db.session.scalars(wanted.order_by(Staff.name)))


def ask(actor: Actor, response: Response, staff_id: UUID) -> bool:
    """Give the response to this interpreter and tell them; False when they are none. Asked twice it is one task."""
    if staff_id not in {one.id for one in interpreters(actor.authority_id, languages.DEFAULT)}:
        return False
    child_id = response.invitation.child_id
    with db.write() as session:
        session.get(Response, response.id, with_for_update={"key_share": True})
        if session.scalars(_open().where(Translation.response_id == response.id,
                                         Translation.staff_id == staff_id)).first():
            return True
        made = Translation(id=uuid4(), authority_id=actor.authority_id, response_id=response.id, staff_id=staff_id,
                           asked_by=actor.id, asked_at=clock.now())
        session.add(made)
        session.flush()
        outbox.queue(session, kind="to_translate", subject_id=made.id, authority_id=actor.authority_id,
                     channel="email")
        record(session, actor, "translation_asked", child_id=child_id, object_id=response.id, staff=str(staff_id))
    return True


def take_back(actor: Actor, translation: Translation) -> None:
    """The interpreter sees the text no longer."""
    with db.write() as session:
        held = session.get_one(Translation, translation.id, with_for_update=True)
        held.taken_back_at = held.taken_back_at or clock.now()
        record(session, actor, "translation_taken_back", child_id=held.response.invitation.child_id,
               object_id=held.response_id)


def of_review(review_id: UUID, translation_id: UUID) -> Translation | None:
    """A task about a response to this review, which the caller was found allowed to read."""
    wanted = select(Translation).join(Response).join(Invitation).where(
        Invitation.review_id == review_id, Translation.id == translation_id)
    return db.session.scalar(wanted)


def of_responses(response_ids: list[UUID]) -> list[tuple[Translation, Staff]]:
    """Every task about these responses that was not taken back, with its interpreter, the latest last."""
    wanted = select(Translation, Staff).join(Staff, Staff.id == Translation.staff_id).where(
        Translation.response_id.in_(response_ids), Translation.taken_back_at.is_(None)).order_by(Translation.asked_at)
    return [(row[0], row[1]) for row in db.session.execute(wanted)]


# --- the interpreter's side ---------------------------------------------------------------------------------
def _open() -> Select:
    return select(Translation).where(Translation.done_at.is_(None), Translation.taken_back_at.is_(None))


def tasks(actor: Actor) -> list[Task]:
    """What waits for this interpreter, the oldest first."""
    mine = _open().where(Translation.staff_id == actor.id).options(
        joinedload(Translation.response).joinedload(Response.invitation)).order_by(Translation.asked_at)
    return [Task(t.id, languages.english_name(_language(t.response)), t.asked_at, t.ciphertext is not None)
            for t in db.session.scalars(mine)]


def _language(response: Response) -> str:
    """The language of the words; of who reads English pages, the one their invitation was in."""
    return response.answer_language if response.answer_language != languages.DEFAULT else response.invitation.language


def mine(actor: Actor, translation_id: UUID) -> Translation | None:
    """The open task, when it is this interpreter's; anybody else's looks as if it were not there."""
    return db.session.scalar(_open().where(Translation.id == translation_id, Translation.staff_id == actor.id))


def open_sheet(actor: Actor, task: Translation) -> Sheet | None:
    """The passages of the task. Opening them is recorded first. None when they cannot be opened."""
    answered = reading.read_one(task.response, actor, "text_opened")
    if answered.unreadable:
        return None
    return Sheet(task.id, passages(answered), written(task, answered))


def written(task: Translation, answered: Answered) -> dict[str, str]:
    """What the interpreter has written, by question."""
    if task.ciphertext is None:
        return {}
    sealed = Sealed(task.header, task.wrapped_key or b"", task.ciphertext)
    return open_sealed(sealed, task.id, task.response_id, answered.invitation.child_id)["texts"]


def keep(actor: Actor, task: Translation, texts: dict[str, str], done: bool) -> bool:
    """Keep what was written; `done` hands it over. False when the task was taken back or finished meanwhile."""
    with db.write() as session:
        held = session.get_one(Translation, task.id, with_for_update=True)
        if held.done_at or held.taken_back_at or held.staff_id != actor.id:
            return False
        child_id = held.response.invitation.child_id
        sealed = seal({"texts": {q: text[:LONGEST] for q, text in texts.items()}}, held.id, held.response_id, child_id)
        held.header, held.wrapped_key, held.ciphertext = sealed.header, sealed.wrapped_key, sealed.ciphertext
        if done:
            held.done_at = clock.now()
            outbox.queue(session, kind="translated", subject_id=held.id, authority_id=held.authority_id,
                         channel="email")
            record(session, actor, "translated", child_id=child_id, object_id=held.response_id)
    return True


def recording(actor: Actor, task: Translation, file_id: UUID) -> tuple[str, bytes] | None:
    """(mime, bytes) of a recording among the passages of the task, the event first; None when there is no such."""
    answered = reading.read_one(task.response, actor, "text_opened")
    known = {one for passage in passages(answered) for one in passage.recordings}
    if file_id not in known or db.session.get(SealedFile, file_id) is None:
        return None
    return reading.read_file(task.response.invitation.review, file_id, actor)


# --- messages -----------------------------------------------------------------------------------------------
def install() -> None:
    """Register the builders with the outbox."""
    for kind, says in (("to_translate", _asked), ("translated", _finished)):
        outbox.register(kind, says, lambda session, message: None)


def _asked(session: Session, message: Message) -> Parcel:
    task = session.get_one(Translation, message.subject_id)
    if task.taken_back_at or task.done_at:
        raise Undeliverable("stopped")
    language = languages.english_name(_language(task.response))
    return _parcel(session, message, task, task.staff_id, "A text to translate",
                   f"There is a text in {language} for you to put into English.", "/staff/texts")


def _finished(session: Session, message: Message) -> Parcel:
    task = session.get_one(Translation, message.subject_id)
    return _parcel(session, message, task, task.asked_by, "A translation is ready",
                   "The translation that you asked for is ready. It stands in the pack, beside the original.",
                   "/staff/desk")


def _parcel(session: Session, message: Message, task: Translation, staff_id: UUID, subject: str, says: str,
            path: str) -> Parcel:
    staff = session.get_one(Staff, staff_id)
    if staff.left_at is not None:
        raise Undeliverable("no_email")
    address = current_app.extensions["portal"]["PORTAL_STAFF_URL"].rstrip("/")
    authority = session.get_one(Authority, task.authority_id)
    text = "\n\n".join([says, f"Sign in: {address}{path}",
                        "This message names nobody, on purpose. Please do not answer it.", authority.name])
    return Parcel("email", staff.email, subject, text + "\n", "en", str(message.id))
