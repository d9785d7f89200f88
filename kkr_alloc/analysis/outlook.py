"""What can still become of a body while mayors are not known: exact lowest and highest, over every outcome.

A composition depends on the mayors only through how many each party has (those of lists that are not eligible
sit outside, whoever they are). Levelled, it depends on the price alone; filled under a cap, a party reaches
its k-th seat exactly if the seats that come before it leave room. Both are asked of the set of all numbers of
mayors that can come out (:mod:`kkr_alloc.analysis.offices`), so no outcome needs to be listed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property, partial
from itertools import combinations
from math import prod

from msgspec import Struct
from msgspec.structs import replace

from kkr_alloc.analysis.altered import candidates, with_mayors
from kkr_alloc.analysis.extremes import Counted, Found, Frequency, Range, frequencies
from kkr_alloc.analysis.offices import Offices
from kkr_alloc.apportion import level
from kkr_alloc.composition import compose_tally, rules_of
from kkr_alloc.divisors import DIVISORS
from kkr_alloc.errors import InputError
from kkr_alloc.model import BodyRules, Composition, Count, Election, PartyResult, RuleSet
from kkr_alloc.tally import Tally, tally
from kkr_alloc.text import text

MOST_PARTIES = 14
"""With more eligible parties that a mayor could be of, bounds are given instead of exact numbers."""

MOST_VECTORS = 3000
"""Up to so many different numbers of mayors it is also counted how many outcomes lead to each number."""


class Prospect(Struct, frozen=True):
    """What a party or list can come to. A lot is an outcome too: lost for the lowest, won for the highest.

    ``seats_in`` and ``supplementary_in``: in how many outcomes it has each (certain) number; None where there
    are too many outcomes to count, and for a list that is not eligible where some have no composition.
    """

    party: str
    name: str
    votes: int
    eligible: bool
    local: bool
    mayors: Range
    supplementary: Range
    seats: Range
    seats_in: tuple[Frequency, ...] | None
    supplementary_in: tuple[Frequency, ...] | None


class OpenOffice(Struct, frozen=True):
    """A municipality whose mayor is not known, and how much hangs on it.

    ``candidates``: whose mayor it may be, most votes there first. ``moves``: the most seats that two of them
    differ in, while every other open office goes to its own first candidate. ``between``: the two.
    """

    municipality: str
    name: str
    candidates: tuple[str, ...]
    moves: int
    between: tuple[str, str] | None


class Outlook(Struct, frozen=True):
    """What can become of a body. ``outcomes``: in how many ways the open offices can go.

    ``members``: the body's size. ``by_lot`` and ``without_result``: outcomes that wait for a lot, or in which
    no eligible party has a mayor, so that there is no composition (the ranges leave those out); None where
    they are too many to count.
    """

    composition: Composition
    offices: tuple[OpenOffice, ...]
    outcomes: int
    members: Range
    parties: tuple[Prospect, ...]
    by_lot: int | None
    without_result: int | None


def outlook(
    election: Election,
    body: str = "kkr",
    region: str | None = None,
    *,
    rules: RuleSet,
    unknown: Collection[str] = (),
    could_be: Mapping[str, Sequence[str]] | None = None,
) -> Outlook:
    """What can become of a body while the mayors of some municipalities are not known.

    ``unknown``: codes of municipalities whose mayor is open, besides those that have none in the election.
    ``could_be``: municipality -> parties and lists its mayor may be of, by default those with a seat in its
    council (where seats are not known: the registered parties with votes there).

    Raises:
        InputError: no mayor is open, an open office has no candidate, or mayors play no part in the body.
    """
    body_rules = rules_of(rules, body)
    if body_rules.ex_officio is None:
        raise InputError(text("Mayors play no part in {body}.", body=body), field="body", value=body)
    area = election.geography.area(region)
    seated = {mayor.municipality for mayor in election.mayors}
    named = could_be or {}
    offices = {
        code: tuple(named[code] if code in named else candidates(election, code))
        for code in area
        if code in unknown or code in named or code not in seated
    }
    _check(election, offices)
    assumed = with_mayors(election, ((code, of[0]) for code, of in offices.items()))
    question = _Question(tally(assumed, body, region, body_rules), body_rules, offices)
    return question.answer(election)


def _check(election: Election, offices: Mapping[str, tuple[str, ...]]) -> None:
    if not offices:
        raise InputError(
            text("No mayor of this area is open."),
            field="unknown",
            hint=text("Name a municipality of the region whose mayor is not known, or all."),
        )
    for code, of in offices.items():
        if not of:
            raise InputError(
                text(
                    "It is not known who has a seat in the council of {municipality}.",
                    municipality=election.geography.municipalities[code],
                ),
                field="candidates",
                value=code,
                hint=text("Name the parties its mayor may be of."),
            )


class _Region(Struct, frozen=True):
    """Numbers of mayors that lead to a filling: one element has at least so many, and so many sit outside."""

    reference: int | None
    mayors: int
    outside: int


class _Question:
    """The open offices of one body, with the eligible parties numbered and all other lists as one, outside.

    ``_tally`` has every open office at its first candidate.
    """

    def __init__(self, area: Tally, rules: BodyRules, offices: Mapping[str, tuple[str, ...]]) -> None:
        self._tally = replace(area, count=Count(final=False))
        self._rules = rules
        self._composition = replace(compose_tally(self._tally, rules), count=area.count)
        pooled = self._composition.pooled
        self._offices = {
            code: tuple(dict.fromkeys(pooled.get(one, one) for one in of)) for code, of in offices.items()
        }
        lines = self._composition.parties
        known = {line.party for line in lines}
        for code, of in self._offices.items():
            for party in of:
                if party not in known:
                    raise InputError(
                        text("{party} has no votes in the area.", party=party),
                        field="candidates",
                        value=party,
                        hint=text("It is named for {municipality}.", municipality=code),
                    )
        first = Counter(of[0] for of in self._offices.values())
        self._held = {line.party: (line.mayors or 0) - first[line.party] for line in lines}
        self._eligible = [line.party for line in lines if line.eligible]
        if not self._eligible:
            raise InputError(
                text("No party reaches the threshold."), field=self._composition.region or "body"
            )
        self._votes = {line.party: line.votes for line in lines}
        open_to = {party for of in self._offices.values() for party in of}
        # The eligible parties that can still get a mayor; then, as one, all that are not eligible.
        self._moving = [party for party in self._eligible if party in open_to]
        self._number = {party: number for number, party in enumerate(self._moving)}
        self._fixed = [party for party in self._eligible if party not in open_to]
        self._outside = len(self._moving)
        self._exact = self._outside <= MOST_PARTIES and rules.fill != "adams"

    # --- the answer -------------------------------------------------------------------------------------

    def answer(self, election: Election) -> Outlook:
        """Everything there is to say."""
        counted = self._counted()
        lines = self._composition.parties
        found = self._ranges() if self._outside <= MOST_PARTIES else self._bounds()
        if found.members.lowest is None:
            raise InputError(text("No party that takes part can have a mayor, so there is no composition."))
        return Outlook(
            self._composition,
            self._open_offices(election),
            prod(len(of) for of in self._offices.values()),
            found.members.range(self._exact),
            tuple(self._prospect(line, found, counted) for line in lines),
            counted.by_lot if counted else None,
            counted.without_result if counted else None,
        )

    def _prospect(self, line: PartyResult, found: Found, counted: Counted | None) -> Prospect:
        party = line.party
        could = sum(1 for of in self._offices.values() if party in of)
        must = sum(1 for of in self._offices.values() if of == (party,))
        mayors = Range(self._held[party] + must, self._held[party] + could, True)
        supplementary, seats = Range(0, 0, True), self._seats_outside(party, mayors)
        seats_in = supplementary_in = None
        if line.eligible:
            supplementary = found.supplementary[party].range(self._exact)
            seats = found.seats[party].range(self._exact)
            if counted:
                seats_in = frequencies(counted.seats[party])
                supplementary_in = frequencies(counted.supplementary[party])
        elif counted and not counted.without_result:
            seats_in = self._frequencies_outside(party)
            supplementary_in = (Frequency(0, sum(one.outcomes for one in seats_in)),)
        return Prospect(
            party,
            line.name,
            line.votes,
            line.eligible,
            line.local,
            mayors,
            supplementary,
            seats,
            seats_in,
            supplementary_in,
        )

    def _seats_outside(self, party: str, mayors: Range) -> Range:
        """A list's seats are its mayors, in the outcomes with a composition.

        Levelling gives none where no eligible party has a mayor.
        """
        if self._rules.levelling is None or any(self._held[one] for one in self._eligible):
            return mayors
        taking = [of for of in self._offices.values() if any(one in self._number for one in of)]
        return replace(mayors, highest=mayors.highest - all(party in of for of in taking))

    def _frequencies_outside(self, party: str) -> tuple[Frequency, ...]:
        """In how many outcomes a list has each number of mayors, which are all its seats."""
        ways = Counter({self._held[party]: 1})
        for of in self._offices.values():
            others = len(of) - (party in of)
            following: Counter[int] = Counter()
            for number, outcomes in ways.items():
                following[number] += outcomes * others
                if party in of:
                    following[number + 1] += outcomes
            ways = following
        return frequencies(ways)

    # --- lowest and highest -----------------------------------------------------------------------------

    @cached_property
    def _numbers(self) -> Offices:
        outside = sum(mayors for party, mayors in self._held.items() if party not in self._eligible)
        return Offices(
            [*(self._held[party] for party in self._moving), outside],
            [
                frozenset(self._number.get(party, self._outside) for party in of)
                for of in self._offices.values()
            ],
        )

    @cached_property
    def _most_members(self) -> int | None:
        """The cap, or the fixed number of seats; None where neither binds."""
        rules = self._rules
        return rules.seats if rules.levelling is None else rules.cap(self._tally.municipalities)

    def _ranges(self) -> Found:
        found = Found(self._eligible)
        for (party, mayors), levelled in self._levelled.items():
            self._add_levelled(found, party, mayors, levelled)
        for region in self._filled_regions():
            self._add_filled(found, region)
        return found

    @cached_property
    def _levelled(self) -> dict[tuple[str, int], dict[str, int]]:
        """Reference party and its mayors -> the seats they level everyone to."""
        if self._rules.levelling is None:
            return {}
        votes = {party: self._votes[party] for party in self._eligible}
        return {
            (party, mayors): level(votes, {party: mayors}, self._rules.levelling).seats
            for party in self._eligible
            for mayors in range(max(1, self._least(party)), self._most(party) + 1)
        }

    def _least(self, party: str) -> int:
        return self._numbers.least(self._number[party]) if party in self._number else self._held[party]

    def _most(self, party: str, at_least: Mapping[int, int] | None = None) -> int:
        if party not in self._number:
            return self._held[party]
        return self._numbers.most(self._number[party], at_least)

    def _add_levelled(self, found: Found, reference: str, mayors: int, seats: dict[str, int]) -> None:
        """The outcomes in which this party with so many mayors sets the price and no cap binds."""
        price = Fraction(self._votes[reference], mayors)
        up_to = {
            number: int(self._votes[party] / price) for party, number in self._number.items()
        }  # nobody has fewer votes per mayor
        if any(self._held[party] * price > self._votes[party] for party in self._fixed):
            return
        at_least = {self._number[reference]: mayors} if reference in self._number else {}
        levelled = sum(seats.values())
        most_outside = self._numbers.most(self._outside, at_least)
        if self._most_members is not None:
            most_outside = min(most_outside, self._most_members - levelled)
            if most_outside < 0:
                return
        up_to[self._outside] = most_outside
        if not self._numbers.can_have(at_least) or self._numbers.excess(up_to):
            return
        fewest_outside = self._numbers.least_under(self._outside, up_to)
        found.members.add(levelled + fewest_outside, levelled + most_outside)
        for party, number in seats.items():
            found.seats[party].add(number, number)
            lowest = highest = self._held[party]
            moving = self._number.get(party)
            if moving is not None:
                lowest = self._least(party)
                highest = min(up_to[moving], self._numbers.most(moving, at_least))
                if not found.supplementary[party].holds(number - highest, number - lowest):
                    lowest = max(at_least.get(moving, 0), self._numbers.least_under(moving, up_to))
            found.supplementary[party].add(number - highest, number - lowest)

    def _filled_regions(self) -> Iterator[_Region]:
        """The outcomes in which a number of seats is filled: for each party the mayors that level beyond it.

        With more mayors outside, fewer of the party are needed; each step of that is a region of its own.
        """
        house = self._most_members
        if house is None:
            return
        if self._rules.levelling is None:
            yield _Region(None, 0, self._numbers.least(self._outside))
            return
        for party in self._eligible:
            needed: int | None = None
            for outside in range(self._numbers.least(self._outside), self._numbers.most(self._outside) + 1):
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
                region = _Region(number, mayors if number is not None else 0, outside)
                if self._numbers.can_have(_bounds_of(region, self._outside)):
                    yield region

    def _add_filled(self, found: Found, region: _Region) -> None:
        house = self._most_members
        assert house is not None
        at_least = _bounds_of(region, self._outside)
        found.members.add(house, house)
        for party in self._eligible:
            number = self._number.get(party)
            most = self._most(party, at_least)
            least = self._least(party)
            if number is not None:
                least = max(least, at_least.get(number, 0))
            seats, supplementary = found.seats[party], found.supplementary[party]

            # A further seat is only harder to reach, and to miss one fewer is too.
            reach, miss = partial(self._can_reach, region, party), partial(self._can_miss, region, party)
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

    def _can_reach(self, region: _Region, party: str, seats: int, mayors: int | None = None) -> bool:
        """Is there an outcome in which the party gets so many seats, a lot won if need be?

        It does if the others' seats before it, their mayors beyond those, and the mayors outside leave room.
        ``mayors``: with exactly so many of its own, the fewest it can have.
        """
        house = self._most_members
        assert house is not None
        before = self._before(party, seats, ties_too=False)
        taken = seats + region.outside
        taken += sum(max(before[other], self._held[other]) for other in self._fixed if other != party)
        room = {self._number[other]: before[other] for other in self._moving if other != party}
        taken += sum(room.values())
        reference = region.reference
        if reference in room and room[reference] < region.mayors:
            taken += region.mayors - room[reference]
            room[reference] = region.mayors
        room[self._outside] = region.outside
        number = self._number.get(party)
        if number is not None and mayors is not None:
            room[number] = mayors
        return taken <= house and taken + self._numbers.excess(room) <= house

    def _can_miss(self, region: _Region, party: str, seats: int, mayors: int | None = None) -> bool:
        """Is there an outcome in which the party is not certain of so many seats, more than its own mayors?

        ``mayors``: with exactly so many of its own, the most it can have.
        """
        house = self._most_members
        assert house is not None
        number = self._number.get(party)
        before = self._before(party, seats, ties_too=True)
        taken = seats + sum(before[other] for other in self._moving if other != party)
        taken += sum(max(before[other], self._held[other]) for other in self._fixed if other != party)
        free = {self._number[other]: before[other] for other in self._moving if other != party}
        at_least = _bounds_of(region, self._outside)
        if number is not None and mayors is not None:
            at_least[number] = mayors
        return taken + self._numbers.overflow(free, self._outside, at_least) > house

    def _bounds(self) -> Found:
        """Where there are too many parties for exact numbers: what certainly holds."""
        found = Found(self._eligible)
        mayors = sum(line.mayors or 0 for line in self._composition.parties)
        could = Counter(party for of in self._offices.values() for party in of)
        house = self._most_members
        votes = {party: self._votes[party] for party in self._eligible}
        steepest = {party: self._held[party] + could[party] for party in self._eligible}
        largest = {party: max(number, 1) for party, number in steepest.items()}
        levelling = self._rules.levelling
        top = level(votes, largest, levelling).seats if levelling else {}
        found.members.add(mayors, house if house is not None else sum(top.values()) + mayors)
        for party in self._eligible:
            lowest, highest = self._held[party], mayors + top.get(party, 0)
            if house is not None:
                highest = min(house, house - mayors + steepest[party])
            found.seats[party].add(lowest, highest)
            found.supplementary[party].add(0, highest - lowest)
        return found

    # --- counting ---------------------------------------------------------------------------------------

    def _counted(self) -> Counted | None:
        """In how many outcomes each number occurs; None where there are too many numbers of mayors."""
        start = [self._held[party] for party in self._moving]
        outside = sum(mayors for party, mayors in self._held.items() if party not in self._eligible)
        vectors: dict[tuple[int, ...], int] = {(*start, outside): 1}
        for of in self._offices.values():
            following: Counter[tuple[int, ...]] = Counter()
            for vector, ways in vectors.items():
                for party in of:
                    number = self._number.get(party, self._outside)
                    following[(*vector[:number], vector[number] + 1, *vector[number + 1 :])] += ways
            vectors = following
            if len(vectors) > MOST_VECTORS:
                return None
        counted = Counted(self._eligible)
        for vector, ways in vectors.items():
            counted.add(self._composed(vector), ways)
        return counted

    def _composed(self, vector: Sequence[int]) -> Composition | None:
        """The composition with these numbers of mayors; None where there is none."""
        mayors = dict(zip(self._moving, vector, strict=False))
        outside = vector[self._outside]
        standings = []
        for standing in self._tally.standings:
            number = mayors.get(standing.party, self._held[standing.party])
            if standing.party not in self._eligible:  # all outside as one: whose they are changes no seat
                number, outside = outside, 0
            standings.append(replace(standing, mayors=number))
        try:
            composition = compose_tally(replace(self._tally, standings=tuple(standings)), self._rules)
        except InputError:
            return None
        return None if composition.status == "no-result" else composition

    # --- which offices matter ---------------------------------------------------------------------------

    def _open_offices(self, election: Election) -> tuple[OpenOffice, ...]:
        names = election.geography.municipalities
        composed: dict[tuple[str, str], dict[str, int] | None] = {}

        def seats(first: str, party: str) -> dict[str, int] | None:
            """Seats with one office moved from its first candidate to another."""
            if (first, party) not in composed:
                standings = tuple(
                    replace(
                        standing,
                        mayors=standing.mayors + (standing.party == party) - (standing.party == first),
                    )
                    for standing in self._tally.standings
                )
                try:
                    after = compose_tally(replace(self._tally, standings=standings), self._rules)
                except InputError:
                    after = None
                composed[first, party] = (
                    None
                    if after is None or after.status == "no-result"
                    else {line.party: line.seats for line in after.parties}
                )
            return composed[first, party]

        found = []
        for code, of in self._offices.items():
            best: tuple[int, tuple[str, str] | None] = (0, None)
            for one, two in combinations(of, 2):
                before, after = seats(of[0], one), seats(of[0], two)
                if before is None or after is None:
                    continue
                changes = [after[party] - before[party] for party in before]
                moves = max(sum(n for n in changes if n > 0), -sum(n for n in changes if n < 0))
                if moves > best[0]:
                    best = (moves, (one, two))
            found.append(OpenOffice(code, names[code], of, *best))
        found.sort(key=lambda office: (-office.moves, -len(office.candidates), office.municipality))
        return tuple(found)


def _bounds_of(region: _Region, outside: int) -> dict[int, int]:
    bounds = {outside: region.outside}
    if region.reference is not None:
        bounds[region.reference] = region.mayors
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
