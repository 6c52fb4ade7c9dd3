"""Drawings, photos and recordings that come with a page, and showing them to the browser that made them."""
from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from flask import abort, request

from portal.consultations import facts, files
from portal.consultations.drafts import Standing
from portal.languages import say
from portal.media.cleaning import LARGEST_UPLOAD, Cleaned, Refused, clean_picture, clean_sound
from portal.questionnaires.definition import Page, Question
from portal.questionnaires.kinds import KINDS
from portal.security import sandboxed
from portal.web.respond import bp, browser

CLEAN = {"picture": clean_picture, "sound": clean_sound}


def take(standing: Standing, page: Page, uploaded) -> list[tuple[str, str]]:
    """Keep what was uploaded on this page; (question id, what to do) for each one that was refused.

    A script may also say what is taken away ("drop"), and what a new file replaces ("<question>-instead").
    """
    if browser.holds(standing):
        _drop(standing, request.form.getlist("drop"))
    problems = []
    for question in standing.journey.shown(page) or page.questions:
        if KINDS[question.kind].is_file and facts.takes_media():
            problems += _take_all(standing, page, question, uploaded.getlist(question.id))
    return problems


def any_in(page: Page, uploaded) -> bool:
    """Whether a file came for some question of the page."""
    return any(file.filename for question in page.questions if KINDS[question.kind].is_file
               for file in uploaded.getlist(question.id))


def _drop(standing: Standing, file_ids: list[str]) -> None:
    for file_id in file_ids:
        with suppress(ValueError):
            files.drop(standing.draft.id, UUID(file_id))


def _take_all(standing: Standing, page: Page, question: Question, uploaded: list) -> list[tuple[str, str]]:
    """One question's files. What there is certainly no room for is not even looked at."""
    sent = [file for file in uploaded if file.filename]
    problems = [refusal("too_large") if getattr(file.stream, "is_cut", False) else
                _take_one(standing, page, question, file.stream.read(LARGEST_UPLOAD + 1))
                for file in sent[:question.maximum or 1]]
    problems += [no_room()] if len(sent) > len(problems) else []
    return [(question.id, problem) for problem in dict.fromkeys(problems) if problem]


def _take_one(standing: Standing, page: Page, question: Question, data: bytes) -> str:
    """Keep one file. What to do when it was refused; '' when it is kept."""
    instead = request.form.get(f"{question.id}-instead", "")
    try:
        cleaned: Cleaned = CLEAN[KINDS[question.kind].holds](data)
        if instead and browser.holds(standing):  # only now that the new one is certainly good
            _drop(standing, [instead])
        if files.keep(standing.draft.id, page.id, question.id, question.maximum or 1, cleaned) is None:
            raise Refused("busy")
    except Refused as refused:
        return refusal(refused.why)
    except files.TooMany:
        return no_room()
    return ""


def no_room() -> str:
    """The question, or the whole form, holds as much as it may."""
    return say("There is no room for more here. Take one away first, or use words.")


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
