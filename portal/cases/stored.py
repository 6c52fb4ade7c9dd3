"""What is stored of an authority's case list, by the council's own ids, read once per import."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cases.allocation import holds
from portal.cases.checking import Known
from portal.cases.models import Allocation, Child, ContactDetails, Person, Placement, Relation, Review
from portal.people.models import Staff

Key = tuple[str, str, str]  # person, child, relationship


@dataclass
class Stored:
    """Children, people and reviews by source id; the rest by the id of whom it is about."""

    children: dict[str, Child]
    people: dict[str, Person]
    relations: dict[Key, Relation]
    reviews: dict[str, Review]
    contacts: dict[UUID, ContactDetails]
    placements: dict[UUID, Placement]  # the one that goes on
    iros: dict[UUID, str]  # child -> e-mail of the IRO today
    staff: dict[str, Staff]

    @cached_property
    def cannot_hold(self) -> dict[str, str]:
        """Staff to whom no child can be given, by e-mail, and why. A case list grants nobody a role."""
        left = {email: "has left" for email, member in self.staff.items() if member.left_at}
        return {email: "has an account that is not an IRO’s" for email, member in self.staff.items()
                if "iro" not in member.roles} | left

    def known(self) -> Known:
        """What checking has to know."""
        names = {child.id: source_id for source_id, child in self.children.items()}
        return Known({source_id: child.dob for source_id, child in self.children.items()}, set(self.people),
                     {source_id: names[review.child_id] for source_id, review in self.reviews.items()},
                     staff=set(self.staff), cannot_hold=self.cannot_hold)


def load(session: Session, authority_id: UUID, on: date) -> Stored:
    """Everything an import compares with, in one query per table."""

    def mine(model):
        return session.scalars(select(model).where(model.authority_id == authority_id)).all()

    children, people = mine(Child), mine(Person)
    child_names, person_names = {c.id: c.source_id for c in children}, {p.id: p.source_id for p in people}
    relations = session.scalars(select(Relation).join(Child).where(Child.authority_id == authority_id)).all()
    going_on = select(Placement).join(Child).where(Child.authority_id == authority_id, Placement.to_on.is_(None))
    held = select(Allocation.child_id, Staff.email).join(Staff).where(Staff.authority_id == authority_id, holds(on))
    return Stored(
        children={child.source_id: child for child in children},
        people={person.source_id: person for person in people},
        relations={(person_names[r.person_id], child_names[r.child_id], r.relationship): r for r in relations},
        reviews={review.source_id: review for review in mine(Review)},
        contacts={contact.owner_id: contact for contact in mine(ContactDetails)},
        placements={p.child_id: p for p in session.scalars(going_on.order_by(Placement.from_on))},
        iros=dict(session.execute(held).all()),
        staff={member.email: member for member in mine(Staff)},
    )
