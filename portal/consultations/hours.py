"""When people at the council are at work: what a child who asks for help is told, and it must be true."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal import clock
from portal.cases.dates import WEEKEND, BeyondTheCalendar, is_working_day
from portal.people.authorities import working_hours
from portal.people.models import Authority


@dataclass(frozen=True)
class Hours:
    """As things stand at one instant. One of the two: at work `until`, or nobody reads anything before `opens`."""

    until: datetime | None
    opens: datetime | None

    @property
    def opens_on(self) -> date | None:
        """The day in England on which somebody reads again."""
        return clock.local(self.opens).date() if self.opens else None


def now(authority: Authority) -> Hours:
    """Whether people at this authority are at work now, and till when; else from when again."""
    instant, today = clock.now(), clock.today()
    first, last = working_hours(authority.settings)
    starts, ends = clock.at_local(today, first), clock.at_local(today, last)
    if _is_worked(today) and instant < ends:
        return Hours(ends, None) if instant >= starts else Hours(None, starts)
    return Hours(None, clock.at_local(_next(today), first))


def _next(day: date) -> date:
    """The next day on which people are at work."""
    day += timedelta(days=1)
    while not _is_worked(day):
        day += timedelta(days=1)
    return day


def _is_worked(day: date) -> bool:
    """Monday to Friday without bank holidays; where those are not known yet, Monday to Friday."""
    try:
        return is_working_day(day)
    except BeyondTheCalendar:
        return day.weekday() not in WEEKEND
