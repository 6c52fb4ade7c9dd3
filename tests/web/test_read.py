"""What somebody who has sent may know afterwards: that it was read, and nothing of what it said."""
from __future__ import annotations

from tests.web.test_nothing_lost import pack_text


def test_after_the_iro_has_opened_it_the_child_is_told_so(app, walk, ellie):
    walk.start()
    walk.send(way="short", well="A canary sings.")
    walk.open()
    assert "has read it" not in walk.text
    pack_text(app, ellie)
    walk.open()
    assert "has read it" in walk.text
    assert "canary" not in walk.text


def test_something_can_be_added_until_the_links_end(walk, clock):
    walk.start()
    walk.send(way="short", well="First.")
    clock.forward(days=8)
    walk.open()
    assert "You can add to it" in walk.text
