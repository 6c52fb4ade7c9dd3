"""The languages offered, one line each, and how staff, browsers and case lists name them."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "translations"


@dataclass(frozen=True)
class Language:
    """One language offered.

    `tag` is what browsers and screen readers know it by, `locale` Babel's name for its dates and numbers, `day`
    Babel's pattern for a day in full, `also` other tags by which a phone may ask for it.
    """

    code: str
    tag: str
    name: str
    english: str
    dir: str = "ltr"
    locale: str = ""
    day: str = "full"
    also: tuple[str, ...] = ()

    @property
    def babel(self) -> str:
        return self.locale or self.code


DEFAULT = "en"
SHORT_DAY = "EEEE d MMMM y"  # where Babel has no pattern of the language’s own, and as the English write it

# English first, then by the name each has in itself: Latin letters, then others.
KNOWN = (
    Language("en", "en", "English", "English", locale="en_GB", day=SHORT_DAY),
    Language("om", "om", "Afaan Oromoo", "Oromo", day=SHORT_DAY),
    Language("ku", "kmr", "Kurdî (Kurmancî)", "Kurmanji Kurdish"),
    Language("pl", "pl", "Polski", "Polish"),
    Language("pt", "pt", "Português", "Portuguese", locale="pt_PT"),
    Language("ro", "ro", "Română", "Romanian", also=("mo",)),
    Language("sq", "sq", "Shqip", "Albanian"),
    Language("so", "so", "Soomaali", "Somali", day=SHORT_DAY),
    Language("vi", "vi", "Tiếng Việt", "Vietnamese"),
    Language("tr", "tr", "Türkçe", "Turkish"),
    Language("uk", "uk", "Українська", "Ukrainian", day="EEEE, d MMMM y 'року'"),
    Language("ur", "ur", "اردو", "Urdu", "rtl"),
    Language("ps", "ps", "پښتو", "Pashto", "rtl"),
    Language("fa_AF", "fa-AF", "دری", "Dari", "rtl", also=("prs",)),
    Language("ar", "ar", "العربية", "Arabic", "rtl"),
    Language("fa", "fa", "فارسی", "Farsi", "rtl"),
    Language("ckb", "ckb", "کوردی (سۆرانی)", "Sorani Kurdish", "rtl", day="EEEE، d MMMM y",
             also=("ku-Arab", "ku-IQ", "ku-IR")),
    Language("bn", "bn", "বাংলা", "Bengali"),
    Language("am", "am", "አማርኛ", "Amharic"),
    Language("ti", "ti", "ትግርኛ", "Tigrinya"),
)


def file_of(code: str) -> Path:
    """Where the catalogue of `code` lies, or would lie."""
    return FOLDER / code / "LC_MESSAGES" / "messages.po"


# A language is offered once it has a catalogue: without one its reader would meet English.
OFFERED: dict[str, Language] = {one.code: one for one in KNOWN if one.code == DEFAULT or file_of(one.code).exists()}

# Languages that people read or write although no form is offered in them yet: shown to staff by name.
ENGLISH_NAMES = {
    "pa": "Punjabi", "fr": "French", "es": "Spanish", "lt": "Lithuanian", "sk": "Slovak", "cs": "Czech",
    "ru": "Russian", "bg": "Bulgarian", "hu": "Hungarian", "zh_Hans": "Chinese",
} | {language.code: language.english for language in KNOWN}
OTHER_NAMES = {"kmr": "ku", "prs": "fa_AF", "persian": "fa", "kurmanji": "ku", "sorani": "ckb", "afaan_oromo": "om",
               "oromoo": "om", "bangla": "bn", "sylheti": "bn"}


def english_name(code: str | None) -> str:
    """What staff call the language `code`."""
    return ENGLISH_NAMES.get(code or DEFAULT, code or "English")


def code_for(text: str) -> str | None:
    """The code of a language named as a case list names it: a code, a tag or the English name; else None."""
    wanted = text.strip().casefold().replace("-", "_").replace(" ", "_")
    for code, name in ENGLISH_NAMES.items():
        if wanted in (code.casefold(), name.casefold().replace(" ", "_")):
            return code
    return OTHER_NAMES.get(wanted)


def of_browser(tags: list[str]) -> str:
    """The code of the first language that a browser asks for and that is offered: its tag, then without its country.

    A phone set to Sorani may say ku-IQ; Dari is fa-AF or prs. English when none is offered.
    """
    known = {tag.casefold(): one.code for one in OFFERED.values() for tag in (one.tag, one.code, *one.also)}
    known = {"ku": "ku"} | known
    for tag in tags:
        parts = tag.casefold().replace("_", "-").split("-")
        for length in range(len(parts), 0, -1):
            found = known.get("-".join(parts[:length]))
            if found:
                return found
    return DEFAULT
