"""Web sessions as rows in a table, behind Flask's session interface.

The cookie is a 256-bit id; the table knows only its HMAC. No row and no cookie until something is put
into the session, so that an inert GET stays inert. `seen_at` is written at most once a minute.
"""
from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from flask import request, session
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import delete, update
from sqlalchemy.orm import Session
from werkzeug.datastructures import CallbackDict

from portal import clock
from portal.extensions import db, keyring
from portal.people.models import WebSession

ABSOLUTE = {"staff": timedelta(hours=10), "respondent": timedelta(hours=4)}
IDLE = {"staff": timedelta(minutes=30), "respondent": timedelta(hours=4)}


class StoredSession(CallbackDict, SessionMixin):
    """What one browser's session holds: ids only."""

    def __init__(self, data: dict, token: str = "", seen_at: datetime | None = None) -> None:
        def changed(_):
            self.modified = True

        super().__init__(data, changed)
        self.token, self.seen_at, self.ended = token, seen_at, False  # seen_at: when the stored row was last seen
        self.modified = False


def begin(**data) -> None:
    """A new session with a new id and a new CSRF secret: at every change of standing."""
    here = _here()
    if here.token:
        end(here.token)
    here.clear()
    here.token, here.seen_at, here.ended = "", None, False
    here["csrf_token"] = secrets.token_hex(20)
    here.update(data)


def forget() -> None:
    """End this browser's session on both sides."""
    here = _here()
    if here.token:
        end(here.token)
    here.clear()
    here.ended = True


def _here() -> StoredSession:
    return cast(StoredSession, session)


class TableSessions(SessionInterface):
    """Loads and saves sessions. Cookies are Secure, HttpOnly, SameSite=Lax, __Host- over https."""

    def open_session(self, app, request) -> StoredSession:
        static = request.path.startswith("/static/")  # never asks the database
        token = "" if static else request.cookies.get(self.get_cookie_name(app), "")
        row = find(token) if token else None
        return StoredSession(dict(row.data), token, row.seen_at) if row else StoredSession({})

    def save_session(self, app, session, response) -> None:
        name, secure = self.get_cookie_name(app), app.config["SESSION_COOKIE_SECURE"]
        if session.ended:
            response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="Lax")
            return
        if not session.modified:
            known = request.endpoint is not None  # an address that only leads elsewhere is no sign of life
            if session.seen_at is not None and (session.get("_user_id") or request.method == "POST" and known):
                _seen(session)  # a respondent's sign of life is a POST: looking at a page again is none
            return
        if not session.token:
            session.token = secrets.token_urlsafe(32)
            response.set_cookie(name, session.token, path="/", secure=secure, httponly=True, samesite="Lax")
        _store(session)


def _mac(token: str) -> bytes:
    return keyring.digest("session", token)


def find(token: str) -> WebSession | None:
    """The live session with this id; None when unknown, idle too long or too old."""
    row = db.session.get(WebSession, _mac(token))
    if row is None:
        return None
    standing = "staff" if row.staff_id else "respondent"
    now = clock.now()
    if now - row.created_at > ABSOLUTE[standing] or now - row.seen_at > IDLE[standing]:
        return None
    return row


def _store(session: StoredSession) -> None:
    now, mac = clock.now(), _mac(session.token)
    with db.write() as writing:
        row = writing.get(WebSession, mac)
        if row is None and session.seen_at is not None:
            return  # ended by another request while this one ran: it stays ended
        if row is None:
            row = WebSession(mac=mac, created_at=now, data={}, seen_at=now)
            writing.add(row)
        user = session.get("_user_id")
        row.data, row.seen_at, row.staff_id = dict(session), now, UUID(user) if user else None


def _seen(session: StoredSession) -> None:
    now = clock.now()
    if now - session.seen_at > timedelta(minutes=1):
        with db.write() as writing:
            writing.execute(update(WebSession).where(WebSession.mac == _mac(session.token)).values(seen_at=now))


def end(token: str) -> None:
    """End the session with this id."""
    with db.write() as writing:
        writing.execute(delete(WebSession).where(WebSession.mac == _mac(token)))


def end_all_of(staff_id: UUID) -> None:
    """End every session of a member of staff (a leaver)."""
    with db.write() as writing:
        writing.execute(delete(WebSession).where(WebSession.staff_id == staff_id))


def end_opened_by(session: Session, token_ids: list[UUID]) -> None:
    """End, in the caller's transaction, every respondent's session that one of these links or codes opened."""
    opened_by = WebSession.data["token"].as_string()
    session.execute(delete(WebSession).where(WebSession.staff_id.is_(None), opened_by.in_([str(i) for i in token_ids])))


def sweep() -> int:
    """Take out rows of sessions that are over; how many."""
    oldest = clock.now() - max(ABSOLUTE.values())
    with db.write() as writing:
        return writing.execute(delete(WebSession).where(WebSession.created_at < oldest)).rowcount
