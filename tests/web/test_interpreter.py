"""Who may need an interpreter is asked which; the officer sees it, and the office when they let it."""
from __future__ import annotations

import pytest

from tests.support import make
from tests.support.walk import Walk


def walk_of(app, world, **facts):
    """(walk at the first page, review) of a child of fifteen with these facts."""
    child = world.child("Yonas", born=make.date(2011, 5, 6), **facts)
    review = world.review(child)
    world.invite()
    walk = Walk(app.test_client(), world.link(world.invitation(review), language="en")).open()
    walk.start()
    return walk, review, child


def pages(walk) -> list[str]:
    seen = [walk.place]
    while walk.place != "check":
        walk.press("next", **({"way": "topics"} if walk.place == "way" else {}))
        seen.append(walk.place)
    return seen


@pytest.mark.parametrize(("facts", "asked"), [
    ({}, False), ({"language": "en"}, False), ({"language": "ti"}, True), ({"interpreter_needed": True}, True),
    ({"language": "pa"}, True)])
def test_whoever_reads_or_speaks_another_language_is_asked_and_nobody_else(app, world, facts, asked):
    walk, *_ = walk_of(app, world, **facts)
    assert ("interpreter" in pages(walk)) == asked


def answered(app, world, **more):
    walk, review, child = walk_of(app, world, language="ti")
    while walk.place != "interpreter":
        walk.press("next", **({"way": "topics"} if walk.place == "way" else {}))
    assert "says your words in English" in walk.text
    walk.press("next", part_interpreter=["another", "woman", "phone"], part_language="Tigrinya, from Keren", **more)
    walk.to_check()
    walk.press("send")
    return review, child


def test_the_officer_sees_which_interpreter_they_wish_for(app, world):
    review, _ = answered(app, world)
    client = app.test_client()
    make.sign_in(client, "ada")
    client.get(f"/staff/review/{review}")
    assert "Needs an interpreter" in client.page.text
    assert "Yes, not the one from last time; Yes, a woman; Yes, on the phone" in client.page.text
    assert "Tigrinya, from Keren" in client.page.text


@pytest.mark.parametrize("lets", [True, False])
def test_the_office_sees_the_dialect_only_when_they_let_it(app, world, lets):
    _, child = answered(app, world, **({"sharing-office": "y"} if lets else {}))
    client = app.test_client()
    make.sign_in(client, "office")
    client.get(f"/staff/office/child/{child}/wishes")
    assert ("Tigrinya, from Keren" in client.page.text) == lets
    if lets:
        assert "Yes, a woman" in client.page.text
