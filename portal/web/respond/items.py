"""One question as its page shows it: the field, its pictures, what was drawn or recorded, and how it sounds."""
from __future__ import annotations

from flask import url_for

from portal import languages
from portal.consultations.drafts import Standing
from portal.questionnaires.definition import Page, Question
from portal.questionnaires.kinds import AMOUNT_WORDS, KINDS
from portal.web.respond import sounds


def items(standing: Standing, page: Page, form) -> list[dict]:
    """The questions asked on `page`, in the order of the form."""
    held = files_of(standing, page.id)
    return [_item(standing, form, question, held.get(question.id, [])) for question in standing.journey.shown(page)]


def _item(standing: Standing, form, question: Question, held: list[dict]) -> dict:
    kind = KINDS[question.kind]
    return {"field": form[question.id], "question": question, "kind": question.kind,
            "quiet": {o.key for o in question.options if o.quiet},
            "faces": {o.key: o.face for o in question.options if o.face},
            "pictures": {o.key: o.picture for o in question.options if o.picture},
            "people": _people(question), "files": held, "room": (question.maximum or 0) - len(held),
            "holds": kind.holds, "is_text": kind.is_text, "sound": sounds.url(standing.form.key, question.id)}


def _people(question: Question) -> list[dict]:
    if question.kind != "people":
        return []
    return [{"key": o.key, "text": languages.words(o.text), "picture": o.picture} for o in question.options]


def amounts() -> list[tuple[str, str]]:
    """More, the same, less: in the voice of the form."""
    return [(key, languages.words(text)) for key, text in AMOUNT_WORDS.items()]


def files_of(standing: Standing, page_id: str) -> dict[str, list[dict]]:
    """What was drawn, taken or recorded on a page, by question: where this browser finds it."""
    found: dict[str, list[dict]] = {}
    for kept in standing.files.get(page_id, []):
        address = url_for("respond.file", ref=standing.invitation.id, file_id=kept.id)
        found.setdefault(kept.question, []).append(
            {"id": str(kept.id), "url": address, "is_sound": kept.mime.startswith("audio/")})
    return found
