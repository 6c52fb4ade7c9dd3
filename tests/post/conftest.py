"""A world without children: each test says who there is."""
from __future__ import annotations

import pytest

from tests.support import make


@pytest.fixture
def world(app):
    with app.app_context():
        yield make.world()
