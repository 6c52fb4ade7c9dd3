"""The shape of the whole: who may use which address, what a GET writes, what every answer carries."""
from __future__ import annotations

from uuid import uuid4

import pytest
from flask import url_for
from sqlalchemy import select

from portal import create_app, security
from portal.consultations.models import Draft
from portal.database import Base
from portal.extensions import db
from portal.people import gate, policy
from portal.people.gate import PolicyIncomplete
from tests.support import make
from tests.support.answers import without_token
from tests.support.walk import Walk

ROLES = tuple(policy.ROLES)
STAFF_OF_ROLE = {"iro": "ada", "duty": "duty", "office": "office", "manager": "manager",
                 "administrator": "administrator", "participation": "participation", "interpreter": "interpreter"}


@pytest.fixture
def world(app):
    with app.app_context():
        yield make.world()


@pytest.fixture
def asked(world):
    """(child, review, invitation) of a child whom Ada holds."""
    child = world.child()
    world.person(child)
    review = world.review(child)
    world.invite()
    return child, review, world.invitation(review)


def address(app, endpoint: str, ids: dict) -> str:
    """An address of `endpoint` with `ids` in it."""
    rule = next(r for r in app.url_map.iter_rules() if r.endpoint == endpoint)
    with app.test_request_context():
        return url_for(endpoint, **{name: ids[name] for name in rule.arguments if name in ids})


def ids_of(asked, world) -> dict:
    child, review, invitation = asked
    return {"child_id": child, "review_id": review, "ref": invitation, "page": "way", "language": "en",
            "token": "x" * 27, "staff_id": world.staff["bola"], "filename": "css/respond.css", "leaflet": "iro",
            "form": "child.1", "question": "way", "name": "child", "rest": "x", "file_id": uuid4(), "alert_id": uuid4(),
            "translation_id": uuid4(), "response_id": uuid4(), "task_id": uuid4()}


# --- the table -----------------------------------------------------------------------------------------
def test_every_endpoint_is_in_the_policy_table_and_the_table_has_no_other(app):
    assert policy.problems({rule.endpoint for rule in app.url_map.iter_rules()}) == []


def test_the_portal_does_not_start_with_a_route_that_nobody_has_decided_about(app):
    app.add_url_rule("/forgotten", "forgotten", lambda: "hello")
    with pytest.raises(PolicyIncomplete, match="forgotten"):
        gate.check(app)


def test_every_role_of_a_rule_exists():
    known = {"public", "respondent", *policy.ROLES}
    assert {role for rule in policy.TABLE.values() for role in rule.who} <= known


@pytest.mark.parametrize("role", ROLES)
def test_a_role_gets_exactly_the_staff_pages_that_the_table_gives_it(app, world, asked, role):
    client = app.test_client()
    make.sign_in(client, STAFF_OF_ROLE[role])
    roles = gate.Account(db.session.get_one(make.Staff, world.staff[STAFF_OF_ROLE[role]])).roles
    for rule in app.url_map.iter_rules():
        allowed = policy.TABLE[rule.endpoint].who
        if allowed & {"public", "respondent"} or rule.endpoint == "account.sign_out":
            continue
        method = "GET" if "GET" in rule.methods else "POST"
        answer = client.open(address(app, rule.endpoint, ids_of(asked, world)), method=method)
        # a POST without its form’s token is refused as a bad request, after the gate let it by
        expected = {403} if not allowed & roles else {200, 303, 400, 404}
        assert answer.status_code in expected, f"{role} {method} {rule.rule}: {answer.status_code}"


def test_a_stranger_is_sent_to_the_door_from_every_staff_page(app, client, world, asked):
    for rule in app.url_map.iter_rules():
        if policy.TABLE[rule.endpoint].who & {"public", "respondent"}:
            continue
        method = "GET" if "GET" in rule.methods else "POST"
        answer = client.open(address(app, rule.endpoint, ids_of(asked, world)), method=method)
        assert answer.status_code in (303, 400), rule.rule
        if answer.status_code == 303:
            assert answer.headers["Location"].endswith("/staff/sign-in")


def test_a_stranger_with_the_address_of_a_form_sees_nothing_of_it(app, client, world, asked):
    for rule in app.url_map.iter_rules():
        if policy.TABLE[rule.endpoint].who == {"respondent"}:
            method = "GET" if "GET" in rule.methods else "POST"
            answer = client.open(address(app, rule.endpoint, ids_of(asked, world)), method=method)
            assert answer.status_code in (303, 400, 404, 410), rule.rule
            assert b"Ellie" not in answer.data


