"""Each check of the inspecting client finds the fault it was made for, and nothing on a good page."""
from __future__ import annotations

import pytest
from flask import Flask, redirect, request

from tests.support import checks
from tests.support.inspector import InspectingClient, PageFault, inspect
from tests.support.page import Page

GOOD = """<!doctype html>
<html lang="en-GB" dir="ltr">
<head>
  <meta charset="utf-8"><title>Question 3 of 9 – Consultation</title>
  <meta http-equiv="refresh" content="900; url=https://weather.example/">
  <link rel="stylesheet" href="/static/css/respond.css">
  <script src="/static/js/respond.js" nonce="abc" defer></script>
</head>
<body>
<a href="#main">Go to the question</a>
<main id="main">
  <h1>Where you live</h1>
  <p id="hint">It’s “yours”: <a href="https://help.example/">help</a> or <a href="tel:999">999</a></p>
  <form method="post" action="/go">
    <input type="hidden" name="ticket" value="it's {sealed}">
    <fieldset aria-describedby="hint">
      <legend>How is it?</legend>
      <label><input type="radio" name="score" value="2" checked>
        <svg viewBox="0 0 1 1" aria-hidden="true"><path d="M0 0"/></svg> Good</label>
      <div><input type="radio" name="score" value="0" id="bad"><label for="bad">Not good</label></div>
    </fieldset>
    <fieldset><legend>Tick</legend>
      <label><input type="checkbox" name="topics" value="home">Home</label>
      <label><input type="checkbox" name="topics" value="school">School</label>
    </fieldset>
    <label for="more">More</label><textarea id="more" name="more">
I didn't {say}</textarea>
    <label for="language">Language</label>
    <select id="language" name="language"><option value="en">English</option><option>Polski</option></select>
    <input name="find" aria-label="Find"><img src="/static/img/a.svg" alt="">
    <label><input type="checkbox" name="agree" value="yes"> Agree</label>
    <button name="go" value="next">Next</button> <button name="go" value="back">Back</button>
  </form>
  <p class="words">She said "don't {worry}"</p>
  <ul><li>One</li></ul>
  <details><summary>Tell someone now</summary><p>Ring <bdi dir="ltr">0800 1111</bdi></p></details>
</main>
</body>
</html>
"""
POLICY = {"Content-Security-Policy": "default-src 'none'; script-src 'self' 'nonce-abc'"}

# For each check: what is put in place of what, on the good page.
FAULTS = {
    "parses": [
        ("<!doctype html>\n", ""), ("</h1>", "</h2>"), ("Home</label>", "Home</label></b>"),
        ("<p id=\"hint\">", "<p id=\"hint\"><div></div>"), ("<ul>", "<ul class=\"a\" class=\"b\">"),
    ],
    "has_one_heading": [("<h1>Where you live</h1>", "<p>a</p>"), ("<ul>", "<h1>Two</h1><ul>"),
                        ("<h1>Where you live</h1>", "<h1> </h1>")],
    "has_one_main": [("<main id=\"main\">", "<div id=\"main\">")],
    "has_title": [("Question 3 of 9 – Consultation", " ")],
    "says_its_language": [
        (' dir="ltr">\n<head>', ">\n<head>"), ('lang="en-GB"', ""), ('lang="en-GB"', 'lang="ar"'),
        ('lang="en-GB"', 'lang="english"'), ("<ul>", '<ul lang="fa_AF">'),
    ],
    "has_unique_ids": [('id="more"', 'id="bad"'), ("<ul>", '<ul id="a b">'), ("<ul>", '<ul id="">')],
    "points_at_what_is_there": [
        ('for="bad"', 'for="worse"'), ('for="bad"', 'for="hint"'), ('"hint">\n', '"tip">\n'),
        ('href="#main"', 'href="#content"'), ('href="#main"', 'href="#"'),
        ('aria-label="Find"', 'aria-labelledby="gone"'), ('name="find"', 'name="find" form="gone"'),
    ],
    "labels_its_fields": [('for="more"', ""), (' aria-label="Find"', ""), ("> Agree<", "><"),
                          ('<label for="language">Language</label>', "")],
    "names_its_buttons": [(">Next<", "><"), (">help<", "> <"), (">Tell someone now<", "><")],
    "keeps_pressed_things_apart": [
        (">help<", "><button>help</button><"), (">Next<", '><a href="/">Next</a><'),
        ("> Agree<", "> Agree <label>twice</label><"), ("> Agree<", '> Agree <a href="/">terms</a><'),
        ("> Agree<", '> Agree <input name="other"><'), ("Tell someone now<", '<a href="/">Tell</a><'),
    ],
    "nests_as_html_may": [
        ("> Agree<", "> <div>Agree</div><"), (">Next<", "><p>Next</p><"), ("<ul>", "<ul><div>a</div>"),
        ("<ul><li>One</li></ul>", "<div><li>One</li></div>"), ("<legend>How", "<p>First</p><legend>How"),
        ("<summary>Tell someone now</summary>", ""),
    ],
    "asks_groups_in_fieldsets": [
        ("<fieldset><legend>Tick</legend>", "<fieldset><p>Tick</p>"),
        ("<legend>Tick</legend>", "<legend></legend>"),
        ('<input type="checkbox" name="agree" value="yes">', '<input type="radio" name="score" value="1">'),
        ('<input type="checkbox" name="agree"', '<input type="radio" name="agree"'),
        ('<input type="checkbox" name="agree"', '<input type="checkbox" name="topics"'),
    ],
    "has_no_inline_style_or_handler": [
        ("<ul>", '<ul style="margin:0">'), ("<ul>", '<ul onclick="go()">'),
        ("<ul>", "<style>p{}</style><ul>"),
        ('href="tel:999"', 'href=" JavaScript:go()"'),
    ],
    "runs_only_our_scripts": [
        ("<ul>", "<script>go()</script><ul>"), ('src="/static/js', 'src="//cdn.example/js'),
        ('src="/static/js', 'src="https://cdn.example/js'), ('nonce="abc"', 'nonce="old"'),
    ],
    "fetches_only_from_here": [
        ('src="/static/img/a.svg"', 'src="https://cdn.example/a.svg"'),
        ('href="/static/css', 'href="//cdn.example/css'), ('action="/go"', 'action="https://other.example/"'),
        ('src="/static/img/a.svg"', 'src="data:image/png;base64,AAAA"'),
        ("<path ", '<use href="https://cdn.example/a.svg#b"/><path '),
    ],
    "describes_its_pictures": [(' alt=""', ""), (' aria-hidden="true"', "")],
    "uses_known_attributes": [("<ul>", '<ul clas="plain">'), ("<ul>", '<ul describedby="hint">')],
    "writes_curly_quotes": [
        ("It’s", "It's"), ("“yours”", '"yours"'), ('aria-label="Find"', 'aria-label="Don\'t"'),
    ],
    "leaves_nothing_unfilled": [
        ("Where you live", "Where {iro} works"), ("Where you live", "%(iro)s"),
        ("Where you live", "You &amp;amp; I"),
        ("Where you live", "{{ title }}"), ('aria-label="Find"', 'aria-label="{find}"'),
    ],
}
PLANTED = [(name, *fault) for name, faults in FAULTS.items() for fault in faults]


