"""What in a pack is in another language, who was asked to translate it, and whom one may ask."""
from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from portal import clock, languages
from portal.consultations import machine, translating
from portal.consultations.passages import Passage, passages
from portal.consultations.reading import Answered


@dataclass(frozen=True)
class Asked:
    """One interpreter who was asked, and how far they are."""

    id: UUID
    name: str
    asked_at: datetime
    done_at: datetime | None


@dataclass
class Foreign:
    """One response with passages that are not in English."""

    label: str
    response_id: UUID
    language: str
    texts: int
    recordings: int
    asked: list[Asked] = field(default_factory=list)
    interpreters: list[tuple[UUID, str]] = field(default_factory=list)
    may_machine: bool = False


def foreign(columns: list[tuple[str, Answered]]) -> list[Foreign]:
    """One row for each response that somebody who reads English cannot read in full; the label of who gave it."""
    found = [_row(label, answered, given) for label, answered in columns if (given := passages(answered))]
    if not found:
        return []
    rows = {row.response_id: row for row, _ in found}
    for task, staff in translating.of_responses(list(rows)):
        done = clock.local(task.done_at) if task.done_at else None
        rows[task.response_id].asked.append(Asked(task.id, staff.name, clock.local(task.asked_at), done))
    authority_id = columns[0][1].response.authority_id
    known = {code: [(staff.id, staff.name) for staff in translating.interpreters(authority_id, code)]
             for code in {code for _, code in found}}
    for row, code in found:
        row.interpreters = known[code]
    return [row for row, _ in found]


def _row(label: str, answered: Answered, given: list[Passage]) -> tuple[Foreign, str]:
    codes = {passage.language.code for passage in given} - {languages.DEFAULT}
    code = next(iter(sorted(codes)), languages.DEFAULT)
    name = languages.english_name(code) if code != languages.DEFAULT else "another script, on English pages"
    texts = sum(1 for passage in given if passage.text)
    return Foreign(label, answered.response.id, name, texts, sum(len(p.recordings) for p in given),
                   may_machine=machine.is_on() and texts > 0 and code != languages.DEFAULT), code
