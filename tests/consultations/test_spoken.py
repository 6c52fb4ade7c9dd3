"""In which language people are asked, what the office sees of it beforehand, and a letter in two languages."""
from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from portal.cases.models import Child, Person
from portal.catalogues import checked
from portal.consultations.models import Invitation
from portal.extensions import db
from portal.people import authorities
from portal.post import outbox
from tests.support import make
from tests.support.page import Page
from tests.support.steps import change, reachable


@pytest.fixture
def office(app, world):
    client = app.test_client()
    make.sign_in(client, "office")
    return client


def set_to(world, **settings) -> None:
    authorities.change(world.actor("administrator"), settings)


def sent() -> list:
    found: list = []
    outbox.deliver(lambda parcel: found.append(parcel) or "x")
    return found


def test_the_office_sees_that_a_language_is_a_draft_before_anybody_is_invited(world, office):
    child = world.child(language="ti")
    world.person(child, "mother", language="pl")
    world.review(child)
    office.get(f"/staff/office/child/{child}")
    shown = office.page.text
    assert "Tigrinya: a draft, not checked by a qualified translator yet" in shown
    assert "Polish: a draft, not checked by a qualified translator yet" in shown
    office.get("/staff/office/?show=draft")
    assert "Ellie" in office.page.text and "In words not checked yet (1)" in office.page.text


def test_a_language_without_a_form_says_so_and_to_offer_an_interpreter(world, office):
    child = world.child(language="pa")
    office.get(f"/staff/office/child/{child}")
    said = "Punjabi: there is no form in it yet, so they are asked in English. Offer an interpreter."
    assert said in office.page.text


def test_an_authority_may_offer_only_what_was_checked(app, world, office, monkeypatch):
    child = world.child(language="ti")
    world.person(child, "mother", language="ar")
    set_to(world, languages="checked")
    monkeypatch.setattr(checked, "is_checked", lambda code, form="": code in ("en", "ar"))
    review = world.review(child)
    office.get(f"/staff/office/child/{child}")
    assert "Tigrinya: not checked yet, so they are asked in English (your setting)" in office.page.text
    assert "Arabic: checked by a qualified translator" in office.page.text
    world.invite()
    assert db.session.get(Invitation, world.invitation(review)).language == "en"
    assert db.session.get(Invitation, world.invitation(review, "mother")).language == "ar"
    client = app.test_client()
    client.get(world.link(world.invitation(review)))
    offered = {link.get("hreflang") for link in client.page.all("a") if link.get("hreflang")}
    assert offered == {"en", "ar"}


@pytest.mark.parametrize("wrong", [{"languages": "none"}, {"letters": "three"}])
def test_a_setting_that_means_nothing_is_refused(world, wrong):
    with pytest.raises(authorities.BadSetting, match="can be"):
        set_to(world, **wrong)


def test_the_office_sees_who_needs_an_interpreter(world, office):
    child = world.child(language="ti", interpreter_needed=True)
    world.review(child)
    office.get("/staff/office/")
    assert "Tigrinya interpreter needed" in office.page.text
    office.get("/staff/office/?show=interpreter")
    assert "Ellie" in office.page.text


def test_the_office_sees_what_a_text_message_says_and_how_many_parts_it_takes(world, office):
    child = world.child(language="ti", reach="sms")
    reachable(world, child, mobile="+447700900001")
    world.review(child)
    world.invite()
    office.get(f"/staff/office/child/{child}")
    assert "characters of another alphabet: 2 parts" in office.page.text
    quote = next(e for e in office.page.all("blockquote") if e.get("lang") == "ti")
    assert "/ti/xxxxxx" in "".join(quote.itertext())
    assert "does not fit in one part" not in office.page.text


def letter(world, **settings) -> Page:
    child = world.child(language="ar", reach="letter")
    reachable(world, child, address="1 Elm Row")
    world.review(child)
    if settings:
        set_to(world, **settings)
    world.invite()
    return Page(next(parcel for parcel in sent() if parcel.channel == "letter").html)


def test_a_letter_is_in_the_language_of_its_reader(world):
    page = letter(world)
    assert [s.get("lang") for s in page.all("section")] == ["ar"] and "Hello" not in page.text


def test_a_letter_in_both_languages_says_the_same_twice_with_one_code(world):
    page = letter(world, letters="both")
    assert [(s.get("lang"), s.get("dir")) for s in page.all("section")] == [("ar", "rtl"), ("en", "ltr")]
    assert "There is a meeting soon, and what you think matters." in page.text
    codes = re.findall(r"\b(?:[B-Z2-9]{4} ){2}[B-Z2-9]{4}\b", page.text)
    assert len(codes) == 2 and len(set(codes)) == 1


def test_one_letter_can_be_asked_for_in_both(app, world, office):
    child = world.child(language="ar", reach="letter")
    reachable(world, child, address="1 Elm Row")
    review = world.review(child)
    world.invite()
    sent()
    office.get(f"/staff/office/child/{child}")
    token = next(e.get("value") for e in office.page.all("input") if e.get("name") == "csrf_token")
    office.post(f"/staff/office/child/{child}/send-again", data={
        "invitation": str(world.invitation(review)), "both": "on", "csrf_token": token})
    [again] = sent()
    assert [s.get("lang") for s in Page(again.html).all("section")] == ["ar", "en"]


def test_the_note_to_whoever_hands_a_link_over_is_in_their_language(world):
    child = world.child(language="ti")
    carer = world.person(child, "foster_carer", name="Jo Carter", email="jo@example.org", language="pl")
    source = db.session.scalar(select(Person.source_id).where(Person.id == carer))
    change(Child, child, reach_through=source)
    world.review(child)
    world.invite()
    handed = next(parcel for parcel in sent() if "– – –" in parcel.text)
    note, _, message = handed.text.partition("– – –")
    assert "Prosimy" in note and "Please" not in note
    assert "ሰላም" in message
