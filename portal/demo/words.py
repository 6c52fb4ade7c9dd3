"""What invented people say: banks of short sentences, drawn so that neighbours do not say the same."""
from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from portal.demo.chance import Deck, dice

FOLDER = Path(__file__).parent / "words"
ELSE = {"leaving": "young", "residential": "carer", "adopter": "carer"}  # who speaks like whom about the rest
MOODS = ("good", "okay", "bad")
FRIENDS = ("Nevaeh", "Oscar", "Lily", "Hakim", "Rosa", "Jamie", "Sunny", "Bella", "Musa", "Ollie", "Precious", "Kit")
FOODS = ("pizza", "jollof rice", "pancakes", "curry", "pasta", "chicken and rice", "tacos", "roast dinner")
SPORTS = ("football", "swimming", "gymnastics", "basketball", "boxing", "cricket", "athletics", "judo")
PETS = ("dog", "cat", "rabbit", "hamster")


@cache
def bank(name: str) -> dict[str, dict[str, list[str]]]:
    """The sentences of one kind of person: question or topic -> mood, circumstance or "any" -> sentences."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


class Library:
    """Every bank, each list of sentences dealt like a deck of cards."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._decks: dict[tuple, Deck] = {}

    def draw(self, name: str, question: str, topic: str, keys: frozenset[str]) -> str | None:
        """A sentence from bank `name` for this question, else for its topic, that fits `keys`; None if none does."""
        table = bank(name).get(question) or bank(name).get(topic)
        if table is None:
            return self.draw(ELSE[name], question, topic, keys) if name in ELSE else None
        lists = [key for key in table if key in keys or key == "any"]
        cards = [card for key in lists for card in table[key]]
        if not cards:
            return None
        place = (name, question if question in bank(name) else topic, *lists)
        if place not in self._decks:
            self._decks[place] = Deck(cards, dice(self._seed, *place))
        return self._decks[place].draw()
