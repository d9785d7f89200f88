"""What every source of votes gives."""

from __future__ import annotations

from msgspec import Struct, field

from kkr_alloc.model import Count, ListResult, Note, Source, Totals
from kkr_alloc.names import Register as Register
from kkr_alloc.names import fold


class Votes(Struct, frozen=True):
    """The votes of one election as a source tells them.

    ``election``: the id of the election the input names itself (``kv2025``), None where it does not.
    ``counts``: the state of the count per municipality, where the input tells it.
    ``sources``: what was read. ``notes``: what a reader of the result should know (files skipped …).
    """

    lists: tuple[ListResult, ...]
    count: Count
    sources: tuple[Source, ...]
    counts: dict[str, Count] = field(default_factory=dict)
    totals: dict[str, Totals] = field(default_factory=dict)
    election: str | None = None
    notes: tuple[Note, ...] = ()


def local_ids() -> _LocalIds:
    """A maker of local lists' ids: ``306-N``; without a letter ``101-0``, then ``101-0-2``."""
    return _LocalIds()


class _LocalIds:
    def __init__(self) -> None:
        self._given: set[str] = set()

    def __call__(self, municipality: str, letter: str) -> str:
        """The id, which no other list has: a list may bear the letter 0 beside one without a letter."""
        plainest = made = f"{municipality}-{letter or '0'}"
        number = 1
        while made in self._given:
            number += 1
            made = f"{plainest}-{number}"
        self._given.add(made)
        return made


plain = fold
"""The name of before, until every module imports :func:`kkr_alloc.names.fold`."""
