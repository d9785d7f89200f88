"""The fewest votes that change a party's certain seats. Exact.

A party's seats do not simply grow with its votes: more votes for the reference party lower everyone's
seats, a party that crosses the threshold changes all, the threshold itself moves with the votes. So the
fewest votes are looked for in pieces, on each of which the seats only grow or only fall; see
:class:`_Response`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from kkr_alloc.analysis.certainty import first_that
from kkr_alloc.composition import compose_tally
from kkr_alloc.errors import InputError
from kkr_alloc.model import BodyRules, Count, is_local
from kkr_alloc.results import Composition
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
    if is_local(party) and not rules.lists_alone:
        return None  # it has its mayors, whatever its votes
    return _Response(area, rules, party, other, sign).fewest()


class _Response:
    """A party's certain seats as ``n`` votes come to it or leave it (``sign`` 1 or -1).

    They come from, or go to, another party or (``other`` None) people who do not vote. The fewest votes are
    found exactly, because the range of n falls into pieces on which the seats are monotone:

    1. Every party's votes and the threshold's base are linear in n, so each party crosses the threshold at
    most once:
       the same parties eligible at both ends of a range are so all through it.
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
        self._rules = rules
        self._party, self._other, self._sign = party, other, sign
        # A count that is not final has a status where there is no result, instead of an error.
        self._area = replace(area, count=Count(final=False), notes=())
        self._at = cache(self._compose)
        self._levelled_at = cache(self._uncapped_seats)
        votes = {standing.party: standing.votes for standing in area.standings}
        start = self._compose(0)
        if sign < 0:
            self._most = votes[party]
        elif other is not None:
            self._most = votes[other]
        else:
            self._most = self._beyond_all(start)
        self._drop_bystanders(start)

    def fewest(self) -> Shift | None:
        """The least n at which the party has more (or, votes leaving it, fewer) certain seats."""
        if not self._most:
            return None
        before = self._seats(0)

        def done(n: int) -> bool:
            return self._at(n).status != "no-result" and (self._seats(n) - before) * self._sign > 0

        n = self._first(done, 1, self._most)
        if n is None:
            return None
        tie = self._at(n).tie
        return Shift(n, self._seats(n), tie is not None and self._party in tie.parties)

    def _seats(self, n: int) -> int:
        return self._at(n).party(self._party).seats

    def _first(self, done: Callable[[int], bool], low: int, high: int) -> int | None:
        if done(low):
            return low
        if low == high:
            return None
        if not self._is_piece(low, high):
            middle = (low + high) // 2
            found = self._first(done, low, middle)
            return self._first(done, middle + 1, high) if found is None else found
        if not done(high):
            return None
        return first_that(done, low + 1, high)

    def _is_piece(self, low: int, high: int) -> bool:
        first, cap = self._at(low), self._rules.cap(self._area.municipalities)
        if self._state(first) != self._state(self._at(high)):
            return False
        price_moves = first.reference_party in (self._party, self._other)
        if cap is None or self._other is None or price_moves or first.status == "no-result":
            return True
        # The sum changes by each of the two within what it changes from end to end.
        changes = [b - a for a, b in zip(self._levelled_at(low), self._levelled_at(high), strict=True)]
        levelled = first.levelled_members or 0
        if not any(changes):
            return True
        if first.capped:
            return levelled + sum(min(0, change) for change in changes) > cap
        return levelled + sum(max(0, change) for change in changes) <= cap

    def _state(self, composition: Composition) -> tuple[object, ...]:
        """What must be the same at both ends of a piece: who is eligible and has votes, which kind of party
        is the reference, whether the cap binds, whether there is a result.
        """
        return (
            composition.status == "no-result",
            {self._party: 1, self._other: -1}.get(composition.reference_party, 0),
            composition.capped,
            tuple(line.eligible for line in composition.parties),
            tuple(line.votes == 0 for line in composition.parties),
        )

    def _compose(self, n: int, rules: BodyRules | None = None) -> Composition:
        """What comes out with ``n`` votes moved."""
        area = self._moved(n)
        try:
            return compose_tally(area, rules or self._rules)
        except InputError:  # the house is too small for what the rules ask: still say who is eligible
            standings = tuple(replace(standing, mayors=0) for standing in area.standings)
            eased = replace(self._rules, levelling=None, cap_per_municipality=None, seats=1, fill="dhondt")
            return replace(compose_tally(replace(area, standings=standings), eased), status="no-result")

    def _moved(self, n: int) -> Tally:
        """The area with ``n`` votes moved. Its standings keep their order, which decides nothing."""
        area, more = self._area, self._sign * n
        change = {self._party: more, self._other: -more}
        standings = tuple(
            replace(standing, votes=standing.votes + change.get(standing.party, 0))
            for standing in area.standings
        )
        grown = 0 if self._other is not None else more
        cast = None if area.cast is None else area.cast + grown
        return replace(area, standings=standings, valid=area.valid + grown, cast=cast)

    def _uncapped_seats(self, n: int) -> tuple[int, ...]:
        """The two moving parties' seats before any cap: what the composition gives without one."""
        uncapped = self._compose(n, replace(self._rules, cap_per_municipality=None))
        return tuple(line.seats for line in uncapped if line.party in (self._party, self._other))

    def _beyond_all(self, start: Composition) -> int:
        """So many new votes that more of them change nothing, or have long given the party a seat.

        With a threshold: nobody else reaches it any more, and a party alone keeps its seats. Without one: the
        party cannot be the reference unless it alone has mayors, its votes are worth more seats than it has,
        and in a filling each of its quotients for any seat of the house is above everyone else's.
        """
        area, rules = self._area, self._rules
        members = max(start.members or 0, start.levelled_members or 0, start.cap or 0, rules.seats or 0)
        shares = -(-rules.threshold.denominator // rules.threshold.numerator) if rules.threshold else 0
        return (max(area.valid, area.cast or 0) + 1) * (shares + 2 * (members + 2))

    def _drop_bystanders(self, start: Composition) -> None:
        """Leave out who has no mayor and is eligible at neither end, hence never: they play no part."""
        end = self._compose(self._most)
        takes_part = {line.party for line in (*start.parties, *end.parties) if line.eligible}
        takes_part |= {self._party, self._other or self._party}
        standings = tuple(one for one in self._area.standings if one.mayors or one.party in takes_part)
        self._area = replace(self._area, standings=standings)
