"""Setting up and running: init, post, invite, verify-audit."""
from __future__ import annotations

import signal
import threading
from datetime import datetime, timedelta

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from portal import clock
from portal.commands import progress
from portal.consultations.inviting import invite as invite_all
from portal.extensions import db, keyring
from portal.keys import make_missing
from portal.people import authorities, beginnings, sessions, trail
from portal.people.trail import Actor
from portal.post import channels, outbox
from portal.post.outbox import REASONS

authority_option = click.option("--authority", metavar="SLUG", help="Which authority; the only one when left out.")
PAUSE = 2  # seconds between two looks into an empty outbox
SWEEP = timedelta(hours=1)  # between two sweeps of sessions that are over
NOT_NEEDED = ("answered", "stopped")  # parked because nobody needs the message any more


def actor_for(slug: str | None) -> Actor:
    """The command as an actor on the trail of that authority. Ends the command when it is unclear which."""
    try:
        return Actor("command", None, authorities.find(slug).id)
    except authorities.AuthorityUnclear as unclear:
        raise click.ClickException(str(unclear)) from None


@click.command("init")
@click.option("--name", default="Our council", show_default=True, help="The authority’s name, as people read it.")
@with_appcontext
def init(name: str) -> None:
    """Create or migrate the database, make missing keys, and print a one-use link for the first administrator.

    Safe to run again: what is there stays. The link is printed until somebody has used one.
    """
    from portal.migrations import upgrade

    config = current_app.extensions["portal"]
    made = make_missing(config.keys)
    keyring.open(config.keys)
    upgrade(db.engine)
    click.echo(f"Database ready. Keys made: {', '.join(made) or 'none, all were there'}.")
    token = beginnings.first_administrator(name)
    if token:
        base = config["PORTAL_STAFF_URL"].rstrip("/")
        click.echo("First administrator: set a password within 7 days (the link works once), then sign in as "
                   f"{beginnings.FIRST}:\n  {base}/staff/welcome/{token}")


@click.command("invite")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="As on this day (YYYY-MM-DD); today when left out.")
@authority_option
@with_appcontext
def invite(on: datetime | None, authority: str | None) -> None:
    """Make every invitation that is due and queue its message; queue reminders. Running it twice asks nobody twice."""
    actor = actor_for(authority)
    day = on.date() if on else clock.today()
    with progress.bar("Reviews") as moved:
        asked = invite_all(actor.authority_id, day, actor, moved)
    for reason, number in sorted(asked.left_out.items()):
        click.echo(f"not asked: {number} ({reason})")
    click.echo(f"invitations: {asked.invitations} new; messages: {asked.messages} queued; "
               f"reminders: {asked.reminders} queued")


@click.command("post")
@click.option("--loop", is_flag=True, help="Go on until stopped.")
@with_appcontext
def post(loop: bool) -> None:
    """Deliver the outbox: e-mails, and text messages and letters into files. Parked messages stay for the office."""
    send = channels.sender(current_app.extensions["portal"])
    if loop:
        return _post_until_stopped(send)
    sessions.sweep()
    before = _unsent()
    counts = _deliver(send)
    for why, number in outbox.parked_reasons().items():
        click.echo(f"parked: {number} ({REASONS.get(why, why)})")
    if counts["delayed"] or _unsent() > before:
        raise SystemExit(1)


def _unsent() -> int:
    """How many messages are parked that somebody should still get."""
    return sum(number for why, number in outbox.parked_reasons().items() if why not in NOT_NEEDED)


def _deliver(send) -> dict[str, int]:
    """Everything that is due, however much; says what became of it."""
    total = {"sent": 0, "parked": 0, "delayed": 0}
    while any((counts := outbox.deliver(send)).values()):
        total = {what: total[what] + counts[what] for what in total}
    click.echo(f"sent: {total['sent']}; to try again: {total['delayed']}; parked: {total['parked']}")
    return total


def _post_until_stopped(send) -> None:
    """Deliver as messages come. A database that is away for a while is waited for."""
    stopped, swept = threading.Event(), clock.now() - SWEEP
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    while not stopped.wait(PAUSE):
        try:
            if clock.now() - swept >= SWEEP:
                sessions.sweep()
                swept = clock.now()
            if outbox.is_due():
                _deliver(send)
        except SQLAlchemyError as error:
            click.echo(f"the database does not answer ({type(error).__name__}); trying again", err=True)
        finally:
            db.end()


@click.command("verify-audit")
@authority_option
@with_appcontext
def verify_audit(authority: str | None) -> None:
    """Verify the chain of the audit trail; names the first bad row."""
    bad = trail.first_bad_row(actor_for(authority).authority_id)
    if bad is not None:
        raise click.ClickException(f"The trail is broken at row {bad}: it was changed, or a row is missing.")
    click.echo("The trail is whole.")


@click.command("authority")
@authority_option
@click.option("--name", help="As people read it.")
@click.option("--office-phone", help="In the daytime: questions, interpreters.")
@click.option("--out-of-hours-phone", help="When it cannot wait, at night and at the weekend.")
@click.option("--advocacy-name", help="The advocacy service for children.")
@click.option("--advocacy-phone", help="Its number.")
@click.option("--opens", metavar="HH:MM", help="From when people are at work on working days; 09:00 when not set.")
@click.option("--closes", metavar="HH:MM", help="Until when; 17:00 when not set.")
@click.option("--languages", metavar="all|checked", help="Offer every language, or only those that were checked.")
@click.option("--letters", metavar="one|both", help="Letters in the reader’s language, or in English as well.")
@with_appcontext
def authority_settings(authority: str | None, **given: str | None) -> None:
    """Set the authority's name, numbers, hours and languages, as pages show them, and print them."""
    actor = actor_for(authority)
    try:
        settings = authorities.change(actor, {k: v for k, v in given.items() if v is not None})
    except authorities.BadSetting as bad:
        raise click.ClickException(str(bad)) from None
    for name, value in settings.items():
        click.echo(f"{name.replace('_', ' ')}: {value or '(not set)'}")


COMMANDS = [authority_settings, init, invite, post, verify_audit]
