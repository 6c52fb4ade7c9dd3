"""The interpreter's room: the texts they were given, and nothing else of anybody."""
from __future__ import annotations

from uuid import UUID

from flask import Blueprint, abort, flash, get_flashed_messages, redirect, render_template, request, url_for
from flask_login import current_user

from portal import clock
from portal.consultations import translating
from portal.consultations.models import Translation
from portal.security import sandboxed

bp = Blueprint("interpreting", __name__, url_prefix="/staff/texts")


@bp.get("/")
def texts():
    """What waits for this interpreter."""
    found = translating.tasks(current_user.actor)
    for task in found:
        task.url = url_for(".text", task_id=task.id)
    return render_template("interpreting/texts.html", tasks=found, notice=_notice())


@bp.get("/<uuid:task_id>")
def text(task_id: UUID):
    """The passages of one task. Opening them is recorded."""
    sheet = translating.open_sheet(current_user.actor, _mine_or_404(task_id))
    if sheet is None:
        return render_template("interpreting/texts.html", tasks=translating.tasks(current_user.actor),
                               notice="That text cannot be opened here. Tell whoever asked you: nothing is lost."), 503
    return render_template("interpreting/text.html", sheet=sheet, notice=_notice(), errors=[],
                           missing=request.args.get("missing"))


@bp.post("/<uuid:task_id>")
def keep(task_id: UUID):
    """Keep what is written so far, or hand it over. A page's script keeps it every few seconds."""
    task, go = _mine_or_404(task_id), request.form.get("go", "keep")
    written = {name.removeprefix("text-"): value for name, value in request.form.items() if name.startswith("text-")}
    done = go == "done" and any(value.strip() for value in written.values())
    if not translating.keep(current_user.actor, task, written, done):
        abort(404)
    if request.headers.get("Accept") == "application/json":
        return {"saved": f"{clock.local(clock.now()):%H:%M}"}
    if not done:
        flash("Write at least one translation first." if go == "done" else "Kept. Nobody reads it until you finish.")
        return redirect(url_for(".text", task_id=task_id), 303)
    flash("Thank you. It now stands beside the original, with your name and today’s date.")
    return redirect(url_for(".texts"), 303)


@bp.get("/<uuid:task_id>/recording/<uuid:file_id>")
def recording(task_id: UUID, file_id: UUID):
    """A recording among the passages of the task. Opening it is recorded first."""
    found = translating.recording(current_user.actor, _mine_or_404(task_id), file_id)
    if found is None:
        abort(404)
    return sandboxed(*found)


def _mine_or_404(task_id: UUID) -> Translation:
    task = translating.mine(current_user.actor, task_id)
    if task is None:
        abort(404)
    return task


def _notice() -> str:
    return " ".join(map(str, get_flashed_messages()))
