"""What one cell of a case list says: a function per kind of cell, text in, value out.

Each raises Unreadable with words that a business support officer understands. Two levels: an error
refuses the row; a note keeps the row and puts `value` in the cell's place.
"""
from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import phonenumbers

from portal import clock
from portal.cases import codes
from portal.languages import code_for

Parser = Callable[[str], Any]
GUARDED = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for a formula
EMPTY_WORDS = ("null", "none", "n/a", "na", "-", "nan")
BROKEN = ("#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#num!", "#null!")
EARLIEST = 1900
# Zero-width spaces, soft hyphens and direction marks that exports leave behind. The joiners U+200C and
# U+200D stay: Persian and Sorani names need them.
_INVISIBLE = dict.fromkeys([0x200B, 0xFEFF, 0x00AD, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


class Unreadable(ValueError):
    """A cell that says nothing we can use: `problem`, `remedy`, and `level` 'error' or 'note'."""

    def __init__(self, problem: str, remedy: str, level: str = "error", value: Any = "") -> None:
        super().__init__(problem)
        self.problem, self.remedy, self.level, self.value = problem, remedy, level, value


class When(NamedTuple):
    """A local day and, where one was given, a local time."""

    day: date
    time: time | None


def tidy(raw: str, lines: bool = False) -> str:
    """The text of a cell: no odd spaces, no invisible marks, one form for each letter, no formula guard."""
    text = unicodedata.normalize("NFC", raw.translate(_INVISIBLE))
    if len(text) > 1 and text[0] in "'’" and text[1] in GUARDED:
        text = text[1:]
    rows = [" ".join(_spaced(row).split()) for row in text.replace("\r", "\n").split("\n")]
    return ("\n" if lines else " ").join(row for row in rows if row)


def _spaced(text: str) -> str:
    return "".join(" " if unicodedata.category(c) in ("Cc", "Zs") else c for c in text)


def text(raw: str) -> str:
    """Any words, on one line."""
    return _whole(tidy(raw))


def lines(raw: str) -> str:
    """Any words, on as many lines as they were written: an address."""
    return _whole(tidy(raw, lines=True))


def _whole(words: str) -> str:
    if words.casefold() in BROKEN:
        raise Unreadable(f"The spreadsheet could not work this cell out (it says {words})",
                         "Mend the formula in the spreadsheet, or type the value in")
    return words


def _bare(raw: str) -> str:
    words = text(raw)
    return "" if words.casefold() in EMPTY_WORDS else words


# --- days ---------------------------------------------------------------------------------------------
_DAY_FORMS = ("%d/%m/%Y", "%Y/%m/%d", "%d/%b/%Y", "%d/%B/%Y", "%d/%m/%y", "%d/%b/%y", "%d/%B/%y")
_TIME = re.compile(r"[ T]+(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:\.\d+)?)?\s*([ap]\.?m\.?)?$", re.IGNORECASE)
_DAY_NUMBER = re.compile(r"\d{4,5}(\.\d+)?")
_ISO_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)", re.IGNORECASE)
DAY_REMEDY = "Write the date as day/month/year, such as 31/01/2027"


def day(raw: str) -> date | None:
    """A date, without any time that follows it; None for an empty cell."""
    when = moment(raw)
    return when.day if when else None


def moment(raw: str) -> When | None:
    """A date and perhaps a time; None for an empty cell. Midnight means that no time was given."""
    words = _bare(raw)
    if not words:
        return None
    try:
        found = _instant(words) or _numbered(words) or _written(words)
    except (ValueError, OverflowError):
        found = None
    if found is None or not EARLIEST <= found.year <= clock.today().year + 100:
        raise Unreadable(f"‘{words}’ is not a date that exists", DAY_REMEDY)
    return When(found.date(), found.time() if found.time() != time(0) else None)


def _instant(words: str) -> datetime | None:
    if not _ISO_INSTANT.fullmatch(words):
        return None
    instant = datetime.fromisoformat(words.upper().replace("Z", "+00:00"))
    return clock.local(instant).replace(tzinfo=None, second=0, microsecond=0)


def _numbered(words: str) -> datetime | None:
    if not _DAY_NUMBER.fullmatch(words) or float(words) < 10_000:  # 10,000 is a day in 1927; 2027 is a year
        return None
    return datetime(1899, 12, 30) + timedelta(minutes=round(float(words) * 24 * 60))


def _written(words: str) -> datetime | None:
    clock_time = time(0)
    match = _TIME.search(words)
    if match:
        words, clock_time = words[:match.start()], _time(match)
    joined = re.sub(r"[-./ ]+", "/", re.sub(r"(?<=\d)(st|nd|rd|th)\b|,|^[a-z]{3,9}day\b", "", words.lower()).strip())
    for form in _DAY_FORMS:
        try:
            found = datetime.strptime(joined.replace("sept/", "sep/"), form)
        except ValueError:
            continue
        return datetime.combine(_this_century(found.date(), form), clock_time)
    return None


def _this_century(found: date, form: str) -> date:
    if form.endswith("%y") and found.year > clock.today().year + 20:
        return found.replace(year=found.year - 100)
    return found


def _time(match: re.Match) -> time:
    hour, half = int(match[1]), (match[4] or "").lower()[:1]
    if half and not 1 <= hour <= 12:
        raise ValueError("no such hour")
    return time(hour % 12 + 12 * (half == "p") if half else hour, int(match[2]))


# --- words of a list ----------------------------------------------------------------------------------
YES, NO = ("y", "yes", "true", "t", "1", "1.0", "x", "✓"), ("n", "no", "false", "f", "0", "0.0")


def yes_no(raw: str) -> bool | None:
    """True or False; None for an empty cell."""
    words = _bare(raw).casefold()
    if words in YES:
        return True
    if words in NO:
        return False
    if not words:
        return None
    raise Unreadable(f"‘{tidy(raw)}’ is neither yes nor no", "Write Y or N, or leave the cell empty")


def short_breaks(raw: str) -> bool | None:
    """Yes, no, or one of the two legal statuses that mean yes."""
    return True if _bare(raw).upper() in codes.SHORT_BREAKS else yes_no(raw)


def one_of(allowed: Collection[str], same: Mapping[str, str] | None = None) -> Parser:
    """A parser for a word of a list, however it is spaced or capitalised; '' for an empty cell."""
    words = {slug(word): word for word in allowed} | dict(same or {})

    def parse(raw: str) -> str:
        found = _bare(raw)
        if not found:
            return ""
        if slug(found) not in words:
            raise Unreadable(f"‘{found}’ is not one of the words for this column", f"Use one of: {', '.join(allowed)}")
        return words[slug(found)]

    return parse


def slug(words: str) -> str:
    """'Foster carer ' -> 'foster_carer': how headers and codes are compared."""
    return re.sub(r"[\s_/-]+", "_", re.sub(r"['’*]", "", words.strip().casefold())).strip("_")


def ethnicity(raw: str) -> str:
    """A DfE code, from the code or from a label that means only one; '' with a note when it is neither."""
    words = _bare(raw)
    plain = re.sub(r"[-–:,()]", " ", words.casefold())
    found = words.upper() if words.upper() in codes.ETHNICITIES else codes.ETHNIC_LABELS.get(" ".join(plain.split()))
    return _noted(words, found, "an ethnicity we know", f"Use a DfE code: {', '.join(codes.ETHNICITIES)}")


def legal_status(raw: str) -> str:
    """A legal status code of the yearly return; '' with a note when it is none."""
    words = _bare(raw)
    found = words.upper() if words.upper() in codes.LEGAL_STATUSES else None
    return _noted(words, found, "a legal status we know", f"Use one of: {', '.join(codes.LEGAL_STATUSES)}")


def language(raw: str) -> str:
    """A language's code; '' (English) with a note when it is unknown."""
    words = _bare(raw)
    return _noted(words, code_for(words) if words else None, "a language we know, so English is used until it is",
                  "Write the language in English, such as Arabic, or its code")


def _noted(words: str, found: str | None, what: str, remedy: str) -> str:
    if words and found is None:
        raise Unreadable(f"‘{words}’ is not {what}", remedy, "note")
    return found or ""


def free_codes(raw: str) -> str:
    """Any codes, parted by commas, semicolons, bars or spaces: 'symbols large_print'."""
    words = _bare(raw).casefold().replace("large print", "large_print")
    return " ".join(dict.fromkeys(filter(None, map(slug, re.split(r"[,;|\s]+", words)))))


def form_name(raw: str) -> str:
    """The name of a form: 'young'."""
    words = slug(_bare(raw))
    if words and not re.fullmatch(r"[a-z][a-z0-9_]*", words):
        raise Unreadable(f"‘{tidy(raw)}’ is not the name of a form",
                         "Write a form’s name, such as young, or leave the cell empty")
    return words


# --- ways to reach somebody -----------------------------------------------------------------------------
_EMAIL = re.compile(r"[^\s@<>(),;:\"\[\]\\]+@([a-z0-9-]+\.)+[a-z0-9-]{2,}", re.IGNORECASE)


def email(raw: str) -> str:
    """An e-mail address, its domain in lower case; '' for an empty cell."""
    words = _bare(raw).removeprefix("mailto:")
    if not words:
        return ""
    if not _EMAIL.fullmatch(words) or ".." in words or len(words) > 254:
        raise Unreadable(f"‘{words}’ is not an e-mail address", "Write one address, such as name@example.org")
    name, domain = words.rsplit("@", 1)
    return f"{name}@{domain.lower()}"


def staff_email(raw: str) -> str:
    """An e-mail address in lower case, as accounts are known by."""
    return email(raw).lower()


def mobile(raw: str) -> str:
    """A phone number as +447…, its lost leading zero put back; '' for an empty cell."""
    words = _bare(raw).lstrip("'’")
    if not words:
        return ""
    words = re.sub(r"\.0$", "", words)
    if re.search(r"[^\W\d_]", words):
        raise Unreadable(f"‘{words}’ is not only a phone number", _phone_remedy(words))
    try:
        number = phonenumbers.parse(words, "GB")
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not _fits(number):
        raise Unreadable(f"‘{words}’ is not a phone number", "Write one whole number, such as 07700 900123")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _phone_remedy(words: str) -> str:
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", words):
        return "The spreadsheet shortened the number: format the column as text and type the number again"
    return "Leave only the number in this cell, such as 07700 900123"


def _fits(number: phonenumbers.PhoneNumber) -> bool:
    # Numbers kept for drama and for tests are whole but not "valid", so a British one counts its digits.
    if phonenumbers.is_valid_number(number):
        return True
    return number.country_code == 44 and len(str(number.national_number)) == 10
