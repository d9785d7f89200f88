"""Divisor methods (highest averages) with minimum requirements: exact seats, prices and ties.

Source: Pukelsheim, *Proportional Representation* (2nd ed.), ch. 4 (divisor methods, jump-and-step)
and ch. 12 (minimum requirements). Everything is compared in whole numbers or fractions; no float.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Generic

from msgspec import Struct

from kkr_alloc.divisors import DIVISORS, Bid, Divisor, Lot, P, Step, Tie
from kkr_alloc.errors import InputError, quoted
from kkr_alloc.text import text


class PriceInterval(Struct, frozen=True):
    """The prices that lead to the same seats, from the highest losing to the lowest winning quotient.

    ``winning`` is None where every free seat has an infinite quotient (Adams). A tie makes both ends equal.
    The scale is the divisor's: under Sainte-Laguë (1, 3, 5 …) it is half of the votes per seat.
    """

    losing: Fraction
    winning: Fraction | None


class Apportionment(Struct, Generic[P], frozen=True):
    """``house`` seats shared by a divisor method.

    ``seats``: party -> seats that are certain, in the order of the votes; they add up to ``house``
    less the seats of the ``tie``. ``tie`` is None where nothing is left to a lot.
    """

    seats: dict[P, int]
    house: int
    tie: Tie[P] | None
    votes: dict[P, int]
    minimum: dict[P, int]
    divisor: str
    lot: Lot[P] | None

    @property
    def price(self) -> PriceInterval | None:
        """The interval of prices, or None where no seat was free (the minimums fill the house).

        None, too, where a party waits for a first seat that has no price (Adams).
        """
        divisor = DIVISORS[self.divisor]
        if self.house == sum(self.minimum.values()) or _waiting(divisor, self.votes, self.seats):
            return None
        if self.tie is not None and self.tie.quotient is not None:
            return PriceInterval(self.tie.quotient, self.tie.quotient)
        losing, winning = Fraction(0), None
        for party, votes in self.votes.items():
            seats = self.seats[party]
            if divisor.of(seats + 1):  # not for the first seat without votes (Adams)
                losing = max(losing, Fraction(votes, divisor.of(seats + 1)))
            if seats > self.minimum.get(party, 0) and divisor.of(seats):
                quotient = Fraction(votes, divisor.of(seats))
                winning = quotient if winning is None else min(winning, quotient)
        return PriceInterval(losing, winning)

    def steps(self) -> Iterator[Step[P]]:
        """The free seats in their order, from the minimums upward, up to the tie if one is left."""
        import heapq  # needed for steps only

        divisor = DIVISORS[self.divisor]
        votes, seats = self.votes, {p: self.minimum.get(p, 0) for p in self.votes}
        names, drawn = list(votes), set(self.lot.winners) if self.lot else set()

        def entry(rank: int) -> tuple[bool, Fraction | int, bool, int]:
            party = names[rank]
            cost, number = divisor.of(seats[party] + 1), votes[party]
            return cost != 0, -Fraction(number, cost) if cost else -number, party not in drawn, rank

        def bid(item: tuple[bool, Fraction | int, bool, int]) -> Bid[P]:
            party = names[item[3]]
            return Bid(party, votes[party], divisor.of(seats[party] + 1))

        heap = [entry(rank) for rank in range(len(names)) if votes[names[rank]]]
        heapq.heapify(heap)
        for number in range(sum(seats.values()) + 1, sum(self.seats.values()) + 1):  # less those of a tie
            best = heapq.heappop(heap)
            winner = bid(best)
            yield Step(number, winner, bid(heap[0]) if heap else None)
            seats[winner.party] += 1
            heapq.heappush(heap, entry(best[3]))


class Levelling(Struct, Generic[P], frozen=True):
    """The seats that mirror the votes at the reference party's price, and the house they make.

    ``price``: votes per minimum seat of the reference party. ``reference``: the party, or the parties,
    with most minimum seats for their votes. ``tie`` is always None: an exact half rounds up.
    """

    seats: dict[P, int]
    house: int
    price: Fraction
    reference: tuple[P, ...]
    votes: dict[P, int]
    divisor: str
    tie: None = None


def level(votes: Mapping[P, int], minimum: Mapping[P, int], divisor: str = "dhondt") -> Levelling[P]:
    """The seats in proportion to the votes at the price that the minimum seats set.

    The reference party has most minimum seats for its votes; its votes per minimum seat are the price
    ``q``, the least ``votes / minimum``. Every party gets ``votes / q`` seats with the divisor's rounding
    (an exact half up), never fewer than its minimum. With ``dhondt`` this is the smallest house in which
    every party is entitled to its minimum whatever the lot.

    Args:
        votes: party -> votes, non-negative integers of any size.
        minimum: party -> seats it has already (mayors); parties may be left out.
        divisor: ``dhondt`` rounds down, ``sainte-lague`` to the nearest, ``adams`` up.

    Raises:
        InputError: with a ``code`` for each kind of bad input, naming the party and the value.
    """
    rule = _divisor(divisor)
    votes = _checked_votes(votes)
    minimum = _checked_minimum(minimum, votes)
    held = [party for party, seats in minimum.items() if seats]
    if not held:
        raise InputError(
            text("No party has a minimum seat, so there is no price to level with."), code="no-minimum"
        )
    first = min(held, key=lambda party: Fraction(votes[party], minimum[party]))
    price_votes, price_seats = votes[first], minimum[first]
    # No party has fewer votes per minimum seat than the price, so no rounding falls below a minimum.
    seats = {party: rule.rounded(number * price_seats, price_votes) for party, number in votes.items()}
    reference = tuple(
        party
        for party in votes
        if minimum.get(party) and votes[party] * price_seats == price_votes * minimum[party]
    )
    return Levelling(
        seats, sum(seats.values()), Fraction(price_votes, price_seats), reference, votes, divisor
    )


def apportion(
    votes: Mapping[P, int],
    house: int,
    divisor: str = "dhondt",
    minimum: Mapping[P, int] | None = None,
    lots: Lot[P] | Iterable[Lot[P]] | None = None,
) -> Apportionment[P]:
    """Share ``house`` seats: start at the minimums, each further seat goes to the largest quotient.

    The k-th seat of a party has the quotient votes / d(k), with d = 1 2 3 … (``dhondt``), 1 3 5 …
    (``sainte-lague``) or 0 1 2 … (``adams``: v/0 is infinite, larger votes first). Votes of zero never win.

    Args:
        votes: party -> votes, non-negative integers of any size.
        house: number of seats.
        divisor: a key of :data:`DIVISORS`.
        minimum: party -> seats it has already, whatever its votes entitle it to.
        lots: a drawn :class:`Lot`, where equal quotients leave the last seats to one.

    Returns:
        :class:`Apportionment`; where a tie changes the outcome and no lot is given, the certain seats and
        the :class:`Tie`.

    Raises:
        InputError: with a ``code`` for each kind of bad input, naming the party and the value.
    """
    rule = _divisor(divisor)
    votes = _checked_votes(votes)
    house = _whole_number(house, "house")
    minimum = {} if minimum is None else _checked_minimum(minimum, votes)
    voting = {party: number for party, number in votes.items() if number} if 0 in votes.values() else votes
    least = sum(minimum.values()) if minimum else 0
    if least > house:
        message = text(
            "The minimums add up to {n:seat|seats}, but the house has {house}.", n=least, house=house
        )
        raise _wrong("minimum-over-house", message, "house", house)

    held = [minimum.get(party, 0) for party in voting] if minimum else []
    too_few_first = rule.of(1) == 0 and _waiting(rule, voting, minimum) > house - least
    seats, tied = (_first_seats if too_few_first else _share)(rule, list(voting.values()), held, house)
    result = dict(zip(voting, seats, strict=True))
    if voting is not votes:
        result = dict.fromkeys(votes, 0) | result
    tie: Tie[P] | None = None
    if tied:
        names = list(voting)
        parties = tuple(names[i] for i in tied)
        cost = rule.of(result[parties[0]] + 1)
        tie = Tie(house - sum(seats), parties, Fraction(votes[parties[0]], cost) if cost else None)
    lot = _answering_lot(lots, tie)
    if lot is not None:
        tie = None
        for party in lot.winners:
            result[party] += 1
    return Apportionment(result, house, tie, votes, minimum, divisor, lot)


def _share(rule: Divisor, votes: list[int], minimum: list[int], house: int) -> tuple[list[int], list[int]]:
    """The certain seats, and the indexes of the parties between which the remaining ones are tied.

    Only the quotients between two neighbouring prices, of which one gives too few seats and the other
    too many, are looked at. ``votes`` are positive; ``minimum`` is as long or empty.
    """
    seats, more = _claims_around(rule, votes, minimum, house)
    if sum(more) == house:
        return more, []
    missing = house - sum(seats)
    if not missing:
        return seats, []
    # Two different quotients differ by at least 1/(d d'), so once scaled by the square of the largest
    # divisor and rounded down they keep their order, and only equal ones stay equal.
    scale = 2 * rule.of(max(more)).bit_length()
    stride, shift = rule.stride, rule.shift
    contested = [
        ((votes[i] << scale) // (stride * seat - shift), i)
        for i, few in enumerate(seats)
        if few < more[i]
        for seat in range(few + 1, more[i] + 1)
    ]
    contested.sort(reverse=True)
    last = contested[missing - 1][0]
    winning = [i for key, i in contested if key > last]
    equal = sorted(i for key, i in contested if key == last)
    if len(winning) + len(equal) == missing:
        winning, equal = winning + equal, []
    for i in winning:
        seats[i] += 1
    return seats, equal


def _waiting(rule: Divisor, votes: Mapping[P, int], seats: Mapping[P, int]) -> int:
    """How many parties with votes wait for a first seat that is theirs at any price (Adams)."""
    return 0 if rule.of(1) else sum(1 for party, number in votes.items() if number and not seats.get(party))


def _first_seats(
    rule: Divisor, votes: list[int], minimum: list[int], house: int
) -> tuple[list[int], list[int]]:
    """As :func:`_share`, where too few seats are free for all first seats: the largest parties get them."""
    seats = minimum or [0] * len(votes)
    free = house - sum(seats)
    waiting = sorted((i for i, held in enumerate(seats) if not held), key=lambda i: -votes[i])
    last = votes[waiting[free]]
    getting = [i for i in waiting[:free] if votes[i] > last]
    tied = [i for i in waiting if votes[i] == last] if len(getting) < free else []
    return [held + (i in getting) for i, held in enumerate(seats)], sorted(tied)


def _claims_around(
    rule: Divisor, votes: list[int], minimum: list[int], house: int
) -> tuple[list[int], list[int]]:
    """Seats at two prices, at most and at least ``house`` in all, that differ by a few seats a party.

    The price is all votes over an integer scale, which begins where rounding is even on average. Large
    minimums leave fewer seats to the other parties: their price rises until it gives about one seat a
    party too many. Steps of twice what is then missing, doubled as long as they fall short, lead to the
    other side.
    """
    stride, shift, count = rule.stride, rule.shift, len(votes)
    total = sum(votes)
    unit, shifted = stride * total, shift * total

    def claims(scale: int) -> list[int]:
        seats = [(number * scale + shifted) // unit for number in votes]
        return list(map(max, seats, minimum)) if minimum else seats

    scale = stride * house - shift * count + stride * count // 2
    seats = claims(scale)
    size = sum(seats)
    while size - house > count:
        free = [i for i, held in enumerate(minimum) if seats[i] > held]
        left = house - sum(minimum) + sum(minimum[i] for i in free)
        scale = (stride * left + (stride - shift) * len(free)) * total // sum(votes[i] for i in free)
        seats = claims(scale)
        size = sum(seats)
    fewer = more = seats
    step = 2 * stride * abs(size - house)
    if size > house:
        while size > house:  # a scale of zero leaves the minimums, which fit
            scale = max(0, scale - step)
            fewer, more = claims(scale), fewer
            size = sum(fewer)
            step *= 2
    else:
        while size < house:
            scale += step
            fewer, more = more, claims(scale)
            size = sum(more)
            step *= 2
    return fewer, more


def _answering_lot(lots: Lot[P] | Iterable[Lot[P]] | None, tie: Tie[P] | None) -> Lot[P] | None:
    """The lot given, checked against the tie; None where none was given."""
    given = [lots] if isinstance(lots, Lot) else list(lots or ())
    if not given:
        return None
    lot, message = given[0], None
    winners = set(lot.winners)
    if len(given) > 1:
        message = text("There is at most one tie to draw lots for, but {n} lots were given.", n=len(given))
    elif tie is None:
        message = text("A lot was given, but there is no tie: the seats are certain.")
    elif not lot.answers(tie) or len(lot.between) != len(tie.parties):
        message = text(
            "The lot is for {seats:seat|seats} between {between}, but the tie is {tie_seats} between {tied}.",
            seats=lot.seats,
            between=", ".join(map(quoted, lot.between)),
            tie_seats=tie.seats,
            tied=", ".join(map(quoted, tie.parties)),
        )
    elif not len(lot.winners) == len(winners) == tie.seats or winners - set(tie.parties):
        message = text(
            "The lot's winners ({winners}) must be {seats:party|different parties} of the tie between "
            "{tied}.",
            winners=", ".join(map(quoted, lot.winners)),
            seats=tie.seats,
            tied=", ".join(map(quoted, tie.parties)),
        )
    if message is not None:
        raise InputError(message, code="invalid-lot")
    return lot


def _divisor(name: str) -> Divisor:
    rule = DIVISORS.get(name) if isinstance(name, str) else None
    if rule is None:
        raise _wrong(
            "unknown-divisor",
            text("{value} is not a divisor method.", value=quoted(name)),
            "divisor",
            name,
            hint=text("One of: {names}.", names=", ".join(DIVISORS)),
        )
    return rule


def _checked_votes(votes: Mapping[P, int]) -> dict[P, int]:
    if not isinstance(votes, Mapping):
        raise InputError(
            text("Votes must be a mapping of party to number, not {value}.", value=quoted(votes)),
            code="no-parties",
        )
    checked = dict(votes)
    if not checked:
        raise InputError(text("There is no party."), code="no-parties")
    if [*map(type, checked.values())].count(int) < len(checked) or min(checked.values()) < 0:
        checked = {party: _whole_number(number, party) for party, number in checked.items()}
    if not any(checked.values()):
        raise InputError(text("No party has any votes."), code="no-votes")
    return checked


def _checked_minimum(minimum: Mapping[P, int], votes: dict[P, int]) -> dict[P, int]:
    if not isinstance(minimum, Mapping):
        raise InputError(
            text("The minimum must be a mapping of party to seats, not {value}.", value=quoted(minimum)),
            code="not-a-whole-number",
        )
    checked = {party: _whole_number(seats, party) for party, seats in minimum.items()}
    for party, seats in checked.items():
        if party not in votes:
            message = text(
                "{party} has a minimum of {seats} but is not among the votes.",
                party=quoted(party),
                seats=seats,
            )
            raise _wrong("unknown-party", message, party, seats)
        if seats and not votes[party]:
            message = text("{party} has a minimum of {seats} but no votes.", party=quoted(party), seats=seats)
            raise _wrong("minimum-without-votes", message, party, seats)
    return checked


def _whole_number(value: object, name: object) -> int:
    """``value`` as a non-negative int; ``name`` is the party or parameter it belongs to."""
    try:
        if isinstance(value, bool):
            raise TypeError
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        message = text("{name}: {value} is not a whole number.", name=quoted(name), value=quoted(value))
        raise _wrong("not-a-whole-number", message, name, value) from None
    if number < 0:
        message = text("{name}: {value} is negative.", name=quoted(name), value=quoted(number))
        raise _wrong("negative-number", message, name, number)
    return number


def _wrong(code: str, message: str, field: object, value: object, hint: str | None = None) -> InputError:
    return InputError(message, code=code, field=quoted(field), value=quoted(value), hint=hint)
