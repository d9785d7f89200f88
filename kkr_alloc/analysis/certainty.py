"""How sure each number is: the lowest and highest seats over everything that is open.

Open are the readings of a rule, the list co-operation where its register is not complete, and lots. The ends
are exact: each is reached, none is exceeded. A composition depends on the co-operation only through its votes
and its mayors, and on each of a few stretches of its votes every party's seats only rise or only fall; so the
ends of the stretches decide, and no list of all co-operations is needed (see :meth:`Reading.stretches`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from fractions import Fraction
from itertools import chain, compress, pairwise, product
from math import ceil

from msgspec import Struct
from msgspec.structs import replace

from kkr_alloc.analysis.open_questions import Interval, Outcomes, all_of, open_question
from kkr_alloc.apportionment import apportion
from kkr_alloc.composition import (
    NEAR_THRESHOLD,
    calculate,
    compose_tally,
    eligible_standings,
    lot_for,
    rules_of,
    threshold_of,
)
from kkr_alloc.divisors import DIVISORS, Lot
from kkr_alloc.errors import InputError, for_each
from kkr_alloc.model import CO_OPERATION, BodyRules, CoOperation, Election, Note, RuleSet
from kkr_alloc.results import Composition, OpenQuestion, PoolRange
from kkr_alloc.tally import Standing, Tally, tally
from kkr_alloc.text import text

MAX_VOTES = 10_000_000
"""Of local lists together: more than Denmark has voters. Time and memory grow with them."""

MAX_ALONE = 12
"""At most so many local lists that take part by themselves are put into the co-operation in every way."""


class Pool(Struct, frozen=True):
    """Co-operations that differ in their votes only: those whose ``sums`` has the bit of their votes.

    ``council_seat``: whether a member has one, or may have. ``lists``: members that would otherwise take part
    by themselves.
    """

    mayors: int
    council_seat: bool
    lists: tuple[str, ...]
    sums: int

    @property
    def votes(self) -> Interval:
        """The fewest and the most votes."""
        return _lowest_bit(self.sums), self.sums.bit_length() - 1


def compose(
    election: Election,
    body: str = "kkr",
    region: str | None = None,
    *,
    rules: RuleSet,
    lots: Iterable[Lot[str]] = (),
) -> Composition:
    """The composition of one body with its range. See :func:`kkr_alloc.composition.compose`."""
    body_rules = rules_of(rules, body)
    area = tally(election, body, region, body_rules)
    lots = tuple(lots)
    made = compose_tally(area, body_rules, lots)
    return with_range(made, area, body_rules, election.co_operation, lots)


def compose_all(
    election: Election,
    areas: Iterable[tuple[str, str | None]],
    *,
    rules: RuleSet,
    lots: Collection[Lot[str]] = (),
) -> tuple[Composition, ...]:
    """The compositions of several bodies with their ranges.

    Raises:
        InputError: with the problems of all of them.
    """
    return tuple(for_each(areas, lambda area: compose(election, *area, rules=rules, lots=lots)))


def with_range(
    composition: Composition,
    area: Tally,
    rules: BodyRules,
    register: CoOperation,
    lots: Iterable[Lot[str]] = (),
) -> Composition:
    """A composition with its range over everything that is open; without a result it stays as it is.

    A lot that is drawn decides wherever the same tie comes out without a co-operation.
    """
    if composition.status == "no-result":
        return composition
    tied = composition.tie.parties if composition.tie else ()
    seats = {
        line.party: (line.seats, line.seats + (line.party in tied))
        for line in composition
        if line.seats or line.party in tied
    }
    assert composition.members is not None
    result = Outcomes((composition.members, composition.members), seats)
    notes, pools = composition.notes, list[Pool]()
    try:
        pools = possible_pools(area, rules, register)
    except InputError as error:
        notes = (*notes, Note("range-without-co-operation", error.message))
    questions, whole = _questions(area, rules, pools, result, lot_for(area, lots))
    lines = tuple(
        replace(line, seats_lowest=lowest, seats_highest=highest)
        for line in composition.parties
        for lowest, highest in [whole.of(line.party)]
    )
    pool_range = None
    if pools:
        votes = (min(pool.votes[0] for pool in pools), max(pool.votes[1] for pool in pools))
        pool_range = PoolRange(register.status, *votes, *whole.of(CO_OPERATION))
    return replace(
        composition,
        members_lowest=whole.members[0],
        members_highest=whole.members[1],
        parties=lines,
        co_operation=pool_range,
        open=tuple(questions),
        notes=notes,
    )


def _questions(
    area: Tally, rules: BodyRules, pools: list[Pool], result: Outcomes, lot: Lot[str] | None
) -> tuple[list[OpenQuestion], Outcomes]:
    """Each open question, and the outcomes over all of them together."""
    thresholds = _thresholds(area, rules)
    readings = [Reading(*one) for one in thresholds]
    alone = [reading.taking_part() for reading in readings]
    pooled = [[one.taking_part(*turn) for turn in one.turning_points(pools)] for one in readings]
    outcomes = {parties: [*readings[0].by_fill(parties, lot)] for parties in set(alone)}
    outcomes |= {parties: [*readings[0].by_fill(parties)] for parties in set(chain(*pooled))}
    questions = []
    if rules.open.fill and (rules.levelling is None or rules.cap_per_municipality is not None):
        questions.append(open_question("fill", rules, result, outcomes[alone[0]]))
    unknown = thresholds[-1][0] is not area or (area.cast is None and rules.threshold_base == "cast")
    if rules.threshold is not None and (rules.open.threshold_base or unknown):
        others = [one for parties in alone for one in outcomes[parties][:1]]
        questions.append(open_question("threshold_base", rules, result, others, unknown=unknown))
    if pools:
        others = [one for parties in pooled[0] for one in outcomes[parties][:1]]
        questions.append(open_question("co_operation", rules, result, others))
    if any(lowest < highest for lowest, highest in result.seats.values()):
        questions.append(open_question("lot", rules, result, []))
    return questions, all_of([result, *chain(*outcomes.values())])


def _thresholds(area: Tally, rules: BodyRules) -> list[tuple[Tally, BodyRules]]:
    """The area under each reading of what the threshold is a share of, the rules' own first.

    Where votes cast are unknown, also with those that put another party below: blank and invalid votes are
    taken to raise the threshold by at most 0.1 percentage points of the valid.
    """
    bases, share = rules.readings("threshold_base"), rules.threshold
    found = [(area, replace(rules, threshold_base=base)) for base in bases]
    if share and area.cast is None and "cast" in bases:
        most = int(area.valid * (share + NEAR_THRESHOLD) / share)
        turns = sorted({int(one.votes / share) + 1 for one in area.standings})
        cast = replace(rules, threshold_base="cast")
        found += [(replace(area, cast=turn), cast) for turn in turns if area.valid < turn <= most]
    return found


# --- the co-operation -----------------------------------------------------------------------------------


def possible_pools(area: Tally, rules: BodyRules, register: CoOperation) -> list[Pool]:
    """Every co-operation that whole local lists can make with its known members; none where it is not open.

    Raises:
        InputError: too many lists take part by themselves to go through every choice of them, or local lists
            have more votes than there can be.
    """
    if not rules.co_operation or register.status == "complete":
        return []
    local = [standing for standing in area.standings if standing.local]
    if sum(standing.votes for standing in local) > MAX_VOTES:
        message = text(
            "Local lists have more than {n} votes, too many to try each co-operation of them: "
            "the range leaves it out.",
            n=MAX_VOTES,
        )
        raise InputError(message, field="votes")
    members = [standing for standing in local if standing.party in register.lists]
    bases = [replace(rules, threshold_base=base) for base in rules.readings("threshold_base")]
    eligible = {one.party for reading in bases for one in eligible_standings(area, reading)}
    alone = [standing for standing in local if standing.party in eligible]
    optional = [standing for standing in alone if standing not in members]
    free = [standing for standing in local if standing not in members and standing not in alone]
    if len(optional) > MAX_ALONE:
        raise InputError(
            text(
                "{n} local lists take part by themselves, too many to try each co-operation of them: "
                "the range leaves it out.",
                n=len(optional),
            ),
            field="lists_alone",
        )
    pools = []
    for taken in product((False, True), repeat=len(optional)):
        fixed = [*members, *compress(optional, taken)]
        lists = tuple(standing.party for standing in fixed if standing in alone)
        for (mayors, seat), sums in _sums(fixed, free).items():
            pools.append(Pool(mayors, seat, lists, sums))
    return pools


def _sums(fixed: Iterable[Standing], free: Iterable[Standing]) -> dict[tuple[int, bool], int]:
    """The totals that the fixed with any of the free lists can have, by mayors and council seat."""
    found = {(0, False): 1}
    for standings, optional in ((fixed, False), (free, True)):
        for standing in standings:
            following = dict(found) if optional else {}
            for (mayors, seat), sums in found.items():
                key = mayors + standing.mayors, seat or standing.council_seat is not False
                following[key] = following.get(key, 0) | sums << standing.votes
            found = following
    return found


# --- one reading ----------------------------------------------------------------------------------------


class Reading:
    """A body under one reading of the rules, at any votes of the list co-operation."""

    def __init__(self, area: Tally, rules: BodyRules) -> None:
        self._rules = rules
        self._municipalities = area.municipalities
        self.needed = threshold_of(area, rules).needed
        self._eligible = tuple(eligible_standings(area, rules))
        self._held = {standing.party: standing.mayors for standing in area.standings if standing.mayors}
        self._mayors = sum(self._held.values())

    def mayors(self, party: str | None, pool: Pool) -> int | None:
        """The mayors of a party, of the pool itself, or (None) of the body; None where they play no part."""
        if not self._rules.ex_officio:
            return None
        if party is None:
            return self._mayors
        return pool.mayors if party == CO_OPERATION else self._held.get(party, 0)

    def outcomes(self, votes: int = 0, pool: Pool | None = None) -> Outcomes | None:
        """What comes out with these votes for a pool, or without one; None where there is no result."""
        return next(self.by_fill(self.taking_part(votes, pool)), None)

    def taking_part(self, votes: int = 0, pool: Pool | None = None) -> tuple[Standing, ...]:
        """The parties that take part with these votes for a pool, or without one; the pool is the last."""
        if pool is None:
            return self._eligible
        others = (one for one in self._eligible if one.party not in pool.lists)
        return (*others, Standing(CO_OPERATION, "", votes, pool.mayors, pool.council_seat))

    def by_fill(self, parties: Collection[Standing], lot: Lot[str] | None = None) -> Iterator[Outcomes]:
        """What comes out between these parties, whatever the threshold, by each fill, the rules' own first.

        One outcome where nothing is filled; none where there is no result.
        """
        try:
            levelled, filled = calculate(parties, self._mayors, self._municipalities, self._rules)
        except InputError:
            return
        for fill in self._rules.readings("fill"):
            if filled and fill != filled.divisor:
                filled = apportion(filled.votes, filled.house, fill, filled.minimum)
            result = filled or levelled
            assert result is not None
            seats = {party: (held, held) for party, held in self._held.items()}
            tie = result.tie
            drawn = lot.winners if tie and lot and lot.answers(tie) else ()
            for party, number in result.seats.items():
                certain = number + (party in drawn)
                seats[party] = certain, certain + (tie is not None and not drawn and party in tie.parties)
            members = result.house + self._mayors - sum(one.mayors for one in parties)
            yield Outcomes((members, members), seats)
            if not filled:
                return

    def turning_points(self, pools: Iterable[Pool]) -> list[tuple[int, Pool]]:
        """The votes of pools between which all seats are monotone, whatever fills."""
        return [
            (votes, pool)
            for pool in pools
            for low, high in self.stretches(pool)
            for votes in ends(pool.sums, low, high)
        ]

    def stretches(self, pool: Pool) -> Iterator[Interval]:
        """Ranges of the pool's votes, from the threshold up, on each of which all seats are monotone.

        None where it has no council seat, or nobody has a mayor.
        Below some votes the pool has fewest votes per mayor and sets the price: with more votes a seat is
        dearer, so the others' seats and the body's size only fall, and a cap that binds stops binding. From
        there on the price is fixed: the pool's seats and the size only rise, and a cap starts binding. Under
        a binding cap, or at a fixed size, the pool's quotients rise and no other does: its seats only rise,
        the others' only fall. Ties, too: seats with every lot lost, and with every lot won, are monotone.
        """
        low, high = self.needed, pool.votes[1]
        if self._rules.council_seat and not pool.council_seat:
            return
        if self._rules.levelling is None:
            yield low, high
            return
        parties = self.taking_part(high + 1, pool)
        price = min((Fraction(one.votes, one.mayors) for one in parties if one.mayors), default=None)
        if price is None:
            return
        others = [one.votes for one in parties[:-1]]
        outside = self._mayors - sum(one.mayors for one in parties)
        cap = self._rules.cap(self._municipalities)
        rounded = DIVISORS[self._rules.levelling].rounded

        def capped(votes: int, price: int, mayors: int) -> bool:
            """Whether a cap binds with these votes for the pool, at a price of ``price / mayors``."""
            house = sum(rounded(number * mayors, price) for number in (votes, *others))
            return cap is not None and house + outside > cap

        turn = max(low, ceil(price * pool.mayors))
        stops = first_that(lambda votes: not capped(votes, votes, pool.mayors), low, turn)
        starts = first_that(lambda votes: capped(votes, *price.as_integer_ratio()), turn, high + 1)
        for first, after in pairwise((low, stops, turn, starts, high + 1)):
            yield first, after - 1


def first_that(is_so: Callable[[int], bool], low: int, high: int) -> int:
    """The first number from ``low`` that is so, as are all after it; ``high`` where none before it is."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if is_so(middle) else (middle + 1, high)
    return low


def ends(sums: int, low: int, high: int) -> Iterable[int]:
    """The lowest and the highest bit that is set from ``low`` to ``high``; none where none is."""
    between = sums >> low & (1 << max(high - low + 1, 0)) - 1
    return {low + _lowest_bit(between), low + between.bit_length() - 1} if between else ()


def _lowest_bit(number: int) -> int:
    return (number & -number).bit_length() - 1
