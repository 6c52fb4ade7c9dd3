"""A child answers: the main road, without JavaScript."""
from __future__ import annotations

from sqlalchemy import func, select

from portal.consultations.models import Response, Score, SealedAnswers
from portal.extensions import db
from tests.support import make
from tests.support.walk import Walk


def test_a_child_opens_a_link_answers_checks_and_sends(walk, world, ellie):
    walk.start()
    walk.send(way="topics", topics=["home"], home_score="2", home_words="They let me cook on Fridays.")
    assert walk.place == "done"
    assert "Ada" in walk.text
    assert db.session.scalar(select(func.count()).select_from(Response)) == 1


def test_the_check_page_shows_what_was_said_and_a_change_comes_back_to_it(walk):
    walk.start()
    walk.to_check(way="topics", topics=["home"], home_words="I like the garden.")
    assert "I like the garden." in walk.text
    walk.press("change:home")
    assert walk.place == "home"
    walk.press("check", home_words="I like the kitchen.")
    assert walk.place == "check"
    assert "I like the kitchen." in walk.text and "garden" not in walk.text


def test_what_was_sent_is_sealed_and_only_scores_lie_in_the_clear(walk, ellie):
    walk.start()
    walk.send(way="topics", topics=["home"], home_score="2", home_words="A secret canary sings.")
    sealed = db.session.scalars(select(SealedAnswers)).one()
    assert b"canary" not in sealed.ciphertext
    score = db.session.scalars(select(Score).where(Score.question == "home_score")).one()
    assert (score.value, score.answer) == (2, "2")


def test_the_iro_reads_it_in_the_pack_with_the_childs_words_first(walk, app, world, ellie):
    walk.start()
    walk.send(way="topics", topics=["home"], home_score="2", home_words="They let me cook on Fridays.")
    client = app.test_client()
    make.sign_in(client, "ada")
    assert "Ellie" in client.page.text
    client.get(f"/staff/review/{ellie}")
    assert "They let me cook on Fridays." in client.page.text


def asked_about_safety(app, world, ellie, helper) -> bool:
    walk = Walk(app.test_client(), world.link(world.invitation(ellie))).open()
    walk.press("next", **({"helper": helper} if helper else {}))
    while walk.place not in ("check", "safe"):
        walk.press("next")
    return walk.place == "safe"


def test_whether_a_child_feels_safe_is_asked_only_when_nobody_is_said_to_be_helping(app, world, ellie):
    asked = {helper: asked_about_safety(app, world, ellie, helper) for helper in ("nobody", "read", "answered", "")}
    assert asked == {"nobody": True, "read": False, "answered": False, "": False}


def test_the_sharing_choice_stands_beside_the_answer_and_the_default_is_only_the_iro(walk, app, ellie):
    walk.start()
    walk.press("next", way="short")
    walk.press("next", well="Only for you.")
    while walk.place != "end":
        walk.press("next")
    walk.press("next", end_else="Please say this.", **{
        "sharing-share": "meeting", "sharing-say_for_me": "y", "sharing-not_before": ["school"]})
    assert "Only Ada" in walk.text
    walk.press("send")
    client = app.test_client()
    make.sign_in(client, "ada")
    client.get(f"/staff/review/{ellie}")
    after = client.page.text.partition("Please say this.")[2]
    assert after.strip().startswith("Can be said in the meeting; the IRO may say it for them")
    assert "Never in front of: the school" in after
    assert client.page.text.partition("Only for you.")[2].strip().startswith("Only the IRO")


def test_check_and_send_is_offered_on_every_page_for_who_has_said_enough(walk):
    walk.start()
    walk.press("next", way="short")
    walk.press("end", well="That is all.")
    assert walk.place == "check"
    walk.press("send")
    assert walk.place == "done"


def test_a_carer_of_two_sees_on_every_page_whose_form_it_is_and_finds_the_other(app, world, ellie):
    from portal.consultations.models import Invitation

    carer = db.session.get_one(Invitation, world.invitation(ellie, "foster_carer")).person_id
    yusuf = world.child("Yusuf")
    world.person(yusuf, "foster_carer", person=carer)
    review = world.review(yusuf)
    world.invite()
    link = world.link(world.invitation(ellie, "foster_carer"), world.invitation(review, "foster_carer"))
    walk = Walk(app.test_client(), link).open()
    walk.client.get(f"/answer/{world.invitation(review, 'foster_carer')}")
    walk.start()
    while walk.place != "check":
        assert "This is about" in walk.text and "Yusuf" in walk.text
        walk.press("next")
    assert "This is about" in walk.text and "Yusuf" in walk.text
    walk.press("send")
    assert "/forms" in {a.get("href") for a in walk.client.page.all("a")}
