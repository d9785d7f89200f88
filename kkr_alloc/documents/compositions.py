"""Compositions in words: a heading, the size, a line for each party, what is assumed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from kkr_alloc.documents import words
from kkr_alloc.documents.blocks import Block, Cell, Column, Row, Table, Value, line
from kkr_alloc.model import Composition, Compositions, Election, PartyResult
from kkr_alloc.text import text

Cells = TypeVar("Cells")

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
    parties, waiting = composition.parties, composition.unassigned
    has_result, with_mayors = composition.status != "no-result", composition.mayors is not None

    def kinds(*seats: Cells) -> Sequence[Cells]:
        """What is of mayors, seats in the proportional part, supplementary members and all seats together."""
        return seats if with_mayors else seats[-1:]

    def seats_of(one: PartyResult) -> Sequence[Value]:
        seats = one.seats or None if has_result else None
        return kinds(one.mayors or None, seats if one.eligible else None, one.supplementary or None, seats)

    shown, gathered = words.gather(parties, lambda one: not all_lists and words.without_seat(one))
    rows = [
        words.row(one, one.votes, words.percent(one.share), *seats_of(one), mark=_mark(one, composition))
        for one in shown
    ]
    if gathered:
        n, largest = len(gathered), max(one.share for one in gathered)
        name = Cell(
            text("{n} local lists (≤ {share:.2%})", n=n, share=largest), short=text("{n} local lists", n=n)
        )
        votes, share = (sum(getattr(one, of) for one in gathered) for of in ("votes", "share"))
        rows.append(Row(["", name, votes, words.percent(share), *kinds(None, None, None, None)], "minor"))
    if waiting:
        rows.append(Row(["", text("by lot"), "", "", *kinds(None, waiting, waiting, waiting)], "minor"))
    inside = sum(one.seats for one in parties if one.eligible) + waiting if has_result else None
    totals = kinds(composition.mayors, inside, composition.supplementary, composition.members)
    columns = kinds(
        Column(text("Mayors")),
        Column(text("Seats"), optional=True),
        Column(text("Suppl."), emphasis=True),
        Column(text("Total")),
    )
    return Table(
        [words.ID, words.PARTY, Column(text("Votes")), Column(text("Share")), *columns],
        rows,
        ["", text("Total"), composition.valid_votes, "", *totals],
        text("{body}: votes, mayors and seats of each party", body=words.name_of(election, composition)),
    )


def legend(composition: Composition) -> list[Block]:
    """What the marks mean, for those that occur."""
    marks = {_mark(one, composition) for one in composition.parties}
    return [line(sentence, style="minor") for mark, sentence in LEGEND.items() if mark in marks]


def _mark(one: PartyResult, composition: Composition) -> str:
    """The mark of a party without a part in the proportional seats; of none while nothing is counted."""
    return MARKS.get(one.reason or "", "") if composition.valid_votes else ""
