"""When somebody reads a call for help: the real hours, and nothing kinder than the truth."""
from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from portal import clock as portal_clock
from portal.consultations import hours
from portal.people import authorities
from portal.people.authorities import BadSetting
from portal.people.models import Authority

OPENS = (date(2027, 1, 5), time(9))


def at(clock, year: int, month: int, day: int, hour: int, minute: int = 0) -> None:
    """Set the clock to a time on a wall in England."""
    clock.set(portal_clock.at_local(date(year, month, day), time(hour, minute)))


def now(**settings: str):
    """(until, opens) in England's time, as the authority's page says it."""
    found = hours.now(Authority(name="", slug="", settings=settings))
    until, opens = (portal_clock.local(one) if one else None for one in (found.until, found.opens))
    assert (until is None) != (opens is None)
    assert found.opens_on == (opens.date() if opens else None)
    return until and (until.date(), until.time()), opens and (opens.date(), opens.time())


def test_within_the_hours_people_are_at_work_until_the_end_of_today(clock):
    at(clock, 2027, 1, 4, 14, 2)
    assert now() == ((date(2027, 1, 4), time(17)), None)


def test_the_first_minute_is_work_and_the_last_is_not(clock):
    at(clock, 2027, 1, 4, 9, 0)
    assert now()[0]
    at(clock, 2027, 1, 4, 16, 59)
    assert now()[0]
    at(clock, 2027, 1, 4, 17, 0)
    assert now() == (None, OPENS)


def test_before_opening_somebody_reads_the_same_morning(clock):
    at(clock, 2027, 1, 5, 0, 1)
    assert now() == (None, OPENS)
    at(clock, 2027, 1, 5, 8, 59)
    assert now() == (None, OPENS)


@pytest.mark.parametrize("moment", [(2027, 1, 8, 17), (2027, 1, 9, 12), (2027, 1, 10, 23, 59), (2027, 1, 11, 8, 59)])
def test_over_the_weekend_nobody_reads_before_monday(clock, moment):
    at(clock, *moment)
    assert now() == (None, (date(2027, 1, 11), time(9)))


def test_a_bank_holiday_is_no_working_day(clock):
    at(clock, 2026, 12, 24, 17, 30)  # Christmas, then a Saturday, a Sunday, and the Monday instead of Boxing Day
    assert now() == (None, (date(2026, 12, 29), time(9)))
    at(clock, 2026, 12, 25, 11, 0)
    assert now()[0] is None


def test_nine_in_the_morning_is_nine_on_the_clock_when_the_clocks_change(clock):
    at(clock, 2027, 3, 25, 18, 0)  # Good Friday, Saturday, the clocks go forward on Sunday, Easter Monday
    assert now() == (None, (date(2027, 3, 30), time(9)))
    opens = hours.now(Authority(name="", slug="", settings={})).opens
    assert opens == datetime(2027, 3, 30, 8, 0, tzinfo=UTC)
    clock.set(datetime(2027, 3, 30, 8, 0, tzinfo=UTC))
    assert now()[0] == (date(2027, 3, 30), time(17))
    clock.set(datetime(2027, 11, 1, 8, 59, tzinfo=UTC))  # back in winter
    assert now()[0] is None


def test_an_authority_has_its_own_hours(clock):
    at(clock, 2027, 1, 4, 8, 0)
    assert now(opens="07:30", closes="18:15") == ((date(2027, 1, 4), time(18, 15)), None)
    assert now(opens="08:30") == (None, (date(2027, 1, 4), time(8, 30)))


@pytest.mark.parametrize("wrong", [{"opens": "9"}, {"opens": "late"}, {"opens": "18:00"}, {"closes": "25:00"}])
def test_hours_that_make_no_sense_are_the_usual_ones(clock, wrong):
    at(clock, 2027, 1, 4, 8, 0)
    assert now(**wrong) == (None, (date(2027, 1, 4), time(9)))


def test_beyond_the_known_bank_holidays_a_weekday_counts_as_one(clock):
    at(clock, 2070, 1, 3, 18, 0)
    assert now() == (None, (date(2070, 1, 6), time(9)))  # a Monday


@pytest.mark.parametrize("wrong", [{"opens": "9"}, {"opens": "0900"}, {"opens": "09.00"}, {"opens": "24:00"},
                                   {"closes": "17:00:00"}, {"opens": "17:00"}, {"opens": "12:00", "closes": "11:00"}])
def test_hours_that_make_no_sense_are_refused_when_they_are_set(world, wrong):
    with pytest.raises(BadSetting):
        authorities.change(world.actor(), wrong)
    assert authorities.change(world.actor(), {})["opens"] == ""


def test_hours_are_set_by_the_command_and_taken_back_by_nothing(app, world):
    run = app.test_cli_runner().invoke
    done = run(args=["authority", "--opens", "08:30", "--closes", "16:00"])
    assert done.exit_code == 0 and "opens: 08:30" in done.output and "closes: 16:00" in done.output
    refused = run(args=["authority", "--opens", "half past eight"])
    assert refused.exit_code == 1 and "09:00" in refused.output
    assert "closes: (not set)" in run(args=["authority", "--closes", ""]).output
