"""Where results go: standard output, or a file at once and whole."""

from __future__ import annotations

import sys

import click

from kkr_alloc.errors import UsageError
from kkr_alloc.text import text

FORCE = "kkr_alloc.force"
"""Where the context of a command keeps whether --force was given."""


def emit(content: str | bytes, output: str | None, machine: bool) -> None:
    """Print a result, or write it to the file ``output``; an old file goes only with --force.

    ``machine``: always UTF-8 with plain line ends; else what the terminal cannot show is replaced.

    Raises:
        OutputError: the file cannot be written, or stands there already.
        UsageError: the result is no text, and would go to a terminal.
    """
    if output and output != "-":
        from kkr_alloc.output.files import write_atomically

        context = click.get_current_context(silent=True)
        overwrite = context is not None and context.meta.get(FORCE, False)
        write_atomically(
            output, content.encode() if isinstance(content, str) else content, overwrite=overwrite
        )
        return
    encoding = "utf-8" if machine else (sys.stdout.encoding or "utf-8")
    if isinstance(content, str):
        data = content.encode(encoding, "replace")
    else:
        if sys.stdout.isatty():
            raise UsageError(text("This format is no text for a terminal: name a file with -o."))
        data = content
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:
        sys.stdout.write(data.decode(encoding))
        return
    sys.stdout.flush()
    stream.write(data)
    stream.flush()
