"""Who has checked which part of a translation, and whether it is still what they checked: CODE/checked.toml."""
from __future__ import annotations

import hashlib
import json
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache

from portal.catalogues import reading
from portal.catalogues.reading import LEAFLETS, PAGES
from portal.languages import DEFAULT
from portal.offered import FOLDER, file_of

DRAFT = "# STATUS: draft. Not yet checked by a qualified translator."
DONE = "# STATUS: checked. CODE/checked.toml names by whom, and when."


@dataclass(frozen=True)
class Status:
    """How far one part of a language is: missing, draft, checked, or changed since it was checked."""

    state: str
    done: int
    total: int
    by: str = ""
    on: date | None = None

    @property
    def words(self) -> str:
        """As the command prints it."""
        return {
            "missing": f"{self.total - self.done} missing", "draft": "draft, not checked by a qualified translator",
            "checked": f"checked by {self.by} on {self.on}",
            "changed": f"draft: changed since {self.by} checked it on {self.on}"}[self.state]


@cache
def status(code: str) -> dict[str, Status]:
    """The status of each part of `code`: pages, leaflets, each form."""
    signed = _signed(code)
    return {part: _status(code, part, signed.get(part)) for part in reading.groups(code)}


def _status(code: str, part: str, signature: dict | None) -> Status:
    wanted, held = reading.groups(code)[part], reading.load(code).messages
    done = sum(1 for key in wanted if key in held and held[key].is_done)
    if done < len(wanted):
        return Status("missing", done, len(wanted))
    if signature is None:
        return Status("draft", done, len(wanted))
    state = "checked" if signature["seal"] == _seal(code, part) else "changed"
    return Status(state, done, len(wanted), signature["by"], signature["on"])


def is_checked(code: str, form: str = "") -> bool:
    """Whether a qualified translator has checked all that a reader of `form` meets (without one: every part)."""
    if code == DEFAULT or not _file(code).exists():
        return code == DEFAULT
    found = status(code)
    needed = (PAGES, LEAFLETS, form) if form else tuple(found)
    return all(part in found and found[part].state == "checked" for part in needed)


def sign(code: str, parts: list[str], by: str, on: date) -> None:
    """Write down that `by`, a qualified translator, checked these parts on that day. Raises KeyError for no such part.

    A comma or a full stop changed later makes the part a draft again: what was checked is held by its checksum.
    """
    known = reading.groups(code)
    for part in parts:
        known[part]
    signed = _signed(code) | {part: {"by": by, "on": on, "seal": _seal(code, part)} for part in parts}
    text = "\n".join(f"[{part}]\nby = {json.dumps(one['by'], ensure_ascii=False)}\non = {one['on'].isoformat()}\n"
                     f'seal = "{one["seal"]}"\n' for part, one in sorted(signed.items()))
    _file(code).write_text(text, "utf-8")
    forget()
    _say_in_header(code)


def _say_in_header(code: str) -> None:
    said = DONE.replace("CODE", code) if is_checked(code) else DRAFT
    text = file_of(code).read_text("utf-8")
    file_of(code).write_text(re.sub(r"^# STATUS:.*$", said, text, count=1, flags=re.MULTILINE), "utf-8")
    forget()


def _signed(code: str) -> dict[str, dict]:
    return tomllib.loads(_file(code).read_text("utf-8")) if _file(code).exists() else {}


def _file(code: str):
    return FOLDER / code / "checked.toml"


def _seal(code: str, part: str) -> str:
    held = reading.load(code).messages
    said = [[*map(str, key), *held[key].texts] for key in sorted(reading.groups(code)[part], key=str) if key in held]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:16]


def forget() -> None:
    """Read the files again."""
    reading.forget()
    status.cache_clear()
