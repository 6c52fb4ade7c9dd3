"""The IRO's room: the desk, and the pack of one review."""
from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user

from portal.consultations import alerts, reading, visible
from portal.consultations.desk import desk as desk_of
from portal.consultations.pack import pack as pack_of
from portal.security import sandboxed

bp = Blueprint("inbox", __name__, url_prefix="/staff")


def _discreet() -> bool:
    return request.args.get("show") == "initials"


@bp.get("/desk")
def desk():
    """Children by pre-meeting; what must be read first stands out."""
    discreet = _discreet()
    found = desk_of(current_user.actor, current_user.roles, discreet)
    for row in found.rows:
        row.url = url_for(".pack", review_id=row.review_id, show="initials" if discreet else None)
    for one in found.asked:
        one.url = url_for(".seen", alert_id=one.alert_id, show="initials" if discreet else None)
    found.discreet_url = url_for(".desk", show=None if discreet else "initials")
    return render_template("inbox/desk.html", desk=found)


@bp.post("/alert/<uuid:alert_id>/seen")
def seen(alert_id: UUID):
    """“I am dealing with this”: the name and the time are kept."""
    if not alerts.seen(current_user.actor, current_user.roles, alert_id):
        abort(404)
    return redirect(url_for(".desk", show="initials" if _discreet() else None), 303)


@bp.get("/review/<uuid:review_id>")
def pack(review_id: UUID):
    """Everything people said before one review. Opening it is recorded."""
    review = visible.review_read_by(current_user.actor, current_user.roles, review_id)
    if review is None:
        abort(404)
    discreet = _discreet()
    found = pack_of(review, current_user.actor, discreet)
    found.discreet_url = url_for(".pack", review_id=review_id, show=None if discreet else "initials")
    return render_template("inbox/pack.html", pack=found)


@bp.get("/review/<uuid:review_id>/file/<uuid:file_id>")
def file(review_id: UUID, file_id: UUID):
    """A drawing, a photo or a recording of one review. Opening it is recorded first."""
    review = visible.review_read_by(current_user.actor, current_user.roles, review_id)
    found = reading.read_file(review, file_id, current_user.actor) if review else None
    if found is None:
        abort(404)
    return sandboxed(*found)
