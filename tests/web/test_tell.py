"""“Ask … to get in touch with me”: on every page of a child's form; it keeps what was typed and answers truly."""
from __future__ import annotations

import io
import logging
from datetime import date

import pytest
from sqlalchemy import select

from portal.cases import allocation
from portal.cases.models import Child
from portal.consultations import office
from portal.consultations.models import Alert, Flag, Invitation
from portal.extensions import db
from portal.people.models import Staff
from tests.media.making import file_of, shades
from tests.support import make
from tests.support.steps import change, deliver, fresh
from tests.support.walk import Walk
from tests.web.test_nothing_lost import pack_text

ASK = "Ask Ada to get in touch with me"
CANARY = "canary-biscuit"
NOT_HERE = "No message is sent from here"


def tell(walk, **typed):
    """Press the button, wherever it stands on the page in hand."""
    forms = list(walk.client.page.all("form"))
    place = next(n for n, form in enumerate(forms) if any(b.get("value") == "tell" for b in form.iter("button")))
    answer = walk.client.submit("tell", form=place, **typed)
    while answer.status_code == 303:
        answer = walk.client.get(answer.headers["Location"])
    return answer


def told() -> list[Alert]:
    return fresh(Alert)


def back(walk) -> None:
    """Follow “Back to my form”."""
    walk.client.get(next(a.get("href") for a in walk.client.page.all("a") if a.get("class") == "go"),
                    follow_redirects=True)


@pytest.fixture
def on_words(walk):
    """At the page with three boxes."""
    walk.start()
    walk.press("next", way="short")
    return walk


# --- pressing it --------------------------------------------------------------------------------------------
def test_it_tells_and_says_who_gets_a_message_and_until_when_people_are_there(on_words, clock):
    clock.forward(hours=5, minutes=2)
    on_words.open()
    tell(on_words)
    text = on_words.text
    assert on_words.place == "told" and len(told()) == 1
    assert "We noted it at 14:02." in text and "A message goes to Ada." in text
    assert "until 17:00 today" in text and "We cannot promise that they see it at once." in text
    assert "Nobody reads it" not in text
    assert sorted(p.to for p in deliver() if "Please look" in p.subject) == [
        "ada@council.invalid", "manager@council.invalid", "worker@council.invalid"]


def test_outside_the_hours_it_says_when_somebody_reads_it_after_whom_to_ring(walk, clock):
    clock.forward(days=4, hours=9)  # Friday at six in the evening
    tell(walk.open())
    text = walk.text
    assert "Nobody reads it before 09:00 on Monday 11 January 2027." in text
    assert text.index("Nobody reads it") < text.index("999") < text.index("0800 1111") < text.index("We noted it")
    assert "01632 960 333" in text and "at work until" not in text


@pytest.mark.parametrize("at", ["welcome", "page", "check", "later", "secret", "done", "already", "unlock"])
def test_it_is_on_every_page_of_a_childs_form(app, world, ellie, walk, at):
    walk.start()
    if at == "welcome":
        walk.client.get(f"/answer/{world.invitation(ellie)}")
    elif at in ("later", "secret"):
        walk.press(at) if at == "later" else walk.client.get(f"/answer/{world.invitation(ellie)}/secret")
    elif at != "page":
        walk.to_check()
    if at in ("done", "already"):
        walk.press("send")
    if at == "already":
        walk = Walk(app.test_client(), walk.link).open()
    if at == "unlock":
        walk.press("lock")
    assert ASK in walk.text and NOT_HERE not in walk.text
    before = walk.place
    tell(walk)
    assert walk.place == "told" and len(told()) == 1
    back(walk)
    assert walk.place == before


def test_the_numbers_stand_before_the_button_and_in_the_page_itself(on_words):
    text = on_words.text
    assert text.index("999") < text.index("0800 1111") < text.index("01632 960 333") < text.index(ASK)
    sorry = next(e for e in on_words.client.page.all("p") if "data-tell-failed" in e.attrib)
    assert "hidden" in sorry.attrib and "There is no connection. Nothing was sent." in "".join(sorry.itertext())
    assert any("data-tell" in b.attrib for b in on_words.client.page.all("button"))


def test_pressed_twice_it_is_one_alert_and_both_answers_are_true(on_words):
    for _ in range(2):
        tell(on_words)
        assert "We noted it at 09:00." in on_words.text
        back(on_words)
    assert len(told()) == 1


