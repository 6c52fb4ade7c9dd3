"""The leaflets: each can be used, is easy to read, and what is wrong with one is said."""
from __future__ import annotations

from io import BytesIO

import pytest

from portal.leaflets import shelf
from portal.leaflets.shelf import LeafletError
from portal.questionnaires import words
from portal.questionnaires.words import reading_grade, sentences_of, word_count

HIGHEST_AGE = {"child": 8, "adult": 9}
GOOD = """
name = "trip"
voice = "child"
title = "A trip"
short = "Where to go."
[[part]]
title = "By bus"
text = ["Take the bus."]
items = ["It is red.", "Take the bus."]
"""


@pytest.fixture(params=shelf.available())
def leaflet(request) -> shelf.Leaflet:
    return shelf.load(request.param)


def sentences(leaflet: shelf.Leaflet) -> list[str]:
    return [one for _place, role, text in leaflet.texts() if role != "title" for one in sentences_of(text)]


def problems(text: str) -> list[str]:
    with pytest.raises(LeafletError) as error:
        shelf.parse(text)
    return error.value.problems


# --- what is on the shelf --------------------------------------------------------------------------
def test_every_file_is_a_leaflet_of_the_list():
    assert {path.stem for path in shelf.FOLDER.iterdir()} == set(shelf.available())


def test_no_leaflet_has_a_sentence_of_more_than_15_words(leaflet):
    assert [one for one in sentences(leaflet) if word_count(one) > words.LONGEST_SENTENCE] == []


def test_every_leaflet_can_be_read_at_the_age_of_its_readers(leaflet):
    pytest.importorskip("textstat")
    age = reading_grade(sentences(leaflet)) + words.GRADE_TO_AGE
    assert age <= HIGHEST_AGE[leaflet.voice]


def test_no_leaflet_for_children_has_a_word_that_is_hard_for_them(leaflet):
    hard = [match.group() for _place, _role, text in leaflet.texts() for pattern in (words.HARD, words.CONTACT)
            for match in pattern.finditer(text)]
    assert leaflet.voice != "child" or hard == []


def test_every_leaflet_fits_a_sheet_of_paper(leaflet):
    assert 120 <= sum(word_count(one) for one in sentences(leaflet)) <= 240


def test_children_are_told_what_happens_to_what_they_say():
    text = " ".join(text for _place, _role, text in shelf.load("privacy").texts())
    for told in ("goes to your reviewing officer", "A judge, your guardian and your file", "must act",
                 "until after your next review", "No computer decides", "change what you wrote", "add to it",
                 "show it to you", "complain", "advocate"):
        assert told in text


def test_an_unknown_leaflet_is_not_looked_for():
    for name in ("nothing", "../../LICENSE", ""):
        with pytest.raises(KeyError):
            shelf.load(name)


def test_a_file_that_says_it_is_another_leaflet_is_refused(tmp_path, monkeypatch):
    (tmp_path / "iro.toml").write_text(GOOD, "utf-8")
    monkeypatch.setattr(shelf, "FOLDER", tmp_path)
    with pytest.raises(LeafletError, match="iro.toml: says that it is trip"):
        shelf.load.__wrapped__("iro")


# --- what is wrong with one --------------------------------------------------------------------------
def test_a_leaflet_that_is_right_is_taken():
    leaflet = shelf.parse(GOOD)
    assert (leaflet.name, leaflet.voice, leaflet.parts[0].items[0]) == ("trip", "child", "It is red.")


@pytest.mark.parametrize(("right", "wrong", "said"), [
    ('voice = "child"', 'voice = "young"', "the leaflet: unknown voice “young”: must be one of child, adult"),
    ('title = "A trip"\n', "", "the leaflet: title is missing"),
    ('short = "Where to go."\n', "", "the leaflet: short is missing"),
    ('name = "trip"', 'name = "A trip"', "the leaflet: name “A trip” is not lower_snake"),
    ("[[part]]", "[[parts]]", "the leaflet: has no part"),
    ('text = ["Take the bus."]', "text = []", "part 1: text must be a list of texts"),
    ("items =", "item =", "part 1: unknown key “item”"),
    ("It is red.", "It is {iro}.", "part “By bus”: the item has a placeholder"),
    ("It is red.", "It's red.", "part “By bus”: the item has straight quotes: It's red."),
    ('text = ["Take the bus."]\nitems = ["It is red.", "Take the bus."]', "", "part 1: has neither text nor items"),
    ('name = "trip"', "name = trip", "not TOML"),
])
def test_a_bad_leaflet_says_what_is_wrong_and_where(right, wrong, said):
    assert right in GOOD
    assert any(said in problem for problem in problems(GOOD.replace(right, wrong)))


def test_all_that_is_wrong_is_said_at_once():
    assert len(problems('voice = "x"\ncolour = "red"')) == 6


# --- for the translators -------------------------------------------------------------------------------
def test_translators_are_given_each_text_once_in_the_voice_of_the_leaflet():
    found = list(shelf.extract(BytesIO(GOOD.encode()), [], [], {}))
    assert [(line, context, text) for line, _f, (context, text), _c in found] == [
        (4, "child", "A trip"), (5, "child", "Where to go."), (7, "child", "By bus"),
        (8, "child", "Take the bus."), (9, "child", "It is red.")]
    assert found[0][3] == ["leaflet trip: title"]
