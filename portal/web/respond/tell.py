"""“Tell someone now”: on every page of a child's form. It keeps what was typed, tells, and answers truthfully.

Only the browser that pressed reads the answer, for ten minutes, and not after it was locked: that somebody raised an
alarm is nobody else's to know.
"""
from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from flask import redirect, render_template, request, session, url_for
from werkzeug.exceptions import RequestEntityTooLarge

from portal import clock, languages
from portal.consultations import alerts, drafts, forms, hours
from portal.consultations.drafts import Standing
from portal.consultations.models import Alert, Invitation
from portal.consultations.tickets import BadTicket
from portal.consultations.tickets import read as read_ticket
from portal.people.authorities import of as authority_of
from portal.people.models import Authority
from portal.web.respond import bp, browser, turns, views

SHOWN_FOR = timedelta(minutes=10)
NOTHING = ("", "", "", "", False)
PLACES = ("later", "secret", "unlock", "done", "card")  # pages without a ticket, from which one may tell


@bp.post("/answer/<uuid:ref>/tell")
def tell(ref: UUID):
    """Raise the alarm first; whatever may then be wrong with the page does not undo it."""
    languages.speak(browser.language())
    invitation = alerts.invitation_for(ref) if browser.opened(ref) else None
    alert = alerts.tell(invitation) if invitation else None
    if alert is None:  # the session has gone: the page’s ticket says whose it is
        invitation = alerts.invitation_for(ref) if _ticket_is_of(ref) else None
        alert = alerts.tell(invitation) if invitation else None
    standing, place = _keep(ref)
    if alert is None:
        return turns.closed("")
    _note(ref, alert, place, standing.draft.language if standing else browser.language())
    return redirect(url_for(".told", ref=ref), 303)


def _ticket_is_of(ref: UUID) -> bool:
    try:
        draft = drafts.find(read_ticket(request.form.get("ticket", "")).draft_id)
    except (BadTicket, RequestEntityTooLarge):
        return False
    return draft is not None and draft.invitation_id == ref


def _keep(ref: UUID) -> tuple[Standing | None, str]:
    """Keep what was typed on the page, as any of its buttons does: (its draft, the page), if its ticket is ours."""
    try:
        ticket = read_ticket(request.form.get("ticket", ""))
    except RequestEntityTooLarge:
        return None, ""
    except BadTicket:  # a page without one
        place = request.form.get("place", "")
        return None, place if place in PLACES else ""
    standing = drafts.standing(ticket.draft_id)
    if standing is None or standing.invitation.id != ref:
        return None, ""
    if ticket.page == turns.CHECK:
        return standing, ticket.page
    taken = turns.save_only(standing, ticket, request.form, request.files, "tell")
    turns.change_helper(standing, request.form)
    if taken.added is not None and browser.opened(ref):  # sent meanwhile: the addition begins with its welcome
        browser.hold(ref, taken.added)
        return standing, ""
    return standing, ticket.page


def _note(ref: UUID, alert: Alert, place: str, language: str) -> None:
    """Remember in this browser's session what it may read of it. A session that had gone gets nothing else back."""
    pressed = [str(alert.id), place, language, clock.now().isoformat(), browser.is_locked()]
    session["told"] = {**session.get("told", {}), str(ref): pressed}


@bp.get("/answer/<uuid:ref>/told")
def told(ref: UUID):
    """What was noted, who gets a message, and when somebody reads it."""
    alert_id, place, language, pressed_at, was_locked = session.get("told", {}).get(str(ref)) or NOTHING
    languages.speak(language or browser.language())
    invitation, hidden = alerts.invitation_for(ref), browser.is_locked() and not was_locked
    if not pressed_at or invitation is None or hidden or _is_past(pressed_at):
        return redirect(url_for(".welcome", ref=ref), 303)
    alert, authority = alerts.latest(UUID(alert_id)), authority_of(invitation.authority_id)
    return render_template(
        "respond/told.html", raised_at=alert.raised_at, told=alerts.told(alert), hours=hours.now(authority),
        back_url=_back(invitation, place), **_context(invitation, language, authority))


def _is_past(pressed_at: str) -> bool:
    return clock.now() - datetime.fromisoformat(pressed_at) > SHOWN_FOR


def _back(invitation: Invitation, place: str) -> str:
    """Where the button was pressed; '' when nothing is open here (any more)."""
    ref, standing = invitation.id, browser.standing(invitation.id)
    if browser.invitation(ref) is None:
        return ""
    if place in PLACES:
        return url_for(f"respond.{place}", ref=ref)
    if standing is not None and place in {turns.CHECK, *(page.id for page in standing.form.pages)}:
        return turns.url(ref, place)
    return url_for(".welcome", ref=ref)


def _context(invitation: Invitation, language: str, authority: Authority) -> dict:
    """What the page is given. A browser whose session had gone is shown nothing of anybody."""
    form, standing = forms.questionnaire(invitation.form_version), browser.standing(invitation.id)
    if standing is not None:
        return views.place(standing)
    if browser.opened(invitation.id):
        return views.speak_for(invitation, form, language)
    languages.speak(language, form.voice)
    return views.plain(look=form.look, authority=authority)
