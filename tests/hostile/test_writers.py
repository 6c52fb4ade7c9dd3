"""Packets out of order, doubled and late, of several tabs: the newest of each counts, and no word is lost."""
from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.consultations.pages import PageContent
from portal.consultations.writers import Written
from portal.questionnaires import definition

pytestmark = pytest.mark.once
PAGE = definition.load("child.1").page("short")
EXAMPLES = 10_000 if os.environ.get("PORTAL_HOSTILE") == "1" else 200
TABS = ("one", "two", "three")
many = settings(max_examples=EXAMPLES, deadline=None, derandomize=EXAMPLES < 1000)


def said(tab: str, seq: int) -> PageContent:
    return PageContent({"well": f"{tab} said {seq} things"}, share="iro")


def arrive(packets: list[tuple[str, int, int]]) -> tuple[Written, dict[str, int]]:
    """What the page holds after these packets (tab, number, revision begun from), and each tab's newest number."""
    written, newest, revision = Written(), {}, 0
    for tab, seq, began in packets:
        after = written.write(tab, seq, began, revision + 1, said(tab, seq))
        revision += after is not written
        newest[tab] = max(seq, newest.get(tab, 0))
        written = Written.from_json(after.as_json())  # as it is kept
    return written, newest


numbers = st.integers(1, 9)
packets = st.lists(st.tuples(st.sampled_from(TABS), numbers, st.just(0)), min_size=1, max_size=25)


@many
@given(packets)
def test_tabs_that_know_nothing_of_each_other_each_keep_their_newest_words(sent):
    written, newest = arrive(sent)
    lines = written.content(PAGE).answers["well"].split("\n\n")
    assert sorted(lines) == sorted(f"{tab} said {seq} things" for tab, seq in newest.items())


@many
@given(st.lists(numbers, min_size=1, max_size=25), st.randoms())
def test_the_order_in_which_one_tabs_packets_come_changes_nothing(seqs, chance):
    shuffled = seqs + [chance.choice(seqs)]
    chance.shuffle(shuffled)
    written, _ = arrive([("one", seq, 0) for seq in shuffled])
    assert written.content(PAGE).answers["well"] == f"one said {max(seqs)} things"


@many
@given(packets, st.lists(st.tuples(st.sampled_from(TABS), numbers, st.just(0)), max_size=10))
def test_a_tab_opened_later_takes_the_place_of_what_it_was_shown_and_of_nothing_else(before, late):
    written, newest = arrive(before)
    shown = max(w.at for w in written.writers)
    after = written.write("new", 1, shown, shown + 1, said("new", 1))
    for tab, seq, began in late:
        after = after.write(tab, seq, began, max(w.at for w in after.writers) + 1, said(tab, seq))
    unseen = {}
    for tab, seq, _ in late:
        if seq > newest.get(tab, 0):  # more than the new tab could know
            unseen[tab] = max(seq, unseen.get(tab, 0))
    lines = after.content(PAGE).answers["well"].split("\n\n")
    assert sorted(lines) == sorted(["new said 1 things", *(f"{tab} said {seq} things" for tab, seq in unseen.items())])


def test_a_planted_fault_is_found(monkeypatch):
    def forgets(self, tab, seq, began, revision, content):  # the last packet wins, whoever sent it
        from portal.consultations.writers import Writer
        return Written((Writer(tab, seq, revision, content),))

    monkeypatch.setattr(Written, "write", forgets)
    with pytest.raises(AssertionError):
        test_the_order_in_which_one_tabs_packets_come_changes_nothing()
