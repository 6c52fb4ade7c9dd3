"""Passwords, one-use links and the soft lockout of local sign-in."""
from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import select, update

from portal import clock
from portal.extensions import db, keyring
from portal.people import attempts, sessions
from portal.people.models import OneUseLink, Staff
from portal.people.trail import Actor, record

# 19 MiB, two passes, one lane: OWASP's second choice, so that eight sign-ins at once fit a small server.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_nobody = _hasher.hash(secrets.token_urlsafe(16))
SHORTEST = 12


class SignInRefused(Exception):
    """Wrong e-mail or password, no password yet, or too many tries: the caller never learns which.

    `wait` is how long the door stays shut, in whole minutes (0 when it is open).
    """

    def __init__(self, wait: int = 0) -> None:
        super().__init__("sign-in refused")
        self.wait = wait


def sign_in(email: str, password: str, address: str) -> Staff:
    """The member of staff with this e-mail and password. `address` is the caller's, for counting.

    Raises SignInRefused. Each try costs one hash, whether the account exists or not.
    """
    email = email.strip().lower().replace("\x00", "\ufffd")  # PostgreSQL refuses NUL
    counters = [attempts.Counter("password", email, free=5),
                attempts.Counter("address", address, free=50, forget_after=attempts.SHARED)]
    wait = max(counter.minutes_shut() for counter in counters)
    if wait:
        raise SignInRefused(wait)
    staff = db.session.scalar(select(Staff).where(Staff.email == email, Staff.left_at.is_(None)))
    good = _matches((staff and staff.password_hash) or _nobody, password) and staff and staff.password_hash
    with db.write() as session:
        if not good:
            for counter in counters:
                counter.wrong(session)
            if staff:
                record(session, Actor("staff", staff.id, staff.authority_id), "sign_in_refused")
        else:
            counters[0].right(session)
            record(session, Actor("staff", staff.id, staff.authority_id), "signed_in")
    if not good:
        raise SignInRefused
    return staff


def _matches(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except VerifyMismatchError:
        return False


def password_problem(password: str, again: str) -> str | None:
    """Why this password cannot be taken, in words; None when it can."""
    if password != again:
        return "The two passwords are different. Type the same one twice."
    if len(password) < SHORTEST:
        return f"Use at least {SHORTEST} characters. Three words you can remember make a good password."
    if len(set(password.lower())) < 5:
        return "This password is too easy to guess. Use at least five different characters."
    return None


def make_one_use_link(staff_id: UUID, days: int = 7) -> str:
    """A token that lets `staff_id` set a password once within `days`. Only its HMAC is kept."""
    token = secrets.token_urlsafe(20)
    with db.write() as session:
        session.add(OneUseLink(staff_id=staff_id, mac=keyring.digest("pepper", "staff:" + token),
                               expires_at=clock.now() + timedelta(days=days)))
    return token


def find_one_use_link(token: str) -> OneUseLink | None:
    """The live link with this token, if any."""
    link = db.session.scalar(select(OneUseLink).where(OneUseLink.mac == keyring.digest("pepper", "staff:" + token)))
    if link is None or link.used_at is not None or link.expires_at < clock.now():
        return None
    return link


def set_password(link: OneUseLink, password: str) -> bool:
    """Use up `link` (and its owner's other links) and set the password; False when somebody was quicker."""
    hashed = _hasher.hash(password)
    unused = update(OneUseLink).where(OneUseLink.used_at.is_(None)).values(used_at=clock.now())
    with db.write() as session:
        taken = session.scalar(unused.where(OneUseLink.id == link.id).returning(OneUseLink.staff_id))
        if taken is None:
            return False
        session.execute(unused.where(OneUseLink.staff_id == taken))
        staff = session.get_one(Staff, taken)
        staff.password_hash = hashed
        record(session, Actor("staff", staff.id, staff.authority_id), "password_set")
    sessions.end_all_of(taken)
    return True


def hash_for_demo(password: str) -> str:
    """A stored form of `password`, for invented accounts only."""
    return _hasher.hash(password)
