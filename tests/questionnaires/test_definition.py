"""A definition is loaded as it is written, and what is wrong with it is said with its place."""
import hashlib

import pytest

from portal.questionnaires import definition
from portal.questionnaires.check import check
from portal.questionnaires.definition import available, latest, load, locked_problems, parse

from .samples import form, head, one, option, page, problems_of, question, score

ON_PICK = 'show_if = [{ question = "pick", any_of = ["red"] }]'


def test_a_form_that_was_asked_before_a_rule_came_is_still_read():
    text = definition.load("child.1").source.replace('id = "end"', 'id = "check"')
    with pytest.raises(definition.DefinitionError, match="taken by the form itself"):
        definition.parse(text)
    assert definition.parse(text, stored=True).page("check")


def test_a_form_keeps_what_its_file_says():
    text = head() + page("home", question("words", extra='help = "Say it."'), extra='sharing = "iro"')
    loaded = parse(text, origin="local")
    assert (loaded.key, loaded.minutes, loaded.origin, loaded.source) == ("sample.1", 2, "local", text)
    assert loaded.checksum == hashlib.sha256(text.encode()).hexdigest()
    assert loaded.page("home").sharing == "iro"
    asked = loaded.question("words")
    assert (asked.help, asked.topic, asked.maximum, asked.counted) == ("Say it.", "home", 10000, False)


def test_a_page_without_sharing_has_none():
    assert not form(page("home", question())).page("home").sharing


def test_unknown_ids_are_key_errors():
    loaded = form(page("home", score()))
    for find in (loaded.page, loaded.question, loaded.question("home_score").option):
        with pytest.raises(KeyError):
            find("3")


def test_a_question_may_have_a_topic_of_its_own():
    loaded = form(page("home", question("words", extra='topic = "school"')))
    assert loaded.question("words").topic == "school"


def test_a_score_always_offers_the_quiet_answers():
    options = form(page("home", score())).question("home_score").options
    assert [option.key for option in options] == ["2", "1", "0", "not_sure", "not_say"]
    assert [option.quiet for option in options] == [False, False, False, True, True]
    assert form(page("home", score())).question("home_score").counted


def test_a_quiet_answer_may_have_words_of_its_own():
    own = score() + option("not_sure", "Hmm", 'flag = "read_first"')
    asked = form(page("home", own)).question("home_score")
    assert (asked.option("not_sure").text, asked.option("not_sure").flag) == ("Hmm", "read_first")
    assert [option.key for option in asked.options].count("not_sure") == 1


def test_yes_no_unsure_has_its_options_unless_given():
    usual = form(page("home", question("ask", "yes_no_unsure"))).question("ask")
    assert [option.key for option in usual.options] == ["yes", "no", "not_sure", "not_say"]
    given = question("ask", "yes_no_unsure") + option("yes") + option("no") + option("not_apply")
    asked = form(page("home", given)).question("ask")
    assert [option.key for option in asked.options] == ["yes", "no", "not_apply"]


@pytest.mark.parametrize(
    ("audience", "extra", "offered"),
    [("child", "", True), ("adult", "", False), ("child", "offer_not_say = false", False),
     ("adult", "offer_not_say = true", True)],
)
def test_children_may_always_decline_to_say(audience, extra, offered):
    quoted = f'"{audience}"'
    loaded = form(page("home", one(extra=extra)), voice=quoted, look=quoted, audience=quoted)
    assert ("not_say" in [option.key for option in loaded.question("pick").options]) is offered


def test_a_flag_may_name_an_option_that_the_engine_adds():
    asked = form(page("home", question("ask", "yes_no_unsure", 'flag = { no = "alarm" }'))).question("ask")
    assert (asked.option("no").flag, asked.option("yes").flag, asked.flag) == ("alarm", "", "")


def test_every_problem_is_said_at_once():
    found = problems_of(head(voice='"loud"', minutes="0") + page("home", question("Words", "essay")))
    assert len(found) == 4
    assert any("unknown voice “loud”" in problem for problem in found)
    assert any("minutes" in problem for problem in found)
    assert any("page “home”, question “Words”: unknown kind “essay”" in problem for problem in found)
    assert any("id “Words” is not lower_snake" in problem for problem in found)


