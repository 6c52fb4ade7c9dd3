"""The IRO's room: the desk, and the pack of one review."""
from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, flash, get_flashed_messages, redirect, render_template, request, url_for
from flask_login import current_user

from portal.consultations import alerts, machine, reading, translating, visible
from portal.consultations.desk import desk as desk_of
from portal.consultations.machine import NoTranslation
from portal.consultations.pack import pack as pack_of
from portal.consultations.passages import passages
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
    notice = " ".join(map(str, get_flashed_messages()))
    return render_template("inbox/pack.html", pack=found, notice=notice)


def _review_or_404(review_id: UUID):
    review = visible.review_read_by(current_user.actor, current_user.roles, review_id)
    if review is None:
        abort(404)
    return review


def _to_pack(review_id: UUID):
    return redirect(url_for(".pack", review_id=review_id, show="initials" if _discreet() else None), 303)


@bp.post("/review/<uuid:review_id>/translation", endpoint="ask_translation")
def ask_for_translation(review_id: UUID):
    """Give one response to an interpreter, who sees its texts and nothing else."""
    review = _review_or_404(review_id)
    response = visible.response_of(review, request.form.get("response", ""))
    chosen = visible.uuid_or_none(request.form.get("interpreter", ""))
    if response is None or chosen is None or not translating.ask(current_user.actor, response, chosen):
        abort(404)
    flash("The interpreter is asked by e-mail. The translation will stand here, beneath each text.")
    return _to_pack(review_id)


@bp.post("/review/<uuid:review_id>/translation/<uuid:translation_id>/back")
def take_back(review_id: UUID, translation_id: UUID):
    """The interpreter sees the text no longer."""
    review = _review_or_404(review_id)
    task = translating.of_review(review.id, translation_id)
    if task is None:
        abort(404)
    translating.take_back(current_user.actor, task)
    flash("Taken back. The interpreter cannot see the text any more.")
    return _to_pack(review_id)


@bp.post("/review/<uuid:review_id>/machine/<uuid:response_id>", endpoint="machine")
def by_machine(review_id: UUID, response_id: UUID):
    """What the authority's own translation server makes of one response: shown, marked, not kept."""
    response = visible.response_of(_review_or_404(review_id), str(response_id))
    if response is None or not machine.is_on():
        abort(404)
    given = passages(reading.read_one(response, current_user.actor, "machine_translated"))
    rows, problem = [], ""
    try:
        rows = list(zip(given, machine.translate(given), strict=True))
    except NoTranslation as none:
        problem = str(none)
    return render_template("inbox/machine.html", rows=rows, problem=problem, label=response.reference,
                           back_url=url_for(".pack", review_id=review_id)), 502 if problem else 200


@bp.get("/review/<uuid:review_id>/file/<uuid:file_id>")
def file(review_id: UUID, file_id: UUID):
    """A drawing, a photo or a recording of one review. Opening it is recorded first."""
    review = visible.review_read_by(current_user.actor, current_user.roles, review_id)
    found = reading.read_file(review, file_id, current_user.actor) if review else None
    if found is None:
        abort(404)
    return sandboxed(*found)
