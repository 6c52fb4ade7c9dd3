"""The pack: what each kind of answer looks like, whose words are whose, and the wishes that come first."""
from __future__ import annotations

from datetime import date

import pytest

from portal.consultations import pack, visible
from portal.consultations.entries import in_full
from portal.consultations.models import Invitation, Response
from portal.extensions import db
from tests.support import answers, make
from tests.support.answers import page, send_in
from tests.support.page import words
from tests.support.steps import change


@pytest.fixture
def mia(world):
    """The review of Mia, six, who is asked with the form for the youngest."""
    child = world.child("Mia", born=date(2020, 11, 6), form="little")
    review = world.review(child)
    world.invite()
    return review


def shown(app, review, name: str = "ada", **query):
    """The page of the pack."""
    client = app.test_client()
    make.sign_in(client, name)
    client.get(f"/staff/review/{review}", query_string=query)
    return client.page


def opened(world, review) -> pack.Pack:
    db.session.rollback()
    actor = world.actor("ada")
    return pack.pack(visible.review_read_by(actor, frozenset({"iro"}), review), actor)


def section(shown, title: str) -> str:
    """The words of the section under this heading; '' when there is none."""
    for element in shown.all("section"):
        if shown.label(element).startswith(title):
            return words(element).replace(" :", ":")
    return ""


def entries(found: pack.Pack) -> dict:
    return {e.question: e for topic in found.topics for cell in topic.cells for e in cell.entries}


# --- kinds ------------------------------------------------------------------------------------------
def test_a_feeling_is_shown_with_its_face_and_its_word(app, world, mia):
    send_in(world.invitation(mia), feel=page(feel="bad"))
    entry = entries(opened(world, mia))["How do you feel today?"]
    assert (entry.face, entry.answers) == ("bad", ["Not good"])
    assert "Not good" in section(shown(app, mia), "In Mia’s words")


def test_symbols_are_shown_as_pictures_with_their_words_beside(app, world, mia):
    send_in(world.invitation(mia), house_good=page(house_good_pick=("pet", "from_another_form", "bed")))
    entry = entries(opened(world, mia))["What is good?"]
    assert entry.pictures == [("pet", "Pets"), ("bed", "My bed"), ("", "from_another_form")]
    html = shown(app, mia)
    listed = [li for li in html.all("li") if words(li) == "Pets"]
    assert listed and all(any(str(e.tag).endswith("svg") for e in li.iter()) for li in listed)


def test_people_are_shown_one_by_one_with_what_was_said_of_each(app, world, mia):
    send_in(world.invitation(mia), people=page(people=("mum=more", "dad=less")))
    text = shown(app, mia).text
    assert "Mum: More" in text and "Dad: Less" in text


def test_a_picture_that_nobody_drew_is_no_reason_to_show_no_pack(app, world, mia, monkeypatch):
    monkeypatch.setattr("portal.consultations.entries._pictures", lambda *_: [("no_such_picture", "Words")])
    send_in(world.invitation(mia), house_good=page(house_good_pick=("pet",)))
    assert "Words" in shown(app, mia).text


def test_a_day_is_shown_as_staff_write_days_and_what_is_no_day_as_it_was_typed():
    assert in_full("2026-12-31") == "Thu 31 Dec 2026"
    assert in_full("after Eid") == "after Eid"


# --- whose words --------------------------------------------------------------------------------------
def test_what_the_helper_noted_is_never_among_the_childs_words(app, world, mia):
    send_in(world.invitation(mia), helper="typed", feel=page(
        "typed", feel="good", feel_words="I like my bed.", feel_seen="She looked at me first."))
    html = shown(app, mia)
    own, beside = section(html, "In Mia’s words"), section(html, "Written by somebody else")
    assert "I like my bed." in own and "I like my bed." not in beside
    assert "She looked at me first." in beside and "She looked at me first." not in own
    assert "Written by the person who helped (typed for them)" in beside
    in_table = next(td for td in html.all("td") if "She looked at me first." in words(td))
    assert "Written by the person who helped (typed for them)" in words(in_table)


def test_what_an_adult_answered_for_the_child_is_not_called_the_childs_words(app, world, ellie):
    send_in(world.invitation(ellie), helper="answered", way=page("answered", way="short"),
            short=page("answered", well="She is doing well."))
    html = shown(app, ellie)
    assert "She is doing well." not in section(html, "In Ellie’s words")
    assert "An adult answered for the child" in section(html, "Written by somebody else")


def test_an_observation_is_the_carers_whoever_was_asked(app, world, ellie):
    world.person(db.session.get(make.Review, ellie).child_id, "foster_carer", name="Jo", email="jo@example.org")
    world.invite()
    change(Invitation, world.invitation(ellie, "foster_carer"), role="observer")
    send_in(world.invitation(ellie, "observer"), views=page(well="She sleeps with the light on."))
    found = opened(world, ellie)
    assert [c.label for c in found.columns] == ["Carer’s observation"]
    assert found.child_words == [] and found.beside_words == []
    assert "She sleeps with the light on." in shown(app, ellie).text


def test_an_observation_that_came_by_the_childs_link_is_not_the_childs_words(world, ellie):
    response = send_in(world.invitation(ellie), way=page(way="short"), short=page(well="She smiled."))
    change(Response, response, kind="observation")
    found = opened(world, ellie)
    assert [c.label for c in found.columns] == ["Carer’s observation"]
    assert found.child_words == []


@pytest.mark.parametrize(("said", "line"), [(True, "Said “These are my words”"),
                                            (False, "Did not say “These are my words”"), (None, "")])
