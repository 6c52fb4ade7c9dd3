"""Business support: who has been asked and how far they are; moving a child to another IRO."""
from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import Blueprint, abort, flash, get_flashed_messages, redirect, render_template, request, url_for
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from portal import clock, languages
from portal.cases import allocation, pausing
from portal.cases.dates import age_on
from portal.catalogues import reading
from portal.consultations import cards, office, spoken, visible, wishes
from portal.people import authorities

bp = Blueprint("office", __name__, url_prefix="/staff/office")
DUTY = "duty"
WHY = {"wrong_person": "It reached the wrong person", "not_now": "They should not be asked now"}


class MoveForm(FlaskForm):
    """Which IRO, from when."""

    iro = SelectField("Independent Reviewing Officer", [InputRequired("Choose an IRO, or the duty list.")])
    from_on = DateField("From", [InputRequired("Enter the day from which the new IRO holds the child.")])


@bp.get("/")
def reviews():
    """Coming reviews: states, never content."""
    rows, chosen = office.coming(current_user.actor), request.args.get("show", "coming")
    filters = [{"label": label, "url": url_for(".reviews", show=key), "current": key == chosen,
                "count": sum(key in row.needs for row in rows)} for key, label in office.FILTERS.items()]
    shown = [row for row in rows if chosen in row.needs]
    for row in shown:
        row.url = url_for(".child", child_id=row.child_id)
    return render_template("office/reviews.html", rows=shown, filters=filters)


@bp.get("/child/<uuid:child_id>")
def child(child_id: UUID):
    """One child: who is round them, their reviews, their IRO."""
    return _child_page(_child_or_404(child_id), None, [])


@bp.get("/child/<uuid:child_id>/wishes", endpoint="wishes")
def read_wishes(child_id: UUID):
    """What people let the office see, to arrange the meeting. Reading it is recorded."""
    found = _child_or_404(child_id)
    view = {"name": f"{found.called} {found.last_name}".strip(), "url": url_for(".child", child_id=child_id)}
    return render_template("office/wishes.html", child=view, wishes=wishes.read(found, current_user.actor))


@bp.post("/child/<uuid:child_id>/card")
def card(child_id: UUID):
    """Print the child's contact card, with a new code, in the child's language."""
    found = _child_or_404(child_id)
    language = authorities.language_for(current_user.staff.authority, found.language, reading.PAGES)
    shown, code = cards.card(found), cards.make(found, current_user.actor, language)
    picture = url_for("account.photo", staff_id=shown.iro_id) if shown.has_picture else ""
    with languages.speaking(language, "child", authority=found.authority_id):
        return render_template("office/card.html", card=shown, code=code, picture_url=picture,
                               council=current_user.staff.authority, back_url=url_for(".child", child_id=child_id))


@bp.post("/child/<uuid:child_id>/cards-stop")
def stop_cards(child_id: UUID):
    """A card is in the wrong hands: every code and link of the child's cards ends with the click."""
    ended = cards.stop(current_user.actor, _child_or_404(child_id))
    flash("The contact cards no longer open anything." if ended else "There was no contact card to stop.")
    return redirect(url_for(".child", child_id=child_id), 303)


def _child_or_404(child_id: UUID):
    found = visible.child_of_office(current_user.actor, child_id)
    if found is None:
        abort(404)
    return found


def _child_page(found, form, errors):
    held = allocation.current(found.id)
    form = form or MoveForm(formdata=None, from_on=clock.today(), iro=str(held.staff_id) if held else DUTY)
    form.iro.choices = _iros()
    people = [{"name": r.person.name, "relationship": office.ROLE_WORDS.get(r.relationship, r.relationship),
               "consulted": r.consult, "reason": r.reason, "reach": _reach(r.person), "id": r.id,
               "language": spoken.of_person(r, current_user.staff.authority),
               "paused": pausing.WORDS.get(r.paused_why, r.paused_why) if r.paused_at else ""}
              for r in found.relations]
    name, age = f"{found.called} {found.last_name}".strip(), age_on(found.dob, clock.today())
    view = {"name": name, "age": age, "facts": _facts(found)}
    iro = {"name": held.staff.name, "from_on": held.from_on} if held else None
    notice = " ".join(map(str, get_flashed_messages()))
    verbs = ("move", "withdraw", "resume", "send_again", "card", "stop_cards")
    actions = {f"{verb}_action": url_for(f".{verb}", child_id=found.id) for verb in verbs}
    page = render_template("office/child.html", child=view, iro=iro, form=form, people=people, errors=errors,
                           notice=notice, withdraw_why=WHY, paused=found.paused_at is not None, **actions,
                           invitations=office.invitations_now(found), wishes=wishes.senders(found),
                           wishes_url=url_for(".wishes", child_id=found.id),
                           texts=office.text_messages(found), reviews=office.of_child(current_user.actor, found))
    return page, 422 if errors else 200


