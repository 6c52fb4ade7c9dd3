"""Everything that is invented, as rows ready to be written, and what later steps look up in it."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from portal.cases.models import Child, ContactDetails, Person, Relation, Review
from portal.demo import names
from portal.demo.chance import dice
from portal.demo.spec import Kin, Spec
from portal.people.models import Staff


@dataclass
class Figure:
    """One invented child: what was decided, and the rows it became."""

    spec: Spec
    child: Child
    kin: dict[UUID, Kin] = field(default_factory=dict)  # by the person's id
    reviews: list[Review] = field(default_factory=list)


@dataclass
class Town:
    """The invented authority while it is being made. `rows` are written in the order of their stages."""

    authority_id: UUID
    seed: int
    on: date
    staff: dict[str, Staff] = field(default_factory=dict)  # by name
    figures: list[Figure] = field(default_factory=list)
    roots: list = field(default_factory=list)  # children and people
    rows: list = field(default_factory=list)  # what names them
    people: dict[tuple, Person] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)  # addresses that no longer exist
    by_child: dict[UUID, Figure] = field(default_factory=dict)

    def add(self, figure: Figure) -> None:
        """A child, and the people round the child."""
        self.figures.append(figure)
        self.by_child[figure.child.id] = figure
        self.roots.append(figure.child)
        for kin in figure.spec.kin:
            person = self._person(figure, kin)
            figure.kin[person.id] = kin
            self.rows.append(Relation(
                id=uuid4(), person_id=person.id, child_id=figure.child.id, relationship=kin.role, consult=kin.consult,
                reason=kin.reason, may_know_venue=kin.knows, from_on=None,
                parental_responsibility=kin.role == "mother"))

    def _person(self, figure: Figure, kin: Kin) -> Person:
        shared = figure.spec.family or figure.child.source_id
        place = ("home", kin.name) if kin.role in ("foster_carer", "keyworker") else (shared, kin.name)
        if place not in self.people:
            number = len(self.people)
            person = Person(id=uuid4(), authority_id=self.authority_id, source_id=f"P{number + 1:05}", name=kin.name,
                            language=kin.language, reach_by_letter=kin.letter)
            self.people[place] = person
            self.roots.append(person)
            self.rows.append(self._contact(person, kin, number))
        return self.people[place]

    def _contact(self, person: Person, kin: Kin, number: int) -> ContactDetails:
        rng = dice(self.seed, "contact", person.source_id)
        family = kin.role in ("mother", "father")
        details = ContactDetails(owner_id=person.id, authority_id=self.authority_id)
        if kin.letter:
            details.address = f"{kin.name}\n{names.address(number, rng)}"
        elif family and not kin.story and rng.random() < 0.3:
            details.mobile = names.mobile(number)
        else:
            details.email = names.email(kin.name, number, "example.org" if family else "example.net")
            if kin.story == "bounced" or (family and not kin.story and rng.random() < 0.04):
                self.gone.add(details.email)
        return details
