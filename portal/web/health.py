"""Whether the portal and its database answer. No personal data, nothing to guess from."""
from flask import Blueprint, Response

from portal.people.health import database_answers

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz():
    if database_answers():
        return Response("ok\n", mimetype="text/plain")
    return Response("database does not answer\n", 503, mimetype="text/plain")
