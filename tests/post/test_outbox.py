"""The outbox: delivered once, tried again with growing pauses, parked with a reason."""
from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.cases.models import Child
from portal.consultations import office, states
from portal.consultations.models import Invitation, Token
from portal.extensions import db
from portal.post import channels, outbox
from portal.post.models import Message
from portal.post.outbox import TryLater, Undeliverable
from tests.support.steps import Post, ask, at_once, change, deliver, fresh, link_in, queued, reachable
from tests.support.walk import Walk


@pytest.fixture
def dawn(world):
    """A mother who is asked by e-mail about a child under four, so that hers is the only message."""
    child = world.child(born=date(2025, 2, 1))
    person = world.person(child, "mother")
    review = world.review(child)
    ask(world)
    world.silence("observer")
    return world.invitation(review, "mother"), person, child


def state_of(invitation) -> str:
    db.session.rollback()
    return states.state(db.session.get_one(Invitation, invitation))


def message() -> Message:
    return queued()[0]


def down(_parcel):
    raise TryLater


# --- parked ------------------------------------------------------------------------------------------------
def test_delivery_marks_the_invitation_as_asked(world, dawn):
    assert state_of(dawn[0]) == "waiting"
    assert len(deliver()) == 1
    assert state_of(dawn[0]) == "asked"
    assert deliver() == []


def test_a_withdrawn_invitation_is_parked_as_stopped_and_nobody_is_told(world, dawn):
    office.withdraw(world.actor(), dawn[0], "not_now")
    assert deliver() == []
    assert (message().why, message().sent_at) == ("stopped", None)
    assert fresh(Invitation)[0].bounced_at is None
    assert fresh(Token) == []


@pytest.mark.parametrize("fact", ["ceased_on", "paused_at"])
def test_nothing_goes_out_about_a_child_who_left_or_is_paused(world, dawn, clock, fact):
    change(Child, dawn[2], **{fact: clock.now.date() if fact == "ceased_on" else clock.now})
    assert deliver() == []
    assert message().why == "stopped"


def test_nothing_goes_out_to_the_birth_family_of_a_child_placed_for_adoption_meanwhile(world, dawn, clock):
    change(Child, dawn[2], placed_for_adoption_on=clock.now.date())
    assert deliver() == []
    assert message().why == "stopped"


def test_someone_who_answered_before_their_message_went_out_gets_none(app, world, dawn):
    walk = Walk(app.test_client(), world.link(dawn[0])).open()
    walk.start()
    walk.send()
    assert deliver() == []
    assert message().why == "answered"
    assert fresh(Invitation)[0].bounced_at is None


@pytest.mark.parametrize(("channel", "why"), [("email", "no_email"), ("sms", "no_mobile"), ("letter", "no_address")])
def test_an_address_that_is_gone_parks_the_message_with_the_reason_and_shows_on_the_invitation(
        world, dawn, channel, why):
    reachable(world, dawn[1])
    change(Message, message().id, channel=channel)
    assert deliver() == []
    assert message().why == why
    assert why in outbox.REASONS
    assert state_of(dawn[0]) == "bounced"
    assert outbox.parked_reasons() == {why: 1}


def test_someone_without_any_address_is_parked_as_unreachable(world):
    child = world.child()
    person = world.person(child, "mother")
    reachable(world, person)
    review = world.review(child)
    ask(world)
    deliver()
    assert {m.why for m in queued()} == {"no_way", ""}
    assert state_of(world.invitation(review, "mother")) == "bounced"


def test_what_came_along_with_a_refused_message_shows_as_not_delivered_too(world):
    children = [world.child(name) for name in ("Ellie", "Amir")]
    carer = world.person(children[0], "foster_carer", name="Jo Carter", email="jo@example.org")
    world.person(children[1], "foster_carer", person=carer)
    reviews = [world.review(child) for child in children]
    ask(world)

    def refuse(parcel):
        if parcel.to == "jo@example.org":
            raise Undeliverable("refused")

    deliver(refuse)
    assert [state_of(world.invitation(r, "foster_carer")) for r in reviews] == ["bounced", "bounced"]


