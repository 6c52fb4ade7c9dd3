"""Trials: a form as a child or an adult would meet it, with invented people, and nothing stored.

All that a trial holds travels sealed in its pages, so there is no row to make, to guard or to forget. Its
ticket opens nothing else: no trial's ticket is a real one, nor the other way round.
"""
from __future__ import annotations

import base64
import binascii
import json
import zlib
from dataclasses import dataclass, field
from datetime import timedelta
from secrets import token_bytes
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal import clock
from portal.cases.models import Child, Review
from portal.consultations.drafts import Standing
from portal.consultations.facts import takes_media
from portal.consultations.models import Draft, FormVersion, Invitation
from portal.consultations.pages import PageContent, all_answers
from portal.consultations.tickets import BadTicket
from portal.extensions import keyring
from portal.questionnaires import definition
from portal.questionnaires.definition import Questionnaire
from portal.questionnaires.journey import Journey
from portal.questionnaires.shapes import FACTS, LOOKS, LOOKS_OF

PREFIX = "trial~"
CHILD, IRO = "Sam", "Ada"
ASKED_ANYWAY = ("helper", "media")  # the one by the form itself, the other is a setting of the portal
LARGEST = 8 * 1024 * 1024  # of a ticket once unpacked: it came from here, but a page may be posted again and again
AGES = {"little": "6", "child": "10", "young": "14", "adult": "10"}
USUAL = {"contact": "yes", "siblings": "yes", "last": "yes", "kind": "later"}
AFTERWARDS = ("quality", "after", "review", "stakeholder")  # how the names of forms begin that come after the review
ROLES = {"parent": "mother", "carer": "foster_carer", "residential": "keyworker", "adopter": "adopter",
         "worker": "social_worker", "professional": "school", "observation": "foster_carer"}
WHOM = {
    "little": "Children of about 4 to 7, usually with somebody who helps",
    "child": "Children of about 8 to 11",
    "young": "Young people of about 12 to 15",
    "leaving": "Young people of 16 and more, with pages about growing up",
    "symbols": "Any age, where words are hard: pictures, chosen together",
    "observation": "Whoever cares for a child under four, or one who uses no words",
    "parent": "Parents and others with parental responsibility",
    "carer": "Foster carers and connected persons",
    "residential": "Keyworkers in children’s homes",
    "adopter": "Prospective adopters, before the order",
    "worker": "The child’s social worker",
    "professional": "School, health, the guardian, an advocate",
    "quality_child": "Children from 8, after the review: how life is, and how the review was",
    "after_child": "Children from 8, after the review: how it was",
    "quality_iro": "The IRO, after the review: how good the care is",
    "review_quality": "The IRO, after the review: how well it was done",
    "stakeholder_carer": "Foster carers, once a year",
    "stakeholder_worker": "Social workers, once a year",
    "stakeholder_guardian": "Guardians, once a year",
    "stakeholder_parent": "Parents, after the review",
}


@dataclass(frozen=True)
class Trial:
    """How far one trial is: its form, whom it pretends to ask, and what was answered on each page.

    `page` is the page in hand: '' is the welcome, 'check' the check page.
    """

    form: str
    facts: dict[str, str]
    language: str
    look: str
    helper: str = ""
    page: str = ""
    pages: dict[str, PageContent] = field(default_factory=dict)

    @property
    def questionnaire(self) -> Questionnaire:
        return definition.load(self.form)

    def seal(self, staff_id: UUID) -> str:
        """The trial as text for a hidden field, of use to this member of staff only."""
        key_id, key = keyring.newest_secret("session")
        held = self.__dict__ | {"pages": {page: content.as_json() for page, content in self.pages.items()}}
        nonce, plain = token_bytes(12), zlib.compress(json.dumps(held).encode())
        sealed = nonce + AESGCM(key).encrypt(nonce, plain, _bound(staff_id, key_id))
        return f"{PREFIX}{key_id}~{base64.urlsafe_b64encode(sealed).decode()}"


