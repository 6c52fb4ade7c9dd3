"""Ways in: links that scanners may open, codes that are typed wrong, links that are over."""
from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal import clock
from portal.cases.models import Child, Review
from portal.consultations import office
from portal.consultations.models import Invitation, Token
from portal.extensions import db
from portal.people.models import WebSession
from tests.support import make
from tests.support.walk import Walk


@pytest.fixture
def invitation(world, ellie):
    return world.invitation(ellie)


def asked(invitation) -> Invitation:
    db.session.rollback()
    return db.session.get_one(Invitation, invitation)


def test_a_mail_filter_may_open_the_link_as_often_as_it_likes(client, world, invitation):
    link = world.link(invitation)
    answers = [client.get(link) for _ in range(5)]
    assert {a.status_code for a in answers} == {200}
    assert all("Set-Cookie" not in a.headers for a in answers)
    assert asked(invitation).opened_at is None
    assert db.session.scalars(select(WebSession)).all() == []


def test_the_inert_page_is_the_same_for_every_token_of_legal_shape(client, world, invitation):
    real, made_up = world.link(invitation), f"/en/{'A' * 27}"
    pages = []
    for link in (real, made_up):
        client.get(link)
        pages.append(client.page.text)
    assert pages[0] == pages[1]


def test_opening_takes_the_token_out_of_the_address_and_marks_the_invitation(client, world, invitation):
    walk = Walk(client, world.link(invitation)).open()
    assert walk.place == str(invitation)
    assert asked(invitation).opened_at is not None


def test_a_link_can_be_opened_again_and_again(app, world, invitation):
    link = world.link(invitation)
    for _ in range(3):
        assert "Ellie" in Walk(app.test_client(), link).open().text


def test_an_unknown_link_says_so_kindly(client):
    client.get(f"/en/{'A' * 27}")
    answer = client.submit()
    assert answer.status_code == 404
    assert "look at your message or letter" in client.page.text


def test_an_expired_link_offers_one_button_that_tells_the_office(client, world, ellie, invitation):
    link = world.link(invitation)
    with db.write() as session:
        session.get(Review, ellie).date = clock.today() - timedelta(days=8)
    client.get(link)
    assert client.submit().status_code == 410
    client.submit("Ask for a new link")
    assert "asked for a new link" in client.page.text
    assert asked(invitation).new_link_asked_at is not None


def test_a_link_still_opens_on_its_last_day(client, world, ellie, invitation):
    with db.write() as session:
        session.get(Review, ellie).date = clock.today() - timedelta(days=7)
    assert "Ellie" in Walk(client, world.link(invitation)).open().text


def test_a_withdrawn_invitation_is_closed_to_the_browser_that_is_in_the_middle_of_it(app, world, invitation):
    walk = Walk(app.test_client(), world.link(invitation)).open()
    walk.start()
    office.withdraw(world.actor(), invitation, "wrong_person")
    answer = walk.client.submit("next")
    assert answer.status_code == 410
    assert walk.client.get(f"/answer/{invitation}").status_code == 410


def test_a_paused_child_loses_links_and_drafts_the_same_minute(app, world, invitation):
    walk = Walk(app.test_client(), world.link(invitation)).open()
    walk.start()
    child = asked(invitation).child_id
    with db.write() as session:
        session.get(Child, child).paused_at = clock.now()
    assert walk.client.submit("next").status_code == 410
    again = app.test_client()
    again.get(world.link(invitation))
    assert again.submit().status_code == 410


def test_this_is_not_me_kills_only_the_link_it_came_by(app, world, invitation):
    forwarded, own = world.link(invitation), world.link(invitation)
    stranger = Walk(app.test_client(), forwarded).open()
    stranger.client.post(f"/answer/{invitation}/not-me")
    assert asked(invitation).not_me_at is not None
    again = app.test_client()
    again.get(forwarded)
    assert again.submit().status_code == 410
    assert "Ellie" in Walk(app.test_client(), own).open().text


# --- codes -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("spoil", [str.lower, lambda c: c.replace(" ", ""), lambda c: c.replace(" ", "-"),
                                   lambda c: f"  {c} "])
def test_a_code_opens_however_it_is_typed(client, world, invitation, spoil):
    client.get("/")
    answer = client.submit("Open", code=spoil(world.code(invitation)))
    assert answer.status_code == 303


def test_a_wrong_code_gets_a_clear_error_and_keeps_what_was_typed(client, world, invitation):
    client.get("/")
    answer = client.submit("Open", code="BCDF GHJK MNPQ")
    assert answer.status_code == 422
    assert "did not work" in client.page.text
    assert 'value="BCDF GHJK MNPQ"' in client.page.html


def test_ten_wrong_ends_kill_a_code_and_the_link_still_works(app, client, world, invitation):
    code = world.code(invitation)
    for n in range(10):
        client.get("/", environ_overrides={"REMOTE_ADDR": f"10.0.0.{n}"})
        client.submit("Open", code=code[:4] + "BCDFGHJK")
    client.get("/")
    assert client.submit("Open", code=code).status_code == 422
    assert "Ellie" in Walk(app.test_client(), world.link(invitation)).open().text


