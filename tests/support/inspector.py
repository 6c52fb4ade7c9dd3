"""A test client that behaves like a browser and inspects every page that any test fetches."""
from __future__ import annotations

from contextvars import Context
from urllib.parse import urljoin, urlsplit

from flask.testing import FlaskClient
from werkzeug.datastructures import Headers
from werkzeug.test import TestResponse

from tests.support import checks
from tests.support.forms import fill
from tests.support.page import Page


class PageFault(AssertionError):
    """A page that a test fetched is not what every page must be. Says which page and why."""


def inspect(page: Page) -> None:
    """Hold every check against `page`. Raises PageFault with all the problems at once."""
    problems = [f"{check.__name__}: {problem}" for check in checks.ALL for problem in check(page)]
    if problems:
        raise PageFault(f"{page.address or 'the page'}:\n- " + "\n- ".join(problems))


class InspectingClient(FlaskClient):
    """Flask's test client, which inspects every HTML page and says where a POST comes from, as browsers do.

    `page` is the last page fetched. `base` is the address in front of every path ("https://talk.example").
    `like_a_browser = False` sends no Origin and no Sec-Fetch-Site; headers a test gives always win.
    """

    base = "http://localhost"
    like_a_browser = True
    page: Page | None = None
    _address = ""

    def open(self, *args, **kwargs) -> TestResponse:
        """Fetch, remember and inspect. Takes what Flask's client takes. Raises PageFault."""
        if args and isinstance(args[0], str):
            parts = urlsplit(args[0])
            if parts.scheme:
                kwargs.setdefault("base_url", f"{parts.scheme}://{parts.netloc}")
                args = (parts._replace(scheme="", netloc="").geturl() or "/", *args[1:])
            kwargs.setdefault("base_url", self.base)
            kwargs["headers"] = self._headers(kwargs)
        # Each request stands alone, as on a server: a test's own app context must not lend it its `g`.
        response = Context().run(super().open, *args, **kwargs)
        shown = not 300 <= response.status_code < 400  # nobody reads the page of a redirect
        if shown and response.mimetype == "text/html" and response.data:
            self._keep(response)
        return response

    def submit(self, press: str = "", /, form: int | str = 0, **typed) -> TestResponse:
        """Fill in and send a form of the last page, as a person would: its hidden fields go along.

        `press` is the value of the button (the form's first when empty), `form` the form's place on the page
        or its id, `typed` the fields by name: a string, a list for several boxes, None to clear.
        Raises LookupError when the page offers no such form, field, choice or button.
        """
        if self.page is None:
            raise LookupError("no page was fetched yet")
        method, action, data = fill(self.page, form, press, typed)
        address = urljoin(self._address, action)
        return self.get(address, query_string=data) if method == "get" else self.post(address, data=data)

    def _headers(self, kwargs: dict) -> Headers:
        headers = Headers(kwargs.get("headers"))
        if self.like_a_browser and kwargs.get("method", "GET") not in ("GET", "HEAD"):
            headers.setdefault("Origin", kwargs["base_url"].rstrip("/"))
            headers.setdefault("Sec-Fetch-Site", "same-origin")
        return headers

    def _keep(self, response: TestResponse) -> None:
        asked = response.request
        if self.page is not None and self.page.html == response.text and self._address == asked.url:
            return  # the last page of a chain of redirects comes by here twice
        self._address = asked.url
        self.page = Page(response.text, response.headers, f"{asked.method} {asked.path}")
        inspect(self.page)
