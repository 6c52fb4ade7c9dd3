"""How much a form asks of a thumb, counted in a real browser: taps and screens, not seconds."""
from __future__ import annotations

from urllib.parse import urlsplit

import pytest

TOPICS = ("home", "parents", "friends", "school", "feelings")


class Thumb:
    """Somebody who only taps, on a phone. Counts taps, and the screens of the form that were seen."""

    def __init__(self, page) -> None:
        self.page, self.taps, self.screens = page, 0, []

    def tap(self, what) -> None:
        what.scroll_into_view_if_needed()
        what.tap()
        self.taps += 1

    def answer(self, name: str, value: str) -> None:
        self.tap(self.page.locator(f'main label:has([name="{name}"][value="{value}"])').first)

    def go_on(self) -> str:
        """Tap the filled button; the id of the page it leads to."""
        before = self.page.url
        self.tap(self.page.locator("main .go").first)
        self.page.wait_for_url(lambda url: url != before)
        self.page.wait_for_load_state()
        place = urlsplit(self.page.url).path.rsplit("/", 1)[-1]
        if place not in ("check", "done"):
            self.screens.append(place)
        return place

    def one_answer(self) -> None:
        """One tap on the first answer there is to choose; nothing where there is none."""
        seen = self.page.locator("main label:has([type=radio], [type=checkbox])").locator("visible=true")
        if seen.count():
            self.tap(seen.first)


@pytest.fixture
def thumb(browser):
    return Thumb(browser("phone"))


def opened(thumb: Thumb, ellie, form: str, helper: str) -> str:
    """The welcome page of a form of this name, left by Start: the first screen's id."""
    review = ellie.world.review(ellie.world.child("Sam", form=form))
    ellie.world.invite()
    thumb.page.goto(ellie.server.address + ellie.world.link(ellie.world.invitation(review)))
    thumb.go_on()
    thumb.screens.clear()
    thumb.answer("helper", helper)
    return thumb.go_on()


def test_a_young_person_sends_five_topics_with_thirty_taps_at_most_and_no_typing(thumb, ellie):
    place = opened(thumb, ellie, "young", "nobody")
    while place != "check":
        if place == "way":
            thumb.answer("way", "topics")
        elif place == "topics":
            for topic in TOPICS:
                thumb.answer("topics", topic)
        else:
            thumb.one_answer()
        place = thumb.go_on()
    assert thumb.go_on() == "done"
    print(f"young: {len(thumb.screens)} screens, {thumb.taps} taps")
    assert set(TOPICS) <= set(thumb.screens)
    assert thumb.taps <= 30


def test_a_six_year_olds_helper_finishes_in_eight_screens(thumb, ellie):
    place = opened(thumb, ellie, "little", "read")
    while place != "check":
        thumb.one_answer()
        place = thumb.go_on()
    assert thumb.go_on() == "done"
    print(f"little: {len(thumb.screens)} screens, {thumb.taps} taps")
    assert len(thumb.screens) == 8
