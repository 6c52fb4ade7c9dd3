"""Ages, working days and calendar months, as the law counts them in England.

Bank holidays come with the govuk-bank-holidays package; nothing is fetched. A test fails a year before
its list runs out.
"""
from __future__ import annotations

import calendar
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

WEEKEND = (5, 6)


class BeyondTheCalendar(ValueError):
    """A working day was asked for in a year whose bank holidays are not known."""


class Calendar(NamedTuple):
    holidays: frozenset[date]
    first: date
    last: date


@lru_cache(maxsize=1)
def known() -> Calendar:
    """England's bank holidays, and the first and last day for which they are known."""
    from govuk_bank_holidays.bank_holidays import BankHolidays  # here: it imports an HTTP client, unused

    events = BankHolidays.load_backup_data()[BankHolidays.ENGLAND_AND_WALES]["events"]
    holidays = frozenset(date.fromisoformat(event["date"]) for event in events)
    return Calendar(holidays, date(min(holidays).year, 1, 1), date(max(holidays).year, 12, 31))


def is_working_day(day: date) -> bool:
    """Whether `day` is neither a weekend nor a bank holiday in England. Raises BeyondTheCalendar."""
    if day.weekday() in WEEKEND:
        return False
    holidays, first, last = known()
    if not first <= day <= last:
        raise BeyondTheCalendar(
            f"Bank holidays are known from {first.year} to {last.year}, so working days in {day.year} cannot be "
            "counted. Check the year; if it is right, update the govuk-bank-holidays package.")
    return day not in holidays


def working_days_before(day: date, n: int) -> date:
    """The `n`th working day before `day`, which is not counted itself; `day` when n is 0."""
    return _count(day, n, timedelta(days=-1))


def working_days_after(day: date, n: int) -> date:
    """The `n`th working day after `day`, which is not counted itself; `day` when n is 0."""
    return _count(day, n, timedelta(days=1))


def _count(day: date, n: int, step: timedelta) -> date:
    while n > 0:
        day += step
        n -= is_working_day(day)
    return day


def add_months(day: date, n: int) -> date:
    """`n` calendar months after `day`, the last day of the month when that month is shorter."""
    years, month = divmod(day.month - 1 + n, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def age_on(dob: date, day: date) -> int:
    """Whole years of age on `day`; below zero before birth. Born on 29 February: a year older on 1 March."""
    return day.year - dob.year - ((day.month, day.day) < (dob.month, dob.day))