def test_whether_these_are_their_words_stands_under_the_childs_words(world, ellie, said, line):
    send_in(world.invitation(ellie), helper="read", own_words=said, way=page("read", way="short"),
            short=page("read", well="Swimming."))
    meta = opened(world, ellie).child_meta
    assert "Helped by: read to them" in meta
    assert [m for m in meta if "my words" in m] == ([line] if line else [])


def test_who_helped_is_said_beside_each_answer_only_where_the_pages_differ(app, world, ellie):
    send_in(world.invitation(ellie), way=page(way="short"), short=page("typed", well="Swimming."))
    found = opened(world, ellie)
    assert "Helped on some pages: see each answer" in found.child_meta and "On their own" not in found.child_meta
    assert entries(found)["What is going well?"].helper == "Helped by: typed for them"
    assert entries(found)["How do you want to do this?"].helper == "On their own"
    assert "Helped by: typed for them" in section(shown(app, ellie), "In Ellie’s words")


def test_who_helped_is_said_once_where_all_pages_agree(world, ellie):
    send_in(world.invitation(ellie), helper="read", way=page("read", way="short"), short=page("read", well="Swimming."))
    found = opened(world, ellie)
    assert {e.helper for e in entries(found).values()} == {""}
    assert "Helped by: read to them" in found.child_meta


def test_an_answer_from_before_pages_knew_their_helper_takes_the_helper_of_the_whole(world, ellie):
    send_in(world.invitation(ellie), helper="interpreter", way=page("", way="short"), short=page("", well="Swimming."))
    assert "Helped by: an interpreter" in opened(world, ellie).child_meta


# --- wishes -------------------------------------------------------------------------------------------
def test_a_wish_to_talk_alone_stands_at_the_top_with_where_and_how(app, world, ellie):
    send_in(world.invitation(ellie), way=page(way="short"), short=page(well="Swimming."),
            safe=page(private_first="yes", private_where="In the car.", private_how=("visit",)))
    html = shown(app, ellie)
    wishes = section(html, "Wishes")
    assert "Child: Wants to talk to the IRO on their own first" in wishes
    assert "In the car." in wishes and "Come and see me" in wishes
    assert html.text.index("Wants to talk to the IRO") < html.text.index("In Ellie’s words")


def test_the_same_wish_said_beside_a_helper_counts_as_much(world, ellie):
    send_in(world.invitation(ellie), helper="read", way=page("read", way="short"),
            private=page("read", helped_first="yes"))
    assert [w.what for w in opened(world, ellie).wishes] == ["Wants to talk to the IRO on their own first"]


def test_no_and_not_sure_are_no_wish(world, ellie):
    send_in(world.invitation(ellie), way=page(way="short"), short=page(well="Swimming."),
            safe=page(private_first="not_sure"))
    assert opened(world, ellie).wishes == []


def test_a_wish_to_be_rung_instead_of_a_form_stands_at_the_top(app, world, ellie):
    send_in(world.invitation(ellie), way=page(way="talk"), instead=page(
        instead_how=("ring", "text"), instead_when="After tea."))
    wishes = section(shown(app, ellie), "Wishes")
    assert "Would rather talk than fill in a form" in wishes
    assert "Ring me; Text me" in wishes and "After tea." in wishes


def test_who_has_nothing_to_say_and_needs_no_talk_wishes_nothing(world, ellie):
    send_in(world.invitation(ellie), way=page(way="nothing"), instead=page(instead_how=("no_need",)))
    assert opened(world, ellie).wishes == []


def test_a_wish_that_the_helper_wrote_says_so(world, mia):
    send_in(world.invitation(mia), helper="typed", proud=page("typed", way="talk"))
    assert [w.what for w in opened(world, mia).wishes] == [
        "Would rather talk than fill in a form, writes the person who helped"]


def test_an_interpreter_is_wished_for_by_a_mother_or_by_the_case_list(app, world, ellie):
    change(make.Child, db.session.get(make.Review, ellie).child_id, interpreter_needed=True, language="ti")
    send_in(world.invitation(ellie, "mother"), part=page(
        part_interpreter=("woman", "phone"), part_language="Tigrinya, from Eritrea"))
    wishes = section(shown(app, ellie), "Wishes")
    assert "Mother: Needs an interpreter" in wishes and "Yes, a woman; Yes, on the phone" in wishes
    assert "Tigrinya, from Eritrea" in wishes
    assert "Child: Needs an interpreter, says the case list: Tigrinya" in wishes


def test_a_pack_without_wishes_has_no_empty_place_for_them(app, world, ellie):
    send_in(world.invitation(ellie), way=page(way="short"), short=page(well="Swimming."))
    assert section(shown(app, ellie), "Wishes") == ""


# --- on a train -----------------------------------------------------------------------------------------
def test_with_initials_only_no_picture_is_on_the_screen_until_it_is_asked_for(app, world, mia):
    send_in(world.invitation(mia), kept={"house_good_drawing": answers.picture()})
    named, discreet = shown(app, mia), shown(app, mia, show="initials")
    round_it = [[{e.tag for e in html.above(img)} & {"details", "summary"} for img in html.all("img")]
                for html in (named, discreet)]
    assert round_it == [[{"details", "summary"}], [{"details"}]]


def test_the_secret_that_somebody_could_not_guess_is_a_note_on_the_desk(app, world, ellie, clock):
    change(Invitation, world.invitation(ellie), kept_out_at=clock.now)
    client = app.test_client()
    make.sign_in(client, "ada")
    client.get("/staff/desk")
    assert "child: somebody could not get in with the secret (Mon 4 Jan)" in client.page.text
