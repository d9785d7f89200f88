"""What can still become of a body, in words: ranges, and the offices that matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kkr_alloc.analysis.extremes import Range
from kkr_alloc.analysis.outlook import LARGEST, Led, Outlook, Outlooks, Prospect
from kkr_alloc.documents import words
from kkr_alloc.documents.blocks import Block, Column, Paragraph, Table, Value, line, rows
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
        pooled = answer.rules.bodies[outlook.body].co_operation
        if pooled and answer.election.co_operation.status != "complete":
            fixed = text(
                "Which local lists are in the list co-operation is not known in full; "
                "here it stays as in the result."
            )
            yield line(fixed)
        yield from _ranges(outlook)
        yield from _offices(outlook)
        yield from words.notes(outlook.notes)


def _ranges(outlook: Outlook) -> Iterator[Block]:
    led = outlook.led
    lines = zip(outlook.parties, *([led.parties] if led else []), strict=True)
    shown, local = words.gather((one for one in lines if one[0].eligible or one[0].seats.highest), _small)
    titles = [text("Mayors"), text("Suppl."), text("Total")]
    titles += [text("{column}*", column=title) for title in titles] if led else []
    of_all = [cell for one in (outlook, led) if one for cell in ("", "", _range(one.members))]
    yield Table(
        [words.ID, words.PARTY, Column(text("Votes"), optional=True), *map(Column, titles)],
        [
            words.row(one[0], one[0].votes, *(_range(number) for some in one for number in some.numbers))
            for one in shown
        ],
        ["", text("Members"), "", *of_all],
    )
    if local:
        yield line(text("… and {n} local lists that may have one mayor each.", n=len(local)), style="minor")
    if led:
        yield Paragraph(list(_with_leaders(outlook, led)))
    if not outlook.members.exact:
        bounds = text("In brackets: bounds. No outcome goes beyond them, but they may not be reached.")
        yield line(bounds, style="minor")


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
        *([Column(text("Leaders"), number=False)] if outlook.led else []),
        Column(text("Could be"), number=False, shrink=True),
    ]
    lines: list[list[Value]] = []
    for one in outlook.offices[:MAX_OFFICES]:
        sets = [one.between, one.leaders] if outlook.led else [one.between]
        some = [" / ".join(of) if of else None for of in sets]
        lines.append([one.municipality, one.moves, *some, ", ".join(one.candidates)])
    yield Table(columns, rows(lines))
    if len(outlook.offices) > MAX_OFFICES:
        yield line(text("… and {n} more.", n=len(outlook.offices) - MAX_OFFICES), style="minor")
