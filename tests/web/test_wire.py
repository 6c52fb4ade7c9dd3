"""Words go small over the line: pages, style and script, and nothing else; and no header is lost by it."""
from __future__ import annotations

import gzip

import brotli
import pytest
from flask import Response
from flask.testing import FlaskClient

from portal.security import HEADERS

OPENED = {"br": brotli.decompress, "gzip": gzip.decompress}
SCRIPT = "/static/js/respond.js"


def ask(client, path: str, encoding: str = "br, gzip", **headers: str):
    return client.get(path, headers={"Accept-Encoding": encoding} | headers)


@pytest.mark.parametrize("path", [SCRIPT, "/static/css/respond.css", f"/en/{'a' * 27}"])
@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_a_page_its_style_and_its_script_are_sent_small_and_come_out_whole(app, path, encoding):
    client = FlaskClient(app, Response)  # one that inspects pages cannot read small ones
    plain, small = client.get(path), ask(client, path, encoding)
    assert small.headers["Content-Encoding"] == encoding
    assert len(small.data) < len(plain.data) / 2
    if path.startswith("/static/"):  # a page has a nonce of its own each time
        assert OPENED[encoding](small.data) == plain.data
    assert "Accept-Encoding" in small.headers["Vary"]
    assert {name: small.headers[name] for name in HEADERS} == HEADERS
    assert small.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_who_takes_no_small_ones_gets_it_as_it_is(client):
    assert "Content-Encoding" not in ask(client, SCRIPT, "").headers


def test_a_script_that_has_not_changed_is_not_sent_again(client):
    first = ask(client, SCRIPT)
    again = ask(client, SCRIPT, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_page_that_another_site_opened_goes_as_it_is(client):
    link = f"/en/{'a' * 27}"
    assert "Content-Encoding" not in ask(client, link, **{"Sec-Fetch-Site": "cross-site"}).headers


def test_a_recording_goes_as_it_is(make_app, tmp_path):
    from portal.web.respond import sounds

    (tmp_path / "en/child.1").mkdir(parents=True)
    (tmp_path / "en/child.1/way.mp3").write_bytes(b"ID3" + bytes(5000))
    sounds._recorded.cache_clear()
    answer = ask(make_app(PORTAL_SOUNDS=str(tmp_path)).test_client(), "/en/sound/child.1/way")
    assert (answer.status_code, len(answer.data)) == (200, 5003)
    assert "Content-Encoding" not in answer.headers
