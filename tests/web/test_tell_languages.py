"""The pages of “Tell someone now” and of the contact card, wholly in the language of their reader."""
from __future__ import annotations

import re

import pytest

from portal import clock as portal_clock
from portal.cases.models import Child
from portal.consultations import cards
from portal.extensions import db
from tests.support.steps import change, fresh
from tests.support.walk import Walk
from tests.test_no_english import english_in, wide  # noqa: F401 - the fixture
from tests.web.test_tell import tell

NOT_WORDS = re.compile(r"^(http|localhost|Wendy|[B-Z2-9]+)$")  # the address at which the code is typed; the code


def english(client) -> list[str]:
    assert (client.page.root.get("lang"), client.page.root.get("dir")) == ("ar-x-wide", "rtl")
    return [word for word in english_in(client.page) if not NOT_WORDS.match(word)]


@pytest.fixture
def reader(app, world, ellie, wide):  # noqa: F811 - the fixture
    change(Child, fresh(Child)[0].id, social_worker="Wendy Worker")
    return Walk(app.test_client(), world.link(world.invitation(ellie), language="xx")).open()


@pytest.mark.parametrize("hour", [10, 20])
def test_the_button_and_its_answer(reader, clock, hour):
    clock.set(portal_clock.at_local(portal_clock.today(), portal_clock.local(clock.now).time().replace(hour=hour)))
    reader.open()
    assert english(reader.client) == []
    tell(reader)
    assert reader.place == "told" and english(reader.client) == []


def test_the_card_and_its_code(world, ellie, reader):
    reader.client.get(f"/answer/{world.invitation(ellie)}/card")
    assert english(reader.client) == []
    reader.client.submit("")
    assert english(reader.client) == []


def test_what_the_code_opens(app, world, reader):
    code = cards.make(db.session.get_one(Child, fresh(Child)[0].id), world.actor(), "xx")
    client = app.test_client()
    client.get("/xx/")
    client.get(client.submit("", code=code.code).headers["Location"])
    assert english(client) == []
    client.submit("", how="ring")
    assert english(client) == []
