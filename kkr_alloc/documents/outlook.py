"""What can still become of a body, in words: ranges, and the offices that matter."""

from __future__ import annotations

from collections.abc import Iterable

from kkr_alloc.analysis.extremes import Range
from kkr_alloc.analysis.outlook import Outlook, Outlooks
from kkr_alloc.documents import words
from kkr_alloc.documents.blocks import Block, Column, Row, Table, line, rows
from kkr_alloc.text import text

MAX_OFFICES = 12
"""The table has at most so many open offices; JSON has all."""


def document(answer: Outlooks) -> list[Block]:
    """The outlook of every body."""
    blocks: list[Block] = []
    for outlook in answer.outlooks:
        blocks += words.heading(answer.election, answer.rules, outlook)
        blocks.append(
            line(
                text(
                    "{open} of {all} mayors are open, which can come out in {outcomes:way|ways}. Lowest and "
                    "highest over all of them (a lot counts as lost for the lowest, as won for the highest):",
                    open=len(outlook.offices),
                    all=outlook.municipalities,
                    outcomes=outlook.outcomes,
                ),
                apart=True,
            )
        )
        blocks += [*_ranges(outlook), *_offices(outlook)]
        blocks += words.notes(outlook.notes)
    return blocks


def _ranges(outlook: Outlook) -> Iterable[Block]:
    seats = [Column(text("Mayors")), Column(text("Suppl.")), Column(text("Total"))]
    yield Table(
        [words.ID, words.PARTY, Column(text("Votes"), optional=True), *seats],
        [
            Row(
                [
                    *words.named(one),
                    one.votes,
                    _range(one.mayors),
                    _range(one.supplementary),
                    _range(one.seats),
                ],
                "" if one.eligible else "minor",
            )
            for one in outlook.parties
            if one.eligible or one.seats.highest
        ],
        ["", text("Members"), "", "", "", _range(outlook.members)],
    )
    if not outlook.members.exact:
        yield line(
            text("In brackets: bounds. No outcome goes beyond them, but they may not be reached."),
            style="minor",
        )


def _range(numbers: Range) -> str:
    one = numbers.lowest == numbers.highest
    if numbers.exact:
        return text("{it.lowest}" if one else "{it.lowest}–{it.highest}", it=numbers)
    return text("[{it.lowest}]" if one else "[{it.lowest}–{it.highest}]", it=numbers)


def _offices(outlook: Outlook) -> Iterable[Block]:
    yield line(
        text(
            "Which offices matter most: the most seats that two candidates for one office differ in, while "
            "each other open office goes to its largest list."
        ),
        apart=True,
    )
    shown = outlook.offices[:MAX_OFFICES]
    yield Table(
        [
            Column(text("Municipality"), number=False),
            Column(text("Seats")),
            Column(text("Between"), number=False),
            Column(text("Could be"), number=False, shrink=True),
        ],
        rows(
            [
                office.municipality,
                office.moves,
                " / ".join(office.between) if office.between else None,
                ", ".join(office.candidates),
            ]
            for office in shown
        ),
    )
    if len(outlook.offices) > len(shown):
        yield line(text("… and {n} more.", n=len(outlook.offices) - len(shown)), style="minor")
