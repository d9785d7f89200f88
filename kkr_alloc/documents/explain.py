"""An explanation in words: a text to follow with a pocket calculator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

from kkr_alloc.analysis.explain import Explanation, Explanations, ThresholdLine
from kkr_alloc.divisors import DIVISORS, Step, Tie
from kkr_alloc.documents import certainty, words
from kkr_alloc.documents.blocks import Block, Bullets, Column, Heading, Row, Table, Value, line, rows
from kkr_alloc.text import text

ROUNDING = {
    "adams": text("rounded up: every started price gives a seat"),
    "sainte-lague": text("rounded to the nearest, an exact half up"),
    "dhondt": text("rounded down"),
}

SHOWN_LOCAL = Fraction(1, 100)
"""A local list with less of the votes than this shares a line with the others of its kind."""

VOTES, SEATS, MAYORS = Column(text("Votes")), Column(text("Seats")), Column(text("Mayors"))


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
    threshold = explanation.threshold
    yield Heading(text("{n}. Votes: who takes part", n=number), 3)
    base = text(
        "{it.votes} valid votes."
        if threshold.of == "valid"
        else "{it.votes} votes cast, blank and invalid ones among them.",
        it=threshold,
    )
    if threshold.share is None:
        yield line(base, text("There is no threshold: every list with votes takes part."))
    else:
        needed = text(
            "The threshold is {it.share:.2%} of them: {exact:.2}, so {it.needed:vote is|votes are} needed.",
            it=threshold,
            exact=threshold.share * threshold.votes,
        )
        yield line(base, needed)
    if threshold.council_seat:
        yield line(text("A party must also have a seat in a council of the area."))
    yield _threshold_table(explanation)
    for one in explanation.composition.parties:
        if one.lists:
            lists = list(one.lists)
            yield line(text("{name} are {n:list|lists}: {lists}.", name=one.name, n=len(lists), lists=lists))


def _threshold_table(explanation: Explanation) -> Table:
    composition = explanation.composition
    seated = {one.party for one in composition.parties if one.seats}

    def small(one: ThresholdLine) -> bool:
        few = one.votes < SHOWN_LOCAL * composition.valid_votes
        return one.local and few and one.party not in seated

    shown, gathered = words.gather(explanation.threshold.parties, small)
    made = [
        words.row(
            one,
            one.votes,
            words.signed(one.distance),
            words.yes_or_no(one.council_seat),
            words.yes_or_no(one.eligible),
        )
        for one in shown
    ]
    if gathered:
        name = text("{n} local lists (largest {votes})", n=len(gathered), votes=gathered[0].votes)
        parts = {one.eligible for one in gathered}
        part = words.yes_or_no(parts.pop()) if len(parts) == 1 else None
        made.append(Row(["", name, sum(one.votes for one in gathered), None, None, part], "minor"))
    answers = [Column(text("Distance")), Column(text("Council")), Column(text("Takes part"))]
    return Table([words.ID, words.PARTY, VOTES, *answers], made)


def _mayors(explanation: Explanation, number: int) -> Iterator[Block]:
    composition = explanation.composition
    sized = composition.price is not None
    yield Heading(text("{n}. Mayors: who sets the size" if sized else "{n}. Mayors", n=number), 3)
    yield line(text("Each of the {n} mayors is a member by office.", n=composition.mayors))
    yield Bullets(
        [
            text(
                "{line.name}, {line.mayors}: {municipalities}."
                if one.eligible or composition.status == "no-result"
                else "{line.name}, {line.mayors}, outside the proportional part: {municipalities}.",
                line=one,
                municipalities=list(one.municipalities),
            )
            for one in explanation.mayors
        ]
    )
    if not sized:
        return
    reference = explanation.reference
    fewest = {party: text("fewest") for party in reference}
    yield Table(
        [words.ID, words.PARTY, VOTES, MAYORS, Column(text("Votes per mayor")), Column("", number=False)],
        [
            words.row(one, one.votes, one.mayors, words.exact(one.votes_per_mayor), fewest.get(one.party, ""))
            for one in explanation.mayors
            if one.eligible
        ],
    )
    yield line(words.price(composition, 4))
    if len(reference) > 1:
        yield line(text("{parties} have exactly the same votes per mayor.", parties=list(reference)))


def _levelling(explanation: Explanation, number: int) -> Iterator[Block]:
    composition, levelling = explanation.composition, explanation.levelling
    assert levelling is not None
    yield Heading(text("{n}. Levelling: votes over the price", n=number), 3)
    yield line(text("Each quotient is {rounding}.", rounding=ROUNDING[levelling.divisor]))
    total = sum(one.seats for one in levelling.parties)
    yield Table(
        [words.ID, words.PARTY, VOTES, Column(text("Quotient")), SEATS],
        [
            words.row(one, one.votes, words.exact(one.quotient, _places(one.quotient)), one.seats)
            for one in levelling.parties
        ],
        ["", text("Total"), "", "", total],
    )
    if composition.outside:
        sentence = text(
            "With {it.outside} outside the proportional part that makes {seats} + {it.outside} = "
            "{it.levelled_members} members.",
            it=composition,
            seats=total,
        )
        yield line(sentence)
    if composition.cap is None:
        yield line(text("There is no cap on the number of members."))
        return
    sentence = text(
        "{it.levelled_members} members are more than the cap of {each} x {it.municipalities} "
        "municipalities = {it.cap}."
        if composition.capped
        else "{it.levelled_members} members are within the cap of {each} x {it.municipalities} "
        "municipalities = {it.cap}.",
        it=composition,
        each=composition.cap // composition.municipalities,
    )
    yield line(sentence)


def _filling(explanation: Explanation, number: int) -> Iterator[Block]:
    composition, filling = explanation.composition, explanation.filling
    assert filling is not None
    house = filling.seats
    held = sum(one.mayors for one in explanation.mayors if one.eligible)
    yield Heading(text("{n}. Filling: each seat to the largest quotient", n=number), 3)
    sentence = text(
        "The number of seats is fixed: {house}."
        if not composition.capped
        else "The cap of {it.cap}, less {it.outside} outside, leaves {house} seats."
        if composition.outside
        else "The cap of {it.cap} leaves {house} seats.",
        it=composition,
        house=house,
    )
    yield line(sentence)
    if held:
        yield line(text("{held} are the mayors'; the other {free} are filled.", held=held, free=house - held))
    divisor = DIVISORS[filling.divisor]
    rule = text(
        "By {divisor} a party's votes are divided by {divisors} … for its first, second … seat; a party "
        "begins after the seats it holds already.",
        divisor=divisor.title,
        divisors=[divisor.of(seat) for seat in range(1, 5)],
    )
    yield line(rule)
    columns = [
        Column(text("Seat")),
        Column(text("Won by"), number=False),
        Column(text("Votes / divisor")),
        Column(text("Quotient")),
        Column(text("Next"), number=False),
        Column(text("Votes / divisor"), optional=True),
        Column(text("Quotient"), optional=True),
    ]
    yield Table(columns, rows([one.seat, *_bids(one)] for one in filling.steps))
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
    sentence = text(
        "The last {it.seats} of the seats must be drawn by lot between {parties}: their quotients are all "
        "{it.quotient:.2}.",
        it=tie,
        parties=list(tie.parties),
    )
    yield line(sentence, style="emphasis")
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
    kinds = {"seats": Column(text("Total"))}
    shown = [one for one in composition.parties if one.seats]
    if composition.mayors is not None:
        kinds = {"mayors": MAYORS, "supplementary": Column(text("Suppl."))} | kinds
        shown = [one for one in composition.parties if one.eligible or one.seats]
        yield line(text("Supplementary members are a party's seats less its mayors."))
    members = [words.row(one, *(getattr(one, kind) for kind in kinds)) for one in shown]
    if waiting := composition.unassigned:
        members.append(words.lot_row(*(None if kind == "mayors" else waiting for kind in kinds)))
    totals = [composition.mayors, composition.supplementary, composition.members][-len(kinds) :]
    yield Table([words.ID, words.PARTY, *kinds.values()], members, ["", text("Total"), *totals])
    if composition.mayors is not None:
        yield line(words.members(composition))
