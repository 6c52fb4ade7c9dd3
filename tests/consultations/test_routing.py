"""Who reads whom: whoever holds the child today, from the very next request on."""
from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal import clock as portal_clock
from portal.cases.allocation import allocate
from portal.cases.models import Child
from portal.consultations import office
from portal.people import accounts
from portal.people.models import WebSession
from tests.support import make
from tests.support.steps import change, fresh
from tests.support.walk import Walk

TODAY = date(2027, 1, 4)


@pytest.fixture
def held(world):
    """(child, review) of a child whom Ada holds."""
    child = world.child()
    return child, world.review(child)


def signed_in(app, name: str):
    client = app.test_client()
    make.sign_in(client, name)
    return client


def sees(client, review) -> tuple[int, bool]:
    """(what opening the pack answers, whether the child is on the desk)."""
    opened = client.get(f"/staff/review/{review}").status_code
    client.get("/staff/desk")
    return opened, "Ellie" in client.page.text


ALL, NOTHING = (200, True), (404, False)


def test_moving_a_child_moves_everything_with_the_next_request(app, world, held):
    ada, bola = signed_in(app, "ada"), signed_in(app, "bola")
    assert (sees(ada, held[1]), sees(bola, held[1])) == (ALL, NOTHING)
    allocate(held[0], world.staff["bola"], TODAY, world.actor())
    assert (sees(ada, held[1]), sees(bola, held[1])) == (NOTHING, ALL)


def test_every_cycle_moves_past_and_to_come(app, world, held):
    earlier, later = world.review(held[0], in_days=-10), world.review(held[0], in_days=60)
    allocate(held[0], world.staff["bola"], TODAY, world.actor())
    ada, bola = signed_in(app, "ada"), signed_in(app, "bola")
    for review in (earlier, held[1], later):
        assert ada.get(f"/staff/review/{review}").status_code == 404
        assert bola.get(f"/staff/review/{review}").status_code == 200


def test_an_allocation_that_begins_tomorrow_begins_tomorrow(app, world, held, clock):
    allocate(held[0], world.staff["bola"], TODAY + timedelta(days=1), world.actor())
    assert sees(signed_in(app, "ada"), held[1]) == ALL
    assert sees(signed_in(app, "bola"), held[1]) == NOTHING
    clock.set(portal_clock.at_local(TODAY + timedelta(days=1)))
    assert sees(signed_in(app, "ada"), held[1]) == NOTHING
    assert sees(signed_in(app, "bola"), held[1]) == ALL


def test_a_child_whom_nobody_holds_is_on_the_duty_list_of_those_who_take_turns_only(app, world, held):
    allocate(held[0], None, TODAY, world.actor())
    seen = {name: sees(signed_in(app, name), held[1]) for name in ("ada", "duty", "bola")}
    assert seen == {"ada": ALL, "duty": ALL, "bola": NOTHING}


def test_duty_does_not_read_a_child_whom_somebody_holds(app, world, held):
    assert sees(signed_in(app, "duty"), held[1]) == NOTHING


def test_giving_a_duty_child_an_iro_takes_it_from_the_duty_list(app, world, held):
    allocate(held[0], None, TODAY, world.actor())
    allocate(held[0], world.staff["bola"], TODAY, world.actor())
    assert sees(signed_in(app, "duty"), held[1]) == NOTHING
    assert sees(signed_in(app, "bola"), held[1]) == ALL


def test_a_leavers_session_is_dead_on_the_next_request_and_their_children_are_on_duty(app, world, held):
    ada = signed_in(app, "ada")
    assert sees(ada, held[1]) == ALL
    assert accounts.close(world.actor("administrator"), world.staff["ada"])
    answer = ada.get(f"/staff/review/{held[1]}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/sign-in")
    assert fresh(WebSession, WebSession.staff_id == world.staff["ada"]) == []
    assert sees(signed_in(app, "duty"), held[1]) == ALL
    make.sign_in(ada, "ada")
    assert "not right" in ada.page.text


def test_the_office_sees_a_leavers_children_as_without_an_iro(world, held):
    assert [row.iro for row in office.coming(world.actor())] == ["Ada Okoro"]
    accounts.close(world.actor("administrator"), world.staff["ada"])
    row = office.coming(world.actor())[0]
    assert (row.iro, "duty" in row.needs) == ("", True)


def test_nobody_closes_their_own_account_or_one_of_another_council(world):
    assert accounts.close(world.actor("administrator"), world.staff["administrator"]) is False
    with make.db.write() as session:
        other = make.add_authority(session, "Another Council").id
    stranger = make.Actor("staff", world.staff["administrator"], other)
    assert accounts.close(stranger, world.staff["ada"]) is False


def test_a_child_who_left_care_is_on_nobodys_duty_list(app, world, held):
    allocate(held[0], None, TODAY, world.actor())
    change(Child, held[0], ceased_on=TODAY)
    assert sees(signed_in(app, "duty"), held[1]) == NOTHING


def test_the_iro_of_a_child_who_left_care_still_reads_what_was_said(app, world, held):
    change(Child, held[0], ceased_on=TODAY)
    assert signed_in(app, "ada").get(f"/staff/review/{held[1]}").status_code == 200


# --- the wrong person ------------------------------------------------------------------------------------------
@pytest.fixture
def siblings(world):
    """Two children of one carer, and the one link that opens both forms."""
    children = [world.child(name) for name in ("Ellie", "Amir")]
    carer = world.person(children[0], "foster_carer", name="Jo Carter", email="jo@example.org")
    world.person(children[1], "foster_carer", person=carer)
    reviews = [world.review(child) for child in children]
    world.invite()
    both = [world.invitation(review, "foster_carer") for review in reviews]
    return both, world.link(*both)


def test_a_link_in_the_wrong_hands_opens_none_of_the_forms_it_was_for(app, world, siblings):
    both, link = siblings
    middle = Walk(app.test_client(), link).open()
    assert "Amir" in middle.text
    office.withdraw(world.actor(), both[0], "wrong_person")
    again = app.test_client()
    again.get(link)
    assert again.submit().status_code == 410
    assert middle.client.get(f"/answer/{both[1]}").status_code == 410
    assert "Amir" in Walk(app.test_client(), world.link(both[1])).open().text


def test_stopping_one_child_for_another_reason_leaves_the_other_form_open(app, world, siblings):
    both, link = siblings
    office.withdraw(world.actor(), both[0], "not_now")
    text = Walk(app.test_client(), link).open().text
    assert "Amir" in text and "Ellie" not in text
