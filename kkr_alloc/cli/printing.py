"""Writing: text and bytes to standard output, or a file at once and whole."""

from __future__ import annotations

import io
import os
import sys
from typing import IO

import click

from kkr_alloc.cli.language import current_language
from kkr_alloc.errors import ExitCode, OutputError
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


def write_error(message: str) -> None:
    """Write to standard error as it stands; where that fails, nobody can be reached."""
    encoding = sys.stderr.encoding or "utf-8"
    try:
        sys.stderr.write(message.encode(encoding, "replace").decode(encoding))
        sys.stderr.flush()
    except OSError:
        _silence(sys.stderr)


def write_result(content: str | bytes, output: str | None, *, force: bool, for_people: bool) -> None:
    """Print a result, or write it to the file ``output``; an old file is overwritten only with ``force``.

    Text is UTF-8 with plain line ends. On standard output, text ``for_people`` is in its encoding, and what
    that cannot show is replaced.

    Raises:
        OutputError: it cannot be written, or the file exists already.
    """
    to_file = output and output != "-"
    if isinstance(content, str):
        as_shown = for_people and not to_file
        content = content.encode(sys.stdout.encoding or "utf-8", "replace") if as_shown else utf8(content)
    if output and to_file:
        from kkr_alloc.render.files import write_atomically

        write_atomically(output, content, overwrite=force)
    else:
        write(content)


def utf8(content: str) -> bytes:
    """Text as UTF-8; where no locale is set, the bytes of a path in it are escaped, and are so no longer."""
    return content.encode("utf-8", "surrogateescape").decode("utf-8", "replace").encode()


def write(data: bytes) -> None:
    """Bytes to standard output, at once; where nobody reads it any more (``| head -1``) the program ends.

    Raises:
        OutputError: it cannot be written.
    """
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _silence(sys.stdout)
        sys.exit(ExitCode.OK)
    except OSError as error:
        raise stdout_error(error) from None


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
    What is not buffered (PYTHONUNBUFFERED) may write a part, and says so by a number only.
    """
    for name, mode, flag in (("stdin", "r", os.O_WRONLY), ("stdout", "w", 0), ("stderr", "w", 0)):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, flag), mode))
    out = sys.stdout
    if isinstance(getattr(out, "buffer", None), io.RawIOBase):
        sys.stdout = os.fdopen(out.fileno(), "w", encoding=out.encoding, errors=out.errors, closefd=False)
