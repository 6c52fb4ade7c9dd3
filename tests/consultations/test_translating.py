"""An interpreter sees the texts they are given and nothing else; what they write stands beside the original."""
from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update

from portal import clock
from portal.consultations import passages, translating
from portal.consultations.models import Response, Translation
from portal.extensions import db
from portal.people import accounts
from portal.people.models import Event, Staff, StaffRole
from portal.people.trail import Actor
from portal.post import outbox
from tests.support import answers, make
from tests.support.answers import page, send_in
from tests.support.page import words

FEAR = "ኣብ ቤት ትምህርቲ ይፈርህ እየ።"
ENGLISH = "I am afraid at school."


@pytest.fixture
def yonas(world):
    """The review of Yonas, fifteen, who reads Tigrinya and wrote three things and a choice."""
    child = world.child("Yonas", born=date(2011, 5, 6), language="ti", last_name="Tesfay")
    review = world.review(child)
    world.invite()
    send_in(world.invitation(review), language="ti", way=page(way="short", language="ti"),
            short=page(worries=FEAR, well="ኩዕሶ", language="ti"), safe=page(safe="no", language="ti"),
            end=page(end_proud="ሓወይ", language="ti"))
    return review


@pytest.fixture
def response(yonas):
    return db.session.scalars(select(Response)).one()


def browser(app, name: str):
    client = app.test_client()
    make.sign_in(client, name)
    return client


def asks(app, world, yonas, response, whom: str = "interpreter"):
    client = browser(app, "ada")
    client.get(f"/staff/review/{yonas}")
    asked = {"response": str(response.id), "interpreter": str(world.staff[whom]), "csrf_token": hidden(client.page)}
    return client, client.post(f"/staff/review/{yonas}/translation", data=asked)


def task() -> Translation:
    db.session.rollback()
    return db.session.scalars(select(Translation).order_by(Translation.asked_at.desc())).first()


def test_the_iro_sees_in_which_language_and_asks_an_interpreter(app, world, yonas, response):
    client = browser(app, "ada")
    client.get(f"/staff/review/{yonas}")
    assert client.submit("Ask for a translation", form=1).status_code == 303
    assert task().staff_id == world.staff["interpreter"]
    client.get(f"/staff/review/{yonas}")
    shown = client.page.text
    assert "Tigrinya · 3 texts" in shown and "Asked of Interpreter Person" in shown


def test_the_interpreter_sees_the_texts_and_their_questions_and_nothing_else(app, world, yonas, response):
    asks(app, world, yonas, response)
    client = browser(app, "interpreter")
    client.get(f"/staff/texts/{task().id}")
    html, shown = client.page.html, client.page.text
    assert FEAR in shown and "Is anything worrying you?" in shown and "ኩዕሶ" in shown
    assert not [word for word in ("Yonas", "Tesfay", "Ada Okoro", str(yonas), str(response.id), response.reference,
                                  "alarm", "social worker", "Do you feel safe") if word in html]
    quote = next(e for e in client.page.all("blockquote") if words(e) == FEAR)
    assert quote.get("lang") == "ti"


def test_what_the_interpreter_writes_stands_beneath_the_original_named_and_dated(app, world, yonas, response):
    asks(app, world, yonas, response)
    client = browser(app, "interpreter")
    client.get(f"/staff/texts/{task().id}")
    client.submit("Finish and hand over", form=1, **{"text-worries": ENGLISH, "text-well": "Football"})
    iro = browser(app, "ada")
    iro.get(f"/staff/review/{yonas}")
    shown = iro.page.text
    assert FEAR in shown and ENGLISH in shown and shown.index(FEAR) < shown.index(ENGLISH)
    assert "In English, by Interpreter Person, interpreter, Mon 4 Jan 2027" in shown
    assert client.get(f"/staff/texts/{task().id}").status_code == 404  # finished: not theirs to see any more


