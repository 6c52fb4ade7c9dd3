"""Changes -> rows, in short transactions. Each batch looks its rows up again, so that running twice at once is safe."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import clock
from portal.cases.allocation import move
from portal.cases.models import Child, ContactDetails, Person, Placement, Relation, Review
from portal.cases.planning import ChildChange, PersonChange, RelationChange, ReviewChange, Step
from portal.extensions import db
from portal.people.models import Staff, StaffRole
from portal.people.trail import Actor, record


def save_children(changes: Sequence[ChildChange], actor: Actor, today: date) -> None:
    """One batch of children, with contact details, placements and allocations. One transaction."""
    with db.write() as session:
        found = _by_source_id(session, Child, actor.authority_id, [c.source_id for c in changes])
        contacts = _contacts(session, found.values())
        iros = _iros(session, changes, actor)
        for change in changes:
            child = found.get(change.source_id)
            if child is None:
                child = found[change.source_id] = Child(id=uuid4(), authority_id=actor.authority_id,
                                                        source_id=change.source_id)
                session.add(child)
            _set(child, change.values)
            _save_contact(session, child, contacts.get(child.id), change.contact)
        session.flush()
        for change in changes:
            _place(session, found[change.source_id].id, change.placement)
            if change.iro is not None:
                move(session, found[change.source_id].id, iros.get(change.iro), today, actor)


def _iros(session: Session, changes: Iterable[ChildChange], actor: Actor) -> dict[str, UUID]:
    emails = {change.iro for change in changes if change.iro}
    mine = select(Staff.email, Staff.id).where(Staff.authority_id == actor.authority_id, Staff.email.in_(emails))
    iros = dict(session.execute(mine).all()) if emails else {}
    for email in sorted(emails - iros.keys()):
        # Without a password they cannot sign in until an administrator invites them.
        member = Staff(id=uuid4(), authority_id=actor.authority_id, email=email, name=name_from(email),
                       created_at=clock.now(), role_rows=[StaffRole(role="iro")])
        session.add(member)
        session.flush()
        record(session, actor, "staff_recorded", object_id=member.id, role="iro")
        iros[email] = member.id
    return iros


def name_from(email: str) -> str:
    """'ada.okafor2@council.example' -> 'Ada Okafor': a name until somebody types the right one."""
    local = "".join(" " if c in "._-+" else c for c in email.split("@")[0] if not c.isdigit())
    return " ".join(word.capitalize() for word in local.split()) or email


def _place(session: Session, child_id: UUID, step: Step | None) -> None:
    if step is None:
        return
    going_on = select(Placement).where(Placement.child_id == child_id, Placement.to_on.is_(None))
    current = session.scalars(going_on.order_by(Placement.from_on.desc())).first()
    if current is not None and step.deed == "correct":
        current.kind, current.from_on = step.kind, step.from_on
        return
    if current is not None:
        current.to_on = max(step.from_on, current.from_on)
    session.add(Placement(child_id=child_id, kind=step.kind, from_on=step.from_on))


def save_people(changes: Sequence[PersonChange], actor: Actor) -> None:
    """One batch of people, with contact details and what they are to whom. One transaction."""
    with db.write() as session:
        found = _by_source_id(session, Person, actor.authority_id, [c.source_id for c in changes])
        contacts = _contacts(session, found.values())
        children = _by_source_id(session, Child, actor.authority_id, [r.key[1] for c in changes for r in c.relations])
        relations = {(r.person_id, r.child_id, r.relationship): r for r in session.scalars(
            select(Relation).where(Relation.person_id.in_([person.id for person in found.values()])))}
        for change in changes:
            person = found.get(change.source_id)
            if person is None:
                person = Person(id=uuid4(), authority_id=actor.authority_id, source_id=change.source_id)
                session.add(person)
            _set(person, change.values)
            _save_contact(session, person, contacts.get(person.id), change.contact)
            for relation in change.relations:
                key = (person.id, children[relation.key[1]].id, relation.key[2])
                _relate(session, relations.get(key), key, relation)


def _relate(session: Session, relation: Relation | None, key: tuple[UUID, UUID, str], change: RelationChange) -> None:
    if relation is None:
        relation = Relation(person_id=key[0], child_id=key[1], relationship=key[2])
        session.add(relation)
    _set(relation, change.values)


def save_reviews(changes: Sequence[ReviewChange], actor: Actor) -> None:
    """One batch of reviews. One transaction."""
    with db.write() as session:
        found = _by_source_id(session, Review, actor.authority_id, [c.source_id for c in changes])
        children = _by_source_id(session, Child, actor.authority_id, [c.child_id for c in changes])
        for change in changes:
            review = found.get(change.source_id)
            if review is None:
                review = Review(authority_id=actor.authority_id, source_id=change.source_id,
                                child_id=children[change.child_id].id)
                session.add(review)
            _set(review, change.values)


def pause(model: type[Child] | type[Relation], stopped: Sequence[tuple[UUID, str]]) -> None:
    """Pause one batch of children or of relations: (id, why). One transaction."""
    why = dict(stopped)
    with db.write() as session:
        for found in session.scalars(select(model).where(model.id.in_(list(why)), model.paused_at.is_(None))):
            found.paused_at, found.paused_why = clock.now(), why[found.id]


def note_in_trail(actor: Actor, counts: dict[str, int]) -> None:
    """Write the event of one import: counts only. One transaction."""
    with db.write() as session:
        record(session, actor, "cases_imported", counts=counts)


def _by_source_id(session: Session, model, authority_id: UUID, ids: Iterable[str]) -> dict:
    wanted = select(model).where(model.authority_id == authority_id, model.source_id.in_(list(ids)))
    return {row.source_id: row for row in session.scalars(wanted)}


def _contacts(session: Session, owners: Iterable) -> dict[UUID, ContactDetails]:
    wanted = select(ContactDetails).where(ContactDetails.owner_id.in_([owner.id for owner in owners]))
    return {contact.owner_id: contact for contact in session.scalars(wanted)}


def _save_contact(session: Session, owner, contact: ContactDetails | None, values: dict[str, str]) -> None:
    if not values:
        return
    if contact is None:
        contact = ContactDetails(owner_id=owner.id, authority_id=owner.authority_id)
        session.add(contact)
    _set(contact, values)


def _set(row, values: dict) -> None:
    for column, value in values.items():
        setattr(row, column, value)
