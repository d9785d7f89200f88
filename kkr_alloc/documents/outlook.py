"""What can still become of a body, in words: ranges, and the offices that matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from kkr_alloc.analysis.mayoralties import LARGEST
from kkr_alloc.analysis.outlook import Led, Outlook, Outlooks, Prospect, Range
from kkr_alloc.documents import words
from kkr_alloc.documents.blocks import Block, Column, Paragraph, Table, Value, paragraph
from kkr_alloc.text import text

MAX_OFFICES = 12
"""The table has at most so many open offices; JSON has all."""


def document(answer: Outlooks) -> Iterator[Block]:
    for outlook in answer.outlooks:
        yield from words.heading(answer.election, answer.rules, outlook)
        yield paragraph(
            "Of {it.municipalities} mayors' offices {open:is|are} open, which can come out in "
            "{it.outcomes:way|ways}. The table has the lowest and the highest number over all of them and "
            "over every open reading of the rules "
            "(a lot counts as lost for the lowest, as won for the highest).",
            it=outlook,
            open=len(outlook.offices),
            apart=True,
        )
        pooled = answer.rules.bodies[outlook.body].co_operation
        if pooled and answer.election.co_operation.status != "complete":
            yield paragraph(
                "Which local lists are in the list co-operation is not known in full; "
                "here it stays as in the result."
            )
        yield from _ranges(outlook)
        yield from _offices(outlook)
        yield from words.notes(outlook.notes)


def _ranges(outlook: Outlook) -> Iterator[Block]:
    led = outlook.led
    lines = zip(outlook.parties, *([led.parties] if led else []), strict=True)
    shown, local = words.gather((one for one in lines if one[0].eligible or one[0].seats.highest), _small)
    columns = [words.MAYORS, words.SUPPLEMENTARY, words.TOTAL]
    columns += [Column(text("{column}*", column=column.title)) for column in columns] if led else []
    of_all = [cell for one in (outlook, led) if one for cell in ("", "", _range(one.members))]
    yield Table(
        [*words.PARTY, replace(words.VOTES, optional=True), *columns],
        [
            words.row(one[0], one[0].votes, *(_range(number) for some in one for number in some.numbers))
            for one in shown
        ],
        ["", text("Members"), "", *of_all],
    )
    if local:
        yield paragraph("… and {n} local lists that may have one mayor each.", n=len(local), style="minor")
    if led:
        yield Paragraph(list(_with_leaders(outlook, led)))


def _small(of: Sequence[Prospect]) -> bool:
    """Whether it is a local list that may have a mayor, and that is all; of the leaders, none."""
    first, *led = of
    most = (first.seats.highest, *(one.seats.highest for one in led))
    return first.local and not first.eligible and not first.seats.lowest and most in ((1,), (1, 0))


def _with_leaders(outlook: Outlook, led: Led) -> Iterator[str]:
    """Who could lead a municipality, in how many ways, and where that is not known."""
    largest = text("the municipality's largest list")
    if outlook.count.final is False:
        largest = text("the municipality's largest list as counted so far")
    yield text(
        "* With leaders only ({leaders}): {it.outcomes:way|ways}.",
        it=led,
        leaders=[largest if leader == LARGEST else leader for leader in led.leaders],
    )
    without = sum(office.leaders == () for office in outlook.offices)
    if without:
        yield text("In {n:municipality|municipalities} any list could still lead.", n=without)


def _range(numbers: Range) -> str:
    one = numbers.lowest == numbers.highest
    return text("{it.lowest}" if one else "{it.lowest}–{it.highest}", it=numbers)


def _offices(outlook: Outlook) -> Iterator[Block]:
    yield paragraph(
        "Which offices matter most: the most seats that two candidates for one office differ in, while each "
        "other open office goes to its largest list.",
        apart=True,
    )
    columns = [
        Column(text("Municipality"), number=False),
        Column(text("Seats")),
        Column(text("Between"), number=False),
        Column(text("Leaders"), number=False, shown=outlook.led is not None),
        Column(text("Could be"), number=False, shrink=True),
    ]
    rows: list[list[Value]] = []
    for one in outlook.offices[:MAX_OFFICES]:
        between, leaders = (" / ".join(parties or ()) or None for parties in (one.between, one.leaders))
        rows.append([one.municipality, one.moves, between, leaders, ", ".join(one.candidates)])
    yield Table.of(columns, rows)
    if len(outlook.offices) > MAX_OFFICES:
        yield paragraph("… and {n} more.", n=len(outlook.offices) - MAX_OFFICES, style="minor")
