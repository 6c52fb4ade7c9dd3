"""Attackers and accidents: nothing leaks, nothing breaks, no word is lost, and Leave always leaves."""
from __future__ import annotations

import logging
import re
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from portal.cases.models import Child
from portal.consultations import office
from portal.consultations.models import Draft
from portal.extensions import db
from portal.people import sessions
from portal.people.models import Staff
from tests.support import make
from tests.support.walk import Walk
from tests.web.test_nothing_lost import pack_text

WORDS = "Typed while another phone was sending."


@pytest.fixture
def calm(make_app):
    """The portal as it runs: a fault becomes an error page."""
    app = make_app()
    app.config["PROPAGATE"] = False
    return app


@pytest.fixture
def logged(caplog):
    with caplog.at_level(logging.DEBUG):
        yield caplog


def hidden(client, name: str = "ticket") -> str:
    return re.search(f'name="{name}" value="([^"]+)"', client.page.html)[1]


def second_phone(app, world, ellie) -> Walk:
    """Another browser with the same link, in the middle of its own draft."""
    walk = Walk(app.test_client(), world.link(world.invitation(ellie))).open()
    walk.start()
    walk.press("next", way="short")
    return walk


# --- the other phone sends first -------------------------------------------------------------------------
def test_words_typed_on_a_phone_whose_draft_another_phone_sent_begin_an_addition(app, world, ellie, walk):
    walk.start()
    other = second_phone(app, world, ellie)
    walk.to_check().press("send")
    other.press("next", well=WORDS)
    assert "add to what you sent" in other.text
    other.press("next")
    other.press("next", way="short")
    assert WORDS in other.text
    other.to_check().press("send")
    assert WORDS in pack_text(app, ellie)


def test_words_typed_in_a_tab_that_stayed_open_after_sending_begin_an_addition(app, ellie, walk):
    walk.start()
    walk.press("next", way="short")
    address, ticket = walk.client._address, hidden(walk.client)
    walk.to_check().press("send")
    for words in (WORDS, "And more."):
        walk.client.post(address, data={"ticket": ticket, "go": "next", "well": words})
    walk.client.get(address.rsplit("/", 1)[0])
    walk.press("next")
    walk.press("next", way="short")
    walk.to_check().press("send")
    assert WORDS in pack_text(app, ellie) and "And more." in pack_text(app, ellie)


def test_we_kept_what_you_wrote_is_true_when_session_and_draft_are_both_over(app, world, ellie, walk, clock):
    walk.start()
    walk.press("next", way="short")
    second_phone(app, world, ellie).to_check().press("send")
    clock.forward(hours=5)
    walk.client.submit("next", well=WORDS)
    assert "We kept what you wrote" in walk.client.page.text
    other = Walk(app.test_client(), walk.link).open()
    other.client.get(f"/answer/{world.invitation(ellie)}?add=1")
    other.start()
    other.press("next", way="short")
    assert WORDS not in other.text
    other.to_check().press("send")
    assert WORDS in pack_text(app, ellie)


def test_a_phone_whose_draft_was_sent_along_is_told_so_and_shown_no_empty_form(app, world, ellie, walk):
    walk.start()
    other = second_phone(app, world, ellie)
    walk.to_check().press("send")
    other.press("next")
    assert "You sent this already" in other.text
    assert db.session.scalar(select(func.count(Draft.id)).where(Draft.sent_at.is_(None))) == 0


# --- Leave ---------------------------------------------------------------------------------------------------
def later(clock, world, ellie) -> None:
    clock.forward(hours=5)


def withdrawn(clock, world, ellie) -> None:
    office.withdraw(world.actor(), world.invitation(ellie), "wrong_person")


@pytest.mark.parametrize("meanwhile", [later, withdrawn])
@pytest.mark.parametrize("at", ["welcome", "page", "check"])
def test_leave_leaves_whatever_became_of_the_session_or_the_invitation(world, ellie, walk, clock, meanwhile, at):
    if at != "welcome":
        walk.start()
    if at == "check":
        walk.to_check()
    meanwhile(clock, world, ellie)
    assert walk.client.submit("leave").headers.get("Location") == "/en/left"


