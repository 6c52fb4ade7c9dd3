"""What the respondents' templates are given."""
from __future__ import annotations

from collections import Counter
from datetime import date

from flask import render_template, request, url_for

from portal import clock, languages
from portal.cases.allocation import iro_of
from portal.consultations import drafts, forms, secrets, seen, states
from portal.consultations.doors import DoorShut
from portal.consultations.drafts import Standing
from portal.consultations.models import Invitation
from portal.languages import gettext as _
from portal.languages import say
from portal.people.authorities import languages_of
from portal.people.authorities import of as authority_of
from portal.questionnaires.definition import Page, Questionnaire
from portal.questionnaires.kinds import KINDS
from portal.security import allow_microphone
from portal.web.respond import browser
from portal.web.respond.forms import role_words, secret_words, share_words, welcome_form
from portal.web.respond.items import amounts, files_of, items


def plain(**more) -> dict:
    """What every page outside a form is given."""
    left_url = url_for("respond.left", language=languages.tongue().language.code)
    authority = more.get("authority") or authority_of(None)
    languages.speak(authority=authority.id)
    return {"look": "adult", "authority": authority, "iro": "", "left_url": left_url, "reader": "child",
            "language_links": []} | more


def speak_for(invitation: Invitation, form: Questionnaire, language: str, look: str = "") -> dict:
    """Speak as this form does; what every page of its journey is given."""
    iro = iro_of(invitation.child_id)
    authority = authority_of(invitation.authority_id)
    offered = languages_of(authority, form.name)
    code = language if language in {one.code for one in offered} and not form.english_only else languages.DEFAULT
    languages.speak(code, form.voice, authority=authority.id)
    name = iro.first_name if iro else _nobody_yet(form.audience)
    languages.speak(names={"iro": name, "authority": authority.name})
    tells = {"tell_url": url_for("respond.tell", ref=invitation.id),
             "card_url": url_for("respond.card", ref=invitation.id)} if form.audience == "child" else {}
    return plain(look=look or form.look, authority=authority, iro=name, reader=form.audience,
                 english_only=form.english_only, languages=offered, **tells)


def _nobody_yet(reader: str) -> str:
    return say("your reviewing officer") if reader == "child" else _("the Independent Reviewing Officer (IRO)")


def place(standing: Standing) -> dict:
    """Speak as this draft does."""
    return speak_for(standing.invitation, standing.form, standing.draft.language, standing.draft.look)


def language_links(endpoint: str, **values) -> list:
    offered = languages_of(authority_of(None))
    return [(other, url_for(endpoint, language=other.code, **values)) for other in offered]


def code_page(form, problems: list[str]) -> str:
    form.code.errors = problems
    errors = [(form.code.id, problem) for problem in problems]
    links = language_links("respond.code")
    action = url_for("respond.code", language=languages.tongue().language.code)
    return render_template("respond/code.html", form=form, errors=errors, action=action, **plain(language_links=links))


def code_problems(why: str) -> list[str]:
    """Why a code opened nothing, and what to do."""
    if why == "too_many":
        return [say("Too many codes were tried from here. Wait a minute, then try again.")]
    if why in ("expired", "withdrawn"):
        return [say("This code has ended. Ask the people who sent it for a new one.")]
    return [say("That code did not work. Check each letter and number, then type it again.")]


def link_page(token: str) -> str:
    code = languages.tongue().language.code
    links = language_links("respond.link", token=token)
    action = url_for("respond.open_link", language=code, token=token)
    return render_template("respond/link.html", action=action, **plain(language_links=links))


def dead_page(shut: DoorShut, ask_action: str):
    page = render_template("respond/dead.html", why=shut.why, ask_action=ask_action if shut.may_ask else "",
                           asked=False, **plain())
    return page, 404 if shut.why == "unknown" else 410


def asked_page(not_me: bool = False) -> str:
    return render_template("respond/dead.html", why="not_me" if not_me else "expired", ask_action="", asked=True,
                           **plain())


def closed_page():
    """This browser has nothing open (any more)."""
    return render_template("respond/dead.html", why="closed", ask_action="", asked=False, **plain()), 410


def choose_page(invitations: list[Invitation]) -> str:
    shown = {"sent": "sent", "late": "sent", "declined": "sent", "begun": "begun"}
    languages.speak(voice="adult")
    children = Counter(i.child_id for i in invitations)
    choices = [{"label": i.child.called, "what": _what(i) if children[i.child_id] > 1 else "",
                "state": shown.get(states.state(i), "new"), "url": url_for("respond.welcome", ref=i.id)}
               for i in invitations]
    return render_template("respond/choose.html", choices=choices, **plain(reader="adult"))


def _what(invitation: Invitation) -> str:
    """What a form is called, where one person has two about one child: their own views, and what they observed."""
    return languages.words(forms.questionnaire(invitation.form_version).title)


def welcome_page(invitation: Invitation, language: str, draft_standing: Standing | None) -> str:
    form = forms.questionnaire(invitation.form_version)
    draft = draft_standing.draft if draft_standing else None
    context = speak_for(invitation, form, draft.language if draft else language, draft.look if draft else "")
    helping = welcome_form(draft.helper if draft else "", form.audience)
    return render_template("respond/welcome.html", form=helping, ticket="", questionnaire=form,
                           returning=bool(draft_standing and draft_standing.pages), name=invitation.child.called,
                           elsewhere=drafts.is_begun_elsewhere(invitation, draft), lent=browser.is_lent(),
                           unlock_url=_unlock_url(invitation, draft), may_lend=form.audience == "child",
                           meeting_day=_ahead(invitation.review.date), is_addition=bool(invitation.sent_in_at),
                           action=url_for("respond.start", ref=invitation.id),
                           not_me_action=url_for("respond.not_me", ref=invitation.id), **context)


