"""docs/adding-a-language.md, followed from nothing for a twenty-first language, in a copy of the project."""
from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
WIDE = {ord(c): chr(ord(c) + 0xFEE0) for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"}
pytestmark = pytest.mark.once


def blocks(kind: str) -> list[str]:
    """The page's code of one kind, in order."""
    page = (ROOT / "docs/adding-a-language.md").read_text("utf-8")
    return [code.strip("\n") for code in re.findall(rf"```{kind}\n(.*?)```", page, re.DOTALL)]


@pytest.fixture
def project(tmp_path) -> Path:
    """A copy of the project in which anything may be changed, with the environment of this one."""
    for name in ("portal", "templates", "static", "translations"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("wsgi.py", "Makefile", "requirements.txt", "requirements-dev.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    programs = tmp_path / ".venv/bin"
    programs.mkdir(parents=True)
    for name in ("python", "pybabel", "flask"):
        module = {"python": "", "pybabel": "-m babel.messages.frontend", "flask": "-m flask"}[name]
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {module} "$@"\n')
        (programs / name).chmod(0o755)
    for stamp in ("installed", "installed-for-tests"):
        (tmp_path / ".venv" / stamp).touch()
    return tmp_path


def run(project: Path, command: str) -> subprocess.CompletedProcess:
    """One command line of the page, as somebody would type it."""
    return subprocess.run(["bash", "-c", command], cwd=project, capture_output=True, text=True)  # noqa: S603


def name_it(project: Path) -> None:
    file = project / "portal/offered.py"
    text = file.read_text("utf-8")
    before = '    Language("ku", '
    assert before in text
    file.write_text(text.replace(before, f"{blocks('python')[0]}\n{before}"), "utf-8")


def translate(project: Path) -> None:
    """The header and the examples as the page has them; every other message in letters that are not English."""
    file = project / "translations/fr/LC_MESSAGES/messages.po"
    header, examples = blocks("po")
    text = file.read_text("utf-8")
    file.write_text(f"{header}\n#\n{text[text.index('msgid '):]}", "utf-8")
    shown = project / "examples.po"
    shown.write_text(f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n{examples}\n', "utf-8")
    with shown.open("rb") as source:
        given = {(m.context, m.id): m.string for m in read_po(source) if m.id}
    with file.open("rb") as source:
        catalogue = read_po(source, locale="fr")
    for message in catalogue:
        if message.id:
            ids = [message.id] * 1 if isinstance(message.id, str) else list(message.id)
            texts = tuple(given.get((message.context, one), wide(one)) for one in ids)
            message.string = texts[0] if isinstance(message.id, str) else texts
    with file.open("wb") as target:
        write_po(target, catalogue, width=0)
    assert set(given) <= {(m.context, m.id) for m in catalogue}, "an example of the page is no message any more"


def wide(english: str) -> str:
    return "".join(part if part.startswith("{") or part in ("Childline", "Help at Hand") else part.translate(WIDE)
                   for part in re.split(r"({\w+}|Childline|Help at Hand)", english))


def decide_the_terms(project: Path) -> None:
    terms = tomllib.loads((project / "translations/terms.toml").read_text("utf-8"))
    tables = [blocks("toml")[0].replace('"école", "scolaire"', f'"{wide("school")}"')]
    for key, term in terms.items():
        if key != "school":
            stems = [wide(word) for word in ("IRO", "complain", term["english"].split()[-1])]
            tables.append(f'[{key}]\nchild = "{stems[-1]}"\nadult = "{stems[-1]}"\nstems = {stems!r}\n')
    (project / "translations/fr/glossary.toml").write_text("\n\n".join(tables), "utf-8")


def test_the_page_is_right_from_the_first_line_to_the_last(project):
    make, check, _, sign = blocks("sh")
    name_it(project)
    for command in make.splitlines():
        done = run(project, command)
        assert done.returncode == 0, done.stderr
    unfinished = run(project, check.splitlines()[1])
    assert unfinished.returncode == 1 and "readers would meet English" in unfinished.stderr
    translate(project)
    assert "glossary: no school" in run(project, check.splitlines()[0]).stderr
    decide_the_terms(project)
    for command in check.splitlines():
        done = run(project, command)
        assert done.returncode == 0, done.stderr[-2000:]
    assert re.search(r"fr +child +(\d+) of +\1 done; draft", done.stdout)
    assert run(project, sign).returncode == 0
    assert "checked by Name, qualification" in run(project, check.splitlines()[1]).stdout
    shown = run(project, ".venv/bin/python -c \"" + SHOW + '"')
    assert shown.returncode == 0, shown.stderr[-2000:]
    assert 'lang="fr"' in shown.stdout and "Suivant" in shown.stdout
    assert "Français" in shown.stdout and "Next" not in shown.stdout


SHOW = ("from portal import create_app; "
        "app = create_app({'PORTAL_DATABASE_URL': 'sqlite://', 'TESTING': True}); "
        "from portal.errors import words_for; from portal import languages; "
        "c = app.app_context(); c.push(); languages.speak('fr'); "
        "from flask import render_template; "
        "r = app.test_request_context('/fr/'); r.push(); languages.speak('fr'); "
        "print(render_template('respond/left.html')); print(languages.gettext('Next'), "
        "[one.name for one in languages.OFFERED.values()])")
