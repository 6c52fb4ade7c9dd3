"""How long a form is: screens, taps and minutes of the usual way, held to what it promises."""
import pytest

from portal.questionnaires import aims
from portal.questionnaires.check import check
from portal.questionnaires.definition import available, load

from .samples import form, option, page, question, score

WAY = question("way", "one", "offer_not_say = false") + option("short", "Three boxes") + option("topics", "Pick")
TOPIC_KEYS = "abcdefg"
TOPICS = question("topics", "many", "offer_not_say = false") + "".join(option(key, key) for key in TOPIC_KEYS)


def picked(key):
    return page(f"about_{key}", score(f"{key}_score"), question(f"{key}_words"),
                extra=f'show_if = [{{ question = "topics", any_of = ["{key}"] }}]')


PICKING = (page("way", WAY), page("topics", TOPICS), *map(picked, TOPIC_KEYS), page("end", question("proud")))


def test_the_usual_way_picks_five_topics_and_the_longest_takes_all():
    found = aims.length(form(*PICKING))
    assert (found.screens, found.longest) == (8, 10)


def test_taps_are_the_link_the_helper_start_an_answer_and_next_for_each_page_and_send():
    assert aims.length(form(page("home", score()))).taps == 1 + 1 + 1 + (1 + 1) + 1


def test_a_topic_picked_is_a_tap_and_a_page_of_words_only_is_passed_with_next():
    assert aims.length(form(*PICKING)).taps == 3 + 2 + (5 + 1) + 5 * 2 + 1 + 1


def test_an_adult_is_not_asked_who_helps():
    adult = {"voice": '"adult"', "look": '"adult"', "audience": '"adult"'}
    assert aims.length(form(page("home", score()), **adult)).taps == 5


def minutes(*questions):
    return aims.length(form(page("home", *questions))).minutes


def test_what_is_folded_away_or_asked_of_the_helper_takes_no_time_and_reading_does():
    assert minutes(score()) == minutes(score(), question("more", extra="fold = true"))
    assert minutes(score()) == minutes(score(), question("seen", extra='by = "helper"'))
    assert minutes(score()) < minutes(score(extra='help = "' + "go " * 180 + '"'))


def test_words_are_counted_in_a_third_of_the_boxes():
    assert minutes(score(), *(question(f"words_{number}", text="And?") for number in range(9))) == 4


def problems(*pages, **changes):
    return [problem for problem in check(form(*pages, **changes)) if "minutes" in problem or "screens" in problem]


def test_a_promise_that_is_too_short_or_that_keeps_people_away_is_found():
    home = page("home", score())
    assert problems(home) == []
    assert problems(*PICKING, minutes="2") == [
        "the form: about 5 minutes on the usual way, more than the 2 it promises"]
    assert problems(*PICKING, minutes="20") == [
        "the form: it promises 20 minutes, and takes about 5: that keeps people away"]


def test_more_screens_than_we_aim_for_are_found():
    two = (page("home", score()), page("more", question()))
    assert problems(*two, name='"review_quality"') == [
        "the form: 2 screens on the usual way, more than 1", "the form: 2 screens on the longest way, more than 1"]
    assert problems(*two, name='"somebodys_own"') == []


@pytest.mark.parametrize("key", available())
def test_every_shipped_form_has_an_aim(key):
    assert load(key).name in aims.AIMS
