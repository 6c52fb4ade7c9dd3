"""The forms as files: `questionnaires check`."""
from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from portal.questionnaires import definition
from portal.questionnaires.check import check as problems_of
from portal.questionnaires.check import report
from portal.questionnaires.definition import DefinitionError

questionnaires = AppGroup("questionnaires", help="The forms as files.")


@questionnaires.command("check")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def check(folder: Path | None) -> None:
    """Load, check and measure every definition (of FOLDER; those that are shipped when left out)."""
    failed = 0
    for name, found in _definitions(folder):
        problems = found.problems if isinstance(found, DefinitionError) else problems_of(found)
        click.echo(f"{name}: cannot be used" if isinstance(found, DefinitionError) else report(found))
        for problem in problems:
            click.echo(f"  {problem}", err=True)
        failed += bool(problems)
    for problem in definition.locked_problems() if folder is None else []:
        click.echo(f"  {problem}", err=True)
        failed += 1
    if failed:
        raise click.ClickException(f"{failed} to be mended.")


def _definitions(folder: Path | None):
    if folder is None:
        yield from ((key, definition.load(key)) for key in definition.available())
        return
    for file in sorted(folder.glob("*.toml")):
        try:
            yield file.name, definition.parse(file.read_text(encoding="utf-8"), origin=str(folder.name))
        except DefinitionError as error:
            yield file.name, error


COMMANDS = [questionnaires]
