"""A TOML table read key by key. What nobody asked for is a typo, and is said."""
from __future__ import annotations

import re

NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


class Table:
    """One table of a definition. Every problem goes to the shared list, with the place it is in."""

    def __init__(self, raw, place: str, problems: list[str], within: str = ""):
        self.problems = problems
        self.place = place
        self.within = within  # the place of the table around it, ready to be put before a name
        self._asked: set[str] = set()
        if not isinstance(raw, dict):
            self.problem("must be a table")
            raw = {}
        self.raw = raw

    @property
    def within_self(self) -> str:
        """This place, ready to be put before the name of something inside it."""
        return "" if self.place == "the form" else f"{self.place}, "

    def problem(self, text: str) -> None:
        """Note that `text` is wrong here."""
        self.problems.append(f"{self.place}: {text}")

    def take(self, key: str):
        """The value as it is; None when there is none."""
        self._asked.add(key)
        return self.raw.get(key)

    def text(self, key: str, required: bool = False) -> str:
        """A text, without blanks around it; empty when it is left out."""
        value = self.take(key)
        if value is not None and not isinstance(value, str):
            self.problem(f"{key} must be text in quotes")
            return ""
        if required and not (value or "").strip():
            self.problem(f"{key} is missing")
        return (value or "").strip()

    def name(self, key: str, required: bool = True) -> str:
        """An id: lower_snake."""
        value = self.text(key, required)
        if value and not NAME.fullmatch(value):
            self.problem(f"{key} “{value}” is not lower_snake")
        return value

    def one_of(self, key: str, allowed: tuple[str, ...], required: bool = False) -> str:
        """One of a few words; empty when it is left out. Given back even when it is not allowed."""
        value = self.text(key, required)
        if value and value not in allowed:
            self.problem(f"unknown {key} “{value}”: must be one of {', '.join(allowed)}")
        return value

    def yes(self, key: str, default: bool) -> bool:
        """true or false."""
        value = self.take(key)
        if value is not None and not isinstance(value, bool):
            self.problem(f"{key} must be true or false")
        return value if isinstance(value, bool) else default

    def whole(self, key: str, low: int, high: int, required: bool = False) -> int | None:
        """A whole number from `low` to `high`; None when it is left out."""
        value = self.take(key)
        if value is None:
            if required:
                self.problem(f"{key} is missing")
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.problem(f"{key} must be a whole number from {low} to {high}")
            return None
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty when it is left out."""
        value = self.take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not value or not all(isinstance(one, str) for one in value):
            self.problem(f"{key} must be a list of texts in quotes, not empty")
            return ()
        return tuple(value)

    def tables(self, key: str, needed: bool = True) -> list[Table]:
        """The tables in the list `key`, each with its place."""
        value = self.take(key)
        if value is None or value == []:
            if needed:
                self.problem(f"has no {key}")
            return []
        if not isinstance(value, list):
            self.problem(f"{key} must be a list of tables")
            return []
        inside = self.within_self
        return [
            Table(one, f"{inside}{key} {number}", self.problems, inside)
            for number, one in enumerate(value, start=1)
        ]

    def close(self) -> None:
        """Say which keys nobody asked for."""
        for key in self.raw.keys() - self._asked:
            self.problem(f"unknown key “{key}”")
