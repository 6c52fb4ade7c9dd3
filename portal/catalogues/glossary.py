"""The field's terms in each language, and words that must not appear: translations/CODE/glossary.toml."""
from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import cache

from portal.offered import FOLDER

TERMS = FOLDER / "terms.toml"


@dataclass(frozen=True)
class Term:
    """How one language says one term. A stem stands in every translation whose English has it."""

    key: str
    child: str
    adult: str
    stems: tuple[str, ...]
    note: str = ""
    apart: frozenset[str] = frozenset()  # English messages which say it another way


@dataclass(frozen=True)
class Never:
    """A pattern that no translation may hold, in some contexts or in all."""

    pattern: re.Pattern
    contexts: frozenset[str]
    why: str

    def is_in(self, context: str | None, text: str) -> bool:
        return (not self.contexts or (context or "neutral") in self.contexts) and bool(self.pattern.search(text))


@dataclass(frozen=True)
class Glossary:
    """One language's terms, what it must not say, and what a qualified translator should look at first."""

    terms: dict[str, Term] = field(default_factory=dict)
    never: tuple[Never, ...] = ()
    doubts: tuple[tuple[str, str], ...] = ()  # (English, why)


@cache
def terms() -> dict[str, re.Pattern]:
    """Where each term stands in the English."""
    return {key: re.compile(term["pattern"]) for key, term in tomllib.loads(TERMS.read_text("utf-8")).items()}


@cache
def of(code: str) -> Glossary:
    """The glossary of `code`; an empty one when there is no file. Raises KeyError for a term without its stems."""
    file = FOLDER / code / "glossary.toml"
    if not file.exists():
        return Glossary()
    raw = tomllib.loads(file.read_text("utf-8"))
    never = tuple(Never(re.compile(n["pattern"]), frozenset(n.get("contexts", ())), n["why"])
                  for n in raw.pop("never", ()))
    doubts = tuple((d["english"], d["why"]) for d in raw.pop("doubt", ()))
    return Glossary({key: _term(key, term) for key, term in raw.items()}, never, doubts)


def _term(key: str, raw: dict) -> Term:
    return Term(key, raw["child"], raw["adult"], tuple(raw["stems"]), raw.get("note", ""),
                frozenset(raw.get("except", ())))
