"""A progress bar on standard error while many files are read: on a terminal, and where it takes long."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 0.5
"""Seconds before the bar shows."""


@contextmanager
def reading_progress() -> Iterator[Callable[[int, int], None] | None]:
    """What a reader may tell its progress to; None where nobody would see it."""
    if not sys.stderr.isatty():
        yield None
        return
    bar = _Bar()
    try:
        yield bar
    finally:
        bar.stop()


class _Bar:
    """Shows "files read" once reading takes longer than :data:`PATIENCE`."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._stopped = False
        self._stop: Callable[[], None] | None = None
        self._advance: Callable[[int, int], None] | None = None

    def __call__(self, done: int, total: int) -> None:
        if self._stopped:  # a feed is looked at again and again; only the first look takes long
            return
        if self._advance is None and time.monotonic() - self._started > PATIENCE:
            self._show()
        if self._advance is not None:
            self._advance(done, total)

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import Progress

        progress = Progress(console=Console(file=sys.stderr), transient=True)
        task = progress.add_task("Reading the feed")
        progress.start()
        self._stop = progress.stop
        self._advance = lambda done, total: progress.update(task, completed=done, total=total)

    def stop(self) -> None:
        """Take the bar away, for good."""
        self._stopped = True
        if self._stop is not None:
            self._stop()
