"""Which numbers of mayors the parties can have together, while some offices are open.

Each open office goes to one of the parties it may go to. The vectors of numbers that come out so are the
integer points of a base polytope (Edmonds): with ``most(T)`` the most offices that the parties of a set T can
have together, and ``least(T)`` the fewest, exactly the vectors with least(T) <= m(T) <= most(T) for every T
can be reached. So every question about them is a look through the sets of parties, not through the outcomes.
Those vectors that keep to bounds from below are such a polytope again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

_NO_BOUNDS: Mapping[str, int] = {}


class MayorCounts:
    """The numbers of offices that some parties can have together.

    ``held``: what the parties have that no open office may go to. ``bits``: each other party's, in a set of
    them. ``least``: the fewest offices of every set.
    """

    def __init__(self, held: Mapping[str, int], bits: Mapping[str, int], least: list[int]) -> None:
        self._held, self._bits, self._least = held, bits, least
        self._most = [least[-1] - without for without in reversed(least)]

    @classmethod
    def of(cls, held: Mapping[str, int], open_to: Iterable[Collection[str]]) -> MayorCounts:
        """``held``: offices each has already. ``open_to``: for each open office the parties it may go to."""
        offices = [*open_to]
        could = dict.fromkeys(party for parties in offices for party in parties)
        bits = {party: 1 << number for number, party in enumerate(could)}
        least = [0] * (1 << len(bits))
        for party, bit in bits.items():
            least[bit] = held[party]
        for parties in offices:
            least[sum({bits[party] for party in parties})] += 1
        for bit in bits.values():
            for members in range(len(least)):
                if members & bit:
                    least[members] += least[members ^ bit]
        return cls({party: number for party, number in held.items() if party not in bits}, bits, least)

    def holding(self, at_least: Mapping[str, int]) -> MayorCounts | None:
        """Those numbers at which some parties have ``at_least`` so many; None where they cannot."""
        most = self._most
        for party, number in at_least.items():
            bit = self._bits.get(party)
            if bit:
                most = [n if of & bit else min(n, most[of | bit] - number) for of, n in enumerate(most)]
            elif self._held[party] < number:
                return None
        return (
            None if most[0] else MayorCounts(self._held, self._bits, [most[-1] - n for n in reversed(most)])
        )

    def least(self, party: str, up_to: Mapping[str, int] = _NO_BOUNDS) -> int:
        """The fewest offices a party can have while others keep to ``up_to``, which they can."""
        if party in self._held:
            return self._held[party]
        bit, others = self._bits[party], {one: number for one, number in up_to.items() if one != party}
        return max(self._least[of | bit] - room for of, room in self._sums(others))

    def most(self, party: str) -> int:
        """The most offices a party can have."""
        return self._held[party] if party in self._held else self._most[self._bits[party]]

    def fewest_beyond(self, room: Mapping[str, int]) -> int:
        """The fewest offices that must go beyond so many each, in all; parties not in it take any number."""
        return self._held_beyond(room) + max(self._least[of] - free for of, free in self._sums(room))

    def most_beyond(self, room: Mapping[str, int]) -> int:
        """The most offices that can go beyond so many each, in all."""
        return self._held_beyond(room) + max(self._most[of] - free for of, free in self._sums(room))

    def _held_beyond(self, room: Mapping[str, int]) -> int:
        return sum(max(0, number - room[party]) for party, number in self._held.items() if party in room)

    def _sums(self, numbers: Mapping[str, int]) -> Iterator[tuple[int, int]]:
        """Every set of the parties in ``numbers`` that may get an office, as bits, with its sum."""
        members, sums = [0], [0]
        for party, number in numbers.items():
            if party in self._bits:
                bit = self._bits[party]
                members += [some | bit for some in members]
                sums += [some + number for some in sums]
        return zip(members, sums, strict=True)
