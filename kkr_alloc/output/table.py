"""The table for people: one per body, readable at 80 columns, in a pipe and without colour."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from fractions import Fraction

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from kkr_alloc.model import (
    Composition,
    Compositions,
    Election,
    FillStep,
    LevelStep,
    Note,
    PartyResult,
)
from kkr_alloc.output import Options
from kkr_alloc.output.cells import id_cell
from kkr_alloc.text import Decimal, Language, percentage, text

MARKS = {"below-bar": "*", "no-council-seat": "°"}
NAME_COLUMN = 1
SUPPLEMENTARY = text("Suppl.")
WIDTH_FOR_ALL = 72
"""A narrower table leaves out the seats of the proportional part: the total tells them already."""


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
    for line in size(result.election, composition):
        console.print(Styled(say(line)))
    console.print(_table(composition, options, console.width))
    for line in legend(composition):
        console.print(Styled(say(line), style="dim"))
    if composition.tie:
        console.print(Styled(say(tie_sentence(composition)), style="bold"))
    if composition.steps:
        _print_steps(console, composition, options.language)
    own = [note for note in composition.notes if note not in result.election.assumptions]
    _print_notes(console, own, options.language)


def _print_notes(console: Console, notes: Iterable[Note], language: Language) -> None:
    for note in notes:
        bullet = Table.grid(padding=(0, 1, 0, 0))
        bullet.add_column(width=1)
        bullet.add_column(width=console.width - 2)
        bullet.add_row("-", Styled(language.say(note.message), overflow="fold"))
        console.print(bullet)


BODY_NAMES = {"kkr": "KKR", "repraesentantskab": "KL's repræsentantskab", "bestyrelse": "KL's bestyrelse"}


def body_name(election: Election, composition: Composition) -> str:
    """The body as people call it: KKR Hovedstaden."""
    if composition.region is None:
        return BODY_NAMES[composition.body]
    return f"{BODY_NAMES[composition.body]} {election.geography.region(composition.region).name}"


def heading(result: Compositions, composition: Composition) -> list[str]:
    """Body and term; then election, state of the count and rules."""
    election = result.election
    return [
        text("{body}, term {term}", body=body_name(election, composition), term=election.term),
        text(
            "{election} ({day}), {count}. Rules: {rules}.",
            election=election.name,
            day=election.day.isoformat(),
            count=count_sentence(composition),
            rules=result.rules.id,
        ),
    ]


def count_sentence(composition: Composition) -> str:
    """The state of the count, in words."""
    count = composition.count
    if count.state == "none":
        return text("nothing counted yet in {areas} polling areas", areas=count.areas)
    if count.state == "final":
        return text("final count")
    if count.state == "unknown":
        return text("state of the count not stated")
    if count.areas is None:
        return text("PRELIMINARY count")
    sentence = text(
        "PRELIMINARY count: {counted} of {areas} polling areas counted, {final} finally",
        counted=count.areas_counted,
        areas=count.areas,
        final=count.areas_final,
    )
    if not count.electorate or count.electorate_counted is None:
        return sentence
    share = percentage(Fraction(count.electorate_counted, count.electorate), 1)
    return text("{state}, with {share} of the electorate", state=sentence, share=share)


def size(election: Election, composition: Composition) -> list[str]:
    """How large the body is, and why, in one sentence each."""
    if composition.status == "no-result":
        return [text("No result yet: there are too few votes to compute one.")]
    if composition.mayors is None:
        return [text("{members} seats, fixed.", members=composition.members)]
    lines: list[str] = [
        text(
            "{members} members: {mayors} mayors and {supplementary} supplementary.",
            members=composition.members,
            mayors=composition.mayors,
            supplementary=composition.supplementary,
        )
    ]
    reference = composition.reference_party
    if reference is None or composition.price is None:
        return lines
    line = composition.party(reference)
    lines.append(
        text(
            "{party} sets the size: {votes} votes / {mayors} mayors = {price} votes per mayor, which "
            "would make {levelled} members."
            if composition.capped
            else "{party} sets the size: {votes} votes / {mayors} mayors = {price} votes per mayor, which "
            "makes {levelled} members.",
            party=line.name,
            votes=line.votes,
            mayors=line.mayors,
            price=Decimal(composition.price, 1),
            levelled=composition.levelled_members,
        )
    )
    if composition.capped:
        lines.append(
            text(
                "The cap is {cap}: {each} for each of {municipalities} municipalities.",
                cap=composition.cap,
                each=(composition.cap or 0) // composition.municipalities,
                municipalities=composition.municipalities,
            )
        )
    if composition.outside:
        lines.append(
            text("{n} of the mayors sit outside the proportional part.", n=composition.outside)
            if composition.outside > 1
            else text("One of the mayors sits outside the proportional part.")
        )
    return lines


def _table(composition: Composition, options: Options, width: int) -> Table:
    header, footer, rows = _cells(composition, options, width)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_footer=True)
    widths = [
        max(cell_len(cell) for cell in column)
        for column in zip(header, footer, *(cells for cells, _ in rows), strict=True)
    ]
    # The names alone give way where the table would be too wide.
    widths[NAME_COLUMN] = max(
        8, min(widths[NAME_COLUMN], width - sum(widths) + widths[NAME_COLUMN] - 2 * len(widths))
    )
    for column, (title, total, columns) in enumerate(zip(header, footer, widths, strict=True)):
        table.add_column(
            title,
            total,
            width=columns,
            justify="left" if column <= NAME_COLUMN else "right",
            no_wrap=True,
            overflow="ellipsis",
            style="bold" if title == options.language.say(SUPPLEMENTARY) else "",
        )
    for cells, eligible in rows:
        table.add_row(*cells, style="" if eligible else "dim")
    return table


def _cells(
    composition: Composition, options: Options, width: int
) -> tuple[list[str], list[str], list[tuple[list[str], bool]]]:
    """Header, footer and rows (each with whether it is eligible) of a composition's table."""
    language = options.language
    say, whole = language.say, language.whole
    lines = composition.parties
    columns: list[tuple[str, str, Callable[[PartyResult], str]]] = [
        ("", "", lambda line: id_cell(line.party)),
        (
            text("Party"),
            say(text("Total")),
            lambda line: f"{line.name} {MARKS.get(line.reason or '', '')}".strip(),
        ),
        (text("Votes"), whole(composition.valid_votes), lambda line: whole(line.votes)),
        (text("Share"), "", lambda line: language.percent(line.share)),
    ]

    def seats(title: str, total: int, of: Callable[[PartyResult], int | None]) -> None:
        columns.append((title, whole(total), lambda line: _or_dash(of(line), language)))

    if composition.mayors is not None:
        seats(text("Mayors"), composition.mayors, lambda line: line.mayors)
        if width >= WIDTH_FOR_ALL:
            proportional = sum(line.seats for line in lines if line.eligible)
            seats(text("Seats"), proportional, lambda line: line.seats if line.eligible else None)
        seats(SUPPLEMENTARY, sum(line.supplementary or 0 for line in lines), lambda line: line.supplementary)
    seats(text("Total"), sum(line.seats for line in lines), lambda line: line.seats)

    shown, gathered = _gather(composition, options.all_lists)
    rows = [([cell(line) for _, _, cell in columns], line.eligible) for line in shown]
    if gathered:
        largest = max(line.share for line in gathered)
        name = text("{n} local lists (≤ {share})", n=len(gathered), share=percentage(largest))
        votes = whole(sum(line.votes for line in gathered))
        share = language.percent(sum((line.share for line in gathered), Fraction(0)))
        rows.append((["", say(name), votes, share, *["–"] * (len(columns) - 4)], False))
    return [say(title) for title, _, _ in columns], [total for _, total, _ in columns], rows


