"""No English on another language's page: held with a language in which every letter is a wide one."""
from __future__ import annotations

import re

import pytest

from portal import languages
from portal.catalogues import reading
from portal.catalogues.faults import LATIN
from portal.languages import Language
from tests.support import make
from tests.support.crawl import Crawl
from tests.support.page import Page

WIDE = {ord(c): chr(ord(c) + 0xFEE0) for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"}
REFERENCE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")
SHOWN = ("alt", "title", "aria-label", "placeholder")
# Names stay as they are; days and months come from Babel, which knows no wide letters.
NAMES = """English Polski Childline Ada Okoro Ellie Yusuf Sam Northmoor Council Speak Up Help at Hand
Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March""".split()


class WideTranslations:
    """Every message in wide letters; placeholders stay."""

    def gettext(self, message: str) -> str:
        return "".join(part if part.startswith("{") else part.translate(WIDE)
                       for part in re.split(r"({\w+})", message))

    def pgettext(self, _context: str, message: str) -> str:
        return self.gettext(message)

    def ngettext(self, one: str, many: str, n: int) -> str:
        return self.gettext(one if n == 1 else many)


@pytest.fixture
def wide(monkeypatch):
    """The wide language, offered beside the others, from right to left."""
    offered = languages.OFFERED | {"xx": Language("xx", "ar-x-wide", "Ｗｉｄｅ", "Wide", "rtl", locale="en_GB")}
    monkeypatch.setattr(languages, "OFFERED", offered)
    monkeypatch.setattr("portal.offered.OFFERED", offered)
    monkeypatch.setattr("portal.web.respond.OFFERED", offered)
    real = languages.catalogue
    monkeypatch.setattr(languages, "catalogue", lambda code: WideTranslations() if code == "xx" else real(code))
    return offered["xx"]


def english_in(page) -> list[str]:
    """Words in plain Latin letters that a reader of the page could meet."""
    pieces = [text for element, text in page.texts() if not _marked_english(page, element)]
    pieces += [element.get(name) for element in page.all() for name in SHOWN if element.get(name)]
    found = [word for piece in pieces for word in re.findall(r"[A-Za-z]{2,}", REFERENCE.sub("", piece))
             if word not in NAMES and not any(word in language.name for language in languages.OFFERED.values())]
    return sorted(set(found))


def _marked_english(page, element) -> bool:
    """Words that are meant to be English, and say so to a screen reader: what to tell a helpline."""
    return any(e.get("lang") == "en" for e in (element, *page.above(element)) if e.tag != "html")


def test_every_page_of_every_form_is_wholly_in_the_language_of_its_reader(app, wide):
    with app.app_context():
        seen = dict(Crawl(app, make.world()).pages("xx"))
    leaks = {where: english_in(page) for where, page in seen.items() if english_in(page)}
    assert leaks == {}
    wrong = {where for where, page in seen.items()
             if (page.root.get("lang"), page.root.get("dir")) != ("ar-x-wide", "rtl")}
    assert wrong == set()
    assert len(seen) > 100


# --- the real languages: one of them here, all of them with PORTAL_HOSTILE=1 -----------------------------------
def english_said(page, code: str) -> list[str]:
    """English messages of the catalogue that a reader of the page meets; where letters tell, any English word."""
    ours = {m.english[0] for m in reading.load(code).messages.values() if m.english[0] not in m.texts}
    pieces = [" ".join(text.split()) for element, text in page.texts() if not _marked_english(page, element)]
    pieces += [element.get(name) for element in page.all() for name in SHOWN if element.get(name)]
    long = [message for message in ours if message.count(" ") > 1 and "{" not in message]
    found = [piece for piece in pieces if piece in ours] + [m for m in long for piece in pieces if m in piece]
    return sorted(set(found)) + ([] if code in LATIN else [w for w in english_in(page) if w not in LEFT])


LEFT = ["IRO", "advocate", "guardian", "section", "staying", "put", "pathway", "plan"]  # in brackets: people hear them


@pytest.mark.parametrize("code", [pytest.param(code, marks=[] if code == "ti" else pytest.mark.hostile)
                                  for code in reading.codes()])
def test_no_page_error_or_message_of_a_language_holds_an_english_message(app, code):
    language = languages.OFFERED[code]
    with app.app_context():
        seen = dict(Crawl(app, make.world()).pages(code))
    said = {where: english_said(page, code) for where, page in seen.items()}
    assert {where: found for where, found in said.items() if found} == {}
    other = {where for where, page in seen.items()
             if (page.root.get("lang"), page.root.get("dir")) != (language.tag, language.dir)}
    assert other == set() and len(seen) > 100
    print(f"{code}: {len(seen)} pages, none with English")


def test_an_english_message_on_another_languages_page_is_found():
    page = Page('<html lang="ti" dir="ltr"><body><p>ሰላም</p><p>What you send goes to Ada.</p><p>Next</p></body></html>')
    assert english_said(page, "ti")
    assert english_said(Page('<html lang="vi"><body><button>Next</button></body></html>'), "vi") == ["Next"]


def test_the_error_pages_are_in_the_language_of_the_reader(app, wide):
    from portal import errors

    with app.test_request_context("/"):
        languages.speak("xx")
        for code in (400, 403, 404, 405, 410, 413, 429, 500, 503):
            title, message = errors.words_for(code)
            assert not re.search("[A-Za-z]{2,}", title + message), code


def test_an_error_before_any_view_speaks_the_links_language_else_the_browsers(client, wide):
    client.get("/xx/no-such-page-here")
    assert client.page.root.get("lang") == "ar-x-wide"
    client.get("/nothing/of/ours", headers={"Accept-Language": "xx"})
    assert client.page.root.get("lang") == "ar-x-wide"
    client.get("/nothing/of/ours")
    assert client.page.root.get("lang") == "en"
