"""Our own pictures: each of them there, well drawn, small, and unlike every other in shape alone."""
from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from jinja2 import Environment, FileSystemLoader, UndefinedError

TEMPLATES = Path(__file__).parents[2] / "templates"
NAMES = """
house_good house_worries house_wishes
like dont_like more stop help finished not_today
mum dad brother sister baby grandma grandpa friend carer teacher social_worker pet me someone_else doctor
home bed food school book play football music drawing game park toys outdoors family phone computer clothes bath
night sleep hug shouting argument hospital medicine teeth money work car bus swim bike birthday holiday faith star
heart sun rain talk listen read write photo voice people meeting proud letter question
cat tree boat moon apple key umbrella fish flower drum kite bell
""".split()
SHAPES = {"svg", "g", "path", "rect", "circle", "ellipse"}
COLOUR = re.compile(r' (?:fill|stroke)="[^"]*"')
# The weakest environment there is: one that takes unknown names for nothing. What is loud here is loud everywhere.
MACROS = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True)
ART = MACROS.get_template("parts/pictures.html").module
FACES = MACROS.get_template("parts/faces.html").module


def drawn(name: str) -> str:
    return str(ART.picture(name)).strip()


@pytest.mark.parametrize("name", NAMES)
def test_each_picture_is_small_well_formed_and_nothing_but_shapes(name):
    picture = drawn(name)
    parts = list(ElementTree.fromstring(picture).iter())  # noqa: S314 - our own templates
    assert len(picture.encode()) <= 900
    assert {part.tag for part in parts} <= SHAPES  # no text to translate, nothing that loads or runs
    # An id would clash where two stand on one page; a style attribute is refused by our own security policy.
    assert not {"id", "style", "class", "href"} & {key for part in parts[1:] for key in part.attrib}
    assert len(parts) > 2  # the tile, and something on it


@pytest.mark.parametrize("name", NAMES)
def test_each_picture_is_hidden_from_readers_of_text_and_from_the_keyboard(name):
    root = ElementTree.fromstring(drawn(name))  # noqa: S314 - our own templates
    assert root.attrib["aria-hidden"] == "true" and root.attrib["focusable"] == "false"
    assert root.attrib["class"] == "picture" and root.attrib["viewBox"] == "0 0 64 64"


def test_no_picture_is_drawn_that_nobody_can_ask_for():
    assert set(ART.pictures) == set(NAMES) and len(NAMES) == len(set(NAMES))


def test_no_name_is_drawn_twice():
    sources = (path.read_text() for path in (TEMPLATES / "parts/pictures").glob("*.html"))
    names = Counter(name for source in sources for name in re.findall(r'^  "(\w+)":', source, re.MULTILINE))
    assert names == Counter(NAMES)


def test_no_two_pictures_are_alike_without_their_colours():
    shapes = Counter(COLOUR.sub("", drawn(name)) for name in NAMES)
    assert [shape for shape, count in shapes.items() if count > 1] == []


def test_a_light_tile_lies_under_each_picture_so_that_dark_paper_hides_no_line():
    tile = '<rect x="-4" y="-4" width="72" height="72" rx="16" fill="#fffcf5" stroke="none"/>'
    assert [name for name in NAMES if tile not in drawn(name)] == []


@pytest.mark.parametrize("name", ["unicorn", "", "Mum", None])
def test_a_picture_or_icon_that_nobody_drew_fails_instead_of_showing_nothing(name):
    with pytest.raises(UndefinedError):
        ART.picture(name)
    with pytest.raises(UndefinedError):
        FACES.icon(name)


@pytest.mark.parametrize("name", list(FACES.shapes))
def test_each_icon_is_well_formed_and_takes_the_colour_of_its_words(name):
    root = ElementTree.fromstring(str(FACES.icon(name)).strip())  # noqa: S314 - our own templates
    assert root.attrib["stroke"] == "currentColor" and root.attrib["aria-hidden"] == "true" and len(root)
