"""Trying a form: the very pages that are sent out, of invented people, and nothing of it stays."""
from __future__ import annotations

import hashlib
import logging
import re
from pathlib import Path

import pytest

from portal import languages
from portal.consultations import tickets, trials
from portal.consultations.tickets import BadTicket
from portal.database import Base
from portal.extensions import db
from portal.questionnaires import definition
from tests.support import make
from tests.support.trying import Try, everything, officer
from tests.support.walk import Walk

FORMS = trials.forms()
WORDS = "Zebedee climbs the lighthouse"


@pytest.fixture
def pat(app, world):
    """A participation officer, signed in."""
    client = app.test_client()
    make.sign_in(client, officer(world))
    return client


def everything_stored() -> dict[str, tuple[int, str]]:
    """(rows, checksum) of every table; when a session was last seen is no content."""
    db.end()
    found = {}
    with db.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            columns = [c for c in table.columns if (table.name, c.name) != ("web_session", "seen_at")]
            rows = sorted(repr(tuple(row)) for row in connection.execute(table.select().with_only_columns(*columns)))
            found[table.name] = len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def test_trying_every_form_leaves_no_row_no_event_no_file_and_no_word_in_a_log(app, pat, world, caplog, clock):
    caplog.set_level(logging.DEBUG)
    post = app.extensions["portal"]["PORTAL_POST_FOLDER"]
    before, files = everything_stored(), sorted(app.extensions["portal"].instance.rglob("*"))
    pages = 0
    for form in FORMS:
        tried = Try(pat, form)
        tried.start()
        for go in ("next", "leave", "stay", "later", "stay", "end"):
            tried.press(go)
        for _where, page in tried.pages():
            pages += 1
            for field in list(page.all("textarea"))[:1]:
                tried.press("language:en", **{field.get("name"): WORDS})
                assert WORDS in pat.page.html
        clock.forward(minutes=2)  # past the minute in which a sign of life is written once
    assert everything_stored() == before
    assert sorted(app.extensions["portal"].instance.rglob("*")) == files
    assert WORDS not in caplog.text and "Zebedee" not in caplog.text
    assert not list(Path(post).rglob("*"))
    assert pages > 150


def test_what_is_typed_on_one_page_is_on_the_check_page_and_in_no_address(pat):
    tried = Try(pat, definition.latest("young"))
    tried.start()
    tried.press("next", helper="nobody")
    while not list(pat.page.all("textarea")):
        tried.press("next", **everything(pat.page))
    name = next(pat.page.all("textarea")).get("name")
    tried.press("end", **{name: WORDS})
    assert WORDS in pat.page.text
    assert "Zebedee" not in pat._address


@pytest.mark.parametrize("name", ["iro", "duty", "office", "manager"])
def test_other_roles_may_not_try_forms(app, world, name):
    client = app.test_client()
    make.sign_in(client, "ada" if name == "iro" else name)
    for path in ("/staff/try/", "/staff/try/child", "/staff/try/child/form"):
        assert client.get(path).status_code == 403
    assert client.post("/staff/try/child/form", data={"go": "next"}).status_code == 403


def test_nobody_tries_a_form_without_signing_in(client, world):
    assert client.get("/staff/try/child/form").headers["Location"].endswith("/staff/sign-in")


def test_an_administrator_and_a_participation_officer_are_led_to_every_form(app, pat, world):
    administrator = app.test_client()
    make.sign_in(administrator, "administrator")
    for client in (pat, administrator):
        client.get("/staff/try/")
        listed = client.page
        for form in FORMS:
            assert f'"/staff/try/{form.name}"' in listed.html
            assert trials.WHOM[form.name] in listed.text
            client.get(f"/staff/try/{form.name}")
            assert [frame.get("width") for frame in client.page.all("iframe")] == ["390"]
    assert pat.get("/staff/").headers["Location"].endswith("/staff/try/")


