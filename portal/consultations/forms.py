"""Which form a person is asked with, and the exact version they were asked with, for ever."""
from __future__ import annotations

from contextlib import suppress
from datetime import date
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.cases.dates import age_on
from portal.cases.models import Child
from portal.consultations.models import FormVersion
from portal.questionnaires import definition
from portal.questionnaires.definition import Questionnaire

OBSERVATION = "observation"  # in the child's place: what somebody saw and heard, never the child's own answer (PN0)
# From which age on, counted on the day of the review, a child is asked with which form.
BY_AGE = ((16, "leaving"), (12, "young"), (8, "child"), (4, "little"), (0, OBSERVATION))
AFTERWARDS = frozenset({"quality_child", "after_child"})  # for children too, but asked after the review
FOR_ROLE = {
    "mother": "parent", "father": "parent", "parental_responsibility": "parent",
    "foster_carer": "carer", "connected_carer": "carer", "keyworker": "residential", "adopter": "adopter",
    "social_worker": "worker", "school": "professional", "health": "professional", "guardian": "professional",
    "advocate": "professional", "independent_visitor": "professional",
}


def form_for_child(child: Child, on: date) -> str:
    """The name of the form for a child whose review is `on` that day, or OBSERVATION in its place.

    The case list's own choice wins where that form is offered; else age on the day of the review decides.
    """
    if child.form in names_for_children() | {OBSERVATION}:
        return child.form
    age = age_on(child.dob, on)
    return next(form for youngest, form in BY_AGE if age >= youngest)


def form_for_role(role: str) -> str | None:
    """The name of the form for an adult with this relationship; None where none is offered yet."""
    return FOR_ROLE.get(role)


def names_offered() -> frozenset[str]:
    """Names of the forms that exist, without their versions."""
    return frozenset(key.rsplit(".", 1)[0] for key in definition.available())


def names_for_children() -> frozenset[str]:
    """Names of the forms that a child may be asked with: a slip in the case list gives no child a carer's form."""
    for_children = (name for name in names_offered() if definition.latest(name).audience == "child")
    return frozenset(for_children) - AFTERWARDS


def pin(session: Session, name: str) -> FormVersion:
    """The stored text of the newest version of the form `name`, kept now if this is its first use."""
    form = definition.latest(name)
    same = select(FormVersion).where(FormVersion.key == form.key, FormVersion.origin == form.origin,
                                     FormVersion.checksum == form.checksum)
    stored = session.scalar(same)
    if stored is None:
        with suppress(IntegrityError), session.begin_nested():  # somebody else may keep it at the same moment
            session.add(FormVersion(origin=form.origin, key=form.key, checksum=form.checksum, text=form.source,
                                    first_used_at=clock.now()))
        stored = session.scalars(same).one()
    return stored


def questionnaire(version: FormVersion) -> Questionnaire:
    """The form as it was asked, read from the text kept with it, never from today's file."""
    return _parsed(version.checksum, version.text, version.origin)


@lru_cache(maxsize=64)
def _parsed(checksum: str, text: str, origin: str) -> Questionnaire:
    return definition.parse(text, origin=origin, stored=True)