def test_what_is_kept_for_later_is_there_again_and_nobody_else_reads_it(app, world, yonas, response):
    asks(app, world, yonas, response)
    client = browser(app, "interpreter")
    client.get(f"/staff/texts/{task().id}")
    client.submit("Keep, and go on later", form=1, **{"text-worries": ENGLISH})
    client.get(f"/staff/texts/{task().id}")
    assert ENGLISH in client.page.text
    iro = browser(app, "ada")
    iro.get(f"/staff/review/{yonas}")
    assert ENGLISH not in iro.page.text
    assert ENGLISH.encode() not in task().ciphertext


def test_a_script_keeps_what_is_written_and_is_told_when(app, world, yonas, response):
    asks(app, world, yonas, response)
    client = browser(app, "interpreter")
    address = f"/staff/texts/{task().id}"
    client.get(address)
    kept = client.post(address, headers={"Accept": "application/json"}, data={
        "go": "keep", "text-worries": ENGLISH, "csrf_token": hidden(client.page)})
    assert kept.json == {"saved": f"{clock.local(clock.now()):%H:%M}"}


def hidden(shown) -> str:
    return next(e.get("value") for e in shown.all("input") if e.get("name") == "csrf_token")


def test_an_empty_translation_is_not_handed_over(app, world, yonas, response):
    asks(app, world, yonas, response)
    client = browser(app, "interpreter")
    client.get(f"/staff/texts/{task().id}")
    client.submit("Finish and hand over", form=1, **{"text-worries": "   "})
    assert task().done_at is None


def test_another_interpreters_text_looks_exactly_like_one_that_does_not_exist(app, world, yonas, response):
    asks(app, world, yonas, response)
    other = accounts.add(world.actor("administrator"), "Other", "o@x.invalid", frozenset({"interpreter"}), ["ti"])
    assert translating.mine(Actor("staff", other, world.authority), task().id) is None


@pytest.mark.parametrize("name", ["ada", "office", "manager", "administrator", "participation"])
def test_nobody_but_an_interpreter_enters_their_room(app, world, yonas, response, name):
    asks(app, world, yonas, response)
    client = browser(app, name)
    assert client.get("/staff/texts/").status_code == 403
    assert client.get(f"/staff/texts/{task().id}").status_code == 403


def test_an_iro_of_another_child_can_give_nothing_to_anybody(app, world, yonas, response):
    client = browser(app, "bola")
    client.get("/staff/desk")
    asked = {"response": str(response.id), "interpreter": str(world.staff["interpreter"])}
    answer = client.post(f"/staff/review/{yonas}/translation", data=asked | {"csrf_token": hidden(client.page)})
    assert answer.status_code == 404 and task() is None


@pytest.mark.parametrize("whom", ["bola", "office", "manager"])
def test_a_text_is_given_to_interpreters_only(app, world, yonas, response, whom):
    assert asks(app, world, yonas, response, whom)[1].status_code == 404
    assert task() is None


def test_only_interpreters_who_read_the_language_are_offered(world):
    assert [s.name for s in translating.interpreters(world.authority, "ti")] == ["Interpreter Person"]
    assert translating.interpreters(world.authority, "vi") == []


def test_without_an_interpreter_the_pack_says_what_to_do_and_never_offers_family(app, world, yonas, response):
    with db.write() as session:
        session.execute(update(Staff).where(Staff.id == world.staff["interpreter"]).values(left_at=response.sent_at))
    client = browser(app, "ada")
    client.get(f"/staff/review/{yonas}")
    assert "No interpreter for Tigrinya has an account yet" in client.page.text
    assert "Never ask family, a carer or another child" in client.page.text


def test_taken_back_the_text_is_gone_for_the_interpreter_at_once(app, world, yonas, response):
    client, _ = asks(app, world, yonas, response)
    client.get(f"/staff/review/{yonas}")
    assert client.submit("Take it back from Interpreter Person", form=1).status_code == 303
    theirs = browser(app, "interpreter")
    assert theirs.get(f"/staff/texts/{task().id}").status_code == 404
    theirs.get("/staff/texts/")
    assert "Nothing waits for you" in theirs.page.text


