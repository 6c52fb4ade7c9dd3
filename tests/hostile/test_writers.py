"""One page open in several tabs, on a line that loses, doubles and delays: newest wins, and no tab's words are lost.

`make hostile` runs it in full. What must come out is told from what happened, not from how it is kept.
"""
from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from portal.consultations.pages import PageContent
from portal.consultations.writers import Writer, Written
from portal.questionnaires.definition import load

EXAMPLES = 10_000 if os.environ.get("PORTAL_HOSTILE") == "1" else 200
PAGE = load("child.1").page("short")
counts: Counter[str] = Counter()

# Most of what happens is typing and arriving. Small numbers name a tab, or a packet counted from the newest.
DEEDS = st.lists(st.tuples(st.sampled_from(["type", "arrive", "type", "arrive", "arrive", "open"]), st.integers(0, 9)),
                 min_size=20, max_size=80)


@dataclass
class Tab:
    """A page as one tab was shown it. Its packets bear numbers that grow."""

    name: str
    opened_at: int
    began: int
    seq: int = 0


@dataclass
class Arrived:
    """The newest packet of a tab that the server had, and when; and when the tab's first one came."""

    seq: int
    at: int
    first_at: int


@dataclass
class World:
    """A server, its tabs, and the packets on the line. `now` counts deeds."""

    written: Written = field(default_factory=Written)
    revision: int = 0
    now: int = 0
    tabs: dict[int, Tab] = field(default_factory=dict)
    every: list[Tab] = field(default_factory=list)
    line: list[tuple[Tab, int]] = field(default_factory=list)
    arrived: dict[str, Arrived] = field(default_factory=dict)

    def open(self, place: int) -> None:
        """Open the page (again) in a tab: a page of its own each time."""
        self.tabs[place % 4] = Tab(f"tab{len(self.every)}", self.now, self.revision)
        self.every.append(self.tabs[place % 4])

    def type(self, place: int) -> None:
        """A tab puts what it holds now on the line."""
        if place % 4 not in self.tabs:
            self.open(place)
        tab = self.tabs[place % 4]
        tab.seq += 1
        self.line.append((tab, tab.seq))

    def arrive(self, which: int) -> None:
        """One packet of the line reaches the server: in any order, and any number of times."""
        if not self.line:
            return
        tab, seq = self.line[-1 - which % len(self.line)]
        before = self.arrived.get(tab.name)
        self._count(before, seq)
        after = self.written.write(tab.name, seq, tab.began, self.revision + 1, said(tab.name, seq))
        if after is not self.written:
            self.revision += 1
        self.written = Written.from_json(after.as_json())
        if before is None or seq > before.seq:
            self.arrived[tab.name] = Arrived(seq, self.now, before.first_at if before else self.now)

    def _count(self, before: Arrived | None, seq: int) -> None:
        counts["packets"] += 1
        if before is not None and seq <= before.seq:
            kind = "twice" if seq == before.seq else "late"
            counts[kind] += 1
            event(f"a packet came {kind}")

    def was_replaced(self, name: str) -> bool:
        """Whether another tab was opened when the last words of this one were there, and then wrote."""
        last = self.arrived[name]
        return any(other.name != name and last.at < other.opened_at < self.arrived[other.name].first_at
                   for other in self.every if other.name in self.arrived)


def said(tab: str, seq: int) -> PageContent:
    return PageContent({"well": f"<{tab}.{seq}>"}, share="iro", language="en")


@settings(max_examples=EXAMPLES, deadline=None, database=None)
@given(deeds=DEEDS)
def test_the_newest_words_of_every_tab_are_kept_and_no_older_ones(deeds):
    world = World()
    for world.now, (deed, which) in enumerate(deeds):
        getattr(world, deed)(which)
    expected = {f"<{name}.{last.seq}>" for name, last in world.arrived.items() if not world.was_replaced(name)}
    text = world.written.content(PAGE).answers.get("well", "")
    assert set(text.split()) == expected
    assert bool(expected) == bool(world.arrived)
    counts["interleavings"] += 1
    counts["tabs"] += len(world.every)
    counts["replaced"] += len(world.arrived) - len(expected)


@pytest.fixture(scope="module", autouse=True)
def told():
    """Say what was run, at the end."""
    yield
    print(f"\nwriters: {dict(counts)}")
    assert counts["late"] and counts["twice"] and counts["replaced"]


def test_a_planted_fault_is_found(monkeypatch):
    def forgets(self, tab, seq, began, revision, content):  # the last packet wins, whoever sent it and however late
        return Written((Writer(tab, seq, revision, content),))

    monkeypatch.setattr(Written, "write", forgets)
    with pytest.raises(AssertionError):
        test_the_newest_words_of_every_tab_are_kept_and_no_older_ones()
