"""Ethiopic letters on a phone that has none: fetched late, and only there."""
from __future__ import annotations

import pytest

from tests.support.browser import until

# Such a phone measures the same box for every letter.
BOXES = "CanvasRenderingContext2D.prototype.measureText = () => ({ width: 10 })"


def fetched(phone, ellie, language: str) -> list[str]:
    """The fonts that a phone fetches with the welcome page in this language."""
    fonts: list[str] = []
    phone.on("request", lambda request: fonts.append(request.url) if request.resource_type == "font" else None)
    review = ellie.world.review(ellie.world.child("Yonas", language=language))
    ellie.world.invite()
    phone.goto(ellie.server.address + ellie.world.link(ellie.world.invitation(review)), wait_until="networkidle")
    return fonts


@pytest.mark.parametrize("language", ["ti", "am"])
def test_a_phone_without_them_fetches_them_after_the_page(phone, ellie, language):
    phone.add_init_script(BOXES)
    fonts = fetched(phone, ellie, language)
    assert [url.rsplit("/", 1)[1] for url in fonts] == ["ethiopic.woff2"]
    until(phone, "() => [...document.fonts].some(font => font.family.includes('Late') && font.status === 'loaded')")


@pytest.mark.parametrize("language", ["ti", "ar", "en"])
def test_a_phone_that_has_them_fetches_nothing(phone, ellie, language):
    assert fetched(phone, ellie, language) == []


def test_another_language_fetches_none_even_where_they_are_missing(phone, ellie):
    phone.add_init_script(BOXES)
    assert fetched(phone, ellie, "ar") == []
