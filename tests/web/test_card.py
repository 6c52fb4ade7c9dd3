"""The contact card in the browser: looked at, printed with a code, opened with it; and the photo on it."""
from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import func, select

from portal import clock as portal_clock
from portal.cases.models import Child
from portal.consultations import cards
from portal.consultations.models import Alert, Token
from portal.extensions import db
from portal.people.models import Authority, Staff, StaffPicture
from tests.media.making import file_of, opened, shades
from tests.support import make
from tests.support.steps import change, deliver, fresh
from tests.support.walk import Walk

CODE = re.compile(r"\b[B-Z2-9]{4} [B-Z2-9]{4} [B-Z2-9]{4}\b")
NAMES = ("Ellie", "O’Neill", "Ada", "Okoro", "Wendy", "Dawn")


@pytest.fixture
def ref(world, ellie):
    return world.invitation(ellie)


@pytest.fixture
def child(ellie):
    child = fresh(Child)[0]
    change(Child, child.id, social_worker="Wendy Worker")
    return child


@pytest.fixture
def code(world, child):
    return cards.make(db.session.get_one(Child, child.id), world.actor(), "en")


def tokens() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(Token.id)).where(Token.child_id.is_not(None)))


def open_card(app, code):
    """A browser that knows nothing types the code at the front door."""
    client = app.test_client()
    client.get("/")
    client.get(client.submit("", code=code.code).headers["Location"])
    return client


# --- the page -----------------------------------------------------------------------------------------------
def test_the_card_shows_first_names_and_numbers_and_no_name_of_the_child(world, child, ref, walk):
    change(Staff, world.staff["ada"], phone="01632 960 444")
    walk.client.get(f"/answer/{ref}/card")
    main = walk.text.partition("Who can help you")[2]
    for wanted in ("Ada", "01632 960 444", "Wendy", "01632 960 222", "Speak Up", "01632 960 111"):
        assert wanted in main
    for unwanted in ("Okoro", "Worker", "Ellie", "O’Neill", "Dawn"):
        assert unwanted not in main


def test_looking_makes_no_code_and_pressing_makes_one_that_is_shown_once(ref, walk):
    walk.client.get(f"/answer/{ref}/card")
    assert tokens() == 0 and not CODE.search(walk.text)
    walk.press("Make my code")
    assert tokens() == 2 and CODE.search(walk.text) and "<svg" in walk.client.page.html.partition("class=\"qr\"")[2]
    walk.client.get(f"/answer/{ref}/card")
    assert not CODE.search(walk.text)


def test_the_link_in_the_square_speaks_the_childs_language(app, world, ellie, ref):
    walk = Walk(app.test_client(), world.link(ref, language="ar")).open()
    walk.client.get(f"/answer/{ref}/card")
    walk.client.submit("", form=0)
    assert walk.client.page.root.get("lang") == "ar" and CODE.search(walk.text)


@pytest.mark.parametrize("role", ["mother", "foster_carer"])
def test_adults_have_no_card(app, world, ellie, role):
    theirs = world.invitation(ellie, role)
    walk = Walk(app.test_client(), world.link(theirs)).open()
    assert f"/answer/{theirs}/card" not in walk.client.page.html
    assert walk.client.get(f"/answer/{theirs}/card").status_code == 410
    assert walk.client.post(f"/answer/{theirs}/card").status_code == 410
    assert tokens() == 0


def test_a_stranger_and_a_locked_browser_see_no_card(app, ref, walk):
    assert app.test_client().get(f"/answer/{ref}/card").status_code == 410
    walk.start()
    walk.press("lock")
    assert walk.client.get(f"/answer/{ref}/card").status_code == 410


# --- opening it ---------------------------------------------------------------------------------------------
def test_the_code_leads_to_a_page_that_shows_nothing_of_anybody_and_takes_no_words(app, code):
    client = open_card(app, code)
    assert client.page.heading == "Ask your reviewing officer to get in touch"
    assert not [name for name in NAMES if name in client.page.html]
    assert {f.get("type") for f in client.page.fields()} == {"radio"}


