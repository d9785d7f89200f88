"""Where results go: standard output, or a file at once and whole."""

from __future__ import annotations

import os
import sys


def tell(sentence: str) -> None:
    """Say something to people, on standard error."""
    encoding = sys.stderr.encoding or "utf-8"
    sys.stderr.write(sentence.encode(encoding, "replace").decode(encoding) + "\n")


def emit(text: str, output: str | None, machine: bool) -> None:
    """Print a result, or write it to the file ``output``.

    ``machine``: always UTF-8 with plain line ends; else what the terminal cannot show is replaced.
    """
    if output and output != "-":
        from kkr_alloc.output.files import write_atomically

        write_atomically(output, text.encode())
        return
    encoding = "utf-8" if machine else (sys.stdout.encoding or "utf-8")
    data = text.encode(encoding, "replace")
    write(data)


class ReaderGone(BaseException):
    """Nobody reads standard output any more (``| head -1``): there is no one left to work for."""


def write(data: bytes) -> None:
    """Bytes to standard output, at once.

    Raises:
        ReaderGone: it was closed at the other end.
    """
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that nothing complains at exit
        raise ReaderGone from None
