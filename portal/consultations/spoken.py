"""In which language people are asked, as the office sees it before it asks, and what a text message says."""
from __future__ import annotations

from dataclasses import dataclass

from portal import clock, languages
from portal.cases.models import Child, Relation
from portal.catalogues import checked
from portal.consultations import forms, messages
from portal.consultations.models import Invitation
from portal.people import authorities
from portal.people.models import Authority
from portal.post import parts


@dataclass(frozen=True)
class TextMessage:
    """What a text message to one person says: its words, language, how many parts, and whether its link is whole."""

    who: str
    text: str
    tag: str
    dir: str
    parts: str
    is_whole: bool


def described(code: str, form: str | None, authority: Authority) -> str:
    """'Tigrinya: a draft, not checked by a qualified translator' – the language somebody is asked in with this form."""
    name = languages.english_name(code)
    if not code or code == languages.DEFAULT:
        return "English"
    if code not in languages.OFFERED:
        return f"{name}: there is no form in it yet, so they are asked in English. Offer an interpreter."
    if authorities.language_for(authority, code, form or "") != code:
        return f"{name}: not checked yet, so they are asked in English (your setting). Offer an interpreter."
    if checked.is_checked(code, form or ""):
        return f"{name}: checked by a qualified translator"
    return f"{name}: a draft, not checked by a qualified translator yet"


def is_draft(code: str, form: str | None = None) -> bool:
    """Whether somebody would be asked in words that no qualified translator has checked."""
    return code in languages.OFFERED and not checked.is_checked(code, form or "")


def of_child(child: Child, authority: Authority) -> str:
    """The language in which this child would be asked today."""
    form = forms.form_for_child(child, clock.today())
    return described(child.language, "" if form == forms.OBSERVATION else form, authority)


def of_person(relation: Relation, authority: Authority) -> str:
    """The language in which somebody round a child is asked; '' for somebody who is asked nothing."""
    form = forms.form_for_role(relation.relationship)
    return described(relation.person.language, form, authority) if form else ""


def text_message(invitation: Invitation, who: str) -> TextMessage:
    """The text message to this invitation, with a link that opens nothing."""
    text, language = messages.text_message_to(invitation), languages.offered(invitation.language)
    found = parts.split(text)
    link = text.split("http", 1)[-1].split()[0] if "http" in text else ""
    return TextMessage(who, text, language.tag, language.dir, found.words(), any(link in part for part in found.parts))
