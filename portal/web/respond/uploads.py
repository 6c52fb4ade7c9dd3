"""Drawings, photos and recordings that come with a page, and showing them to the browser that made them."""
from __future__ import annotations

from uuid import UUID

from flask import Response, abort

from portal.consultations import files
from portal.consultations.drafts import Standing
from portal.languages import say
from portal.media.cleaning import LARGEST_UPLOAD, Cleaned, Refused, clean_picture, clean_sound
from portal.questionnaires.definition import Page, Question
from portal.questionnaires.kinds import KINDS
from portal.web.respond import bp, browser

CLEAN = {"picture": clean_picture, "sound": clean_sound}


def take(standing: Standing, page: Page, uploaded) -> list[tuple[str, str]]:
    """Keep what was uploaded on this page; (question id, what to do) for each one that was refused."""
    problems = []
    for question in standing.journey.shown(page) or page.questions:
        if KINDS[question.kind].is_file:
            for file in uploaded.getlist(question.id):
                if file.filename or file.content_length:
                    problems += _take_one(standing, page, question, file.stream.read(LARGEST_UPLOAD + 1))
    return problems


def _take_one(standing: Standing, page: Page, question: Question, data: bytes) -> list[tuple[str, str]]:
    if not data:
        return []
    try:
        cleaned: Cleaned = CLEAN[KINDS[question.kind].holds](data)
        if files.keep(standing.draft.id, page.id, question.id, question.maximum or 1, cleaned) is None:
            raise Refused("busy")
    except Refused as refused:
        return [(question.id, refusal(refused.why))]
    except files.TooMany:
        return [(question.id, say("There is no room for more here. Take one away first, or use words."))]
    return []


def refusal(why: str) -> str:
    """Why a file was not taken, and what to do."""
    words = {
        "not_a_picture": say("That is not a picture we can open. Try another one, or use words."),
        "not_a_sound": say("That is not a recording we can open. Try again, or use words."),
        "too_large": say("That is too big. Try a smaller one, or use words."),
        "too_many_pixels": say("That is too big. Try a smaller one, or use words."),
        "too_long": say("That is too long. Three minutes is the most. Try again, or use words."),
        "busy": say("We could not keep it just now. Please try again."),
    }
    return words.get(why, say("We could not open it. Try again, or use words."))


@bp.get("/answer/<uuid:ref>/file/<uuid:file_id>")
def file(ref: UUID, file_id: UUID):
    """A file of this browser's own draft. Sandboxed: whatever it holds, nothing of it runs."""
    standing = browser.standing(ref)
    found = files.opened(standing.draft, file_id) if standing else None
    if found is None:
        abort(404)
    return sandboxed(*found)


def sandboxed(mime: str, data: bytes) -> Response:
    """A response that is only ever shown by the page that asked for it."""
    answer = Response(data, mimetype=mime)
    answer.headers["Content-Disposition"] = "attachment"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
