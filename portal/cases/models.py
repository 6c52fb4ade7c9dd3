"""Children, people round them, where they live, who holds them, and their reviews.

Contact details lie in a table of their own, which only the post and the office read: nothing that a
respondent can open ever joins it.
"""
from __future__ import annotations

import datetime as dt
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.orm import relationship as linked  # a relation has a column of that name

from portal.database import Base
from portal.people.models import Staff


class Child(Base):
    """A child looked after by the authority (or who was)."""

    __tablename__ = "child"
    __table_args__ = (UniqueConstraint("authority_id", "source_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    source_id: Mapped[str]  # the council's own id: never in an address
    first_name: Mapped[str]
    last_name: Mapped[str] = mapped_column(default="")
    known_as: Mapped[str] = mapped_column(default="")
    dob: Mapped[dt.date]
    sex: Mapped[str] = mapped_column(default="")
    ethnicity: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="")  # a code of portal.languages, or ""
    interpreter_needed: Mapped[bool] = mapped_column(default=False)
    uasc: Mapped[bool] = mapped_column(default=False)
    disability: Mapped[bool] = mapped_column(default=False)
    needs: Mapped[str] = mapped_column(default="")
    looked_after_since: Mapped[dt.date]
    legal_status: Mapped[str] = mapped_column(default="")
    short_breaks: Mapped[bool] = mapped_column(default=False)
    adoption_authorised_on: Mapped[dt.date | None]
    placed_for_adoption_on: Mapped[dt.date | None]
    settled_since: Mapped[dt.date | None]
    social_worker: Mapped[str] = mapped_column(default="")
    social_worker_email: Mapped[str] = mapped_column(default="")
    team: Mapped[str] = mapped_column(default="")
    sibling_group: Mapped[str] = mapped_column(default="")
    reach: Mapped[str] = mapped_column(default="")  # sms email letter worker iro_visit; "" means the worker
    reach_through: Mapped[str] = mapped_column(default="")  # source id of the person who hands it over
    out_of_area: Mapped[bool] = mapped_column(default=False)
    ceased_on: Mapped[dt.date | None]
    ceased_reason: Mapped[str] = mapped_column(default="")
    missing_since: Mapped[dt.date | None]
    form: Mapped[str] = mapped_column(default="")  # overrides the form chosen by age
    paused_at: Mapped[dt.datetime | None]
    paused_why: Mapped[str] = mapped_column(default="")  # ceased missing not_in_file; stays when resumed
    relations: Mapped[list[Relation]] = linked(back_populates="child")
    placements: Mapped[list[Placement]] = linked(order_by="Placement.from_on")
    allocations: Mapped[list[Allocation]] = linked(order_by="Allocation.from_on")

    @property
    def called(self) -> str:
        """The first name the child goes by."""
        return self.known_as or self.first_name


class Person(Base):
    """Someone round one or several children."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("authority_id", "source_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    source_id: Mapped[str]
    name: Mapped[str]
    language: Mapped[str] = mapped_column(default="")
    reach_by_letter: Mapped[bool] = mapped_column(default=False)
    relations: Mapped[list[Relation]] = linked(back_populates="person")


class Relation(Base):
    """What a person is to a child, from when to when, and whether they are consulted."""

    __tablename__ = "relation"
    __table_args__ = (UniqueConstraint("person_id", "child_id", "relationship"), Index("ix_relation_child", "child_id"))
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"))
    relationship: Mapped[str]
    parental_responsibility: Mapped[bool] = mapped_column(default=False)
    consult: Mapped[bool] = mapped_column(default=True)
    reason: Mapped[str] = mapped_column(default="")  # why they are left out
    may_know_venue: Mapped[bool] = mapped_column(default=False)
    from_on: Mapped[dt.date | None]
    ended_on: Mapped[dt.date | None]
    paused_at: Mapped[dt.datetime | None]
    paused_why: Mapped[str] = mapped_column(default="")  # ended moved not_in_file; stays when resumed
    person: Mapped[Person] = linked(back_populates="relations")
    child: Mapped[Child] = linked(back_populates="relations")


class ContactDetails(Base):
    """How to reach a child or a person. Read by the post and the office only."""

    __tablename__ = "contact_details"
    owner_id: Mapped[UUID] = mapped_column(primary_key=True)  # a child's or a person's id
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    mobile: Mapped[str] = mapped_column(default="")  # +447…
    email: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")


class Placement(Base):
    """Where a child lives: the kind only, from when to when."""

    __tablename__ = "placement"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"), index=True)
    kind: Mapped[str]
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date | None]


class Allocation(Base):
    """Which IRO holds a child, from when to when. None today means the duty list."""

    __tablename__ = "allocation"
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"), index=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date | None]  # the first day on which it no longer holds
    staff: Mapped[Staff] = linked(lazy="joined")


class Review(Base):
    """A statutory review: a local date and perhaps a time. Counting facts are frozen once it is held."""

    __tablename__ = "review"
    __table_args__ = (UniqueConstraint("authority_id", "source_id"),)
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    child_id: Mapped[UUID] = mapped_column(ForeignKey("child.id"), index=True)
    source_id: Mapped[str]
    kind: Mapped[str] = mapped_column(default="later")
    date: Mapped[dt.date] = mapped_column(index=True)
    time: Mapped[dt.time | None]
    premeet: Mapped[dt.date | None]
    premeet_time: Mapped[dt.time | None]
    venue: Mapped[str] = mapped_column(default="")  # never shown to respondents
    status: Mapped[str] = mapped_column(default="planned")
    held_on: Mapped[dt.date | None]
    attended: Mapped[bool | None]
    participation: Mapped[str] = mapped_column(default="")
    late_reason: Mapped[str] = mapped_column(default="")
    series_of: Mapped[str] = mapped_column(default="")
    frozen_at: Mapped[dt.datetime | None]
    frozen_age: Mapped[int | None]
    frozen_cohort: Mapped[str] = mapped_column(default="")
    frozen_placement: Mapped[str] = mapped_column(default="")
    frozen_team: Mapped[str] = mapped_column(default="")
    frozen_iro_id: Mapped[UUID | None]
    child: Mapped[Child] = linked()
