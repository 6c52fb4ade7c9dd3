"""Every page of every form in a real browser: nothing at fault, nothing too small, all of it seen, heard and pressed.

The pages come from trials, so no invitation is needed. `make test` looks at each form in its own look on a phone and
on a desktop, and at three pages in its other looks; PORTAL_HOSTILE=1 looks at all looks, sizes, dark and in Arabic.
"""
from __future__ import annotations

import os
from collections import Counter
from uuid import uuid4

import pytest

from portal import languages
from portal.consultations import trials
from portal.questionnaires.kinds import AMOUNT_WORDS
from tests.support import make
from tests.support.looking import OPEN_HELP, Window
from tests.support.trying import Try, officer

# The engine cannot change a page’s HTML: once is enough.
pytestmark = pytest.mark.once
ALL = os.environ.get("PORTAL_HOSTILE") == "1"
FORMS = trials.forms()
each_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)


@pytest.fixture
def world(app):
    with app.app_context():
        yield make.world()


@pytest.fixture
def pat(app, world):
    """A participation officer, signed in."""
    client = app.test_client()
    make.sign_in(client, officer(world))
    client.staff_id = world.staff["participation"]
    return client


@pytest.fixture
def window(pat, browser):
    return Window(pat, browser("phone"))


def pages_of(pat, form, **choices) -> list[tuple[str, object, list[str]]]:
    """(where, page, what is to be read in its order) of every page of the form, one of them with a mistake."""
    tried, found, mistaken = Try(pat, form, **choices), [], False
    for where, page in tried.pages():
        ticket = next((f.get("value") for f in page.all("input") if f.get("name") == "ticket"), "")
        trial = trials.read(ticket, pat.staff_id) if ticket else None
        found.append((where, page, expected(trial) if where.startswith("page") else []))
        if where.startswith("page") and not mistaken and list(page.all("textarea")):
            mistaken = True
            tried.press("skip", **{next(page.all("textarea")).get("name"): "9" * 20_000})
            found.append(("mistake", pat.page, expected(trials.read(ticket, pat.staff_id), mistake=True)))
    return found


def expected(trial, mistake: bool = False) -> list[str]:
    """The words of a page's questions and options, in the order of the form; of a mistake its summary first."""
    form, found = trial.questionnaire, []
    with languages.speaking(trial.language, form.voice):
        standing = trials.standing(trial, uuid4())
        say = languages.catalogue(trial.language)
        for question in standing.journey.shown(form.page(trial.page)):
            texts = [question.text, *(o.text for o in question.options if not o.quiet),
                     *(o.text for o in question.options if o.quiet)]
            if question.kind == "people":
                texts = [question.text, *(t for o in question.options for t in (o.text, *AMOUNT_WORDS.values()))]
            found += [str(say.pgettext(form.voice, text)) for text in texts]
        return [languages.say("Please look at this again."), *found] if mistake else found


def looked_at(window: Window, form, where: str, page, texts: list[str]) -> list[str]:
    """Everything that is wrong with a page on a phone and on a desktop."""
    window.size("phone")
    window.show(where, page)
    found = window.axe() + window.targets(44 if form.audience == "child" else 24)
    found += window.nameless() + window.unread(texts) + window.focus() + window.narrow()
    found += window.undescribed() if where == "mistake" else []
    window.size("desktop")
    found += [f"on a desktop: {fault}" for fault in window.axe()]
    if where in ("welcome", "page 1"):
        window.page.evaluate(OPEN_HELP)
        found += [f"with help open: {fault}" for fault in window.axe()]
    return [f"{where}: {fault}" for fault in found]


@each_form
def test_no_page_of_a_form_has_a_fault_in_its_own_look(window, pat, form):
    pages = pages_of(pat, form)
    faults = [fault for where, page, texts in pages for fault in looked_at(window, form, where, page, texts)]
    print(f"{form.name}: {len(pages)} pages at two sizes, {len(faults)} faults")
    assert not faults, "\n".join(faults)
    assert {"welcome", "page 1", "check", "done"} <= {where for where, _page, _texts in pages}


OTHERS = [(form, look) for form in FORMS for look in trials.looks(form)[1:]]


@pytest.mark.parametrize(("form", "look"), OTHERS, ids=[f"{form.name}-{look}" for form, look in OTHERS])
def test_no_page_has_a_fault_in_another_look(window, pat, form, look):
    pages = pages_of(pat, form, look=look)
    some = pages if ALL else [pages[0], pages[len(pages) // 2], pages[-2]]
    faults = []
    for where, page, _texts in some:
        window.size("phone")
        window.show(where, page)
        faults += [f"{where}: {fault}" for fault in window.axe() + window.targets(44) + window.narrow()]
    assert not faults, "\n".join(faults)


@pytest.mark.hostile
@each_form
@pytest.mark.parametrize(("language", "scheme"), [("en", "dark"), ("ar", "light"), ("ar", "dark")])
def test_no_page_has_a_fault_in_any_look_at_any_size(pat, browser, form, language, scheme):
    seen, faults = Counter(), []
    window = Window(pat, browser("phone", color_scheme=scheme))
    for look in trials.looks(form):
        for where, page, texts in pages_of(pat, form, look=look, language=language):
            seen[look] += 1
            faults += [f"{look}, {fault}" for fault in looked_at(window, form, where, page, texts)]
    print(f"{form.name}, {language}, {scheme}: {dict(seen)}")
    assert not faults, "\n".join(faults)
