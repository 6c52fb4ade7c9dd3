"""Wishes that cannot wait for the topics: to talk alone, to talk instead of writing, to have an interpreter."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from portal import languages
from portal.cases.models import Child
from portal.consultations import helping
from portal.consultations.entries import Entry, entries_for
from portal.consultations.pages import all_answers
from portal.consultations.reading import Answered
from portal.questionnaires.shapes import chosen

# Asked with a helper and without one, each with where and how.
ALONE = {"private_first": ("private_where", "private_how"), "helped_first": ("helped_where", "helped_how")}
INSTEAD, NO_NEED = ("instead_how", "instead_when"), {"no_need"}
INTERPRETER = ("part_interpreter", "part_language")
NO_INTERPRETER = {"no", "not_say", "not_sure"}
BY_ADULT = {helping.SAID: "", helping.WROTE: ", writes the person who helped",
            helping.ANSWERED_FOR: ", says the adult who answered for them"}


@dataclass
class Wish:
    """Who wishes what, and what they said about where, when and how."""

    who: str
    what: str
    entries: list[Entry] = field(default_factory=list)


def wishes(answered: list[tuple[str, Answered]], child: Child) -> list[Wish]:
    """The wishes in what people sent in, each with the label of who sent it."""
    found = [wish for label, one in answered for wish in _of(label, one)]
    if child.interpreter_needed:
        language = languages.english_name(child.language) if child.language else "language not known"
        found.append(Wish("Child", f"Needs an interpreter, says the case list: {language}"))
    return found


def _of(who: str, answered: Answered) -> Iterator[Wish]:
    answers = all_answers(answered.pages)
    alone = [question for question in ALONE if answers.get(question) == "yes"]
    if alone:
        about = tuple(detail for question in alone for detail in ALONE[question])
        wish = _as_said("Wants to talk to the IRO on their own first", answered, alone[0])
        yield Wish(who, wish, entries_for(answered, about))
    if answers.get("way") == "talk":
        wish = _as_said("Would rather talk than fill in a form", answered, "way")
        yield Wish(who, wish, entries_for(answered, INSTEAD))
    elif set(chosen(answers.get(INSTEAD[0]))) - NO_NEED:
        yield Wish(who, _as_said("Wants to talk", answered, INSTEAD[0]), entries_for(answered, INSTEAD))
    if set(chosen(answers.get(INTERPRETER[0]))) - NO_INTERPRETER:
        yield Wish(who, "Needs an interpreter", entries_for(answered, INTERPRETER))


def _as_said(wish: str, answered: Answered, question: str) -> str:
    """`wish`, and that an adult says so, where it is not the child."""
    content = next(page for page in answered.pages.values() if question in page.answers)
    return wish + BY_ADULT[helping.whose(answered, answered.form.question(question), content)]
