"""Every form in every language: each condition both ways reaches the end, and every page speaks right."""
from __future__ import annotations

import pytest

from portal import languages
from portal.questionnaires import definition
from portal.questionnaires.definition import Questionnaire
from portal.questionnaires.forms import page_form
from portal.questionnaires.journey import Journey
from portal.questionnaires.kinds import AMOUNT_WORDS, KINDS
from portal.questionnaires.shapes import FACTS, LISTS
from tests.support import make
from tests.support.walk import Walk

FORMS = [definition.load(key) for key in definition.available()]
each_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.key)


def conditions(form: Questionnaire) -> list:
    found = [c for page in form.pages for c in page.show_if]
    return found + [c for question in form.questions() for c in question.show_if]


def walked(form: Questionnaire, answers: dict, facts: dict) -> list[str]:
    """The pages from first to last by the buttons, as a person goes."""
    journey = Journey(form, answers, facts)
    page, seen = journey.first, []
    while page is not None:
        seen.append(page.id)
        assert len(seen) <= len(form.pages), "the journey goes round in circles"
        page = journey.after(page.id)
    return seen


def settings_for(form: Questionnaire, condition) -> tuple[list[tuple[dict, dict]], list[tuple[dict, dict]]]:
    """Answers and facts that make the condition hold, and that do not: every key that is named, and none."""
    if condition.fact is not None:
        known = FACTS[condition.fact] or (*condition.any_of, *condition.none_of, "something else")
        every = [({}, {condition.fact: value}) for value in known]
    else:
        question = form.question(condition.question)
        keys = [option.key for option in question.options]
        every = [({question.id: (key,) if question.kind in LISTS else key}, {}) for key in keys] + [({}, {})]
    holds = [s for s in every if condition.holds(_chosen(condition, *s))]
    return holds, [s for s in every if s not in holds]


def _chosen(condition, answers: dict, facts: dict) -> tuple:
    value = facts.get(condition.fact) if condition.fact else answers.get(condition.question)
    return (value,) if isinstance(value, str) else tuple(value or ())


@each_form
def test_each_condition_can_be_met_and_missed_and_both_ways_reach_the_end(form):
    for condition in conditions(form):
        met, missed = settings_for(form, condition)
        assert met, condition
        assert missed, condition
        for answers, facts in (*met, *missed):
            assert walked(form, answers, facts)[-1] == Journey(form, answers, facts).pages[-1].id


@each_form
def test_every_page_can_be_reached_by_some_answers(form):
    reached = set(walked(form, {}, {}))
    everything = {q.id: tuple(o.key for o in q.options) for q in form.questions() if q.kind == "many"}
    for condition in [None, *conditions(form)]:
        for more, facts in settings_for(form, condition)[0] if condition else [({}, {})]:
            for base in ({}, everything, everything | {"way": "topics"}):
                opened = {"helper": "nobody", "uasc": "yes", "contact": "yes", "siblings": "yes", "last": "yes",
                          "section20": "yes"}
                reached |= set(walked(form, base | more, opened | facts))
    assert reached == {page.id for page in form.pages}


@each_form
@pytest.mark.parametrize("code", languages.OFFERED)
def test_every_question_builds_a_form_and_shows_its_answers_in_every_language(form, code):
    with languages.speaking(code, form.voice, {"iro": "Ada", "authority": "Northmoor"}):
        for page in form.pages:
            built = page_form(page.questions, languages.words)()
            for question in page.questions:
                assert "{" not in str(built[question.id].label.text)
                for option in question.options:
                    answer, shown = chosen(question, option)
                    assert KINDS[question.kind].shown(question, answer, languages.words) == [shown]
                    assert "{" not in shown


def chosen(question, option) -> tuple:
    """(an answer that chooses this option, how it is shown in the reader's language)."""
    word = languages.words(option.text)
    if question.kind == "people":
        return (f"{option.key}=more",), f"{word}: {languages.words(AMOUNT_WORDS['more'])}"
    return option.key, word


@each_form
def test_where_pictures_and_sound_are_taken_words_will_do_and_where_they_are_not_the_form_is_whole(form):
    without = Journey(form, {"way": "topics"}, {"media": "no", "helper": "nobody", "last": "yes"})
    held = Journey(form, {"way": "topics"}, {"media": "yes", "helper": "nobody", "last": "yes"})
    assert [page.id for page in without.pages] == [page.id for page in held.pages]
    assert not [q for page in without.pages for q in without.shown(page) if KINDS[q.kind].is_file]
    for page in held.pages:
        shown = held.shown(page)
        if any(KINDS[q.kind].is_file for q in shown):
            assert any(KINDS[q.kind].is_text for q in shown), page.id


RESPONDENTS = [("child", 2021), ("child", 2017), ("child", 2011), ("child", 2010), ("mother", 2017),
               ("foster_carer", 2017), ("adopter", 2017), ("observer", 2024)]
# Every form in three languages, one from right to left, one in another script; one form in each of the others.
JOURNEYS = [(code, *who) for code in languages.OFFERED
            for who in (RESPONDENTS if code in ("en", "ar", "ti") else RESPONDENTS[2:3])]


@pytest.mark.parametrize(("code", "role", "born"), JOURNEYS)
def test_a_whole_journey_in_each_language_has_its_lang_and_direction_on_every_page(app, role, born, code):
    with app.app_context():
        world = make.world()
        child = world.child(born=make.date(born, 5, 6), language=code)
        if role != "child":
            world.person(child, "foster_carer" if role == "observer" else role, language=code)
        review = world.review(child)
        world.invite()
        walk = Walk(app.test_client(), world.link(world.invitation(review, role))).open()
        walk.start()
        language = languages.OFFERED[code]
        while walk.place != "done":
            assert (walk.client.page.root.get("lang"), walk.client.page.root.get("dir")) == (language.tag, language.dir)
            walk.press("send" if walk.place == "check" else "next")
        assert walk.client.page.root.get("lang") == language.tag


def test_a_whole_journey_works_over_https_with_secure_cookies(make_app):
    app = make_app(PORTAL_PUBLIC_URL="https://talk.example", PORTAL_STAFF_URL="https://talk.example",
                   PORTAL_TRUSTED_HOSTS="talk.example")
    with app.app_context():
        world = make.world()
        review = world.review(world.child())
        world.invite()
        client = app.test_client()
        client.base = "https://talk.example"
        walk = Walk(client, world.link(world.invitation(review))).open()
        walk.start()
        walk.send(way="short", well="Over a safe line.")
        assert walk.place == "done"
        assert client.get("/", base_url="https://elsewhere.example").status_code == 400
        make.sign_in(client, "ada")
        client.get(f"/staff/review/{review}")
        assert "Over a safe line." in client.page.text
