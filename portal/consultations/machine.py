"""A machine's translation, from a server that the authority runs itself (LibreTranslate's HTTP interface).

Off until PORTAL_TRANSLATE_URL names that server. What it makes is shown as a machine's, never stored, and never in
the place of what was written. No word goes to a server that others run: its own public address is refused.
"""
from __future__ import annotations

import json
import logging
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from flask import current_app

from portal.consultations.passages import Passage

log = logging.getLogger(__name__)
PATIENCE = 20  # seconds
# LibreTranslate’s names where they are not ours. Languages that it does not know, it refuses itself.
CODES = {"fa_AF": "fa", "zh_Hans": "zh-Hans"}


class NoTranslation(RuntimeError):
    """The server gave none. The message says why, in words for staff."""


def is_on() -> bool:
    """Whether this portal has such a server."""
    return bool(_setting("PORTAL_TRANSLATE_URL"))


def translate(passages: list[Passage]) -> list[str]:
    """The English of each passage’s text, in order. Raises NoTranslation."""
    found = []
    for passage in passages:
        found.append(_ask(passage.text, passage.language.code, passage.language.english) if passage.text else "")
    return found


def _ask(text: str, code: str, name: str) -> str:
    wanted = {"q": text, "source": CODES.get(code, code), "target": "en", "format": "text",
              "api_key": _setting("PORTAL_TRANSLATE_KEY")}
    request = Request(f"{_setting('PORTAL_TRANSLATE_URL').rstrip('/')}/translate",  # noqa: S310 - an operator’s setting
                      json.dumps(wanted).encode(), {"Content-Type": "application/json"})
    try:
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            return str(json.load(answer)["translatedText"])
    except HTTPError as error:
        log.warning("the translation server answered %s", error.code)  # never what was asked
        if error.code == 400:
            raise NoTranslation(f"The translation server does not know {name}. Ask an interpreter.") from None
        raise NoTranslation("The translation server refused. Tell your administrator; ask an interpreter.") from None
    except (URLError, TimeoutError, OSError, ValueError, KeyError) as error:
        log.warning("the translation server did not answer: %s", type(error).__name__)
        raise NoTranslation("The translation server does not answer. Try again later, or ask an interpreter.") from None


def _setting(name: str) -> str:
    return current_app.extensions["portal"][name]
