"""How many parts a text message takes, by the rules of the alphabets, and a link that stays whole."""
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.post import parts

LINK = "https://tell.northmoor.gov.uk/ti/" + "x" * 27


@pytest.mark.parametrize(("text", "alphabet", "number"), [
    ("", "gsm", 1), ("a" * 160, "gsm", 1), ("a" * 161, "gsm", 2), ("a" * 306, "gsm", 2), ("a" * 307, "gsm", 3),
    ("€" * 80, "gsm", 1), ("€" * 81, "gsm", 2),  # of the extension table: two each
    ("ሰ" * 70, "ucs2", 1), ("ሰ" * 71, "ucs2", 2), ("ሰ" * 134, "ucs2", 2), ("ሰ" * 135, "ucs2", 3),
    ("ë" * 160, "ucs2", 3), ("é" * 160, "gsm", 1),  # é is in the alphabet, ë is not
    ("’" + "a" * 69, "ucs2", 1), ("’" + "a" * 70, "ucs2", 2), ("😀" * 35, "ucs2", 1), ("😀" * 36, "ucs2", 2)])
def test_the_parts_are_those_of_the_standard(text, alphabet, number):
    sent = parts.split(text)
    assert (sent.alphabet, len(sent.parts)) == (alphabet, number)


def test_a_sign_of_two_units_is_never_divided():
    assert parts.split("a" * 152 + "€" + "a" * 20).parts[0] == "a" * 152
    assert parts.split("ሰ" * 66 + "😀" + "ሰ" * 20).parts[0] == "ሰ" * 66


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=400))
def test_nothing_is_lost_and_no_part_is_too_long(text):
    sent = parts.split(text)
    assert "".join(sent.parts) == text
    room = parts.ALONE if len(sent.parts) == 1 else parts.JOINED
    assert all(parts.split(part).units <= 2 * room[sent.alphabet] for part in sent.parts)
    assert all(sum(parts._units(c, sent.alphabet) for c in part) <= room[sent.alphabet] for part in sent.parts)


@given(st.integers(0, 120), st.integers(0, 30))
def test_a_link_that_fits_in_a_part_lies_in_one(before, after):
    text = parts.with_whole("ሰ" * before + LINK + "ሰ" * after, LINK)
    sent = parts.split(text)
    fits = any(LINK in part for part in sent.parts)
    assert text.replace(" ", "") == "ሰ" * before + LINK + "ሰ" * after
    assert fits or len(parts.split("ሰ" * before + LINK + "ሰ" * after).parts) < len(
        parts.split("ሰ" * 67 * (before // 67 + 1) + LINK + "ሰ" * after).parts)


def test_a_link_longer_than_a_part_is_left_as_it_is():
    link = "https://consultation.of-a-long-name.gov.uk/fa_AF/" + "x" * 27
    assert parts.with_whole("ሰላም " + link, link) == "ሰላም " + link


def test_what_the_office_reads_says_characters_and_parts():
    assert parts.split("Hello").words() == "5 characters: 1 part"
    assert parts.split("ሰ" * 71).words() == "71 characters of another alphabet: 2 parts"
