"""The gate before every request: the policy table, asked before any view runs. Deny by default."""
from __future__ import annotations

from uuid import UUID

from flask import Flask, abort, redirect, request, url_for
from flask_login import current_user

from portal.extensions import db, login
from portal.people import policy
from portal.people.models import Staff
from portal.people.trail import Actor


class PolicyIncomplete(RuntimeError):
    """A route has no rule (or a rule no route): nothing is served until somebody decides who may use it."""


class Account:
    """The signed-in member of staff as Flask-Login knows them."""

    is_authenticated = is_active = True
    is_anonymous = False

    def __init__(self, staff: Staff) -> None:
        self.staff = staff

    def get_id(self) -> str:
        return str(self.staff.id)

    @property
    def roles(self) -> frozenset[str]:
        return self.staff.roles

    @property
    def actor(self) -> Actor:
        return Actor("staff", self.staff.id, self.staff.authority_id)


@login.user_loader
def _load(user_id: str) -> Account | None:
    staff = db.session.get(Staff, UUID(user_id))
    return Account(staff) if staff is not None and staff.left_at is None else None


def install(app: Flask) -> None:
    """Put the gate before every request of `app`."""
    app.before_request(_enforce)


def check(app: Flask) -> None:
    """Raise PolicyIncomplete unless the table and the routes of `app` match exactly."""
    found = policy.problems({rule.endpoint for rule in app.url_map.iter_rules()})
    if found:
        raise PolicyIncomplete("\n".join(found))


def _enforce():
    if request.endpoint is None:
        return None  # no such address: the 404 page
    rule = policy.TABLE[request.endpoint]
    if rule.who & {"public", "respondent"}:
        return None  # a respondent's own form is found by what this browser opened, or by the page's ticket
    if not current_user.is_authenticated:
        return redirect(url_for("account.sign_in"), 303)
    if not rule.who & current_user.roles:
        abort(403)
    return None
