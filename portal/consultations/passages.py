"""What somebody wrote or recorded in another language than English: the passages an interpreter is given."""
from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from uuid import UUID

from portal import languages
from portal.consultations.pages import PageContent
from portal.consultations.reading import Answered
from portal.languages import DEFAULT, Language
from portal.questionnaires.definition import Question
from portal.questionnaires.kinds import KINDS
from portal.questionnaires.shapes import chosen

STAND_INS = {"iro": "the IRO", "authority": "the authority"}


@dataclass(frozen=True)
class Passage:
    """One answer: the question it answers in both languages, its text, and its recordings (ids of files)."""

    question_id: str
    asked: str
    asked_there: str  # as the respondent read it
    text: str
    language: Language
    recordings: list[UUID] = field(default_factory=list)


def passages(answered: Answered) -> list[Passage]:
    """Everything in this response that an IRO who reads English cannot read or hear, in the order of the form.

    Coded answers need no translation and are not among them.
    """
    found = []
    for page in answered.form.pages:
        content = answered.pages.get(page.id)
        for question in page.questions if content else ():
            if content.answers.get(question.id) and _is_wanted(answered, question, content):
                found.append(_passage(answered, question, content))
    return found


def language_of(answered: Answered, content: PageContent) -> Language:
    """The language of the page on which it was written."""
    return languages.offered(content.language or answered.response.answer_language)


def _is_wanted(answered: Answered, question: Question, content: PageContent) -> bool:
    if question.kind == "voice":
        return _speaks_another(answered, content)
    if not KINDS[question.kind].is_text:
        return False
    return language_of(answered, content).code != DEFAULT or is_in_another_script(str(content.answers[question.id]))


def _speaks_another(answered: Answered, content: PageContent) -> bool:
    return language_of(answered, content).code != DEFAULT or answered.invitation.language != DEFAULT


def is_in_another_script(text: str) -> bool:
    """Whether most letters of `text` are no Latin ones: somebody may read English pages and write Tigrinya."""
    letters = [letter for letter in text if letter.isalpha()]
    other = sum(not unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    return other * 2 > len(letters)


def _passage(answered: Answered, question: Question, content: PageContent) -> Passage:
    language, voice = language_of(answered, content), answered.form.voice
    there = language.code if language.code != DEFAULT else answered.invitation.language
    asked = {}
    for code in (DEFAULT, there):
        names = STAND_INS if code == DEFAULT else dict.fromkeys(STAND_INS, "…")
        with languages.speaking(code, voice, names):
            asked[code] = languages.words(question.text)
    answer = content.answers[question.id]
    if question.kind == "voice":
        spoken = languages.offered(there)
        return Passage(question.id, asked[DEFAULT], asked[there], "", spoken, [UUID(key) for key in chosen(answer)])
    return Passage(question.id, asked[DEFAULT], asked[there], str(answer), language)
