"""The letter with a link: a square for the camera, and a code to type. In one language, or beneath it in English."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import segno
from flask import render_template

from portal import clock, languages
from portal.languages import say
from portal.people.models import Authority


@dataclass(frozen=True)
class Letter:
    """What stands in one letter, whatever its language. `front` is the address at which the code is typed."""

    authority: Authority
    address: str
    link: str
    code: str
    front: str
    last_day: date
    is_reminder: bool


def subject(is_reminder: bool) -> str:
    """The line above an e-mail or a letter, as it is spoken now. It names nobody and says nothing about care."""
    return say("A reminder: tell us what you think") if is_reminder else say("Tell us what you think")


def page(letter: Letter, both: bool) -> str:
    """The letter as HTML to print, in the language spoken now; `both`: a second page says the same in English."""
    now = languages.tongue()
    spoken = [now.language.code]
    if both and now.language.code != languages.DEFAULT:
        spoken.append(languages.DEFAULT)
    return render_template("post/letter.html", subject=subject(letter.is_reminder), authority=letter.authority,
                           address=letter.address, lang=now.language, bodies=[_body(letter, code) for code in spoken])


def _body(letter: Letter, code: str) -> str:
    now = languages.tongue()
    with languages.speaking(code, now.voice, authority=letter.authority.id):
        return render_template(
            "post/letter_body.html", letter=letter, lang=languages.tongue().language, today=clock.today(),
            subject=subject(letter.is_reminder), qr=segno.make(letter.link, error="m").svg_inline(scale=4, border=2))
