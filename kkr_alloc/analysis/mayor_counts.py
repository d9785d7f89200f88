"""Which numbers of mayors the parties can have together, while some offices are open.

Each open office goes to one of the parties it may go to. The vectors of numbers that come out so are the
integer points of a base polytope (Edmonds): with ``most(T)`` the most offices that the parties of a set T can
have together, and ``least(T)`` the fewest, exactly the vectors with least(T) <= m(T) <= most(T) for every T
can be reached. So every question about them is a look through the sets of parties, not through the outcomes.
Bounds from below that can be kept to, and bounds from above, can be kept to all at once (linking property).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

_NO_BOUNDS: Mapping[str, int] = {}


class MayorCounts:
    """The numbers of offices that some parties can have together.

    ``held``: offices each has already. ``open_to``: for each open office the parties it may go to.
    """

    def __init__(self, held: Mapping[str, int], open_to: Sequence[Collection[str]]) -> None:
        self._held = held
        # Only sets of those that an open office may go to are looked through; the others have what they hold.
        could = dict.fromkeys(party for parties in open_to for party in parties)
        self._bit = {party: 1 << number for number, party in enumerate(could)}
        least = [0] * (1 << len(could))
        for party, bit in self._bit.items():
            least[bit] = held[party]
        for parties in open_to:
            least[sum({self._bit[party] for party in parties})] += 1
        for bit in self._bit.values():
            for members in range(len(least)):
                if members & bit:
                    least[members] += least[members ^ bit]
        self._least = least
        self._most = [least[-1] - without for without in reversed(least)]

    def least(self, party: str, up_to: Mapping[str, int] = _NO_BOUNDS) -> int:
        """The fewest offices a party can have while others keep to ``up_to``, which they can."""
        if party not in self._bit:
            return self._held[party]
        bit = self._bit[party]
        return max(self._least[members | bit] - room for members, room in self._sums(up_to, party))

    def most(self, party: str, at_least: Mapping[str, int] = _NO_BOUNDS) -> int:
        """The most offices a party can have while others have ``at_least`` so many, which they can."""
        if party not in self._bit:
            return self._held[party]
        bit = self._bit[party]
        return min(self._most[members | bit] - needed for members, needed in self._sums(at_least, party))

    def can_have(self, at_least: Mapping[str, int]) -> bool:
        """Whether the parties can have at least so many, all at once."""
        return all(needed <= self._most[members] for members, needed in self._sums(at_least))

    def fewest_beyond(self, room: Mapping[str, int]) -> int:
        """The fewest offices that must go beyond so many each, in all; parties not in it take any number."""
        return self._held_beyond(room) + max(self._least[of] - free for of, free in self._sums(room))

    def most_beyond(self, room: Mapping[str, int], at_least: Mapping[str, int]) -> int:
        """The most offices that can go beyond so many each, in all, while ``at_least`` holds.

        It is greatest for some set of parties: all they can have, less what is free to them.
        """
        bounds = list(self._sums(at_least))
        beyond = (
            min(self._most[of | extra] - needed for extra, needed in bounds if not extra & of) - free
            for of, free in self._sums(room)
        )
        return self._held_beyond(room) + max(beyond)

    def _held_beyond(self, room: Mapping[str, int]) -> int:
        """The offices beyond so many of parties that get no open one."""
        return sum(max(0, self._held[party] - free) for party, free in room.items() if party not in self._bit)

    def _sums(self, numbers: Mapping[str, int], but: str | None = None) -> Iterator[tuple[int, int]]:
        """Every set of the parties in ``numbers`` that may get an office, as bits, with its sum."""
        members, sums = [0], [0]
        for party, number in numbers.items():
            if party in self._bit and party != but:
                bit = self._bit[party]
                members += [some | bit for some in members]
                sums += [some + number for some in sums]
        return zip(members, sums, strict=True)
