"""Children under four, and children who do not use words: what somebody saw and heard, in the child's place."""
from __future__ import annotations

from datetime import date

import pytest

from portal.cases.models import Child, Relation
from portal.clock import today
from portal.consultations import office, states
from portal.consultations.models import FormVersion, Invitation, TokenDoor
from portal.extensions import db
from portal.insight.counts import counts
from tests.support.steps import ask, asked, change, deliver, fresh, link_in, queued, reachable
from tests.support.walk import Walk

TODDLER = date(2025, 1, 1)


def cared_for(world, *roles: str, born: date = TODDLER, **facts):
    """A child too young to be asked, somebody in each of these roles, and a review: (child, people, review)."""
    child = world.child("Isla", born=born, **facts)
    people = {role: world.person(child, role, name=f"The {role}", email=f"{role}@example.org") for role in roles}
    return child, people, world.review(child)


# --- who -----------------------------------------------------------------------------------------------------
def test_for_a_toddler_the_main_carer_is_asked_what_they_saw_and_heard(world):
    child, people, review = cared_for(world, "mother", "foster_carer")
    ask(world)
    made = asked(review)
    assert set(made) == {"observer", "mother", "foster_carer"}
    observer = made["observer"]
    assert (observer.respondent_id, observer.person_id, observer.reach) == (child, people["foster_carer"], "email")
    assert fresh(FormVersion, FormVersion.id == observer.form_version_id)[0].key.startswith("observation.")


def test_the_case_list_may_ask_for_an_observation_at_any_age(world):
    _, people, review = cared_for(world, "keyworker", born=date(2012, 1, 1), form="observation")
    ask(world)
    assert asked(review)["observer"].person_id == people["keyworker"]
    assert "child" not in asked(review)


@pytest.mark.parametrize("role", ["foster_carer", "connected_carer", "adopter", "keyworker"])
def test_whoever_cares_for_the_child_observes(world, role):
    _, people, review = cared_for(world, "mother", "school", role)
    ask(world)
    assert asked(review)["observer"].person_id == people[role]


@pytest.mark.parametrize("left", [{"consult": False, "reason": "Ill"}, {"ended_on": date(2027, 1, 4)}])
def test_a_carer_who_is_left_out_or_gone_does_not_observe(world, left):
    _, people, review = cared_for(world, "foster_carer", "keyworker")
    relation = fresh(Relation, Relation.person_id == people["foster_carer"])[0]
    change(Relation, relation.id, **left)
    ask(world)
    assert asked(review)["observer"].person_id == people["keyworker"]


@pytest.mark.parametrize("roles", [(), ("mother", "school")])
def test_where_nobody_cares_for_the_child_who_can_be_asked_it_goes_through_the_worker(world, roles):
    child, _, review = cared_for(world, *roles, reach="sms")
    reachable(world, child, mobile="+447700900001")
    ask(world)
    observer = asked(review)["observer"]
    assert (observer.person_id, observer.reach, observer.reach_id) == (None, "worker", None)
    sent = next(parcel for parcel in deliver() if parcel.to == "worker@council.invalid")
    assert "whoever looks after the child" in sent.text


def test_sending_an_observation_again_never_uses_the_childs_own_phone(world):
    child, _, review = cared_for(world, reach="sms")
    reachable(world, child, mobile="+447700900001")
    ask(world)
    deliver()
    office.send_again(world.actor(), asked(review)["observer"].id)
    assert [parcel.to for parcel in deliver()] == ["worker@council.invalid"]


def test_a_carer_who_cannot_be_reached_does_not_keep_the_observation_from_being_asked(world):
    _, people, review = cared_for(world, "foster_carer")
    reachable(world, people["foster_carer"])
    ask(world)
    assert asked(review)["observer"].reach == "worker"


# --- one link ------------------------------------------------------------------------------------------------
def test_one_message_and_one_link_open_the_carers_own_form_and_the_observation(app, world):
    _, _, review = cared_for(world, "foster_carer")
    ask(world)
    assert len(queued()) == 1
    parcel, = deliver()
    assert {door.invitation_id for door in fresh(TokenDoor)} == {i.id for i in asked(review).values()}
    walk = Walk(app.test_client(), link_in(parcel)).open()
    assert walk.client.page.text.count("Isla") >= 2
    assert all(i.sent_at for i in asked(review).values())


def test_one_reminder_is_enough_for_both(world, clock):
    cared_for(world, "foster_carer")
    ask(world)
    deliver()
    clock.forward(days=4)
    ask(world)
    assert len(deliver()) == 1


def test_the_childs_own_link_never_opens_an_earlier_observation(world):
    child, _, first = cared_for(world, reach="worker")
    ask(world)
    change(Child, child, dob=date(2022, 1, 1))
    second = world.review(child, 10)
    deliver()
    ask(world)
    deliver()
    opened = {asked(second)["child"].id, asked(first)["observer"].id}
    doors = fresh(TokenDoor)
    assert {door.invitation_id for door in doors} == opened
    assert len({door.token_id for door in doors}) == 2


# --- while the carer is there --------------------------------------------------------------------------------
def test_when_the_carer_has_left_the_child_the_observation_stops(world):
    _, people, review = cared_for(world, "foster_carer")
    ask(world)
    relation = fresh(Relation, Relation.person_id == people["foster_carer"])[0]
    change(Relation, relation.id, ended_on=today())
    for role in ("observer", "foster_carer"):
        assert states.is_stopped(db.session.get(Invitation, asked(review)[role].id))


def test_who_is_the_childs_carer_in_another_way_goes_on_observing(world):
    child, people, review = cared_for(world, "foster_carer")
    world.person(child, "connected_carer", person=people["foster_carer"])
    ask(world)
    relation = fresh(Relation, Relation.relationship == "foster_carer")[0]
    change(Relation, relation.id, ended_on=today())
    assert states.is_live(db.session.get(Invitation, asked(review)["observer"].id))


# --- counted apart -------------------------------------------------------------------------------------------
def test_an_observation_is_never_counted_as_a_childs_answer(world, clock):
    _, _, review = cared_for(world, "foster_carer", born=date(2018, 1, 1), form="observation")
    ask(world)
    change(Invitation, asked(review)["observer"].id, sent_in_at=clock.now)
    clock.forward(days=20)
    by_role, by_age = counts(world.actor("manager"))
    assert sum(row[1] for row in by_role.rows) == 2
    assert [row[1:4] for row in by_age.rows] == [[0, 0, 0]] * 4
