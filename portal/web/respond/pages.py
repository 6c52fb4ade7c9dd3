"""The journey: welcome, one POST a page, check, send."""
from __future__ import annotations

from uuid import UUID

from flask import abort, redirect, request, url_for

from portal import languages
from portal.consultations import drafts, sending
from portal.consultations.tickets import BadTicket, Ticket
from portal.consultations.tickets import read as read_ticket
from portal.web.respond import bp, browser, turns, views

CHECK = "check"  # the page after the last one


@bp.get("/answer/<uuid:ref>")
def welcome(ref: UUID):
    """Who reads this, what must be passed on, how long it takes, who is helping."""
    languages.speak(browser.language())
    invitation = browser.invitation(ref)
    if invitation is None:
        return views.closed_page()
    if browser.is_locked():
        return redirect(url_for(".unlock", ref=ref), 303)
    standing = browser.standing(ref)
    if standing is None and invitation.sent_in_at and "add" not in request.args:
        return views.already_page(invitation, browser.language(), _others())
    return views.welcome_page(invitation, browser.language(), standing)


@bp.post("/answer/<uuid:ref>")
def start(ref: UUID):
    """The first step: begins this browser's draft, unless it is only a change of language, or leaving."""
    invitation = browser.invitation(ref)
    if invitation is None:
        return turns.closed(request.form.get("go", ""))
    return turns.start(invitation, request.form)


@bp.get("/answer/<uuid:ref>/<page>")
def page(ref: UUID, page: str):
    """One page of the form, as this browser left it."""
    standing = browser.standing(ref)
    if standing is None:
        return redirect(url_for(".welcome", ref=ref), 303)
    views.place(standing)
    if page not in {p.id for p in standing.form.pages}:
        abort(404)
    if not standing.journey.may_visit(page):
        return redirect(url_for(".check", ref=ref), 303)
    return turns.show(standing, standing.form.page(page))


@bp.post("/answer/<uuid:ref>/<page>")
def save(ref: UUID, page: str):
    """Keep the page, then do what the pressed button says."""
    ticket = _ticket(page)
    standing = drafts.standing(ticket.draft_id)
    if standing is None or standing.invitation.id != ref:
        return turns.closed(request.form.get("go", ""))
    return turns.take(standing, ticket, request.form, request.files)


@bp.get("/answer/<uuid:ref>/check")
def check(ref: UUID):
    """Everything on the path, to read and change before it is sent."""
    standing = browser.standing(ref)
    if standing is None:
        return redirect(url_for(".welcome", ref=ref), 303)
    return views.check_page(standing, Ticket(standing.draft.id, CHECK, 0).seal())


@bp.post("/answer/<uuid:ref>/check")
def send(ref: UUID):
    """Send, or go back to change something."""
    ticket = _ticket(CHECK)
    standing = drafts.standing(ticket.draft_id)
    if standing is None or standing.invitation.id != ref:
        return turns.closed(request.form.get("go", ""))
    go = request.form.get("go", "send")
    if go == "send":
        own = "own_words" in request.form if views.asks_own_words(standing) else None
        return turns.send(standing, sending.send, own)
    return turns.move(standing, CHECK, go) if browser.holds(standing) or go == "leave" else turns.not_shown(standing)


@bp.get("/answer/<uuid:ref>/done")
def done(ref: UUID):
    """What happens next, whom to ring, and a reference."""
    languages.speak(browser.language())
    invitation, receipt = browser.invitation(ref), browser.receipt(ref)
    if invitation is None or receipt is None:
        return redirect(url_for(".welcome", ref=ref), 303)
    return views.done_page(invitation, *receipt, _others())


def _others() -> str:
    """Where this browser’s other forms are; '' when it opened only one."""
    return url_for(".choose") if browser.has_several() else ""


def _ticket(page: str) -> Ticket:
    try:
        ticket = read_ticket(request.form.get("ticket", ""))
    except BadTicket:
        abort(400)
    if ticket.page != page:
        abort(400)
    return ticket
