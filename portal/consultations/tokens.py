"""Links and typed codes: 160 bits, kept as HMAC, minted when a message is delivered.

A code has 12 characters without vowels or look-alikes, shown in fours: the first four select, the other
eight verify (SECURITY decision 3).
"""
from __future__ import annotations

import hmac
import re
import secrets
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.consultations.models import Token, TokenDoor
from portal.extensions import db, keyring

ALPHABET = "BCDFGHJKMNPQRTVWXYZ2346789"
LINK_LENGTH = 27  # characters that 160 bits make
LEGAL = re.compile(rf"[A-Za-z0-9_-]{{{LINK_LENGTH}}}")
CODE = re.compile(f"[{ALPHABET}]{{12}}")
WRONG_CODES = 10  # per invitation, then its code is dead
LINKS, CODES = ("link", "card"), ("code", "card_code")


def mint_link(session: Session, invitation_ids: list[UUID], message_id: UUID | None = None) -> str:
    """A new link token that opens these invitations; older ones go on working, so reminders do too."""
    text = secrets.token_urlsafe(20)
    _keep(session, "link", text, None, invitation_ids, message_id)
    return text


def mint_card(session: Session, child_id: UUID) -> tuple[str, str]:
    """A new link token and a new code for a child's contact card: they open no form. Older ones go on working."""
    link, code = secrets.token_urlsafe(20), _new_code()
    _keep(session, "card", link, None, [], None, child_id)
    _keep(session, "card_code", code, code[:4], [], None, child_id)
    return link, _in_fours(code)


def mint_code(session: Session, invitation_ids: list[UUID], message_id: UUID | None = None) -> str:
    """A new code, as printed: 'BCDF GHJK MNPQ'."""
    text = _new_code()
    _keep(session, "code", text, text[:4], invitation_ids, message_id)
    return _in_fours(text)


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


def _in_fours(code: str) -> str:
    return " ".join((code[:4], code[4:8], code[8:]))


def _keep(session, kind, text, selector, invitation_ids, message_id, child_id=None) -> None:
    token = Token(id=uuid4(), kind=kind, mac=_mac(kind, text), selector=selector, message_id=message_id,
                  child_id=child_id, created_at=clock.now())
    token.doors = [TokenDoor(invitation_id=i) for i in invitation_ids]
    session.add(token)


def _mac(kind: str, text: str) -> bytes:
    return keyring.digest("pepper", f"{kind}:{text}")


def find_link(text: str) -> Token | None:
    """The link with this token, an invitation's or a card's, revoked or not; None when there is none."""
    if not LEGAL.fullmatch(text):
        return None
    return db.session.scalar(select(Token).where(Token.mac.in_([_mac(kind, text) for kind in LINKS])))


def tidy(code: str) -> str:
    """A typed code as it was printed: upper case, without spaces or hyphens."""
    return re.sub(r"[\s\-–.]+", "", code).upper()


def find_code(typed: str) -> tuple[Token | None, list[Token]]:
    """(the code that fits, the codes that share its first four characters but do not fit)."""
    typed = tidy(typed)
    if not CODE.fullmatch(typed):
        return None, []
    near = db.session.scalars(select(Token).where(Token.kind.in_(CODES), Token.selector == typed[:4])).all()
    wanted = {kind: _mac(kind, typed) for kind in CODES}
    fits = [t for t in near if hmac.compare_digest(t.mac, wanted[t.kind]) and t.wrong < WRONG_CODES]
    return (fits[0] if fits else None), [t for t in near if t not in fits]
