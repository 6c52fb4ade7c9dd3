"""Wishes for the meeting: the office reads the pages that it was let see, and never a word beside them."""
from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from portal.consultations import wishes
from portal.consultations.models import Response, SealedAnswers, SealedFile, SealedWishes
from portal.extensions import db
from portal.people.models import Event
from tests.support import answers, make
from tests.support.answers import page, send_in, without_token
from tests.support.steps import change, fresh
from tests.support.walk import Walk

TOLD = ("canary-room-with-a-window", "canary-gran")
UNTOLD = ("canary-swimming", "canary-in-the-car", "canary-not-before-dad", "canary-proud")


def child_of(review):
    return db.session.get(make.Review, review).child_id


def sent(world, review, office: bool) -> None:
    """Ellie sends all kinds of words, and lets the office see her wishes, or not."""
    send_in(world.invitation(review), way=page(way="short"), short=page(well=UNTOLD[0]),
            safe=page(private_first="yes", private_where=UNTOLD[1], private_not_before=UNTOLD[2]),
            meeting=page(office=office, meeting_part="bit", meeting_where=TOLD[0], meeting_who=TOLD[1],
                         meeting_how=("outdoors",)),
            end=page(end_proud=UNTOLD[3]), kept={"short_voice": answers.SOUND})


def at_the_office(app):
    client = app.test_client()
    make.sign_in(client, "office")
    return client


def told() -> list[Event]:
    return fresh(Event, Event.kind == "wishes_read")


def test_the_office_reads_the_wishes_with_their_questions_in_english(app, world, ellie):
    sent(world, ellie, office=True)
    client = at_the_office(app)
    client.get(f"/staff/office/child/{child_of(ellie)}/wishes")
    text = client.page.text
    assert all(word in text for word in TOLD)
    assert "Where and when would you like it to be?" in text and "Outdoors, or doing something" in text
    assert "I want to come for a bit" in text and "For the review on Wed 13 Jan 2027" in text


def test_no_page_of_the_office_holds_any_other_word_of_the_answer(app, world, ellie):
    sent(world, ellie, office=True)
    client, child = at_the_office(app), child_of(ellie)
    file = fresh(SealedFile)[0].id
    paths = ["/staff/office/", f"/staff/office/child/{child}", f"/staff/office/child/{child}/wishes",
             "/staff/office/outbox", "/staff/desk", f"/staff/review/{ellie}", f"/staff/review/{ellie}/file/{file}"]
    got = {path: client.get(path) for path in paths}
    assert [a.status_code for a in got.values()] == [200, 200, 200, 200, 403, 403, 403]
    everything = b"".join(a.data for a in got.values()).decode()
    assert TOLD[0] in everything  # the search finds what is there
    assert [word for word in UNTOLD if word in everything] == []
    assert answers.SOUND.data not in b"".join(a.data for a in got.values())


def test_what_the_office_may_open_holds_only_the_pages_of_wishes(world, ellie):
    sent(world, ellie, office=True)
    row, response = fresh(SealedWishes)[0], fresh(Response)[0]
    content = wishes.open_sealed(wishes.Sealed(row.header, row.wrapped_key, row.ciphertext), response.id,
                                 response.invitation_id, child_of(ellie))
    assert list(content) == ["wishes"] and list(content["wishes"]) == ["meeting"]
    assert not [word for word in UNTOLD if word in str(content)]


def test_the_sealed_answers_put_in_the_place_of_the_wishes_open_nothing_for_the_office(app, world, ellie):
    sent(world, ellie, office=True)
    whole = fresh(SealedAnswers)[0]
    change(SealedWishes, whole.response_id, header=whole.header, wrapped_key=whole.wrapped_key,
           ciphertext=whole.ciphertext)
    answer = at_the_office(app).get(f"/staff/office/child/{child_of(ellie)}/wishes")
    assert "This cannot be opened here." in answer.text
    assert not [word for word in (*UNTOLD, *TOLD) if word in answer.text]


