"""Which authority a command is about, and what it has set."""
from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import time
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import OperationalError, ProgrammingError

from portal import languages
from portal.catalogues import checked, reading
from portal.extensions import db
from portal.languages import Language
from portal.people.models import SHOWN_SETTINGS, Authority
from portal.people.trail import Actor, record

HOURS = {"opens": "09:00", "closes": "17:00"}  # of an authority that has said nothing
# What may be chosen; the first is so when nothing was said.
CHOICES = {"languages": ("all", "checked"), "letters": ("one", "both")}


class BadSetting(ValueError):
    """A setting cannot be as it was given: the message says why."""


class AuthorityUnclear(LookupError):
    """No authority, or more than one, fits: the message says what to do."""


def find(slug: str | None = None) -> Authority:
    """The authority called `slug`; without a slug the only one there is.

    Raises AuthorityUnclear when there is none, or when several need telling apart.
    """
    try:
        every = db.session.scalars(select(Authority).order_by(Authority.slug)).all()
    except (OperationalError, ProgrammingError):  # a database without our tables
        every = []
    if not every:
        raise AuthorityUnclear("There is no authority yet. Run `flask --app wsgi init` first.")
    slugs = ", ".join(authority.slug for authority in every)
    if slug is None and len(every) > 1:
        raise AuthorityUnclear(f"There are several authorities. Say which with --authority: {slugs}.")
    for authority in every:
        if slug in (None, authority.slug):
            return authority
    raise AuthorityUnclear(f"There is no authority called ‘{slug}’. There is: {slugs}.")


def of(authority_id: UUID | None) -> Authority:
    """The authority with this id. For a page that belongs to nobody yet: the only one, else one without a name."""
    if authority_id is not None:
        return db.session.get_one(Authority, authority_id)
    every = db.session.scalars(select(Authority).limit(2)).all()
    return every[0] if len(every) == 1 else Authority(name="", slug="", settings={})


def working_hours(settings: Mapping[str, str] | None) -> tuple[time, time]:
    """From when to when people are at work on a working day. Hours that make no sense are the usual ones."""
    with suppress(BadSetting):
        return _checked_hours(settings or {})
    return _checked_hours({})


def _checked_hours(settings: Mapping[str, str]) -> tuple[time, time]:
    opens, closes = (_clock_time(settings.get(name) or usual) for name, usual in HOURS.items())
    if opens >= closes:
        raise BadSetting(f"opens ({opens:%H:%M}) must be before closes ({closes:%H:%M})")
    return opens, closes


def _check_choices(values: Mapping[str, str]) -> None:
    for name, allowed in CHOICES.items():
        if values.get(name, "") not in ("", *allowed):
            raise BadSetting(f"{name} can be {' or '.join(allowed)}, not {values[name]!r}")


def languages_of(authority: Authority, form: str = "") -> list[Language]:
    """The languages offered to somebody who answers `form` (without one: on the pages before any).

    Every one, or only those that a qualified translator has checked, as the authority has set; always English.
    """
    every = list(languages.OFFERED.values())
    if (authority.settings or {}).get("languages") != "checked":
        return every
    return [one for one in every if checked.is_checked(one.code, form or reading.PAGES)]


def language_for(authority: Authority, code: str, form: str) -> str:
    """The language in which somebody who reads `code` is asked with this form: English where it is not offered."""
    return code if code in {one.code for one in languages_of(authority, form)} else languages.DEFAULT


def _clock_time(text: str) -> time:
    if len(text) == 5 and text[2] == ":":
        with suppress(ValueError):
            return time.fromisoformat(text)
    raise BadSetting(f"write a time as 09:00, not {text!r}")


def change(actor: Actor, values: dict[str, str]) -> dict[str, str]:
    """Set the name and what is shown to respondents (SHOWN_SETTINGS); all of it as it is now. Raises BadSetting."""
    with db.write() as session:
        authority = session.get_one(Authority, actor.authority_id)
        _checked_hours((authority.settings or {}) | values)
        _check_choices(values)
        authority.name = values.get("name", authority.name)
        authority.settings = (authority.settings or {}) | {k: v for k, v in values.items() if k in SHOWN_SETTINGS}
        if values:
            record(session, actor, "authority_changed", what=sorted(values))
    return {"name": authority.name} | {name: (authority.settings or {}).get(name, "") for name in SHOWN_SETTINGS}
