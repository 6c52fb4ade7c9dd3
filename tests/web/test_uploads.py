"""Drawings, photos and recordings: kept sealed, without place or name, limited, refused in words, taken away."""
from __future__ import annotations

import io
import logging
import re
import tempfile
from datetime import date
from pathlib import Path

import pytest
from flask import request
from PIL import Image
from sqlalchemy import func, select

from portal import security
from portal.consultations import files
from portal.consultations.models import Draft, DraftFile, Invitation, Response, SealedFile
from portal.consultations.opening import open_bytes
from portal.consultations.sealing import Sealed
from portal.extensions import db
from portal.media import cleaning
from tests.media import making
from tests.support import make
from tests.support.walk import Walk

PHOTO = making.file_of(making.shades(), "JPEG", exif=making.exif())
PICTURE = making.file_of(Image.new("RGB", (80, 60), "white"))  # of few colours, as a drawing: it stays a PNG
WORDS = "I can ride my bike."


def upload(data: bytes, name: str = "IMG_canary.jpg") -> tuple[io.BytesIO, str]:
    """A file as the client sends it."""
    return io.BytesIO(data), name


class Five(Walk):
    """A child of five, whose form has all three kinds on its last page."""

    def to_proud(self) -> Five:
        self.start()
        self.client.get(self.client._address.rpartition("/")[0] + "/proud")
        return self

    def add(self, button: str = "next", **typed):
        """Press a button, with files as bytes."""
        typed = {name: _as_file(value) for name, value in typed.items()}
        return self.press(button, **typed)

    def shown(self) -> list[str]:
        """The addresses of the pictures and sounds on the page."""
        return re.findall(r'<(?:img|audio)[^>]* src="([^"]+)"', self.client.page.html)


def _as_file(value):
    if isinstance(value, bytes):
        return [upload(value)]
    return [upload(one) for one in value] if isinstance(value, list) else value


@pytest.fixture
def review(world):
    review = world.review(world.child(first_name="Sam", born=date(2021, 6, 1)))
    world.invite()
    return review


@pytest.fixture
def five(app, world, review) -> Five:
    return Five(app.test_client(), world.link(world.invitation(review))).open().to_proud()


def held() -> list[tuple[str, str, bytes]]:
    """(question, kind of file, bytes) of what drafts hold."""
    db.session.rollback()
    rows = db.session.scalars(select(DraftFile).order_by(DraftFile.created_at, DraftFile.id)).all()
    return [(row.question, *files.opened(db.session.get_one(Draft, row.draft_id), row.id)) for row in rows]


# --- kept ---------------------------------------------------------------------------------------------
def test_a_photo_is_kept_without_its_place_its_owner_and_its_name(five):
    five.add("later", proud_photo=PHOTO)
    [(question, mime, data)] = held()
    assert (question, mime) == ("proud_photo", "image/jpeg")
    assert dict(making.opened(data).getexif()) == {}
    assert b"Canary" not in data and b"canary" not in data


def test_what_lies_in_the_database_is_not_the_picture(five):
    five.add("later", proud_drawing=PICTURE)
    [row] = db.session.scalars(select(DraftFile)).all()
    assert b"PNG" not in row.sealed[:64] and b"IHDR" not in row.sealed


def test_a_drawing_a_photo_and_a_recording_are_shown_on_their_page_and_can_be_opened(five):
    five.add("later", proud_drawing=PICTURE, proud_photo=PHOTO, proud_voice=making.tone())
    five.client.get(five.client._address.rpartition("/")[0] + "/proud")
    shown = five.shown()
    assert [five.client.get(address).mimetype for address in shown] == ["image/png", "image/jpeg", "audio/mp4"]


def test_several_at_once_are_kept(five):
    five.add("next", proud_photo=[PHOTO, PICTURE])
    assert [question for question, *_ in held()] == ["proud_photo", "proud_photo"]


def test_a_file_is_shown_only_as_a_thing_in_a_page_never_run_and_never_stored(five):
    five.add("language:en", proud_photo=PHOTO)
    answer = five.client.get(five.shown()[0])
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_recording_can_be_asked_for_in_parts_as_some_phones_do(five):
    five.add("language:en", proud_voice=making.tone())
    answer = five.client.get(five.shown()[0], headers={"Range": "bytes=0-1"})
    assert (answer.status_code, len(answer.data)) == (206, 2)
    assert "no-store" in answer.headers["Cache-Control"]


