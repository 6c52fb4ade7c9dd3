"""The rules that every translation is held to, whoever wrote it."""
from __future__ import annotations

import re
from collections.abc import Iterator

from portal.catalogues import glossary
from portal.catalogues.glossary import Glossary
from portal.catalogues.reading import Catalogue, Message

NAMES = {"Childline", "Help at Hand"}  # the same in every language
LATIN = {"ku", "vi", "sq", "so", "om", "pl", "ro", "pt", "tr", "fr", "es", "lt", "sk", "cs", "hu"}
# What may stand in Latin letters among other scripts: names, and in brackets the English word that people will hear.
KEPT = re.compile(r"{\w*}|Childline|Help at Hand|\bIRO\b|\([A-Za-z0-9 ]+\)|\bQR\b|\bPDF\b|\bSIM\b|Wi-?Fi|https?\S*|"
                  r"\S+\.(?:gov|org|com|uk)\S*")
DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
ENDS = {".": ".。።।۔", "?": "?؟፧", "!": "!", "…": "…", ":": ":፦፡"}
LONGEST = 3  # times the English, for what may stand on a button
SHORT, ROOM = 30, 40  # characters: up to where something may be a button, and what one holds in two lines


def faults(catalogue: Catalogue) -> list[str]:
    """Everything wrong with a catalogue, one line each: the context, the English, the translation, and why."""
    words = glossary.of(catalogue.code)
    found = [f"glossary: no {key}" for key in glossary.terms() if key not in words.terms]
    for message in catalogue.messages.values():
        if not message.is_done:
            found.append(_line(message, "", "not translated"))
        for text in filter(None, message.texts):
            found += [_line(message, text, why) for why in of_text(message, text, catalogue.code, words)]
    return found


def _line(message: Message, text: str, why: str) -> str:
    return f"[{message.context or 'neutral'}] {message.english[-1]} → {text}: {why}"


def of_text(message: Message, text: str, code: str, words: Glossary) -> Iterator[str]:
    """What is wrong with one translation."""
    yield from shape(message.english[-1], text, is_plural=message.is_plural)
    yield from _script(message, text, code)
    yield from _terms(message, text, words)
    yield from (f"never “{one.pattern.pattern}”: {one.why}" for one in words.never if one.is_in(message.context, text))
    english = message.english[-1]
    if len(english) <= SHORT and len(text) > max(LONGEST * len(english), ROOM):
        yield f"{len(text)} characters for {len(english)}: too long for a button"


def shape(english: str, text: str, is_plural: bool = False) -> Iterator[str]:
    """Faults that do not depend on the language: placeholders, spaces, quotes, direction, the mark at the end."""
    theirs, ours = placeholders(text), placeholders(english)
    if theirs != ours and not (is_plural and set(theirs) <= set(ours)):  # “one day” may leave out its number
        yield f"placeholders: {_listed(theirs)}, in English {_listed(ours)}"
    if text != text.strip() or "  " in text:
        yield "a space at an end, or two together"
    if re.search(r"['\"]", text):
        yield "a straight quote"
    if DIRECTION.search(text):
        yield "a mark of direction: the page sets it"
    wanted = ENDS.get(_last(english), "")
    if wanted and _last(text) not in wanted:
        yield f"should end with one of {wanted}"


def _listed(names: list[str]) -> str:
    return " ".join(names) or "none"


def placeholders(text: str) -> list[str]:
    """The names in braces, in order."""
    return sorted(re.findall(r"{(\w*)}", text))


def _last(text: str) -> str:
    return re.sub(r"[”’»)“„\s]+$", "", text)[-1:]


def _script(message: Message, text: str, code: str) -> Iterator[str]:
    if text in message.english and text not in NAMES and re.search("[A-Za-z]{3}", text):
        yield "a copy of the English"
    if code not in LATIN and (left := re.findall("[A-Za-z]{2,}", KEPT.sub("", text))):
        yield f"Latin letters: {' '.join(left)}"


def _terms(message: Message, text: str, words: Glossary) -> Iterator[str]:
    english, folded = message.english[-1], text.casefold()
    for key, pattern in glossary.terms().items():
        term = words.terms.get(key)
        if term is None or english in term.apart or not pattern.search(english):
            continue
        if not any(stem.casefold() in folded for stem in term.stems):
            yield f"not the glossary’s word for {key}: {' or '.join(term.stems)}"
