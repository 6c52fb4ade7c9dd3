"""Answers sent in without a browser: for tests of what staff read."""
from __future__ import annotations

import re
import struct
import zlib
from uuid import UUID

from sqlalchemy import select

from portal.consultations import drafts, files, forms, sending
from portal.consultations.models import Invitation, Response
from portal.consultations.pages import PageContent
from portal.extensions import db
from portal.media.cleaning import Cleaned
from portal.questionnaires.kinds import KINDS

SOUND = Cleaned("sound", "audio/mp4", b"\0\0\0\x18ftypM4A " + bytes(range(200)))


def page(helper: str = "nobody", **how) -> PageContent:
    """A page's content: its answers by question, and what `share`, `office` and the like say of it."""
    about = {name: how.pop(name) for name in ("share", "office", "skipped", "language") if name in how}
    return PageContent(how, **{"share": "iro", "helper": helper} | about)


def picture(grey: int = 128) -> Cleaned:
    """A grey picture of 120 by 90 points."""
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = (b"\0" + bytes([grey]) * 120) * 90
    head = struct.pack(">IIBBBBB", 120, 90, 8, 0, 0, 0, 0)
    return Cleaned("picture", "image/png", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
                   + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


def send_in(invitation: UUID, *, helper: str = "nobody", own_words: bool | None = None, language: str = "en",
            kept: dict[str, Cleaned] | None = None, **pages: PageContent) -> UUID:
    """Fill these pages in this language, keep these files (by question), and send. The id of the response."""
    asked = db.session.get_one(Invitation, invitation)
    form = forms.questionnaire(asked.form_version)
    draft_id = drafts.begin(asked, language).id
    drafts.change(draft_id, helper=helper)
    for name, content in pages.items():
        assert drafts.save_page(draft_id, name, content, 0)
    for question, cleaned in (kept or {}).items():
        where = next(one.id for one in form.pages if question in {q.id for q in one.questions})
        files.keep(draft_id, where, question, KINDS[form.question(question).kind].maximum, cleaned)
    sending.send(draft_id, own_words)
    db.session.rollback()
    return db.session.scalars(select(Response.id).where(Response.draft_id == draft_id)).one()


def without_token(page: str) -> str:
    """A page of staff without the token of its form, which is signed with the time."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page)
