"""Whether what the portal stands on answers."""
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from portal.extensions import db
from portal.people.models import Authority


def database_answers() -> bool:
    """True when the database answers a question about our own tables."""
    try:
        db.session.execute(select(Authority.id).limit(1)).first()
    except SQLAlchemyError:
        return False
    return True
