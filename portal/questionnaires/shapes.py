"""What a questionnaire is made of: frozen parts, and the few words a definition may choose from."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

Answer = str | tuple[str, ...] | list[str]

TOPICS = (
    "home", "parents", "siblings", "friends", "school", "health", "feelings", "safety",
    "worker", "plan", "identity", "future", "papers", "meeting", "voice", "outcomes",
)
# A voice is the register of the words; it fits only these looks and this audience.
LOOKS_OF = {"little": ("little",), "child": ("little", "child"), "young": ("young",), "adult": ("adult",)}
AUDIENCE_OF = {"little": "child", "child": "child", "young": "child", "adult": "adult"}
VOICES = tuple(LOOKS_OF)
LOOKS = ("little", "child", "young", "adult")
AUDIENCES = ("child", "adult")
SHARING = ("iro", "worker", "meeting")
FLAGS = ("alarm", "read_first")  # the stronger first
FACES = ("good", "okay", "bad")
QUIET = ("not_sure", "not_say", "not_apply")
PLACEHOLDERS = ("iro", "authority")
FILES = ("drawing", "photo", "voice")  # answered by pictures and sound, kept apart from the words
LISTS = ("many", "symbols", "people", *FILES)  # answered by a list of keys
AMOUNTS = ("more", "same", "less")  # what is said about each person
HELPER = "helper"

YES_NO = ("yes", "no")
# Facts of the case that a condition may ask for. None: any lower_snake value.
FACTS: dict[str, tuple[str, ...] | None] = {
    "helper": ("nobody", "read", "typed", "interpreter", "advocate", "answered"),
    "contact": YES_NO,
    "siblings": YES_NO,
    "uasc": YES_NO,
    "section20": YES_NO,
    "last": YES_NO,
    "interpreter": YES_NO,  # whether another language than English is spoken or read
    "media": YES_NO,  # whether this authority takes pictures and sound
    "kind": ("first", "second", "later", "paper", "midway"),
    "age": None,
    "role": None,
    "placement": None,
}


class DefinitionError(ValueError):
    """A definition that cannot be used. `problems` lists everything wrong with it, each with its place."""

    def __init__(self, problems: list[str]):
        super().__init__("\n".join(problems))
        self.problems = problems


def chosen(answer: Answer | None) -> tuple[str, ...]:
    """What an answer chose: its keys, or its text as the only element; nothing for a blank."""
    if not answer:
        return ()
    return (answer,) if isinstance(answer, str) else tuple(answer)


@dataclass(frozen=True, slots=True)
class Condition:
    """Holds when the answer (or the fact) is any of `any_of` and none of `none_of`."""

    question: str | None = None
    fact: str | None = None
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()

    def holds(self, keys: tuple[str, ...]) -> bool:
        """Whether `keys`, what was chosen, fits. A blank fits no any_of and every none_of."""
        if self.any_of and not set(keys) & set(self.any_of):
            return False
        return not set(keys) & set(self.none_of)


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose: a stable key without language, and its words."""

    key: str
    text: str
    flag: str = ""
    quiet: bool = False
    face: str = ""
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `flag` holds for any answer to it; an option may have a flag of its own.

    `by` helper: for whoever helps the child, and never shown as the child's own words. `fold`: one more way
    to answer, closed until it is wanted.
    """

    id: str
    kind: str
    text: str
    help: str = ""
    topic: str = ""
    item: str = ""
    options: tuple[Option, ...] = ()
    show_if: tuple[Condition, ...] = ()
    counted: bool = False
    maximum: int | None = None
    flag: str = ""
    picture: str = ""
    by: str = ""
    fold: bool = False

    def option(self, key: str) -> Option:
        """The option `key`. Raises KeyError when the question does not offer it."""
        for option in self.options:
            if option.key == key:
                return option
        raise KeyError(key)

    def known(self, answer: Answer | None) -> Answer | None:
        """`answer` without keys that are not offered, a list as a tuple; None when nothing is left."""
        if not self.options:
            if self.kind in LISTS:
                return chosen(answer) or None
            return answer if isinstance(answer, str) and answer else None
        keys = tuple(key for key in chosen(answer) if self._offers(key))
        if not keys or (self.kind not in LISTS and len(keys) > 1):
            return None
        return keys if self.kind in LISTS else keys[0]

    def _offers(self, key: str) -> bool:
        who, _equals, amount = key.partition("=")
        named = any(option.key == who for option in self.options)
        return named and (amount in AMOUNTS if self.kind == "people" else not amount)


@dataclass(frozen=True, slots=True)
class Page:
    """The questions asked on one screen. An empty `sharing` means that the page has no sharing block.

    `office`: wishes that the reader may let the office see, so that the meeting can be arranged.
    """

    id: str
    topic: str
    title: str
    intro: str = ""
    questions: tuple[Question, ...] = ()
    show_if: tuple[Condition, ...] = ()
    sharing: str = ""
    picture: str = ""
    office: bool = False


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """One form in one version, as its file says it."""

    name: str
    version: str
    voice: str
    look: str
    audience: str
    title: str
    minutes: int
    pages: tuple[Page, ...]
    checksum: str
    source: str
    origin: str = "shipped"
    english_only: bool = False  # answered by professionals only, and so not translated

    @property
    def key(self) -> str:
        """Name and version in one: "child.1"."""
        return f"{self.name}.{self.version}"

    def page(self, page_id: str) -> Page:
        """The page `page_id`. Raises KeyError when there is none."""
        for page in self.pages:
            if page.id == page_id:
                return page
        raise KeyError(page_id)

    def questions(self) -> Iterator[Question]:
        """Every question, in the order of the form."""
        for page in self.pages:
            yield from page.questions

    def question(self, question_id: str) -> Question:
        """The question `question_id`. Raises KeyError when there is none."""
        for question in self.questions():
            if question.id == question_id:
                return question
        raise KeyError(question_id)
