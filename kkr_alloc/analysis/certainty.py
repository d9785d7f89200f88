"""How sure each number is: the lowest and highest seats over everything that is open.

Open are the readings of a rule, the list co-operation where its register is not complete, and lots. The ends
are exact: each is reached, none is exceeded. A composition depends on the co-operation only through its votes
and its mayors, and on each of a few stretches of its votes every party's seats only rise or only fall; so the
ends of the stretches decide, and no list of all co-operations is needed (see :meth:`Reading.stretches`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from fractions import Fraction
from itertools import chain, combinations, product

from msgspec import Struct
from msgspec.structs import replace

from kkr_alloc.composition import calculate, compose_tally, ineligibility, rules_of, threshold_of
from kkr_alloc.divisors import DIVISORS, Lot
from kkr_alloc.errors import InputError, for_each
from kkr_alloc.model import CO_OPERATION, BodyRules, CoOperation, Election, Note, OpenRule, RuleSet
from kkr_alloc.results import Composition, Move, OpenQuestion, PoolRange
from kkr_alloc.tally import Standing, Tally, tally
from kkr_alloc.text import Text, text

MAX_VOTES = 10_000_000
"""Of local lists together: more than Denmark has voters. Time and memory grow with them."""

MAX_ALONE = 12
"""At most so many local lists that take part by themselves are put into the co-operation in every way."""

OPEN_RULES: tuple[OpenRule, ...] = ("fill", "threshold_base")
"""The rules that may have several readings."""

Interval = tuple[int, int]
"""The lowest and the highest of some numbers."""


class Outcomes(Struct, frozen=True):
    """What some ways to read what is open come to: the members, and each party's seats, a lot lost or won."""

    members: Interval
    seats: dict[str, Interval]

    def joined(self, other: Outcomes) -> Outcomes:
        """These and the others. A party that stands on one side only has no seat on the other."""
        none = (0, 0)
        parties = {**self.seats, **other.seats}
        seats = {p: _joined(self.seats.get(p, none), other.seats.get(p, none)) for p in parties}
        return Outcomes(_joined(self.members, other.members), seats)


class Pool(Struct, frozen=True):
    """Co-operations that differ in their votes only: those whose ``sums`` has the bit of their votes.

    ``council_seat`` as a party's. ``lists``: members that would otherwise take part by themselves.
    """

    mayors: int
    council_seat: bool | None
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
    return with_range(compose_tally(area, body_rules, lots), area, body_rules, election.co_operation)


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


def with_range(composition: Composition, area: Tally, rules: BodyRules, register: CoOperation) -> Composition:
    """A composition with its range over everything that is open; without a result it stays as it is."""
    if composition.status == "no-result":
        return composition
    tied = composition.tie.parties if composition.tie else ()
    seats = {line.party: (line.seats, line.seats + (line.party in tied)) for line in composition}
    assert composition.members is not None
    result = Outcomes((composition.members, composition.members), seats)
    notes, pools = composition.notes, list[Pool]()
    try:
        pools = possible_pools(area, rules, register)
    except InputError as error:
        notes = (*notes, Note("range-without-co-operation", error.message))
    questions, whole = _questions(area, rules, pools, result)
    lines = tuple(
        replace(line, seats_lowest=whole.seats[line.party][0], seats_highest=whole.seats[line.party][1])
        for line in composition.parties
    )
    pool_range = None
    if pools:
        votes = (min(pool.votes[0] for pool in pools), max(pool.votes[1] for pool in pools))
        pool_range = PoolRange(register.status, *votes, *whole.seats.get(CO_OPERATION, (0, 0)))
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
    area: Tally, rules: BodyRules, pools: list[Pool], result: Outcomes
) -> tuple[list[OpenQuestion], Outcomes]:
    """Each open question, and the outcomes over all of them together."""
    choices = readings_of(rules)
    first = next(iter(choices))
    readings = {choice: Reading(area, reading) for choice, reading in choices.items()}
    alone = {choice: reading.outcomes() for choice, reading in readings.items()} | {first: result}
    pooled = {choice: reading.pooled(pools) for choice, reading in readings.items()}
    questions = []
    for place, name in enumerate(OPEN_RULES):
        if name in rules.open:
            others = [made for choice, made in alone.items() if choice[1 - place] == first[1 - place]]
            questions.append(_question(name, _readings(rules, name), result, others))
    if pools:
        questions.append(_question("co_operation", (), result, [pooled[first]]))
    if any(lowest < highest for lowest, highest in result.seats.values()):
        questions.append(_question("lot", (), result, []))
    return questions, _all_of(chain([result], alone.values(), pooled.values()))


