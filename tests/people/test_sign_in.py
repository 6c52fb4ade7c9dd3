"""Signing in: wrong passwords are counted, the door closes softly and opens again, and tells nobody who exists."""
from __future__ import annotations

import pytest

from portal.extensions import db
from portal.people import passwords
from portal.people.attempts import Counter
from portal.people.models import Attempts, Event, OneUseLink, Staff, WebSession
from portal.people.passwords import SignInRefused, sign_in
from tests.support import make
from tests.support.make import PASSWORD
from tests.support.steps import at_once, change, fresh

ADA = "ada@council.invalid"


def refused(email: str = ADA, tried: str = "not the right one", address: str = "10.0.0.1") -> int:
    """How long the door stays shut after a try that is refused."""
    with pytest.raises(SignInRefused) as failure:
        sign_in(email, tried, address)
    return failure.value.wait


# --- counting --------------------------------------------------------------------------------------------------
def test_the_right_password_signs_in_however_the_address_is_written(world):
    assert sign_in("  Ada@Council.Invalid ", PASSWORD, "10.0.0.1").id == world.staff["ada"]


def test_five_wrong_passwords_close_the_door_even_for_the_right_one(world):
    assert [refused() for _ in range(5)] == [0] * 5
    assert refused(tried=PASSWORD) == 1


def test_the_door_opens_again_by_itself_and_the_right_password_wipes_the_count(world, clock):
    for _ in range(5):
        refused()
    clock.forward(minutes=1, seconds=1)
    assert sign_in(ADA, PASSWORD, "10.0.0.1").id == world.staff["ada"]
    assert [refused() for _ in range(5)] == [0] * 5


def test_each_wrong_try_after_that_doubles_the_wait_up_to_an_hour(world, clock):
    for _ in range(5):
        refused()
    waits = []
    for _ in range(8):
        wait = refused(tried=PASSWORD)
        waits.append(wait)
        clock.forward(minutes=wait, seconds=1)
        refused()
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


def test_tries_while_the_door_is_shut_are_not_counted_so_nobody_can_be_locked_out_for_ever(world, clock):
    for _ in range(5):
        refused()
    for _ in range(50):
        refused()
    clock.forward(minutes=1, seconds=1)
    assert sign_in(ADA, PASSWORD, "10.0.0.1")


def test_a_day_without_a_wrong_try_forgets_the_old_ones(world, clock):
    for _ in range(4):
        refused()
    clock.forward(hours=25)
    assert [refused() for _ in range(5)] == [0] * 5


def test_one_account_closed_leaves_the_others_open(world):
    for _ in range(6):
        refused()
    assert sign_in("bola@council.invalid", PASSWORD, "10.0.0.1").id == world.staff["bola"]


def test_an_address_that_tries_many_accounts_is_slowed_and_others_are_not(world):
    for n in range(50):
        refused(f"guess{n}@council.invalid")
    assert refused("bola@council.invalid", PASSWORD) == 1
    assert sign_in("bola@council.invalid", PASSWORD, "10.0.0.2")


def test_a_council_behind_one_address_is_not_closed_by_slips_spread_over_days(world, clock):
    for n in range(80):  # two slips an hour, through the working week
        refused(f"colleague{n}@council.invalid")
        clock.forward(minutes=61 if n % 2 else 1)
    refused("one-more@council.invalid")
    assert sign_in(ADA, PASSWORD, "10.0.0.1")


def test_two_first_wrong_tries_at_once_are_both_counted(app, world):
    at_once(app, lambda: refused("nobody@council.invalid"), times=4)
    assert sorted(row.wrong for row in fresh(Attempts)) == [4, 4]


def test_two_right_tries_at_once_after_a_wrong_one_both_get_in(app, world):
    refused()
    found = at_once(app, lambda: sign_in(ADA, PASSWORD, "10.0.0.1").id)
    assert set(found) == {world.staff["ada"]}


def test_what_was_tried_on_is_kept_only_as_an_hmac(world):
    refused("someone@example.org", address="198.51.100.7")
    kept = "".join(str(vars(row)) for row in fresh(Attempts))
    assert "someone" not in kept and "198.51" not in kept


def test_a_counter_of_another_kind_counts_apart(world):
    with db.write() as session:
        for _ in range(3):
            Counter("code", "x", free=2).wrong(session)
    assert Counter("code", "x", free=2).minutes_shut() == 2
    assert Counter("password", "x", free=2).minutes_shut() == 0


