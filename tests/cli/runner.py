"""Runs the program through its real entry point, in a process of its own or in this one."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from _pytest.capture import CaptureFixture
from _pytest.monkeypatch import MonkeyPatch

from kkr_alloc.cli.main import run

ABOUT_BODIES = {
    "compute": ("compute",),
    "explain": ("explain",),
    "margins": ("margins",),
    "what-if": ("what-if", "--change-votes", "A+1000"),
    "compare": ("compare", "kl", "dhondt"),
    "outlook": ("outlook", "--unknown", "all"),
}
"""How each command that takes a body and regions is called."""


@dataclass(frozen=True)
class Outcome:
    """How a run ended: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """The JSON on standard output."""
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        """The JSON error on standard error."""
        return json.loads(self.err)["error"]


class Program:
    """The program; ``program("compute", "-r", "hovedstaden")`` runs it in this process."""

    def __init__(self, capture: CaptureFixture[str], monkeypatch: MonkeyPatch) -> None:
        self._capture, self._monkeypatch = capture, monkeypatch

    def __call__(self, *arguments: str, stdin: bytes = b"") -> Outcome:
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        self._capture.readouterr()
        code = run(arguments)
        captured = self._capture.readouterr()
        return Outcome(int(code), captured.out, captured.err)


def captured_run(arguments: list[str]) -> tuple[int, bytes, bytes]:
    """Run the program in this process, with standard streams of its own, as in a pipe."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n") for _ in range(2)]
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = streams
    try:
        code = int(run(arguments))
    finally:
        sys.stdout, sys.stderr = before
    for stream in streams:
        stream.flush()
    out, err = (stream.buffer.getvalue() for stream in streams)  # type: ignore[attr-defined]
    return code, out, err


def process(*arguments: str, stdin: bytes | None = None, **environment: str) -> Outcome:
    """Run ``python -m kkr_alloc`` as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "kkr_alloc", *arguments],
        input=stdin,
        capture_output=True,
        env={**os.environ, **environment},
        timeout=120,
        check=False,
    )
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


def modules_after(code: str) -> set[str]:
    """The modules that a fresh interpreter has imported after some code."""
    script = f"import sys\n{code}\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def on_terminal(*arguments: str, **environment: str) -> str:
    """What a run of the program shows on a terminal, which has no width of its own: it says 0."""
    shown, inside = pty.openpty()
    clean = {
        key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "TERM", "FORCE_COLOR")
    }
    command = [sys.executable, "-m", "kkr_alloc", *arguments]
    written = b""
    with subprocess.Popen(command, stdout=inside, stderr=inside, env={**clean, **environment}) as running:
        os.close(inside)
        with suppress(OSError):  # the end of what a terminal shows
            while part := os.read(shown, 1 << 16):
                written += part
    os.close(shown)
    assert running.returncode == 0
    return written.decode().replace("\r\n", "\n")
