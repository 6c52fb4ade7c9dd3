"""The flask commands: one file per family, each with a list COMMANDS."""
from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from flask import Flask


def register(app: Flask) -> None:
    """Add every command of every family to `flask`."""
    for module in iter_modules(__path__, f"{__name__}."):
        for command in getattr(import_module(module.name), "COMMANDS", []):
            app.cli.add_command(command)