def _question(
    name: str, readings: tuple[str, ...], result: Outcomes, outcomes: Iterable[Outcomes | None]
) -> OpenQuestion:
    whole = _all_of([result, *outcomes])
    by_lot = {} if name == "lot" else result.seats  # what a lot decides, the other questions do not move
    moves = tuple(
        Move(party, *seats)
        for party, seats in whole.seats.items()
        if seats[0] < seats[1] and seats != by_lot.get(party)
    )
    return OpenQuestion(name, readings, moves, *whole.members, _message(name, readings, moves, whole.members))


def _message(name: str, readings: tuple[str, ...], moves: tuple[Move, ...], members: Interval) -> Text:
    """An open question in a sentence, with what it moves."""
    moved: list[Text] = [text("{move.party} {move.lowest}–{move.highest}", move=move) for move in moves]
    if members[0] < members[1]:
        moved.insert(0, text("{lowest}–{highest} members", lowest=members[0], highest=members[1]))
    effect = text("depending on that: {moves}", moves=moved) if moved else text("here it makes no difference")
    if name == "fill":
        deduced, *others = (DIVISORS[reading].title for reading in readings)
        return text(
            "KL has not published how it cuts a body to its cap ({deduced} is deduced, also possible: "
            "{others}); {effect}.",
            deduced=deduced,
            others=others,
            effect=effect,
        )
    if name == "threshold_base":
        return text(
            "KL does not say whether its threshold is of the votes cast or of the valid votes; {effect}.",
            effect=effect,
        )
    if name == "co_operation":
        return text(
            "Which local lists are in the list co-operation is not known in full; {effect}.", effect=effect
        )
    return text("A lot must be drawn; {effect}.", effect=effect)


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
    bases = [replace(rules, threshold_base=base) for base in _readings(rules, "threshold_base")]
    alone = [one for one in local if any(ineligibility(one, area, reading) is None for reading in bases)]
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
    for chosen in chain.from_iterable(combinations(optional, size) for size in range(len(optional) + 1)):
        fixed = [*members, *chosen]
        lists = tuple(standing.party for standing in fixed if standing in alone)
        for (mayors, seat), sums in _sums(fixed, free).items():
            pools.append(Pool(mayors, seat, lists, sums))
    return pools


def _sums(fixed: Iterable[Standing], free: Iterable[Standing]) -> dict[tuple[int, bool | None], int]:
    """The totals that the fixed with any of the free lists can have, by mayors and council seat."""
    found: dict[tuple[int, bool | None], int] = {(0, False): 1}
    for standings, optional in ((fixed, False), (free, True)):
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


# --- one reading ----------------------------------------------------------------------------------------


