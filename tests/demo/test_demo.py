"""The invented authority: its shape, its people, and that it never stands beside anything real."""
from __future__ import annotations

import re
from collections import Counter
from datetime import date
from urllib.parse import urlsplit

import pytest
from sqlalchemy import delete, func, select

from portal.cases.allocation import allocated_to
from portal.cases.dates import age_on
from portal.cases.models import Child, ContactDetails, Person, Relation, Review
from portal.consultations import desk, forms, states, tokens
from portal.consultations.models import Invitation, Response, SealedAnswers, Translation
from portal.consultations.opening import open_sealed
from portal.consultations.sealing import Sealed
from portal.database import Base
from portal.demo import families, kin, making, names, shape, showing, spec, words
from portal.demo.chance import dice
from portal.extensions import db
from portal.people import authorities, beginnings
from portal.people.models import Authority, Staff
from portal.people.policy import ROLES
from portal.people.trail import Actor, first_bad_row
from portal.post.models import Message
from portal.questionnaires import definition
from portal.questionnaires.journey import Journey
from tests.support import make

ON = date(2027, 1, 4)
FICTION = re.compile(r"\+447700900\d{3}")
EXAMPLE = re.compile(r"[a-z.]+\d*@example\.(org|net)")
LINK = re.compile(r"http://localhost/(?:en|ar|pl)/\S+")
NAME = re.compile(r"[^\W\d_]+(?:[ ’-][^\W\d_]+){1,4}")


def invent(seed: int = 1, children: int = making.FEWEST) -> Authority:
    return making.make(children, seed, ON, lambda done, total: None)


def run(app, *arguments: str):
    return app.test_cli_runner().invoke(args=["demo", *arguments])


# --- what is decided before any row is made -------------------------------------------------------------
def test_ages_and_cohorts_have_the_shape_of_the_published_table():
    published = {(row["age"], cohort): row[cohort] for row in shape.published() for cohort in ("local", "uasc")}
    whole = sum(published.values())
    invented = Counter((child.age, child.cohort) for child in families.specs(870, 1))
    for cell, number in published.items():
        assert abs(invented[cell] - number * 870 / whole) < 3.5, cell


def test_some_children_have_a_disability_as_often_as_published():
    disabled = sum(row["cwd"] for row in shape.published())
    found = sum(child.disability for child in families.specs(746, 1))
    assert abs(found - disabled) <= 2


@pytest.mark.parametrize("seed", [1, 2])
def test_everybody_has_a_plausible_name(seed):
    specs = families.specs(870, seed)
    kin.complete(specs, dice(seed, "kin"))
    called = {f"{child.first} {child.last}" for child in specs} | {person.name for s in specs for person in s.kin}
    assert not [name for name in called if not NAME.fullmatch(name)]


def test_brothers_and_sisters_share_a_name_and_a_mother_and_are_years_apart():
    specs = [child for child in families.specs(200, 1) if child.family and not child.by_hand]
    kin.complete(specs, dice(1, "kin"))
    assert len(specs) > 30
    for family in {child.family for child in specs}:
        together = [child for child in specs if child.family == family]
        assert len({child.last for child in together}) == 1
        assert len({tuple(p.name for p in child.kin if p.role == "mother") for child in together}) == 1
        ages = sorted(child.age for child in together)
        assert all(older - younger >= 2 for younger, older in zip(ages, ages[1:], strict=False))


def test_languages_of_those_who_came_alone_are_ranked_as_the_service_meets_them():
    alone = [child for child in families.specs(870, 1) if child.cohort == "uasc"]
    spoken = Counter(names.cultures()[child.culture]["language"] for child in alone)
    assert [language for language, _ in spoken.most_common(2)] in (["ar", "ti"], ["ti", "ar"])
    assert {"ps", "fa_AF", "ckb", "vi", "sq", "am", "so"} <= set(spoken)


@pytest.mark.parametrize("name", sorted(path.stem for path in words.FOLDER.glob("*.toml")))
def test_every_bank_answers_questions_that_a_form_asks(name):
    questions = [question for key in definition.available() for question in definition.load(key).questions()]
    asked = {question.id for question in questions} | {question.topic for question in questions}
    assert set(words.bank(name)) <= asked


def test_the_cast_answers_questions_and_options_that_their_form_has():
    for child in spec.cast():
        own = definition.latest(_form(child))
        said = [(own, child.says), (own, child.more)]
        said += [(definition.latest(forms.FOR_ROLE[p.role]), p.says) for p in child.kin]
        said += [(definition.latest(forms.OBSERVATION), p.observed) for p in child.kin]
        for form, answers in said:
            for question, answer in answers.items():
                known = form.question(question).known(answer)
                assert known == (tuple(answer) if isinstance(answer, list) else answer), (child.first, question)
        assert {*child.share, *child.not_before} <= {page.id for page in own.pages}, child.first


