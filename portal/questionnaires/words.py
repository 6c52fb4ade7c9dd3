"""A questionnaire's words: handed to the translators, and measured for their readers."""
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .kinds import KINDS
from .parsing import parse
from .rules import texts
from .shapes import PLACEHOLDERS, Questionnaire

READ = ("intro", "question", "help")  # the roles that are read as sentences
LONGEST_SENTENCE = 15
# School grades as Flesch and Kincaid count them; five more is about the age of the reader.
GRADE_TO_AGE = 5
HIGHEST_AGE = {"little": 7.0, "child": 8.0, "young": 10.0, "adult": 9.0}  # as the field asks for
HIGHEST_AGE_PROFESSIONAL = 13.0  # their own terms are long words
LONGEST_LINE = {"little": 8}  # words: for the youngest a sentence is one line
# Words about care, or of offices, that a child should not meet. Endings are allowed for.
HARD_WORDS = (
    "consultation", "placement", "placed", "statutory", "respite", "LAC", "sibling", "permanence",
    "permanency", "safeguarding", "allegation", "disclosure", "disclose", "participate", "participation",
    "regarding", "attend", "attendance", "agenda", "assessment", "provision", "transition", "professional",
    "kinship", "contingency", "outcome", "delegated", "legislation", "procedure", "multi-agency",
    "looked-after", "looked after child", "looked after children", "challenging behaviour",
    "independent reviewing officer",
)
HARD = re.compile(rf"\b({'|'.join(HARD_WORDS)})(?:s|es|ed|ing)?\b", re.IGNORECASE)
# "Contact" is a verb in "you can contact Ada"; as a word for time with one's family it is the office's.
CONTACT = re.compile(
    r"(?<!\bto )(?<!\bcan )(?<!\bcould )(?<!\bplease )\bcontacts?\b|\bcontact (?:with|time|centre|visits?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Measure:
    """What was measured. `grade` and `reading_age` are None where textstat cannot be used."""

    grade: float | None
    reading_age: float | None
    longest_sentence: int
    longest_line: int  # words of the longest text that is read in one go, options and titles too
    hard_words: tuple[str, ...]
    problems: tuple[str, ...]


# --- for the translators ------------------------------------------------------------------------
def messages(questionnaire: Questionnaire) -> Iterator[str]:
    """Every msgid that `questionnaire` needs in its voice: its own texts, then what the engine may say."""
    yield from (text for text, _comment in _entries(questionnaire))


def extract(fileobj, keywords, comment_tags, options):
    """Babel's extractor for definitions: (line, "pgettext", (voice, msgid), comments) for each message.

    A form that only professionals answer stays English. Raises DefinitionError for a file that cannot be used.
    """
    source = fileobj.read().decode("utf-8")
    questionnaire = parse(source)
    if questionnaire.english_only:
        return
    lines = source.splitlines()
    for text, comment in _entries(questionnaire):
        yield _line(lines, text), "pgettext", (questionnaire.voice, text), [comment] if comment else []


def _entries(questionnaire: Questionnaire) -> Iterator[tuple[str, str]]:
    """(msgid, comment for the translators), each msgid once."""
    seen = {""}
    for _place, role, text in texts(questionnaire):
        if text not in seen:
            seen.add(text)
            yield text, f"{questionnaire.name}: {role}"
    for kind in dict.fromkeys(question.kind for question in questionnaire.questions()):
        for text in KINDS[kind].messages:
            if text not in seen:
                seen.add(text)
                yield text, "error message"


def _line(lines: list[str], text: str) -> int:
    start = text.splitlines()[0]
    return next((number for number, line in enumerate(lines, start=1) if start in line), 1)


# --- for the readers ----------------------------------------------------------------------------
def measure(questionnaire: Questionnaire) -> Measure:
    """How hard `questionnaire` is to read, and what of it misses our aims."""
    read = [(place, role, _filled(text)) for place, role, text in texts(questionnaire) if text]
    sentences = [
        (place, role, sentence)
        for place, role, text in read
        if role in READ
        for sentence in sentences_of(text)
    ]
    grade = reading_grade(sentence for _place, _role, sentence in sentences)
    hard = _hard_words(read) if questionnaire.audience == "child" else []
    return Measure(
        grade=grade,
        reading_age=None if grade is None else round(grade + GRADE_TO_AGE, 1),
        longest_sentence=max((word_count(sentence) for _place, _role, sentence in sentences), default=0),
        longest_line=max((word_count(one) for _place, _role, text in read for one in sentences_of(text)), default=0),
        hard_words=tuple(dict.fromkeys(word.lower() for _place, word in hard)),
        problems=(
            *_long_sentences(sentences, LONGEST_LINE.get(questionnaire.voice, LONGEST_SENTENCE)),
            *(f"{place}: “{word}” is hard for a child" for place, word in hard),
            *_age_problems(questionnaire, grade),
        ),
    )


def reading_grade(sentences) -> float | None:
    """The Flesch-Kincaid grade of `sentences`; None where textstat cannot be used."""
    try:
        import textstat  # for tests and authors; production does without
    except ImportError:
        return None
    joined = " ".join(one if one[-1] in ".?!" else f"{one}." for one in sentences)
    return round(float(textstat.flesch_kincaid_grade(joined.replace("’", "'"))), 1) if joined else 0.0


def sentences_of(text: str) -> list[str]:
    """The sentences in `text`. A new line begins a new one."""
    return [one.strip() for one in re.split(r"(?<=[.?!…])[”’)]*\s+|\n+", text) if one.strip()]


def word_count(sentence: str) -> int:
    """How many words `sentence` has. A dash alone is none."""
    return sum(any(letter.isalnum() for letter in word) for word in sentence.split())


def _filled(text: str) -> str:
    for name, value in zip(PLACEHOLDERS, ("Ada", "the council"), strict=True):
        text = text.replace(f"{{{name}}}", value)
    return text


def _hard_words(read: list[tuple[str, str, str]]) -> list[tuple[str, str]]:
    return [
        (place, match.group())
        for place, _role, text in read
        for pattern in (HARD, CONTACT)
        for match in pattern.finditer(text)
    ]


def _long_sentences(sentences: list[tuple[str, str, str]], most: int) -> Iterator[str]:
    for place, role, sentence in sentences:
        count = word_count(sentence)
        if count > most:
            over = f"{count} words, more than {most}"
            yield f"{place}: a sentence in the {role} has {over}: {sentence}"


def _age_problems(questionnaire: Questionnaire, grade: float | None) -> Iterator[str]:
    highest = HIGHEST_AGE_PROFESSIONAL if questionnaire.english_only else HIGHEST_AGE[questionnaire.voice]
    if grade is not None and grade + GRADE_TO_AGE > highest:
        yield f"the form: reading age {grade + GRADE_TO_AGE:.1f}, more than {highest} for its readers"