# --- tried again ---------------------------------------------------------------------------------------------
def test_a_provider_that_is_down_is_tried_again_with_growing_pauses_and_then_delivers_once(world, dawn, clock):
    begun, tries = clock.now, []

    def failing(_parcel):
        tries.append(clock.now - begun)
        raise TryLater

    for _ in range(60 * 8):
        deliver(failing)
        clock.forward(minutes=1)
    assert tries == [timedelta(minutes=m) for m in (0, 1, 6, 21, 81, 321)]
    assert state_of(dawn[0]) == "waiting"
    clock.forward(hours=12)
    assert len(deliver()) == 1
    assert state_of(dawn[0]) == "asked"
    assert deliver() == []


def test_the_office_reads_that_it_is_being_tried_again(world, dawn):
    deliver(down)
    shown = office.outbox(world.actor())[0]
    assert (shown.state, shown.why) == ("trying_again", outbox.REASONS["provider_down"])


def test_one_faulty_message_does_not_hold_up_the_rest(world, dawn, caplog):
    with db.write() as session:
        outbox.queue(session, kind="no such kind", subject_id=dawn[0], authority_id=world.authority, channel="email")
        outbox.queue(session, kind="invitation", subject_id=dawn[1], authority_id=world.authority, channel="email")
    assert len(deliver()) == 1
    assert sorted(m.why for m in fresh(Message)) == ["", "fault", "fault"]
    assert "dawn" not in caplog.text.lower()


def test_a_fault_after_delivery_does_not_hold_up_the_rest_either(world, dawn, monkeypatch):
    other = world.review(world.child("Amir"))
    ask(world)

    def broken(_session, message):
        if message.subject_id == dawn[0]:
            raise RuntimeError("after")

    monkeypatch.setitem(outbox._after, "invitation", broken)
    assert len(deliver()) == 2
    assert other
    assert [m.sent_at is None for m in queued() if m.subject_id == dawn[0]] == [True]


# --- crashes and crowds ------------------------------------------------------------------------------------------
class Crash(BaseException):
    """The process is gone: nothing after it runs."""


def test_a_crash_between_handing_over_and_marking_delivers_again_with_the_same_message_id(world, dawn, clock):
    taken = []

    def crash(parcel):
        taken.append(parcel)
        raise Crash

    with pytest.raises(Crash):
        deliver(crash)
    assert deliver() == []  # claimed: perhaps it is still at it
    clock.forward(minutes=11)
    taken += deliver()
    ids = {channels.email_message("no-reply@portal.invalid", parcel)["Message-ID"] for parcel in taken}
    assert len(taken) == 2
    assert len(ids) == 1
    assert state_of(dawn[0]) == "asked"


def test_both_links_of_a_message_delivered_twice_open(app, world, dawn, clock):
    def crash(parcel):
        links.append(parcel)
        raise Crash

    links = []
    with pytest.raises(Crash):
        deliver(crash)
    clock.forward(minutes=11)
    links += deliver()
    for parcel in links:
        Walk(app.test_client(), link_in(parcel)).open()
    assert state_of(dawn[0]) == "opened"


def test_two_posts_at_once_deliver_each_message_once(app, world):
    for n in range(10):
        world.review(world.child(f"Child {n}"))
    ask(world)
    provider = Post()
    at_once(app, lambda: outbox.deliver(provider), times=4)
    references = [parcel.reference for parcel in provider.taken]
    assert len(references) == len(set(references)) == 10
    assert all(m.sent_at for m in queued())


def test_the_same_message_is_queued_once(world, dawn):
    with db.write() as session:
        again = outbox.queue(session, kind="invitation", subject_id=dawn[0], authority_id=world.authority,
                             channel="email")
    assert again is False
    assert len(queued()) == 1


def test_the_outbox_holds_ids_and_no_words(world, dawn):
    deliver()
    kept = str(vars(message()))
    assert not [word for word in ("dawn@example.org", "Dawn", "http", "meeting") if word in kept]