class Reading:
    """A body under one reading of the rules, at any votes of the list co-operation."""

    def __init__(self, area: Tally, rules: BodyRules) -> None:
        eligible = [standing for standing in area.standings if ineligibility(standing, area, rules) is None]
        self._rules = rules
        self._municipalities = area.municipalities
        self.needed = threshold_of(area, rules).needed
        self._votes = {standing.party: standing.votes for standing in eligible}
        self._held = {standing.party: standing.mayors for standing in area.standings}
        self._mayors = sum(self._held.values()) if rules.ex_officio else 0

    def mayors(self, party: str | None, pool: Pool) -> int | None:
        """The mayors of a party, of the pool itself, or (None) of the body; None where they play no part."""
        if not self._rules.ex_officio:
            return None
        if party is None:
            return self._mayors
        return pool.mayors if party == CO_OPERATION else self._held.get(party, 0)

    def outcomes(self, votes: int = 0, pool: Pool | None = None) -> Outcomes | None:
        """What comes out with these votes for a pool, or without one; None where there is no result."""
        parties = dict(self._votes)
        for party in pool.lists if pool else ():
            parties.pop(party, None)
        mayors = {party: self._held[party] for party in parties} if self._rules.ex_officio else {}
        if pool is not None:
            parties[CO_OPERATION] = votes
            mayors[CO_OPERATION] = pool.mayors if self._rules.ex_officio else 0
        outside = self._mayors - sum(mayors.values())
        try:
            levelled, filled = calculate(parties, mayors, outside, self._municipalities, self._rules)
        except InputError:
            return None
        result = filled or levelled
        assert result is not None
        seats = {party: (held, held) if self._mayors else (0, 0) for party, held in self._held.items()}
        tied = result.tie.parties if result.tie else ()
        for party, number in result.seats.items():
            seats[party] = number, number + (party in tied)
        members = result.house + outside
        return Outcomes((members, members), seats)

    def pooled(self, pools: Iterable[Pool]) -> Outcomes | None:
        """What comes out over all pools that are eligible; None where none of them has a result."""
        found = []
        for pool in pools:
            for low, high in self.stretches(pool):
                found += [self.outcomes(votes, pool) for votes in ends(pool.sums, low, high)]
        return _all_of(found) if any(found) else None

    def stretches(self, pool: Pool) -> Iterator[Interval]:
        """Ranges of the pool's votes, from the threshold up, on each of which all seats are monotone.

        None where it has no council seat, or nobody has a mayor.
        Below some votes the pool has fewest votes per mayor and sets the price: with more votes a seat is
        dearer, so the others' seats and the body's size only fall, and a cap that binds stops binding. From
        there on the price is fixed: the pool's seats and the size only rise, and a cap starts binding. Under
        a binding cap, or at a fixed size, the pool's quotients rise and no other does: its seats only rise,
        the others' only fall. Ties, too: seats with every lot lost, and with every lot won, are monotone.
        """
        low, high = max(self.needed, 1), pool.votes[1]
        if self._rules.council_seat and pool.council_seat is False:
            return
        if self._rules.levelling is None:
            yield low, high
            return
        others = [party for party in self._votes if party not in pool.lists]
        prices = [Fraction(self._votes[party], self._held[party]) for party in others if self._held[party]]
        price = min(prices, default=None)
        if price is None and not pool.mayors:
            return
        sets_price = high + 1  # the fewest votes with which the pool no longer sets the price
        if price is not None:
            sets_price = -(-price.numerator * pool.mayors // price.denominator)
        outside = self._mayors - pool.mayors - sum(self._held[party] for party in others)
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
                turn = first_that(turns, first, last + 1)
                yield first, turn - 1
                yield turn, last


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


def _joined(one: Interval, other: Interval) -> Interval:
    return min(one[0], other[0]), max(one[1], other[1])


def _all_of(outcomes: Iterable[Outcomes | None]) -> Outcomes:
    """All outcomes together; None is none."""
    whole, *others = filter(None, outcomes)
    for other in others:
        whole = whole.joined(other)
    return whole


def readings_of(rules: BodyRules) -> dict[tuple[str, str], BodyRules]:
    """The rules under every reading of what is open, by ``fill`` and ``threshold_base``, their own first."""
    return {
        (fill, base): replace(rules, fill=fill, threshold_base=base)
        for fill, base in product(_readings(rules, "fill"), _readings(rules, "threshold_base"))
    }


def _readings(rules: BodyRules, name: OpenRule) -> tuple[str, ...]:
    """The readings of a rule, the result's own first."""
    own: str = getattr(rules, name)
    return (own, *(other for other in rules.open.get(name, ()) if other != own))
