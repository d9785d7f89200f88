"""Divisor methods by enumeration, and the random elections that the engine is compared on.

Nothing is clever here: every quotient is written down as a fraction and the list is sorted.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import NamedTuple

from hypothesis import strategies as st

SEQUENCES = {
    "dhondt": lambda seat: seat,
    "sainte-lague": lambda seat: 2 * seat - 1,
    "adams": lambda seat: seat - 1,
}
PARTIES = "ABCDEFGHIJKLMNOPQRST"


class Election(NamedTuple):
    """What :func:`kkr_alloc.apportionment` is asked, in the order of its parameters."""

    votes: dict[str, int]
    house: int
    divisor: str
    minimum: dict[str, int]


class Outcome(NamedTuple):
    """The certain seats, and the seats, parties and quotient of the tie (0, none, None without one)."""

    seats: dict[str, int]
    tied_seats: int
    tied_parties: frozenset[str]
    quotient: Fraction | None


def quotient(votes: int, seat: int, divisor: str) -> tuple[bool, Fraction]:
    """What a party offers for its ``seat``-th seat: (is it infinite?, the fraction or the votes)."""
    number = SEQUENCES[divisor](seat)
    return (number == 0, Fraction(votes, number or 1))


def outcome(election: Election) -> Outcome:
    """The ``house`` largest quotients win; those equal to the last one wait for a lot if not all fit."""
    votes, house, divisor, minimum = election
    certain = Counter({party: minimum.get(party, 0) for party in votes})
    free = house - certain.total()
    offers = sorted(
        (
            (quotient(number, seat, divisor), party)
            for party, number in votes.items()
            if number
            for seat in range(certain[party] + 1, certain[party] + free + 1)
        ),
        reverse=True,
    )
    if not free:
        return Outcome(dict(certain), 0, frozenset(), None)
    last = offers[free - 1][0]
    above = [party for offer, party in offers if offer > last]
    equal = [party for offer, party in offers if offer == last]
    certain.update(above)
    if len(above) + len(equal) == free:
        certain.update(equal)
        return Outcome(dict(certain), 0, frozenset(), None)
    return Outcome(dict(certain), free - len(above), frozenset(equal), last[1])


def is_price(price: Fraction, seats: dict[str, int], election: Election) -> bool:
    """Do all parties hold what the price buys them? A quotient that equals it may be won or lost."""
    votes, _, divisor, minimum = election
    return all(
        quotient(number, seats[party] + 1, divisor) <= (False, price)
        and (
            seats[party] == minimum.get(party, 0) or quotient(number, seats[party], divisor) >= (False, price)
        )
        for party, number in votes.items()
        if number
    )


# Small numbers make ties, the others make parties of very unequal size.
numbers_of_votes = st.one_of(st.integers(0, 12), st.integers(0, 1_000_000), st.integers(0, 10**30))


@st.composite
def elections(
    draw: st.DrawFn, votes: st.SearchStrategy[int] = numbers_of_votes, minimums: bool = True
) -> Election:
    """Valid elections of up to twenty parties, every divisor, with minimums that some parties hold."""
    counts = draw(st.lists(votes, min_size=draw(st.sampled_from((1, 10))), max_size=len(PARTIES)).filter(any))
    by_party = dict(zip(PARTIES, counts, strict=False))
    divisor = draw(st.sampled_from(sorted(SEQUENCES)))
    minimum = {}
    if minimums:
        minimum = {party: draw(st.integers(0, 6)) for party, number in by_party.items() if number}
        minimum = {party: seats for party, seats in minimum.items() if seats or draw(st.booleans())}
    first_seats = sum(1 for party, number in by_party.items() if number and not minimum.get(party))
    needed = sum(minimum.values()) + (first_seats if divisor == "adams" else 0)
    return Election(by_party, needed + draw(st.integers(0, 30)), divisor, minimum)


def tied_elections() -> st.SearchStrategy[Election]:
    """Elections with so few votes that equal quotients are common."""
    return elections(votes=st.integers(0, 6))