def test_a_child_on_the_duty_list_reads_that_duty_gets_it(world, ellie, walk):
    child = db.session.get_one(Invitation, world.invitation(ellie)).child_id
    allocation.allocate(child, None, date(2027, 1, 4), world.actor())
    walk.open()
    assert "Ask your reviewing officer to get in touch with me" in walk.text
    tell(walk)
    assert "A message goes to the reviewing officers on duty." in walk.text and "Ada" not in walk.text


def test_when_there_is_nobody_to_tell_it_says_so(world, ellie, walk, clock):
    child = db.session.get_one(Invitation, world.invitation(ellie)).child_id
    change(Child, child, social_worker_email="")
    for one in ("ada", "duty", "manager"):
        change(Staff, world.staff[one], left_at=clock.now)
    tell(walk)
    assert "We could not send a message to anybody. Please ring." in walk.text and "A message goes" not in walk.text


# --- nothing is lost ----------------------------------------------------------------------------------------
def test_what_was_typed_is_kept_and_back_leads_to_the_same_page(on_words):
    tell(on_words, well=CANARY)
    assert CANARY not in on_words.text
    back(on_words)
    assert on_words.place == "short" and CANARY in on_words.text


def test_a_flag_counts_when_the_page_is_told_from(walk):
    walk.start()
    while walk.place != "safe":
        walk.press("next")
    tell(walk, safe="no")
    assert [flag.level for flag in fresh(Flag)] == ["alarm"]


def test_who_helps_is_kept(walk):
    walk.start()
    tell(walk, helper="read")
    back(walk)
    chosen = [f.get("value") for f in walk.client.page.fields() if f.get("name") == "helper" and "checked" in f.attrib]
    assert chosen == ["read"]


def test_after_the_session_has_gone_it_keeps_tells_and_shows_nothing_of_anybody(app, ellie, on_words):
    on_words.client.delete_cookie("portal")
    tell(on_words, well=CANARY)
    text = on_words.text
    assert len(told()) == 1 and "We noted it at 09:00." in text and "A message goes to your reviewing officer." in text
    assert not [name for name in ("Ada", "Ellie", CANARY) if name in text]
    on_words.client.get("/answer/" + on_words.client._address.rsplit("/", 2)[1])
    assert "Nothing is open here now." in on_words.text
    other = Walk(app.test_client(), on_words.link).open()
    other.start()
    other.to_check().press("send")
    assert CANARY in pack_text(app, ellie)


def test_what_was_typed_after_another_phone_sent_begins_an_addition(app, ellie, on_words):
    other = Walk(app.test_client(), on_words.link).open()
    other.start()
    other.to_check().press("send")
    tell(on_words, well=CANARY)
    assert len(told()) == 1
    back(on_words)
    on_words.press("next")
    on_words.press("next", way="short")
    on_words.to_check().press("send")
    assert CANARY in pack_text(app, ellie)


@pytest.mark.parametrize("ticket", ["", "x", "session.1~AAAA"])
def test_a_broken_ticket_does_not_keep_the_alarm_from_being_raised(world, ellie, walk, ticket):
    answer = walk.client.post(f"/answer/{world.invitation(ellie)}/tell", data={"ticket": ticket, "place": "nowhere"})
    assert answer.status_code == 303 and len(told()) == 1


def test_a_page_with_photos_that_are_far_too_large_still_raises_the_alarm(world, ellie, walk):
    data = {"ticket": "x", "photo": (io.BytesIO(b"\0" * (27 * 1024 * 1024)), "photo.jpg")}
    answer = walk.client.post(f"/answer/{world.invitation(ellie)}/tell", data=data, content_type="multipart/form-data")
    assert answer.status_code == 303 and len(told()) == 1


def test_a_missing_childs_open_page_still_raises_the_alarm(world, ellie, walk, clock):
    child = db.session.get_one(Invitation, world.invitation(ellie)).child_id
    change(Child, child, paused_at=clock.now, paused_why="missing")
    tell(walk)
    assert len(told()) == 1 and "We noted it" in walk.text


# --- for a script -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("gone", [False, True])
def test_a_script_is_told_where_the_answer_is(world, ellie, on_words, gone):
    ref = world.invitation(ellie)
    ticket = next(f.get("value") for f in on_words.client.page.all("input") if f.get("name") == "ticket")
    if gone:
        on_words.client.delete_cookie("portal")
    answer = on_words.client.post(f"/answer/{ref}/tell", data={"ticket": ticket, "well": "Hello"},
                                  headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json) == (200, {"to": f"/answer/{ref}/told"})
    on_words.client.get(answer.json["to"])
    assert "We noted it at 09:00." in on_words.text