def test_without_the_tick_the_office_sees_no_wish_and_no_sign_of_one(app, world, ellie):
    sent(world, ellie, office=False)
    client, child = at_the_office(app), child_of(ellie)
    pages = [client.get(f"/staff/office/child/{child}"), client.get(f"/staff/office/child/{child}/wishes")]
    assert not [word for word in (*TOLD, *UNTOLD) if any(word in p.text for p in pages)]
    assert "Read the wishes" not in pages[0].text and "Nobody has let the office see" in pages[1].text
    assert told() == []


def test_the_tick_on_the_page_is_what_lets_the_office_see(app, world, ellie):
    walk = Walk(app.test_client(), world.link(world.invitation(ellie))).open()
    walk.start()
    walk.press("next", way="short")
    while walk.place != "meeting":
        walk.press("next")
    walk.press("next", **{"meeting_where": TOLD[0], "sharing-office": "y"})
    walk.send()
    client = at_the_office(app)
    client.get(f"/staff/office/child/{child_of(ellie)}/wishes")
    assert TOLD[0] in client.page.text


def test_the_childs_page_says_whose_wishes_there_are_and_opens_none(app, world, ellie, monkeypatch):
    sent(world, ellie, office=True)
    send_in(world.invitation(ellie, "mother"), part=page(office=True, part_how=("phone",)))
    monkeypatch.setattr(wishes, "open_sealed", lambda *_: pytest.fail("wishes were opened"))
    client = at_the_office(app)
    client.get(f"/staff/office/child/{child_of(ellie)}")
    assert "Ellie; Dawn Hill, mother" in client.page.text
    assert told() == []


def test_reading_wishes_is_on_the_trail_before_anything_is_opened(world, ellie, monkeypatch):
    sent(world, ellie, office=True)
    committed, really = [], wishes.open_sealed

    def watched(*args):
        with db.engine.connect() as elsewhere:  # sees only what was committed
            committed.append(elsewhere.scalar(select(func.count()).select_from(Event).where(
                Event.kind == "wishes_read")))
        return really(*args)

    monkeypatch.setattr(wishes, "open_sealed", watched)
    wishes.read(db.session.get(make.Child, child_of(ellie)), world.actor("office"))
    assert committed == [1]
    assert (told()[0].object_id, told()[0].actor_id) == (fresh(Response)[0].id, world.staff["office"])


def test_when_the_event_cannot_be_written_no_wish_is_shown(app, world, ellie, monkeypatch):
    def cannot(*_args, **_kwargs):
        raise OSError("the disk is full")

    sent(world, ellie, office=True)
    client = at_the_office(app)
    monkeypatch.setattr(wishes, "record", cannot)
    app.config["PROPAGATE"] = False
    answer = client.get(f"/staff/office/child/{child_of(ellie)}/wishes")
    assert answer.status_code == 500
    assert TOLD[0] not in answer.text


@pytest.mark.parametrize("name", ["ada", "manager", "administrator"])
def test_only_the_office_reads_wishes_there(app, world, ellie, name):
    sent(world, ellie, office=True)
    client = app.test_client()
    make.sign_in(client, name)
    assert client.get(f"/staff/office/child/{child_of(ellie)}/wishes").status_code == 403


def test_wishes_of_another_authoritys_child_look_like_those_of_nobody(app, world):
    with db.write() as session:
        elsewhere = make.add_authority(session, "Another Council")
    child = make.World(elsewhere.id, world.staff).child("Zofia", iro=None)
    client = at_the_office(app)
    got = [client.get(f"/staff/office/child/{one}/wishes") for one in (child, uuid4())]
    assert [a.status_code for a in got] == [404, 404]
    assert without_token(got[0].text) == without_token(got[1].text)


def test_wishes_for_a_meeting_that_was_held_are_shown_no_more(app, world, ellie):
    sent(world, ellie, office=True)
    change(make.Review, ellie, status="held")
    client = at_the_office(app)
    client.get(f"/staff/office/child/{child_of(ellie)}/wishes")
    assert TOLD[0] not in client.page.text


def test_the_iro_reads_the_wishes_in_the_pack_whether_the_office_may_or_not(app, world, ellie):
    sent(world, ellie, office=False)
    client = app.test_client()
    make.sign_in(client, "ada")
    client.get(f"/staff/review/{ellie}")
    assert all(word in client.page.text for word in (*TOLD, *UNTOLD))
