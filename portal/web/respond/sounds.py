"""Questions that somebody recorded: an authority's own folder, <language>/<form>/<question>.mp3 (or .m4a, .ogg).

Public, like the questions themselves. Where there is none, the phone's own voice may read the page.
"""
from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from flask import abort, current_app, send_file, url_for

from portal import languages
from portal.web.respond import bp

ENDINGS = {"mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg"}
NAME = re.compile(r"[a-z0-9_.-]+")


def url(form: str, question: str) -> str:
    """Where the recording of a question is heard in the reader's language; '' when nobody recorded it."""
    code = languages.tongue().language.code
    if not current_app.extensions["portal"]["PORTAL_SOUNDS"] or _path(code, form, question) is None:
        return ""
    return url_for("respond.sound", language=code, form=form, question=question)


@bp.get("/<language:language>/sound/<form>/<question>")
def sound(language: str, form: str, question: str):
    """A recorded question."""
    found = _path(language, form, question)
    if found is None:
        abort(404)
    return send_file(found, mimetype=ENDINGS[found.suffix[1:]], conditional=True)


def _path(language: str, form: str, question: str) -> Path | None:
    folder = current_app.extensions["portal"]["PORTAL_SOUNDS"]
    if not folder or not NAME.fullmatch(form) or not NAME.fullmatch(question):
        return None
    return _recorded(folder).get((language, form, question))


@lru_cache(maxsize=4)
def _recorded(folder: str) -> dict[tuple[str, str, str], Path]:
    """Every recording there is, read once: a new one is heard after the next start."""
    found = (path for path in Path(folder).glob("*/*/*") if path.suffix[1:] in ENDINGS)
    return {(path.parent.parent.name, path.parent.name, path.stem): path for path in found}
