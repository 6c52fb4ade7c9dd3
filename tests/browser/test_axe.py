"""axe finds nothing on any page a person can come by: phone and desktop, English and Arabic."""
from __future__ import annotations

import re

import pytest

from portal.extensions import db
from portal.people.models import Staff
from portal.people.passwords import make_one_use_link
from tests.support import make
from tests.support.browser import SIZES, axe
from tests.support.crawl import Crawl
from tests.support.walk import Walk

# The engine cannot change a page’s HTML: once is enough.
pytestmark = pytest.mark.once


class Shelf:
    """Pages that the test client was given, served to the browser with the app's real static files."""

    def __init__(self, app, page) -> None:
        self.pages: list[str] = []
        self.client = app.test_client()
        self.page = page
        page.context.route(re.compile("^http://localhost/"), self._answer)

    def _answer(self, route) -> None:
        path = route.request.url.removeprefix("http://localhost")
        if path.startswith("/shelf/"):
            route.fulfill(body=self.pages[int(path.rpartition("/")[2])], content_type="text/html; charset=utf-8")
        else:
            found = self.client.get(path)
            route.fulfill(status=found.status_code, body=found.data, content_type=found.content_type)

    def faults(self, html: str) -> list[str]:
        """What axe finds on the page, on a phone and on a desktop; and whether it scrolls sideways on a phone."""
        self.pages.append(html)
        self.page.set_viewport_size(SIZES["phone"])
        self.page.goto(f"http://localhost/shelf/{len(self.pages) - 1}")
        found = axe(self.page)
        if self.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append("scrolls sideways at 360 px")
        self.page.set_viewport_size(SIZES["desktop"])
        return found + axe(self.page)


def faults_in(app, browser, language: str, **forms) -> tuple[dict, int]:
    """({where: what axe finds}, how many pages were looked at)."""
    shelf = Shelf(app, browser("phone"))
    with app.app_context():
        crawl = Crawl(app, make.world(), **forms)
        seen = {where: page.html for where, page in crawl.pages(language) if where != "left"}
    return {where: found for where, html in seen.items() if (found := shelf.faults(html))}, len(seen)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_page_round_the_forms_has_a_fault(app, browser, language):
    """The pages of the forms themselves are looked at in test_every_page.py; of one here, as it is really answered."""
    faults, seen = faults_in(app, browser, language, asked=[("child", "child")], pinned=[])
    assert faults == {} and seen > 40


@pytest.mark.hostile
@pytest.mark.parametrize("language", ["en", "ar", "ti", "ur", "vi"])
def test_no_respondents_page_has_a_fault(app, browser, language):
    faults, seen = faults_in(app, browser, language)
    assert faults == {} and seen > 100


def staff_pages(app, world, review):
    """(name, html) of every page of staff, with something on it."""
    client = app.test_client()
    client.get("/staff/sign-in")
    yield "sign in", client.page.html
    client.submit("", email="nobody@council.invalid", password="wrong")
    yield "sign in refused", client.page.html
    client.get(f"/staff/welcome/{make_one_use_link(world.staff['ada'])}")
    yield "set password", client.page.html
    client.submit("", password="short", again="other")
    yield "set password refused", client.page.html
    child = db.session.get_one(make.Review, review).child_id
    rooms = {"ada": ["/staff/desk", "/staff/desk?show=initials", f"/staff/review/{review}"],
             "office": ["/staff/office/", f"/staff/office/child/{child}", "/staff/office/outbox"],
             "manager": ["/staff/reports/"], "administrator": ["/staff/people"], "bola": ["/staff/desk", "/staff/none"]}
    for who, paths in rooms.items():
        client = app.test_client()
        make.sign_in(client, who)
        for path in paths:
            client.get(path)
            yield f"{who} {path}", client.page.html


def test_no_staff_page_has_a_fault(app, browser):
    shelf = Shelf(app, browser("desktop"))
    with app.app_context():
        world = make.world()
        child = world.child(language="ar", interpreter_needed=True)
        world.person(child, "mother")
        world.person(child, "father", name="Pat Hill", email="", consult=False, reason="court order")
        review = world.review(child)
        world.invite()
        for role, language in (("child", "ar"), ("mother", "en")):
            walk = Walk(app.test_client(), world.link(world.invitation(review, role), language=language)).open()
            walk.start()
            walk.send(way="short", well="نعم، أحب المدرسة" if language == "ar" else "All is well.", safe="no")
        pages = list(staff_pages(app, world, review))
        assert db.session.get_one(Staff, world.staff["ada"]).name == "Ada Okoro"
    faults = {name: found for name, html in pages if (found := shelf.faults(html))}
    assert faults == {}
    assert len(pages) >= 14
