"""Wishes for the meeting that somebody lets the office see: those pages and nothing else, sealed apart.

The office never holds anything else of an answer. As everywhere, the event is written before a word is opened.
"""
from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from portal import clock, languages
from portal.cases.models import Child, Review
from portal.consultations import forms
from portal.consultations.entries import STAND_INS, in_full
from portal.consultations.models import Invitation, Response, SealedWishes
from portal.consultations.office import who_is
from portal.consultations.opening import CannotOpen, open_sealed
from portal.consultations.sealing import Sealed
from portal.extensions import db
from portal.keys import KeyMissing
from portal.people.trail import Actor, record
from portal.questionnaires.definition import Page, Question
from portal.questionnaires.kinds import KINDS

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Asked:
    """One question of a page of wishes, and what was answered."""

    question: str
    answers: list[str]
    is_text: bool
    tag: str
    dir: str


@dataclass(frozen=True)
class Wished:
    """What one person wishes for one meeting."""

    who: str
    review_day: str
    sent_at: datetime
    pages: list[tuple[str, list[Asked]]]
    unreadable: bool = False


def senders(child: Child) -> list[str]:
    """Who lets the office see wishes for a meeting that is still to come. Nothing is opened."""
    found = db.session.scalars(_of(child)).all()
    return list(dict.fromkeys(who_is(sealed.response.invitation) for sealed in found))


def read(child: Child, actor: Actor) -> list[Wished]:
    """The wishes for the child's coming meetings, for `actor`, whom visible.py found to be of the child's office."""
    told = [sealed.response_id for sealed in db.session.scalars(_of(child))]
    _tell_trail(child, told, actor)
    found = db.session.scalars(_of(child).where(SealedWishes.response_id.in_(told))).all()
    return [_opened(sealed, child.id) for sealed in found]


def _of(child: Child) -> Select:
    invited = joinedload(SealedWishes.response).joinedload(Response.invitation)
    return select(SealedWishes).join(Response).join(Invitation).join(Review).where(
        Invitation.child_id == child.id, Review.status.in_(("planned", "adjourned"))).options(
        invited.joinedload(Invitation.person), invited.joinedload(Invitation.child),
        invited.joinedload(Invitation.review), invited.joinedload(Invitation.form_version)).order_by(
        Review.date, Response.sent_at)


def _tell_trail(child: Child, response_ids: list[UUID], actor: Actor) -> None:
    if response_ids:
        with db.write() as session:
            for response_id in response_ids:
                record(session, actor, "wishes_read", child_id=child.id, object_id=response_id)


def _opened(sealed: SealedWishes, child_id: UUID) -> Wished:
    response, invitation = sealed.response, sealed.response.invitation
    about = who_is(invitation), in_full(invitation.review.date), clock.local(response.sent_at)
    try:
        wishes = open_sealed(Sealed(sealed.header, sealed.wrapped_key, sealed.ciphertext), response.id,
                             invitation.id, child_id)["wishes"]
    except (CannotOpen, KeyMissing, KeyError) as error:  # no wishes in it: it is another row in their place
        log.error("wishes of response %s cannot be opened: %s", response.id, type(error).__name__)
        return Wished(*about, [], unreadable=True)
    form, language = forms.questionnaire(invitation.form_version), languages.offered(response.answer_language)
    with languages.speaking("en", form.voice, STAND_INS):
        pages = [(languages.words(page.title), _answers(page, wishes[page.id], language))
                 for page in form.pages if page.office and page.id in wishes]
    return Wished(*about, [(title, asked) for title, asked in pages if asked])


def _answers(page: Page, answers: dict, language: languages.Language) -> list[Asked]:
    return [_asked(question, answers[question.id], language) for question in page.questions
            if answers.get(question.id) and not KINDS[question.kind].is_file]


def _asked(question: Question, answer, language: languages.Language) -> Asked:
    kind = KINDS[question.kind]
    return Asked(languages.words(question.text), kind.shown(question, answer, languages.words), kind.is_text,
                 language.tag, language.dir)
