"""What is printed at the end: who to sign in as, and one live link for each kind of respondent."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal import clock
from portal.cases.models import Child, Review
from portal.consultations import states, tokens
from portal.consultations.facts import OBSERVER
from portal.consultations.models import Invitation
from portal.demo.making import PASSWORD
from portal.extensions import db
from portal.people.models import Authority, Staff
from portal.people.policy import ROLES

PARENTS, CARERS = ("mother", "father"), ("foster_carer", "connected_carer")
OPEN = ("asked", "opened", "waiting", "begun")  # the freshest first
# Who answers -> does this invitation fit?
KINDS: dict[str, Callable[[Invitation], bool]] = {
    "a child of 4 to 7, with somebody’s help": lambda i: _form(i) == "little" and i.language == "en",
    "a child of 8 to 11": lambda i: _form(i) == "child" and i.language == "en",
    "a young person of 12 to 15": lambda i: _form(i) == "young" and not i.child.language,
    "a young person of 16 or more, in Arabic": lambda i: _form(i) == "leaving" and i.language == "ar",
    "a child who answers with pictures": lambda i: _form(i) == "symbols",
    "a mother": lambda i: i.role == "mother" and i.language == "en",
    "a father, in Polish": lambda i: i.role == "father" and i.language == "pl",
}


def lines(authority: Authority) -> Iterator[str]:
    """Everything that somebody needs who looks at the demonstration. Mints fresh links."""
    config = current_app.extensions["portal"]
    yield f"{authority.name} is invented: nobody in it is real."
    yield f"Sign in at {config['PORTAL_STAFF_URL'].rstrip('/')}/staff/sign-in with the password: {PASSWORD}"
    for role, staff in _by_role(authority.id):
        yield f"  {staff.email:<36} {staff.name}, {ROLES[role]}"
    kinds = list(chosen(authority.id))
    if not any(invitations for _, invitations in kinds):
        yield f"It was made for {authority.settings.get('invented_for', 'another day')}: by today its links have ended."
        return
    yield "Links of people who are asked; open each in a private window:"
    for kind, invitations in kinds:
        yield f"  {kind + ':':<64} {link(invitations) if invitations else 'nobody is being asked just now'}"


def _by_role(authority_id: UUID) -> Iterator[tuple[str, Staff]]:
    everybody = db.session.scalars(select(Staff).where(Staff.authority_id == authority_id, Staff.left_at.is_(None),
                                                       Staff.password_hash.is_not(None)).order_by(Staff.name)).all()
    for role in ROLES:
        holders = [staff for staff in everybody if role in staff.roles and staff.email.endswith("@example.org")]
        # Ada Okoro comes first by name; for duty somebody else is more to look at.
        if holders:
            yield role, holders[-1 if role == "duty" else 0]


def link(invitations: list[Invitation]) -> str:
    """A fresh link that opens these invitations."""
    base = current_app.extensions["portal"]["PORTAL_PUBLIC_URL"].rstrip("/")
    with db.write() as session:
        return f"{base}/{invitations[0].language}/{tokens.mint_link(session, [i.id for i in invitations])}"


def chosen(authority_id: UUID) -> Iterator[tuple[str, list[Invitation]]]:
    """For each kind of respondent the invitations that one link should open; none if nobody is asked now."""
    live = _live(authority_id)
    for kind, fits in KINDS.items():
        yield kind, [i for i in live if fits(i)][:1]
    carers: dict[UUID, list[Invitation]] = {}
    for invitation in live:
        if invitation.role in CARERS:
            carers.setdefault(invitation.person_id, []).append(invitation)
    observer = next((i for i in live if i.role == OBSERVER and i.person_id), None)
    theirs = [i for i in live if observer and i.person_id == observer.person_id]
    yield "the carer of a child under four (own form, and what they saw)", theirs
    most = max(carers.values(), key=len, default=[])
    yield f"a carer of {len(most)} (one link, {len(most)} forms)" if len(most) > 1 else "a carer", most


def _live(authority_id: UUID) -> list[Invitation]:
    wanted = select(Invitation).join(Review).where(
        Invitation.authority_id == authority_id, Review.date >= clock.today()).options(
        joinedload(Invitation.review), joinedload(Invitation.person),
        joinedload(Invitation.child).selectinload(Child.relations), selectinload(Invitation.form_version))
    live = [i for i in db.session.scalars(wanted) if states.is_live(i) and states.state(i) in OPEN]
    return sorted(live, key=lambda i: (OPEN.index(states.state(i)), i.child.source_id, i.role))


def _form(invitation: Invitation) -> str:
    """The name of the form, without its version."""
    return invitation.form_version.key.partition(".")[0]
