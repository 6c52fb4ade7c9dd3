"""Nineteen languages in a real browser: nothing clipped, nothing on top of anything else, nothing in English.

`make test` looks at a few pages in every language; PORTAL_HOSTILE=1 at every page a respondent can come by.
"""
from __future__ import annotations

import re

import pytest

from portal.catalogues import reading
from tests.support import make
from tests.support.clipping import clipped
from tests.support.crawl import Crawl
from tests.support.looking import OPEN_HELP, Window
from tests.support.walk import Walk

pytestmark = pytest.mark.once  # no engine can change a page’s HTML
CODES = reading.codes()
each = pytest.mark.parametrize("code", CODES)


@pytest.fixture
def world(app):
    with app.app_context():
        yield make.world()


@pytest.fixture
def window(client, browser):
    return Window(client, browser("phone"))


def faults_of(window, where: str, page, help_too: bool = False) -> list[str]:
    window.size("phone")
    window.show(where, page)
    found = clipped(window.page)
    if help_too:
        window.page.evaluate(OPEN_HELP)
        found += [f"with help open: {fault}" for fault in clipped(window.page)]
    return [f"{where}: {fault}" for fault in found]


@each
def test_no_word_is_clipped_on_the_pages_seen_most(app, world, window, code):
    faults = []
    for where, page in some_pages(app, world, code):
        faults += faults_of(window, where, page, help_too=where == "welcome")
    assert not faults, "\n".join(faults)


def some_pages(app, world, code: str):
    """Before the link is opened, the welcome, ways, topics, a topic with a mistake, and the check page."""
    review = world.review(world.child(language=code))
    world.invite()
    walk = Walk(app.test_client(), world.link(world.invitation(review)))
    walk.client.get(walk.link)
    yield "link", walk.client.page
    walk.press()
    yield "welcome", walk.client.page
    walk.start()
    yield "way", walk.client.page
    walk.press("next", way="topics")
    yield "topics", walk.client.page
    walk.press("next", topics=["home", "parents", "feelings"])
    walk.press("next", home_words="9" * 20_001)
    yield "home, too long", walk.client.page
    walk.press("next", home_score="1", home_words="…")
    walk.to_check()
    yield "check", walk.client.page
    walk.press("send")
    yield "done", walk.client.page


@pytest.mark.hostile
@each
def test_no_word_is_clipped_on_any_page(app, world, window, code):
    seen, faults = 0, []
    for where, page in Crawl(app, world).pages(code):
        seen += 1
        faults += faults_of(window, where, page, help_too=where == "welcome")
    print(f"{code}: {seen} pages at 360 px, {len(faults)} faults")
    assert not faults, "\n".join(faults)
    assert seen > 100


@pytest.mark.parametrize(("html", "fault"), [
    ("<button style='width: 60px; overflow: hidden; white-space: nowrap'>A long word here</button>", "cut off"),
    ("<p style='position: absolute; top: 40px'>One line</p><p style='position: absolute; top: 44px'>Another</p>",
     "lie on each other"),
    ("<p style='position: absolute; left: 340px; white-space: nowrap'>Out of the page</p>", "sticks out"),
    ("<label style='display: block; width: 50px'><span style='white-space: nowrap'>Wider than it</span></label>",
     "wider")])
def test_what_is_planted_is_found(browser, html, fault):
    page = browser("phone")
    page.set_content(f"<meta name=viewport content='width=device-width'><body style='margin: 0'>{html}")
    assert any(re.search(fault, found) for found in clipped(page)), clipped(page)
