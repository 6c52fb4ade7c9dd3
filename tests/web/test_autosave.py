"""Pages that save by themselves: the newest wins, nothing is lost, and what the page says is true."""
from __future__ import annotations

import pytest
from sqlalchemy import func, select

from portal.consultations.models import Draft, DraftPage, Flag, Response
from portal.extensions import db
from tests.support.forms import fill

JSON = {"Accept": "application/json"}


class Tab:
    """One open page with its script: it posts what is typed with a number that grows."""

    def __init__(self, walk) -> None:
        self.client, self.page, self.address, self.seq = walk.client, walk.client.page, walk.client._address, 0
        self.ticket: str | None = None

    def packet(self, go: str = "keep", seq: int | None = None, **typed) -> dict:
        """What would go over the wire now."""
        self.seq = self.seq + 1 if seq is None else seq
        _, _, data = fill(self.page, 0, "next", typed)
        data |= {"go": [go], "seq": [str(self.seq)]}
        return data | ({"ticket": [self.ticket]} if self.ticket else {})

    def post(self, packet: dict):
        answer = self.client.post(self.address, data=packet, headers=JSON)
        self.ticket = (answer.json or {}).get("ticket") or self.ticket
        return answer

    def keep(self, **typed):
        return self.post(self.packet(**typed))


@pytest.fixture
def short(walk):
    """Ellie on the page with three boxes."""
    walk.start()
    walk.press("next", way="short")
    return walk


def shown(walk, name: str) -> str:
    """What the box `name` holds when the page is fetched anew."""
    walk.client.get(walk.client._address)
    field = next(f for f in walk.client.page.fields() if f.get("name") == name)
    return (field.text or "").strip()


def rows(model) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model))


def test_what_was_typed_is_there_after_the_page_is_loaded_again(short):
    answer = Tab(short).keep(well="Half a word")
    assert answer.status_code == 200
    assert answer.json["saved"] == "09:00"
    assert shown(short, "well") == "Half a word"


def test_an_answer_to_the_script_repeats_nothing_that_was_typed(short):
    assert "canary" not in Tab(short).keep(well="canary").text


def test_a_packet_that_comes_late_never_overwrites_newer_words(short):
    tab = Tab(short)
    early = tab.packet(well="I li")
    tab.keep(well="I like it here")
    assert tab.post(early).status_code == 200
    assert shown(short, "well") == "I like it here"


def test_words_that_were_taken_back_stay_away(short):
    tab = Tab(short)
    tab.keep(well="Something I regret")
    tab.keep(well="")
    assert shown(short, "well") == ""


def test_the_same_packet_twice_is_once(short):
    tab = Tab(short)
    packet = tab.packet(well="Once")
    tab.post(packet)
    tab.post(packet)
    assert shown(short, "well") == "Once"


def test_two_tabs_that_know_nothing_of_each_other_keep_both(short):
    first, second = Tab(short), Tab(short)
    short.client.get(short.client._address)
    second.page = short.client.page
    first.keep(well="From the first")
    second.keep(well="From the second")
    first.keep(well="From the first tab")
    assert {"From the first tab", "From the second"} <= set(shown(short, "well").split("\n"))


def test_a_page_opened_after_a_save_takes_its_place(short):
    Tab(short).keep(well="Old words")
    shown(short, "well")
    Tab(short).keep(well="New words")
    assert shown(short, "well") == "New words"


def test_next_after_saving_by_itself_keeps_the_words_once(short):
    tab = Tab(short)
    tab.keep(well="I like it")
    answer = tab.post(tab.packet(go="next", well="I like it here"))
    assert answer.json["to"].endswith("/answer/" + short.client._address.split("/answer/")[1].split("/")[0] + "/safe")
    assert shown(short, "well") == "I like it here"


def test_saving_by_itself_raises_no_alarm_pressing_next_does(walk):
    walk.start()
    while walk.place != "safe":
        walk.press("next")
    tab = Tab(walk)
    tab.keep(safe="no")
    assert rows(Flag) == 0
    tab.post(tab.packet(go="next", safe="no"))
    assert rows(Flag) == 1


def test_saving_needs_no_session_only_the_page(short):
    tab = Tab(short)
    short.client.delete_cookie("portal")
    answer = tab.keep(well="The session had gone")
    assert answer.json["saved"]
    assert "files" not in answer.json
    assert rows(DraftPage) == 2


def test_a_forged_or_foreign_ticket_saves_nothing(short):
    tab = Tab(short)
    before = rows(DraftPage)
    tab.ticket = "session.1~AAAA"
    assert tab.keep(well="Not mine").status_code == 400
    assert rows(DraftPage) == before


def test_after_another_phone_has_sent_the_words_go_into_an_addition(short, app, world, ellie):
    from tests.support.walk import Walk

    tab = Tab(short)
    tab.keep(well="Before")
    other = Walk(app.test_client(), short.link).open()
    other.start()
    other.to_check().press("send")
    answers = [tab.keep(well="After"), tab.keep(well="After all")]
    assert [a.status_code for a in answers] == [200, 200]
    assert answers[0].json["ticket"]
    assert list(db.session.scalars(select(Draft.kind).where(Draft.sent_at.is_(None)))) == ["addition"]
    assert rows(Response) == 1


def test_after_another_phone_has_sent_and_the_session_is_gone_the_page_is_not_told_saved(short, app):
    from tests.support.walk import Walk

    tab = Tab(short)
    other = Walk(app.test_client(), short.link).open()
    other.start()
    other.to_check().press("send")
    short.client.delete_cookie("portal")
    answer = tab.keep(well="Nobody keeps this by itself")
    assert answer.status_code == 409
    assert not answer.json["saved"]


@pytest.mark.parametrize("seq", ["", "-1", "x", "1e9", "٣", "9" * 30])
def test_a_number_that_is_none_loses_nothing(short, seq):
    tab = Tab(short)
    packet = tab.packet(well="Still here") | {"seq": [seq]}
    assert tab.post(packet).status_code == 200
    assert shown(short, "well") == "Still here"
