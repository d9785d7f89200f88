"""The progress bar: on a terminal only, and only where a folder is read."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from kkr_alloc.cli.printing import reading_progress


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "folder", "shown"),
    [(Terminal, True, True), (Terminal, False, False), (io.StringIO, True, False)],
)
def test_bar(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, stream: type[io.StringIO], folder: bool, shown: bool
) -> None:
    written = stream()
    monkeypatch.setattr(sys, "stderr", written)
    monkeypatch.setenv("TERM", "xterm")
    with reading_progress(str(tmp_path) if folder else None) as report:
        assert (report is not None) is shown
        if report:
            report(1, 3)
    assert ("Reading the feed" in written.getvalue()) is shown
    if report:
        report(2, 3)  # a feed that is polled again
