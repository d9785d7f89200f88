"""An explanation in words: a text to follow with a pocket calculator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from msgspec.structs import replace

from kkr_alloc.analysis.explain import Explanation, Explanations, ThresholdLine
from kkr_alloc.divisors import DIVISORS, Step, Tie
from kkr_alloc.documents import certainty, words
from kkr_alloc.documents.blocks import Block, Bullets, Column, Heading, Row, Table, Value, line, paragraph
from kkr_alloc.text import text

ROUNDING = {
    "adams": text("rounded up: every started price gives a seat"),
    "sainte-lague": text("rounded to the nearest, an exact half up"),
    "dhondt": text("rounded down"),
}

SHOWN_LOCAL = Fraction(1, 100)
"""A local list with less of the votes than this shares a line with the others of its kind."""


def document(answer: Explanations) -> Iterator[Block]:
    """Every explanation, in the order of the rules."""
    for explanation in answer.explanations:
        composition = explanation.composition
        sections = how(explanation)
        yield from words.heading(answer.election, answer.rules, composition)
        yield from sections
        if composition.status == "no-result":
            yield line(words.NO_RESULT, apart=True)
        else:
            number = 1 + sum(isinstance(block, Heading) for block in sections)
            yield from _result(explanation, number)
            yield Heading(text("{n}. What is open", n=number + 1), 3)
            yield from certainty.questions(composition)
        yield from words.notes(words.without_open(composition))


def how(explanation: Explanation) -> list[Block]:
    """How the seats came about: who takes part, who sets the size, levelling, filling."""
    sections = [_threshold]
    if explanation.mayors:
        sections.append(_mayors)
    if explanation.levelling_lines:
        sections.append(_levelling)
    if explanation.filling is not None:
        sections.append(_filling)
    return [block for number, section in enumerate(sections, 1) for block in section(explanation, number)]


def _threshold(explanation: Explanation, number: int) -> Iterator[Block]:
    threshold, composition = explanation.threshold, explanation.composition
    yield Heading(text("{n}. Votes: who takes part", n=number), 3)
    base = text(
        "{it.votes} valid votes."
        if threshold.of == "valid"
        else "{it.votes} votes cast, blank and invalid ones among them.",
        it=threshold,
    )
    needed = text("There is no threshold.")
    if threshold.share is not None:
        needed = text(
            "The threshold is {it.share:.2%} of them: {exact:.2}, so {it.needed:vote is|votes are} needed.",
            it=threshold,
            exact=threshold.share * threshold.votes,
        )
    yield line(base, needed)
    if threshold.council_seat:
        yield paragraph("A party must also have a seat in a council of the area.")
    seated = {one.party for one in composition.parties if one.seats}

    def small(one: ThresholdLine) -> bool:
        few = one.votes < SHOWN_LOCAL * composition.valid_votes
        return one.local and few and one.party not in seated

    shown, gathered = words.gather(threshold.parties, small)
    made = []
    for one in shown:
        takes_part = words.yes_or_no(one.council_seat), words.yes_or_no(one.eligible)
        made.append(words.row(one, one.votes, words.signed(one.distance), *takes_part))
    if gathered:
        name = text("{n} local lists (largest {votes})", n=len(gathered), votes=gathered[0].votes)
        parts = {one.eligible for one in gathered}
        part = words.yes_or_no(parts.pop()) if len(parts) == 1 else None
        made.append(Row(["", name, sum(one.votes for one in gathered), None, None, part], "minor"))
    answers = [Column(text("Distance")), Column(text("Council")), Column(text("Takes part"))]
    yield Table([*words.PARTY, words.VOTES, *answers], made)
    for pool in composition.parties:
        if pool.lists:
            n, lists = len(pool.lists), pool.lists
            yield paragraph("{name} are {n:list|lists}: {lists}.", name=pool.name, n=n, lists=lists)


def _mayors(explanation: Explanation, number: int) -> Iterator[Block]:
    composition = explanation.composition
    sized = composition.price is not None
    yield Heading(text("{n}. Mayors: who sets the size" if sized else "{n}. Mayors", n=number), 3)
    yield paragraph("Each of the {n} mayors is a member by office.", n=composition.mayors)
    yield Bullets(
        [
            text(
                "{line.name}, {line.mayors}: {line.municipalities}."
                if one.eligible or composition.status == "no-result"
                else "{line.name}, {line.mayors}, outside the proportional part: {line.municipalities}.",
                line=one,
            )
            for one in explanation.mayors
        ]
    )
    if not sized:
        return
    reference = explanation.reference
    fewest = {party: text("fewest") for party in reference}
    yield Table(
        [*words.PARTY, words.VOTES, words.MAYORS, Column(text("Votes per mayor")), Column("", number=False)],
        [
            words.row(one, one.votes, one.mayors, words.exact(one.votes_per_mayor), fewest.get(one.party, ""))
            for one in explanation.mayors
            if one.eligible
        ],
    )
    yield line(words.price(composition, 4))
    if len(reference) > 1:
        yield paragraph("{parties} have exactly the same votes per mayor.", parties=reference)


def _levelling(explanation: Explanation, number: int) -> Iterator[Block]:
    composition, levelling = explanation.composition, explanation.levelling
    assert levelling is not None
    yield Heading(text("{n}. Levelling: votes over the price", n=number), 3)
    yield paragraph("Each quotient is {rounding}.", rounding=ROUNDING[levelling.divisor])
    total = sum(one.seats for one in levelling.parties)
    yield Table(
        [*words.PARTY, words.VOTES, Column(text("Quotient")), Column(text("Seats"))],
        [
            words.row(one, one.votes, words.exact(one.quotient, _places(one.quotient)), one.seats)
            for one in levelling.parties
        ],
        ["", text("Total"), "", "", total],
    )
    if composition.outside:
        yield paragraph(
            "With {it.outside} outside the proportional part that makes {seats} + {it.outside} = "
            "{it.levelled_members} members.",
            it=composition,
            seats=total,
        )
    if composition.cap is None:
        yield paragraph("There is no cap on the number of members.")
        return
    yield paragraph(
        "{it.levelled_members} members are more than the cap of {each} x {it.municipalities} "
        "municipalities = {it.cap}."
        if composition.capped
        else "{it.levelled_members} members are within the cap of {each} x {it.municipalities} "
        "municipalities = {it.cap}.",
        it=composition,
        each=composition.cap // composition.municipalities,
    )


def _filling(explanation: Explanation, number: int) -> Iterator[Block]:
    composition, filling = explanation.composition, explanation.filling
    assert filling is not None
    house = filling.seats
    held = sum(one.mayors for one in explanation.mayors if one.eligible)
    yield Heading(text("{n}. Filling: each seat to the largest quotient", n=number), 3)
    yield paragraph(
        "The number of seats is fixed: {house}."
        if not composition.capped
        else "The cap of {it.cap}, less {it.outside} outside, leaves {house} seats."
        if composition.outside
        else "The cap of {it.cap} leaves {house} seats.",
        it=composition,
        house=house,
    )
    if held:
        yield paragraph("{held} are the mayors'; the other {free} are filled.", held=held, free=house - held)
    divisor = DIVISORS[filling.divisor]
    yield paragraph(
        "By {divisor} a party's votes are divided by {divisors} … for its first, second … seat; a party "
        "begins after the seats it holds already.",
        divisor=divisor.title,
        divisors=[divisor.of(seat) for seat in range(1, 5)],
    )
    bid = [Column(text("Votes / divisor")), Column(text("Quotient"))]
    won = [Column(text("Won by"), number=False), *bid]
    other = [Column(text("Next"), number=False), *(replace(column, optional=True) for column in bid)]
    steps = ([one.seat, *_bids(one)] for one in filling.steps)
    yield Table.of([Column(text("Seat")), *won, *other], steps)
    if composition.tie:
        yield from _tie(explanation, composition.tie)


def _bids(step: Step[str]) -> Iterator[Value]:
    """Who won a seat with which quotient, and the next best one."""
    places = _places_apart(step)
    for bid in (step.winner, step.runner_up):
        if bid is None:
            yield from (None, "", None)
        else:
            yield bid.party
            yield text("{bid.votes} / {bid.divisor}", bid=bid)
            yield words.exact(bid.quotient, places) or "∞"


def _places(quotient: Fraction) -> int:
    """Decimals enough to see on which side of a whole or half number a quotient lies."""
    between = (2 * quotient).denominator > 1
    return _fewest(4, lambda places: not between or (2 * round(quotient, places)).denominator > 1)


def _places_apart(step: Step[str]) -> int:
    """Decimals enough to tell the winner's quotient from the next one."""
    won, other = step.winner.quotient, step.runner_up.quotient if step.runner_up else None
    if not won or not other or won == other:
        return 2
    return _fewest(2, lambda places: round(won, places) != round(other, places))


