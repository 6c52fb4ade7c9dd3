"""One answer as the pack shows it: the question in the reader's language, the words as they were written."""
from __future__ import annotations

from dataclasses import dataclass

from portal import languages
from portal.consultations.pages import PageContent
from portal.consultations.reading import Answered
from portal.languages import Language
from portal.questionnaires.definition import Page, Question
from portal.questionnaires.kinds import KINDS
from portal.questionnaires.shapes import chosen

NOT_BEFORE = {"child": "the child", "mother": "the mother", "father": "the father", "carer": "the carers",
              "worker": "the social worker", "school": "the school"}
STAND_INS = {"iro": "the IRO", "authority": "the authority"}  # in questions, as staff read them


@dataclass
class Quote:
    """Words of a child's own, with the question they answer."""

    text: str
    tag: str
    dir: str
    language: str
    question: str
    sharing: str
    not_before: list[str]
    say_for_me: bool


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


def entries_of(answered: Answered, topic: str) -> list[Entry]:
    """What was answered about `topic`, in the order of the form."""
    return [_entry(answered, question, content) for _, question, content in _given(answered) if question.topic == topic]


def quotes_of(answered: Answered) -> list[Quote]:
    """Everything written in own words, in the order of the form."""
    return [_quote(answered, page, question, content) for page, question, content in _given(answered)
            if KINDS[question.kind].is_text]


def _given(answered: Answered):
    """(page, question, content) of every question that was answered on the path."""
    for page in answered.form.pages:
        content = answered.pages.get(page.id)
        for question in page.questions if content else ():
            if content.answers.get(question.id):
                yield page, question, content


def _entry(answered: Answered, question: Question, content: PageContent) -> Entry:
    answer, kind = content.answers[question.id], KINDS[question.kind]
    with languages.speaking("en", answered.form.voice, STAND_INS):
        text, shown = languages.words(question.text), kind.shown(question, answer, languages.words)
    language = _language(answered, content)
    options = [o for o in question.options if o.key in chosen(answer)]
    return Entry(text, shown, kind.is_text, language.tag, language.dir, _named(language), content.share,
                 _not_before(content), content.say_for_me, next((o.face for o in options if o.face), ""),
                 str(answer) if question.kind == "score" and answer in ("0", "1", "2") else "", question.item or "",
                 _flag(question, options))


def _flag(question: Question, options) -> str:
    raised = {o.flag for o in options} | {question.flag}
    return "alarm" if "alarm" in raised else "read_first" if "read_first" in raised else ""


def _quote(answered: Answered, page: Page, question: Question, content: PageContent) -> Quote:
    language = _language(answered, content)
    with languages.speaking("en", answered.form.voice, STAND_INS):
        asked = f"{languages.words(page.title)}: {languages.words(question.text)}"
    return Quote(content.answers[question.id], language.tag, language.dir, _named(language), asked, content.share,
                 _not_before(content), content.say_for_me)


def _language(answered: Answered, content: PageContent) -> Language:
    return languages.offered(content.language or answered.response.answer_language)


def _named(language: Language) -> str:
    return "" if language.code == languages.DEFAULT else language.english


def _not_before(content: PageContent) -> list[str]:
    return [NOT_BEFORE.get(role, role) for role in content.not_before]

