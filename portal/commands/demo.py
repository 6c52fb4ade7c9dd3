"""`demo`: an invented authority to look at."""
from __future__ import annotations

from datetime import datetime

import click
from flask.cli import with_appcontext

from portal import clock
from portal.cases.dates import BeyondTheCalendar
from portal.commands import progress
from portal.demo import making, showing


@click.command("demo")
@click.option("--children", type=click.IntRange(making.FEWEST, 5000), default=36, show_default=True,
              help="How many children; 870 is a real authority’s size.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another number invents other people.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="As on this day (YYYY-MM-DD); today when left out.")
@click.option("--if-empty", is_flag=True, help="Invent nothing when the invented authority is already there.")
@with_appcontext
def demo(children: int, seed: int, on: datetime | None, if_empty: bool) -> None:
    """Invent an authority with a year of reviews; print who to sign in as, and a link for each kind of respondent.

    The same seed and day invent the same people and words. Refused in production and beside real rows.
    """
    day = on.date() if on else clock.today()
    try:
        authority = making.already_there() if if_empty else None
        if authority is None:
            with progress.bar("A year of reviews") as moved:
                authority = making.make(children, seed, day, moved)
        else:
            making.refuse_production()
    except (making.Refused, BeyondTheCalendar) as refused:
        raise click.ClickException(str(refused)) from None
    for line in showing.lines(authority):
        click.echo(line)


COMMANDS = [demo]
