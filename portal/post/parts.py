"""How many parts a text message is sent in, by the true rules of its alphabet (3GPP TS 23.038 and 23.040)."""
from __future__ import annotations

from dataclasses import dataclass

# The GSM 7-bit default alphabet, and what its extension table adds (each of those counts twice).
BASIC = frozenset("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
                  "¿abcdefghijklmnopqrstuvwxyzäöñüà")
EXTENDED = frozenset("^{}\\[~]|€\f")
ALONE = {"gsm": 160, "ucs2": 70}  # units of a message in one part
JOINED = {"gsm": 153, "ucs2": 67}  # of each part of a longer one: six octets are the header that joins them


@dataclass(frozen=True)
class Parts:
    """How a text is sent: its alphabet, its units, and the text of each part."""

    alphabet: str  # gsm, or ucs2 when one character is not in it
    units: int
    parts: tuple[str, ...]

    def words(self) -> str:
        """As the office reads it."""
        letters = "characters" if self.alphabet == "gsm" else "characters of another alphabet"
        number = len(self.parts)
        return f"{self.units} {letters}: {number} {'part' if number == 1 else 'parts'}"


def split(text: str) -> Parts:
    """`text` as a phone network sends it. No character, nor the two halves of one, is ever divided."""
    alphabet = "gsm" if all(c in BASIC or c in EXTENDED for c in text) else "ucs2"
    sizes = [_units(c, alphabet) for c in text]
    if sum(sizes) <= ALONE[alphabet]:
        return Parts(alphabet, sum(sizes), (text,))
    parts, used = [""], 0
    for character, size in zip(text, sizes, strict=True):
        if used + size > JOINED[alphabet]:
            parts.append("")
            used = 0
        parts[-1] += character
        used += size
    return Parts(alphabet, sum(sizes), tuple(parts))


def with_whole(text: str, link: str) -> str:
    """`text`, with spaces before `link` where it would otherwise lie in two parts.

    Left as it is where nothing helps: a link longer than a part, or one that would need a part more.
    """
    now = split(text)
    if link not in text or any(link in part for part in now.parts):
        return text
    for spaces in range(1, JOINED[now.alphabet]):
        moved = text.replace(link, " " * spaces + link, 1)
        then = split(moved)
        if len(then.parts) > len(now.parts):
            return text
        if any(link in part for part in then.parts):
            return moved
    return text


def _units(character: str, alphabet: str) -> int:
    if alphabet == "gsm":
        return 2 if character in EXTENDED else 1
    return len(character.encode("utf-16-be")) // 2
