"""The catalogues: fresh, complete, with the same placeholders, and honest about who has checked them."""
from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from portal import languages
from portal.languages import OFFERED

ROOT = Path(__file__).parent.parent
CODES = [code for code in OFFERED if code != languages.DEFAULT]
SAME_EVERYWHERE = {"Childline", "Help at Hand"}


def catalogue(code: str):
    with (languages.FOLDER / code / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=code)


@pytest.fixture(scope="module")
def extracted(tmp_path_factory) -> set:
    """What the code, the templates and the questionnaires say today."""
    pot = tmp_path_factory.mktemp("words") / "messages.pot"
    subprocess.run([sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "translations/babel.cfg",
                    "-o", str(pot), "."], cwd=ROOT, check=True)
    with pot.open("rb") as file:
        return {(m.context, m.id) for m in read_po(file) if m.id}


def strings(message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"{(\w*)}", text))


@pytest.mark.parametrize("code", CODES)
def test_a_catalogue_holds_exactly_what_is_said_today(code, extracted):
    held = {(m.context, m.id) for m in catalogue(code) if m.id}
    assert sorted(map(str, extracted - held)) == [], "run `make catalogues` and translate what is new"
    assert sorted(map(str, held - extracted)) == [], "run `make catalogues`"


@pytest.mark.parametrize("code", CODES)
def test_every_message_is_translated_and_none_is_guessed(code):
    assert [m.id for m in catalogue(code) if m.id and (m.fuzzy or not all(strings(m)))] == []


@pytest.mark.parametrize("code", CODES)
def test_placeholders_are_those_of_the_english(code):
    wrong = []
    for message in catalogue(code):
        if message.id:
            allowed = placeholders(message.id if isinstance(message.id, str) else message.id[1])
            for text in strings(message):
                plural_form = not isinstance(message.id, str)  # “one day” may leave out its number
                if placeholders(text) != allowed and not (plural_form and placeholders(text) <= allowed):
                    wrong.append((message.id, text))
    assert wrong == []


@pytest.mark.parametrize("code", CODES)
def test_no_message_is_a_copy_of_the_english_or_has_loose_ends(code):
    faults = []
    for message in catalogue(code):
        for text in strings(message) if message.id else []:
            ids = [message.id] if isinstance(message.id, str) else message.id
            copied = text in ids and text not in SAME_EVERYWHERE and re.search("[A-Za-z]{3}", text)
            if copied or text != text.strip() or re.search(r"['\"]|  ", text):
                faults.append(text)
    assert faults == []


@pytest.mark.parametrize("code", CODES)
def test_the_header_says_honestly_whether_the_translation_is_checked(code):
    status = r"^# STATUS: (draft\. Not yet checked by a qualified translator|checked by .+ on \d{4}-\d\d-\d\d)"
    assert re.search(status, catalogue(code).header_comment, re.MULTILINE)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("n", [0, 1, 2, 3, 11, 100])
def test_every_number_of_days_has_a_plural_that_can_be_read(code, n):
    with languages.speaking(code):
        text = languages.ngettext("in {n} day", "in {n} days", n)
    assert "{" not in text and text
    assert not re.search("[A-Za-z]{2,}", text) or code not in ("ar",)


def test_a_translation_with_a_faulty_placeholder_does_not_lose_the_page(monkeypatch):
    class Faulty:
        def gettext(self, _message):
            return "Hallo {nobody}"

    monkeypatch.setattr(languages, "catalogue", lambda code: Faulty())
    assert languages.gettext("Hello {name}", name="Ada") == "Hello Ada"
