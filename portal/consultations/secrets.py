"""The secret of a draft: three pictures in order (for adults their words), chosen by whoever writes it.

It is needed only to see the draft again on another device, or after the screen was locked; never to have a
say. Kept as an HMAC with the server's pepper. Five wrong: fifteen minutes. Ten: nobody opens the draft any more,
it goes along all the same when somebody sends, and the IRO sees that somebody could not get in
(SECURITY decision 5).
"""
from __future__ import annotations

import hmac
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.consultations.models import Draft, Invitation
from portal.extensions import db, keyring
from portal.people.trail import Actor, record

PICTURES = ("cat", "tree", "boat", "moon", "apple", "key", "umbrella", "fish", "flower", "drum", "kite", "bell")
LENGTH = 3
SOME_WRONG, MOST_WRONG = 5, 10
WAIT = timedelta(minutes=15)


class NotOpened(Exception):
    """The draft stays shut. `why`: wrong, wait or sealed."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def is_secret(pictures: list[str]) -> bool:
    """Whether these are three pictures of ours. The same one twice is allowed."""
    return len(pictures) == LENGTH and all(picture in PICTURES for picture in pictures)


def choose(draft_id: UUID, pictures: list[str]) -> None:
    """Give an open draft its secret, or another one."""
    values = {"secret": _mac(draft_id, pictures), "secret_wrong": 0, "secret_shut_until": None,
              "secret_sealed_at": None}
    with db.write() as session:
        session.execute(update(Draft).where(Draft.id == draft_id, Draft.sent_at.is_(None)).values(**values))


def is_kept_for(invitation_id: UUID) -> bool:
    """Whether some open draft of the invitation can be opened with a secret."""
    return db.session.scalar(_with_secret(invitation_id).limit(1)) is not None


def open_with(invitation_id: UUID, pictures: list[str]) -> UUID:
    """The draft that this secret opens. Raises NotOpened."""
    with db.write() as session:
        drafts = list(session.scalars(_with_secret(invitation_id).with_for_update()))
        if not drafts:
            raise NotOpened("sealed")
        now = clock.now()
        awake = [d for d in drafts if d.secret_shut_until is None or d.secret_shut_until <= now]
        if not awake:
            raise NotOpened("wait")
        right = next((d for d in awake if hmac.compare_digest(d.secret or b"", _mac(d.id, pictures))), None)
        if right is not None:
            right.secret_wrong, right.secret_shut_until = 0, None
            return right.id
        why = _count_wrong(session, awake)
    raise NotOpened(why)


def _with_secret(invitation_id: UUID):
    return select(Draft).where(Draft.invitation_id == invitation_id, Draft.sent_at.is_(None),
                               Draft.secret.is_not(None), Draft.secret_sealed_at.is_(None)).order_by(Draft.id)


def _count_wrong(session: Session, drafts: list[Draft]) -> str:
    """Count a wrong try against each; what the person is told."""
    now = clock.now()
    for draft in drafts:
        draft.secret_wrong += 1
        if draft.secret_wrong >= MOST_WRONG:
            draft.secret_sealed_at = now
            invitation = session.get_one(Invitation, draft.invitation_id)
            invitation.kept_out_at = now
            record(session, Actor("respondent", invitation.id, invitation.authority_id), "kept_out",
                   child_id=invitation.child_id, object_id=invitation.id)
        elif draft.secret_wrong % SOME_WRONG == 0:
            draft.secret_shut_until = now + WAIT
    if all(draft.secret_sealed_at for draft in drafts):
        return "sealed"
    return "wait" if all(draft.secret_shut_until and draft.secret_shut_until > now for draft in drafts) else "wrong"


def _mac(draft_id: UUID, pictures: list[str]) -> bytes:
    return keyring.digest("pepper", f"secret:{draft_id}:{'-'.join(pictures)}")
