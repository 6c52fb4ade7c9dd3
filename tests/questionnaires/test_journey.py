"""The path is worked out from the answers on it, and from nothing else."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.questionnaires.journey import Journey

from .samples import form, one, option, page, question, score

TOPICS = question("topics", "many") + option("home", "Home") + option("school", "School")


def when(question_id, *keys, rule="any_of"):
    listed = ", ".join(f'"{key}"' for key in keys)
    return f'show_if = [{{ question = "{question_id}", {rule} = [{listed}] }}]'


PICKED = form(
    page("start", TOPICS),
    page("home", score("home_score", 'flag = { 0 = "alarm", not_sure = "read_first" }'),
         extra=when("topics", "home")),
    page("why", question("why"), extra=when("home_score", "0")),
    page("school", one("school_pick"), question("school_words", extra=when("topics", "home")),
         extra=when("topics", "school")),
    page("quiet", question("quiet_words"), extra=when("topics", "home", rule="none_of")),
    page("end", question("urgent", extra='flag = "read_first"')),
)


def path(answers, facts=None, questionnaire=PICKED):
    return [page.id for page in Journey(questionnaire, answers, facts or {}).pages]


def test_nothing_picked_is_the_short_way():
    assert path({}) == ["start", "quiet", "end"]


def test_picked_topics_are_asked():
    assert path({"topics": ["home", "school"]}) == ["start", "home", "school", "end"]
    assert path({"topics": ("school",)}) == ["start", "school", "quiet", "end"]


def test_an_answer_leads_on():
    assert path({"topics": ["home"], "home_score": "0"}) == ["start", "home", "why", "end"]


def test_an_answer_that_left_the_path_decides_nothing():
    answers = {"topics": ["school"], "home_score": "0", "why": "because"}
    journey = Journey(PICKED, answers, {})
    assert not journey.may_visit("why")
    assert journey.kept() == {"topics": ("school",)}
    assert journey.flags() == ()


def test_a_hidden_question_is_neither_shown_nor_kept():
    journey = Journey(PICKED, {"topics": ["school"], "school_words": "secret", "school_pick": "red"}, {})
    assert [question.id for question in journey.shown(PICKED.page("school"))] == ["school_pick"]
    assert journey.kept() == {"topics": ("school",), "school_pick": "red"}


def test_blanks_and_answers_that_are_not_offered_are_not_kept():
    answers = {"topics": ["home", "moon"], "home_score": "7", "urgent": "", "other": "x"}
    assert Journey(PICKED, answers, {}).kept() == {"topics": ("home",)}


def test_a_page_that_asks_nothing_is_passed_over():
    asked = form(page("start", TOPICS), page("next", question(extra=when("topics", "home"))))
    assert path({}, questionnaire=asked) == ["start"]
    assert path({"topics": ["home"]}, questionnaire=asked) == ["start", "next"]


def test_facts_lead_too():
    asked = form(
        page("papers", question("a"), extra='show_if = [{ fact = "uasc", any_of = ["yes"] }]'),
        page("alone", question("b"), extra='show_if = [{ fact = "helper", none_of = ["answered"] }]'),
    )
    assert path({}, {}, asked) == ["alone"]
    assert path({}, {"uasc": "yes", "helper": "answered"}, asked) == ["papers"]


def test_every_condition_must_hold():
    both = (
        'show_if = [{ question = "topics", any_of = ["home"] }, '
        '{ fact = "contact", any_of = ["yes"], none_of = ["no"] }]'
    )
    asked = form(page("start", TOPICS), page("next", question(), extra=both))
    assert path({"topics": ["home"]}, {"contact": "no"}, asked) == ["start"]
    assert path({"topics": ["home"]}, {"contact": "yes"}, asked) == ["start", "next"]


def test_one_steps_along_the_path():
    journey = Journey(PICKED, {"topics": ["home"]}, {})
    assert journey.first.id == "start"
    assert journey.after("start").id == "home"
    assert journey.before("end").id == "home"
    assert journey.before("start") is None
    assert journey.after("end") is None
    assert journey.position("home") == (2, 3)


def test_a_page_that_left_the_path_still_has_neighbours():
    journey = Journey(PICKED, {}, {})
    assert journey.after("home").id == "quiet"
    assert journey.before("why").id == "start"
    with pytest.raises(KeyError):
        journey.position("home")


def test_a_page_nobody_wrote_is_a_key_error():
    journey = Journey(PICKED, {}, {})
    assert not journey.may_visit("moon")
    for step in (journey.after, journey.before, journey.position):
        with pytest.raises(KeyError):
            step("moon")


def test_alarms_come_before_what_is_read_first():
    answers = {"topics": ["home"], "home_score": "0", "urgent": "please ring"}
    assert Journey(PICKED, answers, {}).flags() == (("home_score", "alarm"), ("urgent", "read_first"))
    assert Journey(PICKED, answers | {"home_score": "not_sure"}, {}).flags() == (
        ("home_score", "read_first"), ("urgent", "read_first"),
    )
    assert Journey(PICKED, {"topics": ["home"], "home_score": "2"}, {}).flags() == ()
    late = form(page("end", question("urgent", extra='flag = "read_first"'), one(extra='flag = "alarm"')))
    assert Journey(late, {"urgent": "x", "pick": "red"}, {}).flags() == (
        ("pick", "alarm"), ("urgent", "read_first"),
    )


def test_a_flagged_answer_is_reported_once_with_its_strongest_flag():
    options = option("a", extra='flag = "read_first"') + option("b", extra='flag = "alarm"')
    journey = Journey(form(page("home", question("many", "many") + options)), {"many": ["a", "b"]}, {})
    assert journey.flags() == (("many", "alarm"),)


def test_blank_questions_on_the_path_are_known():
    journey = Journey(PICKED, {"topics": ["home"], "home_score": "not_say"}, {})
    assert [question.id for question in journey.unanswered()] == ["urgent"]


KEYS = {q.id: [o.key for o in q.options] for q in PICKED.questions()}
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "topics": st.lists(st.sampled_from([*KEYS["topics"], "moon"])),
        "home_score": st.sampled_from([*KEYS["home_score"], "", "7"]),
        "school_pick": st.sampled_from(KEYS["school_pick"]),
        **{key: st.text(max_size=5) for key in ("why", "school_words", "quiet_words", "urgent")},
    },
)


@given(ANSWERS)
def test_what_is_kept_leads_the_same_way(answers):
    journey = Journey(PICKED, answers, {})
    again = Journey(PICKED, journey.kept(), {})
    assert (again.pages, again.kept(), again.flags()) == (journey.pages, journey.kept(), journey.flags())


@given(ANSWERS)
def test_forward_and_back_visit_the_same_pages(answers):
    journey = Journey(PICKED, answers, {})
    forward, here = [], journey.first
    while here:
        forward.append(here)
        here = journey.after(here.id)
    assert tuple(forward) == journey.pages
    assert [journey.before(page.id) for page in forward] == [None, *forward[:-1]]
    assert [journey.position(page.id)[0] for page in forward] == list(range(1, len(forward) + 1))


@given(ANSWERS)
def test_every_question_on_the_path_is_kept_or_blank(answers):
    journey = Journey(PICKED, answers, {})
    shown = {question.id for page in journey.pages for question in journey.shown(page)}
    assert shown == journey.kept().keys() | {question.id for question in journey.unanswered()}
    assert not journey.kept().keys() & {question.id for question in journey.unanswered()}
