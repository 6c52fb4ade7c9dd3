"""A world without children: each test says who there is."""
from __future__ import annotations

import pytest

from tests.support import make


@pytest.fixture
def world(app):
    with app.app_context():
        yield make.world()


@pytest.fixture
def ellie(world):
    """The review of Ellie, nine; her mother is asked as well."""
    child = world.child()
    world.person(child, "mother")
    review = world.review(child)
    world.invite()
    return review
