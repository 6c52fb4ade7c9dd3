"""`flask import-cases`, as a script calls it."""
import csv

import pytest
from sqlalchemy import select

from portal.cases.models import Child
from portal.extensions import db
from portal.people.models import Authority
from tests.cases.conftest import WHOLE


@pytest.fixture
def files(tmp_path):
    """The three files, written to a folder: their paths."""
    for name, text in WHOLE.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return [str(tmp_path / name) for name in WHOLE]


@pytest.fixture
def run(app, office):
    """A function that runs import-cases with these arguments."""
    return lambda *arguments: app.test_cli_runner().invoke(args=["import-cases", *arguments])


def test_the_last_line_sums_up_and_the_status_is_0(run, files):
    result = run(*files)
    assert result.exit_code == 0, result.output
    last = result.output.strip().splitlines()[-1]
    assert last.startswith("children: 2 new, 0 changed, 0 unchanged, 0 refused; people: 3 new")


def test_running_it_twice_changes_nothing(run, files):
    run(*files)
    assert "children: 0 new, 0 changed, 2 unchanged, 0 refused" in run(*files).output


def test_a_refused_row_is_told_and_makes_the_status_1(run, files, tmp_path):
    text = WHOLE["children.csv"].replace("03/05/2014", "31/02/2014")
    (tmp_path / "children.csv").write_text(text, encoding="utf-8")
    result = run(*files)
    assert result.exit_code == 1
    assert "error: children (row 2, C1, dob): ‘31/02/2014’ is not a date that exists" in result.output
    assert "children: 1 new, 0 changed, 0 unchanged, 1 refused" in result.output.splitlines()[-1]


def test_a_dry_run_imports_nothing_and_says_so(run, files):
    result = run("--dry-run", *files)
    assert result.exit_code == 0
    assert "dry run" in result.output
    assert db.session.scalars(select(Child)).all() == []


def test_the_report_is_csv_and_no_spreadsheet_takes_its_cells_for_formulas(run, files, tmp_path):
    (tmp_path / "reviews.csv").write_text(WHOLE["reviews.csv"] + "=1+1,C99,later,20/01/2027,,planned\n")
    result = run(*files, "--report", str(tmp_path / "report.csv"))
    assert result.exit_code == 1
    rows = list(csv.DictReader((tmp_path / "report.csv").open(encoding="utf-8")))
    assert list(rows[0]) == ["sheet", "row", "id", "column", "level", "problem", "remedy"]
    [refused] = [row for row in rows if row["level"] == "error"]
    assert (refused["sheet"], refused["row"], refused["id"]) == ("reviews", "4", "'=1+1")


def test_who_is_paused_is_in_the_report(run, files, tmp_path):
    run(*files)
    (tmp_path / "children.csv").write_text("".join(WHOLE["children.csv"].splitlines(keepends=True)[:2]))
    result = run(*files, "--report", str(tmp_path / "report.csv"))
    assert result.exit_code == 0
    assert "paused: children C2 is no longer in the case list" in result.output
    assert "Paused: is no longer in the case list" in (tmp_path / "report.csv").read_text()


def test_partial_pauses_nobody(run, files, tmp_path):
    run(*files)
    (tmp_path / "children.csv").write_text("".join(WHOLE["children.csv"].splitlines(keepends=True)[:2]))
    assert "paused" not in run(*files, "--partial").output


def test_with_several_authorities_it_asks_which(run, files):
    with db.write() as session:
        session.add(Authority(slug="elsewhere", name="Elsewhere"))
    result = run(*files)
    assert result.exit_code != 0
    assert "--authority: elsewhere, testshire" in result.output
    assert run("--authority", "testshire", *files).exit_code == 0


def test_help_says_what_the_status_means(run):
    assert "status 0 only when every row was imported" in run("--help").output
