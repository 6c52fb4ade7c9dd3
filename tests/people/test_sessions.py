"""Sessions: new ids at the door, ended for good at the way out, over after a while, seldom written."""
from __future__ import annotations

import pytest
from flask import session as flask_session

from portal.extensions import db, keyring
from portal.people import sessions
from portal.people.models import WebSession
from tests.support import make
from tests.support.steps import counting, fresh
from tests.support.walk import Walk

NAME = "portal"


@pytest.fixture
def ada(app, world):
    client = app.test_client()
    make.sign_in(client, "ada")
    return client


def cookie(client) -> str:
    found = client.get_cookie(NAME)
    return found.value if found else ""


def is_in(client) -> bool:
    return client.get("/staff/desk").status_code == 200


def test_a_cookie_is_a_long_id_and_the_table_knows_only_its_hmac(ada):
    assert len(cookie(ada)) >= 43
    row = fresh(WebSession)[0]
    assert row.mac == keyring.digest("session", cookie(ada))
    assert cookie(ada) not in str(vars(row))


def test_signing_in_changes_the_id_and_ends_the_session_before(app, world):
    review = world.review(world.child())
    world.invite()
    client = app.test_client()
    Walk(client, world.link(world.invitation(review))).open()
    before = cookie(client)
    make.sign_in(client, "ada")
    assert cookie(client) not in ("", before)
    assert sessions.find(before) is None
    assert "opened" not in sessions.find(cookie(client)).data


def test_an_id_that_somebody_else_chose_is_never_taken_over(app, world):
    client = app.test_client()
    client.set_cookie(NAME, "A" * 43)
    make.sign_in(client, "ada")
    assert cookie(client) != "A" * 43
    other = app.test_client()
    other.set_cookie(NAME, "A" * 43)
    assert not is_in(other)


def test_signing_out_ends_the_row_and_a_kept_cookie_opens_nothing(ada):
    kept = cookie(ada)
    assert ada.submit("").status_code == 303  # the form in the page’s head
    assert fresh(WebSession) == []
    ada.set_cookie(NAME, kept)
    assert not is_in(ada)


def test_a_request_that_was_on_its_way_when_the_session_ended_does_not_bring_it_back(app, ada):
    token = cookie(ada)
    with app.test_request_context("/staff/desk", headers={"Cookie": f"{NAME}={token}"}):
        flask_session["something"] = "changed"
        sessions.end(token)
        app.session_interface.save_session(app, flask_session._get_current_object(), app.response_class())
    assert fresh(WebSession) == []
    assert not is_in(ada)


@pytest.mark.parametrize("change", [True, False])
def test_a_request_whose_session_ended_meanwhile_still_answers(app, ada, clock, change):
    token = cookie(ada)
    with app.test_request_context("/staff/desk", headers={"Cookie": f"{NAME}={token}"}):
        clock.forward(minutes=2)
        if change:
            flask_session["something"] = "changed"
        sessions.end(token)
        db.session.rollback()
        app.session_interface.save_session(app, flask_session._get_current_object(), app.response_class())
    assert fresh(WebSession) == []


@pytest.mark.parametrize(("minutes", "still"), [(29, True), (31, False)])
def test_staff_are_signed_out_after_half_an_hour_without_a_click(ada, clock, minutes, still):
    clock.forward(minutes=minutes)
    assert is_in(ada) is still


def test_staff_are_signed_out_after_ten_hours_however_busy(ada, clock):
    for _ in range(24):
        clock.forward(minutes=24)
        assert is_in(ada)
    clock.forward(minutes=25)
    assert not is_in(ada)


def test_a_respondent_may_think_for_three_hours_and_not_for_five(app, world, clock):
    review = world.review(world.child())
    world.invite()
    walk = Walk(app.test_client(), world.link(world.invitation(review))).open()
    clock.forward(hours=3)
    assert walk.client.get(f"/answer/{world.invitation(review)}").status_code == 200
    clock.forward(hours=2)
    assert walk.client.get(f"/answer/{world.invitation(review)}").status_code == 410


def test_when_somebody_was_seen_is_written_once_a_minute_at_most(ada, clock):
    def writes() -> int:
        with counting() as seen:
            assert is_in(ada)
        return sum(statement.startswith(("UPDATE", "INSERT", "DELETE")) for statement in seen)

    assert [writes() for _ in range(3)] == [0, 0, 0]
    clock.forward(seconds=61)
    assert [writes() for _ in range(3)] == [1, 0, 0]


def test_a_visitor_who_only_looks_gets_no_session(client, world):
    for path in ("/", "/ar", "/healthz", "/staff/desk"):
        client.get(path)
    assert cookie(client) == ""
    assert fresh(WebSession) == []


def test_a_session_holds_ids_and_nothing_that_was_typed(app, world):
    review = world.review(world.child())
    world.invite()
    walk = Walk(app.test_client(), world.link(world.invitation(review))).open()
    walk.start()
    walk.press("next", way="short")
    walk.press("next", well="A canary sings.")
    kept = str(fresh(WebSession)[0].data)
    assert "canary" not in kept and "Ellie" not in kept
    assert walk.link.rsplit("/", 1)[1] not in kept


def test_sweeping_takes_out_what_is_over_and_leaves_what_is_not(app, ada, clock):
    clock.forward(hours=9)
    make.sign_in(app.test_client(), "bola")
    clock.forward(hours=2)
    assert sessions.sweep() == 1
    assert len(fresh(WebSession)) == 1
