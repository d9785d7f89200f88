"""Two compositions of one body side by side: of two elections, rule sets or answers, or before and after."""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec import Struct
from msgspec.structs import replace

from kkr_alloc.errors import InputError
from kkr_alloc.model import Count, Election, RuleSet, Source
from kkr_alloc.names import fold
from kkr_alloc.results import Answer, BodyResult, Composition, PartyResult, inputs_of
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
    ``changed``: the fields of a composition that differ, notes and other sentences aside.
    """

    body: str
    region: str | None
    same: bool
    changed: tuple[str, ...]
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
    """One side of a comparison: what it is called, and what it was computed from.

    ``earlier``: the compositions of an earlier answer; without any they are computed.
    """

    label: str
    election: Election
    rules: RuleSet
    earlier: tuple[Composition, ...] = ()

    def record(self) -> SideRecord:
        """What JSON has of it."""
        election, rules = self.election, self.rules
        return SideRecord(election.id, rules.id, inputs_of(election, rules), election.count)


class OneSided(Struct, frozen=True):
    """A body that only the ``first`` or only the ``second`` side has."""

    side: Literal["first", "second"]
    body: str
    region: str | None


class Comparisons(Answer, frozen=True):
    """The compositions of some bodies on two sides, and the bodies that only one of two answers has."""

    schema: ClassVar[str] = "compare"

    first: Side
    second: Side
    one_sided: tuple[OneSided, ...]
    comparisons: tuple[Comparison, ...]

    @property
    def differs(self) -> bool:
        """Whether anything but notes is another on the second side."""
        return bool(self.one_sided) or any(one.changed for one in self.comparisons)


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
    one, two = map(_without_sentences, (first, second))
    changed = tuple(
        name for name in Composition.__struct_fields__ if getattr(one, name) != getattr(two, name)
    )
    return Comparison(first.body, first.region, same, changed, first, second, differences)


def _without_sentences(composition: Composition) -> Composition:
    questions = tuple(replace(question, message="") for question in composition.open)
    return replace(composition, notes=(), open=questions)


def _pairs(first: Composition, second: Composition) -> tuple[Pair, ...]:
    left, right = _by_key(first), _by_key(second)
    pairs = [
        Pair(line.party, line.name, left.get(key), right.get(key)) for key, line in {**left, **right}.items()
    ]
    return tuple(sorted(pairs, key=lambda pair: (-max(pair.numbers("votes")), pair.party, pair.name)))


def _by_key(composition: Composition) -> dict[tuple[str, str], PartyResult]:
    return {(line.party, fold(line.name) if line.local else ""): line for line in composition.parties}
