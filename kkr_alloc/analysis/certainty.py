"""How sure each number is: the lowest and highest seats over everything that is open.

Open are the readings of a rule, the list co-operation where its register is not complete, and lots. The ends
are exact: each is reached, none is exceeded. A composition depends on the co-operation only through its votes
and its mayors, and on each of a few stretches of its votes every party's seats only rise or only fall; so the
ends of the stretches decide, and no list of all co-operations is needed (see :meth:`_Reading.stretches`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import chain, combinations, product

from msgspec import Struct
from msgspec.structs import replace

from kkr_alloc.composition import calculate, ineligibility, threshold_of
from kkr_alloc.divisors import DIVISORS
from kkr_alloc.errors import InputError
from kkr_alloc.model import CO_OPERATION, BodyRules, CoOperation
from kkr_alloc.tally import Standing, Tally

MAX_ALONE = 12
"""At most so many local lists that take part by themselves are put into the co-operation in every way."""


class Interval(Struct, frozen=True):
    """The lowest and the highest of some numbers."""

    lowest: int
    highest: int

    def joined(self, other: Interval) -> Interval:
        """From the lower to the higher end of both."""
        return Interval(min(self.lowest, other.lowest), max(self.highest, other.highest))


class Outcomes(Struct, frozen=True):
    """What some ways to read what is open come to: the members, and each party's seats, a lot lost or won."""

    members: Interval
    seats: dict[str, Interval]

    def joined(self, other: Outcomes) -> Outcomes:
        """These and the others. A party that stands on one side only has no seat on the other."""
        none = Interval(0, 0)
        parties = {**self.seats, **other.seats}
        seats = {p: self.seats.get(p, none).joined(other.seats.get(p, none)) for p in parties}
        return Outcomes(self.members.joined(other.members), seats)


class OpenQuestion(Struct, frozen=True):
    """Something open, its readings (of a rule), and the outcomes it has by itself, all else as in the result."""

    question: str
    readings: tuple[str, ...]
    outcomes: Outcomes


class Certainty(Struct, frozen=True):
    """The outcomes of a body: of the result itself, over all that is open, and of each question by itself.

    ``pool_votes``: the fewest and most votes the list co-operation can have; None where it is not open.
    """

    result: Outcomes
    whole: Outcomes
    questions: tuple[OpenQuestion, ...]
    pool_votes: Interval | None


class Pool(Struct, frozen=True):
    """Co-operations that differ in their votes only: those whose ``sums`` has the bit of their votes.

    ``council_seat`` as a party's. ``lists``: members that would otherwise take part by themselves.
    """

    mayors: int
    council_seat: bool | None
    lists: tuple[str, ...]
    sums: int


def certainty(area: Tally, rules: BodyRules, register: CoOperation) -> Certainty | None:
    """The range of a body over everything that is open; None where the area has no result.

    ``area``: with every local list standing by itself where the register is not complete.
    """
    choices = product(_readings(rules, "fill"), _readings(rules, "threshold_base"))
    readings = {
        choice: _Reading(area, replace(rules, fill=choice[0], threshold_base=choice[1])) for choice in choices
    }
    first, *_ = readings
    pools = possible_pools(area, rules, register)
    alone = {choice: reading.outcomes() for choice, reading in readings.items()}
    result = alone[first]
    if result is None:
        return None
    questions = []
    for place, name in enumerate(("fill", "threshold_base")):
        if name in rules.open:
            others = [
                outcomes
                for choice, outcomes in alone.items()
                if outcomes and choice[1 - place] == first[1 - place]
            ]
            questions.append(OpenQuestion(name, _readings(rules, name), _joined(others)))
    pooled = {choice: reading.pooled(pools) for choice, reading in readings.items()}
    if pools:
        by_pool = _joined([result, *filter(None, [pooled[first]])])
        questions.append(OpenQuestion("co_operation", (), by_pool))
    if any(seats.lowest < seats.highest for seats in result.seats.values()):
        questions.append(OpenQuestion("lot", (), result))
    whole = _joined([one for one in chain(alone.values(), pooled.values()) if one])
    sums = [pool.sums for pool in pools]
    votes = Interval(min(map(_lowest_bit, sums)), max(map(int.bit_length, sums)) - 1) if pools else None
    return Certainty(result, whole, tuple(questions), votes)


