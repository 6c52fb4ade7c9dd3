"""Ways in and out: the link, the typed code, several forms behind one link, leaving."""
from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, render_template, request, url_for

from portal import languages
from portal.consultations import doors
from portal.consultations.doors import DoorShut, Opened
from portal.web.respond import bp, browser, card, views
from portal.web.respond.forms import CodeForm


@bp.route("/", methods=["GET", "POST"], defaults={"language": "en"})
@bp.route("/<language:language>/", methods=["GET", "POST"])
def code(language: str):
    """The front page: a code from a letter."""
    languages.speak(language)
    form = CodeForm(request.form)
    if request.method != "POST":
        return views.code_page(form, [])
    try:
        return _enter(doors.open_code(form.code.data or "", request.remote_addr or ""), language)
    except DoorShut as shut:
        return views.code_page(form, views.code_problems(shut.why)), 422


@bp.get("/<language:language>/<token:token>")
def link(language: str, token: str):
    """Inert: the same page for every token of legal shape. Mail filters may open it as often as they like."""
    languages.speak(language)
    return views.link_page(token)


@bp.post("/<language:language>/<token:token>")
def open_link(language: str, token: str):
    """A person pressed Open."""
    languages.speak(language)
    try:
        return _enter(doors.open_link(token), language)
    except DoorShut as shut:
        return views.dead_page(shut, url_for(".ask", language=language, token=token))


@bp.post("/<language:language>/<token:token>/ask")
def ask(language: str, token: str):
    """Ask the office for a new link. The answer is the same whether anybody was told or not."""
    languages.speak(language)
    doors.ask_for_new_link(token)
    return views.asked_page()


def _enter(opened: Opened, language: str):
    if opened.is_card:
        return card.enter(opened.token_id, language)
    browser.remember(opened, language)
    if len(opened.invitations) > 1:
        return redirect(url_for(".choose"), 303)
    return redirect(url_for(".welcome", ref=opened.invitations[0].id), 303)


@bp.get("/forms")
def choose():
    """Several forms behind one link: each is apart."""
    languages.speak(browser.language())
    invitations = browser.invitations()
    if not invitations:
        return views.closed_page()
    return views.choose_page(invitations)


@bp.post("/answer/<uuid:ref>/not-me")
def not_me(ref: UUID):
    """“This is not me”: only the link it came by dies, and the office is told."""
    languages.speak(browser.language())
    token_id = browser.token_id()
    if browser.invitation(ref) is None or token_id is None:
        abort(404)
    if not browser.is_lent():  # a lent phone came by somebody else’s link
        doors.not_me(token_id)
    browser.leave()
    return views.asked_page(not_me=True)


@bp.get("/<language:language>/left")
def left(language: str):
    """A page that says nothing, and moves on by itself."""
    languages.speak(language)
    return render_template("respond/left.html")
