"""The respondents' room: a link or a code, a welcome, one page after another, check, send."""
from __future__ import annotations

from flask import Blueprint, Response, jsonify, request
from werkzeug.routing import BaseConverter, ValidationError

from portal.languages import OFFERED

bp = Blueprint("respond", __name__)


class LanguageConverter(BaseConverter):
    """The code of a language that is offered now."""

    regex = "[A-Za-z_]{2,8}"

    def to_python(self, value: str) -> str:
        if value not in OFFERED:
            raise ValidationError
        return value


class TokenConverter(BaseConverter):
    """Anything of the shape of a link's token: nothing is looked up to know that."""

    regex = "[A-Za-z0-9_-]{27}"


@bp.record_once
def _converters(state) -> None:
    state.app.url_map.converters.update(language=LanguageConverter, token=TokenConverter)


@bp.after_request
def _for_script(response: Response) -> Response:
    """A page's own script is told where a button leads, and goes there once it knows that all was kept."""
    if response.status_code == 303 and request.headers.get("Accept") == "application/json":
        answer = jsonify(to=response.location)
        answer.headers.extend((k, v) for k, v in response.headers if k == "Set-Cookie")
        return answer
    return response


from portal.web.respond import (  # noqa: E402,F401 - the routes need bp
    browser,
    card,
    doors,
    keeping,
    leaflets,
    pages,
    sounds,
    tell,
    uploads,
)

bp.before_request(browser.lock_when_idle)
