"""Ages, working days and calendar months."""
from datetime import date, timedelta

import pytest

from portal.cases.dates import (
    BeyondTheCalendar,
    add_months,
    age_on,
    is_working_day,
    known,
    working_days_after,
    working_days_before,
)


def test_a_child_is_a_year_older_on_the_birthday_itself():
    assert age_on(date(2014, 5, 3), date(2027, 5, 2)) == 12
    assert age_on(date(2014, 5, 3), date(2027, 5, 3)) == 13


def test_a_child_of_the_29th_of_february_is_a_year_older_on_the_1st_of_march():
    assert age_on(date(2016, 2, 29), date(2027, 2, 28)) == 10
    assert age_on(date(2016, 2, 29), date(2027, 3, 1)) == 11


def test_before_birth_the_age_is_below_zero():
    assert age_on(date(2014, 5, 3), date(2014, 5, 2)) == -1


def test_christmas_and_weekends_are_no_working_days():
    assert not is_working_day(date(2026, 12, 25))
    assert not is_working_day(date(2026, 12, 28))  # Boxing Day was a Saturday
    assert not is_working_day(date(2027, 1, 2))
    assert is_working_day(date(2027, 1, 4))


def test_working_days_are_counted_over_bank_holidays():
    assert working_days_before(date(2027, 1, 4), 2) == date(2026, 12, 30)
    assert working_days_after(date(2026, 12, 24), 1) == date(2026, 12, 29)


def test_the_day_itself_is_not_counted():
    assert working_days_before(date(2027, 1, 13), 0) == date(2027, 1, 13)
    assert working_days_after(date(2027, 1, 13), 20) == date(2027, 2, 10)


def test_a_year_without_known_bank_holidays_is_refused_in_words():
    beyond = date(known().last.year + 1, 1, 3)
    while beyond.weekday() > 4:
        beyond += timedelta(days=1)
    with pytest.raises(BeyondTheCalendar, match=rf"working days in {beyond.year} cannot be counted. Check the year"):
        is_working_day(beyond)


def test_the_bank_holidays_last_for_another_year():
    assert date.today() + timedelta(days=366) <= known().last, "update govuk-bank-holidays in requirements.in"


@pytest.mark.parametrize(("day", "months", "expected"), [
    (date(2026, 8, 31), 6, date(2027, 2, 28)),
    (date(2027, 11, 30), 3, date(2028, 2, 29)),
    (date(2027, 1, 31), -2, date(2026, 11, 30)),
    (date(2026, 12, 15), 1, date(2027, 1, 15)),
])
def test_months_are_clamped_to_the_last_day_of_a_shorter_month(day, months, expected):
    assert add_months(day, months) == expected
