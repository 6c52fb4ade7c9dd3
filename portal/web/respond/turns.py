"""One turn of the journey: what a POST holds, and where its button leads."""
from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import redirect, url_for

from portal import clock, languages
from portal.consultations import drafts, files
from portal.consultations.drafts import Standing
from portal.consultations.models import Invitation
from portal.consultations.pages import SHARES, PageContent
from portal.consultations.sending import NothingToSend, Receipt
from portal.consultations.tickets import Ticket
from portal.languages import words
from portal.questionnaires.definition import Page
from portal.questionnaires.forms import answers_from, page_form
from portal.questionnaires.shapes import LOOKS
from portal.web.respond import browser, uploads, views
from portal.web.respond.forms import HELPERS, not_before_roles, sharing_form
from portal.web.respond.items import files_of

CHECK = "check"
AWAY = ("later", "lock", "secret")  # buttons that shut the page, whatever is wrong on it
KEEP = "keep"  # a page that saves by itself while somebody writes
ONWARD = ("next", "skip", "check", "end")  # buttons that must not pass over a mistake


def start(invitation: Invitation, posted):
    """The welcome page's POST."""
    go, standing = posted.get("go", "next"), browser.standing(invitation.id)
    if go.startswith("language:"):
        code = languages.offered(go.partition(":")[2]).code
        browser.choose_language(code)
        drafts.reads(invitation.id, code)
    if go == "lend":
        browser.lend(invitation.id)
        return redirect(url(invitation.id, ""), 303)
    if standing is None and (go == "leave" or go.startswith("language:")):
        return _elsewhere(invitation.id, go)
    if standing is None:
        draft = drafts.begin(invitation, browser.language())
        browser.unlock(invitation.id, draft.id)
        standing = drafts.standing(draft.id)
    change_helper(standing, posted)
    return move(standing, "", go)


def change_helper(standing: Standing, posted) -> Standing:
    """Who helps is asked on every page: where the draft stands after it."""
    helper = posted.get("helper", "")
    if helper not in HELPERS or helper == standing.draft.helper:
        return standing
    drafts.change(standing.draft.id, helper=helper)
    return drafts.standing(standing.draft.id) or standing


def show(standing: Standing, page: Page):
    """A page as it was left."""
    views.place(standing)
    content = standing.pages.get(page.id, PageContent())
    form = page_form(standing.journey.shown(page), words)(data=content.answers)
    return _render(standing, page, form, content, [])


def _render(standing: Standing, page: Page, form, content: PageContent, errors: list):
    context = views.place(standing)
    sharing = sharing_form(content, page.sharing, context["reader"], context["iro"],
                           page.office) if page.sharing else None
    ticket = Ticket(standing.draft.id, page.id, standing.revisions.get(page.id, 0)).seal()
    return views.question_page(standing, page, form, sharing, errors, ticket)


@dataclass(frozen=True)
class Taken:
    """What a page's POST held, and whether it was kept."""

    page: Page
    form: Any
    content: PageContent
    problems: list[tuple[str, str]]  # (question id, what to do) for files that were refused
    kept: bool
    added: UUID | None  # the draft of an addition that keeps it, when its own had been sent meanwhile


def save_only(standing: Standing, ticket: Ticket, posted, uploaded, go: str) -> Taken:
    """Keep what a page's POST holds, and go nowhere."""
    views.place(standing)
    page = standing.form.page(ticket.page)
    questions = standing.journey.shown(page) or page.questions
    form = page_form(questions, words)(posted)
    content = content_of(standing, page, posted, answers_from(form, questions), go)
    kept = drafts.save_page(standing.draft.id, page.id, content, ticket.revision, tab=ticket.tab, seq=_seq(posted),
                            posted=go != KEEP)
    ours = kept or (go == KEEP and not browser.opened(standing.invitation.id))
    added = None if ours else _add(standing, page, content, uploads.any_in(page, uploaded))
    problems = uploads.take(drafts.standing(added) or standing if added else standing, page, uploaded)
    return Taken(page, form, content, problems, kept, added)


