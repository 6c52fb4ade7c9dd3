"""Chance that repeats itself: the same seed draws the same lots."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random


def dice(*names: object) -> Random:
    """A source of chance of its own for whatever `names` say: nothing drawn elsewhere changes it."""
    return Random("|".join(map(str, names)))  # noqa: S311 - invents people, keeps no secret


def pick(rng: Random, weighted: Mapping[str, float]) -> str:
    """One of the keys, as often as its weight says."""
    return rng.choices(list(weighted), list(weighted.values()))[0]


class Deck:
    """Cards drawn in a shuffled order, each once before any comes again."""

    def __init__(self, cards: Sequence[str], rng: Random) -> None:
        self._cards, self._rng = list(cards), rng
        self._left: list[str] = []

    def draw(self) -> str:
        """The next card."""
        if not self._left:
            self._left = self._rng.sample(self._cards, len(self._cards))
        return self._left.pop()
