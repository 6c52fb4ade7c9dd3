"""Who may import what: web, commands -> insight -> consultations -> post, cases -> people -> the ground.

Anyone may import questionnaires, which imports nothing of ours, and leaflets, which builds on it alone.
portal/__init__.py knows everyone.
"""
from __future__ import annotations

import ast

import pytest

from tests.support.shape import edges, files, imports, modules, reachable

# Each storey, from the ground up. Rooms of one storey do not know each other.
STOREYS = (
    {"questionnaires"},
    {"leaflets"},
    {"clock", "config", "database", "errors", "extensions", "keys", "languages", "media", "offered", "security"},
    {"catalogues"},
    {"people"},
    {"cases", "post"},
    {"consultations"},
    {"insight", "migrations", "demo"},
    {"commands", "web"},
)
HEIGHT = {room: height for height, storey in enumerate(STOREYS) for room in storey}
GROUND = STOREYS[2]
PORTAL = modules(files("portal/**/*.py"))


def room(module: str) -> str:
    """'cases' for portal.cases.models."""
    return module.split(".")[1] if "." in module else ""


def upward(texts: dict[str, str]) -> list[str]:
    """Every import that goes up, or across a storey."""
    wrong = []
    for module, targets in edges(texts).items():
        here = room(module)
        for target in sorted(targets):
            there = room(target)
            if module == "portal" or here == there:
                continue
            both_ground = {here, there} <= GROUND
            if there == "" or not (both_ground or HEIGHT[here] > HEIGHT[there]):
                wrong.append(f"{module} imports {target}")
    return wrong


def between_rooms(texts: dict[str, str]) -> list[str]:
    """Every import from one actor's room into another's."""
    def actor(module: str) -> str:
        return ".".join(module.split(".")[:3])

    return [f"{module} imports {target}"
            for module, targets in edges(texts).items() for target in sorted(targets)
            if actor(module).startswith("portal.web.") and actor(target).startswith("portal.web.")
            and actor(module) != actor(target)]


def at_the_session(texts: dict[str, str]) -> list[str]:
    """Every web module that has the database in its hands: a verb in a noun package does that."""
    refused = ("portal.extensions.db", "portal.database", "sqlalchemy")
    return [f"{module} imports {name}" for module, names in imports(texts).items() for name in sorted(names)
            if room(module) == "web" and any(f"{name}.".startswith(f"{part}.") for part in refused)]


def hidden(texts: dict[str, str]) -> list[str]:
    """Every import that these tests could not see, because its name is made at run time.

    commands/__init__.py loads its own families so, and nothing else.
    """
    return [f"{module}: line {node.lineno}"
            for module, text in texts.items() for node in ast.walk(ast.parse(text))
            if module != "portal.commands" and isinstance(node, ast.Call)
            and getattr(node.func, "attr", getattr(node.func, "id", "")) in ("import_module", "__import__")]


def openers(texts: dict[str, str]) -> list[str]:
    """The respondents' modules from which the opening of sealed answers can be reached."""
    graph = edges(texts)
    return [module for module in texts if module.startswith("portal.web.respond")
            and "portal.consultations.opening" in reachable([module], graph)]


def test_every_room_has_its_storey():
    rooms = {room(module) for module in PORTAL} - {""}
    assert not rooms - set(HEIGHT)


def test_nothing_imports_upwards():
    assert not upward(PORTAL)


def test_rooms_of_the_web_do_not_know_each_other():
    assert not between_rooms(PORTAL)


def test_web_modules_never_touch_the_session():
    assert not at_the_session(PORTAL)


def test_no_import_is_hidden():
    assert not hidden(PORTAL)


def test_respondents_rooms_cannot_reach_the_opening_of_answers():
    assert any(module.startswith("portal.web.respond") for module in PORTAL)
    assert "portal.consultations.opening" in PORTAL
    assert not openers(PORTAL)


HOUSE = """
    portal portal.cases.models portal.clock portal.config portal.consultations portal.consultations.opening
    portal.extensions portal.leaflets portal.leaflets.shelf portal.people portal.people.trail portal.post
    portal.post.outbox portal.questionnaires
    portal.questionnaires.kinds portal.web portal.web.inbox portal.web.inbox.desk portal.web.office
    portal.web.respond portal.web.respond.pages""".split()


@pytest.mark.parametrize(("finder", "module", "text"), [
    (upward, "portal.cases.models", "from portal.consultations import sending"),
    (upward, "portal.cases.models", "def later():\n    import portal.web.inbox"),
    (upward, "portal.cases.models", "from portal.post import outbox"),
    (upward, "portal.people.trail", "from ..cases import models"),
    (upward, "portal.config", "from portal.people.trail import record"),
    (upward, "portal.people.trail", "from portal import create_app"),
    (upward, "portal.questionnaires.kinds", "from portal import clock"),
    (upward, "portal.questionnaires.kinds", "from portal import leaflets"),
    (upward, "portal.leaflets.shelf", "from portal import clock"),
    (upward, "portal.commands", "from portal.web import inbox"),
    (between_rooms, "portal.web.office", "from portal.web import inbox"),
    (between_rooms, "portal.web.office", "from portal.web.inbox import desk"),
    (at_the_session, "portal.web.office", "from portal.extensions import db"),
    (at_the_session, "portal.web.office", "from sqlalchemy import select"),
    (hidden, "portal.web.office", "from importlib import import_module\nimport_module('portal.web.inbox')"),
    (openers, "portal.web.respond", "from portal.consultations.opening import open_sealed"),
    (openers, "portal.web.respond", "from portal.consultations import sending"),
    (openers, "portal.web.respond.pages", "from portal.cases import models"),
])
def test_each_finder_finds_a_planted_import(finder, module, text):
    house = dict.fromkeys(HOUSE, "")
    house["portal.consultations.sending"] = "from portal.consultations import opening"
    house["portal.cases"] = "from portal.consultations import sending" if finder is openers else ""
    assert not finder(house)
    assert finder(house | {module: text})


def test_what_may_be_imported_is_not_refused():
    assert not upward({
        "portal": "from portal import web",
        "portal.cases": "from portal import clock, people, questionnaires",
        "portal.clock": "",
        "portal.extensions": "from portal import clock",
        "portal.languages": "from portal import questionnaires",
        "portal.leaflets": "from portal.questionnaires import table",
        "portal.people": "from portal.extensions import db",
        "portal.questionnaires": "",
        "portal.web": "import portal.cases",
    })
