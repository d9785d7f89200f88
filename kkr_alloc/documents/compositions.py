"""Compositions in words: a heading, the size, a line for each party, what is assumed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from kkr_alloc.documents import words
from kkr_alloc.documents.blocks import Block, Cell, Column, Row, Table, Value, line
from kkr_alloc.model import Composition, Compositions, Election, PartyResult
from kkr_alloc.text import text

MARKS = {"below-threshold": "*", "no-council-seat": "°"}
LEGEND = {
    "*": text("* below the threshold: no part in the proportional seats"),
    "°": text("° no seat in a council of the region: no part in the proportional seats"),
}


def document(answer: Compositions, *, all_lists: bool = False) -> Iterator[Block]:
    """Every composition; at the end what is assumed for all. ``all_lists``: a row for each local list."""
    election = answer.election
    for composition in answer.compositions:
        yield from words.heading(election, answer.rules, composition)
        yield from (line(sentence) for sentence in words.size(composition))
        yield table(election, composition, all_lists=all_lists)
        yield from legend(composition)
        if composition.tie:
            yield line(words.tie_sentence(composition), style="emphasis")
        yield from words.notes(words.own_notes(election, composition), apart=False)
    yield from words.notes(election.assumptions, apart=False)


def table(election: Election, composition: Composition, *, all_lists: bool = False) -> Table:
    """A line for each party and list, and one for the local lists without a seat."""
    with_mayors = composition.mayors is not None
    seats = [Column(text("Total"))]
    if with_mayors:
        seats = [
            Column(text("Mayors")),
            Column(text("Seats"), optional=True),
            Column(text("Suppl."), emphasis=True),
            *seats,
        ]
    shown, gathered = words.gather(composition.parties, lambda one: not all_lists and words.without_seat(one))
    rows = [_row(one, composition) for one in shown]
    if gathered:
        rows.append(_gathered(gathered, len(seats)))
    if composition.unassigned:
        number = composition.unassigned
        waiting = [None, number, number, number] if with_mayors else [number]
        rows.append(Row(["", text("by lot"), "", "", *waiting], "minor"))
    return Table(
        [words.ID, words.PARTY, Column(text("Votes")), Column(text("Share")), *seats],
        rows,
        _totals(composition),
        text("{body}: votes, mayors and seats of each party", body=words.name_of(election, composition)),
    )


def _row(one: PartyResult, composition: Composition) -> Row:
    has_result = composition.status != "no-result"
    seats: list[Value] = [one.seats or None if has_result else None]
    if composition.mayors is not None:
        inside = one.seats or None if one.eligible and has_result else None
        seats = [one.mayors or None, inside, one.supplementary or None, *seats]
    return words.row(one, one.votes, words.percent(one.share), *seats, mark=_mark(one, composition))


def _gathered(lines: Sequence[PartyResult], columns: int) -> Row:
    name = Cell(
        text("{n} local lists (≤ {share:.2%})", n=len(lines), share=max(one.share for one in lines)),
        short=text("{n} local lists", n=len(lines)),
    )
    share = sum((one.share for one in lines), Fraction(0))
    votes = sum(one.votes for one in lines)
    return Row(["", name, votes, words.percent(share), *[None] * columns], "minor")


def _totals(composition: Composition) -> list[Value]:
    totals: list[Value] = [composition.members]
    if composition.mayors is not None:
        inside = sum(one.seats for one in composition.parties if one.eligible) + composition.unassigned
        has_result = composition.status != "no-result"
        totals = [composition.mayors, inside if has_result else None, composition.supplementary, *totals]
    return ["", text("Total"), composition.valid_votes, "", *totals]


def legend(composition: Composition) -> list[Block]:
    """What the marks mean, for those that occur."""
    marks = {_mark(one, composition) for one in composition.parties}
    return [line(sentence, style="minor") for mark, sentence in LEGEND.items() if mark in marks]


def _mark(one: PartyResult, composition: Composition) -> str:
    """The mark of a party without a part in the proportional seats; of none while nothing is counted."""
    return MARKS.get(one.reason or "", "") if composition.valid_votes else ""
