"""What must hold between the parts of a definition: ids, conditions, options, faces, placeholders."""
from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from string import Formatter

from .options import CHOICES, SCORES
from .shapes import (
    AUDIENCE_OF,
    FACES,
    FACTS,
    FILES,
    LOOKS_OF,
    PLACEHOLDERS,
    QUIET,
    Condition,
    Option,
    Page,
    Question,
    Questionnaire,
)
from .table import NAME

VERSION = re.compile(r"[1-9]\d*(-[a-z]+\.[1-9]\d*)?")
# A page's id is the end of its address, beside the journey's own pages.
TAKEN_BY_PAGES = {"card", "check", "choose", "done", "file", "later", "not_me", "secret", "tell", "told", "unlock"}
# A question's id names its form field, beside the journey's own fields and what a WTForms form has itself.
TAKEN = {
    "go", "ticket", "share", "say_for_me", "not_before", "revision", "csrf_token",
    "data", "errors", "form_errors", "meta", "process", "validate", "populate_obj",
}


def problems(form: Questionnaire) -> list[str]:
    """Everything that does not fit together in `form`, each with its place."""
    return [
        *_form_problems(form),
        *_duplicates(form),
        *_condition_problems(form),
        *_questions_problems(form),
        *_placeholder_problems(form),
    ]


def place_of(page: Page, question: Question | None = None) -> str:
    """How a problem names a page, or a question on it."""
    return f"page “{page.id}”" + (f", question “{question.id}”" if question else "")


def texts(form: Questionnaire) -> Iterator[tuple[str, str, str]]:
    """(place, role, text) of every text of the form; the roles are title, intro, question, help, option."""
    yield "the form", "title", form.title
    for page in form.pages:
        yield place_of(page), "title", page.title
        yield place_of(page), "intro", page.intro
        for question in page.questions:
            place = place_of(page, question)
            yield place, "question", question.text
            yield place, "help", question.help
            for option in question.options:
                yield f"{place}, option “{option.key}”", "option", option.text


def _placed(form: Questionnaire) -> Iterator[tuple[str, Question]]:
    for page in form.pages:
        for question in page.questions:
            yield place_of(page, question), question


def _form_problems(form: Questionnaire) -> Iterator[str]:
    if form.version and not VERSION.fullmatch(form.version):
        yield f"the form: version “{form.version}” is neither like 1 nor like 1-local.1"
    if form.voice in LOOKS_OF:
        looks = LOOKS_OF[form.voice]
        if form.look and form.look not in looks:
            yield f"the form: look “{form.look}” does not fit voice “{form.voice}”: {' or '.join(looks)}"
        if form.audience and form.audience != AUDIENCE_OF[form.voice]:
            yield f"the form: audience “{form.audience}” does not fit voice “{form.voice}”"


def _twice(ids: Iterable[str]) -> list[str]:
    return [one for one, times in Counter(ids).items() if one and times > 1]


def _duplicates(form: Questionnaire) -> Iterator[str]:
    for one in _twice(page.id for page in form.pages):
        yield f"page “{one}”: the id is used twice"
    for page in form.pages:
        if page.id in TAKEN_BY_PAGES:
            yield f"{place_of(page)}: the id is taken by the form itself"
    for one in _twice(question.id for question in form.questions()):
        yield f"question “{one}”: the id is used twice"
    for one in _twice(question.item for question in form.questions()):
        yield f"item “{one}”: used by two questions of one form"
    for place, question in _placed(form):
        for one in _twice(option.key for option in question.options):
            yield f"{place}, option “{one}”: the key is used twice"
        if question.id in TAKEN:
            yield f"{place}: the id is taken by the form itself"


def _condition_problems(form: Questionnaire) -> Iterator[str]:
    earlier: dict[str, Question] = {}
    everywhere = {question.id for question in form.questions()}
    for page in form.pages:
        for condition in page.show_if:
            yield from _one_condition(f"{place_of(page)}, show_if", condition, earlier, everywhere)
        for question in page.questions:
            for condition in question.show_if:
                yield from _one_condition(
                    f"{place_of(page, question)}, show_if", condition, earlier, everywhere
                )
        earlier |= {question.id: question for question in page.questions}


