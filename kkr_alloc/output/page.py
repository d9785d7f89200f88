"""A page for people: headings, sentences and tables that fit the terminal, a pipe or 60 columns."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text as Styled

from kkr_alloc.model import Note
from kkr_alloc.output import Options
from kkr_alloc.output.table import console_like

NARROWEST_NAME = 8


class Column(NamedTuple):
    """A column: its title, and what its cells are.

    ``number``: to the right, never cut. ``gives_way``: names, cut where the others need the room.
    ``optional``: left out where the table would be too wide.
    """

    title: str
    number: bool = True
    gives_way: bool = False
    optional: bool = False


class Page:
    """Collects what is printed; :meth:`done` is the whole text, without spaces at line ends."""

    def __init__(self, options: Options) -> None:
        self.language = options.language
        self._out = io.StringIO()
        self._console = console_like(options.terminal, self._out)

    @property
    def width(self) -> int:
        """Columns to write in."""
        return self._console.width

    def done(self) -> str:
        """Everything printed so far, without two empty lines in a row."""
        lines = [line.rstrip() for line in self._out.getvalue().splitlines()]
        kept = [line for line, before in zip(lines, ["x", *lines], strict=False) if line or before]
        return "".join(f"{line}\n" for line in kept)

    def heading(self, sentence: str) -> None:
        """A line that begins something."""
        self._console.print(Styled(self.language.say(sentence), style="bold"))

    def line(self, *sentences: str, style: str = "") -> None:
        """Sentences as one paragraph."""
        self._console.print(Styled(" ".join(map(self.language.say, sentences)), style=style))

    def gap(self) -> None:
        """An empty line."""
        self._console.print()

    def item(self, sentence: str) -> None:
        """A sentence of a list, its further lines set in."""
        bullet = Table.grid(padding=(0, 1, 0, 0))
        bullet.add_column(width=1)
        bullet.add_column(width=self.width - 2)
        bullet.add_row("-", Styled(self.language.say(sentence)))
        self.show(bullet)

    def show(self, table: Table) -> None:
        """A table that is made already."""
        self._console.print(table)

    def notes(self, notes: Sequence[Note]) -> None:
        """What is assumed or unknown, after an empty line."""
        if notes:
            self.gap()
        for note in notes:
            self.item(note.message)

    def table(
        self,
        columns: Sequence[Column],
        rows: Iterable[Sequence[str]],
        footer: Sequence[str] | None = None,
        dim: Iterable[int] = (),
    ) -> None:
        """A table of finished cells, as wide as it may be. ``dim``: the numbers of rows that matter less."""
        say = self.language.say
        cells = [list(map(say, row)) for row in rows]
        titles = [say(column.title) for column in columns]
        feet = list(map(say, footer)) if footer else [""] * len(columns)
        widths = [max(map(cell_len, column)) for column in zip(titles, feet, *cells, strict=True)]
        kept = self._that_fit(columns, widths)
        columns = [columns[index] for index in kept]
        widths = [widths[index] for index in kept]
        room = self.width - 2 * len(columns)
        for index, column in enumerate(columns):
            if column.gives_way:
                widths[index] = max(NARROWEST_NAME, min(widths[index], room - sum(widths) + widths[index]))
        table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_footer=footer is not None)
        for column, index, width in zip(columns, kept, widths, strict=True):
            table.add_column(
                titles[index],
                feet[index],
                width=width,
                justify="right" if column.number else "left",
                no_wrap=True,
                overflow="ellipsis",
            )
        faint = set(dim)
        for number, row in enumerate(cells):
            table.add_row(*(Styled(row[index]) for index in kept), style="dim" if number in faint else "")
        self.show(table)

    def _that_fit(self, columns: Sequence[Column], widths: Sequence[int]) -> list[int]:
        """The columns to show: optional ones go, the last first, while the table is too wide."""
        kept = list(range(len(columns)))

        def least() -> int:
            return sum(
                min(widths[index], NARROWEST_NAME) if columns[index].gives_way else widths[index]
                for index in kept
            ) + 2 * len(kept)

        for index in reversed(range(len(columns))):
            if columns[index].optional and least() > self.width:
                kept.remove(index)
        return kept
