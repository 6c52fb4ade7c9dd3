"""The respondents' room: a link or a code, a welcome, one page after another, check, send."""
from __future__ import annotations

from flask import Blueprint
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


from portal.web.respond import doors, pages  # noqa: E402,F401 - the routes need bp
