"""Babel's extractors for our code and templates: they know that say() speaks in two registers.

    _("Next")          one message without a context
    _n("{n} page", …)  one message with its plural
    say("Stop now.")   two messages: context "child" (informal) and context "adult" (formal)
    to_adult("Stop.")  one message, context "adult"
"""
from __future__ import annotations

from collections.abc import Iterator

from babel.messages.extract import extract_python
from jinja2.ext import babel_extract

KEYWORDS = {"_": None, "_n": (1, 2), "gettext": None, "ngettext": (1, 2), "say": None,
            "to_adult": None}
REGISTERS = ("child", "adult")


def python(fileobj, keywords, comment_tags, options) -> Iterator[tuple]:
    """The messages of a Python file."""
    yield from _in_registers(extract_python(fileobj, KEYWORDS, comment_tags, options))


def templates(fileobj, keywords, comment_tags, options) -> Iterator[tuple]:
    """The messages of a template."""
    yield from _in_registers(babel_extract(fileobj, KEYWORDS, comment_tags, options))


def _in_registers(found) -> Iterator[tuple]:
    for line, function, messages, comments in found:
        message = messages[0] if isinstance(messages, (tuple, list)) else messages
        if not isinstance(message, str):
            continue  # a variable: whoever gave it its words was extracted there
        if function == "say":
            for register in REGISTERS:
                yield line, "pgettext", (register, message), comments
        elif function == "to_adult":
            yield line, "pgettext", ("adult", message), comments
        elif function in ("_n", "ngettext"):
            yield line, "ngettext", messages[:2], comments
        else:
            yield line, "gettext", message, comments
