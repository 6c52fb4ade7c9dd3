"""A catalogue as it lies on the disk, and what its messages belong to."""
from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from babel.messages.pofile import read_po

from portal.languages import DEFAULT, OFFERED, file_of
from portal.leaflets import shelf
from portal.questionnaires import definition
from portal.questionnaires.words import messages as words_of

PAGES, LEAFLETS = "pages", "leaflets"  # what is not a form: buttons, errors and messages; short pages to read
Key = tuple[str | None, str]  # (context, English): what a message is looked up by


@dataclass(frozen=True)
class Message:
    """One message: its context (voice or register; None for neutral), the English, its translation's forms."""

    context: str | None
    english: tuple[str, ...]  # singular and plural, or one
    texts: tuple[str, ...]
    fuzzy: bool = False

    @property
    def key(self) -> Key:
        return self.context, self.english[0]

    @property
    def is_plural(self) -> bool:
        return len(self.english) > 1

    @property
    def is_done(self) -> bool:
        return all(self.texts) and not self.fuzzy


@dataclass(frozen=True)
class Catalogue:
    """Everything that is said in one language."""

    code: str
    header: str
    messages: dict[Key, Message]

    @property
    def status(self) -> str:
        """What its header says about who has checked it."""
        found = re.search(r"STATUS: (\w[^\n]*)", self.header)
        return found.group(1) if found else ""


def codes() -> list[str]:
    """The languages that need a catalogue: every one offered but English."""
    return [code for code in OFFERED if code != DEFAULT]


@cache
def load(code: str) -> Catalogue:
    """The catalogue of `code`; an empty one when it has no file."""
    if not file_of(code).exists():
        return Catalogue(code, "", {})
    with file_of(code).open("rb") as source:
        found = read_po(source, locale=code)
    every = [_message(m) for m in found if m.id]
    return Catalogue(code, found.header_comment, {m.key: m for m in every})


def _message(found) -> Message:
    return Message(found.context, _many(found.id), _many(found.string), found.fuzzy)


def _many(text) -> tuple[str, ...]:
    return (text or "",) if isinstance(text, str) or text is None else tuple(text)


@cache
def groups(code: str) -> dict[str, frozenset[Key]]:
    """The messages that each form, the leaflets, and the pages round them need."""
    forms = [definition.latest(name) for name in sorted({k.rsplit(".", 1)[0] for k in definition.available()})]
    found = {form.name: frozenset((form.voice, text) for text in words_of(form))
             for form in forms if not form.english_only}
    read = [shelf.load(name) for name in shelf.available()]
    leaflets = frozenset((leaflet.voice, text) for leaflet in read for _, _, text in leaflet.texts() if text)
    round_them = set(load(code).messages) - leaflets.union(*found.values())
    return {PAGES: frozenset(round_them), LEAFLETS: leaflets} | found


def forget() -> None:
    """Read the files again: after a command changed one."""
    load.cache_clear()
    groups.cache_clear()
