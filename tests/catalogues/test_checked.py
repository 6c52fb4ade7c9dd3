"""Who checked what is written down, held to what they checked, and seen before anybody is asked."""
from __future__ import annotations

import shutil

import pytest

from portal import languages, offered
from portal.catalogues import back, checked, glossary, reading

BY = "Selam T., DPSI"


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A copy of the Arabic and the Polish translations, to be signed and changed."""
    for code in ("ar", "pl"):
        shutil.copytree(offered.FOLDER / code, tmp_path / code)
    for module in (offered, checked, glossary, back):
        monkeypatch.setattr(module, "FOLDER", tmp_path)
    monkeypatch.setattr(languages, "OFFERED", {c: languages.OFFERED[c] for c in ("en", "ar", "pl")})
    monkeypatch.setattr(reading, "OFFERED", languages.OFFERED)
    checked.forget()
    back.rows.cache_clear()
    yield tmp_path
    checked.forget()
    back.rows.cache_clear()
    glossary.of.cache_clear()


def run(app, *command: str):
    return app.test_cli_runner().invoke(args=["translations", *command])


def test_a_translation_is_a_draft_until_somebody_has_checked_it(shelf, app):
    assert {part.state for part in checked.status("ar").values()} == {"draft"}
    assert not checked.is_checked("ar", "child") and checked.is_checked("en")
    assert "draft" in run(app, "status").output


def test_a_part_that_was_checked_names_by_whom_and_when(shelf, app):
    said = run(app, "checked", "ar", "child", "pages", "leaflets", "--by", BY, "--on", "2027-03-01")
    assert said.exit_code == 0, said.output
    assert checked.status("ar")["child"].words == f"checked by {BY} on 2027-03-01"
    assert checked.is_checked("ar", "child") and not checked.is_checked("ar", "young")
    assert checked.status("pl")["child"].state == "draft"
    assert f"checked by {BY} on 2027-03-01" in run(app, "status").output


def test_a_comma_changed_afterwards_makes_it_a_draft_again(shelf, app):
    run(app, "checked", "ar", "--by", BY, "--on", "2027-03-01")
    assert checked.is_checked("ar")
    file = languages.file_of("ar")
    said = f'msgstr "{reading.load("ar").messages[None, "Next"].texts[0]}'
    file.write_text(file.read_text("utf-8").replace(f'{said}"', f'{said}،"'), "utf-8")
    checked.forget()
    assert checked.status("ar")["pages"].state == "changed"
    assert "changed since" in checked.status("ar")["pages"].words
    assert not checked.is_checked("ar", "child")


def test_the_header_says_checked_only_when_every_part_is(shelf, app):
    run(app, "checked", "ar", "child", "--by", BY)
    assert reading.load("ar").status.startswith("draft")
    run(app, "checked", "ar", "--by", BY)
    assert reading.load("ar").status.startswith("checked")


@pytest.mark.parametrize("command", [("checked", "xx", "--by", BY), ("checked", "ar", "nothing", "--by", BY),
                                     ("checked", "ar", "child"), ("check", "en")])
def test_a_slip_is_refused_in_words_and_nothing_is_written(shelf, app, command):
    said = run(app, *command)
    assert said.exit_code == 2 and "Error" in said.output
    assert not (shelf / "ar" / "checked.toml").exists()


def test_what_was_read_back_counts_only_for_the_words_of_today(shelf):
    held = reading.load("ar").messages[None, "Next"]
    row = f'"","Next","{held.texts[0]}","Next","",""\n"","Back","something else","Away","sense",""\n'
    (shelf / "ar" / "back.csv").write_text(",".join(back.COLUMNS) + "\n" + row, "utf-8")
    back.rows.cache_clear()
    summary = back.summary("ar")
    assert (summary.read, summary.found, summary.mended, summary.left) == (1, 1, 0, 0)


def test_a_difference_that_was_left_is_counted_until_its_words_change(shelf):
    held = reading.load("ar").messages[None, "Next"]
    row = f'"","Next","{held.texts[0]}","After","tone",""\n'
    (shelf / "ar" / "back.csv").write_text(",".join(back.COLUMNS) + "\n" + row, "utf-8")
    back.rows.cache_clear()
    assert back.summary("ar").left == 1


def test_a_difference_of_no_known_kind_is_refused(shelf):
    (shelf / "ar" / "back.csv").write_text(",".join(back.COLUMNS) + '\n"","Next","x","y","odd",""\n', "utf-8")
    back.rows.cache_clear()
    with pytest.raises(ValueError, match="odd"):
        back.rows("ar")


def test_today_every_catalogue_is_honestly_a_draft():
    """Nobody qualified has checked any of them yet: when somebody has, this test changes with checked.toml."""
    assert {code: checked.is_checked(code) for code in reading.codes()} == dict.fromkeys(reading.codes(), False)
