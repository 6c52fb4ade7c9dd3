"""Reading what was sent in: the event first, then the words.

"Read" is computed from events. If the event cannot be written, nothing is opened.
"""
from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.cases.models import Review
from portal.consultations import forms
from portal.consultations.models import Invitation, Response, SealedAnswers, SealedFile, Translation
from portal.consultations.opening import CannotOpen, open_bytes, open_sealed
from portal.consultations.pages import PageContent
from portal.consultations.sealing import Sealed
from portal.extensions import db
from portal.keys import KeyMissing
from portal.people.models import Event, Staff
from portal.people.trail import Actor, record
from portal.questionnaires.definition import Questionnaire

log = logging.getLogger(__name__)
NEW_SINCE, NOTHING_NEW = "new_since", "nothing_new"  # a question of the carers’ forms, and its answer
FARTHEST_BACK = 3  # reviews: how long somebody may have had nothing new to say, until nothing is carried forward


@dataclass(frozen=True)
class Answered:
    """One response, opened: its form as it was asked, the pages on its path and what they hold."""

    response: Response
    invitation: Invitation
    form: Questionnaire
    asked: tuple[str, ...]  # pages that were on the path
    pages: dict[str, PageContent]
    unreadable: bool = False  # its key is missing or does not fit; everybody else’s answers are shown all the same
    own_words: bool | None = None  # whether a helped child said “These are my words”; None: was not asked
    english: dict[str, InEnglish] = field(default_factory=dict)  # by question: what an interpreter made of it


@dataclass(frozen=True)
class InEnglish:
    """A passage as an interpreter put it: beside the original, never in its place."""

    text: str
    by: str
    at: datetime


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
    return _open_all(told, review)


def _tell_trail(review: Review, response_ids: list[UUID], actor: Actor) -> None:
    with db.write() as session:
        record(session, actor, "pack_opened", child_id=review.child_id, object_id=review.id)
        for response_id in response_ids:
            record(session, actor, "answers_read", child_id=review.child_id, object_id=response_id)


def _open_all(told: list[UUID], review: Review) -> list[Answered]:
    """What the trail was told of, and no more: an answer that came in meanwhile is read with the next look."""
    wanted = select(Response, SealedAnswers).join(SealedAnswers).where(Response.id.in_(told)).order_by(
        Response.sent_at).options(joinedload(Response.invitation).joinedload(Invitation.form_version))
    english = _in_english(told, review)
    return [_opened(response, sealed, review, english.get(response.id))
            for response, sealed in db.session.execute(wanted).all()]


def _in_english(told: list[UUID], review: Review) -> dict[UUID, dict[str, InEnglish]]:
    """What interpreters finished of these responses; where two did, the later one's words."""
    wanted = select(Translation, Staff.name).join(Staff, Staff.id == Translation.staff_id).where(
        Translation.response_id.in_(told), Translation.done_at.is_not(None)).order_by(Translation.done_at)
    found: dict[UUID, dict[str, InEnglish]] = {}
    for task, name in db.session.execute(wanted):
        try:
            content = open_sealed(Sealed(task.header, task.wrapped_key, task.ciphertext), task.id, task.response_id,
                                  review.child_id)
        except (CannotOpen, KeyMissing) as error:
            log.error("translation %s cannot be opened: %s", task.id, type(error).__name__)
            continue
        texts = {q: InEnglish(text, name, task.done_at) for q, text in content["texts"].items() if text.strip()}
        found.setdefault(task.response_id, {}).update(texts)
    return found


def read_one(response: Response, actor: Actor, event: str) -> Answered:
    """One response, opened for `actor`, who was found allowed; the event is written first."""
    invitation = response.invitation
    with db.write() as session:
        record(session, actor, event, child_id=invitation.child_id, object_id=response.id)
    sealed = db.session.get_one(SealedAnswers, response.id)
    return _opened(response, sealed, invitation.review, None)


def _opened(response: Response, sealed: SealedAnswers, review: Review,
            english: dict[str, InEnglish] | None) -> Answered:
    invitation = response.invitation
    form = forms.questionnaire(invitation.form_version)
    try:
        content = open_sealed(Sealed(sealed.header, sealed.wrapped_key, sealed.ciphertext), response.id, invitation.id,
                              review.child_id)
    except (CannotOpen, KeyMissing) as error:
        log.error("response %s cannot be opened: %s", response.id, type(error).__name__)
        return Answered(response, invitation, form, (), {}, unreadable=True)
    pages = {page: PageContent.from_json(data) for page, data in content["pages"].items()}
    return Answered(response, invitation, form, tuple(content["asked"]), pages, own_words=content.get("own_words"),
                    english=english or {})


