"""The questionnaires on the shelf: found, loaded once, and held to the versions already in use.

    load("child.1").page("home")        latest("child")        parse(text)
"""
from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from .parsing import parse
from .shapes import Answer, Condition, DefinitionError, Option, Page, Question, Questionnaire

__all__ = [
    "Answer", "Condition", "DefinitionError", "Option", "Page", "Question", "Questionnaire",
    "available", "latest", "load", "locked_problems", "parse",
]

FOLDER = Path(__file__).parent / "definitions"
LOCKED = "LOCKED"
LOCK_LINE = re.compile(r"(?P<key>\S+) (?P<checksum>[0-9a-f]{64})")


@cache
def load(key: str) -> Questionnaire:
    """The shipped questionnaire `key` ("child.1").

    Raises KeyError when there is none, DefinitionError when its file cannot be used.
    """
    if key not in available():  # also keeps any path out of the key
        raise KeyError(key)
    try:
        questionnaire = parse((FOLDER / f"{key}.toml").read_bytes().decode("utf-8"))
    except DefinitionError as error:
        raise DefinitionError([f"{key}.toml: {problem}" for problem in error.problems]) from None
    except UnicodeDecodeError as error:
        raise DefinitionError([f"{key}.toml: not UTF-8"]) from error
    if questionnaire.key != key:
        raise DefinitionError([f"{key}.toml: says that it is {questionnaire.key}"])
    return questionnaire


def available() -> list[str]:
    """The keys of the shipped questionnaires, by name, older versions first."""
    return sorted((path.name.removesuffix(".toml") for path in FOLDER.glob("*.toml")), key=_order)


def latest(name: str) -> Questionnaire:
    """The newest shipped version of the form `name`. Raises KeyError when there is none."""
    keys = [key for key in available() if key.partition(".")[0] == name]
    if not keys:
        raise KeyError(name)
    return load(keys[-1])


def _order(key: str) -> tuple[str, list[int]]:
    name, _dot, version = key.partition(".")
    return name, [int(number) for number in re.findall(r"\d+", version)]


def locked_problems(folder: Path = FOLDER) -> list[str]:
    """What has happened to versions in use, which must never change; empty when all is well.

    LOCKED holds a line "key sha256" for each of them; blank lines and lines that begin with # say nothing.
    """
    try:
        lines = (folder / LOCKED).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return [f"{LOCKED} is missing"]
    found = []
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.startswith("#"):
            found += _lock_problems(folder, number, line.strip())
    return found


def _lock_problems(folder: Path, number: int, line: str) -> list[str]:
    lock = LOCK_LINE.fullmatch(line)
    if lock is None:
        return [f"{LOCKED}, line {number}: must be a key, one blank and a sha256"]
    path = folder / f"{lock['key']}.toml"
    if not path.is_file():
        return [f"{lock['key']}: in use, but its file is missing"]
    if hashlib.sha256(path.read_bytes()).hexdigest() != lock["checksum"]:
        return [f"{lock['key']}: in use, but its file has changed; new wording is a new version"]
    return []
