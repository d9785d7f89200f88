"""Writing: text and bytes to standard output, or a file at once and whole; a progress bar."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, TextIO

import click

from kkr_alloc.cli.language import current_language
from kkr_alloc.errors import ExitCode, KkrAllocError, OutputError
from kkr_alloc.render.encoding import LACKING
from kkr_alloc.text import text

QUIET = "kkr_alloc.quiet"
"""The key of a context's ``meta`` that says whether only the answer and errors are wanted."""


def is_quiet() -> bool:
    """Whether the command that runs now is to say nothing but its answer and errors."""
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(QUIET))


def write_message(sentence: str) -> None:
    """Write a sentence for people to standard error, in their language, unless they want none."""
    if not is_quiet():
        write_error(current_language().say(sentence) + "\n")


@contextmanager
def reading_progress(path: object) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on stderr while a folder of many files is read: what a reader reports to, how many it has read
    of how many. None where nobody would see it: on a terminal only.
    """
    if not (isinstance(path, str) and os.path.isdir(path) and sys.stderr.isatty()) or is_quiet():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(current_language().say(text("Reading the feed")))
        yield lambda done, total: bar.update(task, completed=done, total=total)


def write_error(message: str, *, for_people: bool = True) -> None:
    """Write to standard error as it stands; where that fails, nobody can be reached."""
    try:
        sys.stderr.flush()
        sys.stderr.buffer.write(_encoded(message, sys.stderr, for_people))
        sys.stderr.flush()
    except OSError:
        _silence(sys.stderr)


def show_cause(error: KkrAllocError) -> None:
    """Show where a fault of the program happened, if KKR_ALLOC_DEBUG asks for it."""
    if error.__cause__ is not None and os.environ.get("KKR_ALLOC_DEBUG"):
        sys.excepthook(type(error.__cause__), error.__cause__, error.__cause__.__traceback__)


def write_result(content: str | bytes, output: str | None, *, force: bool, for_people: bool) -> None:
    """Print a result, or write it to the file ``output``; an old file is overwritten only with ``force``.

    Text is UTF-8 with plain line ends. On standard output, text ``for_people`` is in its encoding; what that
    lacks is replaced.

    Raises:
        OutputError: the file cannot be written, or exists already.
    """
    to_file = output and output != "-"
    if isinstance(content, str):
        content = _encoded(content, sys.stdout, for_people and not to_file)
    if output and to_file:
        from kkr_alloc.render.files import write_atomically

        write_atomically(output, content, overwrite=force)
    else:
        write(content)


def _encoded(content: str, stream: TextIO, for_people: bool) -> bytes:
    return content.encode(stream.encoding or "utf-8", LACKING) if for_people else utf8(content)


def utf8(content: str) -> bytes:
    """Text as UTF-8; where no locale is set, the bytes of a path in it are escaped, and are so no longer."""
    return content.encode("utf-8", "surrogateescape").decode("utf-8", "replace").encode()


def write(data: bytes) -> None:
    """Bytes to standard output, at once; where nobody reads it any more (``| head -1``) the program ends."""
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _silence(sys.stdout)
        sys.exit(ExitCode.OK)


def stdout_error(error: OSError) -> OutputError:
    """The error of a standard output that cannot be written; nothing more is written to it."""
    _silence(sys.stdout)
    reason = error.strerror or str(error)
    return OutputError(text("Cannot write to standard output: {reason}.", reason=reason))


def _silence(stream: IO[str]) -> None:
    """Redirect a stream to nowhere, so that nothing complains about it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def open_standard_streams() -> None:
    """Open standard streams that were closed (``>&-``) the wrong way round, and buffer standard output.

    Using the former is then an error of the system, as with any other file that cannot be read or written.
    What is not buffered (PYTHONUNBUFFERED) may write a part, and says so by a number only. A size of the
    terminal that is none (COLUMNS=0) is forgotten: its own, or 80 columns, takes its place.
    """
    for name in ("COLUMNS", "LINES"):
        if not re.fullmatch("0*[1-9][0-9]{0,4}", os.environ.get(name, "1")):
            del os.environ[name]
    for name, mode, flag in (("stdin", "r", os.O_WRONLY), ("stdout", "w", 0), ("stderr", "w", 0)):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, flag), mode))
    out = sys.stdout
    if isinstance(getattr(out, "buffer", None), io.RawIOBase):
        sys.stdout = os.fdopen(out.fileno(), "w", encoding=out.encoding, errors=out.errors, closefd=False)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors=LACKING)  # click's help
