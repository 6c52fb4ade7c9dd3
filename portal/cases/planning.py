"""Good rows beside what is stored -> the changes to make. Pure comparison: nothing is written here.

A column that the sheet does not have changes nothing; an empty cell empties what is stored.
"""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.cases.checking import Checked, reach_of
from portal.cases.codes import SHORT_BREAKS
from portal.cases.models import Placement, Review
from portal.cases.pausing import pause_for
from portal.cases.stored import Key, Stored

CONTACT = ("mobile", "email", "address")
CHILD_FIELDS = (
    "first_name", "last_name", "known_as", "dob", "sex", "ethnicity", "language", "interpreter_needed", "uasc",
    "disability", "needs", "looked_after_since", "legal_status", "short_breaks", "adoption_authorised_on",
    "placed_for_adoption_on", "settled_since", "social_worker", "social_worker_email", "team", "sibling_group",
    "reach", "reach_through", "out_of_area", "ceased_on", "ceased_reason", "missing_since", "form",
)
RELATION_FIELDS = ("parental_responsibility", "consult", "reason", "may_know_venue", "ended_on")
REVIEW_FIELDS = (
    "kind", "date", "time", "premeet", "premeet_time", "venue", "status", "held_on", "attended", "participation",
    "late_reason", "series_of",
)
EMPTY = {
    **dict.fromkeys(("interpreter_needed", "uasc", "disability", "short_breaks", "out_of_area"), False),
    "parental_responsibility": False, "consult": True, "may_know_venue": False, "kind": "later",
}


@dataclass(frozen=True)
class Step:
    """What happens to a child's placement: 'begin' a new one, or 'correct' the one that goes on."""

    deed: str
    kind: str
    from_on: date


@dataclass
class ChildChange:
    source_id: str
    new: bool
    values: dict[str, Any]
    contact: dict[str, str]
    placement: Step | None = None
    iro: str | None = None  # e-mail of the IRO from today on, '' for the duty list; None leaves it as it is
    moves: bool = False  # from one placement to another

    def __bool__(self) -> bool:
        return bool(self.new or self.values or self.contact or self.placement or self.iro is not None)


@dataclass
class RelationChange:
    key: Key
    new: bool
    values: dict[str, Any]


@dataclass
class PersonChange:
    source_id: str
    new: bool
    values: dict[str, Any]
    contact: dict[str, str]
    relations: list[RelationChange] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.of_person or any(r.new or r.values for r in self.relations))

    @property
    def of_person(self) -> bool:
        return bool(self.new or self.values or self.contact)


@dataclass
class ReviewChange:
    source_id: str
    child_id: str  # the council's
    new: bool
    values: dict[str, Any]

    def __bool__(self) -> bool:
        return bool(self.new or self.values)


def child_change(row: dict[str, Any], stored: Stored, today: date) -> ChildChange:
    """What the row of a child changes."""
    child = stored.children.get(row["child_id"])
    row = dict(row)
    if "reach" in row or row.get("postal"):
        row["reach"] = reach_of(row)
    if "legal_status" in row:
        row["short_breaks"] = bool(row.get("short_breaks")) or row["legal_status"] in SHORT_BREAKS
    change = ChildChange(row["child_id"], child is None, _differing(row, child, CHILD_FIELDS),
                         _contact(row, child, stored))
    facts = {why: (column, row.get(column, getattr(child, column, None)))
             for why, column in (("ceased", "ceased_on"), ("missing", "missing_since"))}
    change.values |= pause_for(child, facts)
    current = stored.placements.get(child.id) if child else None
    change.placement = _placement(row, current, today)
    change.moves = bool(current and change.placement and change.placement.deed == "begin")
    if "iro_email" in row:
        held_by, wanted = stored.iros.get(child.id, "") if child else "", row["iro_email"]
        wanted = "" if wanted in stored.cannot_hold else wanted
        change.iro = wanted if wanted != held_by else None
    return change


def _placement(row: dict, current: Placement | None, today: date) -> Step | None:
    kind, since = row.get("placement_type"), row.get("placement_since")
    if not kind:
        return None
    if current is None:
        return Step("begin", kind, since or row["looked_after_since"])
    if since is None:
        return Step("begin", kind, today) if kind != current.kind else None
    if since > current.from_on:
        return Step("begin", kind, since)
    return Step("correct", kind, since) if (kind, since) != (current.kind, current.from_on) else None


def people_changes(rows: Iterable[Checked], stored: Stored) -> list[PersonChange]:
    """What the rows of people change: one change per person, with a relation for each of their rows."""
    by_person: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_person.setdefault(row.values["person_id"], []).append(row.values)
    return [_person_change(source_id, own, stored) for source_id, own in by_person.items()]


def _person_change(source_id: str, rows: list[dict[str, Any]], stored: Stored) -> PersonChange:
    person, merged = stored.people.get(source_id), merge(rows)
    if "postal" in merged:
        merged["reach_by_letter"] = bool(merged["postal"])
    return PersonChange(source_id, person is None, _differing(merged, person, ("name", "language", "reach_by_letter")),
                        _contact(merged, person, stored), [_relation_change(row, stored) for row in rows])


def merge(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What several rows say of one person: the last cell that is not empty counts."""
    merged: dict[str, Any] = {}
    for row in rows:
        for column in ("name", "language", "postal", *CONTACT):
            if column in row and (column not in merged or row[column] not in ("", None)):
                merged[column] = row[column]
    return merged


def _relation_change(row: dict[str, Any], stored: Stored) -> RelationChange:
    key = (row["person_id"], row["child_id"], row["relationship"])
    relation = stored.relations.get(key)
    change = RelationChange(key, relation is None, _differing(row, relation, RELATION_FIELDS))
    ended_on = row.get("ended_on", getattr(relation, "ended_on", None))
    change.values |= pause_for(relation, {"ended": ("ended_on", ended_on)})
    return change


def review_change(row: dict[str, Any], stored: Stored) -> ReviewChange:
    """What the row of a review changes."""
    review = stored.reviews.get(row["review_id"])
    row = dict(row)
    for day, at in (("date", "time"), ("premeet", "premeet_time")):
        if day in row:
            when = row[day]
            row[day], row[at] = (when.day, when.time) if when else (None, None)
    row |= _held(row, review)
    return ReviewChange(row["review_id"], row["child_id"], review is None, _differing(row, review, REVIEW_FIELDS))


def _held(row: dict[str, Any], review: Review | None) -> dict[str, Any]:
    """The status and, of a review that was held, its day: an empty cell takes nothing back that is known."""
    status = row.get("status") or ("held" if row.get("held_on") else review.status if review else "planned")
    if status != "held" or row.get("held_on"):
        return {"status": status}
    elsewhere = review is not None and "held_on" not in row and review.held_on not in (None, review.date)
    return {"status": status, "held_on": review.held_on if review and elsewhere else row["date"]}


def _contact(row: dict[str, Any], owner: Any, stored: Stored) -> dict[str, str]:
    return _differing(row, stored.contacts.get(owner.id) if owner else None, CONTACT)


def _differing(row: dict[str, Any], stored: Any, columns: Iterable[str]) -> dict[str, Any]:
    """The cells of `row` that differ from `stored`; where nothing is stored, those that are not empty."""
    differing = {}
    for column in columns:
        if column not in row:
            continue
        value = EMPTY.get(column) if row[column] in ("", None) and column in EMPTY else row[column]
        before = getattr(stored, column) if stored is not None else EMPTY.get(column, "" if value == "" else None)
        if value != before:
            differing[column] = value
    return differing
