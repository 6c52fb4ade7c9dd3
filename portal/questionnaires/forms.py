"""A page's questions as a form, and the answers in it."""
from __future__ import annotations

from collections.abc import Iterable

from wtforms import Form

from .kinds import KINDS, Words
from .shapes import Answer, Question


def page_form(questions: Iterable[Question], words: Words) -> type[Form]:
    """A plain WTForms class with one field for each of `questions`, named by the question's id.

    Nothing is required. `words` translates labels and choices now, and messages when they are raised.
    """
    return type("PageForm", (Form,), {q.id: KINDS[q.kind].field(q, words) for q in questions})


def answers_from(form: Form, questions: Iterable[Question]) -> dict[str, Answer]:
    """The answers in `form` by question id; blanks and keys that are not offered are left out.

    Texts that are too long are kept whole, so that a draft can hold what `form.validate()` refused.
    """
    read = ((q.id, q.known(KINDS[q.kind].read(form[q.id].data))) for q in questions)
    return {question_id: answer for question_id, answer in read if answer is not None}
