"""How many screens and taps each form takes, from the link in the message to “send”. `pytest -rP` prints them."""
from __future__ import annotations

import pytest

from portal.questionnaires import aims
from portal.questionnaires.definition import available, latest, load
from portal.questionnaires.kinds import KINDS


@pytest.mark.parametrize("key", available())
def test_the_screens_and_taps_of_every_form_are_printed_and_within_the_aim(key):
    form = load(key)
    found = aims.length(form)
    print(f"{key:<24} {found.screens:>2} screens {found.taps:>3} taps, about {found.minutes} minutes")
    assert (found.screens, found.longest) <= aims.AIMS[form.name]
    assert found.longest <= aims.AIMS[form.name][1]
    assert found.taps <= 1 + 3 + sum(max(len(q.options) for q in page.questions) + 1 for page in form.pages)


def test_a_young_person_sends_five_picked_topics_with_thirty_taps_and_no_typing():
    journey = aims.usual_way(latest("young"))
    assert len(journey.kept()["topics"]) == 5
    assert {f"{topic}_score" for topic in journey.kept()["topics"]} <= journey.kept().keys()
    assert not [q for q in journey.kept() if KINDS[journey.questionnaire.question(q).kind].is_text]
    assert aims.taps(journey) <= 30


@pytest.mark.parametrize("pages_of_words", [{"end"}])
def test_on_every_page_of_a_young_persons_form_but_the_last_one_tap_is_an_answer(pages_of_words):
    journey = aims.usual_way(latest("young"))
    assert {page.id for page in journey.pages if not any(q.options for q in journey.shown(page))} == pages_of_words


@pytest.mark.parametrize("helper", ["nobody", "typed", "read", ""])
def test_a_six_year_olds_helper_is_done_after_eight_screens(helper):
    facts = aims.USUAL | {"helper": helper, "age": "6"}
    assert len(aims.usual_way(latest("little"), facts).pages) == 8
    assert len(aims.usual_way(latest("little"), facts, pick=None).pages) == 8
