"""Short steps for tests of inviting, posting and reading: change a fact, ask, deliver, look again."""
from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from threading import Barrier
from uuid import UUID

from sqlalchemy import event, select

from portal import clock
from portal.cases.models import ContactDetails
from portal.consultations.inviting import Asked, invite
from portal.consultations.models import Invitation
from portal.extensions import db
from portal.people.trail import Actor
from portal.post import outbox
from portal.post.models import Message
from portal.post.outbox import Parcel


def change(model, id_: UUID, **facts) -> None:
    """Set columns of one row."""
    with db.write() as session:
        row = session.get_one(model, id_)
        for name, value in facts.items():
            setattr(row, name, value)


def reachable(world, owner: UUID, **contact: str) -> None:
    """Give a child or a person these contact details, and no others."""
    with db.write() as session:
        blank = {"mobile": "", "email": "", "address": ""}
        session.merge(ContactDetails(owner_id=owner, authority_id=world.authority, **blank | contact))


def ask(world, on: date | None = None) -> Asked:
    """One run of invite."""
    return invite(world.authority, on or clock.today(), Actor("command", None, world.authority))


def fresh(model, *conditions) -> list:
    """The rows as they are now, not as this test saw them before; they keep what they hold whatever comes later."""
    db.session.rollback()
    rows = list(db.session.scalars(select(model).where(*conditions)))
    db.session.expunge_all()
    return rows


def asked(review: UUID) -> dict[str, Invitation]:
    """Who was asked before a review, by role."""
    return {i.role: i for i in fresh(Invitation, Invitation.review_id == review)}


def queued(kind: str = "invitation") -> list[Message]:
    return fresh(Message, Message.kind == kind)


class Post:
    """A provider that takes every parcel, unless `fault` raises one of its own."""

    def __init__(self, fault: Callable[[Parcel], None] | None = None) -> None:
        self.taken: list[Parcel] = []
        self.fault = fault

    def __call__(self, parcel: Parcel) -> str:
        if self.fault:
            self.fault(parcel)
        self.taken.append(parcel)
        return "taken"


def deliver(fault: Callable[[Parcel], None] | None = None) -> list[Parcel]:
    """One round of the post; what the provider took."""
    provider = Post(fault)
    outbox.deliver(provider)
    return provider.taken


def link_in(parcel: Parcel) -> str:
    """The path of the link in a message."""
    address = next(word for word in parcel.text.split() if word.startswith("http"))
    return "/" + address.split("/", 3)[3]


def at_once(app, work: Callable[[], object], times: int = 2) -> list:
    """`work` in so many threads, all starting together: what each returned. What one raises is raised here."""
    start = Barrier(times)

    def one(_):
        with app.app_context():
            start.wait(10)
            return work()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


@contextmanager
def counting():
    """The SQL statements run in this block, as a list that fills."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_):
        if not statement.startswith(("PRAGMA", "BEGIN", "SET TRANSACTION", "SAVEPOINT", "RELEASE")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