def test_the_link_of_a_card_is_inert_and_looks_like_every_other(app, code):
    client = app.test_client()
    path = code.link.removeprefix("http://localhost")
    pages = [re.sub(r"[\w-]{27}|[\w-]{22}", "", client.get(address).text) for address in (path, "/en/" + "x" * 27)]
    assert pages[0] == pages[1] and "Set-Cookie" not in client.get(path).headers
    client.get(path)
    assert client.submit("").headers["Location"] == "/en/card"
    assert fresh(Alert) == []


def test_asking_is_noted_and_the_iro_is_told(app, child, code):
    client = open_card(app, code)
    client.submit("", how="visit")
    text = client.page.text
    assert "We noted it at 09:00." in text and "A message goes to your reviewing officer." in text
    assert "until 17:00 today" in text and not [name for name in NAMES if name in text]
    held = fresh(Alert)[0]
    assert (held.kind, held.how, held.child_id, held.invitation_id) == ("contact", "visit", child.id, None)
    assert [p.to for p in deliver() if "Please look" in p.subject] == ["ada@council.invalid"]


def test_at_night_it_says_when_somebody_reads_it(app, code, clock):
    clock.set(portal_clock.at_local(portal_clock.today(), portal_clock.local(clock.now).time().replace(hour=22)))
    client = open_card(app, code)
    client.submit("", how="ring")
    assert "Nobody reads it before 09:00 on Tuesday 5 January 2027." in client.page.text


def test_pressed_again_it_is_one_request_and_the_page_answers_again(app, code):
    client = open_card(app, code)
    for _ in range(2):
        client.get("/en/card")
        client.submit("", how="ring")
        assert "We noted it at 09:00." in client.page.text
    assert len(fresh(Alert)) == 1


def test_a_card_opens_no_form(app, ref, code):
    client = open_card(app, code)
    for address in (f"/answer/{ref}", f"/answer/{ref}/card", "/forms"):
        assert client.get(address).status_code == 410
    assert client.post(f"/answer/{ref}/tell").status_code == 410
    assert client.post(f"/answer/{ref}", data={"go": "next"}).status_code == 410


def test_opening_a_card_keeps_the_form_that_is_open_in_the_same_browser(ref, walk, code):
    walk.start()
    walk.press("next", way="short")
    walk.client.get("/")
    walk.client.submit("", code=code.code)
    assert walk.client.get(f"/answer/{ref}/way").status_code == 200
    walk.client.get(f"/answer/{ref}")
    assert "Welcome back" in walk.text


def test_a_card_left_open_on_a_shared_phone_is_soon_shut(app, code, clock):
    client = open_card(app, code)
    clock.forward(minutes=16)
    assert client.get("/en/card").status_code == 410
    assert client.post("/en/card", data={"how": "ring"}).status_code == 410
    assert fresh(Alert) == []


def test_a_card_that_was_stopped_asks_nothing_even_where_it_is_open(app, world, child, code):
    client = open_card(app, code)
    cards.stop(world.actor(), db.session.get_one(Child, child.id))
    assert client.submit("", how="ring").status_code == 410
    assert fresh(Alert) == []


# --- the desk and the office --------------------------------------------------------------------------------
def test_the_wish_stands_on_the_desk_until_somebody_was_in_touch(app, code):
    open_card(app, code).submit("", how="text")
    client = app.test_client()
    make.sign_in(client, "ada")
    assert "asks you to get in touch: please send a text message" in client.page.text
    assert "I have been in touch" in client.page.text and "asked for help" not in client.page.text
    client.submit(form=1)
    client.get("/staff/desk")
    assert "get in touch" not in client.page.text


