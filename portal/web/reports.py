"""The manager's room: counts."""
from flask import Blueprint, render_template
from flask_login import current_user

from portal.insight.counts import counts as counts_of

bp = Blueprint("reports", __name__, url_prefix="/staff/reports")


@bp.get("/")
def counts():
    """How many were asked and how many answered."""
    return render_template("reports/counts.html", counts=counts_of(current_user.actor))