def possible_pools(area: Tally, rules: BodyRules, register: CoOperation) -> list[Pool]:
    """Every co-operation that whole local lists can make with its known members; none where it is not open."""
    if not rules.co_operation or register.status == "complete":
        return []
    local = [standing for standing in area.standings if standing.local]
    members = [standing for standing in local if standing.party in register.lists]
    others = [standing for standing in local if standing.party not in register.lists]
    alone = [
        standing
        for standing in local
        if rules.lists_alone
        and any(
            ineligibility(standing, _based(area, base), rules) is None
            for base in _readings(rules, "threshold_base")
        )
    ]
    free = [standing for standing in others if standing not in alone]
    optional = [standing for standing in alone if standing in others]
    if len(optional) > MAX_ALONE:
        raise InputError("Too many local lists take part by themselves.")
    pools = []
    for chosen in _subsets(optional):
        start = [*members, *chosen]
        lists = tuple(standing.party for standing in start if standing in alone)
        for (mayors, seat), sums in _sums(start, free).items():
            pools.append(Pool(mayors, seat, lists, sums))
    return pools


def _sums(members: Iterable[Standing], free: Iterable[Standing]) -> dict[tuple[int, bool | None], int]:
    """The totals that the members with any of the free lists can have, by mayors and council seat."""
    found: dict[tuple[int, bool | None], int] = {(0, False): 1}
    for standings, optional in ((members, False), (free, True)):
        for standing in standings:
            following = dict(found) if optional else {}
            for (mayors, seat), sums in found.items():
                key = mayors + standing.mayors, _either(seat, standing.council_seat)
                following[key] = following.get(key, 0) | sums << standing.votes
            found = following
    return found


def _either(one: bool | None, other: bool | None) -> bool | None:
    """Whether one of two has a council seat; None where that is unknown."""
    if one or other:
        return True
    return None if one is None or other is None else False


