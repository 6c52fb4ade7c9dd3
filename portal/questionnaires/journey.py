"""The way through a questionnaire, worked out from the answers and facts alone."""
from __future__ import annotations

from collections.abc import Mapping

from .shapes import FLAGS, Answer, Condition, Page, Question, Questionnaire, chosen


class Journey:
    """The pages that these answers lead to. Computed once; make a new one when an answer changes.

    Only answers on the path decide about later pages: what was said on a page that has since gone
    from the path shows nothing, keeps nothing and flags nothing.
    """

    def __init__(
        self,
        questionnaire: Questionnaire,
        answers: Mapping[str, Answer],
        facts: Mapping[str, str] | None = None,
        any_fact: bool = False,
    ):
        """`any_fact`: as if every condition on a fact held, for what was answered while other facts were true."""
        self.questionnaire = questionnaire
        self.facts = dict(facts or {})
        self._any_fact = any_fact
        self._places = {page.id: number for number, page in enumerate(questionnaire.pages)}
        self._shown: dict[str, tuple[Question, ...]] = {}
        self._kept: dict[str, Answer] = {}
        for page in questionnaire.pages:
            self._walk(page, answers)
        self.pages: tuple[Page, ...] = tuple(page for page in questionnaire.pages if page.id in self._shown)

    def _walk(self, page: Page, answers: Mapping[str, Answer]) -> None:
        if not self._all_hold(page.show_if):
            return
        shown = tuple(question for question in page.questions if self._all_hold(question.show_if))
        if not shown:  # nothing would be asked there
            return
        self._shown[page.id] = shown
        for question in shown:
            answer = question.known(answers.get(question.id))
            if answer is not None:
                self._kept[question.id] = answer

    def _all_hold(self, conditions: tuple[Condition, ...]) -> bool:
        return all(self._any_fact and condition.fact is not None or condition.holds(self._value(condition))
                   for condition in conditions)

    def _value(self, condition: Condition) -> tuple[str, ...]:
        if condition.fact is not None:
            return chosen(self.facts.get(condition.fact))
        return chosen(self._kept.get(condition.question or ""))

    @property
    def first(self) -> Page | None:
        """The first page; None when nothing is asked."""
        return self.pages[0] if self.pages else None

    def shown(self, page: Page) -> tuple[Question, ...]:
        """The questions asked on `page`; none when the page is not on the path."""
        return self._shown.get(page.id, ())

    def may_visit(self, page_id: str) -> bool:
        """Whether the page is on the path. Any page may be skipped, so that is all it takes."""
        return page_id in self._shown

    def after(self, page_id: str) -> Page | None:
        """The next page on the path, also from a page that left it; None after the last one.

        Raises KeyError when the questionnaire has no page `page_id`.
        """
        here = self._places[page_id]
        return next((page for page in self.pages if self._places[page.id] > here), None)

    def before(self, page_id: str) -> Page | None:
        """The page before it on the path, also from a page that left it; None before the first one.

        Raises KeyError when the questionnaire has no page `page_id`.
        """
        here = self._places[page_id]
        return next((page for page in reversed(self.pages) if self._places[page.id] < here), None)

    def position(self, page_id: str) -> tuple[int, int]:
        """(number of the page, pages in all), counted from 1. Raises KeyError when it is not on the path."""
        for number, page in enumerate(self.pages, start=1):
            if page.id == page_id:
                return number, len(self.pages)
        raise KeyError(page_id)

    def kept(self) -> dict[str, Answer]:
        """The answers on the path, in the order of the form, without blanks and keys that are not offered."""
        return dict(self._kept)

    def unanswered(self) -> tuple[Question, ...]:
        """The questions asked and left blank."""
        return tuple(q for shown in self._shown.values() for q in shown if q.id not in self._kept)

    def flags(self) -> tuple[tuple[str, str], ...]:
        """(question id, its strongest flag) of every flagged answer on the path, alarms first."""
        found = []
        for question_id, answer in self._kept.items():
            question = self.questionnaire.question(question_id)
            raised = {question.flag} | {o.flag for o in question.options if o.key in chosen(answer)}
            found += [(question_id, flag) for flag in FLAGS if flag in raised][:1]
        return tuple(sorted(found, key=lambda pair: FLAGS.index(pair[1])))
