"""Compositions in words: a heading, the size, a line for each party, what is assumed."""

from __future__ import annotations

from fractions import Fraction

from kkr_alloc.documents import words
from kkr_alloc.documents.blocks import Block, Cell, Column, Row, Table, Value, line
from kkr_alloc.model import Composition, Compositions, Election, PartyResult
from kkr_alloc.text import text

MARKS = {"below-threshold": "*", "no-council-seat": "°"}


def document(answer: Compositions, *, all_lists: bool = False) -> list[Block]:
    """Every composition; at the end what is assumed for all. ``all_lists``: a row for each local list."""
    election = answer.election
    blocks: list[Block] = []
    for composition in answer.compositions:
        blocks += words.heading(election, answer.rules, composition)
        blocks += [line(sentence) for sentence in words.size(composition)]
        blocks.append(table(election, composition, all_lists=all_lists))
        blocks += legend(composition)
        if composition.tie:
            blocks.append(line(words.tie_sentence(composition), style="emphasis"))
        blocks += words.notes(words.own_notes(election, composition), apart=False)
    return blocks + words.notes(election.assumptions, apart=False)


def table(election: Election, composition: Composition, *, all_lists: bool = False) -> Table:
    """A line for each party and list, and one for the local lists without a seat."""
    with_mayors = composition.mayors is not None
    seats = [Column(text("Total"))]
    if with_mayors:
        seats[:0] = [
            Column(text("Mayors")),
            Column(text("Seats"), optional=True),
            Column(text("Suppl."), emphasis=True),
        ]
    shown, gathered = words.gather(composition.parties, lambda one: not all_lists and words.without_seat(one))
    rows = [_row(one, composition) for one in shown]
    if gathered:
        rows.append(_gathered(gathered, [None] * len(seats)))
    if composition.unassigned:
        waiting: list[Value] = [composition.unassigned] * len(seats)
        if with_mayors:
            waiting[0] = None
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
        seats[:0] = [one.mayors or None, inside, one.supplementary or None]
    party, name = words.named(one)
    if mark := _mark(one, composition):
        name = Cell(one.name, mark=f" {mark}")
    return Row([party, name, one.votes, words.percent(one.share), *seats], "" if one.eligible else "minor")


def _gathered(lines: list[PartyResult], seats: list[Value]) -> Row:
    name = Cell(
        text("{n} local lists (≤ {share:.2%})", n=len(lines), share=max(one.share for one in lines)),
        short=text("{n} local lists", n=len(lines)),
    )
    share = sum((one.share for one in lines), Fraction(0))
    return Row(["", name, sum(one.votes for one in lines), words.percent(share), *seats], "minor")


def _totals(composition: Composition) -> list[Value]:
    totals: list[Value] = [composition.members]
    if composition.mayors is not None:
        inside = sum(one.seats for one in composition.parties if one.eligible) + composition.unassigned
        has_result = composition.status != "no-result"
        totals[:0] = [composition.mayors, inside if has_result else None, composition.supplementary]
    return ["", text("Total"), composition.valid_votes, "", *totals]


def legend(composition: Composition) -> list[Block]:
    """What the marks mean, for those that occur."""
    marks = {_mark(one, composition) for one in composition.parties}
    blocks: list[Block] = []
    if "*" in marks:
        blocks.append(line(text("* below the threshold: no part in the proportional seats"), style="minor"))
    if "°" in marks:
        sentence = text("° no seat in a council of the region: no part in the proportional seats")
        blocks.append(line(sentence, style="minor"))
    return blocks


def _mark(one: PartyResult, composition: Composition) -> str:
    """The mark of a party without a part in the proportional seats; of none while nothing is counted."""
    return MARKS.get(one.reason or "", "") if composition.valid_votes else ""
