"""What messages say: nothing about care, no name of anybody, in every language offered."""
from __future__ import annotations

import re
from datetime import date

import pytest
import segno

from portal.cases.models import Child, Person
from portal.catalogues import glossary
from portal.consultations.models import Token
from portal.languages import OFFERED
from portal.post import channels, parts
from tests.support.page import Page
from tests.support.steps import ask, change, deliver, fresh, link_in, reachable
from tests.support.walk import Walk

# With a host of 25 characters, as councils have them.
PUBLIC = "https://views.northmoor.gov.uk"
NAMES = ("Ellie", "O’Neill", "Dawn", "Hill", "Jo Carter", "Carter", "Lisa", "Ada", "Okoro")
ENGLISH = ("care", "carer", "caring", "foster", "fostering", "social", "council child", "looked after", "review",
           "placement", "IRO", "child", "children")
# “Child” in each language; what they call reviews, officers, carers and social workers stands in its glossary.
CHILD = dict(word.split(":") for word in (
    "en:child", "ar:طفل", "pl:dzieck", "ti:ቆልዓ", "ps:ماشوم", "fa_AF:طفل", "ckb:منداڵ", "am:ልጅ", "so:carruur",
    "vi:trẻ em", "sq:fëmij", "fa:کودک", "ku:zarok", "om:daa’im", "ur:بچ", "bn:শিশু", "uk:дитин", "ro:copil",
    "pt:criança", "tr:çocu"))
TELLING = ("iro", "social_worker", "carer", "guardian", "advocate")


@pytest.fixture
def app(make_app):
    return make_app(PORTAL_PUBLIC_URL=PUBLIC)


def everyone(world, language: str, channel: str) -> None:
    """A child, their mother and their carer, all to be reached by this channel, in this language."""
    child = world.child(reach=channel, language=language)
    owners = [child, world.person(child, "mother", language=language),
              world.person(child, "foster_carer", name="Jo Carter", language=language)]
    world.review(child)
    for owner in owners:
        reachable(world, owner, **{"sms": {"mobile": "+447700900001"}, "email": {"email": "someone@example.org"},
                                   "letter": {"address": "1 Elm Row"}}[channel])
        if owner != child:
            change(Person, owner, reach_by_letter=channel == "letter")


def said(parcel) -> str:
    """All that somebody who gets it can read, the link and the address of the envelope apart."""
    page = Page(parcel.html).text if parcel.html else ""
    return re.sub(r"https?://\S+", "", f"{parcel.subject}\n{parcel.text}\n{page}")


def parcels_of(world, clock, language: str, channel: str):
    """The invitations and the reminders of a whole family."""
    everyone(world, language, channel)
    ask(world)
    first = deliver()
    clock.forward(days=1)
    ask(world)
    second = deliver()
    assert len(first) == len(second) == 3
    return [*first, *second]


@pytest.mark.parametrize("channel", ["email", "sms", "letter"])
@pytest.mark.parametrize("language", list(OFFERED))
def test_no_message_names_anybody_or_says_anything_about_care(world, clock, language, channel):
    for parcel in parcels_of(world, clock, language, channel):
        words = said(parcel)
        assert not [name for name in NAMES if name in words]
        assert not [word for word in ENGLISH if re.search(rf"\b{word}\b", words, re.IGNORECASE)]
        assert not [word for word in about_care(language) if word.casefold() in words.casefold()]


def about_care(language: str) -> list[str]:
    """Words of the language that say that somebody is in care."""
    terms = glossary.of(language).terms
    return [CHILD[language], *(stem for key in TELLING if key in terms for stem in terms[key].stems)]


@pytest.mark.parametrize("language", list(OFFERED))
def test_a_message_speaks_the_language_of_whoever_gets_it(world, clock, language):
    parcels = parcels_of(world, clock, language, "email")
    assert {p.language for p in parcels} == {OFFERED[language].tag}
    assert all(f"/{language}/" in p.text for p in parcels)
    if language != "en":
        assert not [p for p in parcels if "Hello" in p.text or "meeting" in p.text]
    sent = channels.email_message("no-reply@northmoor.gov.uk", parcels[0])
    assert sent["Content-Language"] == OFFERED[language].tag
    assert sent["Date"] and sent["Message-ID"] == f"<{parcels[0].reference}@northmoor.gov.uk>"


def test_a_text_message_in_english_is_one_text_message(world, clock):
    for parcel in parcels_of(world, clock, "en", "sms"):
        sent = parts.split(parcel.text)
        assert (sent.alphabet, len(sent.parts)) == ("gsm", 1)


@pytest.mark.parametrize("language", list(OFFERED))
def test_the_link_of_a_text_message_lies_in_one_part(world, clock, language):
    for parcel in parcels_of(world, clock, language, "sms"):
        sent = parts.split(parcel.text)
        assert any(link_in(parcel) in part for part in sent.parts), parcel.text
        assert "".join(sent.parts) == parcel.text


def test_a_letter_holds_a_square_and_a_code_that_opens(app, world, clock):
    everyone(world, "en", "letter")
    ask(world)
    letter = deliver()[0]
    page = Page(letter.html)
    assert [element for element in page.all() if element.tag.endswith("path")]
    code = re.search(r"\b(?:[B-Z2-9]{4} ){2}[B-Z2-9]{4}\b", page.text)[0]
    client = app.test_client()
    client.base = PUBLIC
    client.get("/")
    assert client.submit("Open", code=code).status_code == 303


def test_the_square_in_a_letter_is_the_link(world, clock):
    """Read back with the library that drew it: the same link makes the same square."""
    everyone(world, "pl", "letter")
    ask(world)
    for letter in deliver():
        link = next(word for word in letter.text.split() if word.startswith("http"))
        drawn = segno.make(link, error="m").svg_inline(scale=4, border=2)
        assert re.search(r' d="([^"]+)"', drawn)[1] in letter.html


def test_the_link_in_a_message_lies_in_the_database_only_as_an_hmac(app, world):
    everyone(world, "en", "email")
    ask(world)
    parcels = deliver()
    for parcel in parcels:
        token = link_in(parcel).rsplit("/", 1)[1]
        assert token.encode() not in b"".join(row.mac for row in fresh(Token))
        assert token not in "".join(str(vars(row)) for row in fresh(Token))
    client = app.test_client()
    client.base = PUBLIC
    assert "Ellie" in Walk(client, link_in(parcels[0])).open().text


def test_nothing_is_minted_before_a_message_is_delivered(world):
    everyone(world, "en", "email")
    ask(world)
    assert fresh(Token) == []


def test_an_adult_who_hands_a_childs_link_over_is_told_that_it_is_not_for_them(world):
    child = world.child()
    carer = world.person(child, "foster_carer", name="Jo Carter", email="jo@example.org")
    change(Child, child, reach_through=fresh(Person, Person.id == carer)[0].source_id)
    world.review(child)
    ask(world)
    texts = [p.text for p in deliver()]
    assert sum("Please do not answer for them" in text for text in texts) == 1
    assert not [text for text in texts if "Ellie" in text]


def test_the_letter_says_until_when_the_link_works(world, clock):
    everyone(world, "en", "letter")
    ask(world)
    assert "Wednesday 20 January 2027" in Page(deliver()[0].html).text
    assert clock.now.date() == date(2027, 1, 4)
