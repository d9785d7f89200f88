"""Which numbers of mayors the parties can have together, while some offices are open.

Each open office goes to one of the parties it may go to. The vectors of numbers that come out so are the
integer points of a base polytope (Edmonds): with ``most(T)`` the most offices that the parties of a set T can
have together, and ``least(T)`` the fewest, exactly the vectors with least(T) <= m(T) <= most(T) for every T
can be reached. So every question about them is a look through the sets of parties, not through the outcomes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


class MayorCounts:
    """The numbers of offices that some parties, counted from 0, can have together.

    ``held``: offices each has already. ``open_to``: for each open office the parties it may go to.
    """

    def __init__(self, held: Sequence[int], open_to: Sequence[frozenset[int]]) -> None:
        self.parties = len(held)
        everyone = (1 << self.parties) - 1
        inside = [0] * (everyone + 1)  # open offices that may go to parties of the set alone
        for parties in open_to:
            inside[sum(1 << party for party in parties)] += 1
        for party in range(self.parties):
            bit = 1 << party
            for members in range(everyone + 1):
                if members & bit:
                    inside[members] += inside[members ^ bit]
        have = [0] * (everyone + 1)
        for members in range(1, everyone + 1):
            lowest = members & -members
            have[members] = have[members ^ lowest] + held[lowest.bit_length() - 1]
        self._least = [inside[members] + have[members] for members in range(everyone + 1)]
        total = self._least[everyone]
        self._most = [total - self._least[everyone ^ members] for members in range(everyone + 1)]

    def least(self, party: int) -> int:
        """The fewest offices a party can have."""
        return self._least[1 << party]

    def most(self, party: int, at_least: Mapping[int, int] | None = None) -> int:
        """The most offices a party can have while others have ``at_least`` so many."""
        others = {other: number for other, number in (at_least or {}).items() if other != party}
        return min(self._most[members | 1 << party] - needed for members, needed in _sums(others))

    def can_have(self, at_least: Mapping[int, int]) -> bool:
        """Whether the parties can have at least so many, all at once."""
        return all(needed <= self._most[members] for members, needed in _sums(at_least))

    def excess(self, up_to: Mapping[int, int]) -> int:
        """The fewest offices that must go beyond ``up_to`` so many each; parties not in it take any number.

        0: the parties can keep to these numbers. Lower bounds on the parties within ``up_to`` that can be had
        at all can be had with it (linking property of a base polytope and a box).
        """
        return max(self._least[members] - room for members, room in _sums(up_to))

    def least_under(self, party: int, up_to: Mapping[int, int]) -> int:
        """The fewest offices a party can have while the others keep to ``up_to``, which they can."""
        bit = 1 << party
        others = {other: room for other, room in up_to.items() if other != party}
        return max(self._least[members | bit] - room for members, room in _sums(others))

    def overflow(self, free: Mapping[int, int], always: int, at_least: Mapping[int, int]) -> int:
        """The most offices there can be beyond ``free`` so many each, parties not in it not counted.

        The offices of ``always`` all count. ``at_least``: bounds that hold meanwhile. Beyond means a sum of
        positive parts; it is greatest for some set of parties: all they can have, less what is free to them.
        """
        bounds = list(_sums(at_least))
        best = 0
        for members, room in _sums(free):
            wanted = members | 1 << always
            can = min(self._most[wanted | extra] - needed for extra, needed in bounds if not extra & wanted)
            best = max(best, can - room)
        return best


def _sums(numbers: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Every set of the parties in ``numbers``, as bits, with the sum of their numbers."""
    members, sums = [0], [0]
    for party, number in numbers.items():
        bit = 1 << party
        members += [some | bit for some in members]
        sums += [some + number for some in sums]
    return zip(members, sums, strict=True)