WRONG = {
    "not TOML": "name = ",
    "title is missing": head(title=None) + page("home", question()),
    "version must be text in quotes": head(version="1") + page("home", question()),
    "version “01” is neither": head(version='"01"') + page("home", question()),
    "the form: has no page": head(),
    "page “home”: has no question": head() + page("home"),
    "unknown key “shwo_if”": head() + page("home", question(extra="shwo_if = []")),
    "the form: unknown key “titel”": head(titel='"x"') + page("home", question()),
    "unknown topic “house”": head() + page("home", question(extra='topic = "house"')),
    "unknown sharing “all”": head() + page("home", question(), extra='sharing = "all"'),
    "page “home”: the id is used twice": head() + page("home", question()) + page("home", question("b")),
    "question “words”: the id is used twice": head() + page("home", question(), question()),
    "item “carers”: used by two": head() + page(
        "home", question(extra='item = "carers"'), question("b", extra='item = "carers"')
    ),
    "option “red”: the key is used twice": head() + page("home", one() + option("red")),
    "option “Red One”: the key is not lower_snake": head() + page("home", one() + option("Red One")),
    "option “2”: the key is not lower_snake": head() + page("home", one() + option("2")),
    "question “go”: the id is taken": head() + page("home", question("go")),
    "question “pick”: has no option": head() + page("home", question("pick", "one")),
    "long has no options": head() + page("home", question() + option("red")),
    "a score needs the options 2, 1, 0": head() + page("home", question("s", "score") + option("2")),
    "needs the options yes and no": head() + page("home", question("a", "yes_no_unsure") + option("yes")),
    "only a score can be counted": head() + page("home", one(extra="counted = true")),
    "maximum is for short, long and files only": head() + page("home", one(extra="maximum = 5")),
    "offer_not_say is for one and many only": head() + page("home", score(extra="offer_not_say = true")),
    "flag on unknown option “green”": head() + page("home", one(extra='flag = { green = "alarm" }')),
    "unknown flag “panic”": head() + page("home", one() + option("green", extra='flag = "panic"')),
    "“not_say”: is always quiet": head() + page("home", one() + option("not_say", extra="quiet = false")),
    "only a score or a feeling has faces": head() + page("home", one() + option("green", extra='face = "good"')),
    "a quiet option has no face": head() + page("home", score() + option("not_say", extra='face = "bad"')),
    "no faces in the voice “young”": head(voice='"young"', look='"young"') + page(
        "home", score() + option("not_say", extra='face = "bad"')
    ),
    "look “adult” does not fit voice “child”": head(look='"adult"') + page("home", question()),
    "audience “adult” does not fit voice “child”": head(audience='"adult"') + page("home", question()),
    "unknown placeholder {name} in the question": head() + page("home", question(text="Hello {name}")),
    "unknown placeholder {iro} in the help": head() + page("home", question(extra='help = "{iro!r}"')),
    "a brace without its partner": head() + page("home", question(text="Hello {iro")),
    "text is missing": head() + page("home", question(text=" ")),
}


@pytest.mark.parametrize("expected", WRONG)
def test_what_is_wrong_is_said_with_its_place(expected):
    found = problems_of(WRONG[expected])
    assert any(expected in problem for problem in found), found


def condition(text):
    return head() + page("first", one()) + page("second", question(), extra=f"show_if = [{text}]")


WRONG_CONDITIONS = {
    "unknown question “pik”": '{ question = "pik", any_of = ["red"] }',
    "has no option “green”": '{ question = "pick", any_of = ["green"] }',
    "question “words” is not on an earlier page": '{ question = "words", any_of = ["red"] }',
    "needs either a question or a fact": '{ question = "pick", fact = "uasc", any_of = ["yes"] }',
    "needs any_of or none_of": '{ question = "pick" }',
    "unknown fact “uask”": '{ fact = "uask", any_of = ["yes"] }',
    "the fact uasc is never “maybe”": '{ fact = "uasc", any_of = ["maybe"] }',
    "the fact age is never “ten”": '{ fact = "age", none_of = ["ten"] }',
    "any_of must be a list of texts": '{ question = "pick", any_of = "red" }',
    "unknown key “anyof”": '{ question = "pick", any_of = ["red"], anyof = ["red"] }',
}


@pytest.mark.parametrize("expected", WRONG_CONDITIONS)
def test_a_condition_asks_only_what_can_be_answered(expected):
    found = problems_of(condition(WRONG_CONDITIONS[expected]))
    assert any(expected in problem for problem in found), found


def test_a_condition_may_name_an_option_that_the_engine_adds():
    assert problems_of(condition('{ question = "pick", any_of = ["not_say"] }')) == []


def test_a_question_never_depends_on_its_own_page():
    found = problems_of(head() + page("home", one(), question(extra=ON_PICK)))
    assert found == ["page “home”, question “words”, show_if: question “pick” is not on an earlier page"]


def test_names_the_portal_may_fill_are_allowed():
    assert problems_of(head() + page("home", question(text="Tell {iro} of {authority}"))) == []


def test_the_shelf_refuses_paths_and_unknown_names():
    for find in (load, latest):
        with pytest.raises(KeyError):
            find("../definitions/child.1")


def test_versions_are_ordered_as_numbers(tmp_path, monkeypatch):
    for version in ("1", "2", "10", "2-local.1"):
        text = head(name='"shelf"', version=f'"{version}"') + page("home", question())
        (tmp_path / f"shelf.{version}.toml").write_text(text, "utf-8")
    monkeypatch.setattr(definition, "FOLDER", tmp_path)
    assert available() == ["shelf.1", "shelf.2", "shelf.2-local.1", "shelf.10"]
    assert latest("shelf").version == "10"


def test_a_file_must_be_what_its_name_says(tmp_path, monkeypatch):
    (tmp_path / "other.1.toml").write_text(head() + page("home", question()), "utf-8")
    monkeypatch.setattr(definition, "FOLDER", tmp_path)
    with pytest.raises(definition.DefinitionError, match=r"other\.1\.toml: says that it is sample\.1"):
        load("other.1")


def test_every_shipped_definition_loads_and_meets_our_aims():
    assert available()
    assert [f"{key}: {problem}" for key in available() for problem in check(load(key))] == []


def test_versions_in_use_have_not_changed():
    assert locked_problems() == []


def test_a_changed_or_missing_version_in_use_is_found(tmp_path):
    (tmp_path / "same.1.toml").write_bytes(b"same")
    (tmp_path / "changed.1.toml").write_bytes(b"new")
    keys = ("same.1", "changed.1", "gone.1")
    lock = [f"{key} {hashlib.sha256(key[:-2].encode()).hexdigest()}" for key in keys]
    (tmp_path / "LOCKED").write_text("# in use\n\n" + "\n".join([*lock, "half a line"]), "utf-8")
    found = locked_problems(tmp_path)
    assert [problem.partition(":")[0] for problem in found] == ["changed.1", "gone.1", "LOCKED, line 6"]


def test_the_list_of_versions_in_use_may_not_vanish(tmp_path):
    assert locked_problems(tmp_path) == ["LOCKED is missing"]
