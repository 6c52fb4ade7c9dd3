"""Who is asked before a review, with which form, in which language, and how they are reached."""
from __future__ import annotations

from datetime import date, datetime

import pytest

from portal import clock
from portal.cases.models import Child, ContactDetails, Person, Relation
from portal.consultations.models import FormVersion
from portal.extensions import db
from tests.support.steps import ask, asked, change, fresh, queued, reachable

REVIEW_DAY = date(2027, 1, 13)  # what world.review() makes


def form_of(review, role: str = "child") -> str:
    version = fresh(FormVersion, FormVersion.id == asked(review)[role].form_version_id)[0]
    return version.key.rsplit(".", 1)[0]


def child_born(world, born: date, **facts):
    review = world.review(world.child(born=born, **facts))
    ask(world)
    return review


# --- age -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("born", "is_asked"), [(date(2023, 1, 14), False), (date(2023, 1, 13), True),
                                                (date(2022, 6, 1), True)])
def test_a_child_is_asked_from_four_counted_on_the_day_of_the_review(world, born, is_asked):
    assert set(asked(child_born(world, born))) == {"child" if is_asked else "observer"}


@pytest.mark.parametrize(("born", "form"), [
    (date(2023, 1, 13), "little"), (date(2019, 1, 14), "little"), (date(2019, 1, 13), "child"),
    (date(2015, 1, 14), "child"), (date(2015, 1, 13), "young"), (date(2011, 1, 14), "young"),
    (date(2011, 1, 13), "leaving"), (date(2009, 3, 3), "leaving")])
def test_the_form_goes_by_age_on_the_day_of_the_review(world, born, form):
    assert form_of(child_born(world, born)) == form


# --- the case list's own choice ----------------------------------------------------------------------------
@pytest.mark.parametrize("form", ["child", "symbols", "little", "leaving"])
def test_the_case_lists_form_goes_before_age(world, form):
    assert form_of(child_born(world, date(2012, 1, 1), form=form)) == form


@pytest.mark.parametrize("form", ["little_bears", "carer", "parent", "review_quality", "quality_child", "after_child"])
def test_a_form_that_is_not_for_children_is_not_given_to_one(world, form):
    assert form_of(child_born(world, date(2018, 1, 1), form=form)) == "child"


def test_the_exact_text_of_the_form_is_kept_with_the_invitation(world):
    child_born(world, date(2018, 1, 1))
    kept = fresh(FormVersion)
    assert [v.key for v in kept] == ["child.1"]
    assert "[[page]]" in kept[0].text


# --- the adults' forms -------------------------------------------------------------------------------------
@pytest.mark.parametrize(("role", "form"), [
    ("mother", "parent"), ("parental_responsibility", "parent"), ("foster_carer", "carer"),
    ("connected_carer", "carer"), ("keyworker", "residential"), ("adopter", "adopter"), ("social_worker", "worker"),
    ("school", "professional"), ("health", "professional"), ("guardian", "professional"),
    ("advocate", "professional"), ("independent_visitor", "professional")])
def test_each_adult_is_asked_with_the_form_for_what_they_are_to_the_child(world, role, form):
    child = world.child()
    world.person(child, role)
    review = world.review(child)
    ask(world)
    assert form_of(review, role) == form


# --- language ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("language", "spoken"), [("ar", "ar"), ("pl", "pl"), ("ti", "ti"), ("pa", "en"), ("", "en")])
def test_the_invitation_speaks_the_childs_language_or_english_where_it_is_not_offered(world, language, spoken):
    assert asked(child_born(world, date(2018, 1, 1), language=language))["child"].language == spoken


def test_each_person_is_asked_in_their_own_language(world):
    child = world.child(language="ar")
    world.person(child, "mother", language="pl")
    review = world.review(child)
    ask(world)
    assert {role: i.language for role, i in asked(review).items()} == {"child": "ar", "mother": "pl"}


@pytest.mark.parametrize("role", ["keyworker", "social_worker", "school"])
def test_a_form_that_only_professionals_answer_is_asked_in_english(world, role):
    child = world.child()
    world.person(child, role, language="pl")
    review = world.review(child)
    ask(world)
    assert asked(review)[role].language == "en"


# --- reaching the child ------------------------------------------------------------------------------------
@pytest.mark.parametrize("reach", ["sms", "email", "letter"])
def test_a_child_with_details_of_their_own_is_reached_as_the_case_list_says(world, reach):
    child = world.child(reach=reach)
    reachable(world, child, mobile="+447700900001", email="ellie@example.org", address="1 Elm Row")
    review = world.review(child)
    ask(world)
    made = asked(review)["child"]
    assert (made.reach, made.reach_id) == (reach, child)
    assert [m.channel for m in queued()] == [reach]


@pytest.mark.parametrize("reach", ["", "sms", "email", "letter", "worker"])
def test_a_child_without_details_of_their_own_is_reached_through_the_worker(world, reach):
    child = world.child(reach=reach)
    carer = world.person(child, "foster_carer")
    reachable(world, carer, mobile="+447700900002", email="jo@example.org", address="1 Elm Row")
    review = world.review(child)
    ask(world)
    made = asked(review)["child"]
    assert (made.reach, made.reach_id) == ("worker", None)


