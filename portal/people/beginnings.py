"""The first authority and its first administrator. There is no default account."""
from __future__ import annotations

import re
from uuid import uuid4

from sqlalchemy import select

from portal import clock
from portal.extensions import db
from portal.people import passwords
from portal.people.models import Authority, Staff, StaffRole, TrailHead

FIRST = "administrator@portal.invalid"  # the first administrator’s account, until they add one in their own name


def add_authority(session, name: str, *, invented: bool = False, settings: dict | None = None) -> Authority:
    """A new authority with an empty trail, in the caller's transaction."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "authority"
    authority = Authority(id=uuid4(), slug=slug, name=name, invented=invented, settings=settings or {})
    session.add(authority)
    session.flush()
    session.add(TrailHead(authority_id=authority.id, number=0, mac=bytes(32)))
    return authority


def first_administrator(name: str) -> str | None:
    """A one-use token for the first administrator of the first authority (made now, when there is none).

    None once any account has a password.
    """
    if db.session.scalar(select(Staff.id).where(Staff.password_hash.is_not(None)).limit(1)) is not None:
        return None
    with db.write() as session:
        authority = session.scalars(select(Authority).order_by(Authority.slug)).first() or add_authority(session, name)
        staff = session.scalar(select(Staff).where(Staff.authority_id == authority.id, Staff.email == FIRST))
        if staff is None:
            staff = Staff(id=uuid4(), authority_id=authority.id, email=FIRST, name="First administrator",
                          created_at=clock.now(), role_rows=[StaffRole(role="administrator")])
            session.add(staff)
        staff_id = staff.id
    return passwords.make_one_use_link(staff_id)
