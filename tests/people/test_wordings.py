"""An authority puts its own words in place of single messages; the shipped ones stay as they are."""
from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.extensions import db
from portal.people.models import Event, OwnWords
from tests.support import make
from tests.support.walk import Walk

HELLO = "Hello. We want to know what you think."
OURS = "Hi! Tell us what you think."


@pytest.fixture
def world(app):
    with app.app_context():
        yield make.world()


@pytest.fixture
def ellie(world):
    child = world.child()
    review = world.review(child)
    world.invite()
    return review


@pytest.fixture
def staff(app, world):
    client = app.test_client()
    make.sign_in(client, "participation")
    return client


def put(client, english: str, text: str, context: str = "child", language: str = "en", status: int = 303):
    client.get(f"/staff/words/?language={language}&find={english}")
    token = next(e.get("value") for e in client.page.all("input") if e.get("name") == "csrf_token")
    answer = client.post(f"/staff/words/?language={language}&find={english}", data={
        "context": context, "english": english, "text": text, "csrf_token": token})
    assert answer.status_code == status
    return answer


def welcome(app, world, review, language: str = "en") -> str:
    return Walk(app.test_client(), world.link(world.invitation(review), language=language)).open().text


def test_own_words_stand_on_the_page_and_the_shipped_ones_come_back(app, world, ellie, staff):
    assert HELLO in welcome(app, world, ellie)
    put(staff, HELLO, OURS)
    shown = welcome(app, world, ellie)
    assert OURS in shown and HELLO not in shown
    put(staff, HELLO, "")
    assert HELLO in welcome(app, world, ellie) and db.session.scalars(select(OwnWords)).all() == []


def test_they_hold_for_one_language_one_register_and_one_authority_only(app, world, ellie, staff):
    put(staff, HELLO, "مرحبا بك.", language="ar")
    assert HELLO in welcome(app, world, ellie)
    assert "مرحبا بك." in welcome(app, world, ellie, "ar")
    with db.write() as session:
        elsewhere = make.add_authority(session, "Another Council")
    other = make.World(elsewhere.id, world.staff)
    review = other.review(other.child("Zofia", iro=None))
    other.invite()
    assert "مرحبا بك." not in welcome(app, other, review, "ar")


@pytest.mark.parametrize(("english", "text", "says"), [
    ("This is for {name}.", "This is yours.", "placeholders"), ("This is for {name}.", "For {nmae}.", "placeholders"),
    (HELLO, 'Hello "you".', "straight quote"), (HELLO, "Hello", "end with")])
def test_words_that_would_break_a_page_are_refused_and_kept_in_the_field(staff, english, text, says):
    answer = put(staff, english, text, status=422)
    assert says in staff.page.text and text.replace('"', "&#34;") in answer.text
    assert db.session.scalars(select(OwnWords)).all() == []


def test_words_are_shown_as_words_whatever_they_hold(app, world, ellie, staff):
    put(staff, HELLO, "<script>alert(1)</script>.")
    client = app.test_client()
    Walk(client, world.link(world.invitation(ellie))).open()
    assert "<script>alert" not in client.page.html


def test_a_message_that_does_not_exist_takes_no_words(staff):
    put(staff, "No such message at all.", "Hello.", status=422)


def test_a_change_is_on_the_trail_without_the_words(staff):
    put(staff, HELLO, OURS)
    event = db.session.scalars(select(Event).where(Event.kind == "words_changed")).one()
    assert event.details == {"language": "en"}


def test_looking_for_words_finds_them_in_english_and_in_the_translation(staff):
    staff.get("/staff/words/?language=ar&find=What+you+send")
    assert "What you send goes to {iro}." in staff.page.text
    staff.get("/staff/words/?language=en&find=zzzz")
    assert "No message holds these words" in staff.page.text
    staff.get("/staff/words/?language=pl")
    assert "You have put no words of your own in place" in staff.page.text
    assert "draft, not checked by a qualified translator" in staff.page.text


def test_messages_speak_the_authoritys_own_words_too(app, world, ellie, staff):
    from portal.post import outbox

    put(staff, "Tell us what you think", "A few questions from us")
    sent = []
    outbox.deliver(lambda parcel: sent.append(parcel) or "x")
    assert "A few questions from us" in {parcel.subject for parcel in sent}
