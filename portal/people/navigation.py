"""What every staff page is given: who is signed in, and the rooms open to them."""
from __future__ import annotations

from flask import Flask, has_request_context, request, url_for
from flask_login import current_user

from portal.people.policy import TABLE

ROOMS = (("inbox.desk", "My desk"), ("office.reviews", "Reviews"), ("office.outbox", "Messages"),
         ("interpreting.texts", "Texts"), ("reports.counts", "Counts"), ("account.people", "Accounts"),
         ("trying.forms", "Try a form"), ("words.find", "Words"), ("account.me", "My photo"))


def install(app: Flask) -> None:
    """Give the staff pages of `app` their names."""
    app.context_processor(_names)


def home(roles: frozenset[str]) -> str | None:
    """The endpoint of the first room open to these roles; None when there is none."""
    return next((endpoint for endpoint, _ in ROOMS if TABLE[endpoint].who & roles), None)


def _names() -> dict:
    if not has_request_context() or not request.path.startswith("/staff") or not current_user.is_authenticated:
        return {}
    staff = current_user.staff
    nav = [{"label": label, "url": _url(endpoint), "current": request.endpoint == endpoint, "count": None}
           for endpoint, label in ROOMS if TABLE[endpoint].who & staff.roles]
    return {"staff": staff, "authority": staff.authority, "nav": nav, "sign_out_url": url_for("account.sign_out")}


def _url(endpoint: str) -> str:
    """The way to a room. From a discreet page it leads to a discreet desk: one click must show no names on a train."""
    discreet = endpoint == "inbox.desk" and request.args.get("show") == "initials"
    return url_for(endpoint, show="initials" if discreet else None)
