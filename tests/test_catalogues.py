"""The catalogues: exactly what is said today, with every plural, and honest about who has checked them."""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from portal import languages
from portal.catalogues import checked, reading
from portal.languages import OFFERED

ROOT = Path(__file__).parent.parent
CODES = [code for code in OFFERED if code != languages.DEFAULT]


@pytest.fixture(scope="module")
def extracted(tmp_path_factory) -> set:
    """What the code, the templates and the questionnaires say today."""
    pot = tmp_path_factory.mktemp("words") / "messages.pot"
    subprocess.run([sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "translations/babel.cfg",
                    "-o", str(pot), "."], cwd=ROOT, check=True)
    with pot.open("rb") as file:
        return {(m.context, m.id) for m in read_po(file) if m.id}


@pytest.mark.parametrize("code", CODES)
def test_a_catalogue_holds_exactly_what_is_said_today(code, extracted):
    held = {(m.context, m.english[0] if len(m.english) == 1 else m.english)
            for m in reading.load(code).messages.values()}
    assert sorted(map(str, extracted - held)) == [], "run `make catalogues` and translate what is new"
    assert sorted(map(str, held - extracted)) == [], "run `make catalogues`"


@pytest.mark.parametrize("code", CODES)
def test_the_header_says_honestly_whether_the_translation_is_checked(code):
    status = "checked." if checked.is_checked(code) else "draft. Not yet checked by a qualified translator."
    assert reading.load(code).status.startswith(status)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("n", [0, 1, 2, 3, 11, 100])
def test_every_number_of_days_has_a_plural_that_can_be_read(code, n):
    with languages.speaking(code):
        text = languages.ngettext("in {n} day", "in {n} days", n)
    assert "{" not in text and text
    assert text not in (f"in {n} day", f"in {n} days")
    assert str(n) in text or n in (0, 1, 2)  # “in a day”, “in two days” may be words


def test_a_translation_with_a_faulty_placeholder_does_not_lose_the_page(monkeypatch):
    class Faulty:
        def gettext(self, _message):
            return "Hallo {nobody}"

    monkeypatch.setattr(languages, "catalogue", lambda code: Faulty())
    assert languages.gettext("Hello {name}", name="Ada") == "Hello Ada"
