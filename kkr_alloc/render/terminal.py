"""Documents for a terminal or a pipe: fits the width, readable at 80 columns and without colour."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TextIO

from rich.cells import cell_len, chop_cells, set_cell_size

from kkr_alloc.documents.blocks import (
    Block,
    Bullets,
    Cell,
    Column,
    Heading,
    Row,
    Style,
    Table,
    Value,
    cell_words,
)
from kkr_alloc.render import Options
from kkr_alloc.render.encoding import fit
from kkr_alloc.render.errors import printable
from kkr_alloc.text import Language, Text

STYLES = {
    "emphasis": "bold",
    "minor": "dim",
    "good": "green",
    "info": "cyan",
    "warning": "yellow",
    "bad": "bold red",
}
"""Styles as Rich writes them."""

ASKED_FOR = {"COLUMNS", "FORCE_COLOR", "TTY_COMPATIBLE"}
"""Variables that shape a table also where it is not for a terminal."""

MIN_NAME = 8
"""A column of names is never narrower."""

LONGEST_NAME = 40
"""A name of so many letters at most is not broken at a line's end; a longer one may be a sentence."""

COMFORTABLE_NAME = 18
"""Optional columns go before names are cut to less."""


def render(blocks: Sequence[Block], options: Options) -> str:
    """The document, as wide and as colourful as its terminal.

    Without one sentences are 80 columns wide, and nothing is cut: a table is as wide as it needs.
    """
    page = _Page(options.language, options.terminal, options.verbose)
    for block in blocks:
        page.show(block)
    return "".join(f"{line}\n" for line in page.lines)


def _shape_of(terminal: TextIO | None) -> tuple[int | None, Callable[[str, Style], str]]:
    """The width of a terminal, if there is one, and what styles words on it; Rich is imported only then."""
    if terminal is None or not (terminal.isatty() or ASKED_FOR & os.environ.keys()):
        return None, lambda words, _style: words
    from rich.console import COLOR_SYSTEMS, Console
    from rich.style import Style as Look

    console = Console(file=terminal)
    colours = COLOR_SYSTEMS.get(console.color_system or "")

    def styled(words: str, style: Style) -> str:
        if not style or colours is None:
            return words
        look = Look.parse(STYLES[style])
        return (look.without_color if console.no_color else look).render(words, color_system=colours)

    return console.width, styled


class _WholeNames(Language):
    """A language whose sentences have no place to break a line within a name that is put into them."""

    def say(self, sentence: str) -> str:
        said = super().say(sentence)
        if isinstance(sentence, Text) or len(said) > LONGEST_NAME:
            return said
        return said.replace(" ", "\xa0").replace(",\xa0", ", ")