def take(standing: Standing, ticket: Ticket, posted, uploaded):
    """Keep what a page's POST holds, whatever its button; then go where the button leads."""
    go, known = posted.get("go", "next"), browser.opened(standing.invitation.id)
    taken = save_only(standing, ticket, posted, uploaded, go)
    if go == "leave":  # whatever has happened to the session or the draft
        return leave()
    if go == KEEP:
        return keep(standing, ticket, taken.problems, taken.kept, taken.added)
    if not taken.kept and known:
        return _after_sending(standing.invitation.id, taken.added)
    if not browser.holds(standing):
        return not_shown(standing)
    standing = change_helper(standing, posted)
    there = standing.journey.may_visit(taken.page.id)  # a page that left the path has no mistakes to mend
    refused = bool(taken.problems) and go not in AWAY
    if there and (refused or (go in ONWARD and not taken.form.validate())):
        return _with_errors(standing, taken.page, taken.form, taken.content, taken.problems), 422
    return move(standing, taken.page.id, go)


def _seq(posted) -> int | None:
    """The number that the page's script gave this packet; None without a script."""
    number = posted.get("seq", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None


def _with_errors(standing: Standing, page: Page, form, content: PageContent, problems: list):
    errors = problems + [(field.id, message) for field in form for message in field.errors]
    for name, message in problems:
        form[name].errors = (*form[name].errors, message)
    return _render(drafts.standing(standing.draft.id) or standing, page, form, content, errors)


def not_shown(standing: Standing):
    """What was posted is kept, and this browser may not (any more) see it."""
    if browser.opened(standing.invitation.id) and browser.is_locked():
        return redirect(url_for("respond.unlock", ref=standing.invitation.id), 303)
    return views.saved_page(standing)


def keep(standing: Standing, ticket: Ticket, problems: list, kept: bool, added: UUID | None):
    """What the page's script is told after it saved by itself: the truth, and nothing that was typed."""
    if not kept and added is None:
        return {"saved": ""}, 409
    answer: dict = {"saved": languages.format_clock(clock.now()), "problems": dict(problems)}
    if added is not None:  # it was sent meanwhile: what comes now belongs to an addition
        browser.hold(standing.invitation.id, added)
    now = drafts.standing(added or standing.draft.id)  # None: withdrawn in this very moment
    if added is not None and now is not None:
        answer["ticket"] = Ticket(added, ticket.page, now.revisions.get(ticket.page, 0)).seal()
    if now is not None and browser.holds(now):
        answer["files"] = files_of(now, ticket.page)
    return answer


def _add(standing: Standing, page: Page, content: PageContent, with_files: bool) -> UUID | None:
    """Keep a page whose draft was sent meanwhile, by another phone or tab, for an addition: its draft, if any."""
    if not content.answers and not with_files:
        return None
    ours = browser.standing(standing.invitation.id)
    draft_id = (ours.draft if ours else drafts.begin(standing.invitation, standing.draft.language)).id
    return draft_id if drafts.save_page(draft_id, page.id, content, 0) else None


def _after_sending(ref: UUID, added: UUID | None):
    if added is not None:  # nothing says which way through the form they chose: the addition starts with that
        browser.hold(ref, added)
        return redirect(url_for("respond.welcome", ref=ref), 303)
    return redirect(url_for("respond.done", ref=ref), 303)


def content_of(standing: Standing, page: Page, posted, answers: dict, go: str) -> PageContent:
    """What a page's POST says, beside its answers: who may know it, who helped, whether it was skipped."""
    share, helper = posted.get("sharing-share", ""), posted.get("helper", "")
    roles = set(posted.getlist("sharing-not_before")) & set(not_before_roles(standing.form.audience))
    return PageContent(
        answers=answers, share=(share if share in SHARES else page.sharing) or "",
        say_for_me="sharing-say_for_me" in posted, not_before=tuple(sorted(roles)),
        skipped=go == "skip" and not answers, language=standing.draft.language,
        helper=helper if helper in HELPERS else standing.draft.helper,
        office=page.office and "sharing-office" in posted)


def move(standing: Standing, page_id: str, go: str):
    """Where a button leads from `page_id` ('' is the welcome, 'check' the check page)."""
    ref, verb, _, what = standing.invitation.id, *go.partition(":")
    if verb == "language":
        code = languages.offered(what).code
        drafts.change(standing.draft.id, language=code)
        browser.choose_language(code)
    elif verb == "look" and what in LOOKS:
        drafts.change(standing.draft.id, look=what)
    elif verb in ("leave", "later", "lock", "secret"):
        return _elsewhere(ref, verb)
    elif verb == "drop":
        _drop(standing, what)
    elif verb == "change" and what in {page.id for page in standing.form.pages}:
        return redirect(url_for("respond.page", ref=ref, page=what, check=1), 303)
    elif verb == "end":
        return redirect(url(ref, CHECK), 303)
    elif verb in ("next", "skip", "back", "check"):
        return redirect(_neighbour(drafts.standing(standing.draft.id), page_id, verb), 303)
    return redirect(url(ref, page_id), 303)


def leave(handed_back: bool = False):
    """End the session and go where nothing says where the reader has been."""
    language = browser.language()
    browser.leave()
    return redirect(url_for("respond.handed_back" if handed_back else "respond.left", language=language), 303)


def closed(go: str):
    """Nothing is open here (any more). Who presses Leave still leaves, and reads nothing about it."""
    return leave() if go == "leave" else views.closed_page()


def _elsewhere(ref: UUID, verb: str):
    if verb == "leave" or verb == "later" and browser.is_lent():
        return leave(handed_back=verb == "later")
    if verb == "lock":
        browser.lock()
        return redirect(url_for("respond.unlock", ref=ref), 303)
    if verb in ("later", "secret"):
        return redirect(url_for(f"respond.{verb}", ref=ref), 303)
    return redirect(url_for("respond.welcome", ref=ref), 303)


def _drop(standing: Standing, file_id: str) -> None:
    with suppress(ValueError):
        files.drop(standing.draft.id, UUID(file_id))


def url(ref: UUID, page_id: str) -> str:
    """The address of a page of the form; '' is the welcome page."""
    if not page_id:
        return url_for("respond.welcome", ref=ref)
    return url_for("respond.check", ref=ref) if page_id == CHECK else url_for("respond.page", ref=ref, page=page_id)


def _where_it_was_left(standing: Standing) -> str:
    """The last page that holds something, so that they see where they were; the check page when all of them do."""
    pages = standing.journey.pages
    kept = [page.id for page in pages if page.id in standing.pages]
    if len(kept) == len(pages):
        return CHECK
    return kept[-1] if kept else pages[0].id


def _neighbour(standing: Standing, page_id: str, verb: str) -> str:
    ref, journey = standing.invitation.id, standing.journey
    if verb == "back":
        before = journey.pages[-1] if page_id == CHECK else journey.before(page_id) if page_id else None
        return url(ref, before.id if before else "")
    if not page_id:
        return url(ref, _where_it_was_left(standing))
    after = journey.after(page_id)
    if verb == "check":  # back to the check page, by way of pages that the change has made new
        while after is not None and after.id in standing.pages:
            after = journey.after(after.id)
    return url(ref, after.id if after else CHECK)


def send(standing: Standing, deliver: Callable[[UUID, bool | None], Receipt], own_words: bool | None):
    """The Send button: once, however often it is pressed. An answer that is too long goes back to its page."""
    views.place(standing)
    for page in standing.journey.pages:
        if not filled_in(standing, page).validate():
            return redirect(url_for("respond.page", ref=standing.invitation.id, page=page.id, check=1), 303)
    try:
        receipt = deliver(standing.draft.id, own_words)
    except NothingToSend:
        return views.closed_page()
    if not browser.holds(standing):
        if browser.receipt(standing.invitation.id):
            return redirect(url_for("respond.done", ref=standing.invitation.id), 303)
        return views.saved_page(standing, sent=True)
    if browser.is_lent():
        language = browser.language()
        browser.leave()
        return redirect(url_for("respond.handed_back", language=language, sent=1), 303)
    browser.finish(standing.invitation.id, receipt.reference, receipt.late)
    return redirect(url_for("respond.done", ref=standing.invitation.id), 303)


def filled_in(standing: Standing, page: Page):
    """The page's form with what the draft holds of it, to be looked at once more before it is sent."""
    content = standing.pages.get(page.id, PageContent())
    return page_form(standing.journey.shown(page), words)(data=content.answers)
