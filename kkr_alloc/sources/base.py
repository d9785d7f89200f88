"""What every source of votes gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from datetime import date, timedelta
from itertools import chain
from typing import TypeVar

from msgspec import Struct, field

from kkr_alloc.errors import OptionError, Problem
from kkr_alloc.model import Count, ListResult, Note, Remarks, Source, Totals
from kkr_alloc.text import text

LOCAL_LISTS = "EJR"
"""StatBank's letter for all local lists of a municipality."""

Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)


class Votes(Struct, frozen=True):
    """The votes of one election as a source has them.

    ``election``: its id (``kv2025``). ``counts``: the state of the count per municipality, where the input
    has it. ``sources``: what was read. ``notes``: what a reader of the result should know (files skipped …),
    and ``remarks`` the same by municipality. ``problems``: numbers that contradict each other, by
    municipality. ``unreadable``: why files were left out, so that what only they hold is not counted.
    """

    lists: tuple[ListResult, ...]
    sources: tuple[Source, ...]
    election: str
    counts: dict[str, Count] = field(default_factory=dict)
    totals: dict[str, Totals] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    remarks: Remarks = field(default_factory=dict)
    problems: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    unreadable: tuple[Problem, ...] = ()

    @property
    def count(self) -> Count:
        """The state of the whole count; unknown where that of a municipality is."""
        known = bool(self.counts) and {result.municipality for result in self.lists} <= self.counts.keys()
        return Count.of_all(self.counts.values(), complete=known)

    @property
    def contradictions(self) -> list[Problem]:
        """The problems of all municipalities."""
        return list(chain.from_iterable(self.problems.values()))


def settle_election(named: Iterable[str], asked: str | None, path: str, known: Iterable[str] = ()) -> str:
    """The election of some votes: of those the input names the one that --election names, or the only one.

    Where the input names none, --election does. ``known``: what it could be, then.

    Raises:
        OptionError: --election is missing, or names an election that the input is not of.
    """
    found = sorted(named)
    if asked is not None and (asked in found or not found):
        return asked
    if asked is None and len(found) == 1:
        return found[0]
    message = text("Nothing says which election these votes are of.")
    hint = text("Name it with --election: {elections}.", elections=", ".join(known))
    if found:
        message = text("The votes are of several elections: {elections}.", elections=", ".join(found))
        hint = text("Name one of them with --election.")
    if asked is not None:
        message = text("The votes are of {found}, not of {asked}.", found=", ".join(found), asked=asked)
        if len(found) == 1:
            hint = text("Leave --election out, or name the right one.")
    raise OptionError(message, file=path, field="election", value=", ".join(found) or None, hint=hint)


def polling_day(year: int) -> date | None:
    """The day of a year's municipal election, None where there is none that year.

    Every four years on the third Tuesday of November (kommunal- og regionalvalgloven § 6).
    """
    first = date(year, 11, 1)
    return first + timedelta((1 - first.weekday()) % 7 + 14) if year % 4 == 1 else None


def grouped(items: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    """Items by a key; both are in the order in which they come."""
    found: dict[Key, list[Item]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return found


def by_municipality(lists: Iterable[ListResult]) -> dict[str, list[ListResult]]:
    """Lists by the code of their municipality."""
    return grouped(lists, lambda result: result.municipality)


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
