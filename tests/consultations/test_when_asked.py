"""When people are asked, and that asking again asks nobody twice."""
from __future__ import annotations

from datetime import date

import pytest

from portal.cases.models import Child, Review
from portal.consultations.inviting import due_on
from portal.consultations.models import FormVersion, Invitation
from portal.people import trail
from portal.people.models import Event
from tests.support.steps import ask, asked, at_once, change, deliver, fresh, link_in, queued
from tests.support.walk import Walk


# --- the day ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("premeet", "due"), [
    (date(2027, 1, 11), date(2026, 12, 23)),  # Christmas, Boxing Day’s Monday, New Year and two weekends between
    (date(2027, 3, 31), date(2027, 3, 15)),  # Good Friday and Easter Monday
    (date(2027, 5, 4), date(2027, 4, 19)),  # the early May holiday
    (date(2027, 2, 26), date(2027, 2, 12)),  # nothing but weekends
])
def test_invitations_go_out_ten_working_days_before_the_pre_meeting(app, premeet, due):
    with app.app_context():
        assert due_on(Review(date=date(2027, 6, 1), premeet=premeet)) == due


def test_nobody_is_asked_the_day_before_and_everybody_on_the_day(world):
    review = world.review(world.child(), date=date(2027, 4, 2), premeet=date(2027, 3, 31))
    ask(world, date(2027, 3, 14))
    assert asked(review) == {}
    ask(world, date(2027, 3, 15))
    assert set(asked(review)) == {"child"}


def test_how_early_people_are_asked_is_a_setting(make_app):
    with make_app(PORTAL_INVITE_DAYS="3").app_context():
        assert due_on(Review(date=date(2027, 1, 13), premeet=date(2027, 1, 11))) == date(2027, 1, 6)


def test_without_a_pre_meeting_the_review_counts_two_working_days_back(app):
    with app.app_context():
        assert due_on(Review(date=date(2027, 3, 1))) == date(2027, 2, 11)


@pytest.mark.parametrize("facts", [
    {"date": date(2027, 1, 3)}, {"status": "cancelled"}, {"status": "held"}, {"kind": "midway"},
    {"date": date(2027, 6, 30), "premeet": date(2027, 6, 28)},
])
def test_nobody_is_asked_before_a_review_that_is_over_off_midway_or_far_away(world, facts):
    review = world.review(world.child(), **facts)
    assert ask(world).invitations == 0
    assert asked(review) == {}


def test_a_review_today_still_asks(world):
    review = world.review(world.child(), in_days=0)
    ask(world)
    assert "child" in asked(review)


def test_one_review_with_an_impossible_year_does_not_keep_the_others_from_being_asked(world):
    world.review(world.child(), premeet=date(2009, 1, 5))
    review = world.review(world.child("Amir"))
    found = ask(world)
    assert found.left_out["bank holidays of that year are not known"] == 1
    assert "child" in asked(review)


# --- once --------------------------------------------------------------------------------------------------------
def family(world):
    child = world.child()
    world.person(child, "mother")
    world.person(child, "foster_carer", name="Jo Carter", email="jo@example.org")
    return world.review(child)


def test_asking_many_times_asks_once(world):
    family(world)
    assert [(ask(world).invitations, ask(world).messages) for _ in range(3)][1:] == [(0, 0), (0, 0)]
    assert len(fresh(Invitation)) == len(queued()) == 3


def test_asking_again_after_delivery_and_a_changed_case_list_asks_nobody_twice(world, clock):
    review = family(world)
    ask(world)
    deliver()
    change(Child, fresh(Review, Review.id == review)[0].child_id, language="pl", reach="iro_visit")
    clock.forward(hours=3)
    assert ask(world).invitations == 0
    assert deliver() == []