class _Reading:
    """A body under one reading of the rules, at any votes of the list co-operation."""

    def __init__(self, area: Tally, rules: BodyRules) -> None:
        area = _based(area, rules.threshold_base)
        eligible = [standing for standing in area.standings if ineligibility(standing, area, rules) is None]
        self._rules = rules
        self._municipalities = area.municipalities
        self._needed = threshold_of(area, rules).needed
        self._votes = {standing.party: standing.votes for standing in eligible}
        self._held = {standing.party: standing.mayors for standing in area.standings}
        self._total = sum(self._held.values()) if rules.ex_officio else 0

    def outcomes(self, votes: int = 0, pool: Pool | None = None) -> Outcomes | None:
        """What comes out with these votes for a pool; None where there is no result."""
        parties = dict(self._votes)
        mayors = {party: self._held[party] for party in parties} if self._rules.ex_officio else {}
        if pool is not None:
            for party in pool.lists:
                parties.pop(party, None)
                mayors.pop(party, None)
            parties[CO_OPERATION] = votes
            mayors[CO_OPERATION] = pool.mayors if self._rules.ex_officio else 0
        outside = self._total - sum(mayors.values())
        try:
            levelled, filled = calculate(parties, mayors, outside, self._municipalities, self._rules)
        except InputError:
            return None
        result = filled or levelled
        assert result is not None
        seats = {party: Interval(held, held) for party, held in self._held.items()} if self._total else {}
        tied = result.tie.parties if result.tie else ()
        for party, number in result.seats.items():
            seats[party] = Interval(number, number + (party in tied))
        members = Interval(result.house + outside, result.house + outside)
        return Outcomes(members, seats)

    def pooled(self, pools: Iterable[Pool]) -> Outcomes | None:
        """What comes out over all pools that are eligible; None where none of them has a result."""
        found = []
        for pool in pools:
            if self._rules.council_seat and pool.council_seat is False:
                continue
            for low, high in self._stretches(pool):
                ends = _ends(pool.sums, low, high)
                found += [made for votes in ends if (made := self.outcomes(votes, pool))]
        return _joined(found) if found else None

    def _stretches(self, pool: Pool) -> Iterator[tuple[int, int]]:
        """Ranges of the pool's votes, from the threshold up, on each of which all seats are monotone.

        Below some votes the pool has fewest votes per mayor and sets the price: with more votes a seat is
        dearer, so the others' seats and the body's size only fall, and a cap that binds stops binding. From
        there on the price is fixed: the pool's seats and the size only rise, and a cap starts binding. Under
        a binding cap, or at a fixed size, the pool's quotients rise and no other does: its seats only rise,
        the others' only fall. Ties, too: seats with every lot lost, and with every lot won, are monotone.
        """
        low, high = max(self._needed, 1), pool.sums.bit_length() - 1
        if self._rules.levelling is None:
            yield low, high
            return
        others = [party for party in self._votes if party not in pool.lists]
        prices = [Fraction(self._votes[party], self._held[party]) for party in others if self._held[party]]
        price = min(prices, default=None)
        sets_price = high + 1  # the fewest votes with which the pool no longer sets the price
        if price is not None:
            sets_price = -(-price.numerator * pool.mayors // price.denominator)
        outside = self._total - pool.mayors - sum(self._held[party] for party in others)
        cap = self._rules.cap(self._municipalities)
        rounded = DIVISORS[self._rules.levelling].rounded

        def is_capped(votes: int) -> bool:
            at = Fraction(votes, pool.mayors) if votes < sets_price else price
            assert at is not None
            numbers = [votes, *(self._votes[party] for party in others)]
            house = sum(rounded(number * at.denominator, at.numerator) for number in numbers)
            return cap is not None and house + outside > cap

        for first, last, turns in (
            (low, min(high, sets_price - 1), lambda votes: not is_capped(votes)),
            (max(low, sets_price), high, is_capped),
        ):
            if first <= last:
                turn = _first(turns, first, last + 1)
                yield first, turn - 1
                yield turn, last


def _first(is_so: Callable[[int], bool], low: int, high: int) -> int:
    """The first number from ``low`` that is so, as are all after it; ``high`` where none before it is."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if is_so(middle) else (middle + 1, high)
    return low


def _ends(sums: int, low: int, high: int) -> list[int]:
    """The lowest and the highest bit that is set from ``low`` to ``high``; none where none is."""
    between = sums >> low & (1 << max(high - low + 1, 0)) - 1
    return [low + _lowest_bit(between), low + between.bit_length() - 1] if between else []


def _lowest_bit(number: int) -> int:
    return (number & -number).bit_length() - 1


def _joined(outcomes: Iterable[Outcomes]) -> Outcomes:
    whole, *others = outcomes
    for other in others:
        whole = whole.joined(other)
    return whole


def _readings(rules: BodyRules, name: str) -> tuple[str, ...]:
    """The readings of a rule, the result's own first."""
    own: str = getattr(rules, name)
    return (own, *(other for other in rules.open.get(name, ()) if other != own))


def _based(area: Tally, base: str) -> Tally:
    """The area with the threshold a share of these votes; of the valid ones where votes cast are unknown."""
    return replace(area, base=area.valid if base == "valid" or area.cast is None else area.cast)


def _subsets(standings: list[Standing]) -> Iterable[tuple[Standing, ...]]:
    return chain.from_iterable(combinations(standings, size) for size in range(len(standings) + 1))
