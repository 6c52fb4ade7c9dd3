"""How long a form is: screens, taps and minutes of the way most people go, held to what we promise.

The usual way: five topics where there are topics to pick, one answer a page, own words in a third of the boxes.
"""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from .journey import Journey
from .kinds import KINDS
from .shapes import Answer, Page, Question, Questionnaire
from .words import word_count

PICKED = 5
# Screens of questions, as CONTENT asks: (on the usual way, on the longest). Where topics are picked, the two pages on
# which one chooses how to do it and the topics come on top of them.
TOPICS, CHOOSING, ALWAYS, GROWING_UP, PAPERS = 11, 2, 4, 6, 1
AIMS: dict[str, tuple[int, int]] = {
    "little": (8, 8),
    "child": (CHOOSING + PICKED + ALWAYS, CHOOSING + TOPICS + ALWAYS + PAPERS),
    "young": (CHOOSING + PICKED + ALWAYS, CHOOSING + TOPICS + ALWAYS + PAPERS),
    "leaving": (CHOOSING + PICKED + ALWAYS + GROWING_UP, CHOOSING + TOPICS + ALWAYS + GROWING_UP + PAPERS),
    "symbols": (8, 8), "observation": (6, 6),
    "parent": (9, 9), "carer": (9, 9), "residential": (9, 9), "adopter": (9, 9),
    "worker": (6, 6), "professional": (5, 5),
    "quality_child": (11, 11), "quality_iro": (9, 9), "after_child": (5, 5), "review_quality": (1, 1),
    "stakeholder_carer": (2, 2), "stakeholder_worker": (4, 4), "stakeholder_guardian": (2, 2),
    "stakeholder_parent": (1, 1),
}
WORDS_A_MINUTE = {"little": 60, "child": 90, "young": 140, "adult": 200}
SECONDS_TO_WRITE = {"short": 20, "long": 60}
SECONDS_TO_CHOOSE = 5  # a tap, and on to the next page
SECONDS_FOR_EACH = {"people": 20, "date": 15}
WRITTEN = 3  # own words in one box of so many
TOO_CAREFUL = 2  # a promise of more than so many times the minutes
USUAL = {"contact": "yes", "siblings": "yes", "last": "yes", "media": "yes", "uasc": "no", "section20": "no",
         "kind": "later", "placement": "foster", "role": "child", "age": "12"}
EVERYTHING = {**USUAL, "uasc": "yes", "section20": "yes"}
HELPED = ("little", "symbols")  # forms that are mostly done together


@dataclass(frozen=True, slots=True)
class Length:
    """How long a form is. `taps` from the link in the message to “send”, without any typing."""

    screens: int
    longest: int
    taps: int
    minutes: int


def length(form: Questionnaire) -> Length:
    """What was measured on the usual way through `form`; `longest`: the screens of somebody who leaves out nothing."""
    journey = usual_way(form)
    most = (usual_way(form, EVERYTHING | {"helper": helper}, pick=None) for helper in ("nobody", "typed"))
    return Length(len(journey.pages), max(len(one.pages) for one in most), taps(journey), minutes(journey))


def usual_way(form: Questionnaire, facts: dict[str, str] | None = None, pick: int | None = PICKED) -> Journey:
    """The way most people go, with `pick` topics (None: all of them), everything answered by its first option."""
    helper = "typed" if form.name in HELPED else "nobody"
    answers = {question.id: _first(question, pick) for question in form.questions() if question.options}
    return Journey(form, answers, facts or USUAL | {"helper": helper})


def _first(question: Question, pick: int | None) -> Answer:
    keys = [option.key for option in question.options if not option.quiet]
    if question.id == "way" and "topics" in keys:
        return "topics"
    return tuple(keys[:pick]) if question.kind == "many" else keys[0]


def taps(journey: Journey) -> int:
    """The link, who helps (a child is asked), start; on each page one answer and “next”; “send”."""
    before = 3 if journey.questionnaire.audience == "child" else 2
    return before + sum(_taps_on(journey.shown(page)) + 1 for page in journey.pages) + 1


def _taps_on(shown: tuple[Question, ...]) -> int:
    """One answer; a topic picked is a tap each. A page that asks for words or files only is passed with “next”."""
    picks = [PICKED for question in shown if question.id == "topics"]
    return picks[0] if picks else 1 if any(question.options for question in shown) else 0


def minutes(journey: Journey) -> int:
    """An estimate for reading everything that is shown, and answering as most people do."""
    voice = journey.questionnaire.voice
    words = sum(word_count(text) for page in journey.pages for text in _read(page, journey.shown(page)))
    answering = sum(_seconds_on(journey.shown(page), voice) for page in journey.pages)
    return max(1, ceil((60 * words / WORDS_A_MINUTE[voice] + answering) / 60))


def _read(page: Page, shown: tuple[Question, ...]) -> Iterator[str]:
    """What one reads on a page; of a way to answer that is folded away, its name."""
    yield from (page.title, page.intro)
    for question in shown:
        yield question.text
        if not question.fold:
            yield question.help
            yield from (option.text for option in question.options if not option.quiet)


def _seconds_on(shown: tuple[Question, ...], voice: str) -> float:
    """A child gives one answer a page; an adult every one that is a tap, and words where there is nothing to tap."""
    asked = [question for question in shown if not question.fold and not question.by]
    choices = [SECONDS_FOR_EACH.get(q.kind, SECONDS_TO_CHOOSE) for q in asked if not KINDS[q.kind].is_text]
    texts = [SECONDS_TO_WRITE[q.kind] for q in asked if KINDS[q.kind].is_text]
    written = sum(texts) / WRITTEN
    if not choices:
        return max(written, *texts, 0)
    return written + (sum(choices) if voice == "adult" else max(choices))


def problems(form: Questionnaire) -> Iterator[str]:
    """What of `form` is longer than we aim for, or than it promises."""
    found = length(form)
    for name, screens, most in zip(("usual", "longest"), (found.screens, found.longest), AIMS.get(form.name, ()),
                                   strict=False):
        if screens > most:
            yield f"the form: {screens} screens on the {name} way, more than {most}"
    if found.minutes > form.minutes:
        yield f"the form: about {found.minutes} minutes on the usual way, more than the {form.minutes} it promises"
    if form.minutes > TOO_CAREFUL * found.minutes:
        yield f"the form: it promises {form.minutes} minutes, and takes about {found.minutes}: that keeps people away"
