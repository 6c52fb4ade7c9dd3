"""The desk, the pack and the office ask the database as often for many as for few."""
from __future__ import annotations

import pytest

from portal.consultations import drafts, forms, sending
from portal.consultations.models import Invitation
from portal.consultations.pages import PageContent
from portal.extensions import db
from tests.support import make
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
