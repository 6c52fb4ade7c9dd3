"""The contact card of a child's form, and the page that its code opens: ask the IRO to get in touch."""
from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from flask import abort, redirect, render_template, request, session, url_for

from portal import clock, languages
from portal.consultations import alerts, cards, forms, hours
from portal.consultations.cards import Code
from portal.consultations.models import Invitation
from portal.languages import say
from portal.people import pictures
from portal.people.authorities import of as authority_of
from portal.people.trail import Actor
from portal.security import sandboxed
from portal.web.respond import bp, browser, views

OPEN_FOR = timedelta(minutes=15)  # a card opened on a phone that goes to somebody else is soon shut


@bp.get("/answer/<uuid:ref>/card")
def card(ref: UUID):
    """Who the child's people at the council are: to look at or to print. No code is made by looking."""
    invitation = _own(ref)
    if invitation is None:
        return views.closed_page()
    return _card_page(invitation)


@bp.post("/answer/<uuid:ref>/card")
def make_code(ref: UUID):
    """A code for the card. It is shown once."""
    invitation = _own(ref)
    if invitation is None:
        return views.closed_page()
    actor = Actor("respondent", invitation.id, invitation.authority_id)
    return _card_page(invitation, cards.make(invitation.child, actor, browser.language()))


@bp.get("/answer/<uuid:ref>/card/picture")
def card_picture(ref: UUID):
    """The IRO's photo, for the browser that opened the child's form."""
    invitation = _own(ref)
    iro_id = cards.card(invitation.child).iro_id if invitation else None
    found = pictures.of(iro_id) if iro_id else None
    if found is None:
        abort(404)
    return sandboxed(*found)


def _own(ref: UUID) -> Invitation | None:
    """The live invitation of a child, when this browser opened it and is not locked. Adults have no such card."""
    languages.speak(browser.language())
    invitation = None if browser.is_locked() else browser.invitation(ref)
    return invitation if invitation and alerts.invitation_for(invitation.id) else None


def _card_page(invitation: Invitation, code: Code | None = None) -> str:
    standing, form = browser.standing(invitation.id), forms.questionnaire(invitation.form_version)
    context = views.place(standing) if standing else views.speak_for(invitation, form, browser.language())
    shown = cards.card(invitation.child)
    picture = url_for(".card_picture", ref=invitation.id) if shown.has_picture else ""
    return render_template("respond/card.html", card=shown, picture_url=picture, code=code,
                           make_url=url_for(".make_code", ref=invitation.id),
                           back_url=url_for(".welcome", ref=invitation.id), **context)


# --- what the code opens ------------------------------------------------------------------------------------
def remember(token_id: UUID) -> None:
    """A card was opened in this browser: it may ask, and opens no form."""
    session["card"] = [str(token_id), clock.now().isoformat()]


def _opened() -> UUID | None:
    token_id, opened_at = session.get("card") or (None, "")
    if token_id is None or clock.now() - datetime.fromisoformat(opened_at) > OPEN_FOR:
        return None
    return UUID(token_id)


@bp.get("/<language:language>/card")
def card_ask(language: str):
    """Ask to be got in touch with, and how. Nothing of anybody is shown."""
    languages.speak(language, "child")
    if _opened() is None:
        return views.closed_page()
    how = [(key, how_words(key)) for key in alerts.HOW]
    return render_template("respond/card_ask.html", how=how, action=url_for(".card_request", language=language),
                           **views.plain(look="young", language_links=views.language_links("respond.card_ask")))


@bp.post("/<language:language>/card")
def card_request(language: str):
    """Ask. Pressed again, it is the same request, and the answer is as true."""
    languages.speak(language, "child")
    token_id = _opened()
    alert = cards.ask(token_id, request.form.get("how", "")) if token_id else None
    if alert is None:
        return views.closed_page()
    authority = authority_of(alert.authority_id)
    return render_template("respond/card_asked.html", raised_at=alert.raised_at, told=alerts.told(alert),
                           hours=hours.now(authority), **views.plain(look="young", authority=authority))


def how_words(how: str) -> str:
    """How somebody wants to be got in touch with, in their own words."""
    return {"ring": say("Ring me"), "text": say("Send me a text message"), "visit": say("Come and see me"),
            "meet": say("Meet me somewhere else")}[how]


def enter(token_id: UUID, language: str):
    """A card's link or code was opened by a person."""
    remember(token_id)
    return redirect(url_for("respond.card_ask", language=language), 303)
