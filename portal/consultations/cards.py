"""The contact card: who a child's people at the council are, and a code to ask the IRO to get in touch.

The code works at any time of the year. It opens no form and shows nothing of anybody; it ends when the child has
left, or when the office stops it. A new one does not stop those before.
"""
from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import segno
from flask import current_app
from sqlalchemy import update

from portal import clock
from portal.cases.allocation import iro_of
from portal.cases.models import Child
from portal.consultations import alerts, tokens
from portal.consultations.models import Alert, Token
from portal.extensions import db
from portal.people import pictures
from portal.people.trail import Actor, record

CARDS = ("card", "card_code")


@dataclass(frozen=True)
class Card:
    """What is printed on it besides the council's own numbers: first names, and a work number."""

    iro: str
    iro_phone: str
    iro_id: UUID | None
    has_picture: bool
    worker: str


@dataclass(frozen=True)
class Code:
    """What opens the page on which to ask: a link as a QR picture, and a code to type. Shown once."""

    link: str
    qr: str
    code: str
    front: str  # the address at which the code is typed


def card(child: Child) -> Card:
    """The card of this child, as things stand today."""
    iro = iro_of(child.id)
    worker = child.social_worker.split()[:1]
    return Card(iro.first_name if iro else "", iro.phone if iro else "", iro.id if iro else None,
                iro is not None and pictures.is_kept_for(iro.id), worker[0] if worker else "")


def make(child: Child, actor: Actor, language: str) -> Code:
    """A new code for the child's card, and its link in this language."""
    with db.write() as session:
        link, code = tokens.mint_card(session, child.id)
        record(session, actor, "card_made", child_id=child.id, object_id=child.id)
    front = current_app.extensions["portal"]["PORTAL_PUBLIC_URL"].rstrip("/")
    address = f"{front}/{language}/{link}"
    picture = segno.make(address, error="m").svg_inline(scale=4, border=2, light="#fff")
    return Code(address, picture, code, front)


def child_of(token: Token) -> Child | None:
    """The child whose card it is, while the card works."""
    if token.child_id is None or token.revoked_at is not None:
        return None
    child = db.session.get(Child, token.child_id)
    return None if child is None or child.ceased_on and child.ceased_on <= clock.today() else child


def ask(token_id: UUID, how: str) -> Alert | None:
    """Ask, with the card that this link or code belongs to, that the IRO gets in touch; None when it has ended."""
    with db.write() as session:
        token = session.get(Token, token_id)
        child = child_of(token) if token is not None else None
        if child is None:
            return None
        return alerts.ask_contact(session, Actor("respondent", token_id, child.authority_id), child.id, how)


def stop(actor: Actor, child: Child) -> int:
    """End every card of the child, for one that is in the wrong hands; how many codes and links that were."""
    with db.write() as session:
        mine = update(Token).where(Token.child_id == child.id, Token.kind.in_(CARDS), Token.revoked_at.is_(None))
        ended = session.execute(mine.values(revoked_at=clock.now())).rowcount
        record(session, actor, "cards_stopped", child_id=child.id, object_id=child.id, ended=ended)
    return ended