def test_two_runs_at_the_same_moment_make_everything_once(app, world):
    reviews = [family(world) for _ in range(6)]
    made = at_once(app, lambda: ask(world), times=4)
    assert sum(one.invitations for one in made) == 18
    assert all(len(asked(review)) == 3 for review in reviews)
    assert len(queued()) == 18
    assert sorted(v.key for v in fresh(FormVersion)) == ["carer.1", "child.1", "parent.1"]
    assert trail.first_bad_row(world.authority) is None


def test_every_invitation_is_on_the_trail_with_how_it_goes_and_no_name(world):
    family(world)
    ask(world)
    events = fresh(Event, Event.kind == "invited")
    assert len(events) == 3
    assert {tuple(e.details) for e in events} == {("reach",)}


def test_someone_who_comes_into_the_childs_life_later_is_asked_by_the_next_run(world):
    review = family(world)
    ask(world)
    child = fresh(Review, Review.id == review)[0].child_id
    world.person(child, "father", name="Lee Hill", email="lee@example.org")
    assert ask(world).invitations == 1
    assert "father" in asked(review)


# --- the carer of three ------------------------------------------------------------------------------------------
@pytest.fixture
def three(world):
    """(carer, their three children, a function that makes each child's review)."""
    children = [world.child(name) for name in ("Ellie", "Amir", "Zofia")]
    carer = world.person(children[0], "foster_carer", name="Jo Carter", email="jo@example.org")
    for child in children[1:]:
        world.person(child, "foster_carer", person=carer)
    return carer, children


def to_jo(parcels):
    return [p for p in parcels if p.to == "jo@example.org"]


def opens(app, parcel) -> str:
    return Walk(app.test_client(), link_in(parcel)).open().text


def test_a_carer_of_three_gets_one_message_whose_link_opens_three_forms(app, world, three):
    for child in three[1]:
        world.review(child)
    ask(world)
    messages = to_jo(deliver())
    assert len(messages) == 1
    text = opens(app, messages[0])
    assert all(name in text for name in ("Ellie", "Amir", "Zofia"))
    carers = fresh(Invitation, Invitation.respondent_id == three[0])
    assert all(i.sent_at for i in carers)


def test_a_third_review_imported_before_the_post_goes_out_comes_along(app, world, three):
    world.review(three[1][0])
    world.review(three[1][1])
    ask(world)
    world.review(three[1][2])
    ask(world)
    messages = to_jo(deliver())
    assert len(messages) == 1
    assert "Zofia" in opens(app, messages[0])


def test_a_third_review_imported_after_the_post_went_out_gets_a_link_that_opens_all_three(app, world, three):
    world.review(three[1][0])
    world.review(three[1][1])
    ask(world)
    deliver()
    world.review(three[1][2])
    ask(world)
    later = to_jo(deliver())
    assert len(later) == 1
    assert all(name in opens(app, later[0]) for name in ("Ellie", "Amir", "Zofia"))


def test_stopping_the_first_child_before_the_post_goes_out_does_not_silence_the_other_two(app, world, three):
    for child in three[1]:
        world.review(child)
    ask(world)
    carers = {i.id: i.child_id for i in fresh(Invitation, Invitation.respondent_id == three[0])}
    first = next(m for m in queued() if m.subject_id in carers)
    change(Child, carers[first.subject_id], paused_at=first.created_at, paused_why="missing")
    messages = to_jo(deliver())
    assert len(messages) == 1
    still = [i for i in fresh(Invitation, Invitation.respondent_id == three[0]) if i.sent_at]
    assert {i.child_id for i in still} == set(three[1]) - {carers[first.subject_id]}
    opens(app, messages[0])


def test_a_form_already_sent_in_is_not_asked_for_again_by_the_next_message(app, world, three):
    world.review(three[1][0])
    ask(world)
    walk = Walk(app.test_client(), link_in(to_jo(deliver())[0])).open()
    walk.start()
    walk.send()
    world.review(three[1][1])
    ask(world)
    text = opens(app, to_jo(deliver())[0])
    assert "Amir" in text and "Ellie" not in text
