"""The lowest and highest numbers of a body's members and seats while mayors' offices are open. Exact.

A composition depends on the mayors only through how many each party has (those of lists that are not eligible
sit outside, whoever they are). Levelled, it depends on the price alone; filled under a cap, a party reaches
its k-th seat exactly if the seats that come before it leave room. Both are asked of the set of all numbers of
mayors that can come out (:mod:`kkr_alloc.analysis.mayor_counts`), so no outcome needs to be listed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property, partial

from msgspec import Struct

from kkr_alloc.analysis.mayor_counts import MayorCounts
from kkr_alloc.apportionment import level
from kkr_alloc.divisors import DIVISORS
from kkr_alloc.model import BodyRules

MAX_PARTIES = 14
"""With more eligible parties that a mayor could be of, bounds are given instead of exact numbers."""


class Range(Struct, frozen=True):
    """The lowest and highest number over all outcomes; bounds that may be too wide unless ``exact``."""

    lowest: int
    highest: int
    exact: bool


class Interval:
    """The lowest and highest number so far."""

    def __init__(self) -> None:
        self.lowest: int | None = None
        self.highest: int | None = None

    def add(self, lowest: int, highest: int) -> None:
        """Take in these numbers and all between."""
        self.lowest = lowest if self.lowest is None else min(self.lowest, lowest)
        self.highest = highest if self.highest is None else max(self.highest, highest)

    def holds(self, lowest: int, highest: int) -> bool:
        """Whether taking these in would change nothing."""
        return (
            self.lowest is not None
            and self.highest is not None
            and self.lowest <= lowest
            and highest <= self.highest
        )

    def range(self, exact: bool) -> Range:
        """The range from the lowest to the highest."""
        assert self.lowest is not None
        assert self.highest is not None
        return Range(self.lowest, self.highest, exact)


class Ranges:
    """The body's size, and each eligible party's seats and supplementary members."""

    def __init__(self, parties: Iterable[str]) -> None:
        self.members = Interval()
        self.seats = {party: Interval() for party in parties}
        self.supplementary = {party: Interval() for party in parties}


class _FilledCase(Struct, frozen=True):
    """Mayors that lead to a filling: the ``reference`` party has so many or more, so many sit outside.

    ``reference`` is its number; None where it is not open how many it has.
    """

    reference: int | None
    mayors: int
    outside: int


class Extremes:
    """The open offices of one body, with the eligible parties numbered and all other lists as one, outside.

    ``votes``: of the eligible parties. ``held``: the mayors of every party and list that are not open.
    ``offices``: whose each open office may be.
    """

    def __init__(
        self,
        rules: BodyRules,
        municipalities: int,
        votes: Mapping[str, int],
        held: Mapping[str, int],
        offices: Collection[tuple[str, ...]],
    ) -> None:
        self._rules = rules
        self._votes = votes
        self._eligible = list(votes)
        self._held = held
        self._offices = offices
        # The cap, or the fixed number of seats; None where neither binds.
        self._most_members = rules.seats if rules.levelling is None else rules.cap(municipalities)
        open_to = {party for of in offices for party in of}
        # The eligible parties that can still get a mayor; then, as one, all that are not eligible.
        self._moving = [party for party in self._eligible if party in open_to]
        self._number = {party: number for number, party in enumerate(self._moving)}
        self._fixed = [party for party in self._eligible if party not in open_to]
        self._outside = len(self._moving)
        self._few = self._outside <= MAX_PARTIES
        self.exact = self._few and rules.fill != "adams"

    def ranges(self) -> Ranges:
        """The lowest and highest of every number; bounds where they are not ``exact``."""
        if not self._few:
            return self._bounds()
        ranges = Ranges(self._eligible)
        for (party, mayors), levelled in self._levelled.items():
            self._add_levelled(ranges, party, mayors, levelled)
        for case in self._filled_cases():
            self._add_filled(ranges, case)
        return ranges

    def _bounds(self) -> Ranges:
        """Where there are too many parties for exact numbers: what certainly holds."""
        ranges = Ranges(self._eligible)
        mayors = sum(self._held.values()) + len(self._offices)
        could = Counter(party for of in self._offices for party in of)
        house = self._most_members
        steepest = {party: self._held[party] + could[party] for party in self._eligible}
        largest = {party: max(number, 1) for party, number in steepest.items()}
        levelling = self._rules.levelling
        top = level(self._votes, largest, levelling).seats if levelling else {}
        ranges.members.add(mayors, house if house is not None else sum(top.values()) + mayors)
        for party in self._eligible:
            lowest, highest = self._held[party], mayors + top.get(party, 0)
            if house is not None:
                highest = min(house, house - mayors + steepest[party])
            ranges.seats[party].add(lowest, highest)
            ranges.supplementary[party].add(0, highest - lowest)
        return ranges

    @cached_property
    def _counts(self) -> MayorCounts:
        outside = sum(mayors for party, mayors in self._held.items() if party not in self._votes)
        return MayorCounts(
            [*(self._held[party] for party in self._moving), outside],
            [frozenset(self._number.get(party, self._outside) for party in of) for of in self._offices],
        )

    @cached_property
    def _levelled(self) -> dict[tuple[str, int], dict[str, int]]:
        """Reference party and its mayors -> the seats they level everyone to."""
        if self._rules.levelling is None:
            return {}
        return {
            (party, mayors): level(self._votes, {party: mayors}, self._rules.levelling).seats
            for party in self._eligible
            for mayors in range(max(1, self._least(party)), self._most(party) + 1)
        }

    def _least(self, party: str) -> int:
        return self._counts.least(self._number[party]) if party in self._number else self._held[party]

    def _most(self, party: str, at_least: Mapping[int, int] | None = None) -> int:
        if party not in self._number:
            return self._held[party]
        return self._counts.most(self._number[party], at_least)

    def _add_levelled(self, ranges: Ranges, reference: str, mayors: int, seats: dict[str, int]) -> None:
        """The outcomes in which this party with so many mayors sets the price and no cap binds."""
        price = Fraction(self._votes[reference], mayors)
        up_to = {
            number: int(self._votes[party] / price) for party, number in self._number.items()
        }  # nobody has fewer votes per mayor
        if any(self._held[party] * price > self._votes[party] for party in self._fixed):
            return
        at_least = {self._number[reference]: mayors} if reference in self._number else {}
        levelled = sum(seats.values())
        most_outside = self._counts.most(self._outside, at_least)
        if self._most_members is not None:
            most_outside = min(most_outside, self._most_members - levelled)
            if most_outside < 0:
                return
        up_to[self._outside] = most_outside
        if not self._counts.can_have(at_least) or self._counts.excess(up_to):
            return
        fewest_outside = self._counts.least_under(self._outside, up_to)
        ranges.members.add(levelled + fewest_outside, levelled + most_outside)
        for party, number in seats.items():
            ranges.seats[party].add(number, number)
            lowest = highest = self._held[party]
            moving = self._number.get(party)
            if moving is not None:
                lowest = self._least(party)
                highest = min(up_to[moving], self._counts.most(moving, at_least))
                if not ranges.supplementary[party].holds(number - highest, number - lowest):
                    lowest = max(at_least.get(moving, 0), self._counts.least_under(moving, up_to))
            ranges.supplementary[party].add(number - highest, number - lowest)

    def _filled_cases(self) -> Iterator[_FilledCase]:
        """The outcomes in which a number of seats is filled: for each party the mayors that level beyond it.

        With more mayors outside, fewer of the party are needed; each step of that is a case.
        """
        house = self._most_members
        if house is None:
            return
        if self._rules.levelling is None:
            yield _FilledCase(None, 0, self._counts.least(self._outside))
            return
        for party in self._eligible:
            needed: int | None = None
            for outside in range(self._counts.least(self._outside), self._counts.most(self._outside) + 1):
                mayors = next(
                    (
                        mayors
                        for mayors in range(max(1, self._least(party)), self._most(party) + 1)
                        if sum(self._levelled[party, mayors].values()) + outside > house
                    ),
                    None,
                )
                if mayors is None or (needed is not None and mayors >= needed):
                    continue
                needed = mayors
                number = self._number.get(party)
                case = _FilledCase(number, mayors if number is not None else 0, outside)
                if self._counts.can_have(_bounds_of(case, self._outside)):
                    yield case

    def _add_filled(self, ranges: Ranges, case: _FilledCase) -> None:
        house = self._most_members
        assert house is not None
        at_least = _bounds_of(case, self._outside)
        ranges.members.add(house, house)
        for party in self._eligible:
            number = self._number.get(party)
            most = self._most(party, at_least)
            least = self._least(party)
            if number is not None:
                least = max(least, at_least.get(number, 0))
            seats, supplementary = ranges.seats[party], ranges.supplementary[party]

            # A further seat is only harder to reach, and to miss one fewer is too.
            reach, miss = partial(self._can_reach, case, party), partial(self._can_miss, case, party)
            highest = _last(reach, max(most, seats.highest or 0), house)
            lowest = _first_missed(miss, least, house if seats.lowest is None else min(house, seats.lowest))
            seats.add(min(lowest, highest), highest)

            # One mayor more of the party's brings it at most one seat more, for an office taken from another
            # leaves room for at most one. So it has most supplementary members with the fewest mayors it can
            # have here, and fewest with the most.
            top = _last(partial(reach, mayors=least), min(house, least + (supplementary.highest or 0)), house)
            low = house if supplementary.lowest is None else min(house, most + supplementary.lowest)
            low = _first_missed(partial(miss, mayors=most), most, low)
            supplementary.add(low - most, top - least)

    def _before(self, party: str, seat: int, ties_too: bool) -> dict[str, int]:
        """The seats of each other eligible party whose quotient is above that of the party's ``seat``-th.

        ``ties_too``: or equal to it.
        """
        divisor = DIVISORS[self._rules.fill]
        own, cost = self._votes[party], divisor.of(seat)
        before = {}
        for other in self._eligible:
            votes = self._votes[other]
            if other == party:
                continue
            if cost == 0:  # infinite bids: larger votes first
                before[other] = int(votes > own or (ties_too and votes == own))
                continue
            # votes / (stride j - shift) > own / cost, for how many j
            numerator, denominator = votes * cost + divisor.shift * own, divisor.stride * own
            before[other] = max(0, numerator // denominator if ties_too else -(-numerator // denominator) - 1)
        return before

    def _can_reach(self, case: _FilledCase, party: str, seats: int, mayors: int | None = None) -> bool:
        """Whether the party gets so many seats in some outcome, a lot won if need be.

        It does if the others' seats before it, their mayors beyond those, and the mayors outside leave room.
        ``mayors``: with exactly so many of its own, the fewest it can have.
        """
        house = self._most_members
        assert house is not None
        before = self._before(party, seats, ties_too=False)
        taken = seats + case.outside
        taken += sum(max(before[other], self._held[other]) for other in self._fixed if other != party)
        room = {self._number[other]: before[other] for other in self._moving if other != party}
        taken += sum(room.values())
        reference = case.reference
        if reference in room and room[reference] < case.mayors:
            taken += case.mayors - room[reference]
            room[reference] = case.mayors
        room[self._outside] = case.outside
        number = self._number.get(party)
        if number is not None and mayors is not None:
            room[number] = mayors
        return taken <= house and taken + self._counts.excess(room) <= house

    def _can_miss(self, case: _FilledCase, party: str, seats: int, mayors: int | None = None) -> bool:
        """Whether the party is not certain of so many seats, more than its own mayors, in some outcome.

        ``mayors``: with exactly so many of its own, the most it can have.
        """
        house = self._most_members
        assert house is not None
        number = self._number.get(party)
        before = self._before(party, seats, ties_too=True)
        taken = seats + sum(before[other] for other in self._moving if other != party)
        taken += sum(max(before[other], self._held[other]) for other in self._fixed if other != party)
        free = {self._number[other]: before[other] for other in self._moving if other != party}
        at_least = _bounds_of(case, self._outside)
        if number is not None and mayors is not None:
            at_least[number] = mayors
        return taken + self._counts.overflow(free, self._outside, at_least) > house


def _bounds_of(case: _FilledCase, outside: int) -> dict[int, int]:
    bounds = {outside: case.outside}
    if case.reference is not None:
        bounds[case.reference] = case.mayors
    return bounds


def _last(reached: Callable[[int], bool], known: int, most: int) -> int:
    """The greatest number from ``known`` to ``most`` that is reached; all below a reached one are."""
    low, high = known, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if reached(middle) else (low, middle - 1)
    return low


def _first_missed(missed: Callable[[int], bool], least: int, most: int) -> int:
    """The fewest seats from ``least`` to ``most``: it can miss the next one, and so all after."""
    low, high = least, most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if missed(middle + 1) else (middle + 1, high)
    return low