def _fewest(least: int, enough: Callable[[int], bool]) -> int:
    return next((places for places in range(least, 16, 2) if enough(places)), 16)


def _tie(explanation: Explanation, tie: Tie[str]) -> Iterator[Block]:
    yield paragraph(
        "The last {it.seats} of the seats must be drawn by lot between {it.parties}: their quotients are all "
        "{it.quotient:.2}.",
        it=tie,
        style="emphasis",
    )
    yield Bullets(
        [
            text(
                "{it.party} has {it.seats_if_won:seat|seats} if it is drawn, {it.seats_if_lost} if not.",
                it=after,
            )
            for after in explanation.after_lot
        ]
    )


def _result(explanation: Explanation, number: int) -> Iterator[Block]:
    composition = explanation.composition
    yield Heading(text("{n}. Result", n=number), 3)
    with_mayors = composition.mayors is not None
    if with_mayors:
        yield paragraph("Supplementary members are a party's seats less its mayors.")
    rows = [
        words.row(one, one.mayors, one.supplementary, one.seats)
        for one in composition.parties
        if one.seats or (with_mayors and one.eligible)
    ]
    if waiting := composition.unassigned:
        rows.append(words.lot_row(None, waiting, waiting))
    yield Table.of(
        [*words.PARTY, *(one.when(with_mayors) for one in (words.MAYORS, words.SUPPLEMENTARY)), words.TOTAL],
        rows,
        ["", text("Total"), composition.mayors, composition.supplementary, composition.members],
    )
    if with_mayors:
        yield line(words.members(composition))
