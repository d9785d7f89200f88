"""The lowest and highest numbers of a body's members and seats while mayors' offices are open. Exact.

A composition depends on the mayors only through how many each party has (those of lists that are not eligible
sit outside, whoever they are). Levelled, it depends on the price alone; filled under a cap, a party reaches
its k-th seat exactly if the seats that come before it leave room. Both are asked of the set of all numbers of
mayors that can come out (:mod:`kkr_alloc.analysis.mayor_counts`), so no outcome needs to be listed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from fractions import Fraction
from functools import cached_property, partial

from msgspec import Struct

from kkr_alloc.analysis.certainty import first_that
from kkr_alloc.analysis.mayor_counts import MayorCounts
from kkr_alloc.apportionment import level
from kkr_alloc.divisors import DIVISORS
from kkr_alloc.model import BodyRules


class Range(Struct, frozen=True):
    """The lowest and highest number over all outcomes. ``exact``: always; each is reached."""

    lowest: int
    highest: int
    exact: bool

    def joined(self, other: Range) -> Range:
        """All numbers of both."""
        lowest, highest = min(self.lowest, other.lowest), max(self.highest, other.highest)
        return Range(lowest, highest, self.exact and other.exact)


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
        self._held = held
        self._offices = offices
        # The cap, or the fixed number of seats; None where neither binds.
        self._most_members = rules.seats if rules.levelling is None else rules.cap(municipalities)
        open_to = {party for of in offices for party in of}
        # The eligible parties that can still get a mayor; then, as one, all that are not eligible.
        self._number = {party: number for number, party in enumerate(one for one in votes if one in open_to)}
        self._outside = len(self._number)
        self._found: dict[tuple[str, str], Range] = {}

    def ranges(self) -> dict[tuple[str, str], Range]:
        """Party and ``seats`` or ``supplementary`` -> range; ("", "members") is the body's size.

        Empty where there is no composition.
        """
        for (party, mayors), levelled in self._levelled.items():
            self._add_levelled(party, mayors, levelled)
        if self._most_members is not None:
            for at_least in self._filled_cases(self._most_members):
                self._add_filled(self._most_members, at_least)
        return self._found

    def _add(self, party: str, kind: str, lowest: int, highest: int) -> None:
        """Take in these numbers and all between."""
        before = self._found.get((party, kind))
        if before is not None:
            lowest, highest = min(lowest, before.lowest), max(highest, before.highest)
        self._found[party, kind] = Range(lowest, highest, True)

    @cached_property
    def _counts(self) -> MayorCounts:
        outside = sum(mayors for party, mayors in self._held.items() if party not in self._votes)
        return MayorCounts(
            [*(self._held[party] for party in self._number), outside],
            [frozenset(self._number.get(party, self._outside) for party in of) for of in self._offices],
        )

    @cached_property
    def _levelled(self) -> dict[tuple[str, int], dict[str, int]]:
        """Reference party and its mayors -> the seats they level everyone to."""
        if self._rules.levelling is None:
            return {}
        return {
            (party, mayors): level(self._votes, {party: mayors}, self._rules.levelling).seats
            for party in self._votes
            for mayors in range(max(1, self._least(party)), self._most(party) + 1)
        }

    def _least(self, party: str) -> int:
        return self._counts.least(self._number[party]) if party in self._number else self._held[party]

    def _most(self, party: str, at_least: Mapping[int, int] | None = None) -> int:
        if party not in self._number:
            return self._held[party]
        return self._counts.most(self._number[party], at_least)

    def _add_levelled(self, reference: str, mayors: int, seats: dict[str, int]) -> None:
        """The outcomes in which this party with so many mayors sets the price and no cap binds."""
        price = Fraction(self._votes[reference], mayors)
        # Nobody has fewer votes per mayor.
        up_to = {number: int(self._votes[party] / price) for party, number in self._number.items()}
        fixed = self._votes.keys() - self._number.keys()
        if any(self._held[party] * price > self._votes[party] for party in fixed):
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
        self._add("", "members", levelled + fewest_outside, levelled + most_outside)
        for party, number in seats.items():
            self._add(party, "seats", number, number)
            lowest = highest = self._held[party]
            if party in self._number:
                moving = self._number[party]
                lowest = max(at_least.get(moving, 0), self._counts.least_under(moving, up_to))
                highest = min(up_to[moving], self._counts.most(moving, at_least))
            self._add(party, "supplementary", number - highest, number - lowest)

    def _filled_cases(self, house: int) -> Iterator[dict[int, int]]:
        """The outcomes in which a number of seats is filled: the fewest mayors of some parties in each case.

        For each party these are the mayors that level beyond the house. With more mayors outside, fewer of
        the party are needed; each step of that is a case.
        """
        if self._rules.levelling is None:
            yield {self._outside: self._counts.least(self._outside)}
        for party in self._votes:
            sizes = [
                (mayors, sum(seats.values()))
                for (reference, mayors), seats in self._levelled.items()
                if reference == party
            ]
            needed: int | None = None
            for outside in range(self._counts.least(self._outside), self._counts.most(self._outside) + 1):
                mayors = next((mayors for mayors, size in sizes if size + outside > house), None)
                if mayors is None or mayors == needed:
                    continue
                needed = mayors
                at_least = {self._outside: outside}
                if party in self._number:
                    at_least[self._number[party]] = mayors
                if self._counts.can_have(at_least):
                    yield at_least

    def _add_filled(self, house: int, at_least: Mapping[int, int]) -> None:
        self._add("", "members", house, house)
        for party in self._votes:
            most, least = self._most(party, at_least), self._least(party)
            if party in self._number:
                least = max(least, at_least.get(self._number[party], 0))
            nothing = Range(house, 0, True)
            seats = self._found.get((party, "seats"), nothing)
            supplementary = self._found.get((party, "supplementary"), nothing)

            # A further seat is only harder to reach, and to miss one fewer is too.
            reach = partial(self._can_reach, house, at_least, party)
            miss = partial(self._can_miss, house, at_least, party)
            highest = _last(reach, max(most, seats.highest), house)
            lowest = _first_missed(miss, least, min(house, seats.lowest))
            self._add(party, "seats", min(lowest, highest), highest)

            # One mayor more of the party's brings it at most one seat more, for an office taken from another
            # leaves room for at most one. So it has most supplementary members with the fewest mayors it can
            # have here, and fewest with the most.
            top = _last(partial(reach, mayors=least), min(house, least + supplementary.highest), house)
            low = _first_missed(partial(miss, mayors=most), most, min(house, most + supplementary.lowest))
            self._add(party, "supplementary", low - most, top - least)

    def _before(self, party: str, seat: int, *, ties_too: bool) -> tuple[int, dict[int, int]]:
        """The seats whose quotient is above that of the party's ``seat``-th (``ties_too``: or equal to it).

        First, as one sum, those of the parties whose mayors are known, who have these in any case; then those
        of each party that may still get a mayor, by its number.
        """
        divisor = DIVISORS[self._rules.fill]
        own, cost = self._votes[party], divisor.of(seat)
        known, of_moving = 0, {}
        for other, votes in self._votes.items():
            if other == party:
                continue
            if cost == 0:  # infinite bids: larger votes first
                before = int(votes > own or (ties_too and votes == own))
            else:  # votes / (stride j - shift) > own / cost, for how many j
                numerator, denominator = votes * cost + divisor.shift * own, divisor.stride * own
                before = numerator // denominator if ties_too else -(-numerator // denominator) - 1
            if other in self._number:
                of_moving[self._number[other]] = max(0, before)
            else:
                known += max(0, before, self._held[other])
        return known, of_moving

    def _can_reach(
        self, house: int, at_least: Mapping[int, int], party: str, seats: int, mayors: int | None = None
    ) -> bool:
        """Whether the party gets so many seats in some outcome, a lot won if need be.

        It does if the others' seats before it, their mayors beyond those, and the mayors outside leave room.
        ``mayors``: with exactly so many of its own, the fewest it can have.
        """
        known, room = self._before(party, seats, ties_too=False)
        room[self._outside] = 0
        for number in room.keys() & at_least.keys():
            room[number] = max(room[number], at_least[number])
        taken = seats + known + sum(room.values())
        if party in self._number and mayors is not None:
            room[self._number[party]] = mayors
        return taken <= house and taken + self._counts.excess(room) <= house

    def _can_miss(
        self, house: int, at_least: Mapping[int, int], party: str, seats: int, mayors: int | None = None
    ) -> bool:
        """Whether the party is not certain of so many seats, more than its own mayors, in some outcome.

        ``mayors``: with exactly so many of its own, the most it can have.
        """
        known, free = self._before(party, seats, ties_too=True)
        if party in self._number and mayors is not None:
            at_least = {**at_least, self._number[party]: mayors}
        taken = seats + known + sum(free.values())
        return taken + self._counts.overflow(free, self._outside, at_least) > house


def _last(reached: Callable[[int], bool], known: int, most: int) -> int:
    """The greatest number from ``known`` to ``most`` that is reached; all below a reached one are."""
    return first_that(lambda number: not reached(number + 1), known, most)


def _first_missed(missed: Callable[[int], bool], least: int, most: int) -> int:
    """The fewest seats from ``least`` to ``most``: it can miss the next one, and so all after."""
    return first_that(lambda seats: missed(seats + 1), least, most)
