"""From answers to what is written: documents for people, records for programs, diagrams and the report.

Modules are imported when their format is asked for, so that a table costs neither pandas nor the documents of
other answers.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, TextIO

from msgspec import Struct

from kkr_alloc.text import IN_ENGLISH, Language

FOR_PEOPLE = ("table", "markdown", "html")
"""The formats that every answer has from its document."""

WRITERS = {
    "table": ("terminal", ".txt"),
    "markdown": ("markdown", ".md"),
    "html": ("html", ".html", ".htm"),
    "json": ("records", ".json"),
    "ndjson": ("records", ".ndjson", ".jsonl"),
    "csv": ("csv", ".csv"),
    "tsv": ("csv", ".tsv"),
    "xlsx": ("xlsx", ".xlsx"),
    "svg": ("svg", ".svg"),
    "github": ("github",),
    "report": ("report", ".html", ".htm"),
    "tidy": ("", ".csv", ".txt"),
    "yaml": ("", ".yaml", ".yml"),
}
"""Format -> the module that writes it, and the suffixes of files that stand for it."""


class Options(Struct, frozen=True):
    """How to write: ``format``, ``language`` of what people read.

    ``all_lists``: a line for each local list. ``details``: each of several bodies in full. ``verbose``: notes
    name what they count. ``terminal``: the stream that a table is shaped for (None: 80 columns, no colour).
    """

    format: str = "table"
    language: Language = IN_ENGLISH
    all_lists: bool = False
    details: bool = False
    verbose: bool = False
    terminal: TextIO | None = None


def render(answer: Any, options: Options) -> str | bytes:
    """An answer (:class:`kkr_alloc.results.Answer`) in the format asked for."""
    if options.format == "tidy":
        return str(answer.table)
    if options.format == "yaml":
        return str(answer.files)
    module: Any = import_module(f"kkr_alloc.render.{WRITERS[options.format][0]}")
    of = blocks(answer, options) if options.format in FOR_PEOPLE else answer
    written: str | bytes = module.render(of, options)
    return written


def blocks(answer: Any, options: Options) -> list[Any]:
    """The document of an answer."""
    name = answer.schema.replace("-", "_")
    choices = {}
    if name == "compositions":
        in_terminal = options.format == "table"
        choices = {"all_lists": options.all_lists, "details": options.details, "hint": in_terminal}
    return list(import_module(f"kkr_alloc.documents.{name}").document(answer, **choices))
