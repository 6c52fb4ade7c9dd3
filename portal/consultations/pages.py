"""What one page of a draft holds, and how two versions of a page become one without losing a word."""
from __future__ import annotations

from dataclasses import dataclass, field

from portal.questionnaires.definition import Page, Question, Questionnaire
from portal.questionnaires.kinds import KINDS
from portal.questionnaires.shapes import FLAGS, LISTS, chosen

SHARES = ("iro", "worker", "meeting")  # most private first


@dataclass(frozen=True)
class PageContent:
    """The answers of one page and who may know them. `skipped` is said by the person, not guessed."""

    answers: dict = field(default_factory=dict)
    share: str = ""
    say_for_me: bool = False
    not_before: tuple[str, ...] = ()
    skipped: bool = False
    language: str = ""  # of the page as it was shown, and so most likely of the words
    helper: str = ""  # who helped with this page, as far as it was said
    office: bool = False  # the office may see this page's wishes

    def as_json(self) -> dict:
        """As the draft and the sealed response keep it."""
        return {"answers": self.answers, "share": self.share, "say_for_me": self.say_for_me,
                "not_before": list(self.not_before), "skipped": self.skipped, "language": self.language,
                "helper": self.helper, "office": self.office}

    @classmethod
    def from_json(cls, data: dict) -> PageContent:
        return cls(data["answers"], data["share"], data["say_for_me"], tuple(data["not_before"]), data["skipped"],
                   data.get("language", ""), data.get("helper", ""), data.get("office", False))


def merge(page: Page, older: PageContent, newer: PageContent) -> PageContent:
    """Both versions of a page in one: newer choices, every written word, the more private sharing."""
    answers = dict(older.answers)
    for question in page.questions:
        new, old = newer.answers.get(question.id), older.answers.get(question.id)
        if new in (None, "", [], ()):
            continue
        answers[question.id] = _merged(question, old, new)
    shares = [s for s in (older.share, newer.share) if s]
    return PageContent(answers, min(shares, key=SHARES.index) if shares else "",
                       older.say_for_me and newer.say_for_me,
                       tuple(sorted({*older.not_before, *newer.not_before})), newer.skipped and not answers,
                       newer.language or older.language, newer.helper or older.helper,
                       older.office and newer.office)


def _merged(question: Question, old, new):
    """Two answers to one question: all words, all of a list; of two choices the more worrying, else the newer."""
    if not old:
        return new
    if KINDS[question.kind].is_text:
        return _both(old, new)
    if question.kind == "people":
        return tuple({one.partition("=")[0]: one for one in (*old, *new)}.values())
    if question.kind in LISTS:
        return tuple(dict.fromkeys((*chosen(old), *chosen(new))))
    return old if _worry(question, old) < _worry(question, new) else new


def _worry(question: Question, answer) -> int:
    """The place of an answer among FLAGS: the smaller, the more it worries."""
    levels = [FLAGS.index(o.flag) for o in question.options if o.flag and o.key in chosen(answer)]
    return min(levels, default=len(FLAGS))


def _both(old: str, new: str) -> str:
    if old in new:
        return new
    return old if new in old else f"{old}\n\n{new}"


def flags_of(page: Page, content: PageContent) -> list[tuple[str, str]]:
    """(question, its strongest level) for each answer of the page that worries us, or may."""
    found = []
    for question in page.questions:
        answer = content.answers.get(question.id)
        raised = {o.flag for o in question.options if o.key in chosen(answer)} | {question.flag if answer else ""}
        found += [(question.id, level) for level in FLAGS if level in raised][:1]
    return found


def all_answers(pages: dict[str, PageContent]) -> dict:
    """The answers of every page together, by question."""
    return {question: answer for content in pages.values() for question, answer in content.answers.items()}


def merge_all(form: Questionnaire, drafts: list[dict[str, PageContent]]) -> dict[str, PageContent]:
    """The pages of several drafts (oldest first) as one."""
    merged: dict[str, PageContent] = {}
    for pages in drafts:
        for page_id, content in pages.items():
            before = merged.get(page_id)
            merged[page_id] = merge(form.page(page_id), before, content) if before else content
    return merged
