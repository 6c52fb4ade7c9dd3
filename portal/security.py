"""Headers, the guard on every POST, and limits. One place, so that no page can forget one."""
from __future__ import annotations

import secrets
from io import BytesIO
from urllib.parse import urlsplit

from flask import Flask, Request, Response, abort, g, request

LARGEST_BODY = 2 * 1024 * 1024
LARGEST_WITH_FILES = 100 * 1024 * 1024  # read to its end, so that the words beside too many photos are not lost
MOST_HELD = 26 * 1024 * 1024  # of it in memory: two photos as a phone takes them; a script makes them smaller first
TAKES_FILES = {"respond.save", "respond.tell", "trying.turn", "account.picture"}
MOST_FIELDS = 1000  # a page has a few dozen; parsing a million of them would keep everybody else waiting
SAFE = {"GET", "HEAD", "OPTIONS"}

HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    # same-origin, not no-referrer: with no-referrer Chromium sends “Origin: null” and every POST is refused
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}


class InMemory(Request):
    """A request whose uploads never touch the disk: what a child drew is not left in a temporary file."""

    room = MOST_HELD

    def _get_file_stream(self, *args, **kwargs):
        return Held(self)


class Held(BytesIO):
    """One uploaded file, as far as its request has room. `is_cut` says that the rest of it was let go."""

    def __init__(self, request: InMemory) -> None:
        super().__init__()
        self._request, self.is_cut = request, False

    def write(self, data) -> int:
        kept = data[:self._request.room]
        self._request.room -= len(kept)
        self.is_cut = self.is_cut or len(kept) < len(data)
        super().write(kept)
        return len(data)


def install(app: Flask) -> None:
    """Give `app` its limits and its guard. The guard runs before every other check."""
    app.request_class = InMemory
    app.before_request(_room_for_files)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_BODY
    app.before_request(_same_origin_only)
    app.before_request(_not_too_many_fields)
    app.context_processor(lambda: {"csp_nonce": nonce()})


def _room_for_files() -> None:
    if request.endpoint in TAKES_FILES and request.mimetype == "multipart/form-data":
        request.max_content_length = LARGEST_WITH_FILES


def nonce() -> str:
    """This response's nonce for its own scripts."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return g.nonce


def _same_origin_only() -> None:
    """Refuse a POST that another site made: Sec-Fetch-Site says so, else Origin does, else Referer.

    Every browser sends one of the three on a POST, so a request with none is refused as well.
    """
    if request.method in SAFE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            abort(400)
        return
    try:
        origin = urlsplit(request.headers.get("Origin") or request.headers.get("Referer", "")).netloc
    except ValueError:  # no address at all: http://[
        origin = ""
    if origin != request.host:
        abort(400)


def _not_too_many_fields() -> None:
    """Refuse a form with more fields than any page of ours has, before it is taken apart."""
    if request.mimetype == "application/x-www-form-urlencoded" and request.get_data().count(b"&") > MOST_FIELDS:
        abort(413)


def sandboxed(mime: str, data: bytes) -> Response:
    """A picture or a sound that is only ever shown by the page that asked for it: nothing in it runs.

    Parts of it can be asked for: some phones play no sound otherwise.
    """
    answer = Response(data, mimetype=mime)
    answer.headers["Content-Disposition"] = "attachment"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.make_conditional(request.environ, accept_ranges=True, complete_length=len(data))
    return answer


def allow_microphone() -> None:
    """This page records: it, and no page from elsewhere, may ask for the microphone."""
    g.microphone = True


def allow_framing() -> None:
    """A page of ours may show this page in a frame: a form that staff try at a phone’s size."""
    g.framed = True


def allow_frames() -> None:
    """This page shows another page of ours in a frame."""
    g.frames = True


def headers(response: Response) -> Response:
    """`response` with the headers of every page. Must run before other work on a response, which may fail."""
    if "framed" in g:
        response.headers.setdefault("X-Frame-Options", "SAMEORIGIN")
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if "microphone" in g:
        allowed = HEADERS["Permissions-Policy"].replace("microphone=()", "microphone=(self)")
        response.headers["Permissions-Policy"] = allowed
    scripts = f"'self' 'nonce-{g.nonce}'" if "nonce" in g else "'self'"
    framing = "frame-ancestors 'self'" if "framed" in g else "frame-ancestors 'none'"
    framing += "; frame-src 'self'" if "frames" in g else ""
    response.headers.setdefault("Content-Security-Policy", (
        f"default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
        f"media-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; {framing}"))
    response.headers["Cache-Control"] = "no-store"
    if request.endpoint == "static" and response.status_code < 400:  # a versioned file never changes
        versioned = request.args.get("v")
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if versioned else "no-cache"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    return response
