"""Reading what was sent in: the event first, then the words.

"Read" is computed from events. If the event cannot be written, nothing is opened.
"""
from __future__ import annotations

import logging
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.cases.models import Review
from portal.consultations import forms
from portal.consultations.models import Invitation, Response, SealedAnswers
from portal.consultations.opening import CannotOpen, open_sealed
from portal.consultations.pages import PageContent
from portal.consultations.sealing import Sealed
from portal.extensions import db
from portal.keys import KeyMissing
from portal.people.models import Event
from portal.people.trail import Actor, record
from portal.questionnaires.definition import Questionnaire

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answered:
    """One response, opened: its form as it was asked, the pages on its path and what they hold."""

    response: Response
    invitation: Invitation
    form: Questionnaire
    asked: tuple[str, ...]  # pages that were on the path
    pages: dict[str, PageContent]
    unreadable: bool = False  # its key is missing or does not fit; everybody else’s answers are shown all the same


def invitations_of(review: Review) -> list[Invitation]:
    """Everyone asked before the review, the child first."""
    wanted = select(Invitation).where(Invitation.review_id == review.id).options(
        joinedload(Invitation.person), joinedload(Invitation.form_version), joinedload(Invitation.review),
        joinedload(Invitation.child))
    return sorted(db.session.scalars(wanted), key=lambda i: (i.role != "child", i.role, str(i.id)))


def read_review(review: Review, actor: Actor) -> list[Answered]:
    """Open every response of the review for `actor`, who was found allowed. One event each, written first."""
    mine = select(Response.id).join(Invitation).where(Invitation.review_id == review.id).order_by(Response.sent_at)
    told = list(db.session.scalars(mine))
    _tell_trail(review, told, actor)
    # only what the trail was told of: an answer that came in meanwhile is read with the next look
    wanted = select(Response, SealedAnswers).join(SealedAnswers).where(Response.id.in_(told)).order_by(
        Response.sent_at).options(joinedload(Response.invitation).joinedload(Invitation.form_version))
    return [_opened(response, sealed, review) for response, sealed in db.session.execute(wanted).all()]


def _tell_trail(review: Review, response_ids: list[UUID], actor: Actor) -> None:
    with db.write() as session:
        record(session, actor, "pack_opened", child_id=review.child_id, object_id=review.id)
        for response_id in response_ids:
            record(session, actor, "answers_read", child_id=review.child_id, object_id=response_id)


def _opened(response: Response, sealed: SealedAnswers, review: Review) -> Answered:
    invitation = response.invitation
    form = forms.questionnaire(invitation.form_version)
    try:
        content = open_sealed(Sealed(sealed.header, sealed.wrapped_key, sealed.ciphertext), response.id, invitation.id,
                              review.child_id)
    except (CannotOpen, KeyMissing) as error:
        log.error("response %s cannot be opened: %s", response.id, type(error).__name__)
        return Answered(response, invitation, form, (), {}, unreadable=True)
    pages = {page: PageContent.from_json(data) for page, data in content["pages"].items()}
    return Answered(response, invitation, form, tuple(content["asked"]), pages)


def read_by(response_ids: list[UUID], staff_id: UUID) -> set[UUID]:
    """Which of these responses this member of staff has opened."""
    wanted = select(Event.object_id).where(Event.kind == "answers_read", Event.actor_id == staff_id,
                                           Event.object_id.in_(response_ids)).distinct()
    return set(db.session.scalars(wanted))
