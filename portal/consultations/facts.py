"""What a form may ask about a case: the facts its show_if conditions know."""
from __future__ import annotations

from flask import current_app
from sqlalchemy import exists, select

from portal import languages
from portal.cases.dates import age_on
from portal.cases.models import Child, Relation, Review
from portal.consultations.models import Invitation
from portal.extensions import db

BIRTH_FAMILY = ("mother", "father", "parental_responsibility")
OBSERVER = "observer"  # who writes what they saw and heard of a child who cannot be asked with a form
CARE_FOR = ("foster_carer", "connected_carer", "adopter", "keyworker")  # the first of them is asked to observe


def facts(invitation: Invitation, helper: str) -> dict[str, str]:
    """The facts of `invitation`'s case, as strings. They steer which pages are shown, and are never shown."""
    child, review = invitation.child, invitation.review
    return {
        "helper": helper,  # not said is not nobody: somebody may stand beside the child
        "role": invitation.role,
        "age": str(age_on(child.dob, review.date)),
        "uasc": _yes(child.uasc),
        "contact": _yes(not child.placed_for_adoption_on and _has_birth_family(child)),
        "siblings": _yes(_has_siblings(child, invitation)),
        "placement": next((p.kind for p in child.placements if p.to_on is None), ""),
        "section20": _yes(child.legal_status == "V2"),
        "kind": review.kind,
        "last": _yes(_has_earlier(review)),
        "interpreter": _yes(_may_need_interpreter(invitation)),
        "media": _yes(takes_media()),
    }


def takes_media() -> bool:
    """Whether pictures and sound are taken at all (a setting)."""
    return current_app.extensions["portal"]["PORTAL_MEDIA"] != "0"


def _yes(value: object) -> str:
    return "yes" if value else "no"


def _may_need_interpreter(invitation: Invitation) -> bool:
    """Whether it is worth asking: the case list says so of the child, or names another language, or they read one."""
    child, person = invitation.child, invitation.person
    known = child.language if invitation.role == "child" else person.language if person else ""
    own = invitation.role == "child" and child.interpreter_needed
    return own or any(code and code != languages.DEFAULT for code in (known, invitation.language))


def _has_birth_family(child: Child) -> bool:
    return any(r.relationship in BIRTH_FAMILY and r.ended_on is None for r in child.relations)


def _has_siblings(child: Child, asked: Invitation) -> bool:
    """Whether a brother or sister is in the case list. A parent is told of none whom it does not name as theirs."""
    if not child.sibling_group:
        return False
    other = exists().where(Child.authority_id == child.authority_id, Child.sibling_group == child.sibling_group,
                           Child.id != child.id)
    if asked.role in BIRTH_FAMILY:
        other = other.where(exists().where(Relation.child_id == Child.id, Relation.person_id == asked.person_id))
    return bool(db.session.scalar(select(other)))


def _has_earlier(review: Review) -> bool:
    earlier = exists().where(Review.child_id == review.child_id, Review.date < review.date)
    return bool(db.session.scalar(select(earlier)))


