"""The papers say what is true: settings, commands, links, and the examples that people will copy."""
from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from portal.config import SETTINGS
from portal.keys import make_missing
from portal.people.beginnings import add_authority
from portal.questionnaires.check import check
from portal.questionnaires.definition import parse

ROOT = Path(__file__).parent.parent
PAPERS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMES = [str(paper.relative_to(ROOT)) for paper in PAPERS]
RUNNING = ROOT / "docs/running.md"

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
SETTING = re.compile(r"^\| `(PORTAL_\w+)` \| (?:`([^`]*)`|\*not set\*) \|", re.MULTILINE)
COMMAND = re.compile(r"flask --app wsgi ([a-z][\w-]*)(?: ([a-z][\w-]*))?")
LISTED = re.compile(r"^\| `([a-z][\w-]*)(?: ([a-z]+))?[^`]*` \|", re.MULTILINE)
MAKE = re.compile(r"^make ((?:[a-z.][\w./-]* ?)+)", re.MULTILINE)


def text(paper: Path) -> str:
    return paper.read_text(encoding="utf-8")


def blocks(paper: Path, language: str) -> list[str]:
    """The fenced blocks of one language, in their order."""
    return [body for tongue, body in FENCE.findall(text(paper)) if tongue == language]


def heading_anchors(paper: Path) -> set[str]:
    """What a link may name after #, made as GitHub makes it."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text(paper)), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(paper: Path, words: str) -> list[str]:
    """The relative links in `words`, as they stand in `paper`, that lead nowhere."""
    broken = []
    for target in LINK.findall(FENCE.sub("", words)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        there = (paper.parent / name).resolve() if name else paper
        if not there.exists() or (anchor and anchor not in heading_anchors(there)):
            broken.append(target)
    return broken


def known_commands(app) -> set[tuple[str, ...]]:
    """Every command of ours: ("init",), ("questionnaires", "check")."""
    found: set[tuple[str, ...]] = set()
    for name, command in app.cli.commands.items():
        inner = command.commands if isinstance(command, click.Group) else None
        found |= {(name, one) for one in inner} if inner else {(name,)}
    return found


# --- settings and keys ---------------------------------------------------------------------------
def test_running_lists_every_setting_with_its_default_and_no_other():
    listed = SETTING.findall(text(RUNNING))
    assert dict(listed) == {name: default for name, (default, _) in SETTINGS.items()}
    assert len(listed) == len(SETTINGS)


def test_no_paper_names_a_setting_that_does_not_exist():
    named = {name for paper in PAPERS for name in re.findall(r"PORTAL_[A-Z][A-Z_]*[A-Z]", text(paper))}
    assert named - SETTINGS.keys() == set()


def test_running_says_what_each_key_is(tmp_path):
    assert [name for name in make_missing(tmp_path / "keys") if f"`{name}`" not in text(RUNNING)] == []


# --- links and commands ------------------------------------------------------------------------------
@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_somewhere(name):
    assert broken_links(ROOT / name, text(ROOT / name)) == []


def test_a_link_that_leads_nowhere_is_found():
    planted = "[a](docs/running.md) [b](docs/walking.md) ![c](docs/none.png) [d](docs/running.md#nothing) [e](https://x.example)"
    assert broken_links(ROOT / "README.md", planted) == ["docs/walking.md", "docs/none.png", "docs/running.md#nothing"]


@pytest.mark.parametrize("name", NAMES)
def test_every_command_that_is_named_exists(app, name):
    known = known_commands(app)
    named = COMMAND.findall(text(ROOT / name))
    assert [one for one in named if one not in known and (one[0],) not in known] == []


def test_running_lists_exactly_the_commands_there_are(app):
    section = text(RUNNING).partition("\n## Commands\n")[2].partition("\n## ")[0]
    assert {tuple(filter(None, one)) for one in LISTED.findall(section)} == known_commands(app)


def test_every_make_target_that_is_named_exists():
    makefile = text(ROOT / "Makefile")
    targets = {one for line in re.findall(r"^([a-z.][\w./ -]*):(?!=)", makefile, re.MULTILINE) for one in line.split()}
    named = {target for paper in PAPERS for block in blocks(paper, "sh")
             for line in MAKE.findall(block) for target in line.split()}
    assert named
    assert named - targets == set()


def test_every_decision_is_in_the_list():
    folder = ROOT / "docs/decisions"
    assert set(LINK.findall(text(folder / "README.md"))) == {p.name for p in folder.glob("0*.md")}


# --- examples ----------------------------------------------------------------------------------------
def test_the_example_of_a_form_can_be_used_as_it_stands():
    form = parse(blocks(ROOT / "docs/adding-a-form.md", "toml")[0])
    assert form.key == "visitor.1"
    assert check(form) == []


def test_the_example_of_a_case_list_imports_and_says_what_the_paper_says(app, tmp_path):
    from portal.extensions import db

    paper = ROOT / "docs/case-list.md"
    files = [tmp_path / f"{name}.csv" for name in ("children", "people", "reviews")]
    for file, example in zip(files, blocks(paper, "csv"), strict=True):
        file.write_text(example, encoding="utf-8")
    with app.app_context(), db.write() as session:
        add_authority(session, "Northmoor Council")
    result = app.test_cli_runner().invoke(args=["import-cases", *map(str, files)])
    assert result.exit_code == 0
    assert result.stdout.strip() == blocks(paper, "text")[0].strip()


TORN = {
    "children": "child_id,first_name,dob,looked_after_since,mobile\n"
                "C1,Selin,31/02/2014,02/09/2025,\nC2,Jamie,09/11/2010,15/06/2025,\nC3,Ola,01/01/2012,15/06/2025,4.47E+11\n"
                ",\"Kit,01/01/2012,15/06/2025,\n",
    "people": "person_id,child_id,name,relationship,consult\n"
              "P1,C1,Elif,mother,\nP2,C9,Jo,mother,\nP3,C2,Dean,father,N\n",
}


def test_the_messages_that_the_paper_explains_are_those_that_the_portal_says(app, tmp_path):
    from portal.extensions import db

    rows = text(ROOT / "docs/case-list.md").partition("Some that you will meet")[2].partition("\n## ")[0]
    explained = re.findall(r"^\| `([^`]+)`", rows, re.MULTILINE)
    files = [tmp_path / f"{name}.csv" for name in TORN]
    for file, example in zip(files, TORN.values(), strict=True):
        file.write_text(example, encoding="utf-8")
    with app.app_context(), db.write() as session:
        add_authority(session, "Northmoor Council")
    said = app.test_cli_runner().invoke(args=["import-cases", *map(str, files)]).stdout
    assert len(explained) > 5
    assert [message for message in explained if message not in said and not message.startswith("4.47")] == []
