"""Counting wrong tries: soft, growing delays instead of permanent locks. Counts lie in a table."""
from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from portal import clock
from portal.extensions import db, keyring
from portal.people.models import Attempts

FORGET_AFTER = timedelta(hours=24)
SHARED = timedelta(hours=1)  # for what many people share: an address of a council, of a phone network
LONGEST = timedelta(hours=1)


@dataclass(frozen=True)
class Counter:
    """Wrong tries of one kind on one thing (an e-mail, an address); kept only as an HMAC of it."""

    kind: str
    subject: str
    free: int  # so many wrong tries cost nothing
    forget_after: timedelta = FORGET_AFTER  # without another wrong one: short where many people share the thing

    @property
    def key(self) -> bytes:
        return keyring.digest("pepper", f"attempts:{self.kind}:{self.subject}")

    def minutes_shut(self) -> int:
        """How many more minutes no try is looked at; 0 when tries are open."""
        row = db.session.get(Attempts, self.key)
        if row is None or row.closed_until is None or row.closed_until <= clock.now():
            return 0
        return math.ceil((row.closed_until - clock.now()).total_seconds() / 60)

    def wrong(self, session: Session) -> None:
        """Count a wrong try. Past the free ones each doubles the wait: 1, 2, 4 … 60 minutes."""
        row, now = self._row(session), clock.now()
        if now - row.last_at > self.forget_after:
            row.wrong, row.first_at = 0, now
        row.wrong, row.last_at = row.wrong + 1, now
        over = row.wrong - self.free
        if over >= 0:
            row.closed_until = now + min(timedelta(minutes=2 ** min(over, 10)), LONGEST)

    def _row(self, session: Session) -> Attempts:
        """The count, locked. Two first tries at once make one row: whoever comes second takes the other's."""
        now = clock.now()
        if session.get(Attempts, self.key, with_for_update=True) is None:
            with suppress(IntegrityError), session.begin_nested():
                session.add(Attempts(key=self.key, wrong=0, first_at=now, last_at=now))
        return session.get_one(Attempts, self.key, with_for_update=True)

    def right(self, session: Session) -> None:
        """A right try wipes the count."""
        session.execute(delete(Attempts).where(Attempts.key == self.key))