# --- telling nobody ------------------------------------------------------------------------------------------------
def page_after(app, email: str) -> tuple[int, str]:
    client = app.test_client()
    client.get("/staff/sign-in")
    answer = client.post("/staff/sign-in", data={"email": email, "password": "not the right one"})
    return answer.status_code, client.page.text


def test_an_unknown_address_one_without_a_password_and_a_leaver_look_like_a_wrong_password(app, world, clock):
    change(Staff, world.staff["bola"], password_hash=None)
    change(Staff, world.staff["duty"], left_at=clock.now)
    names = ("ada", "nobody", "bola", "duty")
    pages = [page_after(app, f"{name}@council.invalid") for name in names]
    assert len(set(pages)) == 1


def test_an_unknown_address_is_closed_after_as_many_tries_as_a_known_one(world):
    assert [refused("nobody@council.invalid") for _ in range(6)] == [refused() for _ in range(6)] == [0] * 5 + [1]


@pytest.mark.parametrize("password", ["", PASSWORD])
def test_an_account_without_a_password_cannot_sign_in(world, password):
    change(Staff, world.staff["bola"], password_hash=None)
    assert refused("bola@council.invalid", password) == 0


def test_a_refusal_is_on_the_trail_without_what_was_typed(world):
    refused(tried="the secret I mistyped")
    event = fresh(Event, Event.kind == "sign_in_refused")[0]
    assert event.actor_id == world.staff["ada"]
    assert event.details == {}


@pytest.mark.parametrize("typed", ["a\x00b@council.invalid", "x" * 5000, "' OR 1=1 --@x.y", ""])
def test_odd_addresses_are_refused_like_any_other(world, typed):
    assert refused(typed) == 0


# --- one-use links ---------------------------------------------------------------------------------------------------
NEW = "a quite different sentence"


def test_a_one_use_link_sets_a_password_once(app, world):
    token = passwords.make_one_use_link(world.staff["bola"])
    client = app.test_client()
    client.get(f"/staff/welcome/{token}")
    assert client.submit("", password=NEW, again=NEW).status_code == 303
    assert client.get(f"/staff/welcome/{token}").status_code == 404
    assert sign_in("bola@council.invalid", NEW, "10.0.0.1")
    assert refused("bola@council.invalid", PASSWORD) == 0


@pytest.mark.parametrize(("days", "there"), [(6, True), (8, False)])
def test_a_one_use_link_ends_after_seven_days(world, clock, days, there):
    token = passwords.make_one_use_link(world.staff["bola"])
    clock.forward(days=days)
    assert (passwords.find_one_use_link(token) is not None) is there


def test_two_who_use_a_link_at_the_same_moment_set_one_password(app, world):
    token = passwords.make_one_use_link(world.staff["bola"])
    words = iter(["the first sentence here", "the other sentence here"])

    def use():
        return passwords.set_password(passwords.find_one_use_link(token) or OneUseLink(), next(words))

    assert sorted(at_once(app, use)) == [False, True]


def test_using_a_link_ends_the_other_links_and_every_session_of_its_owner(app, world):
    older, newer = (passwords.make_one_use_link(world.staff["bola"]) for _ in range(2))
    others = passwords.make_one_use_link(world.staff["ada"])
    client = app.test_client()
    make.sign_in(client, "bola")
    assert passwords.set_password(passwords.find_one_use_link(newer), NEW)
    assert passwords.find_one_use_link(older) is None
    assert passwords.find_one_use_link(others) is not None
    assert fresh(WebSession) == []


def test_a_one_use_link_lies_in_the_database_only_as_an_hmac(world):
    token = passwords.make_one_use_link(world.staff["bola"])
    assert token not in str(vars(fresh(OneUseLink)[0]))


@pytest.mark.parametrize(("password", "again"), [("short", "short"), ("one long sentence", "another sentence!"),
                                                 ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa")])
def test_a_password_that_is_short_simple_or_mistyped_is_refused_and_the_link_stays(app, world, password, again):
    token = passwords.make_one_use_link(world.staff["bola"])
    client = app.test_client()
    client.get(f"/staff/welcome/{token}")
    assert client.submit("", password=password, again=again).status_code == 422
    assert passwords.find_one_use_link(token) is not None