def _one_condition(
    place: str, condition: Condition, earlier: dict[str, Question], everywhere: set[str]
) -> Iterator[str]:
    if (condition.question is None) == (condition.fact is None):
        yield f"{place}: needs either a question or a fact"
        return
    asked = condition.any_of + condition.none_of
    if not asked:
        yield f"{place}: needs any_of or none_of"
    if condition.fact is not None:
        yield from _fact_problems(place, condition.fact, asked)
    elif condition.question not in everywhere:
        yield f"{place}: unknown question “{condition.question}”"
    elif condition.question not in earlier:
        yield f"{place}: question “{condition.question}” is not on an earlier page"
    else:
        offered = {option.key for option in earlier[condition.question].options}
        for key in asked:
            if key not in offered:
                yield f"{place}: question “{condition.question}” has no option “{key}”"


def _fact_problems(place: str, fact: str, asked: tuple[str, ...]) -> Iterator[str]:
    if fact not in FACTS:
        yield f"{place}: unknown fact “{fact}”: must be one of {', '.join(FACTS)}"
        return
    known = FACTS[fact]
    for value in asked:
        fits = value.isdigit() if fact == "age" else value in known if known else NAME.fullmatch(value)
        if not fits:
            yield f"{place}: the fact {fact} is never “{value}”"


def _questions_problems(form: Questionnaire) -> Iterator[str]:
    for page in form.pages:
        kinds = {question.kind for question in page.questions if not question.by}
        if kinds & set(FILES) and not kinds & {"short", "long"}:
            yield f"{place_of(page)}: pictures and sound need a box for words beside them"
    for place, question in _placed(form):
        yield from _kind_problems(place, question)
        for option in question.options:
            for problem in _option_problems(form, question, option):
                yield f"{place}, option “{option.key}”: {problem}"


def _kind_problems(place: str, question: Question) -> Iterator[str]:
    if question.counted and question.kind != "score":
        yield f"{place}: only a score can be counted"
    keys = [option.key for option in question.options]
    if question.kind == "score" and tuple(key for key in keys if key not in QUIET) != SCORES:
        yield f"{place}: a score needs the options 2, 1, 0 in this order"
    if question.kind == "yes_no_unsure" and [key for key in keys if key not in QUIET] != ["yes", "no"]:
        yield f"{place}: needs the options yes and no, and else only {', '.join(QUIET)}"
    if question.kind == "feeling" and [o.face for o in question.options if not o.quiet] != list(FACES):
        yield f"{place}: a feeling needs the faces {', '.join(FACES)} in this order"
    if question.kind in ("symbols", "people") and not all(o.picture for o in question.options if not o.quiet):
        yield f"{place}: every option needs a picture"
    if question.kind in CHOICES and len([key for key in keys if key not in QUIET]) < 1:
        yield f"{place}: has no option"


def _option_problems(form: Questionnaire, question: Question, option: Option) -> Iterator[str]:
    score = question.kind == "score" and option.key in SCORES
    if option.key and not score and not NAME.fullmatch(option.key):
        yield "the key is not lower_snake"
    if option.key in QUIET and not option.quiet:
        yield "is always quiet"
    if option.quiet and score:
        yield "a score is never quiet"
    if option.face:
        if question.kind not in ("score", "feeling"):
            yield "only a score or a feeling has faces"
        if option.quiet:
            yield "a quiet option has no face"
        if form.voice in ("young", "adult"):
            yield f"no faces in the voice “{form.voice}”"


def _placeholder_problems(form: Questionnaire) -> Iterator[str]:
    for place, role, text in texts(form):
        try:
            parts = list(Formatter().parse(text))
        except ValueError:
            yield f"{place}: a brace without its partner in the {role}"
            continue
        for _literal, name, spec, conversion in parts:
            if name is not None and (name not in PLACEHOLDERS or spec or conversion):
                yield f"{place}: unknown placeholder {{{name}}} in the {role}"
