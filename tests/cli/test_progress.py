"""A progress bar on standard error: on a terminal only, and only where reading takes long."""

from __future__ import annotations

import io
import sys

import pytest

from kkr_alloc.cli import progress


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_nobody_is_told_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with progress.reading_progress() as told:
        assert told is None


@pytest.mark.parametrize(("patience", "shown"), [(0.0, True), (3600.0, False)])
def test_the_bar_shows_where_it_takes_long(
    monkeypatch: pytest.MonkeyPatch, patience: float, shown: bool
) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "PATIENCE", patience)
    monkeypatch.setenv("TERM", "xterm")
    with progress.reading_progress() as told:
        assert told is not None
        for done in range(1, 4):
            told(done, 3)
    assert ("Reading the feed" in terminal.getvalue()) is shown
    before = terminal.getvalue()
    assert told is not None
    told(1, 3)  # a feed that is looked at again
    assert terminal.getvalue() == before
