"""Whether the portal and its database answer. No personal data, nothing to guess from."""
from flask import Blueprint

from portal.people.health import database_answers

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz():
    return ("ok\n", 200) if database_answers() else ("database does not answer\n", 503)
