"""Everything that was written on one page of a draft: each open page (a tab) is a writer of its own.

Within a tab the newest wins, however late or often its packets come: each carries a number that grows. A tab
that began from what an earlier one had saved takes its place; tabs that knew nothing of each other are merged,
and no word is lost. Kept sealed, as one JSON per page.
"""
from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce

from portal.consultations.pages import PageContent, merge
from portal.questionnaires.definition import Page

REMEMBERED = 20  # tabs that were replaced: so that a late packet of theirs is known to be old


@dataclass(frozen=True)
class Writer:
    """What one tab wrote last: its number, the page's revision then, and the content (None: replaced since)."""

    tab: str
    seq: int
    at: int
    content: PageContent | None


@dataclass(frozen=True)
class Written:
    """One page as its writers left it."""

    writers: tuple[Writer, ...] = ()

    def write(self, tab: str, seq: int, began: int, revision: int, content: PageContent) -> Written:
        """The page after `tab` wrote; this one unchanged when the packet is old or came twice.

        `began` is the revision that the tab was shown, `revision` the page's new one.
        """
        mine = next((w for w in self.writers if w.tab == tab), None)
        if mine is not None and seq <= mine.seq:
            return self
        others = [w for w in self.writers if w is not mine]
        if mine is None:
            others = [replace(w, content=None) if w.at <= began else w for w in others]
        kept = sorted([*others, Writer(tab, seq, revision, content)], key=lambda w: w.at)
        replaced = [w for w in kept if w.content is None][:-REMEMBERED]
        return Written(tuple(w for w in kept if w not in replaced))

    def content(self, page: Page) -> PageContent:
        """What the page holds: everything that was not replaced, oldest first."""
        held = [w.content for w in self.writers if w.content is not None]
        return reduce(lambda older, newer: merge(page, older, newer), held) if held else PageContent()

    def as_json(self) -> dict:
        return {"writers": [{"tab": w.tab, "seq": w.seq, "at": w.at, "content": w.content and w.content.as_json()}
                            for w in self.writers]}

    @classmethod
    def from_json(cls, data: dict) -> Written:
        """As as_json() gave it; a page saved before there were writers is one writer's."""
        if "writers" not in data:
            return cls((Writer("", 0, 1, PageContent.from_json(data)),))
        return cls(tuple(Writer(w["tab"], w["seq"], w["at"], w["content"] and PageContent.from_json(w["content"]))
                         for w in data["writers"]))
