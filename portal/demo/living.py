"""The year as it went: reviews are asked about, answered and held, in the order of time, by the portal's own verbs.

The clock stands at each happening's instant. Happenings share transactions, a few dozen in each.
"""
from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import clock
from portal.cases.dates import is_working_day, working_days_before
from portal.cases.models import Allocation, Review
from portal.consultations import inviting, office, reading, states
from portal.consultations.models import Invitation
from portal.demo import holding, names, stories
from portal.demo.calendar import last_working_day
from portal.demo.town import Town
from portal.demo.words import Library
from portal.extensions import db
from portal.people.trail import Actor
from portal.post import outbox
from portal.post.models import Message
from portal.post.outbox import Parcel, Undeliverable

PROVIDER = "demonstration"
TOGETHER = 40  # happenings in one transaction
WAVES = (0, 3)  # Mondays and, of late, Thursdays
RECENT = timedelta(days=30)  # before that, messages are closed a wave at a time and their links are not made
Deed = Callable[[Session], None]


class Year:
    """What has happened and what is to come, up to the first minute of the day of the demonstration."""

    def __init__(self, town: Town, moved: Callable[[int, int], None]) -> None:
        self.town, self.library, self._moved = town, Library(town.seed), moved
        self.end = clock.at_local(town.on, time(0, 1))
        self._queue: list[tuple[datetime, int, Deed, bool]] = []
        self._number = 0
        reviews = [review for figure in town.figures for review in figure.reviews]
        self._reviews = sorted(reviews, key=lambda r: (inviting.due_on(r), r.source_id))

    def at(self, instant: datetime, deed: Deed, alone: bool = False) -> None:
        """Let `deed` happen at `instant`; what lies after the end never does. `alone`: in a transaction of its own."""
        if instant < self.end:
            self._number += 1
            heapq.heappush(self._queue, (instant, self._number, deed, alone))

    def live(self) -> None:
        """Play the year, then write what is still to come."""
        waves = self._waves()
        for number, wave in enumerate(waves, start=1):
            self._play(wave)
            self._wave(wave, deliver=True)
            self._moved(number, len(waves) + 1)
        self._read()
        self._play(self.end)
        self._wave(self.end, deliver=False)
        self._write(self._reviews)
        self._moved(len(waves) + 1, len(waves) + 1)

    def _read(self) -> None:
        """What some of the IROs opened on the last afternoon; the rest is new to them."""
        for figure in self.town.figures:
            held_by = next((a for a in self.town.rows if isinstance(a, Allocation) and a.child_id == figure.child.id
                            and a.to_on is None), None) if figure.spec.read else None
            if held_by is not None:
                actor = Actor("staff", held_by.staff_id, self.town.authority_id)
                self.at(self.end - timedelta(hours=7), partial(_open_pack, figure.reviews[-1].id, actor), alone=True)

    def _waves(self) -> list[datetime]:
        """When the office sent invitations. The last ones are still in the outbox, so the last wave is before them."""
        last = working_days_before(last_working_day(self.town.on), 1)
        day = min(inviting.due_on(self._reviews[0]), last)
        found = []
        while day < last:
            weekdays = WAVES if self._is_recent(day) else WAVES[:1]
            if day.weekday() in weekdays and is_working_day(day):
                found.append(clock.at_local(day, time(8, 0)))
            day += timedelta(days=1)
        return [*found, clock.at_local(last, time(8, 0))]

    def _wave(self, instant: datetime, deliver: bool) -> None:
        day = clock.local(instant).date()
        due = []
        while self._reviews and inviting.due_on(self._reviews[0]) <= day:
            due.append(self._reviews.pop(0))
        actor = Actor("command", None, self.town.authority_id)
        with clock.at(instant):
            self._write(due)
            inviting.invite(self.town.authority_id, day, actor)
            if deliver and self._is_recent(day):
                outbox.deliver(self._hand_over, limit=1_000_000)
            elif deliver:
                self._close_all(instant)
            self._follow(instant)

    def _is_recent(self, day: date) -> bool:
        return day > self.town.on - RECENT

    def _close_all(self, instant: datetime) -> None:
        with db.write() as session:
            session.execute(update(Message).where(Message.sent_at.is_(None)).values(
                sent_at=instant, provider_id=PROVIDER))
            session.execute(update(Invitation).where(Invitation.created_at == instant).values(sent_at=instant))

    def _write(self, reviews: list[Review]) -> None:
        with db.write() as session:
            session.add_all(reviews)
        for review in reviews:
            self.at(clock.at_local(review.date, time(17, 45)), holding.of(self.town, review))

    def _hand_over(self, parcel: Parcel) -> str:
        """Nothing leaves: the message counts as sent, unless its address is one that no longer exists."""
        if parcel.to in self.town.gone:
            raise Undeliverable("refused")
        return PROVIDER

    def _follow(self, instant: datetime) -> None:
        made = select(Invitation).where(Invitation.created_at == instant, Invitation.sent_at.is_not(None))
        for invitation in sorted(db.session.scalars(made), key=stories.order):
            stories.tell(self, invitation)

    def withdraw(self, invitation: Invitation, instant: datetime) -> None:
        """The office withdraws an invitation."""
        clerk = self.town.staff[next(s["name"] for s in names.places()["staff"] if "office" in s["roles"])]
        actor = Actor("staff", clerk.id, self.town.authority_id)
        why, ref = names.places()["withdrawn"], invitation.id
        self.at(instant, partial(_withdraw, ref, why, actor), alone=True)

    def limit(self, invitation: Invitation) -> datetime:
        """The pre-meeting, or the end."""
        return min(states.premeet_at(invitation.review), self.end)

    def _play(self, until: datetime) -> None:
        while self._queue and self._queue[0][0] < until:
            if self._queue[0][3]:
                instant, _, deed, _ = heapq.heappop(self._queue)
                with clock.at(instant):
                    deed(None)
                continue
            with db.write() as session:
                for _ in range(TOGETHER):
                    if not self._queue or self._queue[0][0] >= until or self._queue[0][3]:
                        break
                    instant, _, deed, _ = heapq.heappop(self._queue)
                    with clock.at(instant):
                        deed(session)


def _withdraw(invitation_id: UUID, why: str, actor: Actor, _session: None) -> None:
    office.withdraw(actor, invitation_id, why)


def _open_pack(review_id: UUID, actor: Actor, _session: None) -> None:
    reading.read_review(db.session.get(Review, review_id), actor)
