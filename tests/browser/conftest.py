"""Ellie, nine, whose form is served to real browsers.

One served portal for all of these tests, because starting one takes seconds: each test has an Ellie of its own.
What a browser does depends on no engine, so it is always on SQLite.
"""
from __future__ import annotations

from datetime import UTC, datetime

import pytest

from portal import create_app
from portal.extensions import db
from portal.migrations import upgrade
from tests.support import make
from tests.support.browser import Server
from tests.support.journeys import Ellie


@pytest.fixture(scope="session")
def shared(tmp_path_factory, keys):
    """(the served portal, the settings of its twin in this process, its world)."""
    folder = tmp_path_factory.mktemp("served")
    (folder / "sounds/en/child.1").mkdir(parents=True)  # somebody recorded one question
    (folder / "sounds/en/child.1/way.mp3").write_bytes(b"ID3")
    server = Server(folder, {"PORTAL_KEYS": str(keys), "PORTAL_SOUNDS": str(folder / "sounds")})
    settings = {name: value for name, value in server.environment.items() if name.startswith("PORTAL_")}
    with create_app(settings | {"TESTING": True}).app_context():
        upgrade(db.engine)
        world = make.world()
    db.close()
    server.start()
    yield server, settings, world
    server.stop()


@pytest.fixture
def ellie(shared, clock):
    """Her form, which nobody has opened yet. The served portal has the real time, so her world has it too."""
    server, settings, world = shared
    clock.set(datetime.now(UTC))
    with create_app(settings | {"TESTING": True}).app_context():
        review = world.review(world.child())
        world.invite()
        yield Ellie(server, world, review)
    db.close()
