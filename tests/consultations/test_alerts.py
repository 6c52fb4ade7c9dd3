"""“Tell someone now”: one alert, the right people by e-mail, no name, no word, and never the child's own side."""
from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import select

from portal.cases import allocation
from portal.cases.models import Child
from portal.consultations import alerts, drafts
from portal.consultations.models import Alert, Flag, Invitation
from portal.extensions import db
from portal.people.models import Event, Staff
from portal.people.trail import first_bad_row
from tests.support import make
from tests.support.steps import at_once, change, deliver, fresh, queued, reachable

ADA, MANAGER, WORKER = "ada@council.invalid", "manager@council.invalid", "worker@council.invalid"
NAMES = ("Ellie", "O’Neill", "Dawn", "Hill", "Carter", "school", "foster", "placement", "review")


@pytest.fixture
def ellie(world):
    """Ellie's id; everybody round her can be reached by e-mail."""
    child = world.child(social_worker="Wendy Worker")
    reachable(world, child, email="ellie@example.org", mobile="+447700900001")
    world.person(child, "mother")
    world.person(child, "foster_carer", name="Jo Carter", email="jo@example.org")
    world.review(child)
    return child


@pytest.fixture
def asked(world, ellie):
    world.invite()
    deliver()
    return db.session.scalars(select(Invitation).where(Invitation.child_id == ellie, Invitation.role == "child")).one()


def addresses() -> list[str]:
    return sorted(parcel.to for parcel in deliver())


def test_the_iro_the_social_worker_and_the_managers_are_told(asked):
    alert = alerts.tell(asked)
    assert alerts.told(alert) == {"iro", "worker", "manager"}
    parcels = deliver()
    assert sorted(parcel.to for parcel in parcels) == [ADA, MANAGER, WORKER]
    assert {parcel.channel for parcel in parcels} == {"email"}


def test_no_message_names_anybody_round_the_child_or_holds_a_word(asked):
    alerts.tell(asked)
    for parcel in deliver():
        seen = parcel.subject + parcel.text + parcel.html + parcel.to
        assert not [name for name in NAMES if name.lower() in seen.lower()]
        assert "http://localhost/staff/sign-in" in parcel.text and "09:00 on 04 January 2027" in parcel.text
        assert "Ada Okoro" in parcel.text and "01632 960 222" in parcel.text  # whom to ask, for those who see no desk


@pytest.mark.parametrize("whose", ["child", "mother", "foster_carer"])
def test_nothing_ever_goes_to_the_childs_or_a_carers_address(world, ellie, asked, whose):
    theirs = {"child": "ellie@example.org", "mother": "dawn@example.org", "foster_carer": "jo@example.org"}[whose]
    change(Child, ellie, social_worker_email=theirs.upper())  # a case list with a mistake in it
    alerts.tell(asked)
    assert addresses() == [ADA, MANAGER]


def test_an_address_that_turns_out_to_be_a_carers_after_it_was_queued_gets_nothing(world, ellie, asked):
    alerts.tell(asked)
    reachable(world, ellie, email=WORKER)
    assert addresses() == [ADA, MANAGER]


def test_a_child_without_an_iro_is_told_of_to_those_who_take_a_turn_at_duty(world, ellie, asked):
    allocation.allocate(ellie, None, date(2027, 1, 4), world.actor())
    alert = alerts.tell(asked)
    assert alerts.told(alert) == {"duty", "worker", "manager"}
    assert addresses() == [ADA, "duty@council.invalid", MANAGER, WORKER]


def test_the_iro_of_today_is_told_and_the_one_before_is_not(world, ellie, asked):
    allocation.allocate(ellie, world.staff["bola"], date(2027, 1, 4), world.actor())
    alerts.tell(asked)
    assert addresses() == ["bola@council.invalid", MANAGER, WORKER]


def test_somebody_with_two_roles_gets_one_message(world, ellie, asked):
    change(Child, ellie, social_worker_email="Ada@council.invalid")
    alerts.tell(asked)
    assert addresses() == [ADA, MANAGER]


def test_somebody_who_left_before_it_was_sent_gets_none(world, asked, clock):
    alerts.tell(asked)
    change(Staff, world.staff["manager"], left_at=clock.now)
    assert addresses() == [ADA, WORKER]


def test_pressed_again_within_ten_minutes_it_is_the_same_alert(asked, clock):
    first = alerts.tell(asked).id
    clock.forward(minutes=9)
    assert alerts.tell(asked).id == first
    clock.forward(minutes=2)
    assert alerts.tell(asked).id != first
    assert len(fresh(Alert)) == 2 and len(queued("alert")) == 6


def test_pressed_again_after_somebody_dealt_with_it_it_is_a_new_one(world, asked):
    first = alerts.tell(asked)
    assert alerts.seen(world.actor("ada"), frozenset({"iro"}), first.id)
    assert alerts.tell(asked).id != first.id


