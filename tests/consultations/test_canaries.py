"""Words planted in a whole journey are nowhere but in the sealed rows: not in the database, the logs, the post."""
from __future__ import annotations

import logging
from base64 import b64encode
from pathlib import Path

import pytest
from sqlalchemy import text

from portal.database import Base
from portal.extensions import db
from portal.post import channels, outbox
from tests.support import make
from tests.support.steps import change
from tests.support.walk import Walk

WELL, WORRY, CHANGED, LATER = ("canary-swimming-ሰላም", "canary-biscuit", "canary-changed", "canary-later")
CANARIES = (WELL, WORRY, CHANGED, LATER)
PLAIN = "a-name-that-is-in-the-clear"  # to see that the search finds what is there


def stored(settings) -> bytes:
    """Every byte that the database holds: SQLite's files, or each row of each table as PostgreSQL prints it."""
    url = settings["PORTAL_DATABASE_URL"]
    if url.startswith("sqlite"):
        file = Path(url.removeprefix("sqlite:///"))
        return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    parts = []
    with db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            rows = connection.execute(text(f'SELECT row_to_json(t)::text FROM "{table.name}" t'))  # noqa: S608
            parts += [row[0].encode() for row in rows]
    return b"\n".join(parts)


def shapes(word: str) -> list[bytes]:
    """A word as it might lie somewhere: as it is, escaped in JSON, in hexadecimal, in base64."""
    plain = word.encode()
    return [plain, word.encode("unicode_escape"), plain.hex().encode(), b64encode(plain).rstrip(b"=")[:-1]]


@pytest.fixture
def logged(caplog):
    with caplog.at_level(logging.DEBUG):
        yield caplog


@pytest.mark.parametrize("stage", ["draft", "sent", "read"])
def test_no_answer_is_found_in_the_database_or_the_log(app, world, fresh_database, logged, stage):
    child = world.child()
    review = world.review(child)
    world.invite()
    change(make.Child, child, last_name=PLAIN)
    walk = Walk(app.test_client(), world.link(world.invitation(review))).open()
    walk.start()
    walk.press("next", way="short")
    walk.press("next", well=WELL, worries=WORRY)
    walk.press("back")
    walk.press("next", well=CHANGED)
    if stage != "draft":
        walk.send(private_first="yes", end_proud=LATER)
        assert walk.place == "done"
    if stage == "read":
        client = app.test_client()
        make.sign_in(client, "ada")
        client.get(f"/staff/review/{review}")
        assert CHANGED in client.page.text and LATER in client.page.text
    outbox.deliver(channels.sender(app.extensions["portal"]))
    held = stored(fresh_database)
    assert PLAIN.encode() in held
    assert not [word for word in CANARIES if any(shape in held for shape in shapes(word))]
    assert not [word for word in CANARIES if word in logged.text]
    assert walk.link.rsplit("/", 1)[1] not in logged.text
    assert walk.link.rsplit("/", 1)[1].encode() not in held


def test_a_fault_while_saving_logs_no_word(make_app, logged, monkeypatch):
    from portal.consultations import drafting

    app = make_app()
    app.config["PROPAGATE"] = False
    with app.app_context():
        world = make.world()
        review = world.review(world.child())
        world.invite()
        walk = Walk(app.test_client(), world.link(world.invitation(review))).open()
        walk.start()
        walk.press("next", way="short")

        def broken(*_):
            raise ValueError(f"cannot keep {WELL}")

        monkeypatch.setattr(drafting, "seal_page", broken)
        assert walk.client.submit("next", well=WELL).status_code == 500
    assert WELL not in logged.text
    assert "ValueError" in logged.text
