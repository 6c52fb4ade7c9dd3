"""Coming back: the secret, the locked screen, a phone that is lent."""
from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.consultations.models import Draft, Invitation, Response
from portal.extensions import db
from portal.people.models import Event
from tests.support import make
from tests.support.forms import fill
from tests.support.walk import Walk
from tests.web.test_nothing_lost import pack_text, responses

RIGHT = {"secret-1": "cat", "secret-2": "moon", "secret-3": "cat"}
WRONG = RIGHT | {"secret-3": "bell"}


@pytest.fixture
def kept(walk):
    """Ellie has typed something, chosen her secret, and put the phone away."""
    walk.start()
    walk.press("next", way="short")
    walk.press("later", well="Half a canary")
    walk.client.get(secret_of(walk))
    walk.press("", **RIGHT)
    return walk


def secret_of(walk) -> str:
    return walk.client._address.rsplit("/", 1)[0] + "/secret"


def unlock(walk, ref, **pictures):
    walk.client.get(f"/answer/{ref}/unlock")
    return walk.press("", **pictures)


def elsewhere(app, walk) -> Walk:
    return Walk(app.test_client(), walk.link).open()


def test_the_secret_opens_the_draft_on_another_device(app, world, ellie, kept):
    other = elsewhere(app, kept)
    assert "canary" not in other.text
    unlock(other, world.invitation(ellie), **RIGHT)
    other.press("next")
    assert other.place == "short"
    assert "Half a canary" in other.text


def test_a_wrong_secret_opens_nothing_and_says_so(app, world, ellie, kept):
    other = elsewhere(app, kept)
    answer = unlock(other, world.invitation(ellie), **WRONG)
    assert answer.status_code == 422
    assert "That was not right" in other.text
    assert "canary" not in other.text


def test_without_the_secret_another_device_can_still_have_its_say(app, world, ellie, kept):
    other = elsewhere(app, kept)
    other.client.get(f"/answer/{world.invitation(ellie)}/unlock")
    other.press("fresh")
    other.start()
    other.send(way="short", worries="Said without a secret.")
    text = pack_text(app, ellie)
    assert "Said without a secret." in text and "Half a canary" in text
    assert responses() == 1


def test_five_wrong_make_even_the_right_one_wait_fifteen_minutes(app, world, ellie, kept, clock):
    other, ref = elsewhere(app, kept), world.invitation(ellie)
    for _ in range(5):
        unlock(other, ref, **WRONG)
    assert unlock(other, ref, **RIGHT).status_code == 422
    assert "Wait 15 minutes" in other.text
    clock.forward(minutes=15, seconds=1)
    unlock(other, ref, **RIGHT)
    other.press("next")
    assert "Half a canary" in other.text


def test_ten_wrong_seal_the_draft_the_words_are_sent_all_the_same_and_the_iro_is_told(app, world, ellie, kept, clock):
    other, ref = elsewhere(app, kept), world.invitation(ellie)
    for tries in range(10):
        if tries == 5:
            clock.forward(minutes=16)
        unlock(other, ref, **WRONG)
    clock.forward(minutes=16)
    other.open()
    other.client.get(f"/answer/{ref}/unlock")
    assert "What is your secret" not in other.text
    assert db.session.get_one(Invitation, ref).kept_out_at is not None
    assert db.session.scalars(select(Event.kind).where(Event.kind == "kept_out")).all() == ["kept_out"]
    other.press("fresh")
    other.start()
    other.to_check().press("send")
    assert "Half a canary" in pack_text(app, ellie)


def test_nobody_on_the_staff_side_can_open_or_change_a_secret(app, kept):
    addresses = [str(rule) for rule in app.url_map.iter_rules() if str(rule).startswith("/staff")]
    assert not [address for address in addresses if "secret" in address or "unlock" in address]
    assert db.session.scalars(select(Draft.secret)).one() not in (None, b"cat-moon-cat")


def test_three_pictures_are_needed_and_what_was_chosen_is_shown_once(walk, world, ellie):
    walk.start()
    walk.client.get(f"/answer/{world.invitation(ellie)}/secret")
    assert walk.press("", **{"secret-1": "cat"}).status_code == 422
    walk.press("", **RIGHT)
    assert "moon" in walk.text


