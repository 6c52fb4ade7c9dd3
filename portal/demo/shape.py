"""How many children of which age and cohort: the shape of a real authority, at any size."""
from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).parent / "shape.csv"


@dataclass
class Place:
    """A child to be invented: age in years, cohort (local, uasc), and whether the child has a disability."""

    age: int
    cohort: str
    disability: bool = False


@lru_cache(maxsize=1)
def published() -> list[dict[str, int]]:
    """The rows of the published table, by age."""
    lines = [line for line in FILE.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [{name: int(value) for name, value in row.items()} for row in csv.DictReader(lines)]


def places(n: int) -> list[Place]:
    """`n` children spread over ages and cohorts as the table is."""
    cells = [(row["age"], cohort) for cohort in ("local", "uasc") for row in published() for _ in range(row[cohort])]
    found = [Place(*cell) for cell in _spread(cells, n)]
    disabled = [row["age"] for row in published() for _ in range(row["cwd"])]
    for age in _spread(disabled, max(1, round(n * len(disabled) / len(cells)))):
        free = [p for p in found if p.cohort == "local" and not p.disability and p.age >= 4]
        if free:
            min(free, key=lambda p: abs(p.age - age)).disability = True
    return found


def _spread(whole: list, n: int) -> list:
    return [whole[int((i + 0.5) * len(whole) / n)] for i in range(n)]
