"""Where results go: standard output, or a file at once and whole."""

from __future__ import annotations

import os
import sys
from typing import IO

import click

from kkr_alloc.cli.language import spoken
from kkr_alloc.errors import OutputError, UsageError
from kkr_alloc.text import text

FORCE = "kkr_alloc.force"
"""Where the context of a command keeps whether --force was given."""


def tell(sentence: str) -> None:
    """Say something to people, on standard error and in their language."""
    complain(spoken().say(sentence) + "\n")


def complain(message: str) -> None:
    """Write to standard error as it stands; where that cannot be written, nobody can be told."""
    encoding = sys.stderr.encoding or "utf-8"
    try:
        sys.stderr.write(message.encode(encoding, "replace").decode(encoding))
        sys.stderr.flush()
    except OSError:
        _silence(sys.stderr)


def emit(content: str | bytes, output: str | None, machine: bool) -> None:
    """Print a result, or write it to the file ``output``; an old file goes only with --force.

    ``machine``: always UTF-8 with plain line ends; else what the terminal cannot show is replaced.

    Raises:
        OutputError: the file cannot be written, or stands there already.
        UsageError: the result is no text, and would go to a terminal.
    """
    if output and output != "-":
        from kkr_alloc.render.files import write_atomically

        context = click.get_current_context(silent=True)
        overwrite = context is not None and context.meta.get(FORCE, False)
        write_atomically(output, utf8(content) if isinstance(content, str) else content, overwrite=overwrite)
        return
    if isinstance(content, str):
        encoding = sys.stdout.encoding or "utf-8"
        write(utf8(content) if machine else content.encode(encoding, "replace"))
        return
    if sys.stdout.isatty():
        raise UsageError(text("This format is no text for a terminal: name a file with -o."))
    write(content)


def utf8(content: str) -> bytes:
    """Text as UTF-8. A path in it may hold bytes that are none: what is no UTF-8 at all is replaced."""
    return content.encode("utf-8", "surrogateescape").decode("utf-8", "replace").encode()


class ReaderGone(BaseException):
    """Nobody reads standard output any more (``| head -1``): there is no one left to work for."""


def write(data: bytes) -> None:
    """Bytes to standard output, at once.

    Raises:
        ReaderGone: it was closed at the other end.
        OutputError: it cannot be written.
    """
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _silence(sys.stdout)
        raise ReaderGone from None
    except OSError as error:
        raise not_written(error) from None


def not_written(error: OSError) -> OutputError:
    """The error of a standard output that cannot be written."""
    _silence(sys.stdout)
    return OutputError(
        text("Cannot write to standard output: {reason}.", reason=error.strerror or str(error))
    )


def _silence(stream: IO[str]) -> None:
    """Lead a stream nowhere, so that nothing complains about it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def open_standard_streams() -> None:
    """Put something in the place of standard streams that were closed (``>&-``).

    Reading and writing them is an error of the system then, as with any other file; what is said on a closed
    standard error is lost.
    """
    for name, mode, flags in (
        ("stdin", "r", os.O_WRONLY),
        ("stdout", "w", os.O_RDONLY),
        ("stderr", "w", os.O_WRONLY),
    ):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, flags), mode))