def test_twenty_wrong_codes_from_one_address_make_it_wait(client, world, invitation, clock):
    for _ in range(20):
        client.get("/")
        client.submit("Open", code="BCDF GHJK MNPQ")
    client.get("/")
    client.submit("Open", code=world.code(invitation))
    assert "Wait a minute" in client.page.text
    clock.forward(minutes=2)
    client.get("/")
    assert client.submit("Open", code=world.code(invitation)).status_code == 303


def test_tokens_lie_in_the_database_only_as_hmac(world, invitation):
    token = world.link(invitation).rsplit("/", 1)[-1]
    kept = db.session.scalars(select(Token)).all()
    assert all(token.encode() not in row.mac and len(row.mac) == 32 for row in kept)


# --- a POST that another site makes --------------------------------------------------------------------------
@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}])
def test_a_post_from_elsewhere_or_from_nowhere_opens_nothing(client, world, invitation, headers):
    client.like_a_browser = False
    assert client.post(world.link(invitation), headers=headers).status_code == 400
    assert asked(invitation).opened_at is None


# --- the office helps ------------------------------------------------------------------------------------------
def test_the_office_sends_a_new_link_and_the_old_one_goes_on_working(app, world, ellie, invitation):
    from portal.post import outbox

    old, sent = world.link(invitation), []
    outbox.deliver(lambda parcel: sent.append(parcel) or "1")
    office_client = app.test_client()
    make.sign_in(office_client, "office")
    office_client.get(f"/staff/office/child/{asked(invitation).child_id}")
    action = f"/staff/office/child/{asked(invitation).child_id}/send-again"
    form = next(n for n, f in enumerate(office_client.page.all("form")) if "withdraw" in f.get("action", ""))
    office_client.submit("Send a new link", form=form, invitation=str(invitation))
    assert action in office_client.page.html
    before = len(sent)
    outbox.deliver(lambda parcel: sent.append(parcel) or "1")
    assert len(sent) == before + 1
    new = next(line for line in sent[-1].text.splitlines() if line.startswith("http")).removeprefix("http://localhost")
    for link in (old, new):
        assert "Ellie" in Walk(app.test_client(), link).open().text


def on_the_childs_page(app, whose, press: str, **chosen):
    """The office opens the child's page and presses a button of its invitations."""
    client = app.test_client()
    make.sign_in(client, "office")
    client.get(f"/staff/office/child/{asked(whose).child_id}")
    form = next(n for n, f in enumerate(client.page.all("form")) if "withdraw" in f.get("action", ""))
    answer = client.submit(press, form=form, **chosen)
    if answer.status_code == 303:
        client.get(answer.headers["Location"])
    return client.page.text


def test_nothing_is_withdrawn_until_somebody_was_chosen(app, world, invitation):
    assert "Choose whose invitation" in on_the_childs_page(app, invitation, "Withdraw")
    assert asked(invitation).withdrawn_at is None


def test_the_notice_says_who_was_withdrawn_and_a_new_link_lifts_it(app, world, invitation):
    text = on_the_childs_page(app, invitation, "Withdraw", invitation=str(invitation), why="wrong_person")
    assert "Withdrawn: the invitation of the child." in text
    assert asked(invitation).withdrawn_at is not None
    text = on_the_childs_page(app, invitation, "Send a new link", invitation=str(invitation))
    assert "A new link for the child is on its way" in text
    assert asked(invitation).withdrawn_at is None


def test_a_front_page_is_found_with_and_without_a_slash_and_by_a_monitor(client, world):
    for path in ("/ar", "/ar/", "/"):
        assert client.get(path, follow_redirects=True).status_code == 200
    assert client.head("/").status_code == 200


def test_staff_errors_lead_back_to_the_staff_pages(app, world):
    client = app.test_client()
    make.sign_in(client, "manager")
    assert client.get("/staff/desk").status_code == 403
    assert "not part of your role" in client.page.text
    assert "/staff/" in {a.get("href") for a in client.page.all("a")}


def test_a_form_with_more_fields_than_any_page_has_is_refused_before_it_is_read(client, world, invitation):
    fields = "&".join(f"f{n}=" for n in range(2000))
    answer = client.post(world.link(invitation), data=fields, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 413
    assert asked(invitation).opened_at is None


def test_nothing_is_sent_again_to_somebody_who_is_paused_and_the_page_says_so(app, world, invitation):
    office.withdraw(world.actor(), invitation, "not_now")
    child = asked(invitation).child_id
    with db.write() as session:
        session.get(Child, child).paused_at = clock.now()
    text = on_the_childs_page(app, invitation, "Send a new link", invitation=str(invitation))
    assert "Nothing was sent to the child" in text
    assert asked(invitation).withdrawn_at is not None
