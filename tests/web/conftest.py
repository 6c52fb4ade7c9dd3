"""A world with one invited child, opened in a browser without JavaScript."""
from __future__ import annotations

import pytest

from tests.support import make
from tests.support.walk import Walk


@pytest.fixture
def world(app):
    with app.app_context():
        yield make.world()


@pytest.fixture
def ellie(world):
    """Ellie, nine, whose review is in nine days; her mother and her carer are asked as well."""
    child = world.child()
    world.person(child, "mother")
    world.person(child, "foster_carer", name="Jo Carter", email="jo@example.org")
    review = world.review(child)
    world.invite()
    return review


@pytest.fixture
def walk(client, world, ellie):
    """Ellie at the welcome page, in English."""
    return Walk(client, world.link(world.invitation(ellie))).open()
