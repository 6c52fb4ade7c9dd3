"""Sending: the journey is walked again here, what is off the path is left out, and the rest is sealed.

One conditional UPDATE decides: pressing twice, two tabs or two phones make one response.
"""
from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.consultations import facts, files, forms, sealing, states
from portal.consultations.drafts import raise_flags, read_all
from portal.consultations.models import (
    Draft,
    DraftFile,
    DraftPage,
    Flag,
    Invitation,
    Response,
    Score,
    SealedAnswers,
    SealedFile,
    SealedWishes,
)
from portal.consultations.pages import PageContent, all_answers, merge_all
from portal.extensions import db
from portal.people.trail import Actor, record
from portal.questionnaires.definition import Questionnaire
from portal.questionnaires.journey import Journey
from portal.questionnaires.kinds import KINDS


class NothingToSend(Exception):
    """The draft is gone, or its invitation was stopped."""


@dataclass(frozen=True)
class Receipt:
    """What the sender may know: a reference, when, and whether it came after the pre-meeting."""

    reference: str
    sent_at: datetime
    late: bool


def send(draft_id: UUID, own_words: bool | None = None) -> Receipt:
    """Send in the draft, with what other browsers left open for the same invitation. Twice is once.

    `own_words`: whether a child who was helped said that these are their words; None when nobody asked.
    Raises NothingToSend.
    """
    with db.write() as session:
        return send_in(session, draft_id, own_words)


def send_in(session: Session, draft_id: UUID, own_words: bool | None = None) -> Receipt:
    """As send(), in the caller's transaction."""
    drafts = _lock(session, draft_id)
    draft = next((d for d in drafts if d.id == draft_id), None)
    if draft is None:
        raise NothingToSend
    earlier = session.scalar(select(Response).where(Response.draft_id == draft_id))
    if earlier is not None:
        return _receipt(earlier)
    if draft.sent_at is not None or not states.is_live(draft.invitation):
        return _gathered_elsewhere(session, draft)
    return _receipt(_send(session, draft, drafts, own_words))


def _lock(session: Session, draft_id: UUID) -> list[Draft]:
    """Every draft of the invitation, locked in one order: what is being saved elsewhere is waited for, not lost."""
    asked = select(Draft.invitation_id).where(Draft.id == draft_id).scalar_subquery()
    same = select(Draft).where(Draft.invitation_id == asked).order_by(Draft.id).with_for_update()
    return list(session.scalars(same.execution_options(populate_existing=True)))


def _receipt(response: Response) -> Receipt:
    return Receipt(response.reference, response.sent_at, response.late)


def _gathered_elsewhere(session: Session, draft: Draft) -> Receipt:
    """Another phone sent this draft along with its own: that response is its receipt."""
    along = select(Response).where(Response.invitation_id == draft.invitation_id, Response.sent_at == draft.sent_at)
    response = session.scalars(along).first() if draft.sent_at is not None else None
    if response is None:
        raise NothingToSend
    return _receipt(response)


def _send(session: Session, draft: Draft, known: list[Draft], own_words: bool | None) -> Response:
    invitation = draft.invitation
    form = forms.questionnaire(invitation.form_version)
    drafts = _open_drafts(draft, known)
    written = [read_all(d, form) for d in drafts]
    _flag_all(session, form, drafts, written)
    pages = merge_all(form, written)
    journeys = _journeys(form, pages, draft)
    kept_pages = _kept_pages(form, journeys, pages, written[:-1])
    kept = {question: answer for page in kept_pages.values() for question, answer in page["answers"].items()}
    asked = [page.id for page in form.pages if journeys[0].may_visit(page.id) or page.id in kept_pages]
    response = _response(draft, kept_pages)
    session.add(response)
    session.flush()  # the scores and the sealed words name it
    ids = response.id, invitation.id, invitation.child_id
    sealed = sealing.seal({"pages": kept_pages, "asked": asked, "own_words": own_words}, *ids)
    session.add(SealedAnswers(response_id=response.id, header=sealed.header, wrapped_key=sealed.wrapped_key,
                              ciphertext=sealed.ciphertext))
    session.add_all(_files(session, drafts, kept, ids))
    session.add_all(_wishes(form, kept_pages, ids))
    session.add_all(_scores(response.id, form, kept))
    response.first = _first(session, invitation, journeys)
    _close(session, drafts, response, _has_nothing_to_say(form, kept))
    record(session, Actor("respondent", invitation.id, invitation.authority_id), "sent_in",
           child_id=invitation.child_id, object_id=response.id, late=response.late, response=response.kind)
    return response


def _has_nothing_to_say(form: Questionnaire, kept: dict) -> bool:
    """Whether “nothing to say this time” was chosen, and nobody wrote, drew or recorded anything all the same."""
    said = (KINDS[question.kind] for question in form.questions() if question.id in kept)
    return kept.get("way") == "nothing" and not any(kind.is_text or kind.is_file for kind in said)


def _open_drafts(draft: Draft, known: list[Draft]) -> list[Draft]:
    """What other browsers left open, oldest first, and this draft last."""
    others = [d for d in known if d.id != draft.id and d.sent_at is None and d.kind == draft.kind]
    return [*sorted(others, key=lambda d: d.saved_at), draft]


