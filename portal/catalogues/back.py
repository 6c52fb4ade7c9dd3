"""What a translation says, put back into English by somebody who had not seen the English: CODE/back.csv.

Read against the English, it shows what a reader is really told. Each row holds the translation that was read, so a
row about a wording that has changed since says so.
"""
from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from portal.catalogues.reading import Key, load
from portal.offered import FOLDER

COLUMNS = ("context", "english", "translation", "back", "differs", "mended")
# How a translation differs from the English: its sense, its tone (too formal, hard or cold), or a slip of the pen.
KINDS = ("sense", "tone", "slip")
PLURALS = " ||| "  # between the forms of a message that has several


@dataclass(frozen=True)
class Row:
    """One message read back. `differs` is '' or one of KINDS; `mended` says what was done about it."""

    key: Key
    translation: str
    back: str
    differs: str = ""
    mended: str = ""


@dataclass(frozen=True)
class Summary:
    """How much of a language was read back, and what was found."""

    read: int  # messages whose wording of today was read back
    total: int
    found: int  # readings that differed from the English, of earlier wordings too
    mended: int
    left: int  # wordings of today that differ, and were left: a doubt for a qualified translator

    @property
    def words(self) -> str:
        """As the command prints it."""
        return (f"{self.read:4} of {self.total:4} read as they are today; {self.found} differed from the English, "
                f"{self.mended} of them mended; {self.left} of today’s differ and were left")


@cache
def rows(code: str) -> list[Row]:
    """Everything that was read back. Raises ValueError for a file with other columns, or another kind of difference."""
    if not _file(code).exists():
        return []
    with _file(code).open(encoding="utf-8", newline="") as source:
        reader = csv.DictReader(source)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{code}: back.csv has the columns {reader.fieldnames}, not {COLUMNS}")
        found = [Row((r["context"] or None, r["english"]), r["translation"], r["back"], r["differs"], r["mended"])
                 for r in reader]
    wrong = {row.differs for row in found} - {"", *KINDS}
    if wrong:
        raise ValueError(f"{code}: back.csv: a difference is one of {KINDS}, not {wrong}")
    return found


def summary(code: str) -> Summary:
    """How much was read back, and how much of what differed was mended."""
    held, every = load(code).messages, rows(code)
    today = [row for row in every if row.key in held and row.translation == PLURALS.join(held[row.key].texts)]
    differ = [row for row in every if row.differs]
    return Summary(len({row.key for row in today}), len(held), len(differ), sum(1 for row in differ if row.mended),
                   len({row.key for row in today if row.differs}))


def _file(code: str) -> Path:
    return FOLDER / code / "back.csv"
