"""What this browser has opened: ids in its session, nothing else.

After ten minutes without a sign of life what was typed is not shown any more until the secret is given
(SECURITY decision 12). A POST is a sign of life: whoever sends a page had it open before them.
"""
from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import request, session
from werkzeug.exceptions import HTTPException

from portal import clock
from portal.consultations import doors, drafts, tickets
from portal.consultations.doors import Opened
from portal.consultations.drafts import Standing
from portal.consultations.models import Invitation
from portal.consultations.tickets import BadTicket
from portal.languages import of_browser
from portal.people import sessions

LOCK_AFTER = timedelta(minutes=10)


def remember(found: Opened, language: str) -> None:
    """A new session for what was just opened. Drafts that this browser holds of the same forms stay."""
    ids = {str(invitation.id) for invitation in found.invitations}
    kept = {} if is_locked() else {i: d for i, d in session.get("drafts", {}).items() if i in ids}
    sessions.begin(opened=sorted(ids), token=str(found.token_id), language=language, drafts=kept, receipts={})


def lend(ref: UUID) -> None:
    """A new session for a phone that is handed over: this one form, nothing of anybody else, no draft yet."""
    token, code = session["token"], language()
    sessions.begin(opened=[str(ref)], token=token, language=code, drafts={}, receipts={}, lent=True)


def is_lent() -> bool:
    """Whether somebody handed this phone over for one form."""
    return bool(session.get("lent"))


def lock() -> None:
    """Show nothing that was typed until the secret is given."""
    if session.get("opened"):
        session["locked"] = True


def is_locked() -> bool:
    """Whether what was typed here is shut."""
    return bool(session.get("locked"))


def lock_when_idle() -> None:
    """Before every request here: after ten minutes the form is shut, unless its own page is posted from the screen."""
    if session.get("drafts") and not session.get("locked") and _is_idle() and not _posts_a_page_it_holds():
        lock()


def _posts_a_page_it_holds() -> bool:
    if request.endpoint not in ("respond.save", "respond.send", "respond.tell") or request.method != "POST":
        return False
    try:
        return str(tickets.read(request.form.get("ticket", "")).draft_id) in session["drafts"].values()
    except (BadTicket, HTTPException):
        return False


def _is_idle() -> bool:
    seen_at = getattr(session, "seen_at", None)
    return seen_at is not None and clock.now() - seen_at > LOCK_AFTER


def unlock(ref: UUID, draft_id: UUID | None) -> None:
    """Open this form here again: with the draft that the secret opened, or (None) on an empty one."""
    held = {} if session.get("locked") else {i: d for i, d in session.get("drafts", {}).items() if i != str(ref)}
    session["drafts"] = held | ({str(ref): str(draft_id)} if draft_id else {})
    session["locked"] = False


def invitation(ref: UUID) -> Invitation | None:
    """The invitation `ref`, when this browser opened it and it is still live."""
    return doors.invitation(ref) if opened(ref) else None


def opened(ref: UUID) -> bool:
    """Whether this browser's session opened the invitation `ref`."""
    return str(ref) in session.get("opened", [])


def invitations() -> list[Invitation]:
    """Every live invitation that this browser opened."""
    found = (doors.invitation(UUID(i)) for i in session.get("opened", []))
    return [i for i in found if i is not None]


def has_several() -> bool:
    """Whether one link opened several forms here."""
    return len(session.get("opened", [])) > 1


def language() -> str:
    """The language this browser chose last; without a session, the one its owner reads."""
    return session.get("language") or of_browser(list(request.accept_languages.values()))


def choose_language(code: str) -> None:
    if session.get("opened"):
        session["language"] = code


def hold(ref: UUID, draft_id: UUID) -> None:
    """Remember that this browser writes the draft."""
    session["drafts"] = {**session["drafts"], str(ref): str(draft_id)}


def holds(standing: Standing) -> bool:
    """Whether this browser may see what the draft holds: it wrote it, in this session, and is not locked."""
    held = session.get("drafts", {}).get(str(standing.invitation.id))
    return not session.get("locked") and held == str(standing.draft.id)


def standing(ref: UUID) -> Standing | None:
    """Where this browser's open draft of `ref` stands; None when it has none, or another phone sent it along."""
    draft_id = None if is_locked() else session.get("drafts", {}).get(str(ref))
    found = drafts.standing(UUID(draft_id)) if draft_id and invitation(ref) else None
    return None if found is None or found.is_sent else found


def finish(ref: UUID, reference: str, late: bool) -> None:
    """What was sent is no longer this browser's to see: only its receipt is.

    A new session id, because a browser drops the pages that it keeps for Back when its cookie changes: without a
    script nothing else makes it.
    """
    kept = {name: value for name, value in session.items() if name != "csrf_token"}
    kept["drafts"] = {i: d for i, d in session["drafts"].items() if i != str(ref)}
    kept["receipts"] = {**session["receipts"], str(ref): [reference, late]}
    sessions.begin(**kept)


def receipt(ref: UUID) -> tuple[str, bool] | None:
    """(reference, late) of what this browser sent for `ref`."""
    found = session.get("receipts", {}).get(str(ref))
    return (found[0], found[1]) if found else None


def token_id() -> UUID | None:
    """Which link or code opened this session."""
    return UUID(session["token"]) if "token" in session else None


def leave() -> None:
    """End the session: what comes next on this browser starts from the link."""
    sessions.forget()