def _or_dash(number: int | None, language: Language) -> str:
    return language.whole(number) if number else "–"


def _gather(composition: Composition, all_lists: bool) -> tuple[list[PartyResult], list[PartyResult]]:
    """The lines to show, and the local lists without a seat that one line stands for."""
    if all_lists:
        return list(composition.parties), []
    gathered = [line for line in composition.parties if line.local and not line.seats]
    if len(gathered) < 2:
        return list(composition.parties), []
    return [line for line in composition.parties if not line.local or line.seats], gathered


def legend(composition: Composition) -> list[str]:
    """What the marks mean, for those that occur."""
    reasons = {line.reason for line in composition.parties if line.reason}
    lines: list[str] = []
    if "below-bar" in reasons:
        lines.append(text("* below the bar: no part in the proportional seats"))
    if "no-council-seat" in reasons:
        lines.append(text("° no seat in a council of the region: no part in the proportional seats"))
    return lines


def tie_sentence(composition: Composition) -> str:
    """What a lot must decide."""
    tie = composition.tie
    assert tie is not None
    return text(
        "A lot must be drawn: {seats} of the seats between {parties}, whose quotients are equal.",
        seats=tie.seats,
        parties=", ".join(tie.between),
    )


def _print_steps(console: Console, composition: Composition, language: Language) -> None:
    say = language.say
    levelled = [step for step in composition.steps or () if isinstance(step, LevelStep)]
    filled = [step for step in composition.steps or () if isinstance(step, FillStep)]
    if levelled:
        table = Table(
            title=say(text("Levelling: votes / price")), box=SIMPLE_HEAD, pad_edge=False, title_justify="left"
        )
        for name in (text("Party"), text("Quotient"), text("Seats")):
            table.add_column(say(name), justify="right" if name != "Party" else "left")
        for step in levelled:
            table.add_row(step.party, language.decimal(step.quotient, 3), language.whole(step.seats))
        console.print(table)
    if filled:
        table = Table(
            title=say(text("Filling: each seat to the largest quotient")),
            box=SIMPLE_HEAD,
            pad_edge=False,
            title_justify="left",
        )
        for name in (text("Seat"), text("Party"), text("Quotient"), text("Runner-up"), text("Its quotient")):
            table.add_column(say(name), justify="left" if name in ("Party", "Runner-up") else "right")
        for fill in filled:
            table.add_row(
                language.whole(fill.seat),
                fill.party,
                _quotient(fill.quotient, language),
                fill.runner_up or "–",
                _quotient(fill.runner_up_quotient, language) if fill.runner_up else "–",
            )
        console.print(table)


def _quotient(value: Fraction | None, language: Language) -> str:
    return "∞" if value is None else language.decimal(value, 2)
