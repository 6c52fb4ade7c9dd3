"""The options a question offers: its own, and those that every form offers in the same words."""
from __future__ import annotations

from dataclasses import replace

from .shapes import QUIET, Option

SCORES = ("2", "1", "0")
STANDARD = {
    "yes": "Yes",
    "no": "No",
    "not_sure": "I’m not sure",
    "not_say": "I don’t want to say",
    "not_apply": "This does not apply",
}
CHOICES = ("score", "one", "many", "yes_no_unsure", "feeling", "symbols", "people")
# Where these are missing, the engine adds them.
ADDED = {"score": ("not_sure", "not_say"), "feeling": ("not_sure", "not_say")}
YES_NO_UNSURE = ("yes", "no", "not_sure", "not_say")


def standard(key: str) -> Option:
    """The option `key` in the words every form uses. Raises KeyError when it is not one of STANDARD."""
    return Option(key, STANDARD[key], quiet=key in QUIET)


def complete(kind: str, options: list[Option], offer_not_say: bool) -> tuple[Option, ...]:
    """`options` with those that the kind always offers, at the end.

    `offer_not_say` matters for `one` and `many` only.
    """
    if kind == "yes_no_unsure" and not options:
        return tuple(standard(key) for key in YES_NO_UNSURE)
    wanted: tuple[str, ...] = ADDED.get(kind, ())
    if kind in ("one", "many") and offer_not_say and options:
        wanted = ("not_say",)
    given = {option.key for option in options}
    return (*options, *(standard(key) for key in wanted if key not in given))


def flagged(options: tuple[Option, ...], flags: dict[str, str]) -> tuple[Option, ...]:
    """`options` with the flags that `flags` sets by key."""
    return tuple(replace(option, flag=flags.get(option.key, option.flag)) for option in options)
