"""What translators are handed, and how hard a form is to read."""
import io
import sys

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS
from babel.messages.extract import extract as babel_extract

from portal.questionnaires.check import check, report
from portal.questionnaires.definition import DefinitionError
from portal.questionnaires.kinds import NOT_OFFERED, TOO_LONG
from portal.questionnaires.words import extract, measure, messages, sentences_of, word_count

from .samples import form, head, one, page, question, score

TEXT = head() + page("home", score(), question("story", extra='help = "Say it."'), extra='intro = "Hello."')


def asking(text, **changes):
    return form(page("home", question(text=text)), **changes)


def extracted(text):
    return list(extract(io.BytesIO(text.encode()), DEFAULT_KEYWORDS, [], {}))


def test_every_text_goes_to_the_translators_once_in_its_voice():
    found = extracted(TEXT)
    assert {name for _line, name, _message, _comments in found} == {"pgettext"}
    assert {voice for _line, _name, (voice, _text), _comments in found} == {"child"}
    texts = [text for _line, _name, (_voice, text), _comments in found]
    assert sorted(texts) == sorted({
        "Your say", "Where you live", "Hello.", "What should we know?", "Good", "OK", "Bad", "Say it.",
        "I’m not sure", "I don’t want to say", NOT_OFFERED, TOO_LONG,
    })


def test_only_what_a_form_can_say_is_handed_over():
    texts = list(messages(form(page("home", question()))))
    assert TOO_LONG in texts
    assert NOT_OFFERED not in texts
    assert "I’m not sure" not in texts


def test_the_translators_find_the_line():
    lines = {text: line for line, _name, (_voice, text), _comments in extracted(TEXT)}
    assert 'text = "Bad"' in TEXT.splitlines()[lines["Bad"] - 1]
    assert 'intro = "Hello."' in TEXT.splitlines()[lines["Hello."] - 1]


def test_babel_takes_them_with_their_context():
    found = list(babel_extract("portal.questionnaires.words:extract", io.BytesIO(TEXT.encode())))
    assert ("Say it.", "child") in {(message[1] if isinstance(message, tuple) else message, context)
                                    for _line, message, _comments, context in found}


def test_a_broken_definition_stops_the_extraction():
    with pytest.raises(DefinitionError):
        extracted(head())


def test_sentences_are_told_apart():
    assert sentences_of("One. “Two?” Three\nFour 3.5") == ["One.", "“Two?", "Three", "Four 3.5"]
    assert word_count("It is – well – don’t ask") == 5


def test_a_long_sentence_is_found():
    assert check(asking("go " * 15)) == []
    (problem,) = check(asking("go " * 16))
    assert problem.startswith("page “home”, question “words”: a sentence in the question has 16 words")


@pytest.mark.parametrize(
    "text",
    ["How are contact visits?", "Tell us about your placements.", "And your siblings?", "Your LAC nurse?"],
)
def test_words_of_the_office_are_kept_from_children(text):
    measured = measure(asking(text))
    assert measured.hard_words
    assert any("is hard for a child" in problem for problem in measured.problems)


LITTLE = {"voice": '"little"', "look": '"little"'}


def test_for_the_youngest_a_line_has_eight_words():
    assert not measure(asking("go " * 8, **LITTLE)).problems
    (problem,) = measure(asking("go " * 9, **LITTLE)).problems
    assert "9 words, more than 8" in problem
    assert "longest line 8 words" in report(asking("go " * 8, **LITTLE))


def test_a_form_for_professionals_is_not_handed_to_the_translators():
    assert extracted(TEXT)
    assert extracted(head(english_only="true") + page("home", score())) == []


@pytest.mark.parametrize(("only", "is_found"), [("false", True), ("true", False)])
def test_professionals_may_read_longer_words(only, is_found):
    adult = {"voice": '"adult"', "look": '"adult"', "audience": '"adult"', "english_only": only}
    found = measure(asking("Has the school sent the education report for the review?", **adult))
    assert 9 < found.reading_age < 13
    assert bool(found.problems) is is_found


def test_hard_words_are_found_in_options_too():
    hard = form(page("home", one().replace("Blue", "Respite")))
    assert measure(hard).hard_words == ("respite",)


def test_to_contact_somebody_is_plain_english():
    assert measure(asking("You can contact {iro} to contact us.")).hard_words == ()


def test_adults_may_read_words_of_the_office():
    adult = {"voice": '"adult"', "look": '"adult"', "audience": '"adult"'}
    assert measure(asking("How is the placement?", **adult)).hard_words == ()


def test_typewriter_marks_are_found():
    found = check(asking("Don't  wait..."))
    assert [problem.partition(": ")[2].partition(";")[0] for problem in found] == [
        "a straight quote or apostrophe", "three dots", "two blanks in a row in the question",
    ]


HEAVY = "Considerable administrative complexities necessitate interdepartmental deliberation annually."


@pytest.mark.parametrize("voice", ["child", "young", "adult"])
def test_the_reading_age_is_measured(voice):
    audience = "adult" if voice == "adult" else "child"
    changes = {"voice": f'"{voice}"', "look": f'"{voice}"', "audience": f'"{audience}"'}
    easy = measure(asking("Is it good to live here? Tell us what you like.", **changes))
    assert easy.grade is not None, "textstat cannot be imported: it needs setuptools below 81 (pkg_resources)"
    assert easy.reading_age < 10
    assert not easy.problems
    assert any("reading age" in problem for problem in check(asking(HEAVY, **changes)))


def test_without_textstat_the_rest_is_still_checked(monkeypatch):
    monkeypatch.setitem(sys.modules, "textstat", None)
    heavy = asking(HEAVY + " Don't.")
    assert len(check(heavy)) == 1
    assert measure(heavy).reading_age is None
    assert "reading age not measured" in report(heavy)


def test_the_report_says_what_was_measured():
    said = report(asking("How are your siblings?"))
    assert said.startswith("sample.1: 1 screens (at most 1), 5 taps, about 2 minutes on the usual way (it promises 2)")
    assert "longest line" not in said
    assert "longest sentence 4 words" in said
    assert "hard words siblings" in said