# --- the locked screen --------------------------------------------------------------------------------------
def test_after_ten_minutes_without_a_sign_of_life_the_words_are_not_shown(walk, world, ellie, clock):
    walk.start()
    walk.press("next", way="short")
    walk.press("back", well="A canary on the screen")
    clock.forward(minutes=10, seconds=1)
    walk.client.get(f"/answer/{world.invitation(ellie)}/short")
    follow(walk)
    assert "canary" not in walk.text
    assert "closed so that nobody else can read it" in walk.text


def follow(walk) -> None:
    """Reopen the form as a browser that follows redirects would."""
    walk.client.get("/answer/" + walk.client._address.split("/answer/")[1].split("/")[0])
    ref = walk.client._address.split("/answer/")[1].split("/")[0]
    walk.client.get(f"/answer/{ref}/unlock")


def test_a_long_text_posted_after_ten_minutes_is_kept_and_the_form_goes_on(walk, clock):
    walk.start()
    walk.press("next", way="short")
    clock.forward(minutes=25)
    walk.press("next", well="It took me a while to write this.")
    assert walk.place == "private" or walk.place == "safe"


def test_a_locked_form_shows_nothing_and_the_secret_opens_it(kept, world, ellie):
    ref = world.invitation(ellie)
    kept.client.get(f"/answer/{ref}/short")
    _, _, data = fill(kept.client.page, 0, "next", {"well": "Half a canary, and more"})
    kept.client.post(kept.client._address, data=data | {"go": ["lock"]})  # as the page’s script does
    for page in ("", "/short", "/check", "/later", "/secret"):
        assert "canary" not in kept.client.get(f"/answer/{ref}{page}").text
    unlock(kept, ref, **RIGHT)
    kept.press("next")
    assert "Half a canary, and more" in kept.text


def test_opening_the_link_again_after_a_while_does_not_show_the_words(walk, clock):
    walk.start()
    walk.press("next", way="short")
    walk.press("back", well="A canary for later")
    clock.forward(minutes=30)
    walk.open()
    walk.press("next")
    assert "canary" not in walk.text


# --- a phone that somebody lends -----------------------------------------------------------------------------
@pytest.fixture
def lent(app, world, ellie):
    """A worker with two children's forms open hands the phone to Ellie."""
    sam = world.child("Sam", last_name="Reed")
    other = world.review(sam)
    world.invite()
    link = world.link(world.invitation(ellie), world.invitation(other))
    walk = Walk(app.test_client(), link).open()
    walk.client.get(f"/answer/{world.invitation(ellie)}")
    walk.press("lend")
    walk.other = world.invitation(other)
    return walk


def test_a_lent_phone_shows_nothing_of_anyone_else(lent):
    lent.client.get("/forms")
    assert "Sam" not in lent.text
    assert lent.client.get(f"/answer/{lent.other}").status_code == 410


def test_a_lent_phone_is_empty_once_the_child_has_sent(app, world, ellie, lent):
    lent.start()
    lent.send(way="short", well="A canary on somebody else’s phone")
    assert lent.place == "finished"
    ref = world.invitation(ellie)
    for page in ("", "/short", "/check", "/done", "/later", "/unlock"):
        response = lent.client.get(f"/answer/{ref}{page}")
        assert response.status_code in (303, 410)
        assert "canary" not in response.text
    assert db.session.scalars(select(Response.invitation_id)).one() == ref


def test_a_lent_phone_is_empty_once_the_child_stops(world, ellie, lent):
    lent.start()
    lent.press("next", way="short")
    lent.press("later", well="A canary left behind")
    assert lent.place == "finished"
    assert lent.client.get(f"/answer/{world.invitation(ellie)}/short").status_code in (303, 410)


def test_an_iro_who_lends_their_own_phone_is_signed_out_on_it(app, world, ellie):
    client = app.test_client()
    make.sign_in(client, "ada")
    walk = Walk(client, world.link(world.invitation(ellie))).open()
    walk.press("lend")
    assert client.get("/staff/").status_code == 303 or client.get("/staff/desk").status_code in (303, 404)
