"""What a KKR comes to however the votes fall that no source counts by list.

A party has at least the votes that are known, and at most those and the uncounted ones of municipalities
where its number is not exact; all together have the valid votes. Ends are exact: reached, never exceeded.
Assumed: every party has a council seat, and the list co-operation no mayor.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from itertools import product

from msgspec import Struct

from kkr_alloc.analysis.certainty import first_that
from kkr_alloc.analysis.open_questions import Interval
from kkr_alloc.composition import NOT_LEVELLED, threshold_of
from kkr_alloc.divisors import DIVISORS
from kkr_alloc.errors import InputError
from kkr_alloc.figures import UNLIMITED
from kkr_alloc.model import BodyRules
from kkr_alloc.tally import Tally
from kkr_alloc.text import text

_Seats = Callable[[int], int]
"""The seats that so many votes give a party, before its mayors are looked at."""


class KnownInPart(Struct, frozen=True):
    """A KKR's area of which ``uncounted`` votes are not known by list.

    ``area``: parties with the fewest votes they can have; ``most``: the most. ``others``: both, of all other
    lists together.
    """

    area: Tally
    most: dict[str, int]
    others: Interval
    uncounted: int

    @property
    def mayors(self) -> int:
        """The mayors of parties."""
        return sum(one.mayors for one in self.area.standings)


class Bounds:
    """What a KKR that is known in part can come to under one reading of the rules.

    Raises:
        InputError: the uncounted votes leave open who sets the size, or whether the cap is reached.
    """

    def __init__(self, known: KnownInPart, rules: BodyRules) -> None:
        area, most = known.area, known.most
        self._levelling, self._fill = DIVISORS[rules.levelling or "adams"], DIVISORS[rules.fill]
        self._needed, self._others = threshold_of(area, rules).needed, known.others
        self._spare = area.valid - known.others[0] - sum(one.votes for one in area.standings)
        parties = [one for one in area.standings if most[one.party] >= self._needed]
        self._votes = {one.party: (one.votes, most[one.party]) for one in parties}
        self._mayors = {one.party: one.mayors for one in parties}
        self._outside = area.municipalities - sum(self._mayors.values())
        self._room = (rules.cap(area.municipalities) or UNLIMITED) - self._outside
        prices = sorted((Fraction(one.votes, one.mayors), one.party) for one in parties if one.mayors)
        if not prices:
            raise InputError(NOT_LEVELLED)
        (self._cheap, self._reference), *others = prices
        unsure = any(one.mayors and one.votes < self._needed for one in parties)
        if unsure or any(other <= self._dear(0) for other, _ in others):
            raise InputError(text("The uncounted votes leave open what comes out."))

    @property
    def one_seat(self) -> Interval:
        """The votes with which the co-operation reaches the threshold, at the price of one seat at most."""
        return self._needed, max(self._needed, int(self._cheap))

    def members(self, pool: Interval) -> Interval:
        """The fewest and the most members with so many votes for the list co-operation."""
        fewest, most = (min(seats, self._room) + self._outside for seats in self._size(pool))
        return fewest, most

    def totals(self, seats: Interval) -> tuple[Interval, Interval]:
        """The co-operation's votes that can give it so many seats, and those that give them in any case."""
        low, more = seats[0], seats[1] + 1
        can, must = self._first(low), self._first(low, True)
        return (can, self._first(more, True) - 1), (must, self._first(more) - 1)

    def _first(self, seats: int, certain: bool = False) -> int:
        """The fewest votes with which the co-operation can have so many seats, or is ``certain`` of them."""
        same = self._levelling is self._fill  # then the cut is the levelling at a dearer price
        if not same and self._size((self._needed, self._needed))[0] <= self._room:
            raise InputError(text("The uncounted votes leave open what comes out."))

        def has(votes: int) -> bool:
            before = partial(self._fill.before, own=votes, seat=seats, ties_too=True)
            others = self._together(before, votes if certain else None)
            levelled = self._levelled(self._dear(votes) if certain else self._cheap)
            return others + seats <= self._room and (not same or levelled(votes) >= seats)

        return first_that(has, self._needed, self._others[1] + 1)

    def _size(self, pool: Interval) -> Interval:
        """The fewest and the most seats of all that take part, before the cap."""
        low, high = self._levelled(self._dear(pool[0])), self._levelled(self._cheap)

        def most(own: int) -> int:  # more votes than the other lists have leave fewer for the parties
            votes = first_that(lambda votes: high(votes) >= own, *pool)
            return self._together(high, votes, self._reference) + own

        highest = max(map(most, range(high(pool[0]), high(pool[1]) + 1)))
        return self._together(low) + low(pool[0]), highest

    def _left(self, pool: int) -> int:
        """The uncounted votes that a pool of so many votes leaves."""
        return max(0, self._spare - max(0, pool - self._others[0]))

    def _dear(self, pool: int) -> Fraction:
        """The reference party's votes per mayor with as many of these as it can have."""
        fewest, most = self._votes[self._reference]
        return Fraction(min(most, fewest + self._left(pool)), self._mayors[self._reference])

    def _levelled(self, price: Fraction) -> _Seats:
        return lambda votes: self._levelling.rounded(votes * price.denominator, price.numerator)

    def _together(self, seats: _Seats, pool: int | None = None, fixed: str = "") -> int:
        """The fewest seats of all parties together; or the most beside so many votes for a ``pool``, the
        votes of the party ``fixed`` as they are.
        """
        spare = 0 if pool is None else self._left(pool)
        cheapest = {0: 0}  # seats -> the fewest uncounted votes that they take
        for party, (fewest, most) in self._votes.items():
            found: dict[int, int] = {}
            top = fewest if party == fixed else min(most, fewest + spare)
            for (have, cost), (more, votes) in product(
                cheapest.items(), self._steps(party, seats, fewest, top)
            ):
                if cost + votes - fewest <= spare:
                    found[have + more] = min(found.get(have + more, spare), cost + votes - fewest)
            cheapest = found
        return max(cheapest)

    def _steps(self, party: str, seats: _Seats, fewest: int, top: int) -> list[Interval]:
        """Each number of seats that the party can have, with the fewest votes that give it."""

        def held(votes: int) -> int:
            return max(self._mayors[party], seats(votes)) if votes >= self._needed else 0

        steps = [(held(fewest), fewest)]
        while steps[-1][0] < held(top):
            votes = first_that(lambda votes: held(votes) > steps[-1][0], fewest, top)
            steps.append((held(votes), votes))
        return steps
