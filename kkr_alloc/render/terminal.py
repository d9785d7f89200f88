"""Documents for a terminal or a pipe: fits the width, readable at 80 columns and without colour."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import IO

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text as Styled

from kkr_alloc.documents.blocks import (
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    Paragraph,
    Row,
    Style,
    Table,
    Value,
)
from kkr_alloc.render.errors import printable
from kkr_alloc.text import Language, written

STYLES = {
    "emphasis": "bold",
    "minor": "dim",
    "good": "green",
    "info": "cyan",
    "warning": "yellow",
    "bad": "bold red",
}

MIN_NAME = 8
"""A column of names is never narrower."""

COMFORTABLE_NAME = 18
"""Optional columns go before names are cut to less."""


def render(blocks: Sequence[Block], language: Language, terminal: IO[str] | None = None) -> str:
    """The document, as wide and as colourful as ``terminal``; 80 columns without colour where it is None."""
    page = _Page(language, terminal)
    for block in blocks:
        page.show(block)
    lines = page.out.getvalue().splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def console_like(terminal: IO[str] | None, out: io.StringIO) -> Console:
    """A console that writes to ``out`` with the width and colours of ``terminal``, or 80 plain columns."""
    if terminal is None:
        return Console(file=out, width=80, no_color=True, highlight=False, markup=False, emoji=False)
    shape = Console(file=terminal, highlight=False)
    return Console(
        file=out,
        width=shape.width,
        force_terminal=shape.is_terminal and not shape.is_dumb_terminal,
        color_system=shape.color_system,  # type: ignore[arg-type]
        no_color=shape.no_color,
        highlight=False,
        markup=False,
        emoji=False,
    )


class _Page:
    """Prints blocks one after the other; never two empty lines in a row, and none at the beginning or end."""

    def __init__(self, language: Language, terminal: IO[str] | None) -> None:
        self.out = io.StringIO()
        self._language = language
        self._console = console_like(terminal, self.out)
        self._gap = False
        self._empty = True

    def show(self, block: Block) -> None:
        """Print a block."""
        if isinstance(block, Table):
            self._gap = True
            self._table(block)
            self._gap = True
        elif isinstance(block, Bullets):
            self._gap |= block.apart
            self._bullets(block)
        elif isinstance(block, Heading):
            self._gap = True
            self._print(Styled(self._say(block.sentence), "bold"))
        else:
            self._gap |= block.apart
            self._paragraph(block)

    def _say(self, value: str | int | None) -> str:
        """A value in words. A name may hold anything: what a terminal would obey is spelled out."""
        return printable(written(value, self._language))

    def _print(self, line: Styled) -> None:
        if self._gap and not self._empty:
            self._console.print()
        self._gap = self._empty = False
        self._console.print(line)

    def _paragraph(self, block: Paragraph) -> None:
        self._print(Styled(" ".join(map(self._say, block.sentences)), STYLES.get(block.style, "")))

    def _bullets(self, block: Bullets) -> None:
        room = max(self._console.width - 2, 1)
        for item in block.items:
            for number, line in enumerate(Styled(self._say(item)).wrap(self._console, room, overflow="fold")):
                self._print(Styled("  " if number else "- ") + line)

    def _table(self, table: Table) -> None:
        """A table, line by line; one that is too wide stands in parts that each begin with the names."""
        titles = [self._say(column.title) for column in table.columns]
        rows = [[self._written(cell) for cell in row.cells] for row in table.rows]
        footer = [self._written(cell) for cell in table.footer]
        whole = [titles, *rows, *([footer] if footer else [])]
        widths = [max(map(cell_len, column)) for column in zip(*whole, strict=True)]
        for part in _parts(table.columns, widths, self._console.width):
            self._gap = True
            fitted = _fitted(part, table.columns, widths, self._console.width)
            self._print(self._line(table.columns, fitted, titles, "bold"))
            rule = min(sum(fitted.values()) + 2 * len(fitted) - 2, self._console.width - 1)
            self._print(Styled(" " + "─" * rule))
            for row, cells in zip(table.rows, rows, strict=True):
                self._print(self._line(table.columns, fitted, cells, STYLES.get(row.style, ""), row))
            if footer:
                self._gap = True
                self._print(self._line(table.columns, fitted, footer, "bold"))

    def _written(self, cell: Value) -> str:
        if isinstance(cell, Cell):
            return self._say(cell.value) + cell.mark
        return self._say(cell)

    def _line(
        self,
        columns: Sequence[Column],
        widths: dict[int, int],
        cells: Sequence[str],
        style: str,
        row: Row | None = None,
    ) -> Styled:
        """A line of a table; ``row`` is what it is made from, where its cells have styles or short forms."""
        line = Styled(style=style, no_wrap=True, overflow="ignore")
        for index, width in widths.items():
            value = row.cells[index] if row else None
            cell = cells[index]
            if cell_len(cell) > width:
                cell = self._shortened(value, cell, width)
            if columns[index].number:
                cell = " " * (width - cell_len(cell)) + cell
            else:
                cell = set_cell_size(cell, width)
            line.append(" " if not line else "  ")
            line.append(cell, self._style(columns[index], value) if row else None)
        return line

    def _shortened(self, value: Value, cell: str, width: int) -> str:
        """A cell that has no room, cut; its mark stays."""
        mark = value.mark if isinstance(value, Cell) else ""
        if isinstance(value, Cell) and value.short is not None:
            cell = self._say(value.short)
            if cell_len(cell) <= width:
                return cell
        return set_cell_size(cell, max(width - 1 - cell_len(mark), 1)).rstrip() + "…" + mark

    def _style(self, column: Column, value: Value) -> Style:
        style = STYLES.get(value.style, "") if isinstance(value, Cell) else ""
        return style or ("bold" if column.emphasis else "")


def _fitted(
    part: Sequence[int], columns: Sequence[Column], widths: Sequence[int], room: int
) -> dict[int, int]:
    """The widths of a part's columns; those that may shrink give way where it would be too wide."""
    fitted = {index: widths[index] for index in part}
    for index in part:
        if columns[index].shrink:
            free = room - 2 * len(part) - sum(fitted.values()) + fitted[index]
            fitted[index] = max(MIN_NAME, min(fitted[index], free))
    return fitted


def _needed(
    part: Sequence[int], columns: Sequence[Column], widths: Sequence[int], least: int = MIN_NAME
) -> int:
    """The width that columns need at least; an optional one is not cut."""
    return 2 * len(part) + sum(
        min(widths[index], least) if columns[index].shrink and not columns[index].optional else widths[index]
        for index in part
    )


def _parts(columns: Sequence[Column], widths: Sequence[int], room: int) -> list[list[int]]:
    """The columns side by side in each part of a table: all of them where they fit.

    Optional ones go first, the last before the others. What is still too wide stands in several parts, each
    with the columns of names.
    """
    kept = list(range(len(columns)))
    for index in reversed(kept):
        if columns[index].optional and _needed(kept, columns, widths, COMFORTABLE_NAME) > room:
            kept.remove(index)
    first_number = next((place for place, index in enumerate(kept) if columns[index].number), 1)
    names, others = kept[: max(first_number, 1)], kept[max(first_number, 1) :]
    parts = [names.copy()]
    for index in others:
        if len(parts[-1]) > len(names) and _needed([*parts[-1], index], columns, widths) > room:
            parts.append(names.copy())
        parts[-1].append(index)
    return parts
