"""In Firefox too: autosave says the truth, and whoever comes after finds nothing."""
from __future__ import annotations

import re

import pytest

from tests.support.firefox import PlainServer, drive

CANARY = "canarybird"


@pytest.mark.parametrize(("way_out", "stays"), [("escape", True), ("send", False)])
def test_in_firefox_it_is_saved_and_after_leaving_nothing_is_found(ellie, tmp_path, way_out, stays):
    profile = tmp_path / "profile"
    profile.mkdir()
    addresses = [f"{ellie.address}/short", ellie.address, f"{ellie.address}/check"]
    seen = drive(profile=str(profile) if stays else "", open=ellie.link, addresses=addresses, exit=way_out,
                 canary=CANARY)
    print(f"Firefox, {way_out}: {len(seen['looks'])} looks, {sum(look['times'] for look in seen['looks'])} canaries")
    assert re.match(r"Saved \d\d:\d\d", seen["saved"])
    assert [look for look in seen["looks"] if look["times"]] == []
    assert {"here", "back", "forward", "address", "link"} == {look["how"] for look in seen["looks"]}
    held = [file.name for file in profile.rglob("*") if file.is_file() and CANARY.encode() in file.read_bytes()]
    assert held == []
    assert CANARY in ellie.kept() or way_out == "send"


def test_the_firefox_of_these_tests_does_keep_pages_and_their_fields():
    """Else none of them could fail."""
    with PlainServer() as address:
        seen = drive(control=address, canary=CANARY)
    assert seen["looks"] == [{"how": "back", "where": "/plain", "times": 1, "persisted": True}]
