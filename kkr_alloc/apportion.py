"""Divisor methods (highest averages) with minimum requirements: exact seats, prices and ties.

Source: Pukelsheim, *Proportional Representation* (2nd ed.), ch. 4 (divisor methods, jump-and-step)
and ch. 12 (minimum requirements). Everything is compared in whole numbers or fractions; no float.
"""

from __future__ import annotations

import heapq
import operator
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Generic, NamedTuple, TypeVar

from kkr_alloc.errors import InputError, shown
from kkr_alloc.text import text

P = TypeVar("P", bound=Hashable)


class NotAWholeNumber(InputError):
    """A number of votes or seats is not an integer (a float, a bool, a text, nothing …)."""


class NegativeNumber(InputError):
    """A number of votes or seats is below zero."""


class NoParties(InputError):
    """There is no party to give a seat to, or votes are not a mapping of party to number."""


class NoVotes(InputError):
    """Every party has zero votes."""


class UnknownParty(InputError):
    """A minimum is stated for a party that has no entry among the votes."""


class MinimumWithoutVotes(InputError):
    """A party without votes has a minimum: no price could ever justify it."""


class MinimumOverHouse(InputError):
    """The minimums alone are more than the seats of the house."""


class HouseTooSmall(InputError):
    """The divisor gives every party a seat (Adams), and there are fewer seats than parties."""


class NoMinimum(InputError):
    """Nobody has a minimum seat, so there is no price to level with."""


class UnknownDivisor(InputError):
    """The divisor is none of those in :data:`DIVISORS`."""


class InvalidLot(InputError):
    """A lot does not answer the tie that stands, or there is no tie at all."""


class Divisor(NamedTuple):
    """A divisor sequence: the k-th seat of a party costs ``stride * k - shift``.

    ``title`` is its name for people, ``rounded(numerator, denominator)`` the rounding that belongs to it.
    """

    name: str
    title: str
    stride: int
    shift: int
    rounded: Callable[[int, int], int]

    def of(self, seat: int) -> int:
        """The divisor of a party's ``seat``-th seat (1 is the first)."""
        return self.stride * seat - self.shift