def test_forms_for_professionals_are_offered_in_english_only(pat):
    for form in FORMS:
        pat.get(f"/staff/try/{form.name}", query_string={"language": "ar"})
        offered = {option.get("value") for select in pat.page.all("select") if select.get("name") == "language"
                   for option in select.iter("option")}
        assert offered == ({"en"} if form.english_only else set(languages.OFFERED)), form.key
        assert Try(pat, form, language="ar").start().root.get("lang") == ("en" if form.english_only else "ar"), form.key


@pytest.mark.parametrize("form", [f for f in FORMS if f.audience == "child"], ids=lambda form: form.name)
def test_a_childs_form_is_shown_in_each_look_and_its_buttons_change_look_and_language(pat, form):
    for look in trials.looks(form):
        assert Try(pat, form, look=look).start().root.get("data-look") == look
    tried = Try(pat, form, look="child")
    tried.start()
    assert tried.press("look:young").root.get("data-look") == "young"
    assert tried.press("language:pl").root.get("lang") == "pl"
    tried.press("next", helper="nobody")
    assert (pat.page.root.get("lang"), pat.page.root.get("data-look")) == ("pl", "young")


def same(html: str) -> str:
    """A page without what differs between two showings of one page: tickets, nonces, ids, addresses, what is kept."""
    html = re.sub(r'<link rel="stylesheet" href="[^"]*trying[^>]*>\s*<p class="trial".*?</p>', " ", html, flags=re.S)
    html = html.replace(" data-trial", "")
    html = re.sub(r'nonce="[^"]*"|(?<=name="ticket" )value="[^"]*"', "", html)
    html = re.sub(r'"(/answer/[0-9a-f-]{36}|/staff/try/[a-z_]+/form)([^"?]*)[^"]*"', r'"HERE\2"', html)
    html = re.sub(r'"/en/left"', '"HERE"', html)
    html = re.sub(r'<p class="state" role="status".*?</p>', "", html, flags=re.S)
    return re.sub(r"\s+", " ", html)


def test_what_is_tried_is_what_a_child_sees_letter_for_letter(app, pat, world):
    child = world.child("Sam", iro=None, sibling_group="both")
    world.child("Kim", sibling_group="both")
    world.person(child, "mother")
    review = world.review(child)
    world.review(child, in_days=-170, status="held")
    world.invite()
    walk = Walk(app.test_client(), world.link(world.invitation(review))).open()
    tried = Try(pat, definition.latest("child"), uasc="no", section20="no")
    assert same(tried.start().html) == same(walk.client.page.html)
    walk.start()
    tried.press("next", helper="nobody")
    seen = 0
    while walk.place != "check":
        assert same(pat.page.html) == same(walk.client.page.html), walk.place
        typed = everything(pat.page)
        tried.press("next", **typed)
        walk.press("next", **typed)
        seen += 1
    assert same(pat.page.html) == same(walk.client.page.html)
    assert seen > 10


def test_a_mistake_is_shown_as_it_would_be_and_nothing_typed_is_lost(pat):
    tried = Try(pat, definition.latest("parent"))
    tried.start()
    tried.press("next", helper="nobody")
    while not list(pat.page.all("textarea")):
        tried.press("next", **everything(pat.page))
    name = next(pat.page.all("textarea")).get("name")
    tried.press("next", **{name: "9" * 20_000})
    assert 'role="alert"' in pat.page.html and "9" * 20_000 in pat.page.html
    tried.press("next", **{name: WORDS})
    name = next(pat.page.all("textarea")).get("name")
    tried.press("back", **{name: "9" * 20_000})
    tried.press("end")
    assert name in tried.press("send").html and 'role="alert"' in pat.page.html


