"""Every error page, in the reader's language and register. Says what to do next; blames nobody."""
from __future__ import annotations

import logging
import traceback
from pathlib import Path

from flask import Flask, Response, current_app, render_template, request, session
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from portal import languages
from portal.languages import gettext as _
from portal.languages import say

NOT_HERE = "This page is not here", "The address may be wrong, or the child may not be yours now."
STAFF_WORDS = {
    400: ("That did not work", "Load the page again and try once more. You may have been signed out meanwhile."),
    403: ("You cannot open this page", "It is not part of your role. If you need it, ask your administrator."),
    404: NOT_HERE, 405: NOT_HERE, 410: NOT_HERE,
    413: ("That is too much to send at once", "Make it shorter, then try again."),
    500: ("Something went wrong on our side", "Please try again in a few minutes. Nothing that was sent in is lost."),
}


def install(app: Flask) -> None:
    """Answer every error of `app` with a page of ours."""
    app.register_error_handler(CSRFError, lambda error: page(400))
    app.register_error_handler(HTTPException, lambda error: page(error.code or 500))
    app.register_error_handler(Exception, _unexpected)
    app.extensions["error_page"] = page
    app.logger.addFilter(_types_and_places_only)


def page(code: int):
    """The page for an HTTP status, and the status."""
    try:
        if request.path.startswith("/staff"):  # staff read English, and their way back is another
            title, message = STAFF_WORDS.get(code, STAFF_WORDS[500])
            return render_template("staff/error.html", title=title, message=message), code
        _speak_to_the_reader()
        title, message = words_for(code)
        return render_template("errors/error.html", code=code, title=title, message=message), code
    except Exception:  # an untrusted host has no addresses, a broken database no session: plain words always work
        return Response("Something went wrong. Please try again in a few minutes.\n", code, mimetype="text/plain")


def _speak_to_the_reader() -> None:
    """An error may come before any view has spoken: the link's language, else the browser's."""
    first = request.path.split("/")[1]
    if languages.tongue() != languages.Tongue():
        return
    wanted = first if first in languages.OFFERED else session.get("language")
    languages.speak(wanted or languages.of_browser(list(request.accept_languages.values())))


def words_for(code: int) -> tuple[str, str]:
    """(title, what to do next) for an HTTP status."""
    missing = _("This page is not here"), say("Check the address, or open your link again.")
    ours = _("Something went wrong on our side"), say("Please try again in a few minutes. What you saved is kept.")
    return {
        400: (_("That did not work"), say("Go back, load the page again and try once more.")),
        403: (_("You cannot open this page"), say("If you need it, ask the people who gave you your link or account.")),
        404: missing,
        405: missing,
        410: missing,
        413: (_("That is too much to send at once"),
              say("Go back and make it shorter. What you saved before is kept.")),
        429: (_("Too many tries"), say("Wait a few minutes, then try again.")),
        503: (_("We are looking after the portal"),
              say("Please come back in a little while. What you saved is kept.")),
    }.get(code, ours)


def _unexpected(error: Exception):
    current_app.logger.error(_type_and_places(error))
    if current_app.testing and current_app.config.get("PROPAGATE", True):
        raise error
    return page(500)


def _type_and_places(error: BaseException) -> str:
    """All that a log may hold of an error: a message, or a value in a traceback, may hold somebody's words."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(frames))
    return f"unexpected {type(error).__name__} at {places}"


def _types_and_places_only(record: logging.LogRecord) -> bool:
    """Flask itself logs what breaks round a view with its address, which may hold a token, and its message."""
    if record.exc_info and record.exc_info[1] is not None:
        record.msg, record.args = _type_and_places(record.exc_info[1]), ()
        record.exc_info = record.exc_text = None
    return True
