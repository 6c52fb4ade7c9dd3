"""Opening an invitation: by link or by typed code. A GET never comes here; only a person's POST does."""
from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from portal import clock
from portal.consultations import cards, states, tokens
from portal.consultations.models import Invitation, Token
from portal.extensions import db
from portal.people.attempts import SHARED, Counter
from portal.people.trail import Actor, record

WRONG_AN_HOUR = 20  # wrong codes per address; phones share addresses, so this only slows


class DoorShut(Exception):
    """A link or code that opens nothing. `why`: unknown, expired, withdrawn or too_many.

    `may_ask` says whether a new link may be asked for (the link was once good).
    """

    def __init__(self, why: str, may_ask: bool = False) -> None:
        super().__init__(why)
        self.why, self.may_ask = why, may_ask


@dataclass(frozen=True)
class Opened:
    """What a link or code opened: which token it was, and the live invitations behind it."""

    token_id: UUID
    invitations: list[Invitation]
    is_card: bool = False  # a contact card: it opens no form, only the page on which to ask for the IRO


def open_link(text: str) -> Opened:
    """Open the live invitations behind this link and mark them as opened. Raises DoorShut."""
    token = tokens.find_link(text)
    if token is None:
        raise DoorShut("unknown")
    return _open(token)


def open_code(typed: str, address: str) -> Opened:
    """Open what a typed code opens; wrong codes are counted for `address`. Raises DoorShut."""
    counter = Counter("code", address, free=WRONG_AN_HOUR, forget_after=SHARED)
    if counter.minutes_shut():
        raise DoorShut("too_many")
    token, near = tokens.find_code(typed)
    if token is None:
        with db.write() as session:
            counter.wrong(session)
            session.execute(update(Token).where(Token.id.in_([t.id for t in near])).values(wrong=Token.wrong + 1))
        raise DoorShut("unknown")
    return _open(token)


def _open(token: Token) -> Opened:
    if token.child_id is not None:
        if cards.child_of(token) is None:
            raise DoorShut("withdrawn")
        return Opened(token.id, [], is_card=True)
    invitations = _behind(token)
    live = [i for i in invitations if token.revoked_at is None and states.is_live(i)]
    if not live:
        raise _shut(token, invitations)
    with db.write() as session:
        ids = [i.id for i in live]
        session.execute(update(Invitation).where(Invitation.id.in_(ids), Invitation.opened_at.is_(None))
                        .values(opened_at=clock.now()))
        for i in live:
            record(session, Actor("respondent", i.id, i.authority_id), "opened", child_id=i.child_id, object_id=i.id)
    return Opened(token.id, live)


def _shut(token: Token, invitations: list[Invitation]) -> DoorShut:
    stopped = token.revoked_at is not None or all(states.is_stopped(i) for i in invitations)
    return DoorShut("withdrawn") if stopped else DoorShut("expired", may_ask=True)


def _behind(token: Token) -> list[Invitation]:
    ids = [door.invitation_id for door in token.doors]
    wanted = select(Invitation).where(Invitation.id.in_(ids)).order_by(Invitation.created_at, Invitation.id)
    return list(db.session.scalars(wanted.options(joinedload(Invitation.review), joinedload(Invitation.child))))


def ask_for_new_link(text: str) -> bool:
    """Note for the office that somebody's link is over and they want another. Whether one was noted."""
    token = tokens.find_link(text)
    if token is None:
        return False
    asked = [i for i in _behind(token) if not states.is_stopped(i)]
    with db.write() as session:
        for i in asked:
            session.get(Invitation, i.id).new_link_asked_at = clock.now()
            record(session, Actor("respondent", i.id, i.authority_id), "new_link_asked", child_id=i.child_id,
                   object_id=i.id)
    return bool(asked)


def not_me(token_id: UUID) -> None:
    """“This is not me”: kills only the token it came by, and tells the office (SECURITY decision 1)."""
    with db.write() as session:
        token = session.get(Token, token_id)
        token.revoked_at = clock.now()
        for i in _behind(token):
            session.get(Invitation, i.id).not_me_at = clock.now()
            record(session, Actor("respondent", i.id, i.authority_id), "not_me", child_id=i.child_id, object_id=i.id)


def invitation(invitation_id: UUID) -> Invitation | None:
    """The invitation, with its review and child, while it is live."""
    wanted = select(Invitation).where(Invitation.id == invitation_id)
    found = db.session.scalar(wanted.options(joinedload(Invitation.review), joinedload(Invitation.child),
                                             joinedload(Invitation.form_version)))
    return found if found is not None and states.is_live(found) else None
