"""A real browser (Debian's Chromium) and a really served portal."""
from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ("--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
             " --disable-component-update --disable-sync --use-fake-device-for-media-stream").split()  # it hears a beep
SIZES = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 900}}
ROOT = Path(__file__).parents[2]
AXE = ROOT / "tests/vendor/axe.min.js"
PATIENCE = 10_000  # milliseconds that an awaited thing may take; nothing waits that long on a good day


def launch(playwright: Playwright) -> Browser:
    """Start Chromium. Raises RuntimeError with what to do when it is not installed."""
    if not Path(CHROMIUM).exists():
        raise RuntimeError("Chromium is missing: apt-get install chromium (`make test` does, as root)")
    return playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)


def new_context(browser: Browser, size: str = "phone", javascript: bool = True, **options) -> BrowserContext:
    """A fresh profile of the size 'phone' or 'desktop'. Whatever is fetched from elsewhere is refused."""
    context = browser.new_context(
        viewport=SIZES[size], java_script_enabled=javascript, has_touch=size == "phone",
        is_mobile=size == "phone", device_scale_factor=2 if size == "phone" else 1, **options)
    context.set_default_timeout(PATIENCE)
    # A browser opens no door but ours, so that a leak shows as a failed request and not as a slow test.
    context.route(re.compile(r"^https?://(?!localhost[:/]|127\.0\.0\.1[:/])"), lambda route: route.abort())
    return context


def until(page: Page, true: str, given: object = None) -> None:
    """Wait until the function `true` holds in the page. Raises TimeoutError after PATIENCE.

    Playwright’s own wait_for_function() evaluates in the page, which our policy forbids whenever it must look twice.
    """
    for _ in range(PATIENCE // 50):
        if page.evaluate(true, given):
            return
        page.wait_for_timeout(50)
    raise TimeoutError(f"never true: {true}")


def axe(page: Page) -> list[str]:
    """What axe finds wrong with the page as it is now: one line for each rule and element.

    Runs with JavaScript on; a strict policy does not hinder it, because the source is evaluated, not loaded.
    """
    page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    found = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [f"{page.url} {rule['id']} ({rule['impact']}): {' '.join(map(str, node['target']))}: "
            f"{node['failureSummary']}" for rule in found["violations"] for node in rule["nodes"]]


class Server:
    """The portal as it is really run: gunicorn in a process of its own, and commands beside it.

    `address` is where it answers. `folder` holds its instance: data, keys, post.
    """

    def __init__(self, folder: Path, settings: Mapping[str, str], program: str = "wsgi:app") -> None:
        # The socket listens before the server starts, so requests wait for it and nobody polls.
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.address = f"http://localhost:{self._socket.getsockname()[1]}"
        self.folder, self._program, self._process = folder, program, None
        outer = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
        self.environment = outer | {
            "PORTAL_DATABASE_URL": f"sqlite:///{folder / 'portal.db'}", "PORTAL_KEYS": str(folder / "keys"),
            "PORTAL_POST_FOLDER": str(folder / "post"), "PORTAL_PUBLIC_URL": self.address,
            "PORTAL_STAFF_URL": self.address, **settings}

    def command(self, *arguments: object, check: bool = True) -> subprocess.CompletedProcess:
        """Run `flask --app wsgi …` on this portal's data. Raises AssertionError when it fails."""
        done = subprocess.run([sys.executable, "-m", "flask", "--app", "wsgi", *map(str, arguments)],
                              cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0 or not check, f"{arguments} failed:\n{done.stdout}\n{done.stderr}"
        return done

    def start(self, health: str = "/healthz") -> None:
        """Serve, and return once `health` answers. Raises RuntimeError with the log when it does not."""
        log = (self.folder / "server.log").open("ab")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--bind", f"fd://{self._socket.fileno()}", "--workers", "1",
             "--threads", "8", "--no-control-socket", "--log-level", "warning", self._program],
            cwd=ROOT, env=self.environment, pass_fds=[self._socket.fileno()], stdout=log, stderr=log)
        log.close()
        self._socket.close()
        try:
            with urlopen(self.address + health, timeout=30) as answer:
                answer.read()
        except OSError as error:
            self.stop()
            raise RuntimeError(f"the server does not answer {health}: {error}\n{self.log}") from error

    @property
    def log(self) -> str:
        """Everything the server has written."""
        return (self.folder / "server.log").read_text(errors="replace")

    def stop(self, how: int = signal.SIGTERM) -> None:
        """Stop the server with a signal, and wait until it is gone."""
        self._socket.close()
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(10)