def says_nothing_new(answered: Answered) -> bool:
    """Whether the respondent said that nothing is new since last time."""
    return any(page.answers.get(NEW_SINCE) == NOTHING_NEW for page in answered.pages.values())


def read_before(answered: list[Answered], review: Review, actor: Actor) -> dict[UUID, list[Answered]]:
    """What those who have nothing new said at earlier reviews, by invitation, the latest first.

    One event each, written first, as for any other reading. Who had nothing new then either is followed further back.
    """
    asking = {_who(a.invitation): a.invitation.id for a in answered if says_nothing_new(a)}
    held, found = [a.response.id for a in answered], defaultdict(list)
    rounds = _earlier(review, set(asking)) if asking else {}
    for _ in range(FARTHEST_BACK):
        told = [id_ for earlier in rounds.values() for id_ in earlier[0]]
        if not told:
            break
        _tell_read(review, told, actor)
        opened, held = _open_all(told, review), held + told
        for one in opened:
            found[asking[_who(one.invitation)]].append(one)
        still = {_who(a.invitation) for a in opened if says_nothing_new(a)}
        rounds = {who: earlier[1:] for who, earlier in rounds.items() if who in still and earlier[1:]}
    if found:
        _see_afresh(held)
    return dict(found)


def _see_afresh(response_ids: list[UUID]) -> None:
    """Load again at once what each event written meanwhile made the session forget, not one row at a time."""
    held = select(Response).where(Response.id.in_(response_ids))
    db.session.scalars(held.options(joinedload(Response.invitation).joinedload(Invitation.form_version))).all()


def _who(invitation: Invitation) -> tuple:
    """The same person in the same place: an observer answers in the child’s."""
    return invitation.respondent_id, invitation.person_id, invitation.role


def _earlier(review: Review, people: set[tuple]) -> dict[tuple, list[list[UUID]]]:
    """The responses that these people gave at earlier reviews of the child: a list for each review, latest first."""
    wanted = select(Response.id, Invitation).join(Invitation).join(Review, Review.id == Invitation.review_id).where(
        Invitation.child_id == review.child_id, Invitation.respondent_id.in_({who[0] for who in people}),
        Review.date < review.date).order_by(Review.date.desc(), Response.sent_at)
    by_review: dict[tuple, dict[UUID, list[UUID]]] = {}
    for response_id, invitation in db.session.execute(wanted).all():
        if _who(invitation) in people:
            by_review.setdefault(_who(invitation), {}).setdefault(invitation.review_id, []).append(response_id)
    return {who: list(reviews.values()) for who, reviews in by_review.items()}


def _tell_read(review: Review, response_ids: list[UUID], actor: Actor) -> None:
    with db.write() as session:
        for response_id in response_ids:
            record(session, actor, "answers_read", child_id=review.child_id, object_id=response_id)


def read_file(review: Review, file_id: UUID, actor: Actor) -> tuple[str, bytes] | None:
    """(mime, bytes) of a drawing, a photo or a recording of the review, for `actor`, who was found allowed.

    The event first. None when the review has no such file, or it cannot be opened.
    """
    wanted = select(Response.id, Invitation.id).join(Invitation).join(
        SealedFile, SealedFile.response_id == Response.id).where(
        SealedFile.id == file_id, Invitation.review_id == review.id)
    owner = db.session.execute(wanted).one_or_none()
    if owner is None:
        return None
    with db.write() as session:
        record(session, actor, "file_opened", child_id=review.child_id, object_id=file_id)
    row = db.session.get_one(SealedFile, file_id)
    try:
        plain = open_bytes(Sealed(row.header, row.wrapped_key, row.ciphertext), file_id, *owner, review.child_id)
    except (CannotOpen, KeyMissing) as error:
        log.error("file %s cannot be opened: %s", file_id, type(error).__name__)
        return None
    return row.mime, plain


def read_by(response_ids: list[UUID], staff_id: UUID) -> set[UUID]:
    """Which of these responses this member of staff has opened."""
    wanted = select(Event.object_id).where(Event.kind == "answers_read", Event.actor_id == staff_id,
                                           Event.object_id.in_(response_ids)).distinct()
    return set(db.session.scalars(wanted))
