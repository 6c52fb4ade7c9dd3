"""Without a mouse or a finger: by keyboard, and by a switch that knows Tab and Space only, a form is sent."""
from __future__ import annotations

import pytest

from portal.questionnaires import definition
from tests.support import make
from tests.support.looking import HOME, Window
from tests.support.page import Page
from tests.support.trying import Try, officer

pytestmark = pytest.mark.once
HERE = """() => { const here = document.activeElement; return {
  tag: here.tagName, type: here.type || "", name: here.name || "", value: here.value || "",
  checked: Boolean(here.checked), main: here.matches(".go"), group: here.type === "radio" &&
  [...document.getElementsByName(here.name)].some(one => one.checked)}; }"""


@pytest.fixture
def window(app, browser):
    with app.app_context():
        client = app.test_client()
        make.sign_in(client, officer(make.world()))
        yield Window(client, browser("phone"))


def keys_of(window: Window, press: str) -> dict:
    window.page.keyboard.press(press)
    return window.page.evaluate(HERE)


def one_page(window: Window, switch: bool) -> int:
    """Answer what can be chosen on the page in hand and press its main button; how many questions were answered."""
    answered: set[str] = set()
    for _ in range(150):
        here = keys_of(window, "Tab")
        if here["type"] in ("radio", "checkbox") and here["name"] not in answered and here["name"] != "own_words" \
                and not here["checked"] and not here["group"]:
            here = keys_of(window, "Space")
            assert here["checked"], f"Space does not choose {here['name']}"
            if not switch and here["type"] == "radio":
                window.page.keyboard.press("ArrowDown")
            answered.add(here["name"])
        elif here["main"]:
            with window.page.expect_navigation():
                window.page.keyboard.press("Space" if switch else "Enter")
            return len(answered)
    raise AssertionError(f"the main button is never reached at {window.page.title()}")


@pytest.mark.parametrize("name", ["little", "young"])
@pytest.mark.parametrize("switch", [False, True], ids=["keyboard", "Tab and Space only"])
def test_a_whole_form_is_answered_and_sent(window, name, switch):
    window.page.goto(f"{HOME}/staff/try/{name}/form")
    answered = pages = 0
    while not window.page.locator("button[value=send]:not(.first)").count():
        answered += one_page(window, switch)
        pages += 1
        assert pages < 40
    shown = window.page.locator("main dd:not(.none)").count()
    print(f"{name}: {pages} pages, {answered} questions answered, {shown} answers to check")
    assert shown >= answered - 1 > 5  # who helps is asked on the welcome page, and is no answer
    one_page(window, switch)
    assert "TRIAL" in window.page.locator("main").inner_text()


def test_tab_alone_reaches_every_choice_of_a_question(window):
    tried = Try(window.client, definition.latest("young"))
    tried.start()
    page = tried.press("next", helper="nobody")
    window.show("young", page)
    offered = {(f.get("name"), f.get("value")) for f in page.fields() if f.get("type") == "radio"
               and not f.get("name").startswith(("sharing-", "helper"))}
    reached = set()
    for _ in range(80):
        here = keys_of(window, "Tab")
        reached.add((here["name"], here["value"]))
    assert offered <= reached


PLANTED = """<!doctype html><html lang="en"><head><title>x</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>
  .bare:focus {{ outline: none }} .wide {{ width: 500px }} .under {{ position: fixed; inset: 0; z-index: 9 }}
  button, input {{ min-width: 60px; min-height: 60px }}
</style></head><body><main><h1>Planted</h1>{}</main></body></html>"""


@pytest.mark.parametrize(("found", "html"), [
    (lambda w: w.targets(44), '<button style="min-height: 0; height: 40px">Small</button>'),
    (lambda w: w.targets(44), '<input aria-label="x" style="min-width: 0; width: 30px">'),
    (lambda w: w.focus(), '<button class="bare">Unseen</button>'),
    (lambda w: w.focus(), '<button>Covered</button><p class="under">over it</p>'),
    (lambda w: w.narrow(), '<p class="wide">wide</p>'),
    (lambda w: w.axe(), '<img src="data:,">'),
    (lambda w: w.nameless(), "<button></button>"),
    (lambda w: w.unread(["First", "Second"]), "<p>Second</p><p>First</p>"),
])
def test_each_look_at_a_page_finds_a_planted_fault(window, found, html):
    window.size("phone")
    window.show("sound", Page(PLANTED.format("<button>First</button><p>Second</p>")))
    assert not found(window)
    window.show("planted", Page(PLANTED.format(html)))
    assert found(window)
