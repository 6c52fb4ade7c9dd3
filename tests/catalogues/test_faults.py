"""The rules find what they are for: each is tried on a planted fault, and on a translation that has none."""
from __future__ import annotations

import re

import pytest

from portal.catalogues import faults, glossary, reading
from portal.catalogues.glossary import Glossary, Never, Term
from portal.catalogues.reading import Message

CODES = reading.codes()
WORDS = Glossary({"review": Term("review", "ክትትል", "ክትትል", ("ክትትል",), apart=frozenset({"Reviews apart."}))},
                 (Never(re.compile("እባክዎ"), frozenset({"child"}), "formal"),))


def found(english: str, text: str, context: str | None = "child", code: str = "ti") -> list[str]:
    plural = isinstance(english, tuple)
    message = Message(context, english if plural else (english,), (text,))
    return list(faults.of_text(message, text, code, WORDS))


@pytest.mark.parametrize(("english", "text", "why"), [
    ("Hello {name}", "ሰላም", "placeholders"),
    ("Hello {name}", "ሰላም {nmae}", "placeholders"),
    ("Hello", "ሰላም ", "a space"),
    ("Hello", "ሰላም  ሰላም", "a space"),
    ("Hello", "ሰላም \"ሰላም\"", "a straight quote"),
    ("Hello", "ሰላ'ም", "a straight quote"),
    ("Hello", "\u200fሰላም", "a mark of direction"),
    ("Hello.", "ሰላም", "should end"),
    ("Hello?", "ሰላም።", "should end"),
    ("Hello there", "Hello there", "a copy of the English"),
    ("Hello there", "ሰላም there", "Latin letters"),
    ("Your review", "ኣኼባኹም", "not the glossary"),
    ("Hello", "እባክዎ", "never"),
    ("Hi", "ሰላም" * 14, "too long for a button"),
])
def test_a_planted_fault_is_found(english, text, why):
    assert any(fault.startswith(why) or why in fault for fault in found(english, text)), found(english, text)


@pytest.mark.parametrize(("english", "text"), [
    ("Hello {name}.", "ሰላም {name}።"), ("What?", "እንታይ?"), ("Your review", "ክትትልኩም"), ("Reviews apart.", "ብተወሳኺ።"),
    ("Childline", "Childline"), ("Ask an advocate.", "ተጣባቒ (advocate) ሕተቱ።"), ("Hello, IRO", "ሰላም IRO"),
])
def test_a_good_translation_has_no_fault(english, text):
    assert found(english, text) == []


def test_a_word_forbidden_to_children_may_stand_before_adults():
    assert found("Please", "እባክዎ", "child") and not found("Please", "እባክዎ", "adult")


def test_one_day_may_leave_out_its_number():
    message = Message(None, ("in {n} day", "in {n} days"), ("ጽባሕ", "ድሕሪ {n} መዓልቲ"))
    assert [list(faults.of_text(message, text, "ti", WORDS)) for text in message.texts] == [[], []]


@pytest.mark.parametrize("code", CODES)
def test_a_catalogue_has_no_fault(code):
    assert faults.faults(reading.load(code)) == []


@pytest.mark.parametrize("code", CODES)
def test_a_glossary_names_every_term_and_its_doubts(code):
    words = glossary.of(code)
    assert set(words.terms) == set(glossary.terms())
    assert all(term.child and term.adult and term.stems for term in words.terms.values())
    assert len(words.never) >= 3 and len(words.doubts) >= 3
    english = {m.english[-1] for m in reading.load(code).messages.values()}
    stale = {e for term in words.terms.values() for e in term.apart} - english
    assert stale == set()


def test_a_glossary_says_that_it_is_a_draft_as_long_as_its_catalogue_is_one():
    for code in CODES:
        text = (glossary.FOLDER / code / "glossary.toml").read_text("utf-8")
        assert ("STATUS: draft" in text.splitlines()[0]) == reading.load(code).status.startswith("draft"), code
