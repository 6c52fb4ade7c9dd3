"""The contact card: who can help, and a code that works all year, opens no form and shows nothing of anybody."""
from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from portal.cases import allocation
from portal.cases.models import Child
from portal.consultations import alerts, cards, doors, tokens
from portal.consultations.doors import DoorShut
from portal.consultations.models import Alert, Token
from portal.extensions import db
from portal.people.models import Event
from tests.support.steps import change, deliver, fresh, queued


@pytest.fixture
def ellie(world) -> Child:
    return db.session.get_one(Child, world.child(social_worker="Wendy Worker"))


@pytest.fixture
def code(world, ellie):
    return cards.make(ellie, world.actor(), "en")


def token_of(code) -> Token:
    return tokens.find_code(code.code)[0]


def test_it_holds_first_names_and_a_work_number_only(world, ellie):
    from portal.people.models import Staff

    change(Staff, world.staff["ada"], phone="01632 960 444")
    shown = cards.card(ellie)
    assert (shown.iro, shown.iro_phone, shown.worker, shown.has_picture) == ("Ada", "01632 960 444", "Wendy", False)


def test_a_child_on_the_duty_list_has_a_card_without_an_iro(world, ellie):
    allocation.allocate(ellie.id, None, date(2027, 1, 4), world.actor())
    assert cards.card(ellie).iro == "" and cards.card(ellie).worker == "Wendy"


def test_the_code_is_in_fours_and_neither_it_nor_the_link_is_stored(code):
    assert [len(part) for part in code.code.split()] == [4, 4, 4]
    held = fresh(Token)
    assert {token.kind for token in held} == {"card", "card_code"} and all(not token.doors for token in held)
    assert code.link.startswith("http://localhost/en/") and "<svg" in code.qr
    assert code.link.rsplit("/", 1)[1].encode() not in b"".join(token.mac for token in held)


def test_the_same_doors_open_it_and_no_form_is_behind_it(code):
    for opened in (doors.open_code(code.code, "10.0.0.1"), doors.open_link(code.link.rsplit("/", 1)[1])):
        assert opened.is_card and opened.invitations == []


def test_wrong_codes_are_counted_and_kill_a_card_like_any_code(code):
    wrong = code.code[:-1] + ("B" if code.code[-1] != "B" else "C")
    for n in range(10):
        with pytest.raises(DoorShut):
            doors.open_code(wrong, f"10.0.0.{n}")
    with pytest.raises(DoorShut):
        doors.open_code(code.code, "10.0.0.99")
    assert doors.open_link(code.link.rsplit("/", 1)[1]).is_card


def test_it_works_all_year_without_any_review(code, clock):
    clock.forward(days=300)
    assert doors.open_code(code.code, "10.0.0.1").is_card


@pytest.mark.parametrize("ended", [{"ceased_on": date(2027, 1, 4)}, {"ceased_on": date(2026, 12, 1)}])
def test_it_ends_when_the_child_has_left(ellie, code, ended):
    token_id = token_of(code).id
    change(Child, ellie.id, **ended)
    with pytest.raises(DoorShut, match="withdrawn"):
        doors.open_code(code.code, "10.0.0.1")
    assert cards.ask(token_id, "ring") is None and fresh(Alert) == []


def test_a_new_card_does_not_stop_the_one_before_and_the_office_stops_all(world, ellie, code):
    second = cards.make(ellie, world.actor(), "ar")
    assert "/ar/" in second.link
    assert doors.open_code(code.code, "10.0.0.1").is_card and doors.open_code(second.code, "10.0.0.1").is_card
    assert cards.stop(world.actor(), ellie) == 4
    for one in (code, second):
        with pytest.raises(DoorShut, match="withdrawn"):
            doors.open_code(one.code, "10.0.0.1")
    assert cards.stop(world.actor(), ellie) == 0


def test_stopping_one_childs_cards_leaves_anothers(world, ellie, code):
    cards.stop(world.actor(), db.session.get_one(Child, world.child("Sam")))
    assert doors.open_code(code.code, "10.0.0.1").is_card


def test_asking_tells_the_iro_only_and_names_nobody(ellie, code):
    alert = cards.ask(token_of(code).id, "visit")
    assert (alert.kind, alert.how, alert.child_id) == ("contact", "visit", ellie.id)
    child_id, parcels = ellie.id, deliver()
    assert [parcel.to for parcel in parcels] == ["ada@council.invalid"]
    assert not [name for name in ("Ellie", "O’Neill", "visit") if name in parcels[0].text + parcels[0].subject]
    event = db.session.scalars(select(Event).where(Event.kind == "contact_asked")).one()
    assert event.details == {"how": "visit"} and event.child_id == child_id


def test_asking_for_a_child_without_an_iro_tells_duty(world, ellie, code):
    allocation.allocate(ellie.id, None, date(2027, 1, 4), world.actor())
    cards.ask(token_of(code).id, "ring")
    assert sorted(parcel.to for parcel in deliver()) == ["ada@council.invalid", "duty@council.invalid"]


def test_the_same_wish_within_ten_minutes_is_one_and_another_wish_is_another(code, clock):
    token_id = token_of(code).id
    first = cards.ask(token_id, "ring")
    clock.forward(minutes=9)
    assert cards.ask(token_id, "ring").id == first.id
    assert cards.ask(token_id, "text").id != first.id
    clock.forward(minutes=2)
    assert cards.ask(token_id, "ring").id != first.id
    assert len(queued("alert")) == 3


def test_a_way_that_is_not_offered_is_any_way(code):
    assert cards.ask(token_of(code).id, "canary words").how == ""


def test_an_invitations_token_asks_for_nothing(world, ellie):
    review = world.review(ellie.id)
    world.invite()
    code = world.code(world.invitation(review))
    assert cards.ask(tokens.find_code(code)[0].id, "ring") is None


def test_a_wish_stands_on_the_desk_after_calls_for_help(app, world, ellie, code):
    cards.ask(token_of(code).id, "ring")
    sam = world.child("Sam")
    review = world.review(sam)
    world.invite()
    alerts.tell(alerts.invitation_for(world.invitation(review)))
    waiting = alerts.waiting(select(Child.id))
    assert [(alert.kind, child.first_name) for alert, child in waiting] == [("tell", "Sam"), ("contact", "Ellie")]