def test_pressed_many_times_at_once_it_is_one_alert(app, asked):
    ref = asked.id
    raised = at_once(app, lambda: alerts.tell(db.session.get_one(Invitation, ref)).id, times=8)
    assert len(set(raised)) == 1 and len(fresh(Alert)) == 1 and len(queued("alert")) == 3


def test_it_is_on_the_trail_without_a_word(world, ellie, asked):
    alert = alerts.tell(asked)
    event = db.session.scalars(select(Event).where(Event.kind == "told_someone")).one()
    assert (event.child_id, event.object_id, event.actor_id, event.details) == (ellie, alert.id, asked.id, {})
    assert first_bad_row(world.authority) is None


def test_nothing_is_half_done_when_the_message_cannot_be_queued(asked, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(alerts.outbox, "queue", broken)
    with pytest.raises(RuntimeError):
        alerts.tell(asked)
    assert fresh(Alert) == [] and fresh(Event, Event.kind == "told_someone") == []


def test_only_a_childs_form_tells_even_of_a_missing_child_and_not_of_one_who_left(world, ellie, asked):
    mother = db.session.scalars(select(Invitation.id).where(Invitation.role == "mother")).one()
    assert alerts.invitation_for(mother) is None and alerts.invitation_for(uuid4()) is None
    change(Child, ellie, paused_at=asked.created_at, paused_why="missing")
    assert alerts.invitation_for(asked.id).id == asked.id
    change(Child, ellie, ceased_on=date(2027, 1, 4))
    assert alerts.invitation_for(asked.id) is None


# --- the desk -----------------------------------------------------------------------------------------------
def desk(app, who: str = "ada", path: str = "/staff/desk"):
    client = app.test_client()
    make.sign_in(client, who)
    client.get(path)
    return client


def test_a_call_for_help_is_the_very_first_thing_on_the_desk(app, world, asked):
    for n in range(3):
        world.review(world.child(f"Child{n}"), in_days=3)
    alerts.tell(asked)
    text = desk(app).page.text
    assert text.index("Somebody asks for you") < text.index("Ellie O.") < text.index("Child0")
    assert text.count("asked for help: read now") == 2  # above the table, and in the child's row
    assert "Mon 4 Jan, 09:00" in text
    first = next(row for row in desk(app).page.all("tbody")).find("tr")
    assert "urgent" in first.get("class") and "Ellie" in "".join(first.itertext())


def test_a_child_without_a_coming_review_is_on_the_desk_all_the_same(app, world, asked, clock):
    alerts.tell(asked)
    clock.forward(days=60)
    client = desk(app)
    assert "No pre-meetings are coming up" in client.page.text and "asked for help: read now" in client.page.text


def test_it_stays_until_a_named_person_deals_with_it(app, world, asked):
    alert = alerts.tell(asked)
    client = desk(app)
    assert client.submit(form=1).status_code == 303
    client.get("/staff/desk")
    assert "asked for help" not in client.page.text
    held = fresh(Alert)[0]
    assert (held.seen_by, held.seen_at is not None) == (world.staff["ada"], True)
    event = fresh(Event, Event.kind == "alert_seen")[0]
    assert (event.actor_id, event.object_id) == (world.staff["ada"], alert.id)


def test_who_dealt_with_it_first_stays_named(world, ellie, asked):
    alert = alerts.tell(asked)
    allocation.allocate(ellie, None, date(2027, 1, 4), world.actor())
    assert alerts.seen(world.actor("duty"), frozenset({"duty"}), alert.id)
    assert alerts.seen(world.actor("ada"), frozenset({"iro", "duty"}), alert.id)
    assert fresh(Alert)[0].seen_by == world.staff["duty"] and len(fresh(Event, Event.kind == "alert_seen")) == 1


def test_another_iro_neither_sees_it_nor_can_close_it(app, world, asked):
    alert = alerts.tell(asked)
    client = desk(app, "bola")
    assert "asked for help" not in client.page.text
    assert not alerts.seen(world.actor("bola"), frozenset({"iro"}), alert.id)
    assert fresh(Alert)[0].seen_at is None


def test_the_alert_moves_with_the_child(app, world, ellie, asked):
    alerts.tell(asked)
    allocation.allocate(ellie, world.staff["bola"], date(2027, 1, 4), world.actor())
    assert "asked for help" in desk(app, "bola").page.text
    assert "asked for help" not in desk(app, "ada").page.text


def test_on_a_discreet_desk_it_shows_initials_and_the_button_stays_discreet(app, asked):
    alerts.tell(asked)
    client = desk(app, path="/staff/desk?show=initials")
    assert "Ellie" not in client.page.html and "E.O." in client.page.text
    assert "show=initials" in client.submit(form=1).headers["Location"]


def test_an_alarm_in_the_same_row_is_still_named(app, world, asked):
    draft = drafts.begin(asked, "en")
    with db.write() as session:
        session.add(Flag(invitation_id=asked.id, draft_id=draft.id, question="safe", level="alarm",
                         raised_at=asked.created_at))
    alerts.tell(asked)
    assert "alarm: read now" in desk(app).page.text
