"""Who helped with what was sent in: the words beside an answer, and whose words they are."""
from __future__ import annotations

from portal.consultations.pages import PageContent
from portal.consultations.reading import Answered
from portal.questionnaires.definition import Question
from portal.questionnaires.shapes import HELPER

HELPERS = {
    "": "Did not say whether somebody helped", "nobody": "On their own",
    "read": "Helped by: read to them", "typed": "Helped by: typed for them",
    "interpreter": "Helped by: an interpreter", "advocate": "Helped by: an advocate",
    "answered": "An adult answered for them",
}
HOW = {"read": "read to them", "typed": "typed for them", "interpreter": "an interpreter", "advocate": "an advocate",
       "answered": "answered for them"}
DIFFER = "Helped on some pages: see each answer"
OWN = {True: "Said “These are my words”", False: "Did not say “These are my words”"}
SAID, WROTE, ANSWERED_FOR = "", "helper", "answered"  # whose words an answer holds


def is_childs(answered: Answered) -> bool:
    """Whether the child speaks here: an observation is an adult’s, whoever’s link it came by."""
    return (answered.invitation.role == "child" and answered.form.audience == "child"
            and answered.response.kind != "observation")


def helper_of(answered: Answered, content: PageContent) -> str:
    """Who helped with this page; where no page says it, who helped when it was sent."""
    if any(page.helper for page in answered.pages.values()):
        return content.helper
    return answered.response.helper


def differ(answered: Answered) -> bool:
    """Whether some pages were helped with otherwise than others."""
    return len({helper_of(answered, content) for content in answered.pages.values() if content.answers}) > 1


def helped(answered: Answered) -> str:
    """Who helped with the whole of it, in words."""
    if differ(answered):
        return DIFFER
    filled = [content for content in answered.pages.values() if content.answers]
    helper = helper_of(answered, filled[0]) if filled else answered.response.helper
    return HELPERS.get(helper, helper)


def was_helped(answered: Answered) -> bool:
    """Whether anybody helped, on any page."""
    helpers = {helper_of(answered, content) for content in answered.pages.values()} | {answered.response.helper}
    return bool(helpers - {"", "nobody"})


def whose(answered: Answered, question: Question, content: PageContent) -> str:
    """SAID when the respondent says it, WROTE when the helper notes it, ANSWERED_FOR when an adult speaks instead."""
    if question.by == HELPER:
        return WROTE
    return ANSWERED_FOR if is_childs(answered) and helper_of(answered, content) == "answered" else SAID


def written_by(answered: Answered, question: Question, content: PageContent) -> str:
    """The label of words that are not the respondent’s own; '' for those that are."""
    who = whose(answered, question, content)
    if who == ANSWERED_FOR:
        return "An adult answered for the child"
    if who == WROTE:
        how = HOW.get(helper_of(answered, content), "")
        return f"Written by the person who helped ({how})" if how else "Written by the person who helped"
    return ""
