"""The formats each command's answer has, and the one that is asked for."""

from __future__ import annotations

import os
import sys

from kkr_alloc.cli.language import current_language
from kkr_alloc.cli.usage import usage_error
from kkr_alloc.render import FOR_PEOPLE, WRITERS, Options

EVERY = (*FOR_PEOPLE, "json", "ndjson")
ROWS = ("csv", "tsv", "xlsx")

FORMATS: dict[str, tuple[str, ...]] = {
    "compute": (*EVERY, *ROWS, "svg"),
    **dict.fromkeys(("explain", "margins", "what-if", "compare", "outlook", "validate"), (*EVERY, *ROWS)),
    "check": (*EVERY, *ROWS, "github"),
    "elections": EVERY,
    "rules": (*EVERY, "yaml"),
    "report": ("report",),
    "convert": ("tidy",),
}
"""Command -> the formats of its answer, the default first."""


def output_options(
    command: str, format_name: str | None, output: str | None, default: str | None = None, **shown: bool
) -> Options:
    """How to write a command's answer: in the format asked for, else by the file's suffix, else the default.

    ``shown``: fields of :class:`Options` that say what is shown.

    Raises:
        UsageError: the command has no format of that suffix, or the format is not for a terminal.
    """
    formats = FORMATS[command]
    by_suffix = {suffix: name for name in formats for suffix in WRITERS[name][1:]}
    suffix = os.path.splitext(output or "")[1].lower()
    if suffix and not format_name and suffix not in by_suffix:
        raise usage_error(
            "{command} has no format for {suffix}; use one of {suffixes}.",
            command=command,
            suffix=suffix,
            suffixes=list(by_suffix),
        )
    chosen = format_name or by_suffix.get(suffix, default or formats[0])
    to_file = output and output != "-"
    if chosen in ("xlsx", "report") and not to_file and sys.stdout.isatty():
        raise usage_error("This format is not for a terminal: name a file with -o.")
    return Options(chosen, current_language(), terminal=None if output else sys.stdout, **shown)
