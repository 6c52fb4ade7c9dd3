"""The desk, the pack and the office ask the database as often for many as for few."""
from __future__ import annotations

import pytest

from portal.consultations import drafts, forms, sending
from portal.consultations.models import Invitation
from portal.consultations.pages import PageContent
from portal.extensions import db
from tests.support import answers, make
from tests.support.answers import page, send_in
from tests.support.steps import counting

ROLES = ("mother", "father", "foster_carer", "connected_carer", "keyworker", "adopter", "parental_responsibility")
FEW, MANY = 5, 50


def answer(invitation, times: int = 1) -> None:
    """Send something in, `times` times over."""
    for n in range(times):
        asked = db.session.get_one(Invitation, invitation)
        form = forms.questionnaire(asked.form_version)
        draft = drafts.begin(asked, "en")
        if form.audience == "child":
            drafts.save_page(draft.id, "way", PageContent({"way": "short"}), 0)
        page, question = next((page, q) for page in form.pages for q in page.questions if q.kind == "long")
        drafts.save_page(draft.id, page.id, PageContent({question.id: f"Words {n}."}, share="iro"), 0)
        sending.send(draft.id)


def children(world, number: int) -> list:
    """So many children with a review each, asked with their mother; every other child has answered."""
    reviews = []
    for n in range(number):
        child = world.child(f"Child {n}")
        world.person(child, "mother", email=f"mother{n}@example.org")
        reviews.append(world.review(child))
    world.invite()
    for review in reviews[::2]:
        answer(world.invitation(review))
    return reviews


def asked_of(app, name: str, path: str) -> list[str]:
    """What one request asks the database."""
    client = app.test_client()
    make.sign_in(client, name)
    client.get(path)  # the first look may write when somebody was seen
    with counting() as seen:
        assert client.get(path).status_code == 200
    return list(seen)


@pytest.mark.parametrize(("name", "path", "most"), [("ada", "/staff/desk", 16), ("office", "/staff/office/", 12),
                                                    ("manager", "/staff/counts", 30)])
def test_a_list_asks_as_often_for_fifty_children_as_for_five(app, world, name, path, most):
    if path == "/staff/counts":
        path = next(r.rule for r in app.url_map.iter_rules() if r.endpoint == "reports.counts")
    children(world, FEW)
    few = len(asked_of(app, name, path))
    children(world, MANY - FEW)
    many = asked_of(app, name, path)
    print(f"{path}: {few} statements for {FEW} children, {len(many)} for {MANY}")
    assert len(many) == few, "\n".join(many)
    assert few <= most


def test_the_pack_asks_as_often_for_twelve_responses_as_for_two(app, world):
    child = world.child()
    for n, role in enumerate(ROLES):
        world.person(child, role, email=f"{role}{n}@example.org")
    review = world.review(child)
    world.invite()
    answer(world.invitation(review))
    answer(world.invitation(review, "mother"))
    few = len(asked_of(app, "ada", f"/staff/review/{review}"))
    for role in ROLES[1:]:
        answer(world.invitation(review, role))
    answer(world.invitation(review), times=4)
    many = asked_of(app, "ada", f"/staff/review/{review}")
    print(f"the pack: {few} statements for 2 responses, {len(many)} for 12")
    assert len(many) == few, "\n".join(many)
    assert few <= 25


def test_the_childs_page_in_the_office_asks_as_often_for_many_reviews_as_for_few(app, world):
    child = world.child()
    world.person(child, "mother")
    for n in range(2):
        world.review(child, in_days=9 + n)
    world.invite()
    few = len(asked_of(app, "office", f"/staff/office/child/{child}"))
    for n in range(10):
        world.review(child, in_days=3 + n)
    world.invite()
    many = asked_of(app, "office", f"/staff/office/child/{child}")
    print(f"a child in the office: {few} statements for 2 reviews, {len(many)} for 12")
    assert len(many) == few, "\n".join(many)


CARERS = ("foster_carer", "connected_carer", "keyworker")


def test_the_pack_asks_as_often_when_three_have_nothing_new_as_when_one_has(app, world, clock):
    child = world.child(form="little")
    for n, role in enumerate(CARERS):
        world.person(child, role, email=f"{role}{n}@example.org")
    earlier, review = world.review(child), world.review(child, in_days=190)
    world.invite()
    for role in CARERS:
        answer(world.invitation(earlier, role), times=2)
    clock.forward(days=181)
    world.invite()
    asked, role_pages = [], {role: _first_page(world, review, role) for role in CARERS}
    for role in CARERS:
        send_in(world.invitation(review, role), **{role_pages[role]: page(new_since="nothing_new")})
        if role != CARERS[1]:
            asked.append(asked_of(app, "ada", f"/staff/review/{review}"))
    print(f"the pack: {len(asked[0])} statements for one with nothing new, {len(asked[1])} for three")
    assert len(asked[0]) == len(asked[1]), "\n".join(asked[1])


def _first_page(world, review, role: str) -> str:
    form = forms.questionnaire(db.session.get_one(Invitation, world.invitation(review, role)).form_version)
    return next(p.id for p in form.pages if "new_since" in {q.id for q in p.questions})


def test_the_pack_asks_as_often_for_many_drawings_as_for_none(app, world):
    review = world.review(world.child(form="little"))
    world.invite()
    send_in(world.invitation(review), feel=page(feel="good"))
    few = len(asked_of(app, "ada", f"/staff/review/{review}"))
    kept = {f"house_{house}_drawing": answers.picture() for house in ("good", "worries", "wishes")}
    send_in(world.invitation(review), kept=kept)
    many = asked_of(app, "ada", f"/staff/review/{review}")
    assert len(many) == few, "\n".join(many)


@pytest.mark.parametrize("ending", ["", "/wishes"])
def test_the_office_asks_as_often_for_the_wishes_of_four_as_of_one(app, world, ending):
    child = world.child()
    for n, role in enumerate(("mother", "father", "parental_responsibility")):
        world.person(child, role, email=f"{role}{n}@example.org")
    review = world.review(child)
    world.invite()
    wish = page(office=True, part_how=("phone",))
    send_in(world.invitation(review, "mother"), part=wish)
    few = len(asked_of(app, "office", f"/staff/office/child/{child}{ending}"))
    for role in ("father", "parental_responsibility"):
        send_in(world.invitation(review, role), part=wish)
    send_in(world.invitation(review), way=page(way="short"), meeting=page(office=True, meeting_who="Gran"))
    many = asked_of(app, "office", f"/staff/office/child/{child}{ending}")
    assert len(many) == few, "\n".join(many)
