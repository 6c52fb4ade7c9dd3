"""The leaflets on the shelf: found, loaded once, and handed to the translators.

    load("review").title        available()        parse(text)
"""
from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.questionnaires.table import Table

FOLDER = Path(__file__).parent / "texts"
VOICES = ("child", "adult")  # the register of the words, and the context of their translations
# As the list shows them: for children first.
ORDER = ("review", "iro", "rights", "privacy", "parents", "carers", "adopters")


class LeafletError(ValueError):
    """A leaflet that cannot be used. `problems` lists everything wrong with it, each with its place."""

    def __init__(self, problems: list[str]):
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, sentences that run on as one paragraph, then a list."""

    title: str
    text: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Leaflet:
    """One leaflet in English; its words are translated when they are shown."""

    name: str
    voice: str
    title: str
    short: str  # its line in the list
    parts: tuple[Part, ...]

    def texts(self) -> Iterator[tuple[str, str, str]]:
        """(place, role, text) of every text; the roles are title, short, text, item."""
        yield "the leaflet", "title", self.title
        yield "the leaflet", "short", self.short
        for part in self.parts:
            yield f"part “{part.title}”", "title", part.title
            for role, texts in (("text", part.text), ("item", part.items)):
                yield from ((f"part “{part.title}”", role, text) for text in texts)


@cache
def load(name: str) -> Leaflet:
    """The leaflet `name`. Raises KeyError when there is none, LeafletError when its file cannot be used."""
    if name not in ORDER:  # also keeps any path out of the name
        raise KeyError(name)
    leaflet = parse((FOLDER / f"{name}.toml").read_text("utf-8"))
    if leaflet.name != name:
        raise LeafletError([f"{name}.toml: says that it is {leaflet.name}"])
    return leaflet


def available() -> list[str]:
    """The names of the leaflets, in the order of the list."""
    return list(ORDER)


def parse(text: str) -> Leaflet:
    """The leaflet that `text`, in TOML, describes. Raises LeafletError with every problem found."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LeafletError([f"not TOML: {error}"]) from error
    problems: list[str] = []
    leaflet = _leaflet(Table(raw, "the leaflet", problems))
    problems += _word_problems(leaflet)
    if problems:
        raise LeafletError(problems)
    return leaflet


def _leaflet(table: Table) -> Leaflet:
    leaflet = Leaflet(
        name=table.name("name"),
        voice=table.one_of("voice", VOICES, required=True),
        title=table.text("title", required=True),
        short=table.text("short", required=True),
        parts=tuple(_part(part) for part in table.tables("part")),
    )
    table.close()
    return leaflet


def _part(table: Table) -> Part:
    part = Part(table.text("title", required=True), table.texts("text"), table.texts("items"))
    if not part.text and not part.items:
        table.problem("has neither text nor items")
    table.close()
    return part


def _word_problems(leaflet: Leaflet) -> Iterator[str]:
    """A leaflet is for everybody, so it has no names to fill in; and it is typeset as the forms are."""
    for place, role, text in leaflet.texts():
        if set("{}") & set(text):
            yield f"{place}: the {role} has a placeholder, and a leaflet knows no names: {text}"
        if set("'\"") & set(text):
            yield f"{place}: the {role} has straight quotes: {text}"


# --- for the translators ------------------------------------------------------------------------
def messages(leaflet: Leaflet) -> Iterator[tuple[str, str]]:
    """(msgid, comment for the translators) of everything in `leaflet`, each msgid once."""
    seen = set()
    for _place, role, text in leaflet.texts():
        if text not in seen:
            seen.add(text)
            yield text, f"leaflet {leaflet.name}: {role}"


def extract(fileobj, keywords, comment_tags, options):
    """Babel's extractor for leaflets: (line, "pgettext", (voice, msgid), comments) for each message."""
    source = fileobj.read().decode("utf-8")
    leaflet = parse(source)
    lines = source.splitlines()
    for text, comment in messages(leaflet):
        line = next((number for number, line in enumerate(lines, start=1) if text in line), 1)
        yield line, "pgettext", (leaflet.voice, text), [comment]
