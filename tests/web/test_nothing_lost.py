"""What goes wrong on a phone: double clicks, two tabs, a session that ended, words that are too long."""
from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from portal.consultations import sending
from portal.consultations.models import Draft, Flag, Invitation, Response
from portal.extensions import db
from portal.people.models import Event
from tests.support import make
from tests.support.walk import Walk


def responses() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Response))


def pack_text(app, review) -> str:
    client = app.test_client()
    make.sign_in(client, "ada")
    client.get(f"/staff/review/{review}")
    return client.page.text


def test_sending_twice_is_once_and_both_clicks_reach_the_receipt(walk):
    walk.start()
    walk.to_check(way="short", well="We went swimming.")
    check = walk.client.page, walk.client._address
    for _ in range(2):
        walk.client.page, walk.client._address = check
        walk.press("send")
        assert walk.place == "done"
    assert responses() == 1


def test_the_same_send_many_times_at_once_is_one_response(walk, app, world, ellie):
    walk.start()
    walk.to_check()
    draft = db.session.scalars(select(Draft.id)).one()

    def send(_):
        with app.app_context():
            return sending.send(draft).reference

    with ThreadPoolExecutor(8) as pool:
        references = set(pool.map(send, range(16)))
    assert len(references) == 1
    assert responses() == 1


def test_a_hundred_thousand_characters_get_a_clear_page_and_nothing_typed_is_lost(walk):
    long = "ሰላም hello " * 10_000
    walk.start()
    walk.press("next", way="short")
    answer = walk.press("next", well=long)
    assert answer.status_code == 422
    assert "too long" in walk.text
    field = next(f for f in walk.client.page.fields() if f.get("name") == "well")
    assert (field.text or "").strip() == long.strip()
    walk.press("next", well="short again")
    assert walk.place != "short"


def test_what_was_typed_after_the_session_ended_is_kept_and_shows_nothing(app, world, ellie, walk):
    walk.start()
    walk.press("next", way="short")
    walk.client.delete_cookie("portal")
    walk.press("next", well="The dog is called Biscuit.")
    assert "kept" in walk.text and "Biscuit" not in walk.text
    other = Walk(app.test_client(), world.link(world.invitation(ellie))).open()
    other.start()
    other.to_check()
    assert "Biscuit" not in other.text
    other.press("send")
    assert "The dog is called Biscuit." in pack_text(app, ellie)


def test_another_phone_adds_and_sends_without_seeing_what_was_typed_on_the_first(app, world, ellie, walk):
    walk.start()
    walk.press("next", way="short")
    walk.press("next", well="I like my new school.")
    other = Walk(app.test_client(), walk.link).open()
    other.start()
    other.send(way="short", worries="The bus is scary.")
    text = pack_text(app, ellie)
    assert "I like my new school." in text and "The bus is scary." in text
    assert responses() == 1


def test_two_tabs_do_not_overwrite_each_other(walk):
    walk.start()
    walk.press("next", way="short")
    tab = walk.client.page, walk.client._address
    walk.press("next", well="From the first tab.")
    walk.client.page, walk.client._address = tab
    walk.press("next", well="From the second tab.")
    walk.to_check()
    assert "From the first tab." in walk.text and "From the second tab." in walk.text


def test_finish_later_and_coming_back_in_the_same_browser_shows_everything(walk):
    walk.start()
    walk.press("next", way="short")
    walk.press("later", well="Half a thought")
    assert "kept" in walk.text or "saved" in walk.text.lower()
    walk.open()
    walk.press("next")
    assert walk.place == "short"
    assert "Half a thought" in walk.text


def test_changing_language_on_a_page_loses_no_character(walk):
    walk.start()
    walk.press("next", way="short")
    walk.press("language:ar", well="ሓደ ሕልሚ ኣሎኒ ✨")
    assert walk.client.page.root.get("lang") == "ar"
    field = next(f for f in walk.client.page.fields() if f.get("name") == "well")
    assert field.text.strip() == "ሓደ ሕልሚ ኣሎኒ ✨"
    walk.press("language:en")
    assert "ሓደ ሕልሚ ኣሎኒ ✨" in walk.text


def test_leaving_saves_what_was_typed_and_ends_the_session(app, world, ellie, walk):
    walk.start()
    walk.press("next", way="short")
    walk.press("leave", well="Someone came in.")
    assert walk.client.page.title == "Page closed"
    assert walk.client.get(f"/answer/{world.invitation(ellie)}/short").status_code in (303, 410)
    other = Walk(app.test_client(), walk.link).open()
    other.start()
    other.to_check().press("send")
    assert "Someone came in." in pack_text(app, ellie)


