"""Each kind of answer: its field, what is read from it, how it is shown and counted."""
import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from portal.questionnaires.forms import answers_from, page_form
from portal.questionnaires.kinds import KINDS, NOT_OFFERED, TOO_LONG

from .samples import feeling, form, one, page, pictured, question, score

ASKED = tuple(
    form(
        page(
            "home", score(), one(), one("several", "many"), question("sure", "yes_no_unsure"),
            question("name", "short", "maximum = 5\nhelp = \"One word.\""), question("story"),
            feeling(), pictured(), pictured("pictures", "symbols"), question("day", "date"),
            question("drawn", "drawing"), question("photos", "photo"), question("spoken", "voice"),
        )
    ).questions()
)
BY_ID = {q.id: q for q in ASKED}


def loud(text):
    return text.upper()


def posted(*pairs, words=loud):
    return page_form(ASKED, words)(MultiDict(pairs))


def test_the_sample_has_every_kind():
    assert {q.kind for q in ASKED} == set(KINDS)


def test_nothing_is_required():
    blank = posted()
    assert blank.validate(), blank.errors
    assert answers_from(blank, ASKED) == {}


def test_what_is_posted_is_read():
    filled = posted(
        ("home_score", "2"), ("pick", "red"), ("several", "blue"), ("several", "red"), ("several", "blue"),
        ("sure", "not_sure"), ("name", "Ada"), ("story", "\r\nOne\r\n two \r\n\r\n"),
    )
    assert filled.validate(), filled.errors
    assert answers_from(filled, ASKED) == {
        "home_score": "2", "pick": "red", "several": ("blue", "red"), "sure": "not_sure", "name": "Ada",
        "story": "One\n two ",
    }


def test_a_draft_fills_the_form_again():
    answers = {"home_score": "0", "several": ("red",), "story": "So."}
    again = page_form(ASKED, loud)(data=answers)
    assert answers_from(again, ASKED) == answers
    assert 'checked' in str(list(again.several)[0]())


def test_labels_choices_and_help_are_in_the_readers_words():
    blank = posted()
    assert blank.home_score.label.text == "WHAT SHOULD WE KNOW?"
    assert [str(choice.label.text) for choice in blank.home_score] == [
        "GOOD", "OK", "BAD", "I’M NOT SURE", "I DON’T WANT TO SAY",
    ]
    assert blank.name.description == "ONE WORD."


def test_an_empty_help_is_never_looked_up():
    asked = []
    page_form(ASKED, lambda text: asked.append(text) or text)()
    assert "" not in asked


def test_choices_are_radio_buttons_and_checkboxes():
    blank = posted()
    for name in ("home_score", "pick", "sure", "several"):
        kind = "checkbox" if name == "several" else "radio"
        assert all(f'type="{kind}"' in str(choice()) for choice in blank[name])
    assert str(blank.several()).startswith("<ul")


@pytest.mark.parametrize("name", ["home_score", "pick", "several", "sure"])
def test_an_answer_that_is_not_offered_is_refused_in_our_words(name):
    filled = posted((name, "moon"))
    assert not filled.validate()
    assert filled.errors == {name: [NOT_OFFERED.upper()]}
    assert answers_from(filled, ASKED) == {}


def test_too_long_a_text_says_how_much_too_long_and_loses_nothing():
    filled = posted(("name", "\r\nAda Lovelace\r\n"))
    assert not filled.validate()
    assert filled.errors == {"name": [TOO_LONG.upper() + " 7"]}
    assert filled.name.data == "\nAda Lovelace\n"
    assert answers_from(filled, ASKED) == {"name": "Ada Lovelace"}


def test_a_text_of_just_the_right_length_fits():
    assert posted(("name", "\r\nAdaLo\r\n")).validate()
    assert posted(("story", "a\r\n" * 5000)).validate()


def test_messages_are_looked_up_when_they_are_raised():
    asked = []
    filled = posted(("name", "too long"), ("pick", "moon"), words=lambda text: asked.append(text) or text)
    assert not {TOO_LONG, NOT_OFFERED} & set(asked)
    filled.validate()
    assert {TOO_LONG, NOT_OFFERED} <= set(asked)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (None, None), ("", None), (" \n\t\r\n", None), ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\x00b\ud800c", "a\ufffdb\ufffdc"), ("\n \n  indented\n\n", "  indented"), (" . ", " . "),
        ("a\n\n\nb", "a\n\n\nb"), ("سلام 👩‍👧", "سلام 👩‍👧"),
    ],
)
def test_texts_are_kept_as_they_were_typed(typed, read):
    assert KINDS["long"].read(typed) == read
    assert KINDS["short"].read(typed) == read


@given(st.text(st.characters() | st.sampled_from("\r\n\x00\ud800 "), max_size=200))
def test_any_text_can_be_stored_and_read_again(typed):
    read = KINDS["long"].read(typed)
    assert KINDS["long"].read(read) == read
    if read is not None:
        assert "\r" not in read
        assert "\x00" not in read
        assert read.encode("utf-8")
        assert read.strip()


def test_an_answer_is_shown_in_words():
    def shown(name, answer):
        return KINDS[BY_ID[name].kind].shown(BY_ID[name], answer, loud)

    assert shown("home_score", "not_sure") == ["I’M NOT SURE"]
    assert shown("several", ("blue", "red")) == ["RED", "BLUE"]
    assert shown("story", "As I said.") == ["As I said."]
    assert shown("pick", "moon") == ["moon"]
    assert [shown(name, None) for name in ("pick", "several", "story")] == [[], [], []]


def test_only_scores_are_counted_and_quiet_answers_are_not():
    kind, asked = KINDS["score"], BY_ID["home_score"]
    counted = [kind.counted(asked, answer) for answer in ("2", "1", "0", "not_sure", "not_say", "7", None)]
    assert counted == [2, 1, 0, None, None, None, None]
    uncounted = form(page("home", score(extra="counted = false"))).question("home_score")
    assert kind.counted(uncounted, "2") is None
    assert KINDS["one"].counted(BY_ID["pick"], "2") is None


def test_kinds_know_whether_they_are_texts():
    assert {name for name, kind in KINDS.items() if kind.is_text} == {"short", "long"}
