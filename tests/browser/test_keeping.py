"""No word is lost, and “Saved” is said only of what the server has."""
from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Request, expect

from tests.support.journeys import away, leave_focus, press, seen, until

SAVED = re.compile(r"^Saved \d\d:\d\d")
FAILED = re.compile("still on this page")
STORED = """async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length,
                         (await caches.keys()).length, (await navigator.serviceWorker.getRegistrations()).length]"""


@pytest.fixture
def boxes(ellie, phone) -> Page:
    """The page with three boxes, its clock in the hands of the test."""
    phone.clock.install()
    return ellie.boxes(phone)


def state(page: Page):
    return page.locator(".state")


def is_autosave(request: Request) -> bool:
    return request.method == "POST" and "go=keep" in (request.post_data or "")


class Line:
    """The line between a page and the server: it holds every POST until a test lets it go or breaks it."""

    def __init__(self, page: Page) -> None:
        self.page, self.waiting = page, []
        page.route("**/answer/**", self._hold)

    def _hold(self, route) -> None:
        if route.request.method == "POST":
            self.waiting.append(route)
        else:
            route.continue_()

    def next(self):
        """The POST that waits, once there is one."""
        until(lambda: self.page.evaluate("true") and self.waiting)  # events come in while the page is asked something
        return self.waiting.pop(0)


def test_saved_is_said_only_once_the_server_has_the_words(ellie, boxes):
    line = Line(boxes)
    boxes.fill('[name="well"]', "We went swimming.")
    leave_focus(boxes)
    packet = line.next()
    assert "Saved" not in state(boxes).inner_text()
    packet.abort()
    for _ in range(3):
        expect(state(boxes)).to_have_text(FAILED)
        assert "We went swimming." not in ellie.kept()
        boxes.clock.run_for(30_000)  # it tries again by itself
        line.next().abort()
    boxes.clock.run_for(30_000)
    line.next().continue_()
    expect(state(boxes)).to_have_text(SAVED)
    assert "We went swimming." in ellie.kept()


def test_whoever_goes_out_of_a_box_need_not_wait(ellie, boxes):
    boxes.clock.pause_at(boxes.evaluate("Date.now() + 1000") / 1000)
    boxes.fill('[name="well"]', "We went swimming.")
    leave_focus(boxes)
    expect(state(boxes)).to_have_text(SAVED)
    assert "We went swimming." in ellie.kept()


@pytest.mark.parametrize("answer", [{"status": 409, "json": {"saved": ""}}, {"status": 500}, {"json": {"saved": ""}},
                                    {"status": 200, "body": "<h1>Sign in to this network</h1>"}])
def test_whatever_else_answers_it_is_not_saved(ellie, boxes, answer):
    boxes.route("**/short", lambda route: route.fulfill(**answer))
    boxes.fill('[name="well"]', "We went swimming.")
    leave_focus(boxes)
    expect(state(boxes)).to_have_text(FAILED)
    assert "We went swimming." not in ellie.kept()


def test_a_page_saves_by_itself_three_seconds_after_the_last_letter(ellie, boxes):
    packets = []
    boxes.on("request", lambda request: packets.append(request) if is_autosave(request) else None)
    boxes.locator('[name="well"]').press_sequentially("Swimming")
    boxes.clock.run_for(2500)
    boxes.locator('[name="well"]').press_sequentially(" and cake")
    boxes.clock.run_for(2500)
    assert packets == []
    boxes.clock.run_for(600)
    expect(state(boxes)).to_have_text(SAVED)
    assert len(packets) == 1
    assert "Swimming and cake" in ellie.kept()


def test_a_screen_reader_is_told_once_that_it_is_saved(boxes):
    for words in ("One.", "One. Two."):
        boxes.fill('[name="well"]', words)
        with boxes.expect_response("**/short"):
            leave_focus(boxes)
    expect(state(boxes)).to_have_attribute("aria-live", "off")


def test_the_page_that_goes_away_sends_its_last_words_on(ellie, boxes):
    address = boxes.url
    boxes.locator('[name="well"]').press_sequentially("The very last words")
    boxes.goto("about:blank")
    until(lambda: "The very last words" in ellie.kept())
    boxes.goto(address)
    expect(boxes.locator('[name="well"]')).to_have_value("The very last words")


def test_a_packet_that_comes_late_and_twice_replaces_nothing_newer(ellie, boxes):
    with boxes.expect_request(is_autosave) as first:
        boxes.fill('[name="well"]', "Old words.")
        leave_focus(boxes)
    expect(state(boxes)).to_have_text(SAVED)
    with boxes.expect_response("**/short"):
        boxes.fill('[name="well"]', "New words.")
        leave_focus(boxes)
    for _ in range(2):
        late = boxes.request.post(boxes.url, data=first.value.post_data, headers={
            "Origin": ellie.server.address, "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded"})
        assert late.ok
    assert "New words." in ellie.kept() and "Old words." not in ellie.kept()


