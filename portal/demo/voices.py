"""Who speaks for one invitation: their bank of words, their circumstances, who helps, and what comes of the asking."""
from __future__ import annotations

from random import Random

from portal import languages
from portal.consultations.facts import OBSERVER
from portal.consultations.models import Invitation
from portal.demo import names
from portal.demo.answering import Voice
from portal.demo.chance import dice, pick
from portal.demo.spec import Kin, Spec
from portal.demo.town import Figure, Town

# What comes of the asking, by role, when the cast does not say.
STORIES = {
    "child": {"answered": 58, "declined": 5, "late": 6, "begun": 6, "opened": 7, "addition": 2, "asked": 16},
    "family": {"answered": 36, "late": 5, "begun": 6, "opened": 15, "asked": 37, "withdrawn": 1},
    "carer": {"answered": 64, "late": 7, "begun": 5, "opened": 8, "asked": 16},
}
FAMILY = ("mother", "father")
OWN_WORDS = {"ar": "arabic", "pl": "polish", "ti": "tigrinya"}  # banks; others have it put in English
NEEDS_HELP = 8  # below this age somebody nearly always reads or types


def chance_of(town: Town, invitation: Invitation, what: str) -> Random:
    """A source of chance of its own for this invitation, the same whatever ids the rows were given."""
    return dice(town.seed, what, invitation.review.source_id, _who(invitation))


def _who(invitation: Invitation) -> str:
    who = invitation.person.source_id if invitation.person is not None else "child"
    return f"{who}, {OBSERVER}" if invitation.role == OBSERVER else who


def story(town: Town, invitation: Invitation) -> str:
    """What comes of this invitation: of the cast's next review as it was decided, else by chance."""
    figure, rng = town.by_child[invitation.child_id], chance_of(town, invitation, "story")
    kin = figure.kin.get(invitation.person_id)
    decided = kin.story if kin else figure.spec.story
    if decided and is_next(town, invitation):
        return decided
    kind = "child" if invitation.role == "child" else "family" if kin and kin.role in FAMILY else "carer"
    return pick(rng, STORIES[kind])


def is_next(town: Town, invitation: Invitation) -> bool:
    """Whether it is about the review to come."""
    return invitation.review.date >= town.on


def voice(town: Town, invitation: Invitation) -> Voice:
    """The one who answers this invitation."""
    figure, rng = town.by_child[invitation.child_id], chance_of(town, invitation, "voice")
    spec, kin = figure.spec, figure.kin.get(invitation.person_id)
    language = invitation.language if invitation.language in OWN_WORDS else languages.DEFAULT
    coming = is_next(town, invitation)
    says = dict(_decided(invitation, spec, kin)) if coming else {}
    own = coming and invitation.role == "child"
    return Voice(bank=_bank(invitation, spec, language), language=language, child=figure.child.called, rng=rng,
                 helper=_helper(figure, invitation, rng, coming), keys=_keys(figure), says=says, only_said=bool(says),
                 brief=not says and rng.random() < (0.6 if coming else 0.9),
                 mother_tongue=_mother_tongue(invitation), share=spec.share if own else {},
                 not_before=spec.not_before if own else {})


def _decided(invitation: Invitation, spec: Spec, kin: Kin | None) -> dict:
    """What the cast list has them say in this form."""
    if invitation.role == OBSERVER:
        return kin.observed if kin else {}
    return kin.says if kin else spec.says


def _mother_tongue(invitation: Invitation) -> str:
    code = invitation.person.language if invitation.person is not None else ""
    return languages.english_name(code) if code and code != languages.DEFAULT else ""


def _bank(invitation: Invitation, spec: Spec, language: str) -> str:
    form = invitation.form_version.key.partition(".")[0]
    if invitation.role == "child":
        return OWN_WORDS.get(language) or ("uasc" if spec.cohort == "uasc" else form)
    return "polish_parent" if form == "parent" and language == "pl" else form


def _keys(figure: Figure) -> frozenset[str]:
    age, spec = figure.spec.age, figure.spec
    stage = "little" if age < 5 else "school" if age < 12 else "teen"
    at_home = names.cultures()[spec.culture]["language"] == "" and spec.culture in ("english", "irish")
    keys = {stage, "older" if age >= 16 else "younger", spec.cohort, "english" if at_home else "elsewhere"}
    return frozenset(keys | {"baby"} if age < 3 else keys)


def _helper(figure: Figure, invitation: Invitation, rng: Random, coming: bool) -> str:
    if invitation.role != "child":
        return "nobody"
    if figure.spec.helper and coming:
        return figure.spec.helper
    if figure.child.disability:
        return pick(rng, {"advocate": 45, "typed": 35, "nobody": 20})
    if figure.spec.age < NEEDS_HELP:
        return pick(rng, {"typed": 60, "read": 35, "answered": 5})
    if figure.child.interpreter_needed and invitation.language not in OWN_WORDS:
        return pick(rng, {"interpreter": 80, "nobody": 20})
    return pick(rng, {"nobody": 84, "read": 10, "advocate": 3, "typed": 3})
