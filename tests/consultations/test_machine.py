"""A machine's translation: from the authority's own server only, marked as a machine's, never kept."""
from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from portal import config
from portal.consultations.models import Response, Translation
from portal.extensions import db
from portal.people.models import Event
from tests.support import make
from tests.support.answers import page, send_in
from tests.support.libretranslate import LibreTranslate

WORDS = "أنا خائف في المدرسة"


@pytest.fixture
def server():
    found = LibreTranslate()
    yield found
    found.close()


@pytest.fixture
def app(make_app, server):
    return make_app(PORTAL_TRANSLATE_URL=server.address, PORTAL_TRANSLATE_KEY="its key")


def sent(world, language: str, words: str):
    child = world.child("Yusuf", born=date(2011, 5, 6), language=language)
    review = world.review(child)
    world.invite()
    send_in(world.invitation(review), language=language, way=page(way="short", language=language),
            short=page(worries=words, language=language))
    return review


def shown(app, review, name: str = "ada"):
    client = app.test_client()
    make.sign_in(client, name)
    client.get(f"/staff/review/{review}")
    return client


def ask(client, review):
    response = db.session.scalars(select(Response.id)).one()
    token = next(e.get("value") for e in client.page.all("input") if e.get("name") == "csrf_token")
    return client.post(f"/staff/review/{review}/machine/{response}", data={"csrf_token": token})


def test_what_a_machine_made_stands_beside_the_original_and_says_so(app, world, server):
    review = sent(world, "ar", WORDS)
    client = shown(app, review)
    assert "Show a machine’s translation" in client.page.text
    assert ask(client, review).status_code == 200
    text = client.page.text
    assert WORDS in text and f"[{WORDS}] in English" in text and "A machine’s English, unchecked" in text
    assert server.asked == [{"q": WORDS, "source": "ar", "target": "en", "format": "text", "api_key": "its key",
                             "path": "/translate"}]


def test_it_is_not_kept_and_on_the_trail(app, world):
    review = sent(world, "ar", WORDS)
    ask(shown(app, review), review)
    db.session.rollback()
    assert db.session.scalars(select(Translation)).all() == []
    assert "machine_translated" in {event.kind for event in db.session.scalars(select(Event))}
    client = shown(app, review)
    assert "in English" not in client.page.text.replace("In English", "")


@pytest.mark.parametrize(("language", "fault", "says"), [
    ("ti", 0, "does not know Tigrinya"), ("ar", 500, "refused"), ("ar", 403, "refused")])
def test_what_the_server_cannot_do_is_said_in_words_and_nothing_of_it_is_logged(
        app, world, server, caplog, language, fault, says):
    review = sent(world, language, WORDS)
    server.fault = fault
    client = shown(app, review)
    assert ask(client, review).status_code == 502
    assert says in client.page.text and "interpreter" in client.page.text
    assert WORDS not in caplog.text


def test_a_server_that_does_not_answer_is_said_in_words(app, world, server):
    review = sent(world, "ar", WORDS)
    client = shown(app, review)
    server.close()
    assert ask(client, review).status_code == 502
    assert "does not answer" in client.page.text


def test_who_may_not_read_the_pack_gets_no_machine_either(app, world, server):
    review = sent(world, "ar", WORDS)
    client = app.test_client()
    make.sign_in(client, "bola")
    client.get("/staff/desk")
    assert ask(client, review).status_code == 404 and server.asked == []


def test_without_a_server_nothing_is_offered(make_app):
    app = make_app()
    with app.app_context():
        world = make.world()
        review = sent(world, "ar", WORDS)
        client = shown(app, review)
        assert "machine" not in client.page.text
        assert ask(client, review).status_code == 404


@pytest.mark.parametrize("address", ["https://libretranslate.com", "https://translate.argosopentech.com/", "ftp://here"])
def test_a_server_that_others_run_keeps_the_portal_from_starting(tmp_path, address):
    with pytest.raises(config.UnsafeSettings, match="PORTAL_TRANSLATE_URL"):
        config.read(tmp_path, {"PORTAL_TRANSLATE_URL": address})