def test_without_a_network_the_words_stay_and_the_page_goes_on_when_it_is_back(ellie, boxes):
    boxes.context.set_offline(True)
    boxes.fill('[name="well"]', "Typed in a tunnel.")
    press(boxes, "next")
    expect(state(boxes)).to_have_text(FAILED)
    expect(boxes.locator('[name="well"]')).to_have_value("Typed in a tunnel.")
    boxes.fill('[name="worries"]', "And more.")
    boxes.context.set_offline(False)
    expect(boxes).not_to_have_url(re.compile("short"))
    assert "Typed in a tunnel." in ellie.kept() and "And more." in ellie.kept()


def test_nothing_is_stored_in_the_browser(ellie, boxes):
    boxes.fill('[name="well"]', "We went swimming.")
    leave_focus(boxes)
    expect(state(boxes)).to_have_text(SAVED)
    assert boxes.evaluate(STORED) == [0, 0, 0, 0, 0]
    assert {cookie["name"] for cookie in boxes.context.cookies()} == {"portal"}


def test_two_tabs_of_one_form_lose_nothing_of_each_other(ellie, boxes):
    other = boxes.context.new_page()
    other.goto(boxes.url)
    for page, name, words in ((boxes, "well", "From the first tab."), (other, "well", "From the second tab."),
                              (boxes, "worries", "First again."), (other, "next", "Second again.")):
        page.fill(f'[name="{name}"]', words)
        with page.expect_response("**/short"):
            leave_focus(page)
    boxes.goto(boxes.url)
    for words in ("From the first tab.", "From the second tab.", "First again.", "Second again."):
        assert seen(boxes, words), words


def test_back_and_forward_show_what_was_saved_and_no_more(ellie, boxes):
    boxes.fill('[name="well"]', "Saved words.")
    press(boxes, "next")
    expect(boxes).not_to_have_url(re.compile("short"))
    after = boxes.url
    for _ in range(2):
        boxes.go_back()
        expect(boxes.locator('[name="well"]')).to_have_value("Saved words.")
        boxes.go_forward()
        expect(boxes).to_have_url(after)
        assert not seen(boxes, "Saved words.")


def test_two_clicks_are_one(ellie, boxes):
    posts = []
    boxes.on("request", lambda request: posts.append(request) if request.method == "POST" else None)
    boxes.fill('[name="well"]', "Twice.")
    boxes.locator('main [value="next"]').dblclick(no_wait_after=True)
    expect(boxes).not_to_have_url(re.compile("short"))
    assert [request.post_data.count("go=next") for request in posts if not is_autosave(request)] == [1]


def test_a_mistake_brings_its_own_page_with_every_word_on_it(boxes):
    long = "a" * 10_001
    boxes.fill('[name="well"]', long)
    boxes.fill('[name="worries"]', "Nothing.")
    press(boxes, "next")
    expect(boxes.locator(".errors")).to_be_visible()
    expect(boxes.locator('[name="well"]')).to_have_value(long)
    expect(boxes.locator('[name="worries"]')).to_have_value("Nothing.")


def test_what_is_typed_after_the_session_has_gone_is_kept_and_shown_to_nobody(ellie, boxes):
    boxes.context.clear_cookies()
    boxes.fill('[name="well"]', "The dog is called Biscuit.")
    leave_focus(boxes)
    expect(state(boxes)).to_have_text(SAVED)
    boxes.fill('[name="worries"]', "The cat has gone.")
    press(boxes, "next")
    expect(boxes.locator("h1")).to_have_text("We kept what you wrote.")
    assert seen(boxes, "Biscuit") == 0
    assert "Biscuit" in ellie.kept() and "The cat has gone." in ellie.kept()


def test_a_server_that_starts_again_finds_the_words_still_on_the_page(ellie, boxes):
    with away(ellie.server):
        boxes.fill('[name="well"]', "Typed while it was away.")
        press(boxes, "next")
        expect(state(boxes)).to_have_text(FAILED)
    boxes.clock.run_for(2000)
    expect(boxes).not_to_have_url(re.compile("short"))
    boxes.go_back()
    expect(boxes.locator('[name="well"]')).to_have_value("Typed while it was away.")


# --- without the script, or before it ------------------------------------------------------------------------
@pytest.mark.parametrize("script", ["throw new Error('broken');", "this is no script", None])
def test_with_a_broken_script_the_form_works_as_without(ellie, phone, script):
    phone.route("**/respond.js*", lambda route: route.fulfill(body=script, content_type="text/javascript")
                if script else route.abort())
    ellie.boxes(phone).fill('[name="well"]', "Without any help.")
    press(phone, "next")
    expect(phone).not_to_have_url(re.compile("short"))
    assert "Without any help." in ellie.kept()


def test_what_was_typed_before_the_script_came_is_saved_too(ellie, phone):
    ellie.boxes(phone)
    held = []
    phone.route("**/respond.js*", lambda route: held.append(route))
    phone.goto(phone.url, wait_until="commit")
    phone.fill('[name="well"]', "Faster than the script.")
    until(lambda: phone.evaluate("true") and held)
    held[0].continue_()
    expect(state(phone)).to_have_text(SAVED)
    assert "Faster than the script." in ellie.kept()