DIVISORS: dict[str, Divisor] = {
    divisor.name: divisor
    for divisor in (
        Divisor("dhondt", "d'Hondt", 1, 0, lambda n, d: n // d),
        Divisor("sainte-lague", "Sainte-Laguë", 2, 1, lambda n, d: (2 * n + d) // (2 * d)),
        Divisor("adams", "Adams", 1, 1, lambda n, d: -(-n // d)),
    )
}


class Tie(NamedTuple, Generic[P]):
    """``seats`` seats wait for a lot between ``parties``, whose ``quotient`` is the same.

    Each of the parties gets at most one of the seats. Danish law draws lots on equal quotients:
    kommunal- og regionalvalgloven § 81, stk. 2.
    """

    seats: int
    parties: tuple[P, ...]
    quotient: Fraction


@dataclass(frozen=True)
class Lot(Generic[P]):
    """A drawn lot: of the parties ``between``, the ``winners`` get one seat each.

    It is accepted only for a tie of exactly ``seats`` seats between exactly these parties.
    """

    seats: int
    between: tuple[P, ...]
    winners: tuple[P, ...]


class PriceInterval(NamedTuple):
    """The prices that lead to the same seats, from the highest losing to the lowest winning quotient.

    ``winning`` is None where every free seat has an infinite quotient (Adams). A tie makes both ends equal.
    The scale is the divisor's: under Sainte-Laguë (1, 3, 5 …) it is half of the votes per seat.
    """

    losing: Fraction
    winning: Fraction | None


class Step(NamedTuple, Generic[P]):
    """One free seat: who won it, with which quotient, and who came next.

    ``quotient`` is None where it is infinite (Adams, first seats, larger votes first).
    ``runner_up`` is None where no other party had votes.
    """

    seat: int
    winner: P
    quotient: Fraction | None
    runner_up: P | None
    runner_up_quotient: Fraction | None


class Apportionment(NamedTuple, Generic[P]):
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
        """The interval of prices, or None where no seat was free (the minimums fill the house)."""
        if self.house == sum(self.minimum.values()):
            return None
        if self.tie is not None:
            return PriceInterval(self.tie.quotient, self.tie.quotient)
        divisor = DIVISORS[self.divisor]
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
        divisor = DIVISORS[self.divisor]
        votes, seats = self.votes, {p: self.minimum.get(p, 0) for p in self.votes}
        names = list(votes)
        drawn = set(self.lot.winners) if self.lot else set()

        def entry(rank: int) -> tuple[bool, Fraction, bool, int]:
            party = names[rank]
            cost = divisor.of(seats[party] + 1)
            quotient = Fraction(votes[party], cost or 1)
            return (cost != 0, -quotient, party not in drawn, rank)

        def quotient_of(item: tuple[bool, Fraction, bool, int]) -> Fraction | None:
            return -item[1] if item[0] else None

        heap = [entry(rank) for rank in range(len(names)) if votes[names[rank]]]
        heapq.heapify(heap)
        for number in range(sum(seats.values()) + 1, sum(self.seats.values()) + 1):  # less those of a tie
            best = heapq.heappop(heap)
            winner = names[best[3]]
            seats[winner] += 1
            following = heap[0] if heap else None
            yield Step(
                number,
                winner,
                quotient_of(best),
                names[following[3]] if following else None,
                quotient_of(following) if following else None,
            )
            heapq.heappush(heap, entry(best[3]))


class Levelling(NamedTuple, Generic[P]):
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
        InputError: one subclass per kind of bad input, naming the party and the value.
    """
    rule = _divisor(divisor)
    votes = _checked_votes(votes)
    minimum = _checked_minimum(minimum, votes)
    held = [party for party, seats in minimum.items() if seats]
    if not held:
        raise NoMinimum(text("No party has a minimum seat, so there is no price to level with."))
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
        InputError: one subclass per kind of bad input, naming the party and the value.
    """
    rule = _divisor(divisor)
    votes = _checked_votes(votes)
    house = _whole(house, "house")
    minimum = {} if minimum is None else _checked_minimum(minimum, votes)
    voting = votes if all(votes.values()) else {party: number for party, number in votes.items() if number}
    _check_house(house, len(voting), minimum, rule)

    held = [minimum.get(party, 0) for party in voting] if minimum else []
    seats, tied = _share(rule, list(voting.values()), held, house)
    result = dict(zip(voting, seats, strict=True))
    if voting is not votes:
        result = dict.fromkeys(votes, 0) | result
    tie: Tie[P] | None = None
    if tied:
        names = list(voting)
        parties = tuple(names[i] for i in tied)
        quotient = Fraction(votes[parties[0]], rule.of(result[parties[0]] + 1))
        tie = Tie(house - sum(seats), parties, quotient)
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
    missing = house - sum(seats)
    if not missing:
        return seats, []
    # Two different quotients differ by at least 1/(d d'), so once scaled by the square of the largest
    # divisor and rounded down they keep their order, and only equal ones stay equal.
    scale = 2 * rule.of(max(more)).bit_length()
    contested = [
        ((votes[i] << scale) // rule.of(seat), i)
        for i, few in enumerate(seats)
        if few < more[i]
        for seat in range(few + 1, more[i] + 1)
    ]
    contested.sort(reverse=True)
    last = contested[missing - 1][0]
    tied = []
    if missing < len(contested) and contested[missing][0] == last:
        tied = sorted(i for key, i in contested if key == last)
        missing = sum(1 for key, _ in contested if key > last)
    for _, i in contested[:missing]:
        seats[i] += 1
    return seats, tied


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
    fewer = more = claims(scale)
    while sum(more) - house > count:
        free = [i for i, seats in enumerate(more) if seats > minimum[i]]
        left = house - sum(minimum) + sum(minimum[i] for i in free)
        scale = (stride * left + (stride - shift) * len(free)) * total // sum(votes[i] for i in free)
        fewer = more = claims(scale)
    step = 2 * stride * abs(sum(more) - house)
    while sum(fewer) > house:  # a scale of zero leaves the minimums, which fit
        scale = max(0, scale - step)
        fewer, more = claims(scale), fewer
        step *= 2
    while sum(more) < house:
        scale += step
        fewer, more = more, claims(scale)
        step *= 2
    return fewer, more


def _answering_lot(lots: Lot[P] | Iterable[Lot[P]] | None, tie: Tie[P] | None) -> Lot[P] | None:
    """The lot given, checked against the tie; None where none was given."""
    if lots is None:
        return None
    try:
        given = [lots] if isinstance(lots, Lot) else list(lots)
    except TypeError:
        raise InvalidLot(text("A lot must be a Lot, not {value}.", value=shown(lots))) from None
    if not given:
        return None
    lot = given[0]
    if not isinstance(lot, Lot):
        raise InvalidLot(text("A lot must be a Lot, not {value}.", value=shown(lot)))
    if len(given) > 1:
        raise InvalidLot(
            text("There is at most one tie to draw lots for, but {n} lots were given.", n=len(given))
        )
    for parties in (lot.between, lot.winners):
        if not isinstance(parties, tuple | list):
            raise InvalidLot(text("The parties of a lot must be a tuple, not {value}.", value=shown(parties)))
    seats = _whole(lot.seats, "seats")
    if tie is None:
        raise InvalidLot(text("A lot was given, but there is no tie: the seats are certain."))
    asked = _tie_in_words(tie)
    if seats != tie.seats or len(lot.between) != len(tie.parties) or _all(lot.between) != set(tie.parties):
        raise InvalidLot(
            text(
                "The lot is for {seats} seats between {between}, but the tie is {tie}.",
                seats=shown(seats),
                between=", ".join(map(shown, lot.between)),
                tie=asked,
            )
        )
    winners = _all(lot.winners)
    if not len(lot.winners) == len(winners) == tie.seats or not winners <= set(tie.parties):
        raise InvalidLot(
            text(
                "The lot's winners ({winners}) must be {seats} different parties of the tie: {tie}.",
                winners=", ".join(map(shown, lot.winners)),
                seats=tie.seats,
                tie=asked,
            )
        )
    return lot


def _all(parties: Iterable[Any]) -> set[Any]:
    """The parties as a set, empty where one could not even be a key."""
    try:
        return set(parties)
    except TypeError:
        return set()


def _tie_in_words(tie: Tie[Any]) -> str:
    return text("{seats} between {parties}", seats=tie.seats, parties=", ".join(map(shown, tie.parties)))


def _divisor(name: str) -> Divisor:
    rule = DIVISORS.get(name) if isinstance(name, str) else None
    if rule is None:
        raise UnknownDivisor(
            text("{value} is not a divisor method.", value=shown(name)),
            field="divisor",
            value=shown(name),
            hint=text("One of: {names}.", names=", ".join(DIVISORS)),
        )
    return rule


def _checked_votes(votes: Mapping[P, int]) -> dict[P, int]:
    if not isinstance(votes, Mapping):
        raise NoParties(text("Votes must be a mapping of party to number, not {value}.", value=shown(votes)))
    checked = dict(votes)
    if set(map(type, checked.values())) != {int} or min(checked.values()) < 0:
        checked = {party: _whole(number, party) for party, number in checked.items()}
    if not checked:
        raise NoParties(text("There is no party."))
    if not any(checked.values()):
        raise NoVotes(text("No party has any votes."))
    return checked


def _checked_minimum(minimum: Mapping[P, int], votes: dict[P, int]) -> dict[P, int]:
    if not isinstance(minimum, Mapping):
        raise NotAWholeNumber(
            text("The minimum must be a mapping of party to seats, not {value}.", value=shown(minimum))
        )
    checked = {party: _whole(seats, party) for party, seats in minimum.items()}
    for party, seats in checked.items():
        if party not in votes:
            raise UnknownParty(
                text(
                    "{party} has a minimum of {seats} but is not among the votes.",
                    party=shown(party),
                    seats=seats,
                ),
                field=shown(party),
                value=shown(seats),
            )
        if seats and not votes[party]:
            raise MinimumWithoutVotes(
                text("{party} has a minimum of {seats} but no votes.", party=shown(party), seats=seats),
                field=shown(party),
                value=shown(seats),
            )
    return checked


def _check_house(house: int, parties: int, minimum: dict[P, int], rule: Divisor) -> None:
    """Do the minimums fit, and with Adams also the first seats of all ``parties`` that have votes?"""
    least = sum(minimum.values())
    if least > house:
        raise MinimumOverHouse(
            text(
                "The minimums add up to {least} seats, but the house has {house}.", least=least, house=house
            ),
            field="house",
            value=shown(house),
        )
    if rule.of(1):
        return
    needed = least + parties - sum(1 for seats in minimum.values() if seats)
    if needed > house:
        raise HouseTooSmall(
            text(
                "{divisor} gives every party with votes a seat: {needed} needed, house {house}.",
                divisor=rule.title,
                needed=needed,
                house=house,
            ),
            field="house",
            value=shown(house),
        )


def _whole(value: object, name: object) -> int:
    """``value`` as a non-negative int; ``name`` is the party or parameter it belongs to."""
    try:
        if isinstance(value, bool):
            raise TypeError
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise NotAWholeNumber(
            text("{name}: {value} is not a whole number.", name=shown(name), value=shown(value)),
            field=shown(name),
            value=shown(value),
        ) from None
    if number < 0:
        raise NegativeNumber(
            text("{name}: {value} is negative.", name=shown(name), value=shown(number)),
            field=shown(name),
            value=shown(number),
        )
    return number