def _form(child: spec.Spec) -> str:
    return child.form or next(form for youngest, form in forms.BY_AGE if child.age >= youngest)


def test_what_the_cast_says_is_on_their_way_through_the_form():
    for child in spec.cast():
        facts = {"helper": child.helper, "contact": "yes", "siblings": "yes", "last": "yes", "media": "yes",
                 "uasc": "yes" if child.cohort == "uasc" else "no"}
        kept = Journey(definition.latest(_form(child)), child.says, facts).kept()
        assert kept.keys() == child.says.keys(), child.first


def test_a_sentence_comes_again_only_after_all_the_others():
    library = words.Library(1)
    cards = words.bank("child")["end_proud"]["any"]
    assert sorted(library.draw("child", "end_proud", "friends", frozenset()) for _ in cards) == sorted(cards)


# --- what stands there afterwards ---------------------------------------------------------------------
def test_the_demonstration_holds_answers_of_every_kind(app):
    with app.app_context():
        authority = invent()
        asked = db.session.scalars(select(Invitation)).all()
        assert {states.state(i) for i in asked} >= {"waiting", "asked", "bounced", "opened", "begun", "sent", "late",
                                                    "declined", "withdrawn"}
        sent = db.session.scalars(select(Response)).all()
        assert {r.first for r in sent} == {"", "read_first", "alarm"}
        assert {r.answer_language for r in sent} == {"en", "ar", "pl", "ti"}
        finished = db.session.scalars(select(Translation.done_at)).all()
        assert None in finished and any(finished)
        assert {"main", "addition"} == {r.kind for r in sent}
        assert {i.reach for i in asked} >= {"email", "sms", "letter", "worker"}
        assert db.session.scalar(select(func.count()).select_from(Review).where(Review.status == "held")) > 30
        _held_reviews_are_counted(authority)
        _contacts_reach_nobody()
        _nothing_old_waits(authority)
        _the_desk_is_alive(authority)
        _every_form_is_answered(authority)
        _one_link_per_person(authority)
        assert first_bad_row(authority.id) is None


def _held_reviews_are_counted(authority: Authority) -> None:
    for review in db.session.scalars(select(Review).where(Review.status == "held")):
        assert review.held_on < ON
        assert review.frozen_at
        assert review.frozen_age == age_on(review.child.dob, review.held_on)
        assert (review.participation == "PN0") == (review.frozen_age < 4)
        assert review.frozen_placement and review.frozen_team
        assert review.attended == (review.participation in ("PN1", "PN2", "PN3", "PN4"))


def _contacts_reach_nobody() -> None:
    for details in db.session.scalars(select(ContactDetails)):
        assert details.mobile == "" or FICTION.fullmatch(details.mobile)
        assert details.email == "" or EXAMPLE.fullmatch(details.email), details.email
    assert all(EXAMPLE.fullmatch(email) for email in db.session.scalars(select(Child.social_worker_email)))


def test_everyone_who_is_printed_can_sign_in_and_the_links_are_live(app):
    with app.app_context():
        beginnings.first_administrator("Our council")  # as `init` leaves it
    outcome = run(app, "--children", "30")
    assert outcome.exit_code == 0, outcome.output
    _links_open(app, LINK.findall(outcome.output))
    addresses = re.findall(r"^  (\S+@example.org)", outcome.output, re.MULTILINE)
    roles = set().union(*(_signed_in(app, address) for address in addresses))
    assert roles == set(ROLES)
    _again(app)


def _signed_in(app, address: str) -> frozenset[str]:
    client = app.test_client()
    client.get("/staff/sign-in")
    client.post("/staff/sign-in", data={"email": address, "password": making.PASSWORD}, follow_redirects=True)
    assert "Sign out" in client.page.text, address
    with app.app_context():
        return db.session.scalars(select(Staff).where(Staff.email == address)).one().roles


def _again(app) -> None:
    """With --if-empty the same people and fresh links; without it a refusal, and nothing changes."""
    again = run(app, "--if-empty")
    assert again.exit_code == 0
    assert "ada.okoro@example.org" in again.output
    assert len(LINK.findall(again.output)) == 9
    assert run(app).exit_code == 1
    with app.app_context():
        assert authorities.find().name == "Northmoor Council"
        assert db.session.scalar(select(func.count()).select_from(Child)) == 30


