"""The kinds of answers. Each is one small object: its form field, how it is read, shown and counted."""
from __future__ import annotations

import re
from datetime import date, datetime

from wtforms import StringField, TextAreaField, ValidationError
from wtforms.fields import SelectChoice

from .fields import NOT_OFFERED, Checkboxes, Files, People, Radios, Words
from .shapes import Answer, Question, chosen

# The number comes after the colon, so that these words need no placeholder of their own.
TOO_LONG = (
    "Your words are too long for this box. They are all still here. Please make them shorter. "
    "Letters and spaces to take out:"
)
NO_DATE = "Please write the day, the month and the year, like 31/12/2026."
AMOUNT_WORDS = {"more": "More", "same": "The same", "less": "Less"}
MOST_FILES = 3
UNREADABLE = re.compile("[\x00\ud800-\udfff]")


class Kind:
    """What every kind can do."""

    name: str = ""
    is_text = False
    is_file = False
    holds = ""  # picture or sound, for files
    maximum: int | None = None  # letters of a text, or how many files
    messages: tuple[str, ...] = ()  # what its validators may say, for the catalogues

    def field(self, question: Question, words: Words):
        """The unbound form field of `question`, its label and choices already in the reader's language."""
        raise NotImplementedError

    def read(self, data) -> Answer | None:
        """The answer in a field's data; None for a blank."""
        raise NotImplementedError

    def shown(self, question: Question, answer: Answer | None, words: Words) -> list[str]:
        """The answer in words: one text for each chosen option, in the order of the form."""
        raise NotImplementedError

    def counted(self, question: Question, answer: Answer | None) -> int | None:
        """The answer as a score; None when it is not to be counted."""
        return None


class Choice(Kind):
    """One option of several."""

    messages = (NOT_OFFERED,)
    field_class: type = Radios

    def __init__(self, name: str):
        self.name = name

    def field(self, question, words):
        choices = [SelectChoice(option.key, words(option.text)) for option in question.options]
        return self.field_class(**_labels(question, words), choices=choices, words=words)

    def read(self, data):
        return data or None

    def shown(self, question, answer, words):
        keys = chosen(answer)
        texts = [words(option.text) for option in question.options if option.key in keys]
        # A key that this version does not know is shown as it is, rather than lost.
        known = {option.key for option in question.options}
        return texts + [key for key in keys if key not in known]


class Many(Choice):
    """Several options of several."""

    field_class = Checkboxes

    def read(self, data):
        return tuple(dict.fromkeys(data or ())) or None


class Score(Choice):
    """Good, middling or bad, stored as 2, 1, 0; "not sure" and the like are no score."""

    def counted(self, question, answer):
        return int(answer) if question.counted and answer in ("0", "1", "2") else None


class PeopleKind(Kind):
    """People one by one: more, the same or less of each."""

    name = "people"
    messages = (NOT_OFFERED, *AMOUNT_WORDS.values())

    def field(self, question, words):
        keys = tuple(option.key for option in question.options)
        return People(**_labels(question, words), keys=keys, words=words)

    def read(self, data):
        return tuple(dict.fromkeys(data or ())) or None

    def shown(self, question, answer, words):
        given = dict(one.partition("=")[::2] for one in chosen(answer))
        return [f"{words(o.text)}: {words(AMOUNT_WORDS[given[o.key]])}"
                for o in question.options if given.get(o.key) in AMOUNT_WORDS]


class DateKind(Kind):
    """A day, stored as 2026-12-31. What is typed and is no date is kept as it is, and said."""

    name = "date"
    messages = (NO_DATE,)

    def field(self, question, words):
        def is_date(form, field):
            if field.data and not _iso(self.read(field.data) or ""):
                raise ValidationError(words(NO_DATE))

        return StringField(**_labels(question, words), validators=[is_date], filters=[clean])

    def read(self, data):
        typed = (data or "").strip()
        for form in ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y"):
            try:
                return datetime.strptime(typed, form).date().isoformat()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
        return typed or None

    def shown(self, question, answer, words):
        day = _iso(answer or "")
        return [f"{day:%d/%m/%Y}"] if day else list(chosen(answer))


def _iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class FileKind(Kind):
    """Drawings, photos, recordings. An answer is the list of their ids; what they hold lies sealed apart."""

    maximum: int
    is_file = True

    def __init__(self, name: str, holds: str, maximum: int = MOST_FILES):
        self.name, self.holds, self.maximum = name, holds, maximum

    def field(self, question, words):
        return Files(**_labels(question, words))

    def read(self, data):
        return tuple(data or ()) or None

    def shown(self, question, answer, words):
        return list(chosen(answer))


class Text(Kind):
    """Words of the reader's own."""

    is_text = True
    messages = (TOO_LONG,)

    maximum: int  # unless a definition sets a limit of its own

    def __init__(self, name: str, maximum: int, field_class: type):
        self.name = name
        self.maximum = maximum
        self.field_class = field_class

    def field(self, question, words):
        most = question.maximum or self.maximum

        def fits(form, field):
            over = len(self.read(field.data) or "") - most
            if over > 0:
                raise ValidationError(f"{words(TOO_LONG)} {over}")

        return self.field_class(**_labels(question, words), validators=[fits], filters=[clean])

    def read(self, data):
        return strip_blank_lines(clean(data)) or None

    def shown(self, question, answer, words):
        return list(chosen(answer))


def clean(text: str | None) -> str:
    """`text` with LF line ends only; NUL and lone surrogates, which no database takes, become U+FFFD."""
    folded = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return UNREADABLE.sub("\ufffd", folded)


def strip_blank_lines(text: str) -> str:
    """`text` without blank lines at its start and end. Nothing else is touched: the words are theirs."""
    lines = text.split("\n")
    filled = [number for number, line in enumerate(lines) if line.strip()]
    return "\n".join(lines[filled[0]:filled[-1] + 1]) if filled else ""


def _labels(question: Question, words: Words) -> dict[str, str]:
    # An empty msgid is the header of a catalogue: never look it up.
    return {"label": words(question.text), "description": words(question.help) if question.help else ""}


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Score("score"),
        Choice("one"),
        Many("many"),
        Choice("yes_no_unsure"),
        Choice("feeling"),
        Many("symbols"),
        PeopleKind(),
        DateKind(),
        FileKind("drawing", "picture"),
        FileKind("photo", "picture"),
        FileKind("voice", "sound"),
        Text("short", 300, StringField),
        Text("long", 10000, TextAreaField),
    )
}
