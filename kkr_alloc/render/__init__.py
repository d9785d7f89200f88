"""From answers to what is written: documents for people, records for programs, diagrams and the report.

Modules are imported when their format is asked for, so that a table costs neither pandas nor the documents of
other answers.
"""

from __future__ import annotations

from importlib import import_module
from typing import IO, Any, NamedTuple

from kkr_alloc.text import IN_ENGLISH, Language

FOR_PEOPLE = ("table", "markdown", "html")
"""The formats that every answer has from its document."""


class Options(NamedTuple):
    """How to write: ``format``, ``language`` of what people read.

    ``all_lists``: a line for each local list. ``terminal``: the stream that a table is shaped for (None: 80
    columns, no colour).
    """

    format: str = "table"
    language: Language = IN_ENGLISH
    all_lists: bool = False
    terminal: IO[str] | None = None


def render(answer: Any, options: Options) -> str | bytes:
    """An answer (:class:`kkr_alloc.model.Answer`) in the format asked for."""
    if options.format in FOR_PEOPLE:
        return document(answer, options)
    made: str | bytes
    match options.format:
        case "json" | "ndjson":
            from kkr_alloc.render import records

            return records.as_json(answer) if options.format == "json" else records.as_ndjson(answer)
        case "csv" | "tsv":
            made = import_module("kkr_alloc.render.csv").render(
                answer, "," if options.format == "csv" else "\t"
            )
        case "xlsx":
            made = import_module("kkr_alloc.render.xlsx").render(answer)
        case "tidy":
            made = import_module("kkr_alloc.sources.tidy").write_votes(answer.votes, answer.geography)
        case _:
            made = import_module(f"kkr_alloc.render.{options.format}").render(answer, options)
    return made


def document(answer: Any, options: Options) -> str:
    """An answer for people: one of :data:`FOR_PEOPLE`."""
    name = answer.schema.replace("-", "_")
    choices = {"all_lists": True} if options.all_lists and name == "compositions" else {}
    blocks = list(import_module(f"kkr_alloc.documents.{name}").document(answer, **choices))
    if options.format == "table":
        from kkr_alloc.render import terminal

        return terminal.render(blocks, options.language, options.terminal)
    made: str = import_module(f"kkr_alloc.render.{options.format}").render(blocks, options.language)
    return made
