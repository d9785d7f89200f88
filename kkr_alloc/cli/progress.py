"""A progress bar on standard error while a folder of many files is read, on a terminal only."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from kkr_alloc.cli.language import current_language
from kkr_alloc.cli.printing import is_quiet
from kkr_alloc.text import text


@contextmanager
def reading_progress(path: object) -> Iterator[Callable[[int, int], None] | None]:
    """What a reader reports to: how many files it has read, of how many. None where nobody would see it."""
    if not (isinstance(path, str) and os.path.isdir(path) and sys.stderr.isatty()) or is_quiet():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(current_language().say(text("Reading the feed")))
        yield lambda done, total: bar.update(task, completed=done, total=total)
