"""A stand-in for a LibreTranslate server, which speaks its HTTP interface and knows three languages."""
from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KNOWN = {"ar", "fa", "pl"}


class LibreTranslate:
    """Listens on a free port while open. `asked` holds what it was asked; `fault` makes every answer that status."""

    def __init__(self) -> None:
        self.asked: list[dict] = []
        self.fault = 0
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.asked.append(asked | {"path": self.path})
                status, answer = outer.answer(asked)
                body = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def answer(self, asked: dict) -> tuple[int, dict]:
        """(status, body), as the real server's /translate answers."""
        if self.fault:
            return self.fault, {"error": "fault"}
        if asked["source"] not in KNOWN:
            return 400, {"error": f"{asked['source']} is not supported"}
        if asked["target"] != "en" or asked["format"] != "text":
            return 400, {"error": "Invalid request"}
        return 200, {"translatedText": f"[{asked['q']}] in English"}

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