# --- refused --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("question", "data", "words"), [
    ("proud_photo", b"<script>alert('canary')</script>", "not a picture we can open"),
    ("proud_photo", b"\x89PNG\r\n\x1a\n<script>alert('canary')</script>", "could not open it"),
    ("proud_photo", b"", "not a picture we can open"),
    ("proud_photo", making.tone(), "not a picture we can open"),
    ("proud_photo", PHOTO + bytes(cleaning.LARGEST_UPLOAD), "too big"),
    ("proud_voice", PHOTO, "not a recording we can open"),
    ("proud_voice", making.long_hum(cleaning.LONGEST_SOUND + 2), "too long. Three minutes"),
])
def test_what_cannot_be_kept_is_refused_beside_its_question_and_no_word_is_lost(five, question, data, words):
    answer = five.add("next", **{question: data, "end_proud": WORDS})
    assert answer.status_code == 422
    assert words in five.text and "Everything you wrote is still here." in five.text
    told = five.client.page.ids[five.client.page.ids[question].get("aria-describedby").split()[0]]
    assert words in "".join(told.itertext())
    assert WORDS in five.text
    assert held() == [] and "canary" not in five.client.page.html


def test_a_question_holds_three_and_says_so(five):
    answer = five.add("next", proud_photo=[PICTURE] * 4, end_proud=WORDS)
    assert answer.status_code == 422 and "no room for more" in five.text and WORDS in five.text
    assert len(held()) == 3
    assert "hidden" in five.client.page.parents[five.client.page.ids["proud_photo-file"]].attrib
    assert "no room" in "".join(five.client.page.ids["proud_photo"].itertext())


def test_a_form_holds_twelve(five, monkeypatch):
    assert files.MOST == 12
    monkeypatch.setattr(files, "MOST", 2)
    answer = five.add("next", proud_photo=[PICTURE, PICTURE], proud_drawing=PICTURE)
    assert answer.status_code == 422 and "no room for more" in five.text
    assert len(held()) == 2


def test_the_page_knows_the_limits_that_hold(five):
    html = five.client.page.html
    assert set(re.findall(r'data-largest="(\d+)"', html)) == {str(cleaning.LARGEST_UPLOAD)}
    assert re.findall(r'data-longest="(\d+)"', html) == [str(cleaning.LONGEST_SOUND)]


def test_more_than_a_request_may_hold_is_refused_in_words_and_what_was_typed_is_kept(five):
    answer = five.add("next", proud_photo=[bytes(10_000_000)] * 3, end_proud=WORDS)
    assert answer.status_code == 422 and held() == []
    assert "That is too big" in five.text and WORDS in five.text


def test_a_request_beyond_every_limit_gets_a_page_and_keeps_nothing(five, monkeypatch):
    monkeypatch.setattr("portal.security.LARGEST_WITH_FILES", 20_000_000)
    answer = five.add("next", proud_photo=[bytes(10_000_000)] * 3)
    assert answer.status_code == 413 and held() == []


# --- taken away -----------------------------------------------------------------------------------------
def test_taking_one_away_leaves_the_others_and_the_words(five, clock):
    five.add("language:en", proud_photo=PHOTO, end_proud=WORDS)
    clock.forward(seconds=1)
    five.add("language:en", proud_photo=PICTURE)
    [button] = [b.get("value") for b in five.client.page.all("button") if "".join(b.itertext()) == "Take away number 1"]
    five.press(button)
    assert [mime for _, mime, _ in held()] == ["image/png"]
    assert five.place == "proud" and WORDS in five.text and len(five.shown()) == 1


def test_nobody_takes_away_what_is_not_theirs(app, five, world, review):
    five.add("language:en", proud_photo=PHOTO)
    [file_id] = db.session.scalars(select(DraftFile.id)).all()
    other = Five(app.test_client(), world.link(world.invitation(review))).open().to_proud()
    button = next(b for b in other.client.page.all("button") if b.get("value") == "later")
    button.set("value", f"drop:{file_id}")
    other.press(f"drop:{file_id}")
    assert len(held()) == 1


# --- a script keeps as one goes -----------------------------------------------------------------------------
def keep(walk: Five, **fields) -> dict:
    """What the page's script sends, and the server's answer."""
    ticket = re.search(r'name="ticket" value="([^"]+)"', walk.client.page.html)[1]
    fields = {name: _as_file(value) for name, value in fields.items()}
    answer = walk.client.post(walk.client._address, data={"ticket": ticket, "go": "keep", **fields},
                              headers={"Accept": "application/json"})
    return answer.get_json()


def test_a_script_is_told_what_is_kept_and_what_is_not(five):
    answer = keep(five, proud_photo=PHOTO, proud_voice=b"no sound")
    assert answer["saved"] == "09:00"
    assert list(answer["problems"]) == ["proud_voice"]
    [kept] = answer["files"]["proud_photo"]
    assert five.client.get(kept["url"]).mimetype == "image/jpeg" and not kept["is_sound"]


def test_a_script_replaces_a_drawing_by_what_it_has_become_and_takes_away(five):
    first = keep(five, proud_drawing=PICTURE)["files"]["proud_drawing"][0]["id"]
    bad = keep(five, proud_drawing=b"broken", **{"proud_drawing-instead": first})
    assert [kept["id"] for kept in bad["files"]["proud_drawing"]] == [first]
    [second] = keep(five, proud_drawing=PHOTO, **{"proud_drawing-instead": first})["files"]["proud_drawing"]
    assert second["id"] != first and len(held()) == 1
    assert "proud_drawing" not in keep(five, drop=second["id"])["files"]
    assert held() == []


