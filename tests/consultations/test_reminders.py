"""Reminders: once, and only to those who were asked, can still answer, and have not."""
from __future__ import annotations

from datetime import date

import pytest

from portal.cases.models import Child, Review
from portal.consultations import office
from portal.consultations.models import Invitation
from tests.support.steps import ask, asked, change, deliver, fresh, link_in, queued, reachable
from tests.support.walk import Walk

REMIND_ON = date(2027, 1, 11)  # with the pre-meeting on 18 January; asked on the 4th

DAYS = {"date": date(2027, 1, 22), "premeet": date(2027, 1, 18)}


@pytest.fixture
def review(world):
    """Ellie’s review on 22 January; she is asked on 4 January, the message is delivered that day."""
    child = world.child(reach="email")
    reachable(world, child, email="ellie@example.org")
    review = world.review(child, **DAYS)
    ask(world)
    deliver()
    return review


def on(clock, day: date) -> None:
    clock.set(clock.now.replace(month=day.month, day=day.day))


def remind(world, clock, day: date = REMIND_ON) -> int:
    on(clock, day)
    return ask(world).reminders


def answer(app, world, review, **answers) -> None:
    walk = Walk(app.test_client(), world.link(world.invitation(review))).open()
    walk.start()
    walk.send(**answers)


def test_someone_who_has_not_answered_is_reminded_once(world, review, clock):
    assert remind(world, clock) == 1
    assert [ask(world).reminders for _ in range(3)] == [0, 0, 0]
    assert remind(world, clock, date(2027, 1, 15)) == 0
    parcels = deliver()
    assert len(parcels) == 1
    assert "reminder" in parcels[0].subject


def test_nobody_is_reminded_the_day_before_reminders_are_due(world, review, clock):
    assert remind(world, clock, date(2027, 1, 10)) == 0


def test_a_reminders_link_opens_and_the_first_one_still_does(app, world, review, clock):
    first = world.link(world.invitation(review))
    remind(world, clock)
    for link in (first, link_in(deliver()[0])):
        assert "Ellie" in Walk(app.test_client(), link).open().text


def test_someone_in_the_middle_of_it_is_reminded(app, world, review, clock):
    Walk(app.test_client(), world.link(world.invitation(review))).open().start()
    assert remind(world, clock) == 1


@pytest.mark.parametrize("answers", [{"way": "short"}, {"way": "nothing"}])
def test_nobody_is_reminded_who_has_answered_or_has_nothing_to_say(app, world, review, clock, answers):
    answer(app, world, review, **answers)
    assert remind(world, clock) == 0


def test_nobody_is_reminded_whose_invitation_was_withdrawn(world, review, clock):
    office.withdraw(world.actor(), world.invitation(review), "not_now")
    assert remind(world, clock) == 0


@pytest.mark.parametrize("fact", [{"paused_why": "missing"}, {"ceased_on": date(2027, 1, 10)}])
def test_nobody_is_reminded_about_a_child_who_is_paused_or_has_left(world, review, clock, fact):
    paused = {"paused_at": clock.now} if "paused_why" in fact else {}
    change(Child, asked(review)["child"].child_id, **fact, **paused)
    assert remind(world, clock) == 0


def test_nobody_is_reminded_of_a_review_that_was_cancelled(world, review, clock):
    change(Review, review, status="cancelled")
    assert remind(world, clock) == 0


def test_nobody_is_reminded_on_the_day_on_which_they_were_asked(world, clock):
    on(clock, REMIND_ON)
    world.review(world.child(), **DAYS)
    ask(world)
    deliver()
    assert ask(world).reminders == 0


def test_nobody_is_reminded_of_what_never_reached_them(world, clock):
    child = world.child()
    change(Child, child, social_worker_email="")
    world.review(child, **DAYS)
    ask(world)
    deliver()
    assert remind(world, clock) == 0


def test_a_reminder_that_is_overtaken_by_the_answer_is_not_sent(app, world, review, clock):
    remind(world, clock)
    answer(app, world, review, way="short")
    assert deliver() == []
    assert [(m.why, m.sent_at) for m in queued("reminder")] == [("answered", None)]
    assert fresh(Invitation)[0].bounced_at is None


def test_the_birth_family_is_not_reminded_once_the_child_is_placed_for_adoption(world, clock):
    child = world.child()
    world.person(child, "mother")
    world.review(child, **DAYS)
    ask(world)
    deliver()
    change(Child, child, placed_for_adoption_on=date(2027, 1, 8))
    remind(world, clock)
    assert not [p for p in deliver() if p.to == "dawn@example.org"]


def test_a_carer_of_three_is_reminded_by_one_message_that_opens_what_is_left(app, world, clock):
    children = [world.child(name) for name in ("Ellie", "Amir", "Zofia")]
    carer = world.person(children[0], "foster_carer", name="Jo Carter", email="jo@example.org")
    for child in children[1:]:
        world.person(child, "foster_carer", person=carer)
    for child in children:
        world.review(child, **DAYS)
    ask(world)
    deliver()
    remind(world, clock)
    reminders = [p for p in deliver() if p.to == "jo@example.org"]
    assert len(reminders) == 1
    text = Walk(app.test_client(), link_in(reminders[0])).open().text
    assert all(name in text for name in ("Ellie", "Amir", "Zofia"))
    assert remind(world, clock, date(2027, 1, 12)) == 0
