"""The fewest votes that change a party's certain seats. Exact.

A party's seats do not simply grow with its votes: more votes for the reference party lower everyone's
seats, a party that crosses the threshold changes all, the threshold itself moves with the votes. So the
votes are searched in pieces, on each of which the seats only grow or only fall; see :class:`_Response`.
"""

from __future__ import annotations

from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from kkr_alloc.analysis.certainty import first_that
from kkr_alloc.apportionment import Apportionment, Levelling
from kkr_alloc.composition import calculate, eligible_standings
from kkr_alloc.errors import InputError
from kkr_alloc.model import BodyRules
from kkr_alloc.tally import Tally


class Shift(Struct, frozen=True):
    """The fewest ``votes`` that do it, and the certain ``seats`` the party then has.

    ``by_lot``: it would then take part in a lot for one more seat.
    """

    votes: int
    seats: int
    by_lot: bool


def fewest(area: Tally, rules: BodyRules, party: str, other: str | None, sign: int) -> Shift | None:
    """The fewest votes that, coming to a party (``sign`` 1) or leaving it (-1), change its certain seats.

    Coming votes must give a seat more, leaving ones a seat fewer; they come from or go to ``other``, or
    (None) people who do not vote. None where no number of votes does it.
    """
    return _Response(area, rules, party, other, sign).fewest()


class _Point(Struct, frozen=True):
    """Who is eligible with some votes moved, and what comes out; neither where there is no result."""

    eligible: tuple[str, ...]
    levelled: Levelling[str] | None = None
    filled: Apportionment[str] | None = None

    @property
    def result(self) -> Levelling[str] | Apportionment[str] | None:
        """What gives the seats."""
        return self.filled or self.levelled


class _Response:
    """A party's certain seats as ``n`` votes come to it or leave it: they are monotone on pieces of n.

    1. Every party's votes and the threshold's base are linear in n, so each party crosses the threshold at
       most once: the same parties eligible at both ends of a range are so all through it.
    2. Among the same parties, the fewest votes per mayor is the least of some lines, of which only the two
       moving parties' are not constant: as n grows the reference goes from the falling-behind one
       over a constant one to the other, never back. The same kind at both ends is the same all through,
       and then the price is one line.
    3. The levelled size is then monotone where the price moves or one party's votes do, so a cap that
       binds at both ends (or at neither) does so all through. Where votes move between two parties at a
       constant price, their seats change in opposite directions; there the piece must also be one where
       the cap cannot flip, by the changes of those two alone.
    4. On such a piece the party's seats are monotone: levelled, they are its votes over the price rounded,
       and both only help (or only hurt); filled, the house and the others' minimums are constant, its
       quotients rise and no other does (or the reverse).

    A range that is not yet one piece is halved. A piece is searched by bisection.
    """

    def __init__(self, area: Tally, rules: BodyRules, party: str, other: str | None, sign: int) -> None:
        self._area, self._rules = area, rules
        self._party, self._other, self._sign = party, other, sign
        self._mayors = {one.party: one.mayors for one in area.standings}
        self._cap = rules.cap(area.municipalities)
        self._at = cache(self._compute)

    def fewest(self) -> Shift | None:
        """The least n at which the party has more (or, votes leaving it, fewer) certain seats."""
        most = self._most()
        takes_part = {*self._at(0).eligible, *self._at(most).eligible}  # of the others, none ever does
        if self._party not in takes_part:
            return None
        standings = tuple(one for one in self._area.standings if one.mayors or one.party in takes_part)
        self._area = replace(self._area, standings=standings)
        n = self._first(1, most)
        if n is None:
            return None
        result = self._at(n).result
        return Shift(n, self._seats(n), bool(result and result.tie and self._party in result.tie.parties))

    def _most(self) -> int:
        """The votes that can be moved; of new ones so many that more of them change nothing, or have long
        given the party a seat.

        With a threshold: nobody else reaches it any more, and a party alone keeps its seats. Without one: the
        party cannot be the reference unless it alone has mayors, its votes are worth more seats than it has,
        and in a filling each of its quotients for any seat of the house is above everyone else's.
        """
        area, rules = self._area, self._rules
        giver = self._party if self._sign < 0 else self._other
        if giver is not None:
            return sum(one.votes for one in area.standings if one.party == giver)
        levelled = self._at(0).levelled
        levelled_members = levelled.house + sum(self._mayors.values()) if levelled else 0
        members = max(levelled_members, self._cap or 0, rules.seats or 0)
        shares = -(-rules.threshold.denominator // rules.threshold.numerator) if rules.threshold else 0
        return (max(area.valid, area.cast or 0) + 1) * (shares + 2 * (members + 2))

    def _first(self, low: int, high: int) -> int | None:
        """The first number of votes in a range that changes the seats as asked."""
        if low > high:
            return None
        if self._changes(low):
            return low
        if self._is_piece(low, high):
            return first_that(self._changes, low + 1, high) if self._changes(high) else None
        middle = (low + high) // 2
        found = self._first(low, middle)
        return self._first(middle + 1, high) if found is None else found

    def _changes(self, n: int) -> bool:
        return self._at(n).result is not None and (self._seats(n) - self._seats(0)) * self._sign > 0

    def _seats(self, n: int) -> int:
        """The party's certain seats; its mayors where it is not eligible or there is no result."""
        result, mayors = self._at(n).result, self._mayors[self._party]
        return result.seats.get(self._party, mayors) if result else mayors

    def _is_piece(self, low: int, high: int) -> bool:
        first, last, cap = self._at(low), self._at(high), self._cap
        if self._state(first) != self._state(last):
            return False
        one, two = first.levelled, last.levelled
        if cap is None or self._other is None or one is None or two is None:
            return True
        if one.reference[0] in (self._party, self._other):
            return True
        # The sum changes by each of the two within what it changes from end to end.
        changes = [two.seats.get(name, 0) - one.seats.get(name, 0) for name in (self._party, self._other)]
        size = one.house + sum(mayors for name, mayors in self._mayors.items() if name not in first.eligible)
        if first.filled:
            return size + sum(min(0, change) for change in changes) > cap
        return size + sum(max(0, change) for change in changes) <= cap

    def _state(self, point: _Point) -> tuple[object, ...]:
        """What must be the same at both ends of a piece: who is eligible, whether there is a result, which
        kind of party is the reference, whether the cap binds.
        """
        reference = point.levelled.reference[0] if point.levelled else None
        kind = {self._party: 1, self._other: -1}.get(reference, 0)
        return point.eligible, point.result is None, kind, point.filled is None

    def _compute(self, n: int) -> _Point:
        """What comes out with ``n`` votes moved."""
        area, more = self._area, self._sign * n
        change = {self._party: more, self._other: -more}
        standings = tuple(
            replace(one, votes=one.votes + change[one.party]) if one.party in change else one
            for one in area.standings
        )
        grown = 0 if self._other is not None else more
        cast = None if area.cast is None else area.cast + grown
        area = replace(area, standings=standings, valid=area.valid + grown, cast=cast)
        parties = eligible_standings(area, self._rules)
        names = tuple(one.party for one in parties)
        try:
            return _Point(
                names, *calculate(parties, sum(self._mayors.values()), area.municipalities, self._rules)
            )
        except InputError:
            return _Point(names)
