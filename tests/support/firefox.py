"""Debian's Firefox, driven by a small script for node (tests/firefox/drive.mjs)."""
from __future__ import annotations

import json
import subprocess
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

FIREFOX = "/usr/bin/firefox-esr"
FOLDER = Path(__file__).parents[1] / "firefox"
MINUTES = 2  # no drive takes that long on a good day
PLAIN = b"""<!doctype html><title>Plain</title><textarea></textarea>
<script>addEventListener("pageshow", (event) => { window.cameBack = event.persisted; });</script>"""


def drive(**told) -> dict:
    """Do what drive.mjs is told: {"saved": the page's word, "looks": [{how, where, times, persisted}]}."""
    if not Path(FIREFOX).exists() or not (FOLDER / "node_modules").exists():
        raise RuntimeError("Firefox or its driver is missing: make firefox")
    done = subprocess.run(["node", "drive.mjs", json.dumps({"firefox": FIREFOX} | told)], cwd=FOLDER,
                          capture_output=True, text=True, timeout=MINUTES * 60, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


class Plain(BaseHTTPRequestHandler):
    """A page that any browser may keep, with a field."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PLAIN)

    def log_message(self, *_) -> None:
        """Say nothing."""


class PlainServer:
    """Serves the plain page at `address` within a `with` block."""

    def __enter__(self) -> str:
        self._server = HTTPServer(("127.0.0.1", 0), Plain)
        Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://localhost:{self._server.server_port}/plain"

    def __exit__(self, *_) -> None:
        self._server.shutdown()
        self._server.server_close()