def _unlock_url(invitation: Invitation, draft) -> str:
    """Where a draft from another device is opened with its secret; '' when there is none, or one is open here."""
    if draft is not None or not secrets.is_kept_for(invitation.id):
        return ""
    return url_for("respond.unlock", ref=invitation.id)


def question_page(standing: Standing, page: Page, form, sharing, errors: list, ticket: str) -> str:
    number, total = standing.journey.position(page.id)
    context = place(standing)
    view = {"title": languages.words(page.title), "intro": languages.words(page.intro) if page.intro else "",
            "picture": page.picture, "number": number, "total": total + 1}
    shown = items(standing, page, form)
    records = any(item["kind"] == "voice" for item in shown)
    if records:
        allow_microphone()
    return render_template("respond/page.html", page=view, items=shown, sharing=sharing, errors=errors, ticket=ticket,
                           about=_about(standing.invitation), from_check="check" in request.args, has_back=True,
                           saved=page.id in standing.pages, amounts=amounts(), helping=_helping(standing),
                           has_files=any(item["holds"] for item in shown),
                           records=records, **context)


def _helping(standing: Standing):
    """The question who is helping, on every page of a child's form; None for adults, who are asked once."""
    if standing.form.audience != "child":
        return None
    return welcome_form(standing.draft.helper, "child").helper


def asks_own_words(standing: Standing) -> bool:
    """Whether the check page asks a child who was helped: are these your words?"""
    return standing.form.audience == "child" and standing.draft.helper not in ("", "nobody", "answered")


def check_page(standing: Standing, ticket: str) -> str:
    context = place(standing)
    sections = [_section(standing, page, context["reader"], context["iro"]) for page in standing.journey.pages]
    return render_template("respond/check.html", about=_about(standing.invitation), sections=sections, ticket=ticket,
                           elsewhere=drafts.is_begun_elsewhere(standing.invitation, standing.draft),
                           own_words=asks_own_words(standing), total=len(sections) + 1,
                           premeet_day=_ahead(states.premeet_day(standing.invitation.review)), **context)


def _section(standing: Standing, page: Page, reader: str, iro: str) -> dict:
    content = standing.pages.get(page.id)
    rows, held = [], files_of(standing, page.id)
    tag = languages.offered(content.language).tag if content else ""
    for question in standing.journey.shown(page):
        answer = content.answers.get(question.id) if content else None
        shown = KINDS[question.kind].shown(question, answer, languages.words) if answer else []
        rows.append({"question": languages.words(question.text), "answers": shown,
                     "is_text": KINDS[question.kind].is_text, "answer_lang": tag,
                     "files": held.get(question.id, []), "by": question.by, "fold": question.fold})
    shared = content and content.share and any(row["answers"] for row in rows)
    return {"title": languages.words(page.title), "change": f"change:{page.id}", "rows": rows,
            "sharing": share_words(content.share, iro, reader) if shared else "",
            "not_before": ", ".join(role_words(r, reader) for r in content.not_before) if shared else ""}


def done_page(invitation: Invitation, reference: str, late: bool, others_url: str = "") -> str:
    form = forms.questionnaire(invitation.form_version)
    context = speak_for(invitation, form, languages.tongue().language.code)
    return render_template("respond/done.html", reference=reference, late=late, **_days(invitation), **context,
                           add_url=url_for("respond.welcome", ref=invitation.id, add=1), others_url=others_url)


def already_page(invitation: Invitation, language: str, others_url: str = "") -> str:
    form = forms.questionnaire(invitation.form_version)
    context = speak_for(invitation, form, language)
    return render_template("respond/already.html", sent_day=clock.local(invitation.sent_in_at).date(), reference="",
                           add_url=url_for("respond.welcome", ref=invitation.id, add=1), others_url=others_url,
                           is_read=seen.is_read(invitation.id), **context)


def saved_page(standing: Standing | None, sent: bool = False) -> str:
    """What was posted after the session had ended is kept; nothing of it is shown."""
    context = plain()
    if standing is not None:
        languages.speak(standing.draft.language, standing.form.voice)
        context |= {"look": standing.draft.look, "reader": standing.form.audience}
    return render_template("respond/saved.html", sent=sent, **context)


def secret_page(mode: str, problems: list[str], action: str, chosen: list[str] | None = None, **context) -> str:
    """Choosing a secret (choose, chosen), or opening a draft with it (open; shut: there is none)."""
    rows = [f"secret-{place}" for place in range(1, secrets.LENGTH + 1)]
    first = f"{rows[0]}-{secrets.PICTURES[0]}"
    return render_template("respond/secret.html", mode=mode, problems=problems, action=action, rows=rows,
                           errors=[(first if mode != "shut" else "main", problem) for problem in problems],
                           pictures=[(picture, secret_words(picture)) for picture in secrets.PICTURES],
                           chosen=[(picture, secret_words(picture)) for picture in chosen or []], **context)


def _days(invitation: Invitation) -> dict:
    return {"premeet_day": _ahead(states.premeet_day(invitation.review)), "review_day": _ahead(invitation.review.date)}


def _about(invitation: Invitation) -> str:
    """The child's first name, for an adult who may have several forms open; a child knows whose it is."""
    return "" if invitation.role == "child" else invitation.child.called


def _ahead(day: date) -> date | None:
    """`day` while it is not past: nobody is told that a meeting is on a day that was."""
    return day if day >= clock.today() else None
