"""Listen: our recording, or a voice that speaks on the device itself. A voice that sends words away is never asked."""
from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import until
from tests.support.journeys import press

OWN = {"name": "Own", "lang": "en-GB", "localService": True}
FAR = {"name": "Far", "lang": "en-GB", "localService": False}
ARABIC = {"name": "Arabic", "lang": "ar_EG", "localService": True}

# A device's voices, as no two devices have the same: they note what they are given, and end when a test says so.
DEVICE = """
let voices = %s;
const speech = new EventTarget();
window.said = [];
speech.getVoices = () => voices;
speech.speak = (words) => { window.said.push([words.text, words.voice.name]); window.speaking = words; };
speech.cancel = () => { window.speaking = null; };
Object.defineProperty(window, "speechSynthesis", { value: speech });
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
window.arrive = (found) => { voices = found; speech.dispatchEvent(new Event("voiceschanged")); };
"""


@pytest.fixture
def boxes(ellie, phone):
    """A function that opens the page with three boxes on a phone with these voices."""
    def open_page(*voices: dict) -> Page:
        phone.add_init_script(DEVICE % json.dumps(voices))
        return ellie.boxes(phone)

    return open_page


def button(page: Page, question: str = "What is going well?"):
    """The button beside a question, whether it is offered or not."""
    return page.locator("button[data-listen]", has_text=question)


def said(page: Page) -> list:
    """What the voices were given, once the one that speaks now has begun."""
    until(page, "() => Boolean(window.speaking)")
    return page.evaluate("window.said")


@pytest.mark.parametrize("voices", [[], [FAR], [ARABIC], [FAR, ARABIC]])
def test_without_a_voice_of_the_device_in_the_language_of_the_page_no_button_is_offered(boxes, voices):
    page = boxes(*voices)
    expect(page.locator(".question")).not_to_have_count(0)
    assert [one for one in page.locator("button[data-listen]").all() if one.is_visible()] == []


def test_a_voice_that_comes_later_brings_the_button(boxes):
    page = boxes()
    expect(button(page)).to_be_hidden()
    page.evaluate(f"window.arrive({json.dumps([FAR, OWN])})")
    expect(button(page)).to_be_visible()


def test_it_reads_the_question_and_marks_what_it_reads(boxes):
    page = boxes(FAR, ARABIC, OWN)
    button(page).click()
    assert said(page) == [["What is going well?", "Own"]]
    expect(page.locator(".saying")).to_have_text(["What is going well?"])
    expect(button(page)).to_have_attribute("aria-pressed", "true")
    expect(button(page)).to_contain_text("Stop")
    page.evaluate("window.speaking.onend()")
    expect(page.locator(".saying")).to_have_count(0)
    expect(button(page)).to_have_attribute("aria-pressed", "false")


def test_it_reads_one_part_after_the_other_and_the_second_press_stops_it(boxes):
    page = boxes(OWN)
    page.locator("summary", has_text="Only").first.click()
    choice = page.locator(".sharing fieldset", has=page.locator('[name="sharing-share"]'))
    choice.locator("button[data-listen]").click()
    assert said(page) == [["Who can know this?", "Own"]]
    page.evaluate("window.speaking.onend()")
    assert [text for text, _ in said(page)] == ["Who can know this?", "Only Ada"]
    choice.locator("button[data-listen]").click()
    assert page.evaluate("[window.speaking, document.querySelectorAll('.saying').length]") == [None, 0]


def test_another_question_silences_the_first(boxes):
    page = boxes(OWN)
    first, second = button(page), button(page, "Is anything worrying you?")
    first.click()
    said(page)
    second.click()
    until(page, "() => window.said.length === 2")
    assert [text for text, _ in said(page)] == ["What is going well?", "Is anything worrying you?"]
    expect(first).to_have_attribute("aria-pressed", "false")


def test_a_recording_goes_before_every_voice_and_needs_none(ellie, phone):
    phone.add_init_script(DEVICE % "[]")
    ellie.open(phone)
    press(phone, "next", "way")
    listen = phone.locator("button[data-sound]")
    with phone.expect_response("**/sound/child.1/way") as answer:
        listen.click()
    assert answer.value.status in (200, 206)
    assert answer.value.url.startswith(ellie.server.address)
    assert phone.evaluate("window.said") == []
