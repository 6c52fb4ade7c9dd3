"""Whether a questionnaire meets our aims for its readers. What cannot be used, parse() refuses first."""
from __future__ import annotations

import re
from collections.abc import Iterator

from . import aims
from .rules import texts
from .shapes import Questionnaire
from .words import LONGEST_LINE, Measure, measure

STYLE = {
    re.compile("['\"]"): "a straight quote or apostrophe; use ’ “ ”",
    re.compile(r"\.\.\."): "three dots; use …",
    re.compile(r" {2,}"): "two blanks in a row",
}


def check(questionnaire: Questionnaire) -> list[str]:
    """Everything in `questionnaire` that misses an aim, each with its place; empty when all is well.

    Without textstat the reading age is left out: report() says that it was not measured.
    """
    return [*measure(questionnaire).problems, *aims.problems(questionnaire), *_style(questionnaire)]


def report(questionnaire: Questionnaire) -> str:
    """What was measured, in one line for whoever edits a definition."""
    found: Measure = measure(questionnaire)
    size = aims.length(questionnaire)
    age = "not measured (textstat cannot be used here)"
    if found.grade is not None:
        age = f"{found.reading_age} (grade {found.grade})"
    line = f", longest line {found.longest_line} words" if questionnaire.voice in LONGEST_LINE else ""
    return (
        f"{questionnaire.key}: {size.screens} screens (at most {size.longest}), {size.taps} taps, "
        f"about {size.minutes} minutes on the usual way (it promises {questionnaire.minutes}), "
        f"longest sentence {found.longest_sentence} words{line}, hard words {', '.join(found.hard_words) or 'none'}, "
        f"reading age {age}"
    )


def _style(questionnaire: Questionnaire) -> Iterator[str]:
    for place, role, text in texts(questionnaire):
        for pattern, problem in STYLE.items():
            if pattern.search(text):
                yield f"{place}: {problem} in the {role}"
