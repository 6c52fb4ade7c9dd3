"""“Nothing new” carries what the same person said last time into the pack: dated, marked, and on the trail."""
from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.consultations import pack, reading, visible
from portal.consultations.models import Invitation
from portal.extensions import db
from portal.people.models import Event
from tests.support import make
from tests.support.answers import page, send_in
from tests.support.page import words
from tests.support.steps import change, fresh

NOTHING = page(new_since="nothing_new")


@pytest.fixture
def carers(world, clock):
    """A child with a carer and a mother, asked at three reviews half a year apart: the ids of the reviews."""
    child = world.child()
    world.person(child, "foster_carer", name="Jo Carter", email="jo@example.org")
    world.person(child, "mother")
    reviews = [world.review(child, in_days=9 + 180 * n) for n in range(3)]
    return reviews


def at(world, clock, reviews, number: int, **sent: dict) -> list:
    """Send these answers (by role) at the review with this number, some days before it: the ids of the responses."""
    day = db.session.get(make.Review, reviews[number]).date
    clock.set(clock.now.replace(year=day.year, month=day.month, day=1))
    world.invite()
    return [send_in(world.invitation(reviews[number], role), **pages) for role, pages in sent.items()]


def opened(world, review, name: str = "ada") -> pack.Pack:
    db.session.rollback()
    actor = world.actor(name)
    return pack.pack(visible.review_read_by(actor, frozenset({"iro"}), review), actor)


def carried(found: pack.Pack) -> list[tuple[str, list[str]]]:
    return [(b.day, e.answers) for topic in found.topics for cell in topic.cells
            for b in cell.before for e in b.entries]


def test_what_the_carer_said_last_time_is_shown_dated_and_marked(app, world, clock, carers):
    at(world, clock, carers, 0, foster_carer={"views": page(well="He eats with us.")})
    at(world, clock, carers, 1, foster_carer={"views": NOTHING})
    found = opened(world, carers[1])
    assert carried(found) == [("Fri 1 Jan 2027", ["He eats with us."])]
    assert "nothing new since last time" in found.columns[0].meta
    client = app.test_client()
    make.sign_in(client, "ada")
    client.get(f"/staff/review/{carers[1]}")
    cell = next(words(td) for td in client.page.all("td") if "He eats with us." in words(td))
    assert "Nothing new since last time. Said on Fri 1 Jan 2027:" in cell


def test_reading_it_again_is_on_the_trail_before_it_is_opened(world, clock, carers, monkeypatch):
    earlier = at(world, clock, carers, 0, foster_carer={"views": page(well="He eats with us.")})
    now = at(world, clock, carers, 1, foster_carer={"views": NOTHING})
    told, really = [], reading.open_sealed

    def watched(sealed, response_id, *ids):
        with db.engine.connect() as elsewhere:  # sees only what was committed
            wanted = select(Event.object_id).where(Event.kind == "answers_read")
            told.append(response_id in set(elsewhere.scalars(wanted)))
        return really(sealed, response_id, *ids)

    actor = world.actor("ada")
    review = visible.review_read_by(actor, frozenset({"iro"}), carers[1])
    monkeypatch.setattr(reading, "open_sealed", watched)
    pack.pack(review, actor)
    assert told == [True, True]
    assert {e.object_id for e in fresh(Event, Event.kind == "answers_read")} == {*earlier, *now}


def test_nothing_earlier_is_read_when_somebody_says_something_new(world, clock, carers):
    at(world, clock, carers, 0, foster_carer={"views": page(well="He eats with us.")})
    now = at(world, clock, carers, 1, foster_carer={"views": page(new_since="yes", well="He has a bike.")})
    assert carried(opened(world, carers[1])) == []
    assert {e.object_id for e in fresh(Event, Event.kind == "answers_read")} == set(now)


def test_only_the_same_persons_words_are_carried_forward(world, clock, carers):
    at(world, clock, carers, 0, foster_carer={"views": page(well="He eats with us.")},
       mother={"views": page(well="He laughed on Sunday.")})
    at(world, clock, carers, 1, foster_carer={"views": NOTHING}, mother={"views": page(well="He has grown.")})
    assert [answers for _, answers in carried(opened(world, carers[1]))] == [["He eats with us."]]


def test_another_childs_carer_is_not_taken_for_this_ones(world, clock, carers):
    jo = db.session.get(Invitation, at_first(world, clock, carers)).person_id
    sibling = world.child("Yusuf")
    world.person(sibling, "foster_carer", person=jo)
    review = world.review(sibling, in_days=13)
    world.invite()
    send_in(world.invitation(review, "foster_carer"), views=page(well="Yusuf sleeps well."))
    at(world, clock, carers, 1, foster_carer={"views": NOTHING})
    assert [answers for _, answers in carried(opened(world, carers[1]))] == [["He eats with us."]]


def at_first(world, clock, carers):
    """The carer's invitation to the first review, answered."""
    at(world, clock, carers, 0, foster_carer={"views": page(well="He eats with us.")})
    return world.invitation(carers[0], "foster_carer")


def test_two_times_nothing_new_goes_back_to_what_was_said_before(world, clock, carers):
    at(world, clock, carers, 0, foster_carer={"views": page(well="He eats with us.")})
    at(world, clock, carers, 1, foster_carer={"views": page(new_since="nothing_new", worries="His tooth.")})
    at(world, clock, carers, 2, foster_carer={"views": NOTHING})
    assert [answers for _, answers in carried(opened(world, carers[2]))] == [["His tooth."], ["He eats with us."]]


def test_what_worried_us_then_is_not_marked_as_if_it_were_new(world, clock, carers):
    at(world, clock, carers, 0, foster_carer={"lasting": page(lasting_stay="no")})
    at(world, clock, carers, 1, foster_carer={"views": NOTHING})
    found = opened(world, carers[1])
    assert len(carried(found)) == 1
    assert [e.first for t in found.topics for c in t.cells for b in c.before for e in b.entries] == [""]


def test_nothing_new_from_somebody_who_never_answered_says_that_nothing_is_kept(world, clock, carers):
    at(world, clock, carers, 1, foster_carer={"views": NOTHING})
    found = opened(world, carers[1])
    assert "nothing new since last time; nothing of theirs from before is kept" in found.columns[0].meta
    assert carried(found) == []


def test_a_change_of_iro_takes_what_was_said_before_along(world, clock, carers):
    at(world, clock, carers, 0, foster_carer={"views": page(well="He eats with us.")})
    at(world, clock, carers, 1, foster_carer={"views": NOTHING})
    change(make.Allocation, fresh(make.Allocation)[0].id, staff_id=world.staff["bola"])
    assert len(carried(opened(world, carers[1], "bola"))) == 1
    assert visible.review_read_by(world.actor("ada"), frozenset({"iro"}), carers[1]) is None
