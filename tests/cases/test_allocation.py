"""Which IRO holds which child."""
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.cases.allocation import allocate, allocated_to, current, iro_of, iros, unallocated
from portal.cases.models import Allocation, Child
from portal.extensions import db
from portal.people.models import Event, Staff
from portal.people.trail import first_bad_row

TODAY, LATER = date(2027, 1, 4), date(2027, 1, 18)


@pytest.fixture
def held(office):
    """The office; C1 is held by Ada, C2 by Ben."""
    office.imports_everything()
    office.child = db.session.scalars(select(Child).where(Child.source_id == "C1")).one()
    office.ada, office.ben = iros(office.authority_id)
    return office


def children_of(staff: Staff, on: date | None = None) -> list:
    return db.session.scalars(allocated_to(staff.id, on)).all()


def test_moving_a_child_gives_them_to_one_iro_and_takes_them_from_the_other(held):
    allocate(held.child.id, held.ben.id, TODAY, held.actor)
    assert iro_of(held.child.id).id == held.ben.id
    assert children_of(held.ada) == []
    assert len(children_of(held.ben)) == 2


def test_a_move_to_come_holds_from_its_day(held):
    allocate(held.child.id, held.ben.id, LATER, held.actor)
    assert iro_of(held.child.id).id == held.ada.id
    assert current(held.child.id, LATER).staff_id == held.ben.id
    assert held.child.id not in children_of(held.ada, LATER)


def test_a_move_today_takes_the_place_of_one_that_was_planned(held):
    allocate(held.child.id, held.ben.id, LATER, held.actor)
    allocate(held.child.id, None, TODAY, held.actor)
    assert iro_of(held.child.id, LATER) is None
    assert len(db.session.scalars(select(Allocation).where(Allocation.child_id == held.child.id)).all()) == 2


def test_without_an_iro_the_duty_list_holds_the_child(held):
    allocate(held.child.id, None, TODAY, held.actor)
    assert db.session.scalars(unallocated(held.authority_id)).all() == [held.child.id]


def test_a_child_who_left_care_is_not_on_the_duty_list(held):
    allocate(held.child.id, None, TODAY, held.actor)
    with db.write() as session:
        session.get(Child, held.child.id).ceased_on = TODAY
    assert db.session.scalars(unallocated(held.authority_id)).all() == []


def test_the_children_of_an_iro_who_has_left_are_on_the_duty_list(held, clock):
    with db.write() as session:
        session.get(Staff, held.ada.id).left_at = clock.now
    assert iro_of(held.child.id) is None
    assert db.session.scalars(unallocated(held.authority_id)).all() == [held.child.id]


def test_every_move_is_in_the_trail(held):
    allocate(held.child.id, held.ben.id, TODAY, held.actor)
    event = db.session.scalars(select(Event).order_by(Event.number.desc())).first()
    assert (event.kind, event.child_id, event.object_id) == ("child_moved", held.child.id, held.ben.id)
    assert event.details == {"before": str(held.ada.id), "from_on": "2027-01-04"}
    assert first_bad_row(held.authority_id) is None


def test_a_child_or_an_iro_who_is_not_there_cannot_be_moved(held):
    for child_id, staff_id in ((uuid4(), held.ben.id), (held.child.id, uuid4())):
        with pytest.raises(LookupError):
            allocate(child_id, staff_id, TODAY, held.actor)
    assert iro_of(held.child.id).id == held.ada.id
