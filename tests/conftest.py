"""What every test may ask for by name. Which database is in use: PORTAL_TEST_DATABASE=sqlite|postgresql.

Tests that ask for no database (no `app`, `client`, `make_app`, `serve`) are marked `once`.
"""
from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.support import postgres

ENGINE = os.environ.get("PORTAL_TEST_DATABASE", "sqlite")
SOCKET = "PORTAL_TEST_POSTGRESQL_SOCKET"  # tells the workers where the one server of this run listens
NOW = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)  # a Monday morning
SERVED = ("PORTAL_DATABASE_URL", "PORTAL_KEYS", "PORTAL_POST_FOLDER")  # what a served portal shares with us
ROOT = Path(__file__).parent.parent
SHOWING = ("tests/browser/", "tests/post/test_words.py", "tests/web/test_trying.py", "tests/web/test_leaflets.py",
           "tests/test_no_english.py", "tests/test_every_form.py", "tests/web/test_pictures.py",
           "tests/web/test_tell_languages.py")
_servers: list[postgres.Server] = []


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL once per run, in the process that starts the workers."""
    if ENGINE not in ("sqlite", "postgresql"):
        raise pytest.UsageError(f"PORTAL_TEST_DATABASE is sqlite or postgresql, not {ENGINE!r}")
    if ENGINE == "postgresql" and not hasattr(config, "workerinput"):
        server = postgres.Server()
        _servers.append(server)
        os.environ[SOCKET] = server.start()


def pytest_unconfigure() -> None:
    """Stop what was started."""
    while _servers:
        _servers.pop().stop()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests whose outcome no database can change, and those that drive a browser; leave out long campaigns."""
    if os.environ.get("PORTAL_HOSTILE") != "1":
        long = [item for item in items if item.get_closest_marker("hostile")]
        items[:] = [item for item in items if item not in long]
        config.hook.pytest_deselected(items=long)
    for item in items:
        if "fresh_database" not in item.fixturenames or _only_shows(item.path.relative_to(ROOT).as_posix()):
            item.add_marker("once")
        if "browser" in item.fixturenames:
            item.add_marker("browser")


def _only_shows(file: str) -> bool:
    """Whether a file's tests are about what pages show, whichever engine is behind them; the main job is not."""
    return file.startswith(SHOWING) and file != "tests/browser/test_main_job.py"


def pytest_report_header() -> str:
    """Say in every report which engine it is about."""
    return f"database: {ENGINE}"


# --- time ------------------------------------------------------------------------------------------
class Clock:
    """The portal's clock, standing still until a test moves it."""

    now = NOW

    def set(self, instant: datetime) -> None:
        """Stop the clock at `instant` (UTC when it names no time zone)."""
        from portal import clock as portal_clock

        self.now = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
        portal_clock.set(self.now)

    def forward(self, **by: float) -> None:
        """Move the clock on: forward(days=3, minutes=1)."""
        self.set(self.now + timedelta(**by))


@pytest.fixture(autouse=True)
def clock():
    """Every test begins on Monday 4 January 2027 at 09:00, in England and in UTC alike."""
    from portal import clock as portal_clock

    standing = Clock()
    standing.set(NOW)
    yield standing
    portal_clock.reset()


# --- the database ------------------------------------------------------------------------------------
@pytest.fixture(scope="session")
def keys(tmp_path_factory) -> Path:
    """A folder of keys, made once per run."""
    from portal.keys import make_missing

    folder = tmp_path_factory.mktemp("instance") / "keys"
    make_missing(folder)
    return folder


@pytest.fixture(scope="session")
def template(tmp_path_factory, keys, worker_name) -> dict:
    """The settings of a portal whose database has every table and no row."""
    from portal import create_app
    from portal.extensions import db
    from portal.migrations import upgrade

    folder = tmp_path_factory.mktemp("template")
    url = f"sqlite:///{folder / 'empty.db'}"
    if ENGINE == "postgresql":
        url = postgres.create_database(os.environ[SOCKET], worker_name)
    settings = {
        "TESTING": True, "PORTAL_DATABASE_URL": url, "PORTAL_KEYS": str(keys),
        "PORTAL_POST_FOLDER": str(folder / "post"), "PORTAL_PUBLIC_URL": "http://localhost",
        "PORTAL_STAFF_URL": "http://localhost",
    }
    with create_app(settings).app_context():
        upgrade(db.engine)
    db.close()  # SQLite writes its log back into the file when the last connection goes
    return settings


@pytest.fixture(scope="session")
def worker_name(request) -> str:
    """The name of this process among those that share the work."""
    return getattr(request.config, "workerinput", {"workerid": "main"})["workerid"]


@pytest.fixture
def fresh_database(template, tmp_path) -> dict:
    """Settings of a portal of this test's own: its tables are empty, its post folder too."""
    from portal.database import Base
    from portal.extensions import db

    settings = template | {"PORTAL_POST_FOLDER": str(tmp_path / "post")}
    if ENGINE == "postgresql":
        db.open(template["PORTAL_DATABASE_URL"])
        postgres.empty(db.engine, Base.metadata)
    else:
        file = shutil.copy(template["PORTAL_DATABASE_URL"].removeprefix("sqlite:///"), tmp_path / "portal.db")
        settings["PORTAL_DATABASE_URL"] = f"sqlite:///{file}"
    yield settings
    db.close()


# --- the portal ------------------------------------------------------------------------------------
@pytest.fixture
def make_app(fresh_database):
    """A function that makes the portal with settings of a test's own, on the test's database."""
    from portal import create_app, languages
    from tests.support.inspector import InspectingClient

    def make(**settings):
        app = create_app(fresh_database | settings)
        app.test_client_class = InspectingClient
        return app

    languages.reset()  # what an earlier test spoke last is not ours
    return make


@pytest.fixture
def app(make_app):
    """The portal on an empty database."""
    return make_app()


@pytest.fixture
def client(app):
    """A browser without JavaScript that inspects every page it is given."""
    return app.test_client()


@pytest.fixture
def mailbox():
    """A real mail server; give its `settings` to make_app or serve."""
    from tests.support.mail import Mailbox

    box = Mailbox()
    box.start()
    yield box
    box.stop()


# --- the real thing ----------------------------------------------------------------------------------
@pytest.fixture
def serve(fresh_database, tmp_path):
    """A function that runs the portal with gunicorn on this test's database: serve(PORTAL_X="…")."""
    from tests.support.browser import Server

    servers = []
    own = {name: value for name, value in fresh_database.items() if name in SERVED}

    def start(**settings: str) -> Server:
        server = Server(tmp_path, own | settings)
        servers.append(server)
        server.start()
        return server

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def live_server(serve):
    """The portal, served on this test's empty database."""
    return serve()


@pytest.fixture(scope="session")
def chromium():
    """One Chromium for all tests of this process."""
    from playwright.sync_api import sync_playwright

    from tests.support.browser import launch

    with sync_playwright() as playwright:
        running = launch(playwright)
        yield running
        running.close()


@pytest.fixture
def browser(chromium, request):
    """A function that opens a page in a fresh profile: browser("desktop", javascript=False)."""
    from tests.support.browser import new_context

    contexts = []

    def open_page(size: str = "phone", javascript: bool = True, **options):
        contexts.append(new_context(chromium, size, javascript, **options))
        return contexts[-1].new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def phone(browser):
    """A page on a phone, 360 x 740, with JavaScript."""
    return browser("phone")


@pytest.fixture
def desktop(browser):
    """A page on a desktop, 1280 x 900, with JavaScript."""
    return browser("desktop")