def test_the_office_prints_a_card_in_the_childs_language_and_can_stop_them_all(app, world, child):
    change(Child, child.id, language="ar")
    client = app.test_client()
    make.sign_in(client, "office")
    client.get(f"/staff/office/child/{child.id}")
    form = next(n for n, f in enumerate(client.page.all("form")) if "/card" in f.get("action", ""))
    client.submit("Print a contact card", form=form)
    card = next(e for e in client.page.all("section") if e.get("dir") == "rtl")
    assert card.get("lang") == "ar" and CODE.search(client.page.text) and "Ellie" not in client.page.text
    client.get(f"/staff/office/child/{child.id}")
    client.get(client.submit("Stop all cards", form=form).headers["Location"])
    assert "no longer open anything" in client.page.text
    assert all(token.revoked_at for token in fresh(Token) if token.child_id)


@pytest.mark.parametrize("what", ["card", "cards-stop"])
def test_the_office_of_another_council_prints_and_stops_nothing(app, world, child, what):
    with db.write() as session:
        elsewhere = make.add_authority(session, "Another Council").id
        session.get_one(Child, child.id).authority_id = elsewhere
    client = app.test_client()
    make.sign_in(client, "office")
    data = {"csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', client.page.html)[1]}
    assert client.post(f"/staff/office/child/{child.id}/{what}", data=data).status_code == 404
    assert tokens() == 0


# --- the photo ----------------------------------------------------------------------------------------------
def put(client, data: bytes, go: str = "on"):
    client.get("/staff/me")
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.page.html)[1]
    answer = client.post("/staff/me/picture", content_type="multipart/form-data", data={
        "csrf_token": token, "go": go, "picture": (io.BytesIO(data), "me.png")})
    client.get("/staff/me")
    return answer


@pytest.fixture
def ada(app, world):
    client = app.test_client()
    make.sign_in(client, "ada")
    return client


def test_a_photo_of_the_iro_is_on_the_card_of_the_child_and_nobody_elses(app, world, ada, ref, walk):
    assert put(ada, file_of(shades())).status_code == 303
    walk.client.get(f"/answer/{ref}/card")
    source = next(i.get("src") for i in walk.client.page.all("img"))
    answer = walk.client.get(source)
    assert answer.status_code == 200 and opened(answer.data).size == (80, 60)
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert app.test_client().get(source).status_code == 404


def test_a_photo_can_be_taken_off(ada, ref, walk):
    put(ada, file_of(shades()))
    assert "Take it off" in ada.page.text
    put(ada, b"", go="off")
    assert "There is no photo of you." in ada.page.text and fresh(StaffPicture) == []
    walk.client.get(f"/answer/{ref}/card")
    assert list(walk.client.page.all("img")) == []
    assert walk.client.get(f"/answer/{ref}/card/picture").status_code == 404


@pytest.mark.parametrize("data", [b"", b"<svg onload=alert(1)>", b"\x89PNG\r\n\x1a\n broken"])
def test_what_is_no_photo_is_refused_in_words(ada, data):
    assert put(ada, data).status_code == 422
    assert fresh(StaffPicture) == []


def test_a_colleague_may_see_a_photo_and_another_council_may_not(app, world, ada):
    put(ada, file_of(shades()))
    office = app.test_client()
    make.sign_in(office, "office")
    assert office.get(f"/staff/photo/{world.staff['ada']}").status_code == 200
    with db.write() as session:
        elsewhere = make.add_authority(session, "Another Council").id
        session.get_one(Staff, world.staff["office"]).authority_id = elsewhere
    assert office.get(f"/staff/photo/{world.staff['ada']}").status_code == 404
    assert db.session.get_one(Authority, elsewhere).name == "Another Council"


def test_every_role_can_put_its_own_photo_in(app, world):
    for name in ("duty", "office", "manager", "administrator"):
        client = app.test_client()
        make.sign_in(client, name)
        assert client.get("/staff/me").status_code == 200
