"""The words in other languages: `translations status`, `check` and `checked`."""
from __future__ import annotations

from datetime import datetime

import click
from flask.cli import AppGroup

from portal import clock, languages
from portal.catalogues import back, checked, faults, glossary, reading

translations = AppGroup("translations", help="The words in other languages.")


@translations.command("status")
def status() -> None:
    """For each language and form: how much is translated, and whether somebody qualified has checked it.

    Ends with status 0 only when nothing is missing.
    """
    missing = 0
    for code in reading.codes():
        for part, found in checked.status(code).items():
            click.echo(f"{code:8} {part:20} {found.done:4} of {found.total:4} done; {found.words}")
            missing += found.total - found.done
        read = back.summary(code)
        click.echo(f"{code:8} {'translated back':20} {read.words}")
    if missing:
        raise click.ClickException(f"{missing} messages are not translated: readers would meet English.")


@translations.command("check")
@click.argument("code", nargs=-1)
def check(code: tuple[str, ...]) -> None:
    """Hold the catalogues (of each CODE; all when left out) to the rules, and print every fault."""
    number = 0
    for one in code or reading.codes():
        found = faults.faults(reading.load(_known(one)))
        for fault in found:
            click.echo(f"{one}: {fault}", err=True)
        doubts = len(glossary.of(one).doubts)
        click.echo(f"{one}: {len(reading.load(one).messages)} messages, {len(found)} faults, {doubts} doubts noted")
        number += len(found)
    if number:
        raise click.ClickException(f"{number} faults.")


@translations.command("checked")
@click.argument("code")
@click.argument("parts", nargs=-1)
@click.option("--by", required=True, help="The qualified translator who read it, as others should know them.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day; today when left out.")
def sign(code: str, parts: tuple[str, ...], by: str, on: datetime | None) -> None:
    """Write down that a qualified translator has checked PARTS (pages, leaflets, a form; all when left out) of CODE.

    A change made later makes the part a draft again.
    """
    known = reading.groups(_known(code))
    unknown = [part for part in parts if part not in known]
    if unknown:
        raise click.BadParameter(f"there is no {', '.join(unknown)}; there is {', '.join(known)}")
    day = on.date() if on else clock.today()
    checked.sign(code, list(parts or known), by, day)
    click.echo(f"{code}: {', '.join(parts or known)} checked by {by} on {day}.")


def _known(code: str) -> str:
    if code not in languages.OFFERED or code == languages.DEFAULT:
        raise click.BadParameter(f"{code!r} is none of {', '.join(reading.codes())}")
    return code


COMMANDS = [translations]
