"""Margins in words: a line for each party, and the mayors' offices that matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from kkr_alloc.analysis.margins import AllMargins, Exchange, Margin, Margins, Mayoralty
from kkr_alloc.analysis.shifts import Shift
from kkr_alloc.documents import words
from kkr_alloc.documents.blocks import Block, Bullets, Column, Heading, Table, Value, line, paragraph
from kkr_alloc.text import text


def document(answer: AllMargins) -> Iterator[Block]:
    for margins in answer.margins:
        composition = margins.composition
        yield from words.heading(answer.election, answer.rules, composition)
        if composition.status == "no-result":
            yield line(words.NO_RESULT)
            continue
        yield paragraph(
            "The fewest votes that change a party's certain seats, each taken by itself. "
            "To gain: more votes, of people who had not voted. To lose: voters who stay at home.",
            apart=True,
        )
        share, needed = answer.rules.bodies[composition.body].threshold, margins.needed
        if share is not None and needed is not None:
            yield paragraph("The threshold is {share:.2%}: {needed:vote|votes}.", share=share, needed=needed)
        yield from _parties(margins)
        if composition.mayors is not None:
            yield from _mayoralties(margins)
        yield from words.notes(composition.notes)


def _parties(margins: Margins) -> Iterator[Block]:
    with_mayors = margins.composition.mayors is not None
    seats = words.SUPPLEMENTARY if with_mayors else Column(text("Seats"))
    optional = [replace(words.VOTES, optional=True), Column(text("Distance"), optional=True)]
    rows = []
    for one in margins.parties:
        shifts = _votes(one.gain), _votes(one.lose)
        number = one.supplementary if with_mayors else one.seats
        rows.append(words.row(one, one.votes, words.signed(one.distance), number, *shifts))
    yield Table([*words.PARTY, *optional, seats, Column(text("To gain")), Column(text("To lose"))], rows)
    exchanges = [exchange for one in margins.parties for exchange in one.exchanges]
    if exchanges:
        yield paragraph("The same with votes from, and to, another party's voters:")
        yield _exchanges(margins, list(dict.fromkeys(exchange.party for exchange in exchanges)))
    yield paragraph("–: no number of votes does it, council seats and mayors as they are.", style="minor")
    both: list[Margin | Exchange] = [*margins.parties, *exchanges]
    if any(shift and shift.by_lot for one in both for shift in (one.gain, one.lose)):
        yield paragraph("*: with so many votes a lot decides about a seat of the party.", style="minor")


def _exchanges(margins: Margins, others: Sequence[str]) -> Table:
    """For each party the votes from, and to, the voters of the others."""
    columns = [*words.PARTY]
    for other in others:
        columns += [Column(text("From {party}", party=other)), Column(text("To {party}", party=other))]
    rows = []
    for one in margins.parties:
        shifts = {exchange.party: (exchange.gain, exchange.lose) for exchange in one.exchanges}
        cells = [_votes(shift) for other in others for shift in shifts.get(other, (None, None))]
        rows.append(words.row(one, *cells))
    return Table(columns, rows)


def _votes(shift: Shift | None) -> Value:
    if shift is None:
        return None
    return text("{votes}*", votes=shift.votes) if shift.by_lot else shift.votes


def _mayoralties(margins: Margins) -> Iterator[Block]:
    if not margins.mayoralties:
        yield paragraph(
            "No single mayor's office would change a party's seats if it were another's.", apart=True
        )
        return
    yield Heading(text("Mayors' offices that would change seats if they were another party's"), 3)
    held = {one.party: one.mayors or 0 for one in margins.composition.parties}
    together: dict[tuple[str, str], list[Mayoralty]] = {}
    for office in margins.mayoralties:
        together.setdefault((office.party, office.other), []).append(office)
    pairs = sorted(together, key=lambda pair: (-held[pair[0]], pair[0], -len(together[pair]), pair[1]))
    yield Bullets([_mayoralty(together[pair], held[pair[0]]) for pair in pairs])


def _mayoralty(offices: Sequence[Mayoralty], held: int) -> str:
    """What would change if one of a party's offices were another's; all of these change the same."""
    first = offices[0]
    everywhere = len(offices) == held > 1
    return text(
        "{office.party} to {office.other}: there would be no composition ({where})."
        if first.members is None
        else "{office.party} to {office.other}: {changes}; {office.members} members ({where}).",
        office=first,
        changes=[text("{it.party} {it.before}→{it.after}", it=change) for change in first.changes],
        where=text("any of its {n}", n=held) if everywhere else [office.municipality for office in offices],
    )
