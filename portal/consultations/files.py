"""Drawings, photos and recordings of a draft: kept sealed, shown to the browser that made them, taken back.

What comes here was re-encoded first (portal/media): the original is never stored.
"""
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from portal import clock
from portal.consultations import drafting
from portal.consultations.models import Draft, DraftFile
from portal.extensions import db
from portal.media.cleaning import Cleaned

MOST = 12  # of one draft, whatever its questions allow
MOST_IN_ALL = 36  # of one invitation, however many browsers write: a link that was forwarded fills no disk


class TooMany(Exception):
    """The question, or the whole form, holds as many as it may."""


@dataclass(frozen=True)
class Kept:
    """One file of a draft, without what it holds."""

    id: UUID
    question: str
    mime: str


def keep(draft_id: UUID, page: str, question: str, most: int, cleaned: Cleaned) -> UUID | None:
    """Keep one file of a question that takes `most`: its id; None when the draft was sent meanwhile.

    Raises TooMany.
    """
    with db.write() as session:
        draft = session.get(Draft, draft_id, with_for_update=True)
        if draft is None or draft.sent_at is not None:
            return None
        counted = Counter(session.scalars(select(DraftFile.question).where(DraftFile.draft_id == draft_id)))
        others = select(func.count()).select_from(DraftFile).join(Draft, Draft.id == DraftFile.draft_id).where(
            Draft.invitation_id == draft.invitation_id)
        if counted[question] >= most or counted.total() >= MOST or session.scalars(others).one() >= MOST_IN_ALL:
            raise TooMany
        file_id = uuid4()
        sealed = drafting.seal_bytes(draft.key_id, draft.key, draft_id, f"file|{file_id}", cleaned.data)
        session.add(DraftFile(id=file_id, draft_id=draft_id, page=page, question=question, mime=cleaned.mime,
                              sealed=sealed, created_at=clock.now()))
        draft.invitation.begun_at = draft.invitation.begun_at or clock.now()
        return file_id


def drop(draft_id: UUID, file_id: UUID) -> None:
    """Take a file back while its draft is open."""
    with db.write() as session:
        still_open = select(Draft.id).where(Draft.id == draft_id, Draft.sent_at.is_(None))
        session.execute(delete(DraftFile).where(DraftFile.id == file_id, DraftFile.draft_id.in_(still_open)))


def of(draft_id: UUID) -> dict[str, list[Kept]]:
    """The draft's files by page, oldest first. Nothing is opened."""
    wanted = select(DraftFile.page, DraftFile.id, DraftFile.question, DraftFile.mime).where(
        DraftFile.draft_id == draft_id).order_by(DraftFile.created_at, DraftFile.id)
    found: dict[str, list[Kept]] = {}
    for page, file_id, question, mime in db.session.execute(wanted):
        found.setdefault(page, []).append(Kept(file_id, question, mime))
    return found


def opened(draft: Draft, file_id: UUID) -> tuple[str, bytes] | None:
    """(mime, bytes) of a file of this open draft; None when there is none."""
    row = db.session.get(DraftFile, file_id)
    if row is None or row.draft_id != draft.id or draft.key is None:
        return None
    return row.mime, _open(draft, row)


def _open(draft: Draft, row: DraftFile) -> bytes:
    return drafting.open_bytes(draft.key_id, draft.key, draft.id, f"file|{row.id}", row.sealed)


def take_out(session: Session, drafts: list[Draft]) -> list[tuple[DraftFile, bytes]]:
    """Every file of these drafts, opened, for sending."""
    by_id = {draft.id: draft for draft in drafts}
    rows = session.scalars(select(DraftFile).where(DraftFile.draft_id.in_(by_id))).all()
    return [(row, _open(by_id[row.draft_id], row)) for row in rows if by_id[row.draft_id].key is not None]
