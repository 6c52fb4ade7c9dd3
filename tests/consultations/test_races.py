"""Two things at the same moment: no word is lost, nothing happens twice, nobody is told something untrue."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal

import pytest
from sqlalchemy import select

from portal.consultations import doors, drafts, reading, sending, tokens, visible
from portal.consultations.models import Draft, Flag, Invitation, Response, Token
from portal.consultations.pages import PageContent
from portal.extensions import db
from portal.people import trail
from portal.people.models import Event
from tests.support.steps import at_once, fresh


@pytest.fixture
def review(world):
    review = world.review(world.child())
    world.invite()
    return review


def begin(world, review):
    draft = drafts.begin(db.session.get_one(Invitation, world.invitation(review)), "en").id
    db.end()
    return draft


def words_of(world, review) -> str:
    actor = world.actor("ada")
    db.session.rollback()
    found = reading.read_review(visible.review_read_by(actor, frozenset({"iro"}), review), actor)
    return " ".join(str(content.answers) for answered in found for content in answered.pages.values())


def page(words: str) -> PageContent:
    return PageContent({"well": words}, share="iro", language="en")


def send_and_save(app, first, second, words: str) -> bool:
    """Send the first draft while the second is being saved; whether the save was taken."""
    work = iter([lambda: sending.send(first), lambda: drafts.save_page(second, "short", page(words), 0)])
    return next(one for one in at_once(app, lambda: next(work)()) if isinstance(one, bool))


def test_what_one_phone_saves_while_the_other_sends_is_kept_or_said_not_to_be(app, world, review):
    """Saved means sent along, or still in an open draft; refused means that its writer was told."""
    for n in range(12):
        first, second = begin(world, review), begin(world, review)
        for draft in (first, second):
            drafts.save_page(draft, "way", PageContent({"way": "short"}), 0)
        drafts.save_page(first, "short", page(f"first{n}"), 0)
        saved = send_and_save(app, first, second, f"second{n}")
        if saved and fresh(Draft, Draft.id == second)[0].sent_at is None:
            sending.send(second)
        text = words_of(world, review)
        assert f"first{n}" in text
        assert (f"second{n}" in text) is saved


def test_a_page_that_is_being_saved_is_waited_for_before_its_draft_is_sent(app, world, review):
    """The save holds its draft; the send from the other phone must take the words that it is about to write."""
    if db.is_sqlite:
        return  # one writer at a time: there is no such moment
    first, second = begin(world, review), begin(world, review)
    drafts.save_page(first, "way", PageContent({"way": "short"}), 0)
    holds, go_on = Signal(), Signal()

    def save_slowly():
        with app.app_context(), db.write() as session:
            drafts.save_page_in(session, second, "short", page("slow words"), 0)
            session.flush()
            holds.set()
            go_on.wait(10)

    def send():
        with app.app_context():
            holds.wait(10)
            return sending.send(first)

    with ThreadPoolExecutor(2) as pool:
        saving, sent = pool.submit(save_slowly), pool.submit(send)
        holds.wait(10)
        go_on.wait(0.3)  # let the send come to the lock
        go_on.set()
        saving.result(10), sent.result(10)
    assert "slow words" in words_of(world, review)


def test_two_phones_that_send_at_once_make_one_response_with_both_ones_words(app, world, review, clock):
    for n in range(8):
        clock.forward(minutes=1)
        both = [begin(world, review) for _ in range(2)]
        for name, draft in zip(("ann", "ben"), both, strict=True):
            drafts.save_page(draft, "way", PageContent({"way": "short"}), 0)
            drafts.save_page(draft, "short", page(f"{name}{n}"), 0)
        work = iter(both)
        receipts = at_once(app, lambda: sending.send(next(work)))  # noqa: B023
        assert len({receipt.reference for receipt in receipts}) == 1
        assert len(fresh(Response)) == n + 1
        text = words_of(world, review)
        assert f"ann{n}" in text and f"ben{n}" in text


def test_only_the_first_response_is_the_main_one(world, review):
    early = begin(world, review)
    sending.send(early)
    late = begin(world, review)
    with db.write() as session:  # as if it had begun before the other was sent
        session.get_one(Draft, late).kind = "main"
    sending.send(late)
    assert sorted(r.kind for r in fresh(Response)) == ["addition", "main"]


def test_two_tabs_that_save_the_same_page_at_once_keep_both_ones_words(app, world, review):
    draft = begin(world, review)
    drafts.save_page(draft, "way", PageContent({"way": "short"}), 0)
    tabs = iter(["from one tab", "from the other tab", "from a third tab"])
    saved = at_once(app, lambda: drafts.save_page(draft, "short", page(next(tabs)), 0), times=3)
    assert saved == [True] * 3
    sending.send(draft)
    text = words_of(world, review)
    assert all(words in text for words in ("from one tab", "from the other tab", "from a third tab"))


def test_an_alarm_raised_by_two_tabs_at_once_is_one_flag(app, world, review):
    draft = begin(world, review)
    at_once(app, lambda: drafts.save_page(draft, "safe", PageContent({"safe": "no"}), 0), times=3)
    assert [flag.level for flag in fresh(Flag)] == ["alarm"]
    assert len(fresh(Event, Event.kind == "flag_raised")) == 1


def test_wrong_codes_tried_at_once_are_all_counted(app, world, review):
    code = world.code(world.invitation(review)).replace(" ", "")
    wrong = code[:4] + ("BBBBBBBB" if code[4:] != "BBBBBBBB" else "CCCCCCCC")

    def try_it():
        try:
            doors.open_code(wrong, "10.0.0.9")
        except doors.DoorShut as shut:
            return shut.why

    assert at_once(app, try_it, times=6) == ["unknown"] * 6
    assert [t.wrong for t in fresh(Token, Token.kind == "code")] == [6]


def test_codes_mistyped_now_and_then_do_not_close_a_shared_address(world, review, clock):
    code = world.code(world.invitation(review))
    for n in range(40):  # a children's home, a phone network: two slips an hour
        with pytest.raises(doors.DoorShut, match="unknown"):
            doors.open_code("BCDFGHJKMNPQ", "10.0.0.9")
        clock.forward(minutes=61 if n % 2 else 1)
    with pytest.raises(doors.DoorShut, match="unknown"):
        doors.open_code("BCDFGHJKMNPQ", "10.0.0.9")
    assert len(doors.open_code(code, "10.0.0.9").invitations) == 1


@pytest.mark.parametrize("typed", ["", "BCDF", "BCDF\x00GHJKMNP", "ሰላምሰላምሰላምሰላም", "AEIO UAEI OUAE", "B" * 5000])
def test_a_code_of_an_impossible_shape_is_unknown_and_asks_the_database_nothing(world, review, typed):
    assert tokens.find_code(typed) == (None, [])


def test_everything_at_once_leaves_a_whole_trail(app, world, review):
    link = world.link(world.invitation(review)).rsplit("/", 1)[1]

    def respond():
        doors.open_link(link)
        draft = drafts.begin(doors.invitation(world.invitation(review)), "en")
        drafts.save_page(draft.id, "safe", PageContent({"safe": "no"}), 0)
        return sending.send(draft.id).reference

    assert len(at_once(app, respond, times=5)) == 5
    assert trail.first_bad_row(world.authority) is None
    assert db.session.scalar(select(Invitation.sent_in_at)) is not None
