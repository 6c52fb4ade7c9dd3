"""Whoever comes after finds nothing: not by Back, not by Forward, not by the link, not on the disk.

In a browser with its page cache on, as people have it (Playwright turns it off), fresh and with a profile that stays.
"""
from __future__ import annotations

import re
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from tests.support.browser import ARGUMENTS, CHROMIUM, SIZES, new_context
from tests.support.journeys import Ellie, choose, leave_focus, press, seen, until, weather

CANARY = "canarybird"
OPTIONS = {"executable_path": CHROMIUM, "args": ARGUMENTS, "ignore_default_args": ["--disable-back-forward-cache"]}
PERSISTED = "addEventListener('pageshow', (event) => { window.cameBack = event.persisted; });"
looks = count(1)


@pytest.fixture(scope="module")
def remembering(chromium):
    """A Chromium that keeps pages for Back, as people's do."""
    running = chromium.browser_type.launch(**OPTIONS)
    yield running
    running.close()


def kept_profile(chromium, folder: Path, **options) -> BrowserContext:
    """A Chromium with a profile on the disk."""
    return chromium.browser_type.launch_persistent_context(folder, viewport=SIZES["phone"], **OPTIONS, **options)


# --- ways out -------------------------------------------------------------------------------------------------
def by_button(page: Page) -> None:
    page.locator("[data-leave]").click()
    expect(page).to_have_title("Weather")


def by_escape(page: Page) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page).to_have_title("Weather")


def by_sending(page: Page) -> None:
    press(page, "end", "check")
    assert seen(page, CANARY)
    press(page, "send", "done")


def by_lock(page: Page) -> None:
    page.clock.fast_forward("10:00")
    page.wait_for_url("**/unlock")


def by_handing_back(page: Page) -> None:
    press(page, "later")
    page.wait_for_url("**/finished")


EXITS = {"leave": by_button, "escape": by_escape, "send": by_sending, "lock": by_lock, "hand back": by_handing_back}


def go_in(ellie: Ellie, page: Page, way_out: str, javascript: bool = True) -> None:
    """To the page with boxes, and the canary into one of them."""
    if way_out == "lock":
        page.clock.install()
    if way_out == "hand back":
        lent(ellie, page)
    else:
        ellie.boxes(page)
    page.fill('[name="worries"]', CANARY)
    if javascript:
        leave_focus(page)
        expect(page.locator(".state")).to_have_text(re.compile("^Saved "))
    page.locator('[name="well"]').press_sequentially(f"{CANARY} again")
    assert seen(page, CANARY)


def lent(ellie: Ellie, page: Page) -> None:
    ellie.open(page)
    page.locator("summary", has_text="somebody else’s phone").click()
    page.locator('[value="lend"]').click()
    expect(page.locator('[value="lend"]')).to_have_count(0)
    press(page, "next", "way")
    choose(page, "way", "short")
    press(page, "next", "short")


# --- ways back ------------------------------------------------------------------------------------------------
def find(page: Page, how: str) -> int:
    """How often the canary is on the page in hand."""
    until(lambda: is_there(page))
    found = seen(page, CANARY)
    print(f"look {next(looks)}: {how}, {page.url.rsplit('/', 1)[-1]}: canary {found} times")
    return found


def is_there(page: Page) -> bool:
    """Whether the page has come. A page out of the browser's own store fires no event that Playwright knows."""
    try:
        return page.evaluate("document.readyState") == "complete"
    except Error:  # it was just being loaded again
        return False


def look_for_it(ellie: Ellie, page: Page, address: str, link: str) -> int:
    """Every way back that a browser has: the canary, counted."""
    found = find(page, "here")
    length = page.evaluate("history.length")
    for how in (page.go_back, page.go_forward):
        for _ in range(length - 1):
            how(wait_until="commit")
            found += find(page, how.__name__)
    for where in (address, ellie.address, f"{ellie.address}/check"):
        other = page.context.new_page()
        other.goto(where)
        found += find(other, "address")
    found += find(ellie.open(page, link), "link")
    page.reload()
    return found + find(page, "reload")


def on_disk(folder: Path) -> list[str]:
    """Files of a profile that hold the canary, in either way of writing it."""
    needles = CANARY.encode(), CANARY.encode("utf-16-le")
    return [file.name for file in folder.rglob("*") if file.is_file() and not file.is_symlink()
            and any(needle in file.read_bytes() for needle in needles)]


@pytest.mark.parametrize("way_out", EXITS)
def test_after_leaving_nothing_typed_is_found_in_a_fresh_browser(ellie, remembering, way_out):
    context = new_context(remembering)
    weather(context)
    page, link = context.new_page(), ellie.link
    go_in(ellie, page, way_out)
    address = page.url
    EXITS[way_out](page)
    assert look_for_it(ellie, page, address, link) == 0
    context.close()
    assert CANARY in ellie.kept() or way_out == "send"


