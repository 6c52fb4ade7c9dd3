"""One answer as the pack shows it: the question in the reader's language, the words as they were written."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from uuid import UUID

from portal import languages
from portal.consultations import helping
from portal.consultations.pages import PageContent
from portal.consultations.reading import NEW_SINCE, Answered, InEnglish
from portal.languages import Language
from portal.questionnaires.definition import Page, Question
from portal.questionnaires.kinds import KINDS
from portal.questionnaires.shapes import chosen

NOT_BEFORE = {"child": "the child", "mother": "the mother", "father": "the father", "carer": "the carers",
              "worker": "the social worker", "school": "the school"}
STAND_INS = {"iro": "the IRO", "authority": "the authority"}  # in questions, as staff read them
FILES = {"drawing": "Drawing", "photo": "Photo", "voice": "Recording"}
# Beside words and files, what a child who does not write says: with pictures, faces and people.
SHOWN = ("symbols", "people", "feeling")
PICTURED = ("symbols", "people")


@dataclass(frozen=True)
class File:
    """A drawing, a photo or a recording: what to call it, and under which review it is opened."""

    id: str
    name: str
    is_sound: bool
    review_id: UUID


@dataclass
class Entry:
    """One question and what was answered."""

    question: str
    answers: list[str]
    is_text: bool
    tag: str
    dir: str
    language: str
    sharing: str
    not_before: list[str]
    say_for_me: bool
    face: str = ""
    score: str = ""
    item: str = ""
    first: str = ""
    differs: bool = False
    pictures: list[tuple[str, str]] = field(default_factory=list)  # (picture, its words)
    files: list[File] = field(default_factory=list)
    by: str = ""  # who wrote it, when it was not the respondent
    helper: str = ""  # who helped with this page, where the pages differ
    english: InEnglish | None = None  # what an interpreter made of it


def entries_of(answered: Answered, topic: str) -> list[Entry]:
    """What was answered about `topic`, in the order of the form."""
    return [entry(answered, q, content) for _, q, content in _given(answered) if q.topic == topic]


def entries_before(answered: Answered, topic: str) -> list[Entry]:
    """As entries_of(), of an earlier review: what was to be read first then was read then."""
    given = ((q, content) for _, q, content in _given(answered) if q.topic == topic and q.id != NEW_SINCE)
    found = [entry(answered, q, content) for q, content in given]
    for one in found:
        one.first = ""
    return found


def said(answered: Answered) -> list[Entry]:
    """Everything the respondent says in words, pictures or sound of their own, in the order of the form."""
    return _expressed(answered, (helping.SAID,))


def said_by_others(answered: Answered) -> list[Entry]:
    """What somebody beside the respondent wrote: the helper's notes, and what an adult answered instead."""
    return _expressed(answered, (helping.WROTE, helping.ANSWERED_FOR))


def entries_for(answered: Answered, questions: tuple[str, ...]) -> list[Entry]:
    """What was answered to these questions."""
    return [entry(answered, q, content) for _, q, content in _given(answered) if q.id in questions]


def _expressed(answered: Answered, wanted: tuple[str, ...]) -> list[Entry]:
    return [entry(answered, question, content, page) for page, question, content in _given(answered)
            if _is_expression(question) and helping.whose(answered, question, content) in wanted]


def _is_expression(question: Question) -> bool:
    kind = KINDS[question.kind]
    return kind.is_text or kind.is_file or question.kind in SHOWN


def _given(answered: Answered) -> Iterator[tuple[Page, Question, PageContent]]:
    """(page, question, content) of every question that was answered on the path."""
    for page in answered.form.pages:
        content = answered.pages.get(page.id)
        for question in page.questions if content else ():
            if content.answers.get(question.id):
                yield page, question, content


def entry(answered: Answered, question: Question, content: PageContent, page: Page | None = None) -> Entry:
    """One answer; with `page`, its title stands before the question."""
    answer, kind = content.answers[question.id], KINDS[question.kind]
    with languages.speaking("en", answered.form.voice, STAND_INS):
        text, shown = languages.words(question.text), _shown(question, answer)
        text = f"{languages.words(page.title)}: {text}" if page else text
    language = _language(answered, content)
    options = [o for o in question.options if o.key in chosen(answer)]
    return Entry(
        text, shown, kind.is_text, language.tag, language.dir, _named(language), content.share, _not_before(content),
        content.say_for_me, next((o.face for o in options if o.face), ""),
        str(answer) if question.kind == "score" and answer in ("0", "1", "2") else "", question.item or "",
        _flag(question, options), pictures=_pictures(question, answer, shown),
        files=_files(answered, question, answer), by=helping.written_by(answered, question, content),
        helper=_helper(answered, content), english=answered.english.get(question.id))


def _shown(question: Question, answer) -> list[str]:
    kind = KINDS[question.kind]
    if kind.is_file:
        return []
    if question.kind == "date":
        return [in_full(answer)]
    return kind.shown(question, answer, languages.words)


def in_full(day: date | str) -> str:
    """'Thu 31 Dec 2026', as staff read a day; what was typed and is no day stays as it is."""
    try:
        day = date.fromisoformat(day) if isinstance(day, str) else day
    except ValueError:
        return str(day)
    return f"{day:%a} {day.day} {day:%b} {day.year}"


def _pictures(question: Question, answer, shown: list[str]) -> list[tuple[str, str]]:
    keys = {key.partition("=")[0] for key in chosen(answer)}
    pictures = [option.picture for option in question.options if option.key in keys]
    if question.kind not in PICTURED or len(pictures) > len(shown):
        return []
    return list(zip_longest(pictures, shown, fillvalue=""))  # a key that the form does not know comes last


def _files(answered: Answered, question: Question, answer) -> list[File]:
    kind = KINDS[question.kind]
    if not kind.is_file:
        return []
    keys, name = chosen(answer), FILES[question.kind]
    return [File(key, f"{name} {n}" if len(keys) > 1 else name, kind.holds == "sound", answered.invitation.review_id)
            for n, key in enumerate(keys, start=1)]


def _helper(answered: Answered, content: PageContent) -> str:
    if not helping.is_childs(answered) or not helping.differ(answered):
        return ""
    helper = helping.helper_of(answered, content)
    return helping.HELPERS.get(helper, helper)


def _flag(question: Question, options) -> str:
    raised = {o.flag for o in options} | {question.flag}
    return "alarm" if "alarm" in raised else "read_first" if "read_first" in raised else ""


def _language(answered: Answered, content: PageContent) -> Language:
    return languages.offered(content.language or answered.response.answer_language)


def _named(language: Language) -> str:
    return "" if language.code == languages.DEFAULT else language.english


def _not_before(content: PageContent) -> list[str]:
    return [NOT_BEFORE.get(role, role) for role in content.not_before]
