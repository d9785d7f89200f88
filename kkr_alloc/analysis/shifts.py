"""The fewest votes that change a party's certain seats. Exact.

A party's seats do not simply grow with its votes: more votes for the reference party lower everyone's
seats, a party that crosses the threshold changes all, the threshold itself moves with the votes. So the
fewest votes are looked for in pieces, on each of which the seats only grow or only fall; see
:class:`_Response`.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from msgspec.structs import replace

from kkr_alloc.composition import compose_tally
from kkr_alloc.errors import InputError
from kkr_alloc.model import BodyRules, Composition, Count
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


class _Probe(Struct, frozen=True):
    """What the composition says at a number of votes.

    ``state`` is what must be the same at both ends of a piece: who is eligible and has votes, which kind of
    party is the reference, whether the cap binds, whether there is a result.
    """

    state: tuple[object, ...]
    moving_reference: bool
    capped: bool
    levelled: int
    seats: int
    by_lot: bool


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
        self._probes: dict[int, _Probe] = {}
        self._levelled: dict[int, tuple[int, int]] = {}
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
        before = self.at(0).seats

        def done(n: int) -> bool:
            probe = self.at(n)
            changed = probe.seats > before if self._sign > 0 else probe.seats < before
            return changed and probe.state[0] is not None

        n = self._first(done, 1, self._most)
        if n is None:
            return None
        probe = self.at(n)
        return Shift(n, probe.seats, probe.by_lot)

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
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if done(middle) else (middle, high)
        return high

    def _is_piece(self, low: int, high: int) -> bool:
        first, last = self.at(low), self.at(high)
        if first.state != last.state:
            return False
        cap = self._cap
        if cap is None or self._other is None or first.moving_reference or first.state[0] is None:
            return True
        one, two = self._levelled_at(low), self._levelled_at(high)
        if one == two:
            return True
        # The sum changes by each of the two within what it changes from end to end.
        fall = sum(min(0, b - a) for a, b in zip(one, two, strict=True))
        rise = sum(max(0, b - a) for a, b in zip(one, two, strict=True))
        return first.levelled + fall > cap if first.capped else first.levelled + rise <= cap

    @property
    def _cap(self) -> int | None:
        return self._rules.cap(self._area.municipalities)

    def at(self, n: int) -> _Probe:
        """What the composition says at ``n`` votes."""
        if n not in self._probes:
            self._probes[n] = self._probe(self._compose(n))
        return self._probes[n]

    def _probe(self, composition: Composition) -> _Probe:
        line = composition.party(self._party)
        reference = composition.reference_party
        kind = {self._party: 1, self._other: -1}.get(reference, 0)
        has_result = composition.status != "no-result"
        state = (
            kind if has_result else None,
            composition.capped,
            tuple(line.eligible for line in composition.parties),
            tuple(line.votes == 0 for line in composition.parties),
        )
        tie = composition.tie
        return _Probe(
            state,
            reference in (self._party, self._other),
            composition.capped,
            composition.levelled_members or 0,
            line.seats,
            tie is not None and self._party in tie.parties,
        )

    def _compose(self, n: int, rules: BodyRules | None = None) -> Composition:
        area = self._moved(n)
        try:
            return compose_tally(area, rules or self._rules)
        except InputError:  # the house is too small for what the rules ask: still say who is eligible
            standings = tuple(replace(standing, mayors=0) for standing in area.standings)
            eased = replace(self._rules, levelling=None, cap_per_municipality=None, seats=1, fill="dhondt")
            return replace(compose_tally(replace(area, standings=standings), eased), status="no-result")

    def _moved(self, n: int) -> Tally:
        """The area with ``n`` votes moved. Its standings keep their order, which decides nothing."""
        change = {self._party: self._sign * n, self._other: -self._sign * n}
        area = self._area
        standings = tuple(
            replace(standing, votes=standing.votes + change.get(standing.party, 0))
            for standing in area.standings
        )
        if self._other is not None:
            return replace(area, standings=standings)
        more = self._sign * n
        return replace(
            area,
            standings=standings,
            valid=area.valid + more,
            cast=None if area.cast is None else area.cast + more,
        )

    def _levelled_at(self, n: int) -> tuple[int, int]:
        """The two moving parties' seats before any cap: what the composition gives without one."""
        if n not in self._levelled:
            uncapped = self._compose(n, replace(self._rules, cap_per_municipality=None))
            assert self._other is not None
            self._levelled[n] = (uncapped.party(self._party).seats, uncapped.party(self._other).seats)
        return self._levelled[n]

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
        takes_part = {line.party for line in (*start.parties, *end.parties) if line.eligible or line.mayors}
        takes_part |= {self._party, self._other or self._party}
        with_mayors = {standing.party for standing in self._area.standings if standing.mayors}
        standings = tuple(
            standing
            for standing in self._area.standings
            if standing.party in takes_part or standing.party in with_mayors
        )
        self._area = replace(self._area, standings=standings)
