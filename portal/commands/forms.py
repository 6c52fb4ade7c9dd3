"""The forms and their words: `questionnaires check` and `translations status`."""
from __future__ import annotations

import re
from pathlib import Path

import click
from babel.messages.pofile import read_po
from flask.cli import AppGroup

from portal import languages
from portal.questionnaires import definition
from portal.questionnaires.check import check as problems_of
from portal.questionnaires.check import report
from portal.questionnaires.definition import DefinitionError
from portal.questionnaires.words import messages

questionnaires = AppGroup("questionnaires", help="The forms as files.")
translations = AppGroup("translations", help="The forms' words in other languages.")


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


@translations.command("status")
def status() -> None:
    """For each language and form: how many messages are translated, and whether anybody qualified has checked them."""
    forms = [definition.latest(name) for name in sorted({k.rsplit(".", 1)[0] for k in definition.available()})]
    missing = 0
    for code in languages.OFFERED:
        if code == languages.DEFAULT:
            continue
        done, checked = _catalogue(code)
        texts = {form.key: {(form.voice, text) for text in messages(form)} for form in forms}
        around = set(done) - set().union(*texts.values())  # buttons, errors, messages: what stands round the forms
        for name, wanted in {"round the forms": around, **texts}.items():
            missing += _say_status(code, name, wanted, done, checked)
    if missing:
        raise click.ClickException(f"{missing} messages are not translated: readers would meet English.")


def _catalogue(code: str) -> tuple[dict, str]:
    """({(context, message): translated?}, status of the catalogue)."""
    file = languages.FOLDER / code / "LC_MESSAGES" / "messages.po"
    if not file.exists():
        return {}, "missing"
    with file.open("rb") as source:
        catalogue = read_po(source, locale=code)
    done = {(m.context, m.id if isinstance(m.id, str) else m.id[0]): _is_done(m) for m in catalogue if m.id}
    status = re.search(r"STATUS: (\w[^\n]*)", catalogue.header_comment)
    return done, status.group(1).split(".")[0] if status else "draft"


def _is_done(message) -> bool:
    texts = [message.string] if isinstance(message.string, str) else list(message.string)
    return all(texts) and not message.fuzzy


def _say_status(code: str, what: str, wanted: set, done: dict, checked: str) -> int:
    missing = sum(1 for message in wanted if not done.get(message))
    click.echo(f"{code:8} {what:18} {len(wanted) - missing:4} of {len(wanted):4} done; {missing} missing; {checked}")
    return missing


COMMANDS = [questionnaires, translations]
