"""Two phones, two ways through one form, other facts than before: what somebody said is sent, and still worries us."""
from __future__ import annotations

import pytest
from sqlalchemy import select

from portal.cases.models import Child, Review
from portal.consultations import desk, drafts, reading, sending
from portal.consultations.models import Flag, Invitation, Response, SealedAnswers
from portal.consultations.opening import open_sealed
from portal.consultations.pages import PageContent
from portal.consultations.sealing import Sealed
from portal.extensions import db


@pytest.fixture
def asked(world, ellie):
    """The invitation of Ellie herself."""
    return db.session.get_one(Invitation, world.invitation(ellie))


def phone(invitation, helper: str = "", autosaved: bool = False, **pages: dict):
    """A draft of its own, with these answers on these pages."""
    draft = drafts.begin(invitation, "en")
    drafts.change(draft.id, helper=helper)
    for page, answers in pages.items():
        drafts.save_page(draft.id, page, PageContent(answers, share="iro", helper=helper), 0, posted=not autosaved)
    return draft.id


def sent() -> dict:
    """The answers of the one response."""
    response = db.session.scalars(select(Response)).one()
    sealed = db.session.get_one(SealedAnswers, response.id)
    content = open_sealed(Sealed(sealed.header, sealed.wrapped_key, sealed.ciphertext), response.id,
                          response.invitation_id, response.invitation.child_id)
    return {q: a for page in content["pages"].values() for q, a in page["answers"].items()}


def flags() -> list[tuple[str, str]]:
    return sorted((flag.question, flag.level) for flag in db.session.scalars(select(Flag)))


def test_nothing_to_say_on_another_phone_does_not_silence_the_child(asked):
    phone(asked, way={"way": "short"}, short={"well": "Words of the child."})
    sending.send(phone(asked, way={"way": "nothing"}))
    assert sent()["well"] == "Words of the child."
    db.session.rollback()
    assert db.session.get_one(Invitation, asked.id).declined_at is None


def test_a_topic_that_only_the_other_phone_picked_is_sent(asked):
    phone(asked, way={"way": "topics"}, topics={"topics": ["home"]}, home={"home_words": "I cook on Fridays."})
    sending.send(phone(asked, way={"way": "topics"}, topics={"topics": ["school"]}, school={"school_words": "Fine."}))
    assert sent()["home_words"] == "I cook on Fridays."
    assert sent()["school_words"] == "Fine."


def test_a_carers_yes_does_not_replace_the_childs_no(asked):
    phone(asked, "nobody", safe={"safe": "no"})
    sending.send(phone(asked, "nobody", safe={"safe": "yes"}))
    assert sent()["safe"] == "no"
    assert flags() == [("safe", "alarm")]


def test_an_alarm_that_was_only_saved_by_itself_is_raised_when_it_is_sent(asked):
    draft = phone(asked, "nobody", autosaved=True, safe={"safe": "no"})
    assert flags() == []
    sending.send(draft)
    assert flags() == [("safe", "alarm")]


def test_what_was_said_before_anybody_said_who_helps_is_sent(asked):
    draft = phone(asked, "", private={"helped_first": "yes", "helped_where": "In the car"})
    drafts.change(draft, helper="nobody")
    sending.send(draft)
    assert sent()["helped_where"] == "In the car"


def test_what_a_mother_wrote_before_the_case_list_changed_is_sent(world, ellie, clock):
    mother = db.session.get_one(Invitation, world.invitation(ellie, "mother"))
    draft = phone(mother, family={"family_words": "We miss her."})
    with db.write() as session:
        session.get_one(Child, mother.child_id).placed_for_adoption_on = clock.now.date()
    sending.send(draft)
    assert sent()["family_words"] == "We miss her."


def test_lists_of_two_phones_are_put_together(world):
    child = world.child("Mia", form="little")
    review = world.review(child)
    world.invite()
    mia = db.session.get_one(Invitation, world.invitation(review))
    phone(mia, "read", people={"people": ["mum=more", "dad=less"]}, house_worries={"house_worries_pick": ["moving"]})
    sending.send(phone(mia, "read", people={"people": ["dad=same"]}, house_worries={"house_worries_pick": ["doctor"]}))
    assert sorted(sent()["people"]) == ["dad=same", "mum=more"]
    assert sorted(sent()["house_worries_pick"]) == ["doctor", "moving"]


def test_an_alarm_stands_first_on_the_desk_although_an_adults_answer_was_read(world, ellie):
    actor, roles = world.actor("ada"), frozenset({"iro"})
    zoe = world.child("Zoe")
    world.review(zoe, in_days=4)
    mother, child = (db.session.get_one(Invitation, world.invitation(ellie, role)) for role in ("mother", "child"))
    sending.send(phone(mother, family={"family_words": "Fine."}))
    reading.read_review(db.session.get_one(Review, ellie), actor)
    assert desk.desk(actor, roles, False).rows[0].child == "Zoe O."
    phone(child, "nobody", safe={"safe": "no"})
    assert desk.desk(actor, roles, False).rows[0].child == "Ellie O."