# --- what another kind of reader must not learn -------------------------------------------------------------
def asked_about_siblings(app, world, review, role) -> bool:
    walk = Walk(app.test_client(), world.link(world.invitation(review, role))).open()
    walk.start()
    texts = []
    while walk.place != "check":
        texts.append(walk.text)
        walk.press("next")
    return any("brothers and sisters" in text for text in texts)


def test_a_parent_does_not_learn_from_a_question_that_there_is_another_child_in_care(app, world):
    child = world.child(sibling_group="g1")
    theirs, unknown = (world.child(name, sibling_group="g1") for name in ("Sam", "Baby"))
    mother = world.person(child, "mother")
    world.person(theirs, "mother", person=mother)
    world.person(child, "father", name="Tom Hill", email="tom@example.org")
    review = world.review(child)
    world.invite()
    assert asked_about_siblings(app, world, review, "mother")
    assert not asked_about_siblings(app, world, review, "father")
    assert db.session.get(Child, unknown).sibling_group == "g1"


def test_a_parent_reads_nothing_of_where_the_child_is_who_cares_or_that_they_moved(app, world):
    secrets = ("Hideaway", "Carter", "Jo ", "Sibling", "residential", "moved", "O’Neill", "dawn@example.org")
    child = world.child(sibling_group="g")
    world.child("Siblingname", sibling_group="g")
    world.person(child, "mother")
    world.person(child, "foster_carer", name="Jo Carter", email="jo@hideaway.example")
    review = world.review(child, venue="Hideaway School")
    world.invite()
    walk = Walk(app.test_client(), world.link(world.invitation(review, "mother"))).open()
    seen = [walk.client.page.html]
    walk.start()
    while walk.place != "check":
        seen.append(walk.client.page.html)
        walk.press("next")
    seen.append(walk.client.page.html)
    walk.press("send")
    seen.append(walk.client.page.html)
    assert not [(s, page) for s in secrets for page in seen if s in page]


def test_no_click_on_a_discreet_page_of_the_desk_shows_a_name(app, world, ellie):
    client = app.test_client()
    make.sign_in(client, "ada")
    for address in ("/staff/desk?show=initials", f"/staff/review/{ellie}?show=initials"):
        client.get(address)
        assert "Ellie" not in client.page.html
        own = [a.get("href") for a in client.page.all("a") if a.text == "My desk"]
        assert own and all("show=initials" in href for href in own)


# --- tickets ---------------------------------------------------------------------------------------------------
def test_a_ticket_of_one_form_writes_nothing_at_another_address(app, world, ellie, walk):
    sam = world.review(world.child("Sam"))
    world.invite()
    other = Walk(app.test_client(), world.link(world.invitation(sam))).open()
    other.start()
    walk.start()
    theirs, ours = hidden(walk.client), f"/answer/{world.invitation(sam)}"
    assert other.client.post(f"{ours}/way", data={"ticket": theirs, "go": "next"}).status_code == 410
    assert other.client.post(f"{ours}/short", data={"ticket": theirs, "go": "next"}).status_code == 400
    for broken in ("", "x", "session.1~", "staff.1.public~AAAA", "pepper.1~" + "A" * 80, theirs[:-2], "\x00~\x00"):
        assert other.client.post(f"{ours}/way", data={"ticket": broken}).status_code == 400


def test_a_made_up_listener_does_not_break_the_check_page(walk):
    walk.start()
    walk.press("next", way="short")
    data = {"ticket": hidden(walk.client), "go": "next", "well": "Words.", "sharing-share": "meeting",
            "sharing-not_before": ["mother", "child", "nobodyknown", "x" * 19]}
    walk.client.get(walk.client.post(walk.client._address, data=data).headers["Location"])
    walk.to_check()
    assert "Words." in walk.text and "My mum" in walk.text and "nobodyknown" not in walk.text


# --- odd requests ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("header", ["Origin", "Referer"])
@pytest.mark.parametrize("value", ["http://[", "http://[x]:y", "null", "//", "\x7f"])
def test_a_malformed_origin_is_refused_and_is_no_fault_of_ours(calm, world, header, value):
    client = calm.test_client()
    client.like_a_browser = False
    for address in ("/", "/staff/sign-in", f"/en/{'A' * 27}"):
        assert client.post(address, headers={header: value}).status_code == 400


