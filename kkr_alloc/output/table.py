"""The table for people: one per body, readable at 80 columns, in a pipe and without colour."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.text import Text as Styled

from kkr_alloc.model import Composition, Compositions, Note
from kkr_alloc.output import Options
from kkr_alloc.output.words import NAME_COLUMN, Row, columns, heading, legend, own_notes, size, tie_sentence
from kkr_alloc.text import Language

WIDTH_FOR_ALL = 72
"""A narrower table leaves out the seats of the proportional part."""


def render(result: Compositions, options: Options) -> str:
    """Every composition: heading, size, table, what is assumed."""
    out = io.StringIO()
    console = console_like(options.terminal, out)
    for number, composition in enumerate(result.compositions):
        if number:
            console.print()
        _print(console, result, composition, options)
    _print_notes(console, result.election.assumptions, options.language)
    return without_trailing_space(out.getvalue())


def without_trailing_space(printed: str) -> str:
    """Lines without the space that a table is filled up with."""
    return "".join(f"{line.rstrip()}\n" for line in printed.splitlines())


def console_like(terminal: object, out: io.StringIO) -> Console:
    """A console that writes to ``out`` with the width and colours of ``terminal``, or 80 plain columns."""
    if terminal is None:
        return Console(file=out, width=80, no_color=True, highlight=False, markup=False, emoji=False)
    shape = Console(file=terminal, highlight=False)  # type: ignore[arg-type]
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


def _print(console: Console, result: Compositions, composition: Composition, options: Options) -> None:
    say = options.language.say
    for index, line in enumerate(heading(result, composition)):
        console.print(Styled(say(line), style="bold" if index == 0 else ""))
    for line in size(composition):
        console.print(Styled(say(line)))
    _print_table(console, composition, options)
    for line in legend(composition):
        console.print(Styled(say(line), style="dim"))
    if composition.tie:
        console.print(Styled(say(tie_sentence(composition)), style="bold"))
    _print_notes(console, own_notes(result, composition), options.language)


def _print_notes(console: Console, notes: Iterable[Note], language: Language) -> None:
    for note in notes:
        lines = Styled(language.say(note.message)).wrap(console, max(console.width - 2, 1), overflow="fold")
        for number, line in enumerate(lines):
            console.print(Styled("  " if number else "- ") + line)


def _print_table(console: Console, composition: Composition, options: Options) -> None:
    """The table, line by line: its cells are written already; measuring them once more costs too much."""
    width = console.width
    made = columns(
        composition, options.language, all_lists=options.all_lists, proportional=width >= WIDTH_FOR_ALL
    )
    widths = [
        max(cell_len(cell) for cell in column)
        for column in zip(made.titles, made.totals, *(row.cells for row in made.rows), strict=True)
    ]
    # The names alone give way where the table would be too wide.
    widths[NAME_COLUMN] = max(
        8, min(widths[NAME_COLUMN], width - sum(widths) + widths[NAME_COLUMN] - 2 * len(widths))
    )

    def line(cells: Sequence[str], style: str = "", strong: bool = False) -> None:
        padded = [
            set_cell_size(cell, room) if number <= NAME_COLUMN else " " * (room - cell_len(cell)) + cell
            for number, (cell, room) in enumerate(zip(cells, widths, strict=True))
        ]
        printed = Styled(" " + "  ".join(padded), style=style)
        if strong and made.strong is not None:
            start = sum(len(cell) + 2 for cell in padded[: made.strong]) + 1
            printed.stylize("bold", start, start + len(padded[made.strong]))
        console.print(printed)  # where even the numbers have no room, the line goes on below

    console.print()
    line(made.titles, "bold")
    console.print(Styled(" " + "─" * min(sum(widths) + 2 * len(widths) - 2, width - 1)))
    for row in made.rows:
        name = _fitting(row, widths[NAME_COLUMN])
        cells = [*row.cells[:NAME_COLUMN], name, *row.cells[NAME_COLUMN + 1 :]]
        line(cells, "" if row.eligible else "dim", strong=True)
    console.print()
    line(made.totals, "bold")
    console.print()


def _fitting(row: Row, room: int) -> str:
    """The row's name, cut where there is no room; its mark stays."""
    name = row.cells[NAME_COLUMN]
    if cell_len(name) <= room:
        return name
    if row.line is None:
        name, ending = row.short, "…" if cell_len(row.short) > room else ""
    else:
        name, ending = row.line.name, "…" + name[len(row.line.name) :]
    return set_cell_size(name, max(room - cell_len(ending), 1)).rstrip() + ending
