"""Lowest and highest numbers over many outcomes, and in how many of them each number occurs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from kkr_alloc.model import Composition


class Range(Struct, frozen=True):
    """The lowest and highest number over all outcomes; bounds that may be too wide unless ``exact``."""

    lowest: int
    highest: int
    exact: bool


class Frequency(Struct, frozen=True):
    """In how many ``outcomes`` a party has this ``number``."""

    number: int
    outcomes: int


def frequencies(ways: Mapping[int, int]) -> tuple[Frequency, ...]:
    """The numbers that occur, and in how many outcomes each."""
    return tuple(Frequency(number, outcomes) for number, outcomes in sorted(ways.items()) if outcomes)


class Span:
    """The lowest and highest number found so far."""

    def __init__(self) -> None:
        self.lowest: int | None = None
        self.highest: int | None = None

    def add(self, lowest: int, highest: int) -> None:
        """Take in these numbers and all between."""
        self.lowest = lowest if self.lowest is None else min(self.lowest, lowest)
        self.highest = highest if self.highest is None else max(self.highest, highest)

    def holds(self, lowest: int, highest: int) -> bool:
        """Whether taking these in would change nothing."""
        return (
            self.lowest is not None
            and self.highest is not None
            and self.lowest <= lowest
            and highest <= self.highest
        )

    def range(self, exact: bool) -> Range:
        """The range found."""
        assert self.lowest is not None
        assert self.highest is not None
        return Range(self.lowest, self.highest, exact)


class Found:
    """What has been found of the body's size and of each eligible party."""

    def __init__(self, parties: Sequence[str]) -> None:
        self.members = Span()
        self.seats = {party: Span() for party in parties}
        self.supplementary = {party: Span() for party in parties}


class Counted:
    """In how many outcomes each number occurs."""

    def __init__(self, parties: Sequence[str]) -> None:
        self.seats: dict[str, Counter[int]] = {party: Counter() for party in parties}
        self.supplementary: dict[str, Counter[int]] = {party: Counter() for party in parties}
        self.by_lot = 0
        self.without_result = 0

    def add(self, composition: Composition | None, ways: int) -> None:
        """Take in a composition that so many outcomes lead to."""
        if composition is None:
            self.without_result += ways
            return
        if composition.tie:
            self.by_lot += ways
        for line in composition.parties:
            if line.party in self.seats:
                self.seats[line.party][line.seats] += ways
                self.supplementary[line.party][line.supplementary or 0] += ways
