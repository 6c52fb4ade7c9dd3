"""A year of reviews for each child, and the next one, as far apart as the regulations ask."""
from __future__ import annotations

from datetime import date, time, timedelta
from random import Random
from uuid import uuid4

from portal.cases.dates import add_months, is_working_day, working_days_after, working_days_before
from portal.cases.models import Review
from portal.demo import names
from portal.demo.chance import dice, pick
from portal.demo.town import Figure, Town

YEAR = 372
TIMES = (time(10, 0), time(11, 30), time(13, 30), time(14, 0), time(15, 30), time(16, 0))
TALKS = (time(15, 45), time(16, 15), time(16, 30), time(17, 0))


def last_working_day(on: date) -> date:
    """`on`, or the last working day before it."""
    return on if is_working_day(on) else working_days_before(on, 1)


def plan(town: Town, figure: Figure) -> None:
    """The child's reviews, earliest first."""
    rng = dice(town.seed, "reviews", figure.child.source_id)
    for number, (kind, day, late) in enumerate(_days(town.on, figure, rng), start=1):
        figure.reviews.append(_review(town, figure, number, kind, day, late, rng))


def _days(on: date, figure: Figure, rng: Random) -> list[tuple[str, date, str]]:
    spec, since = figure.spec, figure.child.looked_after_since
    first = spec.review is None and not spec.waiting and since > on - timedelta(days=YEAR)
    planned = _from_the_start(since, on, rng) if first else _back_from(_next(spec, on, rng), spec.kind, since, on, rng)
    return [_perhaps_late(kind, day, on, rng) for kind, day in planned]


def _from_the_start(since: date, on: date, rng: Random) -> list[tuple[str, date]]:
    found = [("first", working_days_after(since, rng.randint(14, 19)))]
    limit = add_months(found[0][1], 3)
    found.append(("second", _working(limit - timedelta(days=rng.randint(3, 12)))))
    while found[-1][1] < on:
        limit = add_months(found[-1][1], 6)
        found.append(("later", _working(limit - timedelta(days=rng.randint(3, 20)))))
    coming = next((i for i, (_, day) in enumerate(found) if day >= on), len(found))
    return found[:coming + 1]


def _next(spec, on: date, rng: Random) -> date:
    """The day of the next review: soon for about half of the children."""
    if spec.waiting:
        return working_days_after(last_working_day(on), 12)
    return _working(on + timedelta(days=spec.review or rng.randint(*((1, 70) if rng.random() < 0.5 else (71, 170)))),
                    later=True)


def _back_from(day: date, kind: str, since: date, on: date, rng: Random) -> list[tuple[str, date]]:
    found = [(kind or "later", day)]
    while kind != "first":
        day = _working(add_months(day, -6) + timedelta(days=rng.randint(3, 20)), later=True)
        if day < since + timedelta(days=130) or day < on - timedelta(days=YEAR):
            break
        found.insert(0, ("paper" if rng.random() < 0.03 else "later", day))
    return found


def _perhaps_late(kind: str, day: date, on: date, rng: Random) -> tuple[str, date, str]:
    if rng.random() > 0.07 or day > on - timedelta(days=60):
        return kind, day, ""
    return kind, _working(day + timedelta(days=rng.randint(22, 40)), later=True), pick(rng, names.places()["late"])


def _working(day: date, later: bool = False) -> date:
    while not is_working_day(day):
        day += timedelta(days=1 if later else -1)
    return day


def _review(town: Town, figure: Figure, number: int, kind: str, day: date, late: str, rng: Random) -> Review:
    premeet = working_days_before(day, 2 if figure.spec.by_hand else rng.choice((2, 2, 3)))
    return Review(id=uuid4(), authority_id=town.authority_id, child_id=figure.child.id,
                  source_id=f"{figure.child.source_id}-{number}", kind=kind, date=day, time=rng.choice(TIMES),
                  premeet=premeet, premeet_time=rng.choice(TALKS), venue=rng.choice(names.places()["venues"]),
                  status="planned", late_reason=late)
