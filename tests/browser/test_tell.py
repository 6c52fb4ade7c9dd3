"""“Tell someone now” in a real browser: with and without JavaScript, with and without a network."""
from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from portal.consultations.models import Alert
from portal.extensions import db
from tests.support.browser import axe
from tests.support.journeys import leave_focus, until

SUMMARY = ".help summary"
BUTTON = "[data-tell]"
SORRY = "[data-tell-failed]"
WORDS = "I do not like the noise at night."


def alerts(ellie) -> int:
    """How many calls for help there are about her."""
    db.session.rollback()
    return db.session.scalar(select(func.count(Alert.id)).where(Alert.invitation_id == ellie.invitation))


def press_tell(page: Page) -> None:
    page.click(SUMMARY)
    page.click(BUTTON)


@pytest.mark.parametrize("javascript", [True, False])
def test_it_tells_keeps_the_words_and_leads_back(ellie, browser, javascript):
    page = ellie.boxes(browser("phone", javascript=javascript))
    page.fill('[name="well"]', WORDS)
    press_tell(page)
    expect(page.locator("h1")).to_have_text("You asked for help. Thank you for telling us.")
    assert page.url.endswith("/told") and alerts(ellie) == 1
    page.click("main a.go")
    expect(page.locator('[name="well"]')).to_have_value(WORDS)


def test_what_had_saved_by_itself_before_is_not_there_twice(ellie, phone):
    page = ellie.boxes(phone)
    page.fill('[name="well"]', "Something else.")
    leave_focus(page)
    until(lambda: "Something else." in ellie.kept())
    page.fill('[name="well"]', WORDS)
    press_tell(page)
    page.click("main a.go")
    expect(page.locator('[name="well"]')).to_have_value(WORDS)


@pytest.mark.parametrize("javascript", [True, False])
def test_the_panel_opens_with_the_numbers_and_no_network(ellie, browser, javascript):
    page = ellie.boxes(browser("phone", javascript=javascript))
    page.context.set_offline(True)
    page.click(SUMMARY)
    for number in ("999", "08001111"):
        expect(page.locator(f'.panel a[href="tel:{number}"]')).to_be_visible()
    expect(page.locator(SORRY)).to_be_hidden()


def test_without_a_network_it_says_that_nothing_was_sent_and_keeps_the_page(ellie, phone):
    page = ellie.boxes(phone)
    page.fill('[name="well"]', WORDS)
    page.context.set_offline(True)
    press_tell(page)
    expect(page.locator(SORRY)).to_be_visible()
    expect(page.locator(SORRY)).to_have_text(
        "There is no connection. Nothing was sent. Please ring one of these numbers.")
    expect(page.locator('[name="well"]')).to_have_value(WORDS)
    assert alerts(ellie) == 0
    page.context.set_offline(False)
    page.click(BUTTON)
    expect(page.locator("h1")).to_have_text("You asked for help. Thank you for telling us.")
    assert alerts(ellie) == 1


def test_with_a_script_it_tells_after_the_session_has_gone(ellie, phone):
    page = ellie.boxes(phone)
    page.context.clear_cookies()
    press_tell(page)
    expect(page.locator("h1")).to_have_text("You asked for help. Thank you for telling us.")
    assert alerts(ellie) == 1
    assert "Ada" not in page.locator("main").inner_text()


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_the_open_panel_and_the_answer_have_no_fault(ellie, browser, size):
    page = ellie.boxes(browser(size))
    page.click(SUMMARY)
    assert axe(page) == []
    page.click(BUTTON)
    expect(page.locator("h1")).to_have_text("You asked for help. Thank you for telling us.")
    assert axe(page) == []


def test_the_card_with_its_code_has_no_fault_and_prints_nothing_but_the_card(ellie, phone):
    page = ellie.boxes(phone)
    page.goto(page.url.rsplit("/", 1)[0] + "/card")
    assert axe(page) == []
    page.locator("main form button").click()
    expect(page.locator(".qr svg")).to_be_visible()
    assert axe(page) == []
    page.emulate_media(media="print")
    expect(page.locator(".help")).to_be_hidden()
    expect(page.locator(".contact")).to_be_visible()
