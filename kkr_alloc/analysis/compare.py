"""Two compositions of one body side by side: of two elections, two rule sets, before and after a change."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct

from kkr_alloc.errors import InputError
from kkr_alloc.model import Count, Election, RuleSet, Source
from kkr_alloc.names import fold
from kkr_alloc.results import Answer, BodyResult, Composition, PartyResult
from kkr_alloc.text import text

NUMBERS = ("votes", "mayors", "seats", "supplementary")
"""The numbers of a party that are compared."""


class Pair(Struct, frozen=True):
    """A party's two lines; None where it had neither votes nor mayor."""

    party: str
    name: str
    first: PartyResult | None
    second: PartyResult | None

    def numbers(self, field: str) -> tuple[int, int]:
        """A whole number of both lines, one of :data:`NUMBERS`; 0 for none."""
        one, two = (getattr(line, field) or 0 if line else 0 for line in (self.first, self.second))
        return one, two

    @property
    def same(self) -> bool:
        """Whether mayors, supplementary members and seats are the same."""
        return all(len({*self.numbers(field)}) == 1 for field in NUMBERS[1:])

    @property
    def difference(self) -> Difference:
        """The second numbers less the first."""
        changes = (two - one for one, two in map(self.numbers, NUMBERS))
        return Difference(self.party, self.name, *changes)


class Difference(Struct, frozen=True):
    """A party's numbers in the second composition less those in the first."""

    party: str
    name: str
    votes: int
    mayors: int
    seats: int
    supplementary: int


class Comparison(BodyResult, frozen=True):
    """Two compositions of a body, with the differences of each party, most votes first.

    ``same``: every party has the same mayors, supplementary members and seats, certain and by lot.
    """

    body: str
    region: str | None
    same: bool
    first: Composition
    second: Composition
    differences: tuple[Difference, ...]

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Each party's two lines, in the order of the differences."""
        return _pairs(self.first, self.second)


class SideRecord(Struct, frozen=True):
    """What JSON has of a side."""

    election: str
    rules: str
    inputs: tuple[Source, ...]
    count: Count


class Side(Struct, frozen=True):
    """One side of a comparison: what it is called, and what it was computed from."""

    label: str
    election: Election
    rules: RuleSet

    def record(self) -> SideRecord:
        """What JSON has of it."""
        inputs = (*self.election.sources, *filter(None, (self.rules.source,)))
        return SideRecord(self.election.id, self.rules.id, inputs, self.election.count)


class Comparisons(Answer, frozen=True):
    """The compositions of some bodies on two sides."""

    schema: ClassVar[str] = "compare"

    first: Side
    second: Side
    comparisons: tuple[Comparison, ...]


def compare(first: Composition, second: Composition) -> Comparison:
    """Two compositions of one body side by side.

    A party is the same by its id; a local list also by its name, since letters are used again.

    Raises:
        InputError: they are not of one body.
    """
    if (first.body, first.region) != (second.body, second.region):
        raise InputError(text("The two compositions are not of one body."))
    pairs = _pairs(first, second)
    same = (
        all(pair.same for pair in pairs)
        and first.members == second.members
        and first.unassigned == second.unassigned
    )
    differences = tuple(pair.difference for pair in pairs)
    return Comparison(first.body, first.region, same, first, second, differences)


def _pairs(first: Composition, second: Composition) -> tuple[Pair, ...]:
    left, right = _by_key(first), _by_key(second)
    pairs = [
        Pair(line.party, line.name, left.get(key), right.get(key)) for key, line in {**left, **right}.items()
    ]
    return tuple(sorted(pairs, key=lambda pair: (-max(pair.numbers("votes")), pair.party, pair.name)))


def _by_key(composition: Composition) -> dict[tuple[str, str], PartyResult]:
    return {(line.party, fold(line.name) if line.local else ""): line for line in composition.parties}
