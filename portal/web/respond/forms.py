"""The forms around a questionnaire: typing a code, the welcome, and who may know a page."""
from __future__ import annotations

from wtforms import BooleanField, Form, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice

from portal.consultations.pages import PageContent
from portal.consultations.secrets import LENGTH
from portal.languages import gettext as _
from portal.languages import say
from portal.questionnaires.kinds import clean

HELPERS = ("nobody", "read", "typed", "interpreter", "advocate", "answered")


class CodeForm(Form):
    """The code from a letter. Nothing of it is checked here."""

    code = StringField(filters=[clean])


def helper_words(helper: str) -> str:
    """Who is helping, as the welcome page offers it."""
    return {
        "nobody": say("Nobody, I am doing it on my own"), "read": say("Someone reads it to me"),
        "typed": say("Someone types what I say"), "interpreter": say("An interpreter helps me"),
        "advocate": say("An advocate helps me"), "answered": say("An adult answers for me"),
    }[helper]


def welcome_form(helper: str, reader: str):
    """The welcome page's form, with `helper` chosen. Nobody answers for an adult: they would be asked themselves."""
    offered = [h for h in HELPERS if reader == "child" or h != "answered"]

    class WelcomeForm(Form):
        helper = RadioField(say("Is someone helping you?"), validate_choice=False,
                            choices=[SelectChoice(value=h, label=helper_words(h)) for h in offered])

    return WelcomeForm(data={"helper": helper})


def secret_from(posted) -> list[str]:
    """The pictures chosen, in order; a blank for a row without one."""
    return [posted.get(f"secret-{place}", "") for place in range(1, LENGTH + 1)]


def secret_words(picture: str) -> str:
    """What a secret's picture is called."""
    return {
        "cat": _("cat"), "tree": _("tree"), "boat": _("boat"), "moon": _("moon"), "apple": _("apple"),
        "key": _("key"), "umbrella": _("umbrella"), "fish": _("fish"), "flower": _("flower"), "drum": _("drum"),
        "kite": _("kite"), "bell": _("bell"),
    }[picture]


def share_words(share: str, iro: str, reader: str) -> str:
    """A sharing choice, as the page offers it and the check page repeats it."""
    mine = reader == "child"
    return {
        "iro": say("Only {iro}", iro=iro),
        "worker": say("{iro} may tell my social worker", iro=iro) if mine
        else say("{iro} may tell the social worker", iro=iro),
        "meeting": say("It can be said in the meeting"),
    }[share]


def role_words(role: str, reader: str) -> str:
    """Someone at the meeting, as the reader calls them."""
    if reader == "adult":
        return {"child": _("The child"), "mother": _("The child’s mother"), "father": _("The child’s father"),
                "carer": _("The carer"), "worker": _("The social worker"), "school": _("The school")}[role]
    return {"mother": _("My mum"), "father": _("My dad"), "carer": _("The people who look after me"),
            "worker": _("My social worker"), "school": _("My school")}[role]


def not_before_roles(reader: str) -> tuple[str, ...]:
    """Before whom something may be kept unsaid: what the page offers, and all that is taken from a POST."""
    others = ("mother", "father", "carer", "worker", "school")
    return others if reader == "child" else ("child", *others)


def sharing_form(content: PageContent, default: str, reader: str, iro: str, office: bool = False):
    """Who may know this page: chosen on the spot, the most private by default for a child."""
    shares = [SelectChoice(value=s, label=share_words(s, iro, reader)) for s in ("iro", "worker", "meeting")]

    class SharingForm(Form):
        share = RadioField(say("Who may know what you say here?"), validate_choice=False, choices=shares)
        say_for_me = BooleanField(say("{iro} may say it for me", iro=iro))
        not_before = SelectMultipleField(_("Not in front of"), validate_choice=False,
                                         choices=[SelectChoice(value=r, label=role_words(r, reader))
                                                  for r in not_before_roles(reader)])

    if office:
        SharingForm.office = BooleanField(say("The office may see this page, to plan the meeting"))
    kept = {"share": content.share or default, "say_for_me": content.say_for_me,
            "not_before": list(content.not_before), "office": content.office}
    return SharingForm(prefix="sharing-", data=kept)
