"""The languages offered, and the words of the page in hand.

`_` neutral furniture · `say` addresses the reader, in the register of the form (child or adult) ·
`words` texts of a questionnaire, in its voice. All take English with {name} placeholders.
"""
from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.dates import format_date, format_time
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from markupsafe import Markup, escape

from portal import clock

FOLDER = Path(__file__).parent.parent / "translations"


@dataclass(frozen=True)
class Language:
    """One language offered. `locale` is Babel's name for its dates and numbers."""

    code: str
    tag: str
    name: str
    english: str
    dir: str = "ltr"
    locale: str = ""

    @property
    def babel(self) -> str:
        return self.locale or self.code


OFFERED: dict[str, Language] = {
    language.code: language
    for language in (
        Language("en", "en", "English", "English", locale="en_GB"),
        Language("ar", "ar", "العربية", "Arabic", "rtl"),
        Language("pl", "pl", "Polski", "Polish"),
    )
}
DEFAULT = "en"

# Languages that people read or write although no form is offered in them yet: shown to staff by name.
ENGLISH_NAMES = {
    "ti": "Tigrinya", "ps": "Pashto", "fa_AF": "Dari", "ckb": "Sorani Kurdish", "ku": "Kurmanji Kurdish",
    "fa": "Farsi", "vi": "Vietnamese", "sq": "Albanian", "am": "Amharic", "so": "Somali", "om": "Oromo",
    "ro": "Romanian", "ur": "Urdu", "bn": "Bengali", "uk": "Ukrainian", "pt": "Portuguese", "tr": "Turkish",
    "pa": "Punjabi", "fr": "French", "es": "Spanish", "lt": "Lithuanian", "sk": "Slovak", "cs": "Czech",
    "ru": "Russian", "bg": "Bulgarian", "hu": "Hungarian", "zh_Hans": "Chinese",
} | {language.code: language.english for language in OFFERED.values()}


@dataclass(frozen=True)
class Tongue:
    """How the page in hand speaks: its language, the voice of its form, and the names it may use."""

    language: Language = OFFERED[DEFAULT]
    voice: str = "adult"
    names: dict[str, str] = field(default_factory=dict)

    @property
    def register(self) -> str:
        return "adult" if self.voice == "adult" else "child"


_tongue: ContextVar[Tongue | None] = ContextVar("tongue", default=None)


def tongue() -> Tongue:
    """How the page in hand speaks; English to an adult until somebody says otherwise."""
    return _tongue.get() or Tongue()


def speak(code: str | None = None, voice: str | None = None, names: dict[str, str] | None = None) -> Tongue:
    """Change how the rest of this request speaks. An unknown code speaks English."""
    now = tongue()
    language = offered(code) if code is not None else now.language
    now = replace(now, language=language, voice=voice or now.voice, names=now.names if names is None else names)
    _tongue.set(now)
    return now


def reset() -> None:
    """Speak English to an adult again: how every request begins."""
    _tongue.set(Tongue())


@contextmanager
def speaking(code: str, voice: str = "adult", names: dict[str, str] | None = None):
    """Speak a language within a `with` block: for messages, which no page asked for."""
    token = _tongue.set(Tongue(offered(code), voice, names or {}))
    try:
        yield tongue()
    finally:
        _tongue.reset(token)


def offered(code: str | None) -> Language:
    """The language `code`, English when it is not offered."""
    return OFFERED.get(code or DEFAULT, OFFERED[DEFAULT])


def english_name(code: str | None) -> str:
    """What staff call the language `code`."""
    return ENGLISH_NAMES.get(code or DEFAULT, code or "English")


def code_for(text: str) -> str | None:
    """The code of a language named as a case list names it: a code, a tag or the English name; else None."""
    wanted = text.strip().casefold().replace("-", "_")
    for code, name in ENGLISH_NAMES.items():
        if wanted in (code.casefold(), name.casefold()):
            return code
    return {"kmr": "ku", "prs": "fa_AF", "persian": "fa", "kurmanji": "ku", "sorani": "ckb"}.get(wanted)


@cache
def catalogue(code: str) -> NullTranslations:
    """The catalogue of `code`, read from its .po file once; an empty one for English."""
    file = FOLDER / code / "LC_MESSAGES" / "messages.po"
    if code == DEFAULT or not file.exists():
        return NullTranslations()
    compiled = BytesIO()
    with file.open("rb") as source:
        write_mo(compiled, read_po(source, locale=code))
    compiled.seek(0)
    return Translations(compiled)


def gettext(message: str, **values) -> str:
    """`message` in the reader's language, placeholders filled. Plain text: templates escape it."""
    return _fill(catalogue(tongue().language.code).gettext(message), message, values)


def ngettext(one: str, many: str, n: int, **values) -> str:
    """The plural form for `n`, which also fills {n}."""
    text = catalogue(tongue().language.code).ngettext(one, many, n)
    return _fill(text, many, values | {"n": n})


def say(message: str, **values) -> str:
    """`message` in the register of the form: informal to a child, formal to an adult."""
    now = tongue()
    return _fill(str(catalogue(now.language.code).pgettext(now.register, message)), message, values)


def words(message: str) -> str:
    """A questionnaire's text in its voice, with the names it may use."""
    now = tongue()
    return _fill(str(catalogue(now.language.code).pgettext(now.voice, message)), message, now.names)


def _fill(text: str, message: str, values: dict) -> str:
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
        return Markup(speaker(*messages, **escaped))  # noqa: S704 - catalogue words; the values are escaped

    return spoken


def format_day(day: date | None) -> str:
    """'Monday 11 January 2027' in the reader's language; empty for no day."""
    return format_date(day, "EEEE d MMMM y", locale=tongue().language.babel) if day else ""


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
