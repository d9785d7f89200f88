"""Compositions in words: a heading, the size, a line for each party, what is open, what is assumed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from kkr_alloc.documents import certainty, words
from kkr_alloc.documents.blocks import Block, Cell, Column, Row, Table, Value, line
from kkr_alloc.model import Composition, Compositions, Election, PartyResult
from kkr_alloc.text import text

MARKS = {"list-alone": "†", "below-threshold": "*", "no-council-seat": "°"}
LEGEND = {
    "*": text("* below the threshold: no part in the proportional seats"),
    "°": text("° no seat in a council of the region: no part in the proportional seats"),
    "†": text("† local list outside the co-operation: takes no part"),
}


def document(answer: Compositions, *, all_lists: bool = False) -> Iterator[Block]:
    """Every composition; at the end what is assumed for all. ``all_lists``: a row for each local list."""
    election = answer.election
    for composition in answer.compositions:
        yield from words.heading(election, answer.rules, composition)
        yield from (line(sentence) for sentence in words.size(composition))
        members = table(election, composition, all_lists=all_lists)
        yield members
        yield from legend(members)
        if composition.tie:
            yield line(words.tie_sentence(composition), style="emphasis")
        yield from certainty.summary(composition)
        yield from words.notes(words.own_notes(election, composition), apart=False)
    yield from words.notes(election.assumptions, apart=False)


def table(election: Election, composition: Composition, *, all_lists: bool = False) -> Table:
    """A line for each party and list, for a co-operation that could have a seat, and for the small lists.

    The range is a column where anything is not certain.
    """
    numbers = [Column(text("Total"))]
    if composition.mayors is not None:
        numbers = [Column(text("Mayors")), Column(text("Suppl."), emphasis=True), *numbers]
    shown, gathered = words.gather(composition.parties, lambda one: not all_lists and words.without_seat(one))
    rows = [_row(one, composition) for one in shown]
    if co_operation := certainty.co_operation_row(composition, len(numbers)):
        rows.append(co_operation)
    if gathered:
        rows.append(_gathered(gathered, composition, len(numbers)))
    if composition.unassigned:
        waiting = [composition.unassigned] * (2 if composition.mayors is not None else 1)
        mayors = [None] * (len(numbers) - len(waiting))
        rows.append(Row(["", text("by lot"), "", "", *mayors, *waiting, ""], "minor"))
    columns = [words.ID, words.PARTY, Column(text("Votes")), Column(text("Share")), *numbers, certainty.RANGE]
    footer = _totals(composition)
    if certainty.is_certain(composition):
        columns, footer = columns[:-1], footer[:-1]
        rows = [Row(row.cells[:-1], row.style) for row in rows]
    title = text("{body}: votes, mayors and seats of each party", body=words.name_of(election, composition))
    return Table(columns, rows, footer, title)


def _row(one: PartyResult, composition: Composition) -> Row:
    has_result = composition.status != "no-result"
    numbers: list[Value] = [one.seats or None if has_result else None]
    if composition.mayors is not None:
        numbers = [one.mayors or None, one.supplementary or None, *numbers]
    numbers.append(certainty.range_cell(one.seats_lowest, one.seats_highest))
    return words.row(one, one.votes, words.percent(one.share), *numbers, mark=_mark([one], composition))


def _gathered(lines: Sequence[PartyResult], composition: Composition, numbers: int) -> Row:
    mark = _mark(lines, composition)
    name = Cell(
        text("{n} local lists (≤ {share:.2%})", n=len(lines), share=max(one.share for one in lines)),
        mark=f" {mark}" if mark else "",
        short=text("{n} local lists", n=len(lines)),
    )
    share = sum((one.share for one in lines), Fraction(0))
    votes = sum(one.votes for one in lines)
    return Row(["", name, votes, words.percent(share), *[None] * numbers, ""], "minor")


def _totals(composition: Composition) -> list[Value]:
    totals: list[Value] = [composition.members]
    if composition.mayors is not None:
        totals = [composition.mayors, composition.supplementary, *totals]
    members = certainty.range_cell(composition.members_lowest, composition.members_highest)
    return ["", text("Total"), composition.valid_votes, "", *totals, members]


def legend(members: Table) -> list[Block]:
    """What the marks in a table mean."""
    marks = {cell.mark.strip() for row in members.rows for cell in row.cells if isinstance(cell, Cell)}
    return [line(sentence, style="minor") for mark, sentence in LEGEND.items() if mark in marks]


def _mark(lines: Sequence[PartyResult], composition: Composition) -> str:
    """The mark of parties without a part in the proportional seats; of none while nothing is counted."""
    reasons = {one.reason for one in lines}
    return MARKS.get(reasons.pop() or "", "") if composition.valid_votes and len(reasons) == 1 else ""
