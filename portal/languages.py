"""The languages offered, and the words of the page in hand.

`_` neutral furniture · `say` addresses the reader, in the register of the form (child or adult) ·
`words` texts of a questionnaire, in its voice. All take English with {name} placeholders.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from io import BytesIO
from uuid import UUID

from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from markupsafe import Markup, escape

from portal import clock
from portal.offered import (  # noqa: F401 - whoever speaks asks here
    DEFAULT,
    OFFERED,
    Language,
    code_for,
    english_name,
    file_of,
    of_browser,
)


@dataclass(frozen=True)
class Tongue:
    """How the page in hand speaks: its language, the voice of its form, the names it may use, and whose page it is."""

    language: Language = OFFERED[DEFAULT]
    voice: str = "adult"
    names: dict[str, str] = field(default_factory=dict)
    authority: UUID | None = None
    own: Mapping[tuple[str | None, str], str] = field(default_factory=dict)  # words the authority has put in place

    @property
    def register(self) -> str:
        return "adult" if self.voice == "adult" else "child"


_as_html: ContextVar[bool] = ContextVar("as_html", default=False)
_tongue: ContextVar[Tongue | None] = ContextVar("tongue", default=None)


def tongue() -> Tongue:
    """How the page in hand speaks; English to an adult until somebody says otherwise."""
    return _tongue.get() or Tongue()


def own_words_from(look_up: Callable[[UUID, str], Mapping]) -> None:
    """Ask `look_up` (authority, language code) for the words that an authority has put in place of the shipped ones."""
    global _own_words
    _own_words = look_up


_own_words: Callable[[UUID, str], Mapping] = lambda authority, code: {}  # noqa: E731 - until somebody knows better


def _with_own(now: Tongue) -> Tongue:
    return replace(now, own=_own_words(now.authority, now.language.code)) if now.authority else now


def speak(code: str | None = None, voice: str | None = None, names: dict[str, str] | None = None,
          authority: UUID | None = None) -> Tongue:
    """Change how the rest of this request speaks. An unknown code speaks English."""
    before = tongue()
    language = offered(code) if code is not None else before.language
    now = replace(before, language=language, voice=voice or before.voice, authority=authority or before.authority,
                  names=before.names if names is None else names)
    if (now.authority, now.language) != (before.authority, before.language):
        now = _with_own(now)
    _tongue.set(now)
    return now


def reset() -> None:
    """Speak English to an adult again: how every request begins."""
    _tongue.set(Tongue())


@contextmanager
def speaking(code: str, voice: str = "adult", names: dict[str, str] | None = None, authority: UUID | None = None):
    """Speak a language within a `with` block: for messages, which no page asked for."""
    token = _tongue.set(_with_own(Tongue(offered(code), voice, names or {}, authority)))
    try:
        yield tongue()
    finally:
        _tongue.reset(token)


def offered(code: str | None) -> Language:
    """The language `code`, English when it is not offered."""
    return OFFERED.get(code or DEFAULT, OFFERED[DEFAULT])


@cache
def catalogue(code: str) -> NullTranslations:
    """The catalogue of `code`, read from its .po file once; an empty one for English."""
    file = file_of(code)
    if code == DEFAULT or not file.exists():
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=code))
    compiled.seek(0)
    return Translations(compiled)


def gettext(message: str, **values) -> str:
    """`message` in the reader's language, placeholders filled. Plain text: templates escape it."""
    return _fill(_said(None, message), message, values)


def ngettext(one: str, many: str, n: int, **values) -> str:
    """The plural form for `n`, which also fills {n}."""
    text = catalogue(tongue().language.code).ngettext(one, many, n)
    return _fill(text, many, values | {"n": n})


def say(message: str, **values) -> str:
    """`message` in the register of the form: informal to a child, formal to an adult."""
    return _fill(_said(tongue().register, message), message, values)


def to_adult(message: str, **values) -> str:
    """`message` to an adult, whoever the page or the form is for."""
    return _fill(_said("adult", message), message, values)


def words(message: str) -> str:
    """A questionnaire's text in its voice, with the names it may use."""
    now = tongue()
    return _fill(_said(now.voice, message), message, now.names)


def _said(context: str | None, message: str) -> str:
    """The authority's own words, else the catalogue's."""
    now = tongue()
    if (context, message) in now.own:
        return now.own[context, message]
    held = catalogue(now.language.code)
    return held.gettext(message) if context is None else str(held.pgettext(context, message))


def _fill(text: str, message: str, values: dict) -> str:
    if _as_html.get():  # an authority's own words are anybody's: on a page they are words, whatever they hold
        text = str(escape(text))
    if "{" not in text:
        return text
    try:
        return text.format_map(values)
    except (KeyError, ValueError, IndexError):  # a faulty translation must not lose the page
        return message.format_map(values)


def for_template(speaker):
    """`speaker` (one of the four above) as a template calls it: values escaped, text safe."""

    def spoken(*messages, **values) -> Markup:
        escaped = {k: v if isinstance(v, int) else escape(v) for k, v in values.items()}
        token = _as_html.set(True)
        try:
            return Markup(speaker(*messages, **escaped))  # noqa: S704 - words and values are escaped
        finally:
            _as_html.reset(token)

    return spoken


def format_day(day: date | None) -> str:
    """'Monday 11 January 2027' in the reader's language; empty for no day."""
    return format_date(day, tongue().language.day, locale=tongue().language.babel) if day else ""


def format_clock(instant: datetime) -> str:
    """'14:02' as the clock in England says it, in the reader's digits."""
    return format_time(clock.local(instant), "HH:mm", locale=tongue().language.babel)


def in_days(day: date | None) -> str:
    """'today', 'tomorrow', 'in 9 days', '2 days ago' in the reader's language; empty for no day."""
    if day is None:
        return ""
    days = (day - clock.today()).days
    near = {0: gettext("today"), 1: gettext("tomorrow"), -1: gettext("yesterday")}
    if days in near:
        return near[days]
    if days > 0:
        return ngettext("in {n} day", "in {n} days", days)
    return ngettext("{n} day ago", "{n} days ago", -days)


_ = gettext
_n = ngettext
