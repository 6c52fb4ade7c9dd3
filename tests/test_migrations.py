"""The database's history ends where the models stand, on both engines."""
from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from portal.database import Base
from portal.extensions import db
from portal.migrations import downgrade, upgrade


def test_the_newest_revision_makes_exactly_the_tables_of_the_models(app):
    with db.engine.execution_options(write=True).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_down_and_up_again_leaves_the_same_tables(app):
    before = set(inspect(db.engine).get_table_names())
    downgrade(db.engine, "base")
    assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
    upgrade(db.engine)
    assert set(inspect(db.engine).get_table_names()) == before


@pytest.mark.parametrize("times", [1, 2])
def test_init_is_safe_to_run_again(app, times):
    runner = app.test_cli_runner()
    for _ in range(times):
        result = runner.invoke(args=["init"])
        assert result.exit_code == 0, result.output
    assert "/staff/welcome/" in result.output
