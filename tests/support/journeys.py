"""A child's form on a really served portal: opened in a browser, and what the server has of it."""
from __future__ import annotations

import re
import socket
from collections.abc import Callable
from contextlib import contextmanager
from threading import Event
from time import monotonic
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from portal.consultations import drafts
from portal.consultations.models import Draft
from portal.extensions import db
from tests.support.browser import PATIENCE, Server
from tests.support.make import World

WEATHER = re.compile(r"^https://www\.bbc\.co\.uk/")  # where Leave ends
SEEN = """[document.documentElement.outerHTML,
           ...[...document.querySelectorAll("input, textarea")].map((field) => field.value)].join(" ")"""


class Ellie:
    """Ellie's form, nine days before her review. `server` serves it; `link` is a fresh link each time."""

    def __init__(self, server: Server, world: World, review) -> None:
        self.server, self.world = server, world
        self.invitation = world.invitation(review)

    @property
    def link(self) -> str:
        return self.server.address + self.world.link(self.invitation)

    @property
    def address(self) -> str:
        """Where her form lives once a link has opened it."""
        return f"{self.server.address}/answer/{self.invitation}"

    def open(self, page: Page, link: str = "") -> Page:
        """Open a link, as a person does: the inert page, then its button."""
        page.goto(link or self.link)
        page.locator("main form button").click()
        page.wait_for_url("**/answer/*")
        return page

    def boxes(self, page: Page) -> Page:
        """Go on to the page with three boxes to write in."""
        self.open(page)
        press(page, "next", "way")
        choose(page, "way", "short")
        press(page, "next", "short")
        return page

    def kept(self) -> str:
        """Every word that the server has of what was typed and not sent yet."""
        db.session.rollback()
        standings = [drafts.standing(draft) for draft in db.session.scalars(
            select(Draft.id).where(Draft.invitation_id == self.invitation))]
        answers = [content.answers for standing in standings if standing for content in standing.pages.values()]
        return "\n".join(str(answer) for page in answers for answer in page.values())


def press(page: Page, button: str, leads_to: str = "") -> None:
    """Press a button of the page; wait for the page it leads to, when that is named."""
    page.locator(f'main [name="go"][value="{button}"]').click()
    if leads_to:
        expect(page).to_have_url(re.compile(rf"/{leads_to}(\?.*)?$"))


def choose(page: Page, name: str, value: str) -> None:
    """Pick one answer, by its words: the button itself lies under them."""
    page.locator(f'label:has([name="{name}"][value="{value}"])').click()


def leave_focus(page: Page) -> None:
    """Go out of the field in hand: what is typed is saved at once."""
    page.evaluate("document.activeElement.blur()")


def until(true: Callable[[], object]) -> None:
    """Return once `true()` is; AssertionError when it never is."""
    end, pause = monotonic() + PATIENCE / 1000, Event()
    while not true():
        assert monotonic() < end, "it never came"
        pause.wait(0.02)


@contextmanager
def away(server: Server):
    """Stop the server for a while; then it serves at the same address, on the same data, with the same keys."""
    server.stop()
    try:
        yield
    finally:
        server._socket = socket.create_server(("127.0.0.1", urlsplit(server.address).port), backlog=64)
        server.start()


def weather(context: BrowserContext) -> None:
    """Whoever leaves comes to a page about the weather: ours, as no test goes outside."""
    context.route(WEATHER, lambda route: route.fulfill(body="<!doctype html><title>Weather</title><h1>Rain</h1>",
                                                       content_type="text/html"))


def seen(page: Page, words: str) -> int:
    """How often `words` are in the page: in its text and in its fields."""
    return page.evaluate(SEEN).count(words)
