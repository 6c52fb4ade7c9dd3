"""Who stops being asked because of an import: ceased, missing, ended, moved, or not in the file any more."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal import clock
from portal.cases.checking import Result
from portal.cases.codes import CARERS
from portal.cases.models import Child, Relation
from portal.cases.pausing import MISSING_FROM_FILE, WORDS
from portal.cases.planning import ChildChange, PersonChange
from portal.cases.problems import Problem, note
from portal.cases.reading import CaseList
from portal.cases.sheets import PEOPLE
from portal.cases.stored import Key, Stored


@dataclass(frozen=True)
class Stopped:
    """A child, or a person round one child, whom this import pauses. `id` None: their own row says so."""

    model: type[Child] | type[Relation]
    source_id: str
    why: str
    id: UUID | None = None
    of_child: str = ""  # of a person: the council's id of the child

    @property
    def sheet(self) -> str:
        return "children" if self.model is Child else "people"

    def __str__(self) -> str:
        whom = f"{self.source_id} of child {self.of_child}" if self.of_child else self.source_id
        return f"paused: {self.sheet} {whom} {WORDS[self.why]}. Nothing is sent until somebody decides."

    def as_problem(self) -> Problem:
        """The same as a line of the report."""
        about = f" (child {self.of_child})" if self.of_child else ""
        return note(self.sheet, 0, self.source_id, "", f"Paused{about}: {WORDS[self.why]}",
                    "Nothing is sent and links stop until somebody decides")


def stopped(case_list: CaseList, result: Result, children: Sequence[ChildChange],
            people: Sequence[PersonChange], stored: Stored, partial: bool) -> Iterator[Stopped]:
    """Everybody whom this import pauses, and who was not paused before."""
    resting = {source_id for source_id, child in stored.children.items() if child.paused_at}
    resting -= {change.source_id for change in children if change.values.get("paused_at", "") is None}
    for one in _children(case_list, result, children, stored, partial):
        resting.add(one.source_id)
        yield one
    own = {relation.key for person in people for relation in person.relations
           if relation.values.get("paused_at") and not relation.new}
    yield from (Stopped(Relation, key[0], "ended", of_child=key[1]) for key in sorted(own))
    moved = {change.source_id for change in children if not change.new and change.moves}
    missing = set() if partial else _relations_missing(case_list, result, stored)
    for key, relation in stored.relations.items():
        if key in own or relation.paused_at or _is_over(relation.ended_on):
            continue
        if key[1] in moved and key[2] in CARERS:
            yield Stopped(Relation, key[0], "moved", relation.id, key[1])
        elif key in missing and key[1] not in resting:  # a paused child's people wait with the child
            yield Stopped(Relation, key[0], MISSING_FROM_FILE, relation.id, key[1])


def _children(case_list: CaseList, result: Result, children: Sequence[ChildChange], stored: Stored,
              partial: bool) -> Iterator[Stopped]:
    for change in children:
        if change.values.get("paused_at") and not change.new:
            yield Stopped(Child, change.source_id, change.values["paused_why"])
    if partial or not case_list.tells_who_is_missing("children"):
        return
    listed = result.refused_ids["children"] | {row.values["child_id"] for row in result.rows["children"]}
    for source_id, child in stored.children.items():
        decided = child.paused_at is not None or child.paused_why == MISSING_FROM_FILE
        if source_id not in listed and not decided and not _is_over(child.ceased_on):
            yield Stopped(Child, source_id, MISSING_FROM_FILE, child.id)


def _relations_missing(case_list: CaseList, result: Result, stored: Stored) -> set[Key]:
    if not case_list.tells_who_is_missing("people"):
        return set()
    listed = {tuple(row.values[column] for column in PEOPLE.key) for row in result.rows["people"]}
    unread = result.refused_ids["people"]
    return {key for key, relation in stored.relations.items()
            if key not in listed and key[0] not in unread and relation.paused_why != MISSING_FROM_FILE}


def _is_over(ended_on: date | None) -> bool:
    return ended_on is not None and ended_on <= clock.today()
