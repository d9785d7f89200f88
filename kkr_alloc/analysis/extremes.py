"""The lowest and highest numbers of a body's members and seats while mayors' offices are open. Exact.

A composition depends on the mayors only through how many each party has (those of lists that are not eligible
sit outside, whoever they are). Levelled, it depends on the price alone; filled under a cap, a party reaches
its k-th seat exactly if the seats that come before it leave room. Both are asked of the set of all numbers of
mayors that can come out (:mod:`kkr_alloc.analysis.mayor_counts`), so no outcome needs to be listed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from fractions import Fraction
from functools import partial
from itertools import product

from kkr_alloc.analysis.certainty import first_that
from kkr_alloc.analysis.mayor_counts import MayorCounts
from kkr_alloc.analysis.open_questions import Interval, hull
from kkr_alloc.apportionment import level
from kkr_alloc.divisors import DIVISORS, Divisor
from kkr_alloc.errors import InputError
from kkr_alloc.figures import UNLIMITED
from kkr_alloc.model import BodyRules
from kkr_alloc.text import text

MAX_PARTIES = 14
"""At most so many eligible parties could get an open office: every set of them is gone through."""

OUTSIDE = ""
"""Stands for all that are not eligible, as one: their mayors sit on top of what the parties share."""


class Extremes:
    """The open offices of one body.

    ``votes``: of the eligible parties. ``held``: the mayors of every party and list that are not open.
    ``offices``: whose each open office may be.

    Raises:
        InputError: more than :data:`MAX_PARTIES` could get an open office.
    """

    def __init__(
        self,
        rules: BodyRules,
        municipalities: int,
        votes: Mapping[str, int],
        held: Mapping[str, int],
        offices: Collection[Collection[str]],
    ) -> None:
        could = {party for of in offices for party in of}.intersection(votes)
        if len(could) > MAX_PARTIES:
            message = text(
                "{n} parties that take part could get an open office: too many to go through every outcome.",
                n=len(could),
            )
            hint = text("Open fewer offices, or name the parties their mayors may be of.")
            raise InputError(message, field="unknown", hint=hint)
        self._rules = rules
        self._votes, self._held, self._offices = votes, held, offices
        house = rules.seats if rules.levelling is None else rules.cap(municipalities)
        self._house = UNLIMITED if house is None else house
        outside = sum(mayors for party, mayors in held.items() if party not in votes)
        self._counts = MayorCounts.of(
            {**{party: held[party] for party in votes}, OUTSIDE: outside},
            [{party if party in votes else OUTSIDE for party in of} for of in offices],
        )
        self._found: dict[tuple[str, str], Interval] = {}

    def ranges(self) -> dict[tuple[str, str], Interval]:
        """Party and ``mayors``, ``seats`` or ``supplementary`` -> range; ("", "members") is the body's size.

        Over every reading of ``fill``. Empty where there is no composition.
        """
        cases = [self._counts] if self._rules.levelling is None else []
        for party in self._votes:
            levelled = self._levelled(party)
            for mayors, seats in levelled.items():
                self._add_levelled(party, mayors, seats)
            cases += self._filled_cases(party, levelled)
        for fill, counts in product(self._rules.readings("fill"), cases):
            self._add_filled(DIVISORS[fill], counts)
        if self._found:
            self._add_mayors()
        return self._found

    def _add(self, party: str, kind: str, numbers: Interval) -> None:
        """Take in these numbers and all between."""
        self._found[party, kind] = hull([self._found.get((party, kind), numbers), numbers])

    def _add_mayors(self) -> None:
        """The mayors of all parties and lists, which are all that those have that are not eligible."""
        # Where no party that takes part has a mayor yet, one of them must get an office for a composition.
        needed: list[Collection[str]] = []
        if self._rules.levelling is not None and not any(self._held[party] for party in self._votes):
            needed = [of for of in self._offices if not self._votes.keys().isdisjoint(of)]
        for party, held in self._held.items():
            lowest = held + sum({*of} == {party} for of in self._offices)
            highest = held + sum(party in of for of in self._offices)
            self._add(party, "mayors", (lowest, highest))
            if party not in self._votes:  # less one where it could take every office that another needs
                highest -= bool(needed) and all(party in of for of in needed)
                self._add(party, "seats", (lowest, highest))
                self._add(party, "supplementary", (0, 0))

    def _levelled(self, reference: str) -> dict[int, dict[str, int]]:
        """Each number of mayors that the party can have -> the seats they level everyone to."""
        if self._rules.levelling is None:
            return {}
        return {
            mayors: level(self._votes, {reference: mayors}, self._rules.levelling).seats
            for mayors in range(max(1, self._counts.least(reference)), self._counts.most(reference) + 1)
        }

    def _add_levelled(self, reference: str, mayors: int, seats: dict[str, int]) -> None:
        """The outcomes in which this party with so many mayors sets the price and no cap binds."""
        counts = self._counts.holding({reference: mayors})
        if counts is None:
            return
        price, levelled = Fraction(self._votes[reference], mayors), sum(seats.values())
        # Nobody has fewer votes per mayor.
        up_to = {party: int(votes / price) for party, votes in self._votes.items()}
        up_to[OUTSIDE] = min(counts.most(OUTSIDE), self._house - levelled)
        if up_to[OUTSIDE] < 0 or counts.fewest_beyond(up_to):
            return
        self._add("", "members", (levelled + counts.least(OUTSIDE, up_to), levelled + up_to[OUTSIDE]))
        for party, number in seats.items():
            lowest, highest = counts.least(party, up_to), min(up_to[party], counts.most(party))
            self._add(party, "seats", (number, number))
            self._add(party, "supplementary", (number - highest, number - lowest))

    def _filled_cases(self, party: str, levelled: Mapping[int, Mapping[str, int]]) -> Iterator[MayorCounts]:
        """The outcomes in which this party's mayors level beyond the house: the fewest of them in each case.

        With more mayors outside, fewer of the party are needed; each step of that is a case.
        """
        sizes = {mayors: sum(seats.values()) for mayors, seats in levelled.items()}
        needed: int | None = None
        for outside in range(self._counts.least(OUTSIDE), self._counts.most(OUTSIDE) + 1):
            mayors = next((mayors for mayors, size in sizes.items() if size + outside > self._house), None)
            if mayors is None or mayors == needed:
                continue
            needed = mayors
            counts = self._counts.holding({OUTSIDE: outside, party: mayors})
            if counts:
                yield counts

    def _add_filled(self, fill: Divisor, counts: MayorCounts) -> None:
        house = self._house
        self._add("", "members", (house, house))
        for party in self._votes:
            least, most = counts.least(party), counts.most(party)
            seats = self._found.get((party, "seats"), (house, 0))
            supplementary = self._found.get((party, "supplementary"), (house, 0))
            with_most = counts.holding({party: most})
            assert with_most

            # A further seat is only harder to reach, and to miss one fewer is too.
            reach = partial(self._can_reach, fill, counts, party)
            miss = partial(self._can_miss, fill, counts, party)
            highest = _last(reach, max(most, seats[1]), house)
            lowest = _first_missed(miss, least, min(house, seats[0]))
            self._add(party, "seats", (min(lowest, highest), highest))

            # One mayor more of the party's brings it at most one seat more, for an office taken from another
            # leaves room for at most one. So it has most supplementary members with the fewest mayors it can
            # have here, and fewest with the most.
            top = _last(partial(reach, mayors=least), min(house, least + supplementary[1]), house)
            miss = partial(self._can_miss, fill, with_most, party)
            low = _first_missed(miss, most, min(house, most + supplementary[0]))
            self._add(party, "supplementary", (low - most, top - least))

    def _before(self, fill: Divisor, party: str, seat: int, *, ties_too: bool) -> dict[str, int]:
        """How many seats of each other party come before the party's ``seat``-th; outside, none does."""
        own = self._votes[party]
        others = {other: votes for other, votes in self._votes.items() if other != party}
        before = {other: fill.before(votes, own, seat, ties_too=ties_too) for other, votes in others.items()}
        return before | {OUTSIDE: 0}

    def _can_reach(
        self, fill: Divisor, counts: MayorCounts, party: str, seat: int, mayors: int | None = None
    ) -> bool:
        """Whether the party gets so many seats in some outcome, a lot won if need be.

        It does if the others' seats before it, their mayors beyond those, and the mayors outside leave room.
        ``mayors``: with exactly so many of its own, the fewest it can have.
        """
        room = self._before(fill, party, seat, ties_too=False)
        taken = seat + sum(room.values())
        if mayors is not None:
            room[party] = mayors
        return taken <= self._house and taken + counts.fewest_beyond(room) <= self._house

    def _can_miss(self, fill: Divisor, counts: MayorCounts, party: str, seat: int) -> bool:
        """Whether the party is not certain of so many seats, more than its own mayors, in some outcome."""
        free = self._before(fill, party, seat, ties_too=True)
        return seat + sum(free.values()) + counts.most_beyond(free) > self._house


def _last(reached: Callable[[int], bool], known: int, most: int) -> int:
    """The greatest number from ``known`` to ``most`` that is reached; all below a reached one are."""
    return first_that(lambda number: not reached(number + 1), known, most)


def _first_missed(missed: Callable[[int], bool], least: int, most: int) -> int:
    """The fewest seats from ``least`` to ``most``: it can miss the next one, and so all after."""
    return first_that(lambda seats: missed(seats + 1), least, most)
