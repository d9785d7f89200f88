"""Writing results: one module per format behind one small interface.

Each module has ``render(result, options)``; modules are imported when their format is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import IO, TYPE_CHECKING, NamedTuple, Protocol, cast

from kkr_alloc.text import IN_ENGLISH, Language

if TYPE_CHECKING:
    from kkr_alloc.model import Compositions

FORMATS = {
    "table": "table",
    "json": "json",
    "ndjson": "ndjson",
    "csv": "csv",
    "tsv": "csv",
    "xlsx": "xlsx",
    "markdown": "markdown",
    "html": "html",
    "svg": "svg",
}
"""Format name -> the module that writes it."""

WITH_STEPS = ("table", "json", "ndjson", "xlsx")
"""The formats that hold the steps of a composition, where it has them."""

SUFFIXES = {
    ".txt": "table",
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".csv": "csv",
    ".tsv": "tsv",
    ".xlsx": "xlsx",
    ".md": "markdown",
    ".html": "html",
    ".svg": "svg",
}
"""File suffix -> the format it stands for."""


class Options(NamedTuple):
    """How to write: ``format`` as asked for, ``language`` of what people read.

    ``all_lists``: a line for each local list. ``terminal``: the stream that a table is shaped for (None: 80
    columns, no colour).
    """

    format: str = "table"
    language: Language = IN_ENGLISH
    all_lists: bool = False
    terminal: IO[str] | None = None


class Format(Protocol):
    """What a format's module offers."""

    def render(self, result: Compositions, options: Options) -> str | bytes:
        """The whole output: text, or the bytes of a file that is none."""


def render(result: Compositions, options: Options) -> str | bytes:
    """Some compositions in the format asked for."""
    module = cast(Format, import_module(f"kkr_alloc.output.{FORMATS[options.format]}"))
    return module.render(result, options)