def test_asked_twice_it_is_one_task_and_one_message(app, world, yonas, response):
    asks(app, world, yonas, response)
    asks(app, world, yonas, response)
    assert len(db.session.scalars(select(Translation)).all()) == 1


def test_the_message_to_the_interpreter_says_nothing_of_anybody(app, world, yonas, response):
    asks(app, world, yonas, response)
    sent = []
    outbox.deliver(lambda parcel: sent.append(parcel) or "x")
    mine = [p for p in sent if p.to == "interpreter@council.invalid"]
    assert len(mine) == 1 and "Tigrinya" in mine[0].text
    assert not [word for word in ("Yonas", FEAR, "child", "school") if word in mine[0].text]


def test_every_opening_is_on_the_trail_before_it_is_seen(app, world, yonas, response):
    asks(app, world, yonas, response)
    client = browser(app, "interpreter")
    client.get(f"/staff/texts/{task().id}")
    client.submit("Finish and hand over", form=1, **{"text-worries": ENGLISH})
    db.session.rollback()
    kinds = [(e.kind, e.actor_id) for e in db.session.scalars(select(Event).order_by(Event.number))]
    assert ("translation_asked", world.staff["ada"]) in kinds
    assert kinds.index(("text_opened", world.staff["interpreter"])) < kinds.index(
        ("translated", world.staff["interpreter"]))


def test_words_in_another_script_on_english_pages_are_found(world):
    child = world.child("Yonas", born=date(2011, 5, 6))
    review = world.review(child)
    world.invite()
    send_in(world.invitation(review), way=page(way="short"), short=page(worries=FEAR, well="Football"))
    db.session.rollback()
    response = db.session.scalars(select(Response)).one()
    answered = translating.reading.read_one(response, world.actor("ada"), "text_opened")
    assert [p.text for p in passages.passages(answered)] == [FEAR]


def test_a_recording_in_another_language_is_heard_by_the_interpreter(app, world):
    child = world.child("Mia", born=date(2021, 5, 6), language="ti")
    review = world.review(child)
    world.invite()
    send_in(world.invitation(review), language="ti", kept={"house_good_voice": answers.SOUND})
    db.session.rollback()
    response = db.session.scalars(select(Response)).one()
    asks(app, world, review, response)
    client = browser(app, "interpreter")
    client.get(f"/staff/texts/{task().id}")
    [sound] = client.page.all("audio")
    heard = client.get(sound.get("src"))
    assert heard.status_code == 200 and heard.data == answers.SOUND.data
    assert client.get(sound.get("src")[:-4] + "0000").status_code == 404


# --- accounts -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("roles", "reads", "email", "says"), [
    (["interpreter", "iro"], ["ti"], "new@council.invalid", "for nothing else"),
    (["interpreter"], [], "new@council.invalid", "Choose the languages"),
    (["interpreter"], ["ti"], "Dawn@Example.org", "never interpreters")])
def test_an_account_that_would_be_unsafe_is_refused_in_words(app, world, roles, reads, email, says):
    world.person(world.child(), "mother", email="dawn@example.org")
    client = browser(app, "administrator")
    client.get("/staff/people")
    answer = client.post("/staff/people", data={"name": "New Person", "email": email, "roles": roles, "reads": reads,
                                                "csrf_token": hidden(client.page)})
    assert answer.status_code == 422 and says in client.page.text
    assert "New Person" in answer.text and db.session.scalar(select(Staff).where(Staff.name == "New Person")) is None


def test_an_interpreter_is_added_with_their_languages(app, world):
    client = browser(app, "administrator")
    client.get("/staff/people")
    client.post("/staff/people", data={"name": "Selam T", "email": "selam@example.net", "roles": ["interpreter"],
                                       "reads": ["ti", "am"], "csrf_token": hidden(client.page)})
    db.session.rollback()
    assert "Selam T" in [s.name for s in translating.interpreters(world.authority, "am")]
    roles = select(StaffRole.role).join(Staff).where(Staff.name == "Selam T")
    assert db.session.scalars(roles).all() == ["interpreter"]