# --- another's is absent ---------------------------------------------------------------------------------
@pytest.mark.parametrize("endpoint", ["inbox.pack", "office.child"])
def test_what_belongs_to_another_looks_exactly_like_what_does_not_exist(app, world, asked, endpoint):
    client = app.test_client()
    with db.write() as session:
        elsewhere = make.add_authority(session, "Another Council")
    other = make.World(elsewhere.id, world.staff)
    child = other.child("Zofia", iro=None)
    theirs = {"child_id": child, "review_id": other.review(child)}
    make.sign_in(client, "office" if endpoint == "office.child" else "bola")
    nobody = dict.fromkeys(theirs, uuid4())
    answers = [client.get(address(app, endpoint, ids)) for ids in (theirs, nobody)]
    assert [a.status_code for a in answers] == [404, 404]
    assert answers[0].data == answers[1].data


def test_a_colleagues_child_looks_exactly_like_one_that_does_not_exist(app, world, asked):
    client = app.test_client()
    make.sign_in(client, "bola")
    answers = [client.get(f"/staff/review/{review}") for review in (asked[1], uuid4())]
    assert [a.status_code for a in answers] == [404, 404]
    assert without_token(answers[0].text) == without_token(answers[1].text)


def test_one_browser_cannot_open_another_childs_form_by_changing_the_address(app, world, asked):
    other = world.child("Yusuf")
    review = world.review(other)
    world.invite()
    walk = Walk(app.test_client(), world.link(asked[2])).open()
    assert walk.client.get(f"/answer/{world.invitation(review)}").status_code == 410
    assert "Yusuf" not in walk.text


# --- a GET is inert ----------------------------------------------------------------------------------------
def rows() -> dict[str, list[str]]:
    """Everything that every table holds, but when a session was last seen."""
    db.session.rollback()
    return {table.name: sorted(str(row) for row in db.session.execute(
        select(*(column for column in table.c if column.name != "seen_at"))))
        for table in Base.metadata.sorted_tables}


MAY_GROW = {"event", "trail_head"}


def test_no_get_writes_anything_but_an_event(app, world, asked):
    visitors = {name: app.test_client() for name in ("stranger", "child", *STAFF_OF_ROLE.values())}
    for name in STAFF_OF_ROLE.values():
        make.sign_in(visitors[name], name)
    Walk(visitors["child"], world.link(asked[2])).open().start()
    before = rows()
    for client in visitors.values():
        for rule in app.url_map.iter_rules():
            if "GET" in rule.methods:
                client.get(address(app, rule.endpoint, ids_of(asked, world)))
    changed = {name for name, held in rows().items() if held != before[name]}
    assert changed <= MAY_GROW


def test_a_get_that_tries_to_write_fails_on_both_engines(app, world):
    with pytest.raises(Exception, match=r"(?i)read.?only|readonly"):  # noqa: B017 - each engine has its own
        db.session.execute(Draft.__table__.delete())


# --- what every answer carries -------------------------------------------------------------------------------
EXACT = security.HEADERS | {"Cache-Control": "no-store"}


@pytest.mark.parametrize("path", ["/", "/ar", "/left-nothing", "/staff/sign-in", "/staff/desk", "/healthz"])
def test_headers_are_exact_on_public_staff_and_error_pages(client, world, path):
    answer = client.get(path)
    for name, value in EXACT.items():
        assert answer.headers[name] == value, f"{path} {name}"
    policies = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policies and "unsafe" not in policies and "http" not in policies
    assert "Server" not in answer.headers or "Python" not in answer.headers["Server"]


def test_cookies_are_secure_and_bound_to_the_host_over_https(make_app):
    app = make_app(PORTAL_PUBLIC_URL="https://talk.example", PORTAL_STAFF_URL="https://talk.example")
    with app.app_context():
        world = make.world()
        review = world.review(world.child())
        world.invite()
        client = app.test_client()
        client.base = "https://talk.example"
        client.get(world.link(world.invitation(review)))
        cookie = client.submit("").headers["Set-Cookie"]
    assert cookie.startswith("__Host-portal=")
    for mark in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert mark in cookie


def test_production_refuses_settings_that_would_put_somebody_at_risk(fresh_database):
    from portal.config import UnsafeSettings

    with pytest.raises(UnsafeSettings, match="https"):
        create_app(fresh_database | {"PORTAL_PRODUCTION": "1"})
