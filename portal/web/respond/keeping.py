"""Keeping it private: the secret, the locked screen, finishing later, a phone that is handed over."""
from __future__ import annotations

from uuid import UUID

from flask import redirect, render_template, request, url_for

from portal import languages
from portal.consultations import forms, secrets
from portal.consultations.models import Invitation
from portal.consultations.secrets import NotOpened
from portal.languages import say
from portal.web.respond import bp, browser, views
from portal.web.respond.forms import secret_from


@bp.get("/answer/<uuid:ref>/later")
def later(ref: UUID):
    """Everything is kept: how to come back."""
    languages.speak(browser.language())
    if browser.invitation(ref) is None:
        return views.closed_page()
    standing = browser.standing(ref)
    context = views.place(standing) if standing else views.plain()
    return render_template("respond/later.html", again_url=url_for(".welcome", ref=ref), **context,
                           secret_url=url_for(".secret", ref=ref) if standing else "",
                           has_secret=bool(standing and standing.draft.secret))


@bp.route("/answer/<uuid:ref>/secret", methods=["GET", "POST"])
def secret(ref: UUID):
    """Choose what opens this draft on another device."""
    languages.speak(browser.language())
    standing = browser.standing(ref)
    if standing is None:
        return redirect(url_for(".welcome", ref=ref), 303)
    context = views.place(standing)
    if request.method != "POST":
        return views.secret_page("choose", [], url_for(".secret", ref=ref), **context)
    chosen = secret_from(request.form)
    if not secrets.is_secret(chosen):
        return views.secret_page("choose", [_choose_three()], url_for(".secret", ref=ref), **context), 422
    secrets.choose(standing.draft.id, chosen)
    return views.secret_page("chosen", [], url_for(".welcome", ref=ref), chosen=chosen, **context)


def _choose_three() -> str:
    return say("Choose one in each row.")


@bp.route("/answer/<uuid:ref>/unlock", methods=["GET", "POST"])
def unlock(ref: UUID):
    """Open a draft that was written on another device, or before the screen was locked."""
    languages.speak(browser.language())
    invitation = browser.invitation(ref)
    if invitation is None:
        return views.closed_page()
    if request.method != "POST":
        return _unlock_page(invitation, [])
    if request.form.get("go") != "fresh":
        return _try_secret(invitation)
    browser.unlock(ref, None)
    return redirect(url_for(".welcome", ref=ref), 303)


def _try_secret(invitation: Invitation):
    chosen = secret_from(request.form)
    if not secrets.is_secret(chosen):  # a slip of the finger is not a guess
        return _unlock_page(invitation, [_choose_three()]), 422
    try:
        browser.unlock(invitation.id, secrets.open_with(invitation.id, chosen))
    except NotOpened as shut:
        return _unlock_page(invitation, [_not_opened(shut.why)]), 422
    return redirect(url_for(".welcome", ref=invitation.id), 303)


def _unlock_page(invitation: Invitation, problems: list[str]):
    form = forms.questionnaire(invitation.form_version)
    context = views.speak_for(invitation, form, browser.language()) | {"card_url": ""}
    mode = "open" if secrets.is_kept_for(invitation.id) else "shut"
    return views.secret_page(mode, problems, url_for(".unlock", ref=invitation.id), **context)


def _not_opened(why: str) -> str:
    return {
        "wrong": say("That was not right. Try again, or start without it."),
        "wait": say("That was not right too often. Wait 15 minutes, or start without it."),
        "sealed": say("That was not right too often. You can start again. What was written is kept."),
    }[why]


@bp.get("/<language:language>/finished")
def handed_back(language: str):
    """A phone that was lent is empty again."""
    languages.speak(language)
    return render_template("respond/handed_back.html", sent="sent" in request.args, **views.plain())
