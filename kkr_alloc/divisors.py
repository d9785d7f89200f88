"""The vocabulary of divisor methods: divisors, bids, steps, ties and lots."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from fractions import Fraction
from typing import Generic, TypeVar

from msgspec import Struct
from msgspec.structs import force_setattr

P = TypeVar("P", bound=Hashable)


class Divisor(Struct, frozen=True):
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

    def before(self, votes: int, own: int, seat: int, *, ties_too: bool) -> int:
        """How many seats of a party with so many votes come before the ``seat``-th of one with ``own`` votes.

        ``ties_too``: those with an equal quotient are counted as well.
        """
        cost = self.of(seat)
        if cost == 0:  # infinite bids: larger votes first
            return int(votes > own or (ties_too and votes == own))
        # votes / (stride j - shift) > own / cost, for how many j
        numerator, denominator = votes * cost + self.shift * own, self.stride * own
        return max(0, numerator // denominator if ties_too else -(-numerator // denominator) - 1)


DIVISORS: dict[str, Divisor] = {
    divisor.name: divisor
    for divisor in (
        Divisor("dhondt", "d'Hondt", 1, 0, lambda n, d: n // d),
        Divisor("sainte-lague", "Sainte-Laguë", 2, 1, lambda n, d: (2 * n + d) // (2 * d)),
        Divisor("adams", "Adams", 1, 1, lambda n, d: -(-n // d)),
    )
}


class Tie(Struct, Generic[P], frozen=True, forbid_unknown_fields=True):
    """``seats`` seats wait for a lot between ``parties``, whose ``quotient`` is the same (None: infinite).

    Each of the parties gets at most one of the seats. Danish law draws lots on equal quotients:
    kommunal- og regionalvalgloven § 81, stk. 2.
    """

    seats: int
    parties: tuple[P, ...]
    quotient: Fraction | None


class Lot(Struct, Generic[P], frozen=True):
    """A drawn lot: of the parties ``between``, the ``winners`` get one seat each.

    It is accepted only for a tie of exactly ``seats`` seats between exactly these parties. ``body`` and
    ``region`` say whose tie it answers, ``file`` where it was read, where there are several bodies.
    """

    seats: int
    between: tuple[P, ...]
    winners: tuple[P, ...]
    body: str | None = None
    region: str | None = None
    file: str | None = None

    def answers(self, tie: Tie[P]) -> bool:
        """Whether it decides this tie."""
        return self.seats == tie.seats and set(self.between) == set(tie.parties)


class Bid(Struct, Generic[P], frozen=True):
    """What a party bids for its next seat: its votes over the divisor (zero: an infinite bid).

    ``quotient`` is the bid as a number, None where it is infinite.
    """

    party: P
    votes: int
    divisor: int
    quotient: Fraction | None = None

    def __post_init__(self) -> None:
        force_setattr(self, "quotient", Fraction(self.votes, self.divisor) if self.divisor else None)


class Step(Struct, Generic[P], frozen=True):
    """One free seat: the winning bid, and the next best one (None where no other party had votes).

    Among infinite bids (Adams, first seats) larger votes come first.
    """

    seat: int
    winner: Bid[P]
    runner_up: Bid[P] | None
