"""What was written in Tigrinya is given to the interpreter; the latest still waits for them."""
from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from portal import clock
from portal.cases.allocation import iro_of
from portal.consultations import reading, translating
from portal.consultations.models import Response, Translation
from portal.consultations.passages import passages
from portal.demo.town import Town
from portal.extensions import db
from portal.people.models import Staff, StaffRole
from portal.people.trail import Actor

LANGUAGE = "ti"
ENGLISH = Path(__file__).parent / "tigrinya_in_english.toml"
MOST, WAITING = 12, 2  # responses that are given to the interpreter at all, and of them the latest that still wait


def translate(town: Town) -> None:
    """The reviewing officers ask, and the interpreter answers two days later."""
    interpreter = db.session.scalars(select(Staff).join(StaffRole).where(
        Staff.authority_id == town.authority_id, StaffRole.role == "interpreter")).first()
    written = select(Response.id).where(Response.authority_id == town.authority_id,
                                        Response.answer_language == LANGUAGE).order_by(Response.sent_at.desc())
    for number, response_id in enumerate(db.session.scalars(written.limit(MOST)).all()):
        response = db.session.get_one(Response, response_id)
        asked_at = min(response.sent_at + timedelta(hours=5), clock.now())
        with clock.at(asked_at):
            _ask(town, response, interpreter)
        if number >= WAITING:
            with clock.at(min(asked_at + timedelta(days=2), clock.now())):
                _finish(response_id, Actor("staff", interpreter.id, town.authority_id))


def _ask(town: Town, response: Response, interpreter: Staff) -> None:
    iro = iro_of(response.invitation.child_id)
    asker = iro.id if iro else interpreter.id
    translating.ask(Actor("staff", asker, town.authority_id), response, interpreter.id)


def _finish(response_id: UUID, actor: Actor) -> None:
    task = db.session.scalars(select(Translation).where(Translation.response_id == response_id)).first()
    if task is None:
        return
    answered = reading.read_one(task.response, actor, "text_opened")
    texts = {passage.question_id: _english(passage.text) for passage in passages(answered) if passage.text}
    translating.keep(actor, task, texts, done=True)


def _english(text: str) -> str:
    for sentence, english in tomllib.loads(ENGLISH.read_text("utf-8")).items():
        text = text.replace(sentence, english)
    return text
