"""Who helps: asked at the start, changeable on each page, and never mixed up with the child's own words."""
from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from portal.consultations.models import Draft, Flag, Response, SealedAnswers
from portal.consultations.opening import open_sealed
from portal.consultations.sealing import Sealed
from portal.extensions import db
from tests.support import make
from tests.support.walk import Walk


@pytest.fixture
def mia(world, app):
    """Mia, six, with the form for the youngest."""
    child = world.child("Mia", born=make.date(2020, 11, 6), form="little")
    review = world.review(child)
    world.invite()
    walk = Walk(app.test_client(), world.link(world.invitation(review))).open()
    walk.review = review
    return walk


def sent_in() -> dict:
    """The one response, opened."""
    response = db.session.scalars(select(Response)).one()
    sealed = db.session.get_one(SealedAnswers, response.id)
    return open_sealed(Sealed(sealed.header, sealed.wrapped_key, sealed.ciphertext), response.id,
                       response.invitation_id, response.invitation.child_id)


def names(walk) -> set[str]:
    return {field.get("name") for field in walk.client.page.fields()}


def test_the_helpers_own_boxes_are_shown_only_when_somebody_helps(mia):
    mia.start("nobody")
    while mia.place != "house_good":
        mia.press("next")
    alone = names(mia)
    mia.press("back", helper="read")
    mia.press("next")
    helped = names(mia)
    assert helped > alone
    assert any(name.endswith(("said", "seen", "note")) for name in helped - alone)


def test_two_worrying_pictures_for_one_question_are_one_flag_and_nothing_is_lost(world, app):
    child = world.child("Ben", form="symbols")
    review = world.review(child)
    world.invite()
    walk = Walk(app.test_client(), world.link(world.invitation(review))).open()
    walk.start("read")
    walk.press("next", home_symbols=["stop", "help"])
    assert walk.place == "food"
    assert [(f.question, f.level) for f in db.session.scalars(select(Flag))] == [("home_symbols", "read_first")]


def test_who_helps_can_change_on_any_page_and_each_page_remembers(walk):
    walk.start("nobody")
    walk.press("next", way="short")
    walk.press("next", well="Alone.", helper="typed")
    assert db.session.scalars(select(Draft.helper)).one() == "typed"
    walk.to_check()
    walk.press("send")
    pages = sent_in()["pages"]
    assert (pages["way"]["helper"], pages["short"]["helper"]) == ("nobody", "typed")


def test_what_a_helper_noted_is_kept_when_the_child_goes_on_alone(mia):
    mia.start("read")
    while mia.place != "house_good":
        mia.press("next")
    note = next(name for name in names(mia) if name.endswith(("said", "note", "seen")))
    mia.press("next", **{note: "She said: my own bed."})
    mia.press("next", helper="nobody")
    mia.to_check()
    mia.press("send")
    assert "my own bed" in json.dumps(sent_in())


def test_a_child_who_was_helped_is_asked_whether_these_are_their_words(walk):
    walk.start("typed")
    walk.to_check()
    assert "own_words" in names(walk)
    walk.press("send", own_words="y")
    assert sent_in()["own_words"] is True


def test_not_saying_so_is_kept_as_that(walk):
    walk.start("read")
    walk.to_check()
    walk.press("send")
    assert sent_in()["own_words"] is False


@pytest.mark.parametrize("helper", ["nobody", "answered"])
def test_a_child_alone_or_an_adult_who_answers_is_not_asked(walk, helper):
    walk.start(helper)
    walk.to_check()
    assert "own_words" not in names(walk)
    walk.press("send")
    assert sent_in()["own_words"] is None


def test_an_adult_is_asked_once_who_helps_not_on_every_page(app, world, ellie):
    walk = Walk(app.test_client(), world.link(world.invitation(ellie, "mother"))).open()
    assert "helper" in names(walk)
    walk.start()
    assert "helper" not in names(walk)
