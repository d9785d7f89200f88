"""What every source of votes gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import chain

from msgspec import Struct, field

from kkr_alloc.errors import Problem
from kkr_alloc.model import Count, ListResult, Note, Remarks, Source, Totals


class Votes(Struct, frozen=True):
    """The votes of one election as a source has them.

    ``election``: the id of the election the input names itself (``kv2025``), None where it does not.
    ``counts``: the state of the count per municipality, where the input has it.
    ``sources``: what was read. ``notes``: what a reader of the result should know (files skipped …), and
    ``remarks`` the same by municipality. ``problems``: numbers that contradict each other, by municipality.
    ``unreadable``: why files were left out, so that what only they hold is not counted.
    """

    lists: tuple[ListResult, ...]
    count: Count
    sources: tuple[Source, ...]
    counts: dict[str, Count] = field(default_factory=dict)
    totals: dict[str, Totals] = field(default_factory=dict)
    election: str | None = None
    notes: tuple[Note, ...] = ()
    remarks: Remarks = field(default_factory=dict)
    problems: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    unreadable: tuple[Problem, ...] = ()

    @property
    def contradictions(self) -> list[Problem]:
        """The problems of all municipalities."""
        return list(chain.from_iterable(self.problems.values()))


def valid_votes(lists: Iterable[ListResult]) -> Counter[str]:
    """The valid votes of each municipality, by code: those of all its lists together."""
    votes = Counter[str]()
    for result in lists:
        votes[result.municipality] += result.votes
    return votes


def local_ids() -> Callable[[str, str], str]:
    """A maker of local lists' ids by municipality and letter: ``306-N``; without a letter ``101-0``.

    No two are the same, for a list may bear the letter 0 beside one without a letter: then ``101-0-2``.
    """
    given: dict[str, int] = {}  # each id, and the last number that was put behind it

    def new_id(municipality: str, letter: str) -> str:
        first = made = f"{municipality}-{letter or '0'}"
        while made in given:
            given[first] += 1
            made = f"{first}-{given[first]}"
        given[made] = 1
        return made

    return new_id
