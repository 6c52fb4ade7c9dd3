"""Answers beside words: three faces, people, pictures with their word, days, drawings, photos and sound."""
import pytest
from werkzeug.datastructures import MultiDict

from portal.questionnaires.forms import answers_from, page_form
from portal.questionnaires.journey import Journey
from portal.questionnaires.kinds import KINDS, NO_DATE, NOT_OFFERED

from .samples import feeling, form, head, option, page, pictured, problems_of, question, score

ASKED = tuple(form(page(
    "home", feeling(), pictured(), pictured("pictures", "symbols"), question("day", "date"),
    question("drawn", "drawing"), question("words"))).questions())
BY_ID = {q.id: q for q in ASKED}
HELPED = {"helper": "typed"}


def loud(text):
    return text.upper()


def posted(*pairs):
    return page_form(ASKED, loud)(MultiDict(pairs))


def shown(name, answer):
    return KINDS[BY_ID[name].kind].shown(BY_ID[name], answer, loud)


# --- read, shown, counted ------------------------------------------------------------------------------------
def test_what_is_tapped_is_read():
    filled = posted(("feel", "okay"), ("see-mum", "more"), ("see-dad", "less"), ("pictures", "dad"),
                    ("day", "2/1/2027"))
    assert filled.validate(), filled.errors
    assert answers_from(filled, ASKED) == {
        "feel": "okay", "see": ("mum=more", "dad=less"), "pictures": ("dad",), "day": "2027-01-02"}


def test_they_are_shown_in_words_in_the_order_of_the_form():
    assert shown("feel", "bad") == ["NOT GOOD"]
    assert shown("see", ("dad=less", "mum=same")) == ["MUM: THE SAME", "DAD: LESS"]
    assert shown("pictures", ("dad", "mum")) == ["MUM", "DAD"]
    assert shown("day", "2027-01-02") == ["02/01/2027"]
    assert shown("day", "in spring") == ["in spring"]


def test_how_somebody_feels_is_never_counted():
    assert KINDS["feeling"].counted(BY_ID["feel"], "good") is None
    assert not BY_ID["feel"].counted


def test_a_draft_fills_faces_people_and_days_again():
    answers = {"feel": "good", "see": ("mum=more",), "pictures": ("mum",), "day": "2027-01-02"}
    again = page_form(ASKED, loud)(data=answers)
    assert answers_from(again, ASKED) == answers
    assert (again.see.chosen("mum"), again.see.chosen("dad")) == ("more", "")


def test_where_more_and_less_are_both_chosen_the_last_one_counts():
    assert answers_from(posted(("see-mum", "more"), ("see-mum", "less")), ASKED) == {"see": ("mum=less",)}


@pytest.mark.parametrize(("name", "value"), [("feel", "fine"), ("see-mum", "never"), ("pictures", "cat")])
def test_what_is_not_offered_is_refused_in_our_words_and_not_kept(name, value):
    filled = posted((name, value))
    assert not filled.validate()
    assert [NOT_OFFERED.upper()] in filled.errors.values()
    assert answers_from(filled, ASKED) == {}


@pytest.mark.parametrize("typed", ["31.12.2026", "31-12-2026", "31/12/26", " 2026-12-31 "])
def test_a_day_may_be_written_in_several_ways(typed):
    filled = posted(("day", typed))
    assert filled.validate()
    assert answers_from(filled, ASKED) == {"day": "2026-12-31"}


@pytest.mark.parametrize("typed", ["31/02/2026", "next week", "12/2026"])
def test_what_is_no_day_is_said_and_kept(typed):
    filled = posted(("day", typed))
    assert not filled.validate()
    assert filled.errors == {"day": [NO_DATE.upper()]}
    assert answers_from(filled, ASKED) == {"day": typed}


def test_the_page_itself_carries_no_file():
    assert answers_from(posted(("drawn", "a picture")), ASKED) == {}


# --- what is kept --------------------------------------------------------------------------------------------
def test_of_a_list_only_what_is_offered_is_known():
    assert BY_ID["pictures"].known(["mum", "moon"]) == ("mum",)
    assert BY_ID["see"].known(["mum=more", "mum", "moon=more", "dad=never"]) == ("mum=more",)
    assert BY_ID["see"].known(["dad"]) is None
    assert BY_ID["drawn"].known(["a", "b"]) == ("a", "b")
    assert BY_ID["drawn"].known([]) is None
    assert BY_ID["feel"].known(("good", "bad")) is None


