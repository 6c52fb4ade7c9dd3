"""Words that an authority has put in place of the shipped ones: single messages, the catalogues untouched."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from flask import g, has_request_context
from sqlalchemy import select

from portal import clock, languages
from portal.catalogues import faults, reading
from portal.catalogues.reading import Key, Message
from portal.extensions import db
from portal.people.models import OwnWords
from portal.people.trail import Actor, record

MOST = 60  # messages in one list: who looks for more says more of what they look for


@dataclass(frozen=True)
class Wording:
    """One message as the authority's staff see it: the English, the shipped translation, and their own words."""

    context: str | None
    english: str
    shipped: str
    own: str = ""


def install() -> None:
    """Give every page and message its authority's own words."""
    languages.own_words_from(of)


def of(authority_id: UUID, code: str) -> Mapping[Key, str]:
    """The own words of this authority in the language `code`, looked up once for each page or message."""
    held = g.setdefault("own_words", {}) if has_request_context() else {}  # messages go out for days in one process
    if (authority_id, code) not in held:
        wanted = select(OwnWords).where(OwnWords.authority_id == authority_id, OwnWords.language == code)
        held[authority_id, code] = {(w.context or None, w.english): w.text for w in db.session.scalars(wanted)}
    return held[authority_id, code]


def found(actor: Actor, code: str, wanted: str) -> list[Wording]:
    """Messages whose English or translation holds `wanted`; without it, those with own words. At most MOST."""
    own, part = of(actor.authority_id, code), wanted.strip().casefold()
    listed = [Wording(m.context, m.english[0], _shipped(code, m), own.get(m.key, "")) for m in _messages(code)]
    if not part:
        return [one for one in listed if one.own]
    return [w for w in listed if any(part in text.casefold() for text in (w.english, w.shipped, w.own))][:MOST]


def _messages(code: str) -> list[Message]:
    """Every message without plurals; for English, those of any catalogue."""
    of_any = code if code != languages.DEFAULT else next(iter(reading.codes()), code)
    return sorted((m for m in reading.load(of_any).messages.values() if not m.is_plural),
                  key=lambda m: (m.english[0], m.context or ""))


def _shipped(code: str, message: Message) -> str:
    return message.english[0] if code == languages.DEFAULT else message.texts[0]


def keep(actor: Actor, code: str, context: str | None, english: str, text: str) -> list[str]:
    """Put `text` in place of the shipped words; empty takes it off. What is wrong with it, and then nothing changed."""
    text = " ".join(text.split())
    known = {m.key for m in _messages(code)}
    if (context, english) not in known:
        return ["There is no such message any more."]
    problems = [f"This does not fit: {why}." for why in faults.shape(english, text)] if text else []
    if problems:
        return problems
    with db.write() as session:
        same = select(OwnWords).where(OwnWords.authority_id == actor.authority_id, OwnWords.language == code,
                                      OwnWords.context == (context or ""), OwnWords.english == english)
        held = session.scalars(same.with_for_update()).one_or_none()
        if held is not None:
            session.delete(held)
            session.flush()
        if text:
            session.add(OwnWords(id=uuid4(), authority_id=actor.authority_id, language=code, context=context or "",
                                 english=english, text=text, changed_at=clock.now(), changed_by=actor.id))
        record(session, actor, "words_changed", language=code)
    if has_request_context():
        g.pop("own_words", None)
    return []