def _facts(found) -> list[dict]:
    reach = office.REACH.get(found.reach or "worker", found.reach)
    facts = [("Language", spoken.of_child(found, current_user.staff.authority)),
             ("Interpreter", office.interpreter_for(found)), ("Reached", reach),
             ("Social worker", found.social_worker), ("Team", found.team)]
    if found.paused_at:
        facts.append(("Paused", f"The child {pausing.WORDS.get(found.paused_why, found.paused_why)}"))
    return [{"label": label, "value": value} for label, value in facts if value]


def _reach(person) -> str:
    return office.REACH[office.reach_of(person)]


def _iros() -> list[SelectChoice]:
    listed = allocation.iros(current_user.actor.authority_id)
    return [SelectChoice(DUTY, "Nobody: the duty list"), *(SelectChoice(str(s.id), s.name) for s in listed)]


@bp.post("/child/<uuid:child_id>/move")
def move(child_id: UUID):
    """Move a child, and everything of theirs, to another IRO at once."""
    found, form = _child_or_404(child_id), MoveForm()
    form.iro.choices = _iros()
    if form.validate_on_submit() and form.from_on.data > clock.today() + timedelta(days=90):
        form.from_on.errors = ["Choose a day within the next three months."]
    errors = [(field.id, message) for field in form for message in field.errors]
    if errors:
        return _child_page(found, form, errors)
    staff_id = None if form.iro.data == DUTY else UUID(form.iro.data)
    allocation.allocate(child_id, staff_id, form.from_on.data, current_user.actor)
    flash("The child has moved. The IRO before can no longer read anything of theirs.")
    return redirect(url_for(".child", child_id=child_id), 303)


def _chosen(found) -> tuple[UUID | None, str]:
    """(id, role) of the invitation that was chosen on the page of this child; (None, '') for none of theirs."""
    known = {str(id_): id_ for id_, _ in office.invitations_now(found)}
    chosen = known.get(request.form.get("invitation", ""))
    return chosen, office.role_of(chosen) if chosen else ""


@bp.post("/child/<uuid:child_id>/withdraw")
def withdraw(child_id: UUID):
    """Stop one invitation: its links and drafts are dead with the click."""
    found, why = _child_or_404(child_id), request.form.get("why", "")
    chosen, role = _chosen(found)
    if chosen is None or why not in WHY:
        return _child_page(found, None, [("invitation", "Choose whose invitation, and why it is withdrawn.")])
    office.withdraw(current_user.actor, chosen, why)
    flash(f"Withdrawn: the invitation of the {role}. Its links no longer open anything.")
    return redirect(url_for(".child", child_id=child_id), 303)


@bp.post("/child/<uuid:child_id>/send-again")
def send_again(child_id: UUID):
    """A fresh link for somebody whose own is lost, too old, or was withdrawn."""
    found = _child_or_404(child_id)
    chosen, role = _chosen(found)
    if chosen is None:
        return _child_page(found, None, [("invitation", "Choose who should get a new link.")])
    sent = office.send_again(current_user.actor, chosen, both="both" in request.form)
    flash(f"A new link for the {role} is on its way. Earlier links go on working, unless they were withdrawn." if sent
          else f"Nothing was sent to the {role}: they are paused, or no longer round the child.")
    return redirect(url_for(".child", child_id=child_id), 303)


@bp.post("/child/<uuid:child_id>/resume")
def resume(child_id: UUID):
    """Lift a pause that the case list made: a person has looked and decided."""
    found, relation = _child_or_404(child_id), request.form.get("relation", "")
    if relation and relation not in {str(r.id) for r in found.relations}:
        abort(404)
    if relation:
        pausing.resume_relation(UUID(relation), current_user.actor)
    else:
        pausing.resume_child(child_id, current_user.actor)
    flash("The pause is lifted. Links and drafts work again.")
    return redirect(url_for(".child", child_id=child_id), 303)


@bp.get("/outbox")
def outbox():
    """What was sent, when and how; never the words or the links."""
    return render_template("office/outbox.html", messages=office.outbox(current_user.actor))
