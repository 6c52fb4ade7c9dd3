"""`import-cases`: the case list in."""
from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.cases.cells import GUARDED
from portal.cases.importing import Job, Report, import_cases
from portal.commands.service import actor_for, authority_option

COLUMNS = ("sheet", "row", "id", "column", "level", "problem", "remedy")


@click.command("import-cases")
@click.argument("files", nargs=-1, required=True, metavar="FILE…",
                type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be imported, and import nothing.")
@click.option("--partial", is_flag=True, help="The files are not everybody: pause nobody for being missing from them.")
@click.option("--report", "report_to", type=click.Path(dir_okay=False, writable=True, path_type=Path), metavar="FILE",
              help="Write every problem to this file as CSV.")
@authority_option
@with_appcontext
def import_cases_command(files: Sequence[Path], dry_run: bool, partial: bool, report_to: Path | None,
                         authority: str | None) -> None:
    """Import the case list: CSV files of children, people and reviews, in any order.

    Good rows are imported, rows with an error are not, and running it twice changes nothing. Children and people
    who are missing from the files are paused, unless --partial is given.

    Ends with status 0 only when every row was imported (with --dry-run: would be); notes do not count. Status 1:
    at least one row or file was refused, or it is unclear which authority. Status 2: the command was called wrongly.
    """
    actor = actor_for(authority)
    read = [(path.name, path.read_bytes()) for path in files]
    report = import_cases(read, actor.authority_id, actor, dry_run=dry_run, partial=partial, watch=_progress)
    _print(report)
    if report_to is not None:
        _write(report_to, report)
    click.echo(report.summary)
    raise SystemExit(0 if report.ok else 1)


def _progress(jobs: Sequence[Job]) -> Iterator[Job]:
    with click.progressbar(jobs, label="Saving", file=sys.stderr) as bar:
        yield from bar


def _print(report: Report) -> None:
    for problem in report.problems:
        click.echo(str(problem))
    for stopped in report.paused:
        click.echo(str(stopped))
    if report.dry_run:
        click.echo("Nothing was imported: this was a dry run.")


def _write(path: Path, report: Report) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for problem in [*report.problems, *(stopped.as_problem() for stopped in report.paused)]:
            writer.writerow([guarded(getattr(problem, column)) for column in COLUMNS])


def guarded(value: str | int) -> str | int:
    """A cell that no spreadsheet takes for a formula. Row 0, which is no row, is left empty."""
    if isinstance(value, int):
        return value or ""
    return f"'{value}" if value.startswith(GUARDED) else value


COMMANDS = [import_cases_command]