def _flag_all(session: Session, form: Questionnaire, drafts: list[Draft], written: list[dict]) -> None:
    """Raise what was only saved by itself so far: sent is more than posted."""
    for draft, pages in zip(drafts, written, strict=True):
        for page_id, content in pages.items():
            raise_flags(session, draft, form, page_id, content)
    session.flush()


def _journeys(form: Questionnaire, pages: dict[str, PageContent], draft: Draft) -> list[Journey]:
    """The sender's way, and the same with every fact open.

    Only answers take a page off the path. What a child said alone, what a helper noted, or what was answered
    before the case list changed is not lost because the facts are others when it is sent.
    """
    answers, known = all_answers(pages), facts.facts(draft.invitation, draft.helper)
    return [Journey(form, answers, known), Journey(form, answers, known, any_fact=True)]


def _response(draft: Draft, kept_pages: dict) -> Response:
    now, kind = clock.now(), draft.kind
    if kind == "main" and draft.invitation.sent_in_at:
        kind = "addition"  # begun in the moment in which another browser sent
    sharing = {page: content["share"] for page, content in kept_pages.items() if content["share"]}
    return Response(id=uuid4(), authority_id=draft.invitation.authority_id, invitation_id=draft.invitation_id,
                    draft_id=draft.id, kind=kind, form_version_id=draft.invitation.form_version_id,
                    language=draft.language, answer_language=draft.language, helper=draft.helper,
                    sent_at=now, late=states.is_late(draft.invitation.review, now), sharing=sharing,
                    reference=_reference())


def _reference() -> str:
    letters = "".join(secrets.choice("BCDFGHJKMNPQRTVWXYZ2346789") for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def _kept_pages(form: Questionnaire, journeys: list[Journey], pages: dict[str, PageContent],
                beside: list[dict[str, PageContent]]) -> dict:
    """Each page that is sent, with the answers on the path; and all that other browsers wrote, whatever way they took.

    Whoever sends saw no check page of theirs, so nobody decided that it goes.
    """
    on_path = {}
    for page in form.pages:
        if page.id not in pages:
            continue
        wanted = {q.id for journey in journeys for q in journey.shown(page)}
        wanted |= {question for other in beside if page.id in other for question in other[page.id].answers}
        content = pages[page.id].as_json()
        answers = content["answers"]
        content["answers"] = {q.id: answers[q.id] for q in page.questions
                              if q.id in wanted and q.known(answers.get(q.id)) is not None}
        if content["answers"] or journeys[0].may_visit(page.id):
            on_path[page.id] = content
    return on_path


def _files(session: Session, drafts: list[Draft], kept: dict, ids: tuple[UUID, UUID, UUID]) -> list[SealedFile]:
    """The drawings and recordings on the path, sealed to the staff key under the id that the answers name."""
    named = {key for answer in kept.values() if isinstance(answer, (tuple, list)) for key in answer}
    sealed = []
    for row, plain in files.take_out(session, drafts):
        if str(row.id) in named:
            shut = sealing.seal_bytes(plain, row.id, *ids)
            sealed.append(SealedFile(id=row.id, response_id=ids[0], mime=row.mime, header=shut.header,
                                     wrapped_key=shut.wrapped_key, ciphertext=shut.ciphertext))
    return sealed


def _wishes(form: Questionnaire, kept_pages: dict, ids: tuple[UUID, UUID, UUID]) -> list[SealedWishes]:
    """The pages of wishes that the office may see, and nothing else, sealed apart."""
    wishes = {page.id: kept_pages[page.id]["answers"] for page in form.pages
              if page.office and kept_pages.get(page.id, {}).get("office")}
    if not wishes:
        return []
    shut = sealing.seal({"wishes": wishes}, *ids)
    return [SealedWishes(response_id=ids[0], header=shut.header, wrapped_key=shut.wrapped_key,
                         ciphertext=shut.ciphertext)]


def _scores(response_id: UUID, form: Questionnaire, kept: dict) -> list[Score]:
    scored = []
    for question in form.questions():
        if question.kind == "score" and question.counted and question.id in kept:
            value = KINDS["score"].counted(question, kept[question.id])
            scored.append(Score(response_id=response_id, question=question.id, item=question.item or "",
                                value=value, answer=kept[question.id]))
    return scored


def _first(session: Session, invitation: Invitation, journeys: list[Journey]) -> str:
    levels = {level for journey in journeys for _, level in journey.flags()}
    levels |= set(session.scalars(select(Flag.level).where(Flag.invitation_id == invitation.id)))
    return "alarm" if "alarm" in levels else "read_first" if levels else ""


def _close(session: Session, drafts: list[Draft], response: Response, nothing_to_say: bool) -> None:
    """Mark the drafts as sent and forget their keys and pages: from here on only the staff key opens them."""
    ids = [d.id for d in drafts]
    close = update(Draft).where(Draft.id.in_(ids), Draft.sent_at.is_(None)).values(sent_at=response.sent_at, key=None)
    closed = session.scalars(close.returning(Draft.id)).all()
    if len(closed) != len(ids):
        raise NothingToSend  # somebody else sent in between: this transaction is undone
    session.execute(delete(DraftPage).where(DraftPage.draft_id.in_(ids)))
    session.execute(delete(DraftFile).where(DraftFile.draft_id.in_(ids)))
    invitation = session.get(Invitation, response.invitation_id)
    invitation.sent_in_at = invitation.sent_in_at or response.sent_at
    if nothing_to_say:
        invitation.declined_at = response.sent_at
