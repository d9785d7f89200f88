"""Where results go: standard output, or a file at once and whole."""

from __future__ import annotations

import sys


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
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:
        sys.stdout.write(data.decode(encoding))
        return
    sys.stdout.flush()
    stream.write(data)
    stream.flush()