@pytest.mark.parametrize("way_out", ["leave", "send", "lock", "hand back"])
def test_after_leaving_nothing_typed_is_found_in_a_profile_that_stays(ellie, chromium, tmp_path, way_out):
    context = kept_profile(chromium, tmp_path / "profile")
    weather(context)
    page, link = context.pages[0], ellie.link
    go_in(ellie, page, way_out)
    address = page.url
    EXITS[way_out](page)
    assert look_for_it(ellie, page, address, link) == 0
    context.close()
    assert on_disk(tmp_path / "profile") == []
    again = kept_profile(chromium, tmp_path / "profile")
    assert look_for_it(ellie, again.pages[0], address, link) == 0
    again.close()


@pytest.mark.parametrize("way_out", ["leave", "send", "hand back"])
def test_after_leaving_without_a_script_nothing_typed_is_found(ellie, remembering, way_out):
    context = new_context(remembering, javascript=False)
    weather(context)
    page, link = context.new_page(), ellie.link
    go_in(ellie, page, way_out, javascript=False)
    address = page.url
    EXITS[way_out](page)
    assert look_for_it(ellie, page, address, link) == 0
    context.close()


def test_the_browser_of_these_tests_does_keep_pages_and_their_fields(remembering):
    """Else none of them could fail."""
    context = new_context(remembering)
    context.route("**/plain*", lambda route: route.fulfill(
        body=f"<script>{PERSISTED}</script><title>{route.request.url[-1]}</title><textarea></textarea>",
        content_type="text/html"))
    page = context.new_page()
    page.goto("http://localhost:1/plain?1")
    page.fill("textarea", CANARY)
    page.goto("http://localhost:1/plain?2")
    page.go_back(wait_until="commit")
    expect(page).to_have_title("1")
    assert page.evaluate("window.cameBack") is True
    assert seen(page, CANARY)
    context.close()


# --- at once, and kept -------------------------------------------------------------------------------------------
def test_leave_blanks_and_wipes_the_page_before_any_answer_comes(ellie, phone):
    weather(phone.context)
    ellie.boxes(phone).fill('[name="well"]', CANARY)
    at_once = phone.evaluate("""[document.querySelector("[data-leave]").click(), document.body.hidden,
                                 document.querySelector('[name="well"]').value]""")
    assert at_once[1:] == [True, ""]
    expect(phone).to_have_title("Weather")
    until(lambda: CANARY in ellie.kept())


def test_one_escape_does_nothing(ellie, phone):
    ellie.boxes(phone).fill('[name="well"]', CANARY)
    phone.keyboard.press("Escape")
    expect(phone.locator('[name="well"]')).to_have_value(CANARY)
    expect(phone.locator("body")).to_be_visible()


def test_more_than_a_browser_sends_on_its_way_out_is_kept_too(ellie, phone):
    weather(phone.context)
    ellie.boxes(phone).fill('[name="well"]', "ሰላም " * 2000 + CANARY)
    by_button(phone)
    assert CANARY in ellie.kept()


# --- the lock ------------------------------------------------------------------------------------------------------
def test_after_eight_minutes_it_warns_and_a_touch_takes_the_warning_away(ellie, phone):
    phone.clock.install()
    ellie.boxes(phone)
    phone.clock.fast_forward("07:50")
    expect(phone.locator("[data-warning]")).to_be_hidden()
    phone.clock.fast_forward("00:20")
    expect(phone.locator("[data-warning]")).to_be_visible()
    phone.keyboard.press("Shift")
    expect(phone.locator("[data-warning]")).to_be_hidden()
    phone.clock.fast_forward("07:50")
    expect(phone.locator("[data-cover]")).to_be_hidden()


def test_after_ten_minutes_the_words_are_covered_at_once_and_saved_before_the_page_goes(ellie, phone):
    phone.clock.install()
    ellie.boxes(phone)
    phone.context.set_offline(True)
    phone.fill('[name="well"]', CANARY)
    phone.clock.fast_forward("10:00")
    expect(phone.locator("[data-cover]")).to_be_visible()
    expect(phone.locator('[name="well"]')).to_be_hidden()
    expect(phone.locator("h1")).to_be_hidden()
    expect(phone.locator(".help")).to_be_visible()
    phone.context.set_offline(False)
    phone.wait_for_url("**/unlock")
    assert CANARY in ellie.kept()
    phone.goto(ellie.address)
    phone.wait_for_url("**/unlock")
    assert seen(phone, CANARY) == 0


def test_a_phone_that_slept_for_an_hour_is_locked_as_it_wakes(ellie, phone):
    phone.clock.install()
    ellie.boxes(phone).fill('[name="well"]', CANARY)
    phone.clock.pause_at(phone.evaluate("Date.now() + 3600000") / 1000)
    phone.wait_for_url("**/unlock")
    assert CANARY in ellie.kept()
