"""Drawings, photos and recordings in the pack: opened one by one, on the trail first, by who may read the review."""
from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.cases.allocation import allocate
from portal.consultations import reading
from portal.consultations.models import SealedFile
from portal.extensions import db
from portal.people.models import Event
from tests.consultations.test_canaries import stored
from tests.support import answers, make
from tests.support.answers import page, send_in, without_token
from tests.support.steps import change, fresh

DRAWING, PHOTO, SOUND = answers.picture(10), answers.picture(200), answers.SOUND


@pytest.fixture
def review(world):
    """The review of Mia, six, who drew, showed a photo and spoke."""
    review = world.review(world.child("Mia", born=date(2020, 11, 6), form="little"))
    world.invite()
    send_in(world.invitation(review), feel=page(feel="good"), kept={
        "house_good_drawing": DRAWING, "proud_photo": PHOTO, "house_worries_voice": SOUND})
    return review


def staff(app, name: str = "ada"):
    client = app.test_client()
    make.sign_in(client, name)
    return client


def addresses(review: UUID) -> dict[UUID, str]:
    """Where each file of this review is opened."""
    return {row.id: f"/staff/review/{review}/file/{row.id}" for row in fresh(SealedFile)}


def sound(review: UUID) -> str:
    """Where the recording is opened."""
    return addresses(review)[fresh(SealedFile, SealedFile.mime == "audio/mp4")[0].id]


def told() -> list[Event]:
    return fresh(Event, Event.kind == "file_opened")


# --- in the pack ------------------------------------------------------------------------------------------
def test_the_pack_shows_thumbnails_and_a_player_each_leading_to_its_file(app, review):
    client = staff(app)
    client.get(f"/staff/review/{review}")
    pictures = list(client.page.all("img"))
    sounds = list(client.page.all("audio"))
    assert {e.get("src") for e in [*pictures, *sounds]} == set(addresses(review).values())
    assert {img.get("loading") for img in pictures} == {"lazy"}
    assert all(img.get("alt") for img in pictures)
    assert [(a.get("preload"), "controls" in a.attrib) for a in sounds] == [("none", True)]
    assert "Draw it" in client.page.text and "Recording" in client.page.text


def test_looking_at_the_pack_opens_no_file(app, review, monkeypatch):
    monkeypatch.setattr(reading, "open_bytes", lambda *_: pytest.fail("a file was opened"))
    staff(app).get(f"/staff/review/{review}")
    assert told() == []


def test_each_file_comes_as_it_was_kept_and_nothing_in_it_can_run(app, review):
    client = staff(app)
    got = [client.get(where) for where in addresses(review).values()]
    assert sorted(a.data for a in got) == sorted(c.data for c in (DRAWING, PHOTO, SOUND))
    assert [a.mimetype for a in got] == ["image/png", "image/png", "audio/mp4"]
    for answer in got:
        assert answer.headers["Content-Disposition"] == "attachment"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_phone_that_asks_for_a_part_of_a_recording_gets_that_part(app, review):
    client = staff(app)
    part = client.get(sound(review), headers={"Range": "bytes=0-1"})
    assert (part.status_code, part.data) == (206, SOUND.data[:2])
    assert part.headers["Content-Range"] == f"bytes 0-1/{len(SOUND.data)}"


# --- the trail ----------------------------------------------------------------------------------------------
def test_opening_a_file_is_on_the_trail(app, world, review):
    staff(app).get(sound(review))
    event = told()[0]
    recording = fresh(SealedFile, SealedFile.mime == "audio/mp4")[0].id
    assert (event.object_id, event.actor_id, len(told())) == (recording, world.staff["ada"], 1)
    assert event.child_id == db.session.get(make.Review, review).child_id


def test_the_event_is_committed_before_the_file_is_opened(app, review, monkeypatch):
    committed, really = [], reading.open_bytes

    def watched(*args):
        with db.engine.connect() as elsewhere:  # sees only what was committed
            committed.append(elsewhere.scalar(select(func.count()).select_from(Event).where(
                Event.kind == "file_opened")))
        return really(*args)

    monkeypatch.setattr(reading, "open_bytes", watched)
    staff(app).get(sound(review))
    assert committed == [1]


def test_when_the_event_cannot_be_written_no_file_is_opened_or_shown(app, review, monkeypatch):
    def cannot(*_args, **_kwargs):
        raise OSError("the disk is full")

    client = staff(app)
    monkeypatch.setattr(reading, "open_bytes", lambda *_: pytest.fail("a file was opened"))
    monkeypatch.setattr(reading, "record", cannot)
    app.config["PROPAGATE"] = False
    answer = client.get(sound(review))
    assert answer.status_code == 500
    assert SOUND.data not in answer.data


# --- who may not ----------------------------------------------------------------------------------------------
def test_another_s_file_looks_exactly_like_one_that_does_not_exist(app, world, review):
    other = world.review(world.child("Yusuf"))
    where = sound(review)
    stolen = f"/staff/review/{other}/file/{where.rsplit('/', 1)[1]}"  # Ada may read both reviews
    bola, ada = staff(app, "bola"), staff(app)
    got = [bola.get(where), bola.get(f"/staff/review/{review}/file/{uuid4()}"),
           bola.get(f"/staff/review/{uuid4()}/file/{uuid4()}")]
    assert [a.status_code for a in got] == [404, 404, 404]
    assert len({without_token(a.text) for a in got}) == 1
    mine = [ada.get(stolen), ada.get(f"/staff/review/{review}/file/{uuid4()}")]
    assert [a.status_code for a in mine] == [404, 404]
    assert without_token(mine[0].text) == without_token(mine[1].text)
    assert told() == []


def test_the_iro_before_opens_no_file_any_more(app, world, review):
    client, where = staff(app), sound(review)
    assert client.get(where).status_code == 200
    allocate(db.session.get(make.Review, review).child_id, world.staff["bola"], clock.today(), world.actor())
    assert client.get(where).status_code == 404
    assert staff(app, "bola").get(where).status_code == 200


@pytest.mark.parametrize("name", ["office", "manager", "administrator"])
def test_who_reads_no_answers_opens_no_file(app, review, name):
    answer = staff(app, name).get(sound(review))
    assert answer.status_code == 403
    assert SOUND.data not in answer.data and told() == []


def test_a_stranger_and_the_child_open_no_file_at_the_staff_s_address(client, review):
    answer = client.get(sound(review))
    assert answer.status_code == 303
    assert SOUND.data not in answer.data


def test_a_file_whose_row_was_changed_is_not_shown(app, review):
    where = sound(review)
    row = UUID(where.rsplit("/", 1)[1])
    change(SealedFile, row, ciphertext=fresh(SealedFile, SealedFile.id == row)[0].ciphertext[:-1] + b"x")
    assert staff(app).get(where).status_code == 404


def test_no_file_lies_in_the_database_as_it_is(app, review, fresh_database):
    for where in addresses(review).values():
        staff(app).get(where)
    held = stored(fresh_database)
    assert b"answers_read" in held or b"file_opened" in held  # the search finds what is there
    parts = [cleaned.data[40:120] for cleaned in (DRAWING, PHOTO, SOUND)]
    assert not [part for part in parts if part in held or part.hex().encode() in held]
