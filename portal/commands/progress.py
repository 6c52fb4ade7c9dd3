"""A progress bar whose length is known only once the work has begun."""
from __future__ import annotations

from contextlib import contextmanager

import click


@contextmanager
def bar(label: str):
    """Within the block: a function (done, total) that moves a bar; on a terminal only."""
    shown: list = []

    def move(done: int, total: int) -> None:
        if not shown:
            shown.append(click.progressbar(length=total, label=label).__enter__())
        shown[0].update(done - shown[0].pos)

    try:
        yield move
    finally:
        if shown:
            shown[0].__exit__(None, None, None)
