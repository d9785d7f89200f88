"""What a document is made of: headings, paragraphs, lists and tables.

A renderer alone knows language, width, colour and markup; a style says what is meant, not how it looks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, repeat
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from kkr_alloc.text import Language, text, written

Style = str
"""``emphasis``, ``minor`` (no part, or less important), ``good``, ``info``, ``warning``, ``bad``, or none."""


class Cell(Struct, frozen=True):
    """A value with more than itself.

    Where the column has no room, ``short`` replaces the value, or it is cut before its ``mark``.
    """

    value: str | int | None
    style: Style = ""
    mark: str = ""
    short: str | None = None


Value = str | int | None | Cell
"""A cell: a sentence or name, a whole number, None (a dash). An exact number is a ``text("{x:.2}", x=x)``."""


def cell_words(cell: Value, language: Language) -> str:
    """What a cell says in a language."""
    if isinstance(cell, Cell):
        return written(cell.value, language) + cell.mark
    return written(cell, language)


class Column(Struct, frozen=True):
    """A column and what its cells are.

    ``number``: to the right, never cut. ``shrink``: names, cut where the others need the room.
    ``optional``: left out where the table would be too wide. ``emphasis``: what people look for.
    ``shown``: whether a table has it at all.
    """

    title: str
    number: bool = True
    shrink: bool = False
    optional: bool = False
    emphasis: bool = False
    shown: bool = True

    def when(self, shown: bool) -> Column:
        """The column of a table that has it under a condition."""
        return replace(self, shown=shown)


class Row(Struct, frozen=True):
    """A line of a table."""

    cells: Sequence[Value]
    style: Style = ""


class Table(Struct, frozen=True):
    """Rows under titles. ``footer``: a last row of totals. ``caption``: for those who do not see the page."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    footer: Sequence[Value] = ()
    caption: str = ""

    @classmethod
    def of(
        cls,
        columns: Sequence[Column],
        rows: Iterable[Row | Sequence[Value]],
        footer: Sequence[Value] = (),
        caption: str = "",
    ) -> Table:
        """A table of those columns that are shown. A row without a style is its cells."""

        def shown(cells: Sequence[Any]) -> list[Any]:
            return [cell for column, cell in zip(columns, cells, strict=True) if column.shown]

        lines = (row if isinstance(row, Row) else Row(row) for row in rows)
        made = [Row(shown(row.cells), row.style) for row in lines]
        return cls(shown(columns), made, footer and shown(footer), caption)


class Heading(Struct, frozen=True):
    """A heading: level 2 for an answer about one body, 3 for a part of it."""

    sentence: str
    level: int = 2


class Paragraph(Struct, frozen=True):
    """Sentences. ``apart``: set off from what stands before."""

    sentences: Sequence[str]
    style: Style = ""
    apart: bool = False


class Bullets(Struct, frozen=True):
    """A list of sentences. ``apart``: set off from what stands before.

    ``details``: names that belong to the sentence at the same place, to be shown where they are asked for.
    """

    items: Sequence[str]
    apart: bool = False
    details: Sequence[Sequence[str]] = ()

    def with_details(self, verbose: bool) -> Iterator[tuple[str, Sequence[str]]]:
        """The sentences, each with its names if they are asked for."""
        return zip(self.items, chain(self.details if verbose else (), repeat(())), strict=False)


Block = Heading | Paragraph | Bullets | Table


def line(*sentences: str, style: Style = "", apart: bool = False) -> Paragraph:
    """A paragraph of these sentences."""
    return Paragraph(sentences, style, apart)


def paragraph(template: str, /, *, style: Style = "", apart: bool = False, **values: object) -> Paragraph:
    """A paragraph of one sentence, made as :func:`kkr_alloc.text.text` makes it."""
    return Paragraph([text(template, **values)], style, apart)
