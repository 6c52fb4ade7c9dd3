"""How Alembic runs here: always on a connection that the portal hands over."""
from alembic import context

import portal.cases.models
import portal.consultations.models
import portal.people.models
import portal.post.models  # noqa: F401 - imported so that every table is known
from portal.database import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True,
                  user_module_prefix="portal.database.")
with context.begin_transaction():
    context.run_migrations()
