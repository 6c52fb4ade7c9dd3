"""Leaflets: public, in every language, printable, and within reach of every form."""
from __future__ import annotations

import pytest

from portal import languages
from portal.languages import OFFERED
from portal.leaflets import shelf

EVERY = [(code, name) for code in OFFERED for name in shelf.available()]


def links(page) -> set[str]:
    return {a.get("href") for a in page.all("a")}


@pytest.mark.parametrize(("code", "name"), EVERY)
def test_every_leaflet_is_shown_in_every_language(client, code, name):
    assert client.get(f"/{code}/about/{name}").status_code == 200
    page, language, leaflet = client.page, OFFERED[code], shelf.load(name)
    assert (page.root.get("lang"), page.root.get("dir")) == (language.tag, language.dir)
    assert page.root.get("data-look") == leaflet.voice
    with languages.speaking(code, leaflet.voice):
        for _place, role, text in leaflet.texts():
            assert role == "short" or languages.words(text) in page.text


@pytest.mark.parametrize("code", OFFERED)
def test_the_list_leads_to_every_leaflet_in_its_language(client, code):
    assert client.get(f"/{code}/about").status_code == 200
    assert client.page.root.get("lang") == OFFERED[code].tag
    assert {f"/{code}/about/{name}" for name in shelf.available()} <= links(client.page)


def test_a_leaflet_leads_to_itself_in_the_other_languages_and_to_the_list(client):
    client.get("/en/about/rights")
    assert {f"/{code}/about/rights" for code in OFFERED} | {"/en/about"} <= links(client.page)


def test_the_titles_of_these_pages_say_nothing_about_care(client):
    titles = set()
    for path in ("/en/about", *(f"/en/about/{name}" for name in shelf.available())):
        client.get(path)
        titles.add(client.page.title)
    assert titles == {"Leaflets – Consultation", "Leaflet – Consultation"}


@pytest.mark.parametrize("path", ["/en/about/nothing", "/en/about/LICENSE", "/en/about/review.toml", "/xx/about"])
def test_what_is_no_leaflet_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_reading_sets_no_cookie(client):
    for path in ("/en/about", "/ar/about/iro"):
        assert "Set-Cookie" not in client.get(path).headers


@pytest.mark.parametrize("name", shelf.available())
def test_a_leaflet_is_for_reading_and_printing_only(client, name):
    client.get(f"/en/about/{name}")
    page = client.page
    assert list(page.all("form", "input", "textarea")) == []
    assert [b for b in page.all("button") if "data-print" not in b.attrib] == []
    print_button = next(page.all("button"))
    assert "hidden" in print_button.attrib  # until a script shows it
    classes = [above.get("class") for above in page.above(print_button)]
    assert "doing" in classes  # which is left off the paper


def test_the_numbers_to_ring_are_printed_with_the_leaflet(client):
    client.get("/en/about/rights")
    main = next(client.page.all("main"))
    assert {"tel:08001111", "tel:08005280731", "tel:999"} <= {a.get("href") for a in main.iter("a")}
    client.get("/en/about/parents")
    main = next(client.page.all("main"))
    assert "tel:08001111" not in {a.get("href") for a in main.iter("a")}


def test_a_reader_of_another_language_is_told_how_to_ask_for_an_interpreter(client):
    client.get("/pl/about/rights")
    main = next(client.page.all("main"))
    assert "“Polish interpreter, please.”" in [p.text for p in main.iter("p")]


def test_every_page_of_a_form_leads_to_the_leaflets_in_a_window_of_their_own(walk):
    pages = [walk.client.page]
    walk.start()
    pages.append(walk.client.page)
    walk.press("end")
    assert walk.place == "check"
    pages.append(walk.client.page)
    for page in pages:
        link = next(a for a in page.all("a") if a.get("href") == "/en/about")
        assert (link.get("target"), link.get("rel")) == ("_blank", "noopener")
        assert "opens in a new window" in link.text
