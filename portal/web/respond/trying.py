"""Trying a form: staff go through it as the person asked would, in the respondents' own pages; nothing is stored.

The pages are the room's own (views.py), of invented people (consultations/trials.py). Each POST is answered with
the next page at once: what was typed is in the page and nowhere else, and no address ever holds any of it.
"""
from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user
from markupsafe import escape

from portal import languages, security
from portal.consultations import trials
from portal.consultations.drafts import Standing
from portal.consultations.pages import PageContent
from portal.consultations.tickets import BadTicket
from portal.consultations.trials import Trial
from portal.languages import words
from portal.questionnaires import definition
from portal.questionnaires.definition import Questionnaire
from portal.questionnaires.forms import answers_from, page_form
from portal.questionnaires.shapes import LOOKS
from portal.questionnaires.words import HIGHEST_AGE, HIGHEST_AGE_PROFESSIONAL
from portal.web.respond import turns, views
from portal.web.respond.forms import HELPERS, sharing_form
from portal.web.respond.turns import CHECK, KEEP, ONWARD

bp = Blueprint("trying", __name__, url_prefix="/staff/try")
WIDTHS = {"390": "A phone (390 × 844)", "360": "A small phone (360 × 740)", "768": "A tablet (768 × 1024)",
          "full": "The whole window"}
HEIGHTS = {"390": 844, "360": 740, "768": 1024}
NOT_KEPT = "Nothing is kept: this is a trial."
STATE = re.compile(r'(<p class="state" role="status")[^>]*>[^<]*</p>')
AWAY = ("leave", "later", "lock", "secret", "lend", "tell")  # buttons that lead out of a form


@bp.before_request
def _framed() -> None:
    if request.endpoint in ("trying.start", "trying.turn"):
        security.allow_framing()


@bp.get("/")
def forms():
    """Every form, with what it is."""
    shown = [{"title": form.title, "whom": trials.WHOM.get(form.name, ""), "age": _reading_age(form),
              "pages": len(form.pages), "minutes": form.minutes, "english_only": form.english_only,
              "name": form.name, "url": url_for(".choices", name=form.name)} for form in trials.forms()]
    return render_template("trying/forms.html", forms=shown)


@bp.get("/<name>")
def choices(name: str):
    """One form in a frame of a phone's size, and what may be chosen about it."""
    form = _form_or_404(name)
    trial, width = _chosen(form), request.args.get("width", "")
    width = width if width in WIDTHS else "390"
    security.allow_frames()
    security.allow_microphone()  # a page in a frame may only ask for what the page around it may
    return render_template(
        "trying/choices.html", form=form, whom=trials.WHOM.get(name, ""), trial=trial, width=width, widths=WIDTHS,
        height=HEIGHTS.get(width), offered={one.code: one.english for one in _offered(form)},
        looks=trials.looks(form), facts=trials.facts_asked(form), address=_start_url(trial))


@bp.get("/<name>/form", defaults={"rest": ""})
@bp.get("/<name>/form/<path:rest>")
def start(name: str, rest: str):
    """The welcome page of a new trial; a link that leads out of the form says where to."""
    trial = _chosen(_form_or_404(name))
    return _away(trial, rest) if rest else _shown(trial)


@bp.post("/<name>/form", defaults={"rest": ""})
@bp.post("/<name>/form/<path:rest>")
def turn(name: str, rest: str):
    """One turn of a trial: the next page, and everything said so far sealed inside it."""
    trial = _read(name, rest)
    if rest:  # a button with an address of its own
        return _out(trial, rest)
    return _take(trial, request.form.get("go", "next"))


def _read(name: str, rest: str) -> Trial:
    """The trial in the page that was posted. A page that is no part of the form has none, and begins another."""
    form, ticket = _form_or_404(name), request.form.get("ticket", "")
    try:
        trial = trials.read(ticket, current_user.staff.id) if ticket or not rest else _chosen(form)
    except BadTicket:
        abort(400)
    if trial.questionnaire.name != name:
        abort(400)
    return trial


