"""A small world for tests: one authority, its staff, a child or two, the people round them, a review."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, select

from portal import clock
from portal.cases.models import Allocation, Child, ContactDetails, Person, Placement, Relation, Review
from portal.consultations import tokens
from portal.consultations.inviting import invite
from portal.consultations.models import Invitation
from portal.extensions import db
from portal.people.beginnings import add_authority
from portal.people.models import Staff, StaffLanguage, StaffRole
from portal.people.passwords import hash_for_demo
from portal.people.trail import Actor
from portal.post.models import Message

PASSWORD = "a kind word for everyone"
PASSWORD_HASH: list[str] = []


@dataclass
class World:
    """Ids of what was made, and verbs that tests use most."""

    authority: UUID
    staff: dict[str, UUID]

    def actor(self, name: str = "office") -> Actor:
        return Actor("staff", self.staff[name], self.authority)

    def child(self, first_name: str = "Ellie", *, born: date = date(2017, 5, 6), iro: str | None = "ada",
              **facts) -> UUID:
        """A child whom `iro` holds (None: the duty list)."""
        child = Child(id=uuid4(), authority_id=self.authority, source_id=str(uuid4()), first_name=first_name,
                      last_name=facts.pop("last_name", "O’Neill"), dob=born, looked_after_since=date(2024, 1, 10),
                      social_worker_email="worker@council.invalid", **facts)
        with db.write() as session:
            session.add(child)
            session.flush()
            session.add(Placement(child_id=child.id, kind="foster", from_on=date(2024, 1, 10)))
            if iro:
                session.add(Allocation(child_id=child.id, staff_id=self.staff[iro], from_on=date(2024, 2, 1)))
        return child.id

    def person(self, child: UUID, relationship: str = "mother", *, person: UUID | None = None, name: str = "Dawn Hill",
               email: str = "dawn@example.org", language: str = "en", **facts) -> UUID:
        """Someone round the child (or `person` again, round another child)."""
        with db.write() as session:
            if person is None:
                person = uuid4()
                session.add(Person(id=person, authority_id=self.authority, source_id=str(person), name=name,
                                   language=language))
                session.flush()
                session.add(ContactDetails(owner_id=person, authority_id=self.authority, email=email))
            session.add(Relation(person_id=person, child_id=child, relationship=relationship, **facts))
        return person

    def review(self, child: UUID, in_days: int = 9, **facts) -> UUID:
        """A planned review in so many days, its pre-meeting two days before."""
        day = clock.today() + timedelta(days=in_days)
        review = Review(id=uuid4(), authority_id=self.authority, child_id=child, source_id=str(uuid4()),
                        **({"date": day, "premeet": day - timedelta(days=2), "status": "planned"} | facts))
        with db.write() as session:
            session.add(review)
        return review.id

    def invite(self) -> None:
        """Ask everybody who is to be asked now."""
        invite(self.authority, clock.today(), Actor("command", None, self.authority))

    def silence(self, role: str) -> None:
        """Take back what waits to be sent to people with this role, so that others' messages are the only ones."""
        mine = select(Invitation.id).where(Invitation.role == role)
        with db.write() as session:
            session.execute(delete(Message).where(Message.subject_id.in_(mine)))

    def invitation(self, review: UUID, role: str = "child") -> UUID:
        """The id of the invitation of somebody with this role."""
        return db.session.scalars(select(Invitation.id).where(Invitation.review_id == review,
                                                              Invitation.role == role)).one()

    def link(self, *invitations: UUID, language: str | None = None) -> str:
        """The path of a fresh link that opens these invitations."""
        with db.write() as session:
            code = language or session.get(Invitation, invitations[0]).language
            return f"/{code}/{tokens.mint_link(session, list(invitations))}"

    def code(self, *invitations: UUID) -> str:
        with db.write() as session:
            return tokens.mint_code(session, list(invitations))


def world() -> World:
    """An authority with staff: ada and bola (IROs), and one for each other role, by its name."""
    if not PASSWORD_HASH:
        PASSWORD_HASH.append(hash_for_demo(PASSWORD))
    roles = {"ada": ("iro", "duty"), "bola": ("iro",), "duty": ("duty",), "office": ("office",),
             "manager": ("manager",), "administrator": ("administrator",), "participation": ("participation",),
             "interpreter": ("interpreter",)}
    reads = {"interpreter": ("ti", "ar")}
    names = {"ada": "Ada Okoro", "bola": "Bola Hart"}
    with db.write() as session:
        settings = {"advocacy_name": "Speak Up", "advocacy_phone": "01632 960 111", "office_phone": "01632 960 222",
                    "out_of_hours_phone": "01632 960 333"}
        authority = add_authority(session, "Northmoor Council", settings=settings)
        staff = {}
        for name, own in roles.items():
            member = Staff(id=uuid4(), authority_id=authority.id, email=f"{name}@council.invalid",
                           name=names.get(name, f"{name.title()} Person"), password_hash=PASSWORD_HASH[0],
                           created_at=clock.now(), role_rows=[StaffRole(role=role) for role in own],
                           language_rows=[StaffLanguage(language=code) for code in reads.get(name, ())])
            session.add(member)
            staff[name] = member.id
    return World(authority.id, staff)


def sign_in(client, name: str):
    """Sign a member of staff in, by the door."""
    client.get("/staff/sign-in")
    return client.post("/staff/sign-in", data={"email": f"{name}@council.invalid", "password": PASSWORD},
                       follow_redirects=True)