def read(text: str, staff_id: UUID) -> Trial:
    """The trial in a hidden field. Raises BadTicket."""
    key_id, _, body = text.removeprefix(PREFIX).partition("~")
    try:
        if not text.startswith(PREFIX):
            raise ValueError("no trial")
        sealed = base64.urlsafe_b64decode(body)
        plain = AESGCM(keyring.secret(key_id)).decrypt(sealed[:12], sealed[12:], _bound(staff_id, key_id))
        held = json.loads(zlib.decompressobj().decompress(plain, LARGEST))
        held["pages"] = {page: PageContent.from_json(content) for page, content in held["pages"].items()}
        definition.load(held["form"])  # a form that has gone from the shelf meanwhile
        return Trial(**held)
    except (InvalidTag, ValueError, KeyError, RuntimeError, binascii.Error) as error:
        raise BadTicket("not a trial of ours") from error


def _bound(staff_id: UUID, key_id: str) -> bytes:
    return f"trial|{staff_id}|{key_id}".encode()


def forms() -> list[Questionnaire]:
    """Every form on the shelf in its newest version, children's first, as WHOM lists them."""
    names = {key.partition(".")[0] for key in definition.available()}
    order = list(WHOM)
    return [definition.latest(name) for name in sorted(names, key=lambda n: (order.index(n) if n in order else 99, n))]


def looks(form: Questionnaire) -> tuple[str, ...]:
    """The looks in which the form can be shown: its own first. A child may choose any that is for children."""
    if form.audience != "child":
        return LOOKS_OF[form.voice]
    return (form.look, *(look for look in LOOKS if look not in (form.look, "adult")))


def facts_asked(form: Questionnaire) -> dict[str, tuple[str, ...]]:
    """The facts of a case that change what this form asks, each with the values that make a difference."""
    conditions = [c for page in form.pages for c in page.show_if]
    conditions += [c for question in form.questions() for c in question.show_if]
    found: dict[str, tuple[str, ...]] = {}
    for one in conditions:
        if one.fact and one.fact not in ASKED_ANYWAY:
            known = FACTS[one.fact] or (*found.get(one.fact, (usual(form)[one.fact],)), *one.any_of, *one.none_of)
            found[one.fact] = tuple(dict.fromkeys(known))
    return found


def usual(form: Questionnaire) -> dict[str, str]:
    """The facts that a trial begins with."""
    role = "child" if form.audience == "child" else ROLES.get(form.name, "")
    known = dict.fromkeys(FACTS, "no") | USUAL | {"age": AGES[form.voice], "role": role, "placement": "foster"}
    return {fact: value for fact, value in known.items() if fact not in ASKED_ANYWAY}


def standing(trial: Trial, authority_id: UUID) -> Standing:
    """Where the trial stands, as of a draft: of invented people who are in no table and are never added to one."""
    form = trial.questionnaire
    invitation = _invitation(form, trial, authority_id)
    draft = Draft(id=uuid4(), invitation=invitation, invitation_id=invitation.id, kind="main", key_id="",
                  language=trial.language, look=trial.look, helper=trial.helper)
    facts = trial.facts | {"helper": trial.helper, "media": "yes" if takes_media() else "no"}
    journey = Journey(form, all_answers(trial.pages), facts)
    return Standing(draft, invitation, form, trial.pages, dict.fromkeys(trial.pages, 1), journey)


def _invitation(form: Questionnaire, trial: Trial, authority_id: UUID) -> Invitation:
    day = clock.today() + timedelta(days=-2 if form.name.startswith(AFTERWARDS) else 9)
    child = Child(id=uuid4(), authority_id=authority_id, first_name=CHILD, dob=clock.today(), relations=[])
    review = Review(id=uuid4(), authority_id=authority_id, child_id=child.id, child=child, date=day,
                    premeet=day - timedelta(days=2), kind=trial.facts.get("kind", "later"), status="planned")
    version = FormVersion(id=uuid4(), origin=form.origin, key=form.key, checksum=form.checksum, text=form.source)
    return Invitation(id=uuid4(), authority_id=authority_id, child_id=child.id, child=child, review_id=review.id,
                      review=review, role=trial.facts.get("role", ""), form_version_id=version.id,
                      form_version=version, language=trial.language, reach="letter", due_on=day)
