"""Compositions in words: a heading, the size, a line for each party, what is open, what is assumed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec.structs import replace

from kkr_alloc.documents import certainty, overview, words
from kkr_alloc.documents.blocks import Block, Cell, Column, Row, Table, Value, line, paragraph
from kkr_alloc.documents.certainty import range_cell
from kkr_alloc.election import newer_than
from kkr_alloc.model import Election
from kkr_alloc.results import Composition, Compositions, PartyResult
from kkr_alloc.text import text

MARKS = {"list-alone": " †", "below-threshold": " *", "no-council-seat": " °"}
LEGEND = {
    " *": text("* below the threshold: takes no part"),
    " °": text("° no seat in a council of the region: takes no part"),
    " †": text("† local list outside the co-operation: takes no part"),
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
    if several:
        hints = [text("Newer: {newest}.", newest=newest)] if newest else []
        hints += [text("In full: --details.")] if hint and not in_full else []
        yield from overview.document(answer, *hints)
    for composition in answer.compositions if in_full else ():
        yield from words.heading(election, answer.rules, composition)
        yield from map(line, words.size(composition))
        members = table(election, composition, all_lists=all_lists)
        yield members
        yield from legend(members)
        if composition.tie:
            yield line(words.tie_sentence(composition), style="emphasis")
        yield from certainty.summary(composition)
        yield from words.notes(words.own_notes(election, composition), apart=False)
    if not several:
        yield from words.notes(election.assumptions, apart=False)
    if newest and not several:
        yield paragraph("A newer election is bundled: {newest} (-e {newest}).", newest=newest, style="minor")


def table(election: Election, composition: Composition, *, all_lists: bool = False) -> Table:
    """A line for each party and list, for a co-operation that could have a seat, and for the small lists.

    The range is a column where anything is not certain.
    """
    has_result = composition.status != "no-result"

    def seats_of(one: PartyResult) -> list[Value]:
        numbers = one.mayors, one.supplementary, one.seats if has_result else 0
        return [*(number or None for number in numbers), range_cell(one, "seats")]

    shown, gathered = words.gather(composition.parties, lambda one: not all_lists and words.without_seat(one))
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
        full = text("{n} local lists (≤ {share:.2%})", n=n, share=largest)
        name = Cell(full, mark=mark, short=text("{n} local lists", n=n))
        share = words.percent(sum((one.share for one in gathered), Fraction()))
        rows.append(Row(["", name, sum(one.votes for one in gathered), share, *[None] * 3, ""], "minor"))
    if waiting := composition.unassigned:
        rows.append(words.lot_row("", "", None, waiting, waiting, ""))
    members = [composition.mayors, composition.supplementary, composition.members]
    of_mayors = [words.MAYORS, replace(words.SUPPLEMENTARY, emphasis=True)]
    kinds = [*(column.when(composition.mayors is not None) for column in of_mayors), words.TOTAL]
    with_range = words.RANGE.when(not certainty.is_certain(composition))
    return Table.of(
        [*words.PARTY, words.VOTES, Column(text("Share")), *kinds, with_range],
        rows,
        ["", text("Total"), composition.valid_votes, "", *members, range_cell(composition, "members")],
        text("{body}: votes, mayors and seats of each party", body=words.name_of(election, composition)),
    )


def legend(members: Table) -> list[Block]:
    """What the marks in a table mean."""
    marks = {cell.mark for row in members.rows for cell in row.cells if isinstance(cell, Cell)}
    return [line(sentence, style="minor") for mark, sentence in LEGEND.items() if mark in marks]


def _mark(lines: Sequence[PartyResult], composition: Composition) -> str:
    """The mark of parties that take no part; of none while nothing is counted."""
    reasons = {one.reason for one in lines}
    return MARKS.get(reasons.pop() or "", "") if composition.valid_votes and len(reasons) == 1 else ""
