"""Reading: on the trail before anything is opened, one event for each response, and “read” is each reader's own."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.cases.allocation import allocate
from portal.consultations import desk, pack, reading, seen, visible
from portal.consultations.models import Response
from portal.extensions import db
from portal.people.models import Event
from tests.support import make
from tests.support.steps import fresh
from tests.support.walk import Walk


@pytest.fixture
def answered(app, world):
    """A review before which the child and the mother have answered."""
    child = world.child()
    world.person(child, "mother")
    review = world.review(child)
    world.invite()
    for role, words in (("child", {"way": "short", "well": "We went swimming."}), ("mother", {"well": "She sings."})):
        walk = Walk(app.test_client(), world.link(world.invitation(review, role))).open()
        walk.start()
        walk.send(**words)
    return review


def look(app, name: str, review):
    client = app.test_client()
    make.sign_in(client, name)
    return client, client.get(f"/staff/review/{review}")


def events(kind: str) -> list[Event]:
    return fresh(Event, Event.kind == kind)


def pills(world, name: str, roles=frozenset({"iro", "duty"})) -> set[str]:
    db.session.rollback()
    return {p.state for row in desk.desk(world.actor(name), roles, False).rows for p in row.pills}


def test_opening_a_pack_writes_one_event_for_each_response_and_one_for_the_pack(app, world, answered):
    look(app, "ada", answered)
    read = events("answers_read")
    assert {e.object_id for e in read} == {r.id for r in fresh(Response)}
    assert {e.actor_id for e in read} == {world.staff["ada"]}
    assert len(read) == 2
    assert len(events("pack_opened")) == 1


def test_every_reading_is_on_the_trail_not_only_the_first(app, world, answered):
    client, _ = look(app, "ada", answered)
    client.get(f"/staff/review/{answered}")
    assert len(events("answers_read")) == 4


def test_when_the_event_cannot_be_written_nothing_is_opened_or_shown(app, world, answered, monkeypatch):
    opened = []

    def cannot(*_args, **_kwargs):
        raise OSError("the disk is full")

    monkeypatch.setattr(reading, "open_sealed", lambda *a: opened.append(a))
    monkeypatch.setattr(reading, "record", cannot)
    app.config["PROPAGATE"] = False
    _, answer = look(app, "ada", answered)
    assert answer.status_code == 500
    assert b"swimming" not in answer.data and b"Ellie" not in answer.data
    assert opened == []


def test_events_are_written_before_anything_is_opened(app, world, answered, monkeypatch):
    committed, really = [], reading.open_sealed

    def watched(*args):
        with db.engine.connect() as elsewhere:  # sees only what was committed
            told = select(func.count()).select_from(Event).where(Event.kind == "answers_read")
            committed.append(elsewhere.scalar(told))
        return really(*args)

    monkeypatch.setattr(reading, "open_sealed", watched)
    actor = world.actor("ada")
    pack.pack(visible.review_read_by(actor, frozenset({"iro"}), answered), actor)
    assert committed == [2, 2]


def test_an_answer_that_comes_in_while_the_pack_opens_is_not_shown_without_its_event(app, world, answered, monkeypatch):
    told = reading._tell_trail

    def send():
        fathers = Walk(app.test_client(), link).open()
        fathers.start()
        fathers.send(well="A late word from the father.")

    def tell_and_then_the_father_sends(review, ids, actor):
        told(review, ids, actor)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(send).result(30)

    child = db.session.get(make.Review, answered).child_id
    world.person(child, "father", name="Lee Hill", email="lee@example.org")
    world.invite()
    link = world.link(world.invitation(answered, "father"))
    actor = world.actor("ada")
    monkeypatch.setattr(reading, "_tell_trail", tell_and_then_the_father_sends)
    found = reading.read_review(visible.review_read_by(actor, frozenset({"iro"}), answered), actor)
    shown = {a.response.id for a in found}
    assert len(fresh(Response)) == 3
    assert {e.object_id for e in events("answers_read")} == shown


def test_read_on_the_desk_is_each_readers_own(app, world, answered):
    assert pills(world, "ada") == {"new"}
    look(app, "ada", answered)
    assert pills(world, "ada") == {"read"}
    allocate(db.session.get(make.Review, answered).child_id, world.staff["bola"], clock.today(), world.actor())
    assert pills(world, "bola") == {"new"}


def test_an_addition_makes_what_was_read_new_again(app, world, answered):
    look(app, "ada", answered)
    walk = Walk(app.test_client(), world.link(world.invitation(answered))).open()
    walk.client.get(f"/answer/{world.invitation(answered)}?add=1")
    walk.start()
    walk.send(way="short", well="One more thing.")
    assert pills(world, "ada") == {"new", "read"}


def test_the_office_and_the_manager_cannot_open_a_pack_and_leave_no_reading(app, world, answered):
    for name in ("office", "manager", "administrator"):
        _, answer = look(app, name, answered)
        assert answer.status_code == 403
    assert events("answers_read") == []


def test_a_pack_without_answers_still_says_that_it_was_opened(app, world):
    review = world.review(world.child())
    look(app, "ada", review)
    assert len(events("pack_opened")) == 1
    assert events("answers_read") == []


def test_events_hold_no_words_and_no_names(app, world, answered):
    look(app, "ada", answered)
    kept = "".join(str(e.details) for e in fresh(Event))
    assert not [word for word in ("swimming", "sings", "Ellie", "Dawn", "O’Neill") if word in kept]


def test_the_actor_of_an_answer_is_the_invitation_not_the_child(app, world, answered):
    kinds = {(e.actor_kind, e.actor_id) for e in events("sent_in")}
    assert kinds == {("respondent", world.invitation(answered, role)) for role in ("child", "mother")}


# --- what the respondent may know ---------------------------------------------------------------------------
def test_who_sent_something_may_know_that_it_was_read(app, world, answered):
    mine = [world.invitation(answered, role) for role in ("child", "mother")]
    assert [seen.is_read(i) for i in mine] == [False, False]
    look(app, "ada", answered)
    db.session.rollback()
    assert [seen.is_read(i) for i in mine] == [True, True]


def test_an_addition_that_nobody_has_opened_yet_takes_nothing_back(app, world, answered):
    look(app, "ada", answered)
    walk = Walk(app.test_client(), world.link(world.invitation(answered))).open()
    walk.client.get(f"/answer/{world.invitation(answered)}?add=1")
    walk.start()
    walk.send(way="short", well="One more thing.")
    assert seen.is_read(world.invitation(answered))


def test_looking_at_the_desk_or_at_another_review_is_no_reading(app, world, answered):
    other = world.review(db.session.get(make.Review, answered).child_id, in_days=12)
    world.invite()
    walk = Walk(app.test_client(), world.link(world.invitation(other))).open()
    walk.start()
    walk.send(way="short", well="Later.")
    client, _ = look(app, "ada", other)
    client.get("/staff/desk")
    db.session.rollback()
    assert seen.is_read(world.invitation(other))
    assert not seen.is_read(world.invitation(answered))