def test_a_phone_that_is_there_is_not_used_unless_the_case_list_says_so(world):
    child = world.child(reach="")
    reachable(world, child, mobile="+447700900001")
    review = world.review(child)
    ask(world)
    assert asked(review)["child"].reach == "worker"


def test_the_iro_brings_the_link_when_the_case_list_says_so(world):
    review = child_born(world, date(2018, 1, 1), reach="iro_visit")
    assert asked(review)["child"].reach == "iro_visit"


def through(world, **relation):
    child = world.child()
    carer = world.person(child, "foster_carer", name="Jo Carter", email="jo@example.org", **relation)
    source = fresh(Person, Person.id == carer)[0].source_id
    change(Child, child, reach_through=source)
    return child, carer, world.review(child)


def test_a_carers_details_are_used_for_the_child_only_when_the_case_list_names_that_carer(world):
    _, carer, review = through(world)
    ask(world)
    assert (asked(review)["child"].reach, asked(review)["child"].reach_id) == ("email", carer)


@pytest.mark.parametrize("left", [{"ended_on": date(2027, 1, 4)},
                                  {"paused_at": datetime(2027, 1, 2, tzinfo=clock.UTC)}])
def test_an_adult_who_has_left_the_child_no_longer_hands_over_the_childs_link(world, left):
    _, _, review = through(world, **left)
    ask(world)
    assert (asked(review)["child"].reach, asked(review)["child"].reach_id) == ("worker", None)


def test_an_adult_who_cannot_be_reached_does_not_keep_the_child_from_being_asked(world):
    _, carer, review = through(world)
    reachable(world, carer)
    ask(world)
    assert asked(review)["child"].reach == "worker"


# --- reaching the others -------------------------------------------------------------------------------------
@pytest.mark.parametrize(("has", "by_letter", "reach"), [
    ({"email": "d@example.org", "mobile": "+447700900003", "address": "x"}, False, "email"),
    ({"mobile": "+447700900003", "address": "x"}, False, "sms"),
    ({"address": "x"}, False, "letter"),
    ({"email": "d@example.org", "address": "x"}, True, "letter"),
    ({"email": "d@example.org"}, True, "email"),
    ({}, False, ""),
])
def test_an_adult_is_reached_by_what_they_have_and_by_letter_when_they_want_letters(world, has, by_letter, reach):
    child = world.child()
    mother = world.person(child, "mother")
    reachable(world, mother, **has)
    change(Person, mother, reach_by_letter=by_letter)
    review = world.review(child)
    ask(world)
    assert asked(review)["mother"].reach == reach


# --- left out --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("fact", [
    {"consult": False, "reason": "Court order"}, {"ended_on": date(2027, 1, 4)},
    {"paused_at": datetime(2027, 1, 2, tzinfo=clock.UTC), "paused_why": "moved"},
])
def test_someone_left_out_ended_or_paused_is_not_asked(world, fact):
    child = world.child()
    world.person(child, "mother", **fact)
    review = world.review(child)
    ask(world)
    assert set(asked(review)) == {"child"}


def test_someone_whose_time_ends_tomorrow_is_still_asked_today(world):
    child = world.child()
    world.person(child, "mother", ended_on=date(2027, 1, 5))
    review = world.review(child)
    ask(world)
    assert "mother" in asked(review)


@pytest.mark.parametrize("fact", [
    {"ceased_on": date(2027, 1, 4)}, {"paused_at": datetime(2027, 1, 2, tzinfo=clock.UTC), "paused_why": "missing"}])
def test_nobody_is_asked_about_a_child_who_left_care_or_is_paused(world, fact):
    child = world.child(**fact)
    world.person(child, "mother")
    review = world.review(child)
    ask(world)
    assert asked(review) == {}


def test_the_birth_family_of_a_child_placed_for_adoption_waits_for_a_persons_decision(world):
    child = world.child(placed_for_adoption_on=date(2026, 12, 1))
    for role in ("mother", "father", "parental_responsibility", "adopter"):
        world.person(child, role, email=f"{role}@example.org")
    review = world.review(child)
    assert ask(world).left_out["held for a person’s decision"] == 3
    assert set(asked(review)) == {"child", "adopter"}


def test_a_role_without_a_form_is_counted_and_not_asked(world):
    child = world.child()
    world.person(child, "other")
    review = world.review(child)
    assert ask(world).left_out["no form yet for other"] == 1
    assert set(asked(review)) == {"child"}


def test_someone_who_is_two_things_to_a_child_is_asked_once(world):
    child = world.child()
    mother = world.person(child, "mother")
    world.person(child, "parental_responsibility", person=mother)
    review = world.review(child)
    ask(world)
    assert len(asked(review)) == 2
    assert len(queued()) == 2


def test_no_contact_detail_is_copied_into_an_invitation_or_a_message(world):
    child = world.child(reach="sms")
    reachable(world, child, mobile="+447700900001")
    review = world.review(child)
    ask(world)
    kept = [str(vars(row)) for row in [*asked(review).values(), *queued()]]
    assert not [row for row in kept if "7700900001" in row]
    assert db.session.get(ContactDetails, child).mobile == "+447700900001"
    assert not fresh(Relation)
