"""What is wrong with a case list, where, and what to do about it."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong. An error's row is not imported, a note's row is. Row 0: the file or sheet as a whole."""

    sheet: str
    row: int
    id: str
    column: str
    level: str  # error, note
    problem: str
    remedy: str
    stops_file: bool = False  # nothing of the file could be read

    def __str__(self) -> str:
        place = ", ".join(filter(None, [f"row {self.row}" if self.row else "", self.id, self.column]))
        return f"{self.level}: {self.sheet}{f' ({place})' if place else ''}: {self.problem}. {self.remedy}."


def error(sheet: str, row: int, id_: str, column: str, problem: str, remedy: str) -> Problem:
    """A problem that refuses its row."""
    return Problem(sheet, row, id_, column, "error", problem, remedy)


def note(sheet: str, row: int, id_: str, column: str, problem: str, remedy: str) -> Problem:
    """A problem that refuses nothing."""
    return Problem(sheet, row, id_, column, "note", problem, remedy)


def unread(sheet: str, row: int, column: str, problem: str, remedy: str) -> Problem:
    """A problem for which a whole file is left unread."""
    return Problem(sheet, row, "", column, "error", problem, remedy, stops_file=True)
