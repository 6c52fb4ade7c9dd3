"""The language follows the person: over every page, an error, a change and back, a lost session, another device."""
from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import delete, select

from portal import languages
from portal.consultations.models import Invitation, Response, SealedAnswers
from portal.consultations.opening import open_sealed
from portal.consultations.sealing import Sealed
from portal.extensions import db
from portal.languages import OFFERED
from portal.people.models import WebSession
from portal.post import outbox
from tests.support.page import Page
from tests.support.walk import Walk

WORDS = "ኣብ ቤት ትምህርቲ ይፈርህ እየ። ‘ክልተ’ ጊዜ\nሓደ መስመር ወሲኸ።"
MORE = "ሓወይ ክርእዮ ይደሊ።"
LAST = "ኣብዚ ክነብር ጽቡቕ እዩ።"


@pytest.fixture
def yonas(world):
    """The review of Yonas, fifteen, who is asked in Tigrinya."""
    child = world.child("Yonas", born=date(2011, 5, 6), language="ti")
    review = world.review(child)
    world.invite()
    return review


def speaks(walk, code: str) -> None:
    """The page is in this language, down to a word that every page has."""
    language = OFFERED[code]
    assert (walk.client.page.root.get("lang"), walk.client.page.root.get("dir")) == (language.tag, language.dir)
    with languages.speaking(code, "young"):
        assert languages.gettext("Leave") in walk.text


def test_a_journey_through_an_error_english_a_lost_session_and_another_device(app, world, yonas):
    invitation = world.invitation(yonas)
    walk = Walk(app.test_client(), world.link(invitation)).open()
    speaks(walk, "ti")
    walk.start()
    walk.press("next", way="short")
    speaks(walk, "ti")
    refused = walk.press("next", worries="ሰ" * 20_001)  # longer than is taken
    assert refused.status_code == 422 and "ሰ" * 20_001 in refused.text
    speaks(walk, "ti")
    walk.press("language:en", worries=WORDS)
    speaks(walk, "en")
    assert "ትምህርቲ" in walk.text
    walk.press("language:ti")
    speaks(walk, "ti")
    walk.press("next")
    lose_every_session()
    walk.press("next", safe="yes", safe_words=LAST)  # kept, and said so in their own language, with nothing shown
    speaks(walk, "ti")
    assert LAST not in walk.text and "ትምህርቲ" not in walk.text
    other = Walk(app.test_client(), world.link(invitation)).open()
    speaks(other, "ti")
    other.start()
    other.send(way="short", next=MORE)
    assert other.place == "done"
    speaks(other, "ti")
    assert everything_sent() >= {WORDS, LAST, MORE}


def lose_every_session() -> None:
    with db.write() as session:
        session.execute(delete(WebSession))


def everything_sent() -> set[str]:
    """Every answer in words, of whatever was sent in."""
    db.session.rollback()
    found: set[str] = set()
    for response in db.session.scalars(select(Response)):
        row, asked = db.session.get_one(SealedAnswers, response.id), response.invitation
        sealed = Sealed(row.header, row.wrapped_key, row.ciphertext)
        content = open_sealed(sealed, response.id, asked.id, asked.child_id)
        found |= {answer.replace("\r\n", "\n") for one in content["pages"].values()
                  for answer in one["answers"].values() if isinstance(answer, str)}
    return found


def test_reminders_and_the_next_link_come_in_the_language_they_chose(app, world, yonas, clock):
    invitation = world.invitation(yonas)
    outbox.deliver(lambda parcel: "x")
    walk = Walk(app.test_client(), world.link(invitation)).open()
    walk.press("language:ar")
    speaks(walk, "ar")
    assert db.session.get(Invitation, invitation).language == "ar"
    clock.forward(days=1)
    world.invite()
    sent = []
    outbox.deliver(lambda parcel: sent.append(parcel) or "x")
    [reminder] = [parcel for parcel in sent if "/ar/" in parcel.text]
    assert reminder.language == "ar"


@pytest.mark.parametrize(("asked", "spoken"), [
    ("ti-ER,en;q=0.5", "ti"), ("fa-AF", "fa_AF"), ("prs", "fa_AF"), ("fa-IR", "fa"), ("ckb-IQ", "ckb"),
    ("ku-IQ", "ckb"), ("ku-TR", "ku"), ("kmr", "ku"), ("pt-BR", "pt"), ("ur-PK", "ur"), ("xx,vi", "vi"), ("de", "en")])
def test_a_phones_own_language_is_spoken_where_nobody_has_chosen_yet(client, world, asked, spoken):
    answer = client.get("/nothing/of/ours", headers={"Accept-Language": asked})
    assert Page(answer.text).root.get("lang") == OFFERED[spoken].tag


def test_every_language_is_offered_by_its_own_name_with_its_own_direction(walk):
    named = {button.get("value"): button for button in walk.client.page.all("button")
             if button.get("value", "").startswith("language:")}
    assert set(named) == {f"language:{code}" for code in OFFERED}
    for code, language in OFFERED.items():
        button = named[f"language:{code}"]
        assert button.get("lang") == language.tag and "".join(button.itertext()).strip() == language.name


def test_dari_is_not_called_farsi_and_the_two_kurdish_languages_are_two():
    names = {code: OFFERED[code].name for code in ("fa", "fa_AF", "ku", "ckb", "ti", "am")}
    assert names["fa_AF"] == "دری" and names["fa"] == "فارسی" and len(set(names.values())) == 6
    assert OFFERED["ku"].tag == "kmr" and OFFERED["fa_AF"].tag == "fa-AF"


@pytest.mark.parametrize("code", OFFERED)
def test_a_day_is_said_as_the_language_says_it(code):
    with languages.speaking(code):
        said = languages.format_day(date(2027, 1, 11))
    assert "2027" in said and "11" in said
    assert code == "en" or "January" not in said