def test_a_page_opened_from_the_check_page_leads_back_to_it(pat):
    tried = Try(pat, definition.latest("parent"))
    tried.start()
    tried.press("next", helper="nobody")
    tried.press("end")
    change = next(value for value in sorted(tried.buttons) if value.startswith("change:"))
    tried.press(change)
    assert "check" in tried.buttons and "next" not in {b.get("value") for b in pat.page.all("button")
                                                      if b.get("class") == "go"}
    tried.press("check")
    assert "send" in tried.buttons


def test_every_page_of_a_trial_says_so_and_its_script_is_told_to_save_nothing(pat):
    for where, page in Try(pat, definition.latest("little")).pages():
        assert "Trial – nothing is kept" in page.text, where
        forms = [form for form in page.all("form") if form.get("class") == "sheet"]
        assert all("data-trial" in form.attrib for form in forms), where
        assert "/answer/" not in page.html, where
    tried = Try(pat, definition.latest("little"))
    tried.start()
    ticket = next(f.get("value") for f in pat.page.all("input") if f.get("name") == "ticket")
    kept = pat.post("/staff/try/little/form", data={"ticket": ticket, "go": "keep"})
    assert (kept.status_code, kept.json) == (409, {"saved": ""})


@pytest.mark.parametrize("go", ["leave", "later", "lock", "secret", "lend", "tell"])
def test_a_button_that_leads_out_of_the_form_says_so_and_leads_back(pat, go):
    tried = Try(pat, definition.latest("child"))
    heading = tried.start().heading
    ticket = next(f.get("value") for f in pat.page.all("input") if f.get("name") == "ticket")
    pat.post("/staff/try/child/form", data={"ticket": ticket, "go": go})
    assert "leads out of the form" in pat.page.text
    assert tried.press("stay").heading == heading


def test_what_leads_out_of_a_form_at_an_address_of_its_own_says_so_to_people_and_to_the_pages_script(pat):
    Try(pat, definition.latest("child")).start()
    pat.get("/staff/try/child/form/card?language=pl")
    assert "leads out of the form" in pat.page.text
    pat.post("/staff/try/child/form/tell", data={"place": "done"})
    assert "In a trial nobody is told" in pat.page.text
    told = pat.post("/staff/try/child/form/tell", data={}, headers={"Accept": "application/json"})
    assert told.json["to"].startswith("/staff/try/child/form/tell?")


def test_a_trials_ticket_is_no_real_one_and_no_real_one_is_a_trials(app, world, pat):
    staff = world.staff["participation"]
    trial = trials.Trial("child.1", {}, "en", "child").seal(staff)
    assert trials.read(trial, staff).form == "child.1"
    real = tickets.Ticket(world.authority, "home", 1).seal()
    with pytest.raises(BadTicket):
        tickets.read(trial)
    for bare in (trial.removeprefix("trial~"), real, f"trial~{real}", "", "trial~", trial[:-4] + "AAAA"):
        with pytest.raises(BadTicket):
            trials.read(bare, staff)
        if bare != real.removeprefix("trial~"):
            with pytest.raises(BadTicket):
                tickets.read(bare)
    with pytest.raises(BadTicket):  # somebody else’s
        trials.read(trial, world.staff["administrator"])
    assert pat.post("/staff/try/child/form", data={"ticket": real, "go": "next"}).status_code == 400


def test_only_a_trials_own_pages_may_be_framed_and_only_by_us(pat):
    outer, inner = pat.get("/staff/try/child"), pat.get("/staff/try/child/form")
    assert "frame-ancestors 'self'" in inner.headers["Content-Security-Policy"]
    assert inner.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-src 'self'" in outer.headers["Content-Security-Policy"]
    for other in (outer, pat.get("/staff/try/"), pat.get("/en/")):
        assert "frame-ancestors 'none'" in other.headers["Content-Security-Policy"]
        assert other.headers["X-Frame-Options"] == "DENY"


def test_a_form_that_does_not_exist_is_not_here(pat):
    for path in ("/staff/try/none", "/staff/try/none/form", "/staff/try/child.1"):
        assert pat.get(path).status_code == 404