def _form_or_404(name: str) -> Questionnaire:
    try:
        return definition.latest(name)
    except KeyError:
        abort(404)


def _reading_age(form: Questionnaire) -> int:
    """The highest reading age that the form may have: `questionnaires check` holds it to that."""
    return int(HIGHEST_AGE_PROFESSIONAL if form.english_only else HIGHEST_AGE[form.voice])


def _offered(form: Questionnaire) -> list[languages.Language]:
    every = languages.OFFERED.values()
    return [language for language in every if language.code == languages.DEFAULT or not form.english_only]


def _chosen(form: Questionnaire) -> Trial:
    """The trial that the address asks for; whatever it does not say, or says wrongly, is as usual."""
    asked, usual, looks = request.args, trials.usual(form), trials.looks(form)
    facts = {fact: asked[fact] for fact, known in trials.facts_asked(form).items() if asked.get(fact) in known}
    language, look = asked.get("language"), asked.get("look", "")
    known = {one.code for one in _offered(form)}
    return Trial(form.key, usual | facts, language if language in known else languages.DEFAULT,
                 look if look in looks else looks[0])


def _start_url(trial: Trial) -> str:
    """Where the trial begins anew, with the same choices."""
    form = trial.questionnaire
    said = {"language": trial.language, "look": trial.look} | {
        fact: trial.facts[fact] for fact in trials.facts_asked(form)}
    return f"{url_for('.start', name=form.name)}?{urlencode(said)}"


# --- one turn -----------------------------------------------------------------------------------
def _out(trial: Trial, where: str):
    """A button that leads out of the form. A page's own script is told where to, and goes there."""
    if request.headers.get("Accept") == "application/json":
        begin = urlsplit(_start_url(trial))
        return {"to": f"{begin.path}/{where}?{begin.query}"}
    return _away(trial, where, trial.seal(current_user.staff.id) if "ticket" in request.form else "")


def _take(trial: Trial, go: str):
    """Take what the page holds, then go where the button leads."""
    if go == KEEP:  # a page that saves by itself is told the truth: nothing is
        return {"saved": ""}, 409
    posted, helper = request.form, request.form.get("helper", "")
    filled = None
    if trial.page not in ("", CHECK):
        standing = trials.standing(trial, current_user.staff.authority_id)
        page, questions = _asked(standing, trial)
        filled = page_form(questions, words)(posted)
        content = turns.content_of(standing, page, posted, answers_from(filled, questions), go)
        trial = replace(trial, pages=trial.pages | {page.id: content})
    trial = replace(trial, helper=helper if helper in HELPERS else trial.helper)
    if go in AWAY:
        return _away(trial, go, trial.seal(current_user.staff.id))
    if filled is not None and go in ONWARD and not filled.validate():
        return _shown(trial, filled), 422
    return _moved(trial, go)


def _asked(standing: Standing, trial: Trial):
    """(the page in hand, the questions asked on it), spoken as the trial speaks."""
    views.place(standing)
    page = standing.form.page(trial.page)
    return page, standing.journey.shown(page) or page.questions


def _moved(trial: Trial, go: str):
    """The page to which the button leads."""
    verb, _, what = go.partition(":")
    if verb == "send" and trial.page == CHECK:
        return _sent(trial)
    if verb == "language" and what in {one.code for one in _offered(trial.questionnaire)}:
        trial = replace(trial, language=what)
    elif verb == "look" and what in LOOKS:
        trial = replace(trial, look=what)
    elif verb == "change" and what in {page.id for page in trial.questionnaire.pages}:
        if CHECK not in request.args:  # the page asks its address whether it was opened from the check page
            return redirect(url_for(".turn", name=trial.questionnaire.name, check=1), 307)
        trial = replace(trial, page=what)
    elif verb in ("next", "skip", "back", "check", "end"):
        trial = replace(trial, page=_neighbour(trial, verb))
    return _shown(trial)