# --- who may, and who sees it -------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["mother", "foster_carer"])
def test_adults_have_no_such_button_and_their_address_does_nothing(app, world, ellie, role):
    ref = world.invitation(ellie, role)
    walk = Walk(app.test_client(), world.link(ref)).open()
    walk.start()
    assert "get in touch with me" not in walk.text and NOT_HERE in walk.text and "Need help?" in walk.text
    ticket = next(f.get("value") for f in walk.client.page.all("input") if f.get("name") == "ticket")
    for data in ({}, {"ticket": ticket}):
        assert walk.client.post(f"/answer/{ref}/tell", data=data).status_code == 410
    assert told() == []


def test_another_childs_address_and_another_forms_ticket_tell_nothing(app, world, ellie, on_words):
    review = world.review(world.child("Sam"))
    world.invite()
    sam = world.invitation(review)
    ticket = next(f.get("value") for f in on_words.client.page.all("input") if f.get("name") == "ticket")
    for data in ({}, {"ticket": ticket}):
        assert on_words.client.post(f"/answer/{sam}/tell", data=data).status_code == 410
    assert told() == []


def test_a_withdrawn_invitation_tells_nothing(world, ellie, walk):
    office.withdraw(world.actor(), world.invitation(ellie), "not_now")
    assert walk.client.post(f"/answer/{world.invitation(ellie)}/tell").status_code == 410
    assert told() == []


def test_another_browser_with_the_same_link_never_learns_of_it(app, world, ellie, walk):
    tell(walk)
    other = Walk(app.test_client(), walk.link).open()
    other.client.get(f"/answer/{world.invitation(ellie)}/told", follow_redirects=True)
    assert "noted" not in other.text


def test_the_answer_is_shown_for_ten_minutes_and_not_after_the_screen_was_locked(world, ellie, on_words, clock):
    address = f"/answer/{world.invitation(ellie)}/told"
    tell(on_words)
    clock.forward(minutes=11)
    assert on_words.client.get(address).status_code == 303
    on_words.open()
    tell(on_words)
    assert on_words.client.get(address).status_code == 200
    back(on_words)
    on_words.press("next")
    on_words.press("lock")
    assert on_words.client.get(address).status_code == 303
    tell(on_words)  # whoever holds the locked phone may tell, and reads the answer
    assert "We noted it" in on_words.text


@pytest.mark.parametrize("address", ["/en/left", "/en/about", "/en/about/rights", "/", "/en/finished"])
def test_pages_that_know_nobody_send_no_message_and_say_so(client, world, address):
    client.get(address)
    assert "get in touch with me" not in client.page.text
    assert NOT_HERE in client.page.text or address == "/en/left"


# --- canaries -----------------------------------------------------------------------------------------------
def test_no_message_and_no_log_holds_what_was_typed_or_a_name(app, world, ellie, on_words, caplog):
    deliver()
    with caplog.at_level(logging.DEBUG):
        tell(on_words, well=CANARY)
        parcels = deliver()
    sent = " ".join(p.to + p.subject + p.text + p.html for p in parcels)
    planted = (CANARY, "Ellie", "O’Neill", "Dawn", "Carter")
    assert parcels and not [word for word in planted if word in sent + caplog.text]
    assert not [p.to for p in parcels if p.to in ("dawn@example.org", "jo@example.org")]


def test_the_desk_shows_it_first_and_none_of_the_words(app, on_words):
    tell(on_words, well=CANARY)
    client = app.test_client()
    make.sign_in(client, "ada")
    assert "asked for help: read now" in client.page.text and CANARY not in client.page.text


def test_a_photo_that_is_on_the_page_is_kept(app, world, ellie, walk):
    walk.start()
    while "file" not in {f.get("type") for f in walk.client.page.fields()}:
        walk.press("next")
    name = next(f.get("name") for f in walk.client.page.fields() if f.get("type") == "file")
    ticket = next(f.get("value") for f in walk.client.page.all("input") if f.get("name") == "ticket")
    data = {"ticket": ticket, name: (io.BytesIO(file_of(shades())), "photo.png")}
    page = walk.client._address
    walk.client.post(f"/answer/{world.invitation(ellie)}/tell", data=data, content_type="multipart/form-data")
    walk.client.get(page)
    assert "/file/" in walk.client.page.html and len(told()) == 1
    assert db.session.scalar(select(Alert.kind)) == "tell"
