"""The portal's words: an authority's own in place of single messages, and who has checked which language."""
from __future__ import annotations

from flask import Blueprint, flash, get_flashed_messages, redirect, render_template, request, url_for
from flask_login import current_user

from portal import languages
from portal.catalogues import checked
from portal.people import wordings

bp = Blueprint("words", __name__, url_prefix="/staff/words")
CONTEXTS = {"": "everybody", "child": "a child", "little": "a child of 4 to 7", "young": "a young person",
            "adult": "an adult"}


@bp.get("/")
def find():
    """Messages that hold what is looked for, with their translation and the authority's own words."""
    return _page([])


def _page(errors: list, typed: dict | None = None):
    code, wanted = languages.offered(request.args.get("language")).code, request.args.get("find", "")
    found = wordings.found(current_user.actor, code, wanted)
    page = render_template(
        "words/find.html", code=code, language=languages.offered(code), wanted=wanted, found=found, errors=errors,
        typed=typed or {}, offered=list(languages.OFFERED.values()), contexts=CONTEXTS, most=wordings.MOST,
        parts_checked=checked.status(code) if code != languages.DEFAULT else {},
        notice=" ".join(map(str, get_flashed_messages())))
    return page, 422 if errors else 200


@bp.post("/")
def keep():
    """Put words in place of a message, or (empty) take them off again."""
    code, context = languages.offered(request.args.get("language")).code, request.form.get("context") or None
    english, text = request.form.get("english", ""), request.form.get("text", "")
    problems = wordings.keep(current_user.actor, code, context, english, text)
    if problems:
        return _page([("text", problem) for problem in problems], {(context, english): text})
    flash("Your words stand in their place from now on." if text.strip() else "The shipped words are back.")
    return redirect(url_for(".find", language=code, find=request.args.get("find", "")), 303)