def test_a_good_page_passes_every_check():
    inspect(Page(GOOD, POLICY))


def test_a_page_from_right_to_left_passes():
    inspect(Page(GOOD.replace('lang="en-GB" dir="ltr"', 'lang="ar" dir="rtl"'), POLICY))


@pytest.mark.parametrize(("name", "good", "bad"), PLANTED, ids=lambda text: text[:24])
def test_each_check_finds_a_planted_fault(name, good, bad):
    assert good in GOOD, "the fault is planted nowhere"
    page = Page(GOOD.replace(good, bad), POLICY)
    check = getattr(checks, name)
    assert list(check(page)), f"{name} is blind to {bad!r}"
    with pytest.raises(PageFault, match=name):
        inspect(page)


def test_every_check_has_a_planted_fault():
    assert {check.__name__ for check in checks.ALL} == set(FAULTS)


@pytest.fixture
def toy():
    """An app that shows the good page, a bad one, and what a POST came with."""
    app = Flask("toy")
    app.test_client_class = InspectingClient
    app.add_url_rule("/", view_func=lambda: (GOOD, POLICY), endpoint="good")
    app.add_url_rule("/bad", view_func=lambda: GOOD.replace("h1", "h2"), endpoint="bad")
    app.add_url_rule("/to-bad", view_func=lambda: redirect("/bad"), endpoint="to_bad")
    app.add_url_rule("/data", view_func=lambda: {"html": "<p>"}, endpoint="data")
    app.add_url_rule("/go", methods=["POST"], endpoint="go", view_func=lambda: {
        "form": request.form.to_dict(flat=False), "url": request.url,
        "origin": request.headers.get("Origin"), "site": request.headers.get("Sec-Fetch-Site")})
    return app.test_client()


@pytest.mark.parametrize("path", ["/bad", "/to-bad"])
def test_a_fetched_page_with_a_fault_fails_its_test(toy, path):
    with pytest.raises(PageFault, match="GET /bad"):
        toy.get(path, follow_redirects=True)


def test_what_is_no_page_is_not_inspected(toy):
    assert toy.get("/data").json == {"html": "<p>"}


def test_a_post_says_where_it_comes_from(toy):
    assert toy.post("/go").json["origin"] == "http://localhost"
    toy.base = "https://talk.example"
    answer = toy.post("/go").json
    assert (answer["origin"], answer["site"]) == ("https://talk.example", "same-origin")
    assert answer["url"] == "https://talk.example/go"


def test_a_post_to_a_whole_address_comes_from_there(toy):
    assert toy.post("https://talk.example/go").json["origin"] == "https://talk.example"


def test_a_test_may_say_another_origin_or_none(toy):
    stranger = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert toy.post("/go", headers=stranger).json["origin"] == "https://evil.example"
    toy.like_a_browser = False
    assert toy.post("/go").json["origin"] is None


def test_a_form_is_sent_as_a_browser_would(toy):
    toy.get("/")
    sent = toy.submit("back", topics=["home", "school"], more="Two\nlines").json["form"]
    assert sent == {"ticket": ["it's {sealed}"], "score": ["2"], "topics": ["home", "school"],
                    "language": ["en"], "more": ["Two\nlines"], "find": [""], "go": ["back"]}


def test_the_enter_key_presses_the_first_button(toy):
    toy.get("/")
    assert toy.submit(score="0").json["form"]["go"] == ["next"]


def test_an_untouched_textarea_sends_its_words_without_the_first_line_break(toy):
    toy.get("/")
    assert toy.submit().json["form"]["more"] == ["I didn't {say}"]


@pytest.mark.parametrize("typed", [{"score": "7"}, {"nothing": "x"}, {"language": "fr"}, {"form": 1}])
def test_what_the_page_does_not_offer_cannot_be_sent(toy, typed):
    toy.get("/")
    with pytest.raises(LookupError):
        toy.submit(**typed)


def test_a_button_that_is_not_there_cannot_be_pressed(toy):
    toy.get("/")
    with pytest.raises(LookupError, match="no button"):
        toy.submit("send")
