"""Drafts: begin, save a page, read it back, change how it speaks.

Each browser writes a draft of its own: whoever opens the link elsewhere can add and send, and never
sees what was typed here. Sending gathers every open draft of the invitation (sending.py).
"""
from __future__ import annotations

from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, joinedload

from portal import clock
from portal.consultations import drafting, facts, files, forms, states
from portal.consultations.files import Kept
from portal.consultations.models import Draft, DraftPage, Flag, Invitation
from portal.consultations.pages import PageContent, all_answers, flags_of
from portal.consultations.writers import Written
from portal.extensions import db
from portal.people.trail import Actor, record
from portal.questionnaires.definition import Questionnaire
from portal.questionnaires.journey import Journey
from portal.questionnaires.kinds import KINDS
from portal.questionnaires.shapes import FLAGS


@dataclass(frozen=True)
class Standing:
    """Where one draft stands: its form, what its pages hold, and the journey worked out from them."""

    draft: Draft
    invitation: Invitation
    form: Questionnaire
    pages: dict[str, PageContent]
    revisions: dict[str, int]
    journey: Journey
    files: dict[str, list[Kept]] = field(default_factory=dict)

    @property
    def is_sent(self) -> bool:
        return self.draft.sent_at is not None


def standing(draft_id: UUID) -> Standing | None:
    """Where the draft stands; None when it is gone or its invitation was stopped or has ended."""
    found = db.session.scalar(select(Draft).where(Draft.id == draft_id).options(
        joinedload(Draft.invitation).joinedload(Invitation.review),
        joinedload(Draft.invitation).joinedload(Invitation.child),
        joinedload(Draft.invitation).joinedload(Invitation.form_version)))
    if found is None or not states.is_live(found.invitation):
        return None
    form = forms.questionnaire(found.invitation.form_version)
    pages, revisions = read_pages(found, form)
    held = files.of(found.id) if takes_files(form) else {}
    pages = _with_files(pages, held)
    journey = Journey(form, all_answers(pages), facts.facts(found.invitation, found.helper))
    return Standing(found, found.invitation, form, pages, revisions, journey, held)


def find(draft_id: UUID) -> Draft | None:
    """The draft, whatever became of its invitation."""
    return db.session.get(Draft, draft_id)


def takes_files(form: Questionnaire) -> bool:
    """Whether some question of the form is answered by pictures or sound."""
    return any(KINDS[question.kind].is_file for question in form.questions())


def _with_files(pages: dict[str, PageContent], held: dict[str, list[Kept]]) -> dict[str, PageContent]:
    """The pages, each with its files as the answers to their questions: the files themselves say what there is."""
    for page, kept in held.items():
        content = pages.get(page, PageContent())
        answers = dict(content.answers)
        for question in dict.fromkeys(one.question for one in kept):
            answers[question] = tuple(str(one.id) for one in kept if one.question == question)
        pages = pages | {page: replace(content, answers=answers)}
    return pages


def read_pages(draft: Draft, form: Questionnaire) -> tuple[dict[str, PageContent], dict[str, int]]:
    """What each page of a draft holds, and its revision. A sent draft has forgotten its key: nothing."""
    if draft.key is None:
        return {}, {}
    rows = db.session.scalars(select(DraftPage).where(DraftPage.draft_id == draft.id)).all()
    return ({row.page: _open(draft, row).content(form.page(row.page)) for row in rows},
            {row.page: row.revision for row in rows})


def read_all(draft: Draft, form: Questionnaire) -> dict[str, PageContent]:
    """What each page of a draft holds, its files among the answers."""
    pages = read_pages(draft, form)[0]
    return _with_files(pages, files.of(draft.id)) if draft.key is not None and takes_files(form) else pages


def _open(draft: Draft, row: DraftPage) -> Written:
    return Written.from_json(drafting.open_page(draft.key_id, draft.key, draft.id, row.page, row.sealed))


def begin(invitation: Invitation, language: str) -> Draft:
    """A new draft for this browser: the main response, or an addition once something was sent in."""
    with db.write() as session:
        return begin_in(session, invitation.id, language)


def begin_in(session: Session, invitation_id: UUID, language: str) -> Draft:
    """As begin(), in the caller's transaction."""
    now, draft_id = clock.now(), uuid4()
    key_id, key = drafting.new_key(draft_id)
    asked = session.get(Invitation, invitation_id)
    kind = "addition" if asked.sent_in_at else "main"
    draft = Draft(id=draft_id, invitation_id=asked.id, kind=kind, key_id=key_id, key=key, language=language,
                  look=forms.questionnaire(asked.form_version).look, created_at=now, saved_at=now)
    session.add(draft)
    asked.language = language
    record(session, Actor("respondent", asked.id, asked.authority_id), "begun", child_id=asked.child_id,
           object_id=asked.id, response=kind)
    return draft


