"""A phone in the wrong hands: what was typed stays shut, and nobody else's touch opens, deletes or sends it."""
from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from sqlalchemy import func, select

from portal.cases.models import Child
from portal.consultations.models import Alert, Draft, DraftFile, Invitation
from portal.extensions import db
from tests.media.making import file_of, shades
from tests.support.forms import fill
from tests.support.walk import Walk
from tests.web.test_secret import RIGHT, secret_of

CANARY = "A canary on the screen"


@pytest.fixture
def mia(app, world):
    """Mia, six, with a helper, at her house of good things."""
    child = world.child("Mia", born=date(2020, 11, 6), form="little")
    review = world.review(child)
    world.invite()
    walk = Walk(app.test_client(), world.link(world.invitation(review))).open()
    walk.start("read")
    while walk.place != "house_good":
        walk.press("next")
    return walk


@pytest.fixture
def idle(walk, clock):
    """Ellie has typed something and put the phone away for half an hour."""
    walk.start()
    walk.press("next", way="short")
    walk.press("back", well=CANARY)
    clock.forward(minutes=30)
    return walk


def is_shut(walk, ref) -> bool:
    answers = [walk.client.get(f"/answer/{ref}{page}") for page in ("", "/short", "/check", "/later")]
    return all(CANARY not in answer.text for answer in answers)


POSTS = {
    "a wrong code": lambda ref: ("/en/", {"code": "BCDF GHJK MNPQ"}),
    "an address that leads elsewhere": lambda ref: ("/pl", {}),
    "an old welcome page": lambda ref: (f"/answer/{ref}", {"go": "next"}),
    "a wrong secret": lambda ref: (f"/answer/{ref}/unlock", {"secret-1": "cat", "secret-2": "cat", "secret-3": "cat"}),
    "a call for help": lambda ref: (f"/answer/{ref}/tell", {"place": "later"}),
}


@pytest.mark.parametrize("post", POSTS)
def test_no_other_post_opens_what_ten_minutes_have_shut(idle, world, ellie, post):
    ref = world.invitation(ellie)
    address, data = POSTS[post](ref)
    answer = idle.client.post(address, data=data)
    assert CANARY not in answer.text
    assert is_shut(idle, ref)


@pytest.mark.parametrize("go", ["lock", "later", "secret"])
def test_a_page_with_a_bad_picture_is_shut_all_the_same(mia, go):
    _, _, data = fill(mia.client.page, 0, "next", {"house_good_words": CANARY})
    data |= {"go": [go], "house_good_drawing": [(BytesIO(b"no picture"), "drawing.png")]}
    answer = mia.client.post(mia.client._address, data=data, content_type="multipart/form-data")
    assert answer.status_code == 303
    assert CANARY not in answer.text


def test_the_ticket_of_the_check_page_changes_nothing_without_the_session(walk):
    walk.start()
    walk.to_check()
    _, _, data = fill(walk.client.page, 0, "send", {})
    address = walk.client._address
    walk.client.delete_cookie("portal")
    walk.client.post(address, data=data | {"go": ["language:ar"]})
    assert db.session.scalars(select(Draft.language)).one() == "en"


def test_a_slip_of_the_finger_is_not_a_guess(walk, world, ellie, app):
    walk.start()
    walk.client.get(secret_of(walk))
    walk.press("", **RIGHT)
    other = Walk(app.test_client(), walk.link).open()
    for _ in range(6):
        other.client.get(f"/answer/{world.invitation(ellie)}/unlock")
        other.press("", **{"secret-1": "cat"})
    assert db.session.scalars(select(Draft.secret_wrong)).one() == 0


def test_a_new_secret_opens_a_draft_that_ten_wrong_ones_had_sealed(walk, app, world, ellie, clock):
    walk.start()
    walk.press("next", way="short")
    walk.press("next", well=CANARY)
    with db.write() as session:
        session.scalars(select(Draft)).one().secret_sealed_at = clock.now
    walk.client.get(f"/answer/{world.invitation(ellie)}/secret")
    walk.press("", **RIGHT)
    other = Walk(app.test_client(), walk.link).open()
    other.client.get(f"/answer/{world.invitation(ellie)}/unlock")
    other.press("", **RIGHT)
    other.to_check()
    assert CANARY in other.text


def test_this_is_not_me_on_a_lent_phone_kills_nobodys_link(walk, world, ellie):
    walk.press("lend")
    ref = world.invitation(ellie)
    walk.client.post(f"/answer/{ref}/not-me")
    assert db.session.get_one(Invitation, ref).not_me_at is None
    walk.open()
    assert walk.client.page.heading


def test_a_missing_child_whose_session_is_over_can_still_tell_someone(walk, world, ellie, clock):
    walk.start()
    ref = world.invitation(ellie)
    _, _, data = fill(walk.client.page, 0, "next", {})
    with db.write() as session:
        session.get_one(Child, session.get_one(Invitation, ref).child_id).paused_at = clock.now
    walk.client.delete_cookie("portal")
    answer = walk.client.post(f"/answer/{ref}/tell", data=data)
    assert answer.status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Alert)) == 1


def test_a_drawing_posted_after_another_phone_has_sent_is_kept_for_an_addition(app, mia):
    other = Walk(app.test_client(), mia.link).open()
    other.start("read")
    other.to_check().press("send")
    _, _, data = fill(mia.client.page, 0, "next", {})
    data |= {"house_good_drawing": [(BytesIO(file_of(shades(40, 30), "PNG")), "drawing.png")]}
    mia.client.post(mia.client._address, data=data, content_type="multipart/form-data")
    kept = db.session.execute(select(Draft.kind, DraftFile.question).join(DraftFile, DraftFile.draft_id == Draft.id))
    assert kept.all() == [("addition", "house_good_drawing")]