def test_a_browser_that_may_not_see_a_draft_takes_nothing_away(five):
    first = keep(five, proud_drawing=PICTURE)["files"]["proud_drawing"][0]["id"]
    five.client.delete_cookie("portal")
    assert "files" not in keep(five, drop=first)
    assert len(held()) == 1


# --- nobody else's ------------------------------------------------------------------------------------------
def test_another_browser_and_another_child_find_nothing_just_as_where_nothing_is(app, five, world, review):
    five.add("language:en", proud_photo=PHOTO)
    address = five.shown()[0]
    assert five.client.get(address).status_code == 200
    same_link = Five(app.test_client(), world.link(world.invitation(review))).open().to_proud()
    other_review = world.review(world.child(first_name="Kit", born=date(2021, 6, 1)))
    world.invite()
    other = Five(app.test_client(), world.link(world.invitation(other_review))).open().to_proud()
    own_address = address.replace(str(world.invitation(review)), str(world.invitation(other_review)))
    absent = address[:-4] + ("0000" if address[-4:] != "0000" else "1111")
    answers = [(client, client.get(path)) for client, path in (
        (same_link.client, address), (other.client, address), (other.client, own_address), (five.client, absent),
        (app.test_client(), address))]
    assert {answer.status_code for _, answer in answers} == {404}
    assert len({re.sub(r'nonce="[^"]*"', "", answer.text) for _, answer in answers[:4]}) == 1


def test_a_locked_screen_shows_no_picture(five, clock):
    five.add("language:en", proud_photo=PHOTO)
    clock.forward(minutes=11)
    assert five.client.get(five.shown()[0]).status_code == 404


# --- no trace ---------------------------------------------------------------------------------------------
def test_an_upload_never_touches_the_disk_and_is_not_logged(app, five, monkeypatch, caplog):
    def forbidden(*_, **__):
        raise AssertionError("a temporary file")

    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, forbidden)
    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", forbidden)
    streams = []
    app.before_request_funcs.setdefault(None, []).append(
        lambda: streams.extend(type(file.stream) for file in request.files.values()))
    before = set(Path(tempfile.gettempdir()).glob("*"))
    photo = making.file_of(making.noise(700, 700))
    assert len(photo) > 1_000_000
    with caplog.at_level(logging.DEBUG):
        five.add("next", proud_photo=photo)
    assert set(streams) == {security.Held} and issubclass(security.Held, io.BytesIO) and len(held()) == 1
    assert not [path for path in set(Path(tempfile.gettempdir()).glob("*")) - before if path.name.startswith("tmp")]
    assert "canary" not in caplog.text and "PNG" not in caplog.text


# --- sent ---------------------------------------------------------------------------------------------------
def test_what_is_sent_can_be_opened_by_staff_and_by_no_draft_any_more(five, review, world):
    five.add("next", proud_photo=PHOTO)
    kept = held()
    five.press("send")
    assert held() == []
    db.session.rollback()
    [row] = db.session.scalars(select(SealedFile)).all()
    response = db.session.get_one(Response, row.response_id)
    child = db.session.get_one(Invitation, response.invitation_id).child_id
    sealed = Sealed(row.header, row.wrapped_key, row.ciphertext)
    data = open_bytes(sealed, row.id, response.id, response.invitation_id, child)
    assert [("proud_photo", row.mime, data)] == kept
    assert PHOTO not in row.ciphertext and data not in row.ciphertext


def test_a_picture_alone_is_an_answer_and_comes_up_on_the_check_page(five):
    five.add("next", proud_photo=PHOTO)
    assert five.place == "check" and len(five.shown()) == 1


# --- the setting, and the microphone -------------------------------------------------------------------------
def test_without_the_setting_there_are_words_only_and_nothing_is_taken(make_app):
    app = make_app(PORTAL_MEDIA="0")
    with app.app_context():
        world = make.world()
        review = world.review(world.child(born=date(2021, 6, 1)))
        world.invite()
        five = Five(app.test_client(), world.link(world.invitation(review))).open().to_proud()
        assert "end_proud" in five.client.page.html
        assert "data-files" not in five.client.page.html and 'type="file"' not in five.client.page.html
        assert keep(five, proud_photo=PHOTO)["problems"] == {}
        assert db.session.scalar(select(func.count()).select_from(DraftFile)) == 0


def test_only_a_page_that_records_may_ask_for_the_microphone(five):
    assert "microphone=(self)" in five.client.page.headers["Permissions-Policy"]
    five.client.get(five.client._address.rpartition("/")[0] + "/feel")
    assert "microphone=()" in five.client.page.headers["Permissions-Policy"]