def _links_open(app, links: list[str]) -> None:
    opened = []
    for link in links:
        client = app.test_client()
        client.get(urlsplit(link).path)
        assert client.submit().status_code == 303
        with app.app_context():
            opened.append(len(tokens.find_link(link.rsplit("/", 1)[1]).doors))
    assert opened == [1, 1, 1, 1, 1, 1, 1, 2, 3]  # whoever observes, and the carer of three


def _nothing_old_waits(authority: Authority) -> None:
    waiting = select(Message).where(Message.sent_at.is_(None), Message.parked_at.is_(None))
    kinds = Counter(message.kind for message in db.session.scalars(waiting))
    assert 0 < kinds["invitation"] < 15


def _the_desk_is_alive(authority: Authority) -> None:
    ada = db.session.scalars(select(Staff).where(Staff.name == "Ada Okoro")).one()
    seen = desk.desk(Actor("staff", ada.id, authority.id), ada.roles, False)
    assert len(seen.rows) > 12
    assert {"new", "read", "asked", "opened", "begun"} <= {pill.state for row in seen.rows for pill in row.pills}
    assert [row.first for row in seen.rows].count("alarm") == 1
    people = _people()
    assert people["left out with a reason"]
    assert people["must not know the placement"]


def _every_form_is_answered(authority: Authority) -> None:
    """On Ada's desk: for the youngest, with pictures, on leaving care, observed; and by every adult who is asked."""
    ada = db.session.scalars(select(Staff).where(Staff.name == "Ada Okoro")).one()
    sent = select(Response).join(Invitation).join(Review).where(
        Review.date >= ON, Review.child_id.in_(allocated_to(ada.id, ON)))
    asked = {(r.invitation.form_version.key.partition(".")[0], r.helper) for r in db.session.scalars(sent)}
    assert {("little", "typed"), ("symbols", "advocate"), ("leaving", "nobody"), ("observation", "nobody")} <= asked
    assert {form for form, _ in asked} >= {"child", "young", "parent", "carer", "residential", "adopter", "worker",
                                           "professional"}


def _one_link_per_person(authority: Authority) -> None:
    for kind, invitations in showing.chosen(authority.id):
        assert len({i.person_id or i.respondent_id for i in invitations}) == 1, kind


def _people() -> Counter:
    found: Counter = Counter()
    for relation in db.session.scalars(select(Relation)):
        found["left out with a reason"] += not relation.consult and bool(relation.reason)
        found["must not know the placement"] += relation.relationship == "mother" and not relation.may_know_venue
    return found


# --- again, and never beside anything real --------------------------------------------------------------
def _snapshot() -> list:
    children = [(c.source_id, c.first_name, c.last_name, c.dob, c.looked_after_since, c.language, c.social_worker)
                for c in db.session.scalars(select(Child).order_by(Child.source_id))]
    people = [(p.source_id, p.name) for p in db.session.scalars(select(Person).order_by(Person.source_id))]
    reviews = [(r.source_id, r.date, r.premeet, r.status, r.participation)
               for r in db.session.scalars(select(Review).order_by(Review.source_id))]
    said = []
    for response, sealed in db.session.execute(select(Response, SealedAnswers).join(SealedAnswers)):
        asked = response.invitation
        content = open_sealed(Sealed(sealed.header, sealed.wrapped_key, sealed.ciphertext), response.id, asked.id,
                              asked.child_id)
        person = asked.person.source_id if asked.person else ""
        said.append((asked.review.source_id, person, str(response.sent_at), str(content)))
    return [children, people, reviews, sorted(said)]


def _wipe() -> None:
    with db.write() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(delete(table))
    db.end()


def test_the_same_seed_and_day_invent_the_same_people_dates_and_words(app):
    with app.app_context():
        invent()
        first = _snapshot()
        _wipe()
        invent()
        assert _snapshot() == first
    assert families.specs(60, 1) != families.specs(60, 2)


def test_it_is_refused_beside_real_children(app):
    with app.app_context():
        make.world().child()
    outcome = run(app)
    assert outcome.exit_code == 1
    assert "real rows" in outcome.output
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Child)) == 1


def test_it_is_refused_beside_real_staff(app):
    with app.app_context():
        make.world()
    assert run(app).exit_code == 1


def test_it_is_refused_in_production(make_app):
    app = make_app(PORTAL_PRODUCTION="1", PORTAL_PUBLIC_URL="https://talk.example", PORTAL_STAFF_URL="https://talk.example",
                   PORTAL_TRUSTED_HOSTS="talk.example", PORTAL_MAIL_FROM="talk@council.example",
                   PORTAL_SMTP_HOST="localhost")
    for arguments in ((), ("--if-empty",)):
        outcome = run(app, *arguments)
        assert outcome.exit_code == 1
        assert "production" in outcome.output
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Authority)) == 0
