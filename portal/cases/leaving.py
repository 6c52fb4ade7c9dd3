"""Who stops being asked because of an import: ceased, missing, ended, moved, or not in the file any more."""
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from portal import clock
from portal.cases.checking import Result
from portal.cases.codes import CARERS
from portal.cases.models import Child, Relation
from portal.cases.pausing import MISSING_FROM_FILE, WORDS
from portal.cases.planning import ChildChange, PersonChange
from portal.cases.problems import Problem, note
from portal.cases.reading import CaseList
from portal.cases.stored import Key, Stored


@dataclass(frozen=True)
class Stopped:
    """A child, or a person round one child, who is paused by this import. `id` None: their own row says so."""

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


def stopped(case_list: CaseList, result: Result, children: Sequence[ChildChange], people: Sequence[PersonChange],
            stored: Stored, partial: bool) -> Iterator[Stopped]:
    """Everybody whom this import pauses, and who was not paused before."""
    for child in children:
        if child.values.get("paused_at") and not child.new:
            yield Stopped(Child, child.source_id, child.values["paused_why"])
    own = {relation.key for person in people for relation in person.relations if relation.values.get("paused_at")}
    yield from (Stopped(Relation, key[0], "ended", of_child=key[1]) for key in sorted(own) if key in stored.relations)
    moved = {c.source_id for c in children if not c.new and c.placement and c.placement.deed == "begin"
             and stored.children[c.source_id].id in stored.placements}
    gone = set() if partial else _children_gone(case_list, result, stored)
    yield from (Stopped(Child, source_id, MISSING_FROM_FILE, stored.children[source_id].id) for source_id in sorted(gone))
    yield from _relations(case_list, result, stored, moved, gone, own, partial)


def _children_gone(case_list: CaseList, result: Result, stored: Stored) -> set[str]:
    if not case_list.tells_who_is_missing("children"):
        return set()
    listed = result.seen["children"] | {row.values["child_id"] for row in result.rows["children"]}
    return {source_id for source_id, child in stored.children.items()
            if source_id not in listed and _may_stop(child, child.ceased_on)}


def _relations(case_list: CaseList, result: Result, stored: Stored, moved: set[str], gone: set[str], own: set[Key],
               partial: bool) -> Iterator[Stopped]:
    full = not partial and case_list.tells_who_is_missing("people")
    unread = result.seen.get("people", set())
    listed = {(row.values["person_id"], row.values["child_id"], row.values["relationship"])
              for row in result.rows.get("people", ())}
    for key, relation in stored.relations.items():
        child = stored.children[key[1]]
        if key in own or relation.paused_at or (relation.ended_on and relation.ended_on <= clock.today()):
            continue
        if key[1] in moved and key[2] in CARERS:
            yield Stopped(Relation, key[0], "moved", relation.id, key[1])
        elif (full and key not in listed and key[0] not in unread and key[1] not in gone and not child.paused_at
              and relation.paused_why != MISSING_FROM_FILE):
            yield Stopped(Relation, key[0], MISSING_FROM_FILE, relation.id, key[1])


def _may_stop(child: Child, ended_on) -> bool:
    """Not stopped already, over, or resumed by a person after an earlier file without them."""
    over = ended_on is not None and ended_on <= clock.today()
    return child.paused_at is None and not over and child.paused_why != MISSING_FROM_FILE
