"""The trail: whatever is changed, taken out, added or moved in it is found, at the right row."""
from __future__ import annotations

import random
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import delete, insert, select, update

from portal.extensions import db
from portal.people import trail
from portal.people.beginnings import add_authority
from portal.people.models import Event, TrailHead
from tests.support.steps import at_once, fresh

ROWS = 12
# what somebody with the database in their hands might change, each to something else
EDITS = {
    "kind": "read_by_nobody", "actor_kind": "command", "actor_id": uuid4(), "child_id": uuid4(), "object_id": uuid4(),
    "details": {"late": True}, "key_id": "audit.9", "mac": bytes(32), "number": 999, "id": uuid4(),
}


@pytest.fixture
def written(world):
    """A trail of twelve rows, about different children, with details of different kinds."""
    with db.write() as session:
        for n in range(ROWS):
            trail.record(session, world.actor("ada"), f"kind{n}", child_id=uuid4(), late=False, number=n,
                         object_id=uuid4() if n % 2 else None, why=None if n % 3 else "ärger “”")
    return world.authority


def row(number: int):
    return Event.number == number


def tamper(*statements) -> None:
    with db.write() as session:
        for statement in statements:
            session.execute(statement)


def test_an_untouched_trail_is_whole(written):
    assert trail.first_bad_row(written) is None


def test_a_new_authority_has_a_whole_and_empty_trail(world):
    assert trail.first_bad_row(world.authority) is None


@pytest.mark.parametrize("number", [1, 5, ROWS])
@pytest.mark.parametrize("column", list(EDITS))
def test_a_changed_cell_is_found_at_its_row(written, column, number):
    tamper(update(Event).where(row(number)).values({column: EDITS[column]}))
    assert trail.first_bad_row(written) == number


@pytest.mark.parametrize("seconds", [1e-6, 1, 86_400])
def test_a_changed_time_is_found_however_small_the_change(written, seconds):
    was = fresh(Event, row(7))[0].at
    tamper(update(Event).where(row(7)).values(at=was + timedelta(seconds=seconds)))
    assert trail.first_bad_row(written) == 7


@pytest.mark.parametrize("number", [1, 6, ROWS])
def test_a_deleted_row_is_found(written, number):
    tamper(delete(Event).where(row(number)))
    assert trail.first_bad_row(written) == number


def test_closing_the_gap_after_a_deletion_is_found(written):
    tamper(delete(Event).where(row(6)))
    for number in range(7, ROWS + 1):
        tamper(update(Event).where(row(number)).values(number=number - 1))
    tamper(update(TrailHead).values(number=ROWS - 1))
    assert trail.first_bad_row(written) == 6


def test_a_trail_cut_short_is_found_even_with_its_head_turned_back(written):
    tamper(delete(Event).where(Event.number > 8))
    assert trail.first_bad_row(written) == 9
    tamper(update(TrailHead).values(number=8))
    assert trail.first_bad_row(written) == 8


def test_a_trail_emptied_with_its_head_is_found(written):
    tamper(delete(Event), delete(TrailHead))
    assert trail.first_bad_row(written) == 1


@pytest.mark.parametrize("place", [1, 4, ROWS])
def test_two_rows_in_each_others_place_are_found(written, place):
    a, b = min(place, ROWS - 1), min(place, ROWS - 1) + 1
    tamper(*(update(Event).where(row(old)).values(number=new) for old, new in ((a, 900), (b, a), (900, b))))
    assert trail.first_bad_row(written) == a


@pytest.mark.parametrize("at_end", [True, False])
def test_an_added_row_is_found(written, at_end):
    like = {c.name: getattr(fresh(Event, row(5))[0], c.name) for c in Event.__table__.columns}
    if not at_end:
        for number in range(ROWS, 5, -1):
            tamper(update(Event).where(row(number)).values(number=number + 1))
    number = ROWS + 1 if at_end else 6
    tamper(insert(Event).values(like | {"id": uuid4(), "number": number}), update(TrailHead).values(number=ROWS + 1))
    assert trail.first_bad_row(written) == number


def test_a_cell_that_cannot_be_read_at_all_is_found_at_its_row(written):
    if db.is_sqlite:
        with db.write() as session:
            session.connection().exec_driver_sql("UPDATE event SET details = '{broken' WHERE number = 4")
        assert trail.first_bad_row(written) == 4
    else:  # PostgreSQL keeps no such cell
        tamper(update(Event).where(row(4)).values(details=[1, 2]))
        assert trail.first_bad_row(written) == 4


def test_a_row_of_one_authority_cannot_stand_in_the_trail_of_another(written, world):
    with db.write() as session:
        other = add_authority(session, "Another Council").id
    tamper(update(Event).where(row(1)).values(authority_id=other), update(TrailHead).where(
        TrailHead.authority_id == other).values(number=1, mac=fresh(Event, row(1))[0].mac))
    assert trail.first_bad_row(other) == 1
    assert trail.first_bad_row(written) == 1


def test_any_edit_of_any_cell_of_any_row_is_found_at_its_row(written):
    """Two hundred edits, each alone in its own transaction, undone after the look."""
    chance = random.Random(903)  # noqa: S311
    for _ in range(200):
        number, column = chance.randrange(1, ROWS + 1), chance.choice([c for c in EDITS if c not in ("number", "id")])
        before = getattr(fresh(Event, row(number))[0], column)
        value = {"mac": chance.randbytes(32), "details": {"n": chance.random()}}.get(column, EDITS[column])
        if column in ("kind", "actor_kind"):
            value = f"{before}{chance.choice('xyz ')}"
        tamper(update(Event).where(row(number)).values({column: value}))
        assert trail.first_bad_row(written) == number, (number, column)
        tamper(update(Event).where(row(number)).values({column: before}))
    assert trail.first_bad_row(written) is None


def test_many_who_write_at_once_make_one_chain(app, world):
    def write():
        for _ in range(5):
            with db.write() as session:
                trail.record(session, world.actor("ada"), "looked")

    at_once(app, write, times=6)
    assert sorted(db.session.scalars(select(Event.number))) == list(range(1, 31))
    assert trail.first_bad_row(world.authority) is None


def test_checking_while_others_write_raises_no_false_alarm(app, world):
    found = []

    def write_or_check():
        for _ in range(15):
            with db.write() as session:
                trail.record(session, world.actor("ada"), "looked")
            found.append(trail.first_bad_row(world.authority))
            db.end()

    at_once(app, write_or_check, times=4)
    assert set(found) == {None}


def test_a_deed_that_fails_leaves_no_event(world):
    def deed():
        with db.write() as session:
            trail.record(session, world.actor("ada"), "looked")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        deed()
    assert fresh(Event) == []
    assert trail.first_bad_row(world.authority) is None
