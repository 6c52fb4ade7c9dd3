"""One invented respondent going through a form: which answers, which words, who may know."""
from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from portal.consultations.pages import PageContent
from portal.demo.choosing import choose
from portal.demo.words import FOODS, FRIENDS, MOODS, PETS, SPORTS, Library
from portal.languages import DEFAULT
from portal.questionnaires.definition import Page, Question, Questionnaire
from portal.questionnaires.journey import Journey
from portal.questionnaires.kinds import KINDS
from portal.questionnaires.shapes import HELPER

CORE = {"way", "instead", "topics", "short", "views", "safe", "feel", "house_good", "house_worries", "house_wishes",
        "people", "home", "days", "report", "seen", "well", "asked"}
PRIVATE = {"safe", "private"}
NEVER = (None, "never", "not_say")
MOOD_OF = {"2": "good", "1": "okay", "0": "bad"}
# How often a text is written, in a hundred; the rest is left blank.
WRITTEN = {
    "well": 92, "worries": 66, "next": 78, "end_proud": 66, "end_else": 24, "promised_what": 100, "papers_help": 45,
    "safe_words": 4, "private_not_before": 8, "say_not_before": 8, "end_words": 14, "meeting_who": 55,
    "meeting_where": 45, "private_where": 55, "instead_when": 75, "asked_words": 10, "part_apart": 100,
    "part_language": 100, "part_needs": 15, "say_at_review": 50, "helped_where": 50, "helped_not_before": 5,
    "feel_words": 15, "house_good_words": 55, "house_worries_words": 30, "house_wishes_words": 50, "people_words": 15,
    "tell_words": 12, "helper_note": 20, "incidents_words": 80, "symbols.friends_words": 60,
    "professional.asked_words": 90,
}


@dataclass
class Voice:
    """Somebody who answers: from which bank they speak, how they are, and what they are sure to say."""

    bank: str
    language: str
    helper: str
    child: str  # first name of the child
    keys: frozenset[str]  # circumstances: little, school, teen; uasc, local; english, elsewhere
    rng: Random
    mother_tongue: str = ""
    says: dict = field(default_factory=dict)
    share: dict = field(default_factory=dict)
    not_before: dict = field(default_factory=dict)
    mood: str = ""
    only_said: bool = False
    brief: bool = False
    iro: str = "the IRO"

    def __post_init__(self) -> None:
        self.mood = self.rng.choices(MOODS, (58, 32, 10))[0]


def pages(form: Questionnaire, facts: dict[str, str], voice: Voice, library: Library):
    """(page id, content) of each page in turn, as the answers lead."""
    answers: dict = {}
    conditions = [*(c for p in form.pages for c in p.show_if), *(c for q in form.questions() for c in q.show_if)]
    steering = {condition.question for condition in conditions}
    journey = Journey(form, answers, facts)
    page = journey.first
    while page is not None:
        content = _content(page, journey.shown(page), answers, facts, voice, library)
        answers |= content.answers
        yield page.id, content
        if steering & {question.id for question in page.questions}:
            journey = Journey(form, answers, facts)
        page = journey.after(page.id)


def _content(page: Page, shown: tuple[Question, ...], before: dict, facts: dict, voice: Voice, library) -> PageContent:
    answers: dict = {}
    for question in () if _passed_over(page, before, voice) else shown:
        answer = question.known(voice.says.get(question.id))
        if answer is None and not _left_to_the_cast(voice, question):
            answer = _answer(question, before | answers, facts, voice, library)
        if answer is not None:
            answers[question.id] = answer
    rng = voice.rng
    share = voice.share.get(page.id, page.sharing)
    strays = answers and not voice.only_said and page.sharing and page.id not in PRIVATE
    if strays and rng.random() < 0.15:
        share = rng.choice(("iro", "worker", "meeting"))
    not_before = voice.not_before.get(page.id, ())
    if strays and page.sharing == "iro" and rng.random() < 0.05:
        not_before = (rng.choice(("carer", "worker", "school")),)
    return PageContent(answers=answers, share=share, say_for_me=bool(strays) and rng.random() < 0.1,
                       not_before=tuple(not_before), skipped=not answers and not voice.brief and rng.random() < 0.6,
                       language=voice.language)


def _passed_over(page: Page, before: dict, voice: Voice) -> bool:
    """Many answer the first pages and leave most of the others; who has nothing new leaves the rest."""
    if before.get("new_since") == "nothing_new":
        return True
    picked = any(condition.question for condition in page.show_if)
    return voice.brief and not picked and page.id not in CORE and voice.rng.random() < 0.8


def _left_to_the_cast(voice: Voice, question: Question) -> bool:
    """Whoever has words of their own keeps to them: no drawn text stands beside them."""
    return bool(voice.only_said) and KINDS[question.kind].is_text


def _answer(question: Question, answers: dict, facts: dict, voice: Voice, library: Library):
    if question.id == "asked_agreed" and "asked_words" not in answers:
        return None
    if not KINDS[question.kind].is_text:
        return choose(question, facts, voice)
    if not _written(question, answers, voice):
        return None
    if question.id == "part_language":
        return voice.mother_tongue or None
    keys = voice.keys | {_mood(question, answers, voice)}
    if question.by:  # never with the child's own words; helpers note in English
        text = library.draw(HELPER, question.id, "", keys) if voice.language == DEFAULT else None
    else:
        text = library.draw(voice.bank, question.id, question.topic, keys)
    return _filled(text, voice) if text else None


def _mood(question: Question, answers: dict, voice: Voice) -> str:
    """The words go with the score given beside them."""
    score = answers.get(question.id.removesuffix("_words") + "_score")
    return MOOD_OF.get(score, voice.mood)


def _written(question: Question, answers: dict, voice: Voice) -> bool:
    if answers.get("new_since") == "nothing_new":
        return False
    if question.id == "promised_what" and answers.get("promised") != "yes":
        return False
    if question.id in ("missing_words", "restraint_words") and answers.get(question.id[:-5] + "times") in NEVER:
        return False
    if question.id == "part_apart" and "apart" not in answers.get("part_how", ()):
        return False
    if question.id == "part_language" and set(answers.get("part_interpreter", ("no",))) <= {"no"}:
        return False
    often = WRITTEN.get(f"{voice.bank}.{question.id}", WRITTEN.get(question.id, 48))
    return voice.rng.random() * 100 < often


def _filled(text: str, voice: Voice) -> str:
    rng = voice.rng
    values = {"name": voice.child, "friend": rng.choice(FRIENDS), "food": rng.choice(FOODS),
              "sport": rng.choice(SPORTS), "pet": rng.choice(PETS), "iro": voice.iro}
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text
