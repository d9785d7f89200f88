"""Compositions in words: a heading, the size, a line for each party, what is open, what is assumed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from kkr_alloc.documents import certainty, overview, words
from kkr_alloc.documents.blocks import Block, Cell, Column, Row, Table, Value, line
from kkr_alloc.election import newer_than
from kkr_alloc.model import Election
from kkr_alloc.results import Composition, Compositions, PartyResult
from kkr_alloc.text import text

Cells = TypeVar("Cells")

MARKS = {"list-alone": "†", "below-threshold": "*", "no-council-seat": "°"}
LEGEND = {
    "*": text("* below the threshold: takes no part"),
    "°": text("° no seat in a council of the region: takes no part"),
    "†": text("† local list outside the co-operation: takes no part"),
}


def document(
    answer: Compositions, *, all_lists: bool = False, details: bool = False, hint: bool = False
) -> Iterator[Block]:
    """A body in full; of several an overview, after which ``details`` has each of them in full.

    ``all_lists``: a row for each local list, in full. ``hint``: say which option has more. A newer election
    than this one is named where one is bundled.
    """
    election, several = answer.election, len(answer.compositions) > 1
    in_full = details or all_lists or not several
    newest = newer_than(election)
    newer = [text("Newer: {newest}.", newest=newest)] if newest else []
    if several:
        yield from overview.document(
            answer, *newer, *([text("In full: --details.")] if hint and not in_full else [])
        )
    for composition in answer.compositions if in_full else ():
        yield from words.heading(election, answer.rules, composition)
        yield from (line(sentence) for sentence in words.size(composition))
        members = table(election, composition, all_lists=all_lists)
        yield members
        yield from legend(members)
        if composition.tie:
            yield line(words.tie_sentence(composition), style="emphasis")
        yield from certainty.summary(composition)
        yield from words.notes(words.own_notes(election, composition), apart=False)
    if not several:
        yield from words.notes(election.assumptions, apart=False)
        if newest:
            sentence = text("A newer election is bundled: {newest} (-e {newest}).", newest=newest)
            yield line(sentence, style="minor")


def table(election: Election, composition: Composition, *, all_lists: bool = False) -> Table:
    """A line for each party and list, for a co-operation that could have a seat, and for the small lists.

    The range is a column where anything is not certain.
    """
    parties, waiting = composition.parties, composition.unassigned
    has_result, with_mayors = composition.status != "no-result", composition.mayors is not None
    with_range = not certainty.is_certain(composition)

    def kinds(mayors: Cells, supplementary: Cells, seats: Cells, reach: Cells) -> list[Cells]:
        """What is of mayors, supplementary members, all seats together, and their range."""
        return [*([mayors, supplementary] if with_mayors else []), seats, *([reach] if with_range else [])]

    def seats_of(one: PartyResult) -> list[Value]:
        reach = certainty.range_cell(one.seats_lowest, one.seats_highest)
        return kinds(
            one.mayors or None, one.supplementary or None, one.seats or None if has_result else None, reach
        )

    shown, gathered = words.gather(parties, lambda one: not all_lists and words.without_seat(one))
    rows = [
        words.row(one, one.votes, words.percent(one.share), *seats_of(one), mark=_mark([one], composition))
        for one in shown
    ]
    pool, co_operation = composition.co_operation, certainty.co_operation_line(composition)
    if pool and co_operation:
        votes = certainty.between(pool.votes_lowest, pool.votes_highest)
        rows.append(words.row(co_operation, votes, "", *seats_of(co_operation)))
    if gathered:
        n, largest, mark = len(gathered), max(one.share for one in gathered), _mark(gathered, composition)
        name = Cell(
            text("{n} local lists (≤ {share:.2%})", n=n, share=largest),
            mark=f" {mark}" if mark else "",
            short=text("{n} local lists", n=n),
        )
        votes, share = (sum(getattr(one, of) for one in gathered) for of in ("votes", "share"))
        rows.append(Row(["", name, votes, words.percent(share), *kinds(None, None, None, "")], "minor"))
    if waiting:
        rows.append(words.lot_row("", "", *kinds(None, waiting, waiting, "")))
    members = certainty.range_cell(composition.members_lowest, composition.members_highest)
    totals = kinds(composition.mayors, composition.supplementary, composition.members, members)
    columns = kinds(
        Column(text("Mayors")), Column(text("Suppl."), emphasis=True), Column(text("Total")), certainty.RANGE
    )
    return Table(
        [words.ID, words.PARTY, Column(text("Votes")), Column(text("Share")), *columns],
        rows,
        ["", text("Total"), composition.valid_votes, "", *totals],
        text("{body}: votes, mayors and seats of each party", body=words.name_of(election, composition)),
    )


def legend(members: Table) -> list[Block]:
    """What the marks in a table mean."""
    marks = {cell.mark.strip() for row in members.rows for cell in row.cells if isinstance(cell, Cell)}
    return [line(sentence, style="minor") for mark, sentence in LEGEND.items() if mark in marks]


def _mark(lines: Sequence[PartyResult], composition: Composition) -> str:
    """The mark of parties that take no part; of none while nothing is counted."""
    reasons = {one.reason for one in lines}
    return MARKS.get(reasons.pop() or "", "") if composition.valid_votes and len(reasons) == 1 else ""