class _Page:
    """The lines of a document: never two empty ones in a row, and none at the beginning or end."""

    def __init__(self, language: Language, terminal: TextIO | None, verbose: bool) -> None:
        self.lines: list[str] = []
        self._language = language
        self._gap = False
        self._verbose = verbose
        self._encoding = terminal.encoding if terminal else None
        width, self._styled = _shape_of(terminal)
        self._width = width or 80
        self._room = width or sys.maxsize
        """Of a table, and of a word."""

    def show(self, block: Block) -> None:
        """Add a block."""
        if isinstance(block, Table):
            self._table(block)
            self._gap = True
        elif isinstance(block, Bullets):
            self._gap |= block.apart
            for item, names in block.with_details(self._verbose):
                for number, line in enumerate(self._wrapped([item], self._width - 2)):
                    self._print(f"  {line}" if number else f"- {line}")
                for name in names:  # to be copied: a long one is not cut
                    self._print(f"  - {self._say(name)}")
        elif isinstance(block, Heading):
            self._gap = True
            self._paragraph([block.sentence], "emphasis")
        else:
            self._gap |= block.apart
            self._paragraph(block.sentences, block.style)

    def _paragraph(self, sentences: Sequence[str], style: Style) -> None:
        for line in self._wrapped(sentences, self._width):
            self._print(self._styled(line, style))

    def _say(self, value: Value) -> str:
        """A value in words that the terminal can show. What it would obey, in a name, is spelled out."""
        return fit(printable(cell_words(value, self._language)), self._encoding)

    def _wrapped(self, sentences: Sequence[str], room: int) -> list[str]:
        """Sentences in lines; on a terminal a word that is longer than a line is cut."""
        lines = [""]
        language = _WholeNames(*self._language) if room > LONGEST_NAME else self._language
        for word in " ".join(map(language.say, sentences)).split(" "):
            word = printable(word.replace("\xa0", " "))
            longer = f"{lines[-1]} {word}" if lines[-1] else word
            if cell_len(longer) <= room:
                lines[-1] = longer
            else:
                lines += [word] if self._room == sys.maxsize else chop_cells(word, max(room, 1))
        return [line for line in lines if line]

    def _print(self, line: str) -> None:
        if self._gap and self.lines:
            self.lines.append("")
        self._gap = False
        self.lines.append(line)

    def _table(self, table: Table) -> None:
        """A table, line by line; one that is too wide stands in parts that each begin with the names."""
        titles = Row([column.title for column in table.columns], "emphasis")
        footer = [Row(table.footer, "emphasis")] if table.footer else []
        lines = [(row, [self._say(cell) for cell in row.cells]) for row in (titles, *table.rows, *footer)]
        _hang_marks(table.columns, lines[1:])
        widths = [max(map(cell_len, cells)) for cells in zip(*(cells for _, cells in lines), strict=True)]
        for fitted in _parts(table.columns, widths, self._room):
            self._gap = True
            for number, (row, cells) in enumerate(lines):
                if number == 1:
                    rule = min(sum(fitted.values()) + 2 * len(fitted) - 2, self._room - 1)
                    self._print(" " + fit("─", self._encoding) * rule)
                if number > len(table.rows):
                    self._gap = True
                self._print(self._line(table.columns, fitted, row, cells))

    def _line(self, columns: Sequence[Column], widths: dict[int, int], row: Row, cells: Sequence[str]) -> str:
        """A line of a table; ``cells``: those of the row in words."""
        parts = []
        for index, width in widths.items():
            value, cell = row.cells[index], cells[index]
            if cell_len(cell) > width:
                cell = self._shortened(value, cell, width)
            space = " " * (width - cell_len(cell))
            own = value.style if isinstance(value, Cell) else row.style
            shown = self._styled(cell, own or ("emphasis" if columns[index].emphasis else row.style))
            parts.append(f"{space}{shown}" if columns[index].number else f"{shown}{space}")
        return (" " + "  ".join(parts)).rstrip()

    def _shortened(self, value: Value, cell: str, width: int) -> str:
        """A cell that has no room, cut; its mark stays."""
        mark = self._say(value.mark) if isinstance(value, Cell) else ""
        if isinstance(value, Cell) and value.short is not None:
            cell = self._say(value.short) + mark
            if cell_len(cell) <= width:
                return cell
        cut = fit("…", self._encoding) + mark
        return set_cell_size(cell, max(width - cell_len(cut), 1)).rstrip() + cut


def _hang_marks(columns: Sequence[Column], lines: Sequence[tuple[Row, list[str]]]) -> None:
    """Put numbers under each other where marks of unlike lengths follow them."""
    for index, column in enumerate(columns):
        marks = [cell.mark if isinstance(cell := row.cells[index], Cell) else "" for row, _ in lines]
        longest = max(map(len, marks), default=0) if column.number else 0
        for mark, (_, cells) in zip(marks, lines, strict=True):
            cells[index] += " " * (longest - len(mark))


def _parts(columns: Sequence[Column], widths: Sequence[int], room: int) -> list[dict[int, int]]:
    """The columns side by side in each part of a table, with their widths: all of them where they fit.

    Optional ones go first, the last before the others. What is still too wide stands in several parts, each
    with the columns of names; those that may shrink give way.
    """

    def needed(part: Sequence[int], least: int) -> int:
        return sum(2 + min(widths[at], least if columns[at].shrink else widths[at]) for at in part)

    def fitted(part: Sequence[int]) -> dict[int, int]:
        made = {index: widths[index] for index in part}
        for index in part:
            if columns[index].shrink:
                free = room - sum(2 + width for width in made.values()) + made[index]
                made[index] = max(MIN_NAME, min(made[index], free))
        return made

    kept = list(range(len(columns)))
    for index in reversed(kept):
        if columns[index].optional and needed(kept, COMFORTABLE_NAME) > room:
            kept.remove(index)
    first_number = max(1, next((place for place, index in enumerate(kept) if columns[index].number), 1))
    names, others = kept[:first_number], kept[first_number:]
    parts = [names.copy()]
    for index in others:
        if len(parts[-1]) > len(names) and needed([*parts[-1], index], MIN_NAME) > room:
            parts.append(names.copy())
        parts[-1].append(index)
    return [fitted(part) for part in parts]