# --- pictures and sound --------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["drawing", "photo", "voice"])
def test_pictures_and_sound_need_a_box_for_words_beside_them(kind):
    problem = "page “home”: pictures and sound need a box for words beside them"
    alone = head() + page("home", question("file", kind))
    assert problem in problems_of(alone)
    assert problem_free(alone + question("words", "short"))
    assert problem in problems_of(alone + question("words", "long", 'by = "helper"'))


def problem_free(text):
    return problems_of(text) == []


@pytest.mark.parametrize("kind", ["drawing", "photo", "voice"])
def test_they_are_not_asked_where_the_authority_takes_none(kind):
    asked = form(page("home", question("file", kind), question("words")))
    offered = {media: [q.id for q in Journey(asked, {}, {"media": media}).shown(asked.page("home"))]
               for media in ("yes", "no")}
    assert offered == {"yes": ["file", "words"], "no": ["words"]}


def test_a_question_says_how_many_files_it_takes():
    asked = form(page("home", question("one", "photo", "maximum = 1"), question("usual", "voice"), question("words")))
    assert (asked.question("one").maximum, asked.question("usual").maximum) == (1, 3)


# --- the helper's own ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(("helper", "is_shown"), [
    ("", False), ("nobody", False), ("read", True), ("typed", True), ("interpreter", True), ("advocate", True),
    ("answered", True)])
def test_what_the_helper_saw_is_asked_only_when_somebody_helps(helper, is_shown):
    asked = form(page("home", question("words"), question("seen", extra='by = "helper"')))
    journey = Journey(asked, {"seen": "She smiled."}, {"helper": helper})
    assert ("seen" in journey.kept()) is is_shown
    assert asked.question("seen").by == "helper"


def test_a_helpers_question_may_have_conditions_of_its_own():
    extra = 'by = "helper"\nshow_if = [{ fact = "uasc", any_of = ["yes"] }]'
    asked = form(page("home", question("words"), question("seen", extra=extra)))
    for facts, count in ((HELPED, 1), (HELPED | {"uasc": "yes"}, 2), ({"uasc": "yes"}, 1)):
        assert len(Journey(asked, {}, facts).shown(asked.page("home"))) == count


# --- how it is laid out --------------------------------------------------------------------------------------
def test_a_page_a_question_and_an_option_may_have_a_picture():
    asked = form(page("home", pictured(extra='picture = "family"\nfold = true'),
                      extra='picture = "home"\noffice = true'))
    place, see = asked.page("home"), asked.question("see")
    assert (place.picture, place.office, see.picture, see.fold) == ("home", True, "family", True)
    assert see.option("mum").picture == "mum"


def test_unless_it_is_said_a_page_is_not_for_the_office_and_nothing_is_folded():
    asked = form(page("home", question()))
    assert not asked.page("home").office
    assert not asked.question("words").fold
    assert not asked.question("words").by
    assert not asked.english_only


WRONG = {
    "a feeling needs the faces good, okay, bad": page("home", question("feel", "feeling") + option("good", "Good")),
    "question “see”: every option needs a picture": page("home", question("see", "people") + option("mum", "Mum")),
    "question “say”: every option needs a picture": page("home", question("say", "symbols") + option("mum", "Mum")),
    "question “see”: has no option": page("home", question("see", "people")),
    "drawing has no options": page("home", question() + question("drawn", "drawing") + option("red")),
    "date has no options": page("home", question("day", "date") + option("red")),
    "unknown by “teacher”": page("home", question(extra='by = "teacher"')),
    "office must be true or false": page("home", question(), extra='office = "yes"'),
    "fold must be true or false": page("home", question(extra="fold = 1")),
    "picture “Big Cat” is not lower_snake": page("home", question(), extra='picture = "Big Cat"'),
    "maximum is for short, long and files only": page("home", score(extra="maximum = 2")),
}


@pytest.mark.parametrize("expected", WRONG)
def test_what_is_wrong_with_a_picture_or_a_feeling_is_said_with_its_place(expected):
    found = problems_of(head() + WRONG[expected])
    assert any(expected in problem for problem in found), found


def test_faces_are_never_shown_to_those_of_twelve_and_over():
    found = problems_of(head(voice='"young"', look='"young"') + page("home", feeling()))
    assert any("no faces in the voice “young”" in problem for problem in found)


def test_a_feeling_always_offers_the_quiet_answers_and_pictures_add_none():
    assert [o.key for o in BY_ID["feel"].options] == ["good", "okay", "bad", "not_sure", "not_say"]
    assert [o.key for o in BY_ID["pictures"].options] == ["mum", "dad"]
