"""What can still become of a body, in words: ranges, and the offices that matter."""

from __future__ import annotations

from collections.abc import Iterator

from kkr_alloc.analysis.extremes import Range
from kkr_alloc.analysis.outlook import Outlook, Outlooks
from kkr_alloc.documents import words
from kkr_alloc.documents.blocks import Block, Column, Table, line, rows
from kkr_alloc.text import text

MAX_OFFICES = 12
"""The table has at most so many open offices; JSON has all."""


def document(answer: Outlooks) -> Iterator[Block]:
    """The outlook of every body."""
    for outlook in answer.outlooks:
        yield from words.heading(answer.election, answer.rules, outlook)
        sentence = text(
            "Of {it.municipalities} mayors {open:is|are} open, which can come out in {it.outcomes:way|ways}. "
            "Lowest and highest over all of them and over every open reading of the rules "
            "(a lot counts as lost for the lowest, as won for the highest):",
            it=outlook,
            open=len(outlook.offices),
        )
        yield line(sentence, apart=True)
        if (
            answer.election.co_operation.status != "complete"
            and answer.rules.bodies[outlook.body].co_operation
        ):
            fixed = text(
                "Which local lists are in the list co-operation is not known in full; "
                "here it stays as in the result."
            )
            yield line(fixed)
        yield from _ranges(outlook)
        yield from _offices(outlook)
        yield from words.notes(outlook.notes)


def _ranges(outlook: Outlook) -> Iterator[Block]:
    seats = [Column(text("Mayors")), Column(text("Suppl.")), Column(text("Total"))]
    yield Table(
        [words.ID, words.PARTY, Column(text("Votes"), optional=True), *seats],
        [
            words.row(one, one.votes, *map(_range, (one.mayors, one.supplementary, one.seats)))
            for one in outlook.parties
            if one.eligible or one.seats.highest
        ],
        ["", text("Members"), "", "", "", _range(outlook.members)],
    )
    if not outlook.members.exact:
        bounds = text("In brackets: bounds. No outcome goes beyond them, but they may not be reached.")
        yield line(bounds, style="minor")


def _range(numbers: Range) -> str:
    one = numbers.lowest == numbers.highest
    inner = text("{it.lowest}" if one else "{it.lowest}–{it.highest}", it=numbers)
    return inner if numbers.exact else text("[{range}]", range=inner)


def _offices(outlook: Outlook) -> Iterator[Block]:
    about = text(
        "Which offices matter most: the most seats that two candidates for one office differ in, while each "
        "other open office goes to its largest list."
    )
    yield line(about, apart=True)
    columns = [
        Column(text("Municipality"), number=False),
        Column(text("Seats")),
        Column(text("Between"), number=False),
        Column(text("Could be"), number=False, shrink=True),
    ]
    lines = (
        [one.municipality, one.moves, " / ".join(one.between or ()) or None, ", ".join(one.candidates)]
        for one in outlook.offices[:MAX_OFFICES]
    )
    yield Table(columns, rows(lines))
    if len(outlook.offices) > MAX_OFFICES:
        yield line(text("… and {n} more.", n=len(outlook.offices) - MAX_OFFICES), style="minor")