def _neighbour(trial: Trial, verb: str) -> str:
    """The id of the page after (or before) the one in hand."""
    journey = trials.standing(trial, current_user.staff.authority_id).journey
    here = trial.page
    if verb == "end":
        return CHECK
    if verb == "back":
        before = journey.pages[-1] if here == CHECK else journey.before(here) if here else None
        return before.id if before else ""
    if here == CHECK:
        return CHECK
    after = journey.after(here) if here else journey.first
    while verb == "check" and after is not None and after.id in trial.pages:
        after = journey.after(after.id)
    return after.id if after else CHECK


# --- its pages ----------------------------------------------------------------------------------
def _shown(trial: Trial, filled=None) -> str:
    """The page in hand, as the person asked would see it."""
    standing, ticket = trials.standing(trial, current_user.staff.authority_id), trial.seal(current_user.staff.id)
    if trial.page == CHECK:
        html = views.check_page(standing, ticket)
    elif trial.page:
        html = _question_page(standing, trial, filled, ticket)
    else:
        begun = trial.pages or trial.helper or trial.look != standing.form.look
        html = views.welcome_page(standing.invitation, trial.language, standing if begun else None)
        html = html.replace('name="ticket" value=""', f'name="ticket" value="{ticket}"')
    return _as_trial(trial, standing, html)


def _question_page(standing: Standing, trial: Trial, filled, ticket: str) -> str:
    page, questions = _asked(standing, trial)
    context, content = views.place(standing), trial.pages.get(trial.page, PageContent())
    form = filled if filled is not None else page_form(questions, words)(data=content.answers)
    errors = [(field.id, message) for field in form for message in field.errors]
    sharing = sharing_form(content, page.sharing, context["reader"], context["iro"],
                           page.office) if page.sharing else None
    unsaved = {key: value for key, value in standing.pages.items() if key != page.id}  # nothing here is saved
    return views.question_page(replace(standing, pages=unsaved), page, form, sharing, errors, ticket)


def _sent(trial: Trial):
    """The end of a trial: sent to nobody. An answer that is too long goes back to its page, as it would."""
    standing = trials.standing(trial, current_user.staff.authority_id)
    views.place(standing)
    for page in standing.journey.pages:
        filled = turns.filled_in(standing, page)
        if not filled.validate():
            return _shown(replace(trial, page=page.id), filled), 422
    return _as_trial(trial, standing, views.done_page(standing.invitation, "TRIAL", late=False))


def _away(trial: Trial, where: str, ticket: str = "") -> str:
    """What a button or a link does that would lead out of the form, and the way back to it."""
    standing = trials.standing(trial, current_user.staff.authority_id)
    html = render_template("trying/away.html", where=where, ticket=ticket, start_url=_start_url(trial),
                           action=url_for(".turn", name=standing.form.name), **views.plain(reader="adult"))
    return _as_trial(trial, standing, html)


def _as_trial(trial: Trial, standing: Standing, html: str) -> str:
    """A page of the room as a trial: its addresses lead back here, its script saves nothing, a band says so.

    Every address of an invitation begins with /answer/ and an id, here one that was made up for this answer.
    """
    begin = urlsplit(_start_url(trial))
    here = re.compile(rf"/answer/{standing.invitation.id}([^\"?]*)\??([^\"]*)")
    html = here.sub(lambda found: escape(f"{begin.path}{found[1]}?{begin.query}"), html)
    html = html.replace(f'"{url_for("respond.left", language=trial.language)}"', f'"{escape(begin.geturl())}"')
    html = html.replace('<form class="sheet"', '<form class="sheet" data-trial', 1)
    html = STATE.sub(rf'\1 data-failed="{NOT_KEPT}"><span lang="en" dir="ltr">{NOT_KEPT}</span></p>', html)
    band = render_template("trying/band.html")
    return re.sub(r"<main\b[^>]*>", lambda found: found[0] + band, html, count=1)
