"""Where an invitation stands, from its times alone; and when an answer is late, in winter and in summer."""
from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from portal.cases.models import Child, Relation, Review
from portal.consultations import states
from portal.consultations.models import Invitation

REVIEW_DAY = date(2027, 1, 13)
THEN = datetime(2027, 1, 4, 8, 0, tzinfo=UTC)
AFTER = datetime(2027, 1, 12, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _settings(app):
    with app.app_context():
        yield


def invitation(review: Review | None = None, **times) -> Invitation:
    review = review or Review(date=REVIEW_DAY, premeet=date(2027, 1, 11), status="planned")
    return Invitation(review=review, child=Child(), role="child", **times)


@pytest.mark.parametrize(("times", "state"), [
    ({}, "waiting"),
    ({"sent_at": THEN}, "asked"),
    ({"bounced_at": THEN}, "bounced"),
    ({"sent_at": THEN, "bounced_at": THEN}, "bounced"),
    ({"sent_at": THEN, "opened_at": THEN}, "opened"),
    ({"bounced_at": THEN, "opened_at": THEN}, "opened"),
    ({"sent_at": THEN, "opened_at": THEN, "begun_at": THEN}, "begun"),
    ({"begun_at": THEN, "sent_in_at": THEN}, "sent"),
    ({"begun_at": THEN, "sent_in_at": AFTER}, "late"),
    ({"sent_in_at": THEN, "declined_at": THEN}, "declined"),
    ({"sent_at": THEN, "withdrawn_at": THEN}, "withdrawn"),
    ({"begun_at": THEN, "withdrawn_at": THEN}, "withdrawn"),
    ({"sent_in_at": THEN, "withdrawn_at": THEN}, "sent"),
])
def test_each_state_comes_from_the_times(times, state):
    assert states.state(invitation(**times)) == state
    assert state in states.STATES


def test_every_state_that_is_named_can_be_reached():
    reached = {"waiting", "asked", "bounced", "opened", "begun", "sent", "late", "declined", "withdrawn", "expired"}
    assert reached == states.STATES.keys()


@pytest.mark.parametrize(("day", "state"), [(20, "asked"), (21, "expired")])
def test_a_link_ends_seven_days_after_the_review(clock, day, state):
    clock.set(datetime(2027, 1, day, 23, 59, tzinfo=UTC))
    assert states.state(invitation(sent_at=THEN)) == state


def test_what_was_sent_in_stays_so_after_the_link_has_ended(clock):
    clock.set(datetime(2027, 6, 1, tzinfo=UTC))
    assert states.state(invitation(sent_at=THEN, sent_in_at=THEN)) == "sent"


def test_a_review_held_later_than_planned_keeps_its_links_open(clock):
    review = Review(date=REVIEW_DAY, held_on=REVIEW_DAY + timedelta(days=5), status="held")
    clock.set(datetime(2027, 1, 25, tzinfo=UTC))
    assert states.has_ended(invitation(review)) is False
    clock.set(datetime(2027, 1, 26, tzinfo=UTC))
    assert states.has_ended(invitation(review)) is True


# --- late ------------------------------------------------------------------------------------------------------
def is_late(premeet: date | None, at: time | None, instant: datetime, day: date = REVIEW_DAY) -> bool:
    return states.is_late(Review(date=day, premeet=premeet, premeet_time=at), instant)


@pytest.mark.parametrize(("premeet", "at", "last_moment"), [
    (date(2027, 1, 11), time(10, 30), datetime(2027, 1, 11, 10, 30, tzinfo=UTC)),  # winter: the clock is UTC
    (date(2027, 7, 5), time(10, 30), datetime(2027, 7, 5, 9, 30, tzinfo=UTC)),  # summer: an hour ahead
    (date(2027, 3, 27), time(23, 30), datetime(2027, 3, 27, 23, 30, tzinfo=UTC)),  # the night before the change
    (date(2027, 3, 28), time(9, 0), datetime(2027, 3, 28, 8, 0, tzinfo=UTC)),  # the first morning of summer
    (date(2027, 10, 31), time(0, 30), datetime(2027, 10, 30, 23, 30, tzinfo=UTC)),  # before the clocks go back
    (date(2027, 10, 31), time(9, 0), datetime(2027, 10, 31, 9, 0, tzinfo=UTC)),  # after they went back
    (date(2027, 7, 5), None, datetime(2027, 7, 5, 22, 59, 59, 999_999, tzinfo=UTC)),  # the end of a summer’s day
    (date(2027, 1, 11), None, datetime(2027, 1, 11, 23, 59, 59, 999_999, tzinfo=UTC)),
])
def test_an_answer_is_late_from_the_pre_meeting_on_by_the_clock_in_england(premeet, at, last_moment):
    assert is_late(premeet, at, last_moment) is False
    assert is_late(premeet, at, last_moment + timedelta(microseconds=1)) is True


@pytest.mark.parametrize(("review", "premeet"), [
    (date(2027, 1, 13), date(2027, 1, 11)), (date(2027, 3, 30), date(2027, 3, 24)),
    (date(2027, 1, 4), date(2026, 12, 30)), (date(2026, 12, 29), date(2026, 12, 23)),
])
def test_without_a_planned_one_the_pre_meeting_is_two_working_days_before(review, premeet):
    assert states.premeet_day(Review(date=review)) == premeet


def test_history_from_before_the_known_bank_holidays_still_has_a_pre_meeting():
    assert states.premeet_day(Review(date=date(2009, 5, 6))) == date(2009, 5, 4)


# --- live --------------------------------------------------------------------------------------------------------
def test_an_invitation_of_a_planned_review_is_live():
    assert states.is_live(invitation()) is True


@pytest.mark.parametrize("facts", [{"paused_at": THEN}, {"ceased_on": date(2027, 1, 4)}])
def test_a_paused_or_ceased_child_stops_everybodys_invitation(facts):
    asked = invitation()
    asked.child = Child(**facts)
    assert states.is_live(asked) is False


def test_a_child_who_leaves_tomorrow_has_today():
    asked = invitation()
    asked.child = Child(ceased_on=date(2027, 1, 5))
    assert states.is_live(asked) is True


def test_a_cancelled_review_stops_its_invitations():
    assert states.is_live(invitation(Review(date=REVIEW_DAY, status="cancelled"))) is False


@pytest.mark.parametrize(("facts", "live"), [
    ({"consult": True}, True), ({"consult": False}, False), ({"consult": True, "ended_on": date(2027, 1, 4)}, False),
    ({"consult": True, "ended_on": date(2027, 1, 5)}, True), ({"consult": True, "paused_at": THEN}, False),
])
def test_what_a_person_is_to_the_child_now_decides_about_their_invitation(facts, live):
    from uuid import uuid4

    person = uuid4()
    asked = invitation(person_id=person)
    asked.role = "mother"
    asked.child = Child(relations=[Relation(person_id=person, relationship="mother", **facts),
                                   Relation(person_id=uuid4(), relationship="father", consult=True)])
    assert states.is_live(asked) is live
