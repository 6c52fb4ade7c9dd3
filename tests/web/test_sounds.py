"""Questions that somebody recorded: heard where they are, in their language, and nowhere else."""
from __future__ import annotations

import pytest

from portal.web.respond import sounds
from tests.support import make
from tests.support.walk import Walk


@pytest.fixture
def recorded(tmp_path):
    for code in ("en", "ar"):
        (tmp_path / code / "child.1").mkdir(parents=True)
    (tmp_path / "en" / "child.1" / "way.mp3").write_bytes(b"ID3 way")
    (tmp_path / "secret.mp3").write_bytes(b"ID3 secret")
    sounds._recorded.cache_clear()
    return tmp_path


@pytest.fixture
def ellie(make_app, recorded):
    app = make_app(PORTAL_SOUNDS=str(recorded))
    with app.app_context():
        world = make.world()
        review = world.review(world.child())
        world.invite()
        yield Walk(app.test_client(), world.link(world.invitation(review))).open()


def test_a_recorded_question_says_where_it_is_heard(ellie):
    ellie.start()
    assert "/en/sound/child.1/way" in ellie.client.page.html
    answer = ellie.client.get("/en/sound/child.1/way")
    assert (answer.data, answer.mimetype) == (b"ID3 way", "audio/mpeg")


def test_there_is_no_sound_where_nobody_recorded_one(ellie):
    ellie.start()
    ellie.press("language:ar")
    assert "/sound/" not in ellie.client.page.html


@pytest.mark.parametrize("address", ["/ar/sound/child.1/way", "/en/sound/child.1/other", "/en/sound/../secret",
                                     "/en/sound/child.1/..%2f..%2f..%2fsecret", "/en/sound/./secret"])
def test_nothing_else_of_the_folder_can_be_fetched(ellie, address):
    assert ellie.client.get(address).status_code == 404
