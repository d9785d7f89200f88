"""Two compositions of one body side by side: of two elections, two rule sets, before and after a change."""

from __future__ import annotations

from msgspec import Struct

from kkr_alloc.errors import InputError, quoted
from kkr_alloc.model import Composition, PartyResult
from kkr_alloc.sources.base import plain
from kkr_alloc.text import text


class Pair(Struct, frozen=True):
    """A party's two lines; None where it had neither votes nor mayor."""

    party: str
    name: str
    first: PartyResult | None
    second: PartyResult | None

    def numbers(self, field: str) -> tuple[int, int]:
        """A whole number of both lines (``votes``, ``mayors``, ``seats``, ``supplementary``), 0 for none."""
        one, two = (getattr(line, field) or 0 if line else 0 for line in (self.first, self.second))
        return one, two

    @property
    def same(self) -> bool:
        """Whether mayors, supplementary members and seats are the same."""
        return all(len(set(self.numbers(field))) == 1 for field in ("mayors", "seats", "supplementary"))


class Comparison(Struct, frozen=True):
    """Two compositions, with a pair of lines for each party, most votes first."""

    first: Composition
    second: Composition
    parties: tuple[Pair, ...]

    @property
    def same(self) -> bool:
        """Whether every party has the same mayors, supplementary members and seats, certain and by lot."""
        return (
            all(pair.same for pair in self.parties)
            and self.first.members == self.second.members
            and self.first.unassigned == self.second.unassigned
        )


def compare(first: Composition, second: Composition) -> Comparison:
    """Two compositions of one body side by side.

    A party is the same by its id; a local list also by its name, since letters are used again.

    Raises:
        InputError: they are not of one body.
    """
    for one in (first, second):
        if not isinstance(one, Composition):
            raise InputError(
                text("A composition is needed, not {value}.", value=quoted(one)), value=quoted(one)
            )
    if (first.body, first.region) != (second.body, second.region):
        raise InputError(text("The two compositions are not of one body."))
    left, right = _by_key(first), _by_key(second)
    pairs = [
        Pair(line.party, line.name, left.get(key), right.get(key)) for key, line in {**left, **right}.items()
    ]
    pairs.sort(key=lambda pair: (-max(pair.numbers("votes")), pair.party, pair.name))
    return Comparison(first, second, tuple(pairs))


def _by_key(composition: Composition) -> dict[tuple[str, str], PartyResult]:
    return {(line.party, plain(line.name) if line.local else ""): line for line in composition.parties}