ODD = ("a\x00b", "\ud83d", "%00", "%ED%A0%80", "\u202e\u200b", "'\"><script>alert(1)</script>", "=1+1", "x" * 200_000,
       "../../etc/passwd", "{iro}{0.__class__}", "%(x)s %s", "\r\nSet-Cookie: a=b")


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_text_in_every_field_and_every_field_name_breaks_no_page(calm, world, ellie, odd):
    plain = odd.encode("utf-8", "surrogatepass")
    client = calm.test_client()
    body = b"&".join(b"%s=%s" % (name.encode(), quoted(plain)) for name in (
        "ticket", "go", "code", "email", "password", "again", "helper", "look", "sharing-share")) + b"&" + quoted(plain)
    walk = Walk(client, world.link(world.invitation(ellie))).open()
    walk.start()
    form = "application/x-www-form-urlencoded"
    for address in ("/", "/ar", f"/en/{'A' * 27}", "/staff/sign-in", f"/answer/{world.invitation(ellie)}",
                    f"/answer/{world.invitation(ellie)}/way", f"/answer/{world.invitation(ellie)}/check"):
        for kind in (form, "application/json", "multipart/form-data; boundary=x", "text/plain; charset=utf-7"):
            assert client.post(address, data=body, content_type=kind).status_code < 500, (address, kind)
    ticket = hidden(walk.client) if "ticket" in walk.client.page.html else ""
    answer = b"ticket=%s&go=%s&way=%s&well=%s" % (ticket.encode(), *[quoted(plain)] * 3)
    assert client.post(f"/answer/{world.invitation(ellie)}/way", data=answer, content_type=form).status_code < 500


def quoted(text: bytes) -> bytes:
    return b"".join(b"%%%02X" % c for c in text) if len(text) < 1000 else text


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "PROPFIND"])
def test_other_methods_open_nothing_and_break_nothing(calm, world, ellie, method):
    ids = {"language": "en", "token": "A" * 27, "ref": uuid4(), "page": "way", "review_id": ellie,
           "child_id": uuid4(), "staff_id": uuid4(), "filename": "js/respond.js", "leaflet": "iro", "form": "child.1",
           "question": "way", "name": "child", "rest": "x", "file_id": uuid4(), "alert_id": uuid4(),
           "translation_id": uuid4(), "response_id": uuid4(), "task_id": uuid4()}
    adapter = calm.url_map.bind("localhost")
    for rule in calm.url_map.iter_rules():
        address = adapter.build(rule.endpoint, {a: ids[a] for a in rule.arguments}, method=None)
        answer = calm.test_client().open(address, method=method)
        assert answer.status_code < 500 and "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store" or rule.endpoint == "static"


def test_a_missing_file_is_never_kept_by_a_cache(client):
    assert client.get("/static/nothing.css?v=1").headers["Cache-Control"] == "no-store"


# --- accounts --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("typed", "status"), [
    ({"name": "a\x00b"}, 200), ({"email": "a\x00b@council.invalid"}, 200),
    ({"name": "  "}, 422), ({"name": "\t\n"}, 422)])
def test_an_odd_name_or_address_of_an_account_breaks_no_page(calm, world, typed, status):
    client = calm.test_client()
    make.sign_in(client, "administrator")
    data = {"name": "New Person", "email": "new@council.invalid", "roles": ["iro"], "csrf_token": hidden(
        client, "csrf_token")} | typed
    assert client.post("/staff/people", data=data).status_code == status
    assert all(name.split() and "\x00" not in name for name in db.session.scalars(select(Staff.name)))


# --- what the log holds when something breaks round a view ---------------------------------------------------
@pytest.mark.parametrize("breaks", ["_store", "find"])
def test_a_broken_session_table_logs_no_address_no_value_and_keeps_the_headers(calm, world, ellie, logged, monkeypatch,
                                                                              breaks):
    def broken(*_):
        raise OperationalError("INSERT", {}, Exception("DETAIL: Key (email)=(dawn@example.org)"))

    client, link = calm.test_client(), world.link(world.invitation(ellie))
    client.set_cookie("portal", "x" * 43)
    calm.testing = False
    monkeypatch.setattr(sessions, breaks, broken)
    answer = client.post(link)
    assert answer.status_code == 500 and answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "OperationalError" in logged.text
    assert link.rsplit("/", 1)[1] not in logged.text and "dawn@example.org" not in logged.text