def test_back_keeps_what_was_typed_on_the_page_it_leaves(walk):
    walk.start()
    walk.press("next", way="short")
    walk.press("back", well="Not lost.")
    walk.press("next", way="short")
    assert "Not lost." in walk.text


def test_an_answer_off_the_path_is_not_sent(app, ellie, walk):
    walk.start()
    walk.press("next", way="topics")
    walk.press("next", topics=["home"])
    walk.press("next", home_words="No longer asked.")
    walk.to_check()
    walk.press("change:topics")
    walk.press("check", topics=["school"])
    walk.to_check().press("send")
    assert "No longer asked." not in pack_text(app, ellie)


def test_sending_after_the_pre_meeting_is_marked_late_and_never_refused(app, ellie, walk, clock):
    walk.start()
    walk.to_check()
    clock.forward(days=8)
    walk.client.get(walk.link)
    walk.press()
    walk.start()
    walk.to_check().press("send")
    assert db.session.scalars(select(Response.late)).one() is True
    assert "after the pre-meeting" in pack_text(app, ellie)


def test_an_addition_is_a_response_of_its_own(app, world, ellie, walk):
    walk.start()
    walk.send(way="short", well="First words.")
    walk.client.get(f"/answer/{world.invitation(ellie)}?add=1")
    walk.start()
    walk.send(way="short", well="One more thing.")
    assert responses() == 2
    text = pack_text(app, ellie)
    assert "First words." in text and "One more thing." in text


def test_nothing_to_say_this_time_closes_the_reminders(world, ellie, walk):
    walk.start()
    walk.send(way="nothing")
    assert db.session.get_one(Invitation, world.invitation(ellie)).declined_at is not None


# --- an answer that worries us ------------------------------------------------------------------------------
def test_a_flagged_answer_changes_nothing_on_the_screen(app, world, ellie):
    def seen(answer: str) -> list[str]:
        walk = Walk(app.test_client(), world.link(world.invitation(ellie))).open()
        walk.start()
        texts = []
        while walk.place != "check":
            named = {f.get("name") for f in walk.client.page.fields()}
            walk.press("next", **({"safe": answer} if "safe" in named else {}))
            texts.append((walk.place, walk.text if walk.place != "check" else ""))
        return texts

    assert seen("yes") == seen("no")
    assert [flag.level for flag in db.session.scalars(select(Flag))] == ["alarm"]


def test_an_alarm_counts_when_its_page_is_posted_and_stays_when_the_answer_is_changed(app, world, ellie, walk):
    walk.start()
    while walk.place != "safe":
        walk.press("next")
    walk.press("next", safe="no")
    walk.press("back")
    walk.press("next", safe="yes")
    client = app.test_client()
    make.sign_in(client, "ada")
    assert "alarm: read now" in client.page.text
    assert db.session.scalars(select(Flag.level)).all() == ["alarm"]
    assert responses() == 0


def test_not_sure_that_becomes_no_is_an_alarm_and_no_never_becomes_less(walk):
    walk.start()
    while walk.place != "safe":
        walk.press("next")
    for answer in ("not_sure", "no", "not_sure"):
        walk.press("next", safe=answer)
        walk.press("back")
    assert db.session.scalars(select(Flag.level)).all() == ["alarm"]
    raised = db.session.scalars(select(Event.details).where(Event.kind == "flag_raised").order_by(Event.number)).all()
    assert [details["level"] for details in raised] == ["read_first", "alarm"]


def say_unsafe(walk) -> None:
    """Alone: the child says that they do not feel safe, and why."""
    walk.start()
    while walk.place != "safe":
        walk.press("next")
    walk.press("next", safe="no", safe_words="He shouts at night.")


def test_what_a_child_said_alone_is_not_lost_when_somebody_helps_to_send_it(app, ellie, walk):
    say_unsafe(walk)
    walk.open()
    walk.press("next", helper="read")
    walk.to_check()
    assert "He shouts at night." not in walk.text
    walk.press("send")
    assert "He shouts at night." in pack_text(app, ellie)


def test_what_a_child_said_alone_is_not_lost_when_another_phone_sends_it(app, ellie, walk):
    say_unsafe(walk)
    other = Walk(app.test_client(), walk.link).open()
    other.press("next")
    other.to_check()
    assert "He shouts at night." not in other.text
    other.press("send")
    assert "He shouts at night." in pack_text(app, ellie)
