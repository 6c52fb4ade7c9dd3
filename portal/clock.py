"""One clock for the whole portal, which tests and the demonstration can set.

A review is a local date in England; everything that happened is an instant in UTC.
"""
from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_fixed: ContextVar[datetime | None] = ContextVar("fixed", default=None)
_everywhere: list[datetime | None] = [None]


def now() -> datetime:
    """This instant, aware, in UTC (or the instant that a test or a command has set)."""
    return _fixed.get() or _everywhere[0] or datetime.now(UTC)


def today() -> date:
    """Today's date on a wall calendar in England."""
    return now().astimezone(LONDON).date()


def local(instant: datetime) -> datetime:
    """`instant` (aware) as the time on a clock in England."""
    return instant.astimezone(LONDON)


def at_local(day: date, clock_time: time | None = None) -> datetime:
    """The UTC instant of a local day and time in England (midnight when no time is given)."""
    return datetime.combine(day, clock_time or time(0), LONDON).astimezone(UTC)


def set(instant: datetime) -> None:  # noqa: A001 - reads as clock.set(…)
    """Stop the clock at `instant` (aware) for the whole process."""
    _everywhere[0] = instant.astimezone(UTC)


def reset() -> None:
    """Let the clock run again."""
    _everywhere[0] = None


@contextmanager
def at(instant: datetime):
    """Stop the clock at `instant` (aware) within a `with` block, in this thread only."""
    token = _fixed.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
