"""From answers to what is written: documents for people, records for programs, diagrams and the report.

Modules are imported when their format is asked for, so that a table costs neither pandas nor the documents of
other answers.
"""

from __future__ import annotations

from importlib import import_module
from typing import IO, TYPE_CHECKING, NamedTuple

from kkr_alloc.text import IN_ENGLISH, Language

if TYPE_CHECKING:
    from kkr_alloc.model import Answer

FOR_PEOPLE = ("table", "markdown", "html")
"""The formats of every answer that are written from its document."""

FORMATS = ("table", "json", "ndjson", "csv", "tsv", "xlsx", "markdown", "html", "svg")
"""The formats of compositions."""

ANSWER_FORMATS = (*FOR_PEOPLE, "json")
"""The formats of every answer."""

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

DOCUMENTS = {
    "Compositions": "compositions",
    "Explanations": "explain",
    "AllMargins": "margins",
    "Outlooks": "outlook",
    "Comparisons": "compare",
    "WhatIf": "what_if",
    "Check": "check",
    "Validation": "validation",
    "Elections": "elections",
    "RuleSets": "rules",
}
"""Class of an answer -> the module of its document."""


class Options(NamedTuple):
    """How to write: ``format``, ``language`` of what people read.

    ``all_lists``: a line for each local list. ``terminal``: the stream that a table is shaped for (None: 80
    columns, no colour).
    """

    format: str = "table"
    language: Language = IN_ENGLISH
    all_lists: bool = False
    terminal: IO[str] | None = None


def document(
    answer: Answer,
    format_name: str,
    language: Language = IN_ENGLISH,
    terminal: IO[str] | None = None,
    **choices: bool,
) -> str:
    """An answer for people: one of :data:`FOR_PEOPLE`. ``choices`` are those of its document."""
    name = DOCUMENTS[type(answer).__name__]
    blocks = import_module(f"kkr_alloc.documents.{name}").document(answer, **choices)
    if format_name == "table":
        from kkr_alloc.render import terminal as shaped

        return shaped.render(blocks, language, terminal)
    made: str = import_module(f"kkr_alloc.render.{format_name}").render(blocks, language)
    return made


def render(answer: Answer, options: Options) -> str | bytes:
    """An answer in the format asked for."""
    if options.format in FOR_PEOPLE:
        choices = {"all_lists": True} if options.all_lists else {}
        return document(answer, options.format, options.language, options.terminal, **choices)
    name = DOCUMENTS[type(answer).__name__]
    if options.format in ("svg", "github"):
        module = f"kkr_alloc.render.{options.format}"
    elif name == "compositions":
        module = f"kkr_alloc.output.{'csv' if options.format == 'tsv' else options.format}"
    else:
        module = f"kkr_alloc.output.{name}"
    made: str | bytes = import_module(module).render(answer, options)
    return made