def change(draft_id: UUID, **what: str) -> None:
    """Change a draft's language, look or helper while it is open. The language holds for what is sent to them, too."""
    with db.write() as session:
        session.execute(update(Draft).where(Draft.id == draft_id, Draft.sent_at.is_(None)).values(**what))
        if "language" in what:
            _reads_in(session, select(Draft.invitation_id).where(Draft.id == draft_id), what["language"])


def reads(invitation_id: UUID, language: str) -> None:
    """Who answers this reads that language: so do the reminders and the next link, on any device."""
    with db.write() as session:
        _reads_in(session, [invitation_id], language)


def _reads_in(session: Session, invitation_ids, language: str) -> None:
    session.execute(update(Invitation).where(Invitation.id.in_(invitation_ids)).values(language=language))


def save_page(draft_id: UUID, page_id: str, content: PageContent, revision: int, **how) -> bool:
    """Save one page, begun from `revision` (0: from blank). A mismatch keeps both. False once it was sent.

    `how`: see save_page_in(). Answers that worry us raise a flag in the same transaction (SECURITY decision 21).
    """
    with db.write() as session:
        return save_page_in(session, draft_id, page_id, content, revision, **how)


def save_page_in(session: Session, draft_id: UUID, page_id: str, content: PageContent, revision: int, *,
                 tab: str = "", seq: int | None = None, posted: bool = True) -> bool:
    """As save_page(), in the caller's transaction.

    `tab` and `seq` order what one open page sends (writers.py). `posted`: the person pressed a button; what is
    saved by itself while they write raises no flag yet.
    """
    draft = session.get(Draft, draft_id, with_for_update=True)
    if draft is None or draft.sent_at is not None or not states.is_live(draft.invitation):
        return False
    form = forms.questionnaire(draft.invitation.form_version)
    row = session.get(DraftPage, (draft_id, page_id))
    before = _open(draft, row) if row is not None else Written()
    # Without a script nothing tells a page posted again after Back from a second tab: both are kept.
    writer = tab if tab and seq is not None else uuid4().hex
    after = before.write(writer, seq or 0, revision, (row.revision if row else 0) + 1, content)
    if after is not before:
        sealed = drafting.seal_page(draft.key_id, draft.key, draft_id, page_id, after.as_json())
        _put(session, draft, row, page_id, sealed)
    if posted:
        raise_flags(session, draft, form, page_id, content)
    return True


def _put(session: Session, draft: Draft, row: DraftPage | None, page_id: str, sealed: bytes) -> None:
    now = clock.now()
    if row is None:
        session.add(DraftPage(draft_id=draft.id, page=page_id, revision=1, sealed=sealed, saved_at=now))
    else:
        row.sealed, row.revision, row.saved_at = sealed, row.revision + 1, now
    draft.saved_at = now
    draft.invitation.begun_at = draft.invitation.begun_at or now


def raise_flags(session: Session, draft: Draft, form: Questionnaire, page_id: str, content: PageContent) -> None:
    """Raise the flag of every answer on the page that worries us, in the caller's transaction."""
    raised = flags_of(form.page(page_id), content)
    if not raised:
        return
    known = {flag.question: flag for flag in session.scalars(select(Flag).where(Flag.draft_id == draft.id))}
    for question, level in raised:
        flag = known.get(question)
        if flag is None:
            session.add(Flag(invitation_id=draft.invitation_id, draft_id=draft.id, question=question, level=level,
                             raised_at=clock.now()))
        elif FLAGS.index(level) < FLAGS.index(flag.level):  # “not sure” that became “no”; it never becomes less
            flag.level, flag.raised_at = level, clock.now()
        else:
            continue
        record(session, Actor("respondent", draft.invitation_id, draft.invitation.authority_id), "flag_raised",
               child_id=draft.invitation.child_id, object_id=draft.invitation_id, level=level)


def is_begun_elsewhere(invitation: Invitation, own: Draft | None) -> bool:
    """Whether another browser's draft of this invitation holds words: they will be sent as well."""
    held = select(func.count()).select_from(Draft).where(
        Draft.invitation_id == invitation.id, Draft.sent_at.is_(None), Draft.id.in_(select(DraftPage.draft_id)))
    if own is not None:
        held = held.where(Draft.id != own.id, Draft.kind == own.kind)
    return bool(db.session.scalar(held))
