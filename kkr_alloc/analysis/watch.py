"""Following a feed: what changed since the last look, without ever taking a half-written file at its word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from msgspec import Struct
from msgspec.structs import replace

from kkr_alloc.errors import InputError, Problem
from kkr_alloc.model import Composition, Compositions
from kkr_alloc.sources.base import Votes
from kkr_alloc.sources.valgdk_feed import Feed
from kkr_alloc.sources.valgdk_tally import NoResults

PATIENCE = 2
"""How many looks a file that cannot be read gets before it is complained about."""


class Change(Struct, frozen=True):
    """A composition that is new or not what it was. ``before`` is None at the first look."""

    result: Compositions
    composition: Composition
    before: Composition | None


class Trouble(Struct, frozen=True):
    """The feed cannot be used as it is; told once for as long as the problems stay the same."""

    message: str
    problems: tuple[Problem, ...]


class Still(Struct, frozen=True):
    """Nothing to tell. ``files_read`` were opened; ``waiting`` for files that may be half written."""

    result: Compositions | None
    files_read: int
    waiting: bool


Event = Change | Trouble | Still


@dataclass
class Watch:
    """Looks at a feed again and again.

    ``compose``: from votes to compositions, all that the caller wants. ``skip_unreadable``: a file that stays
    unreadable is left out; without it nothing is computed until it can be read.
    """

    feed: Feed
    compose: Callable[[Votes], Compositions]
    skip_unreadable: bool = False
    _last: Compositions | None = None
    _told: tuple[Problem, ...] = ()
    _failing: dict[str, int] = field(default_factory=dict)

    def look(self) -> Iterator[Event]:
        """Read what changed and tell what follows; at least one event."""
        try:
            votes = self._votes()
            result = None if votes is None else self.compose(votes)
        except InputError as error:
            yield self._trouble(error)
            return
        if result is None:
            yield Still(self._last, self.feed.files_read, waiting=True)
            return
        self._told = ()
        before = {(c.body, c.region): c for c in self._last.compositions} if self._last else {}
        self._last = result
        changed = [c for c in result.compositions if _differs(before.get((c.body, c.region)), c)]
        for composition in changed:
            yield Change(result, composition, before.get((composition.body, composition.region)))
        if not changed:
            yield Still(result, self.feed.files_read, waiting=False)

    def _votes(self) -> Votes | None:
        """The votes, or None while there are none or a file may still be half written.

        Raises:
            InputError: files stay unreadable and are not to be left out, or numbers contradict each other.
        """
        self.feed.skip_unreadable = False
        try:
            votes = self.feed.read()
        except NoResults:
            return None
        except InputError as error:
            if self._may_be_half_written(error.problems):
                return None
            if not self.skip_unreadable:
                raise
            self.feed.skip_unreadable = True
            return self.feed.read()
        self._failing = {}
        return votes

    def _may_be_half_written(self, problems: Sequence[Problem]) -> bool:
        """Whether any of the files failed fewer than :data:`PATIENCE` looks in a row."""
        failing = {problem.file or "" for problem in problems}
        self._failing = {file: self._failing.get(file, 0) + 1 for file in failing}
        return any(looks < PATIENCE for looks in self._failing.values())

    def _trouble(self, error: InputError) -> Event:
        if error.problems == self._told:
            return Still(self._last, self.feed.files_read, waiting=False)
        self._told = error.problems
        return Trouble(error.message, error.problems)


def _differs(before: Composition | None, after: Composition) -> bool:
    """Whether anything but the notes is another: a note may only name one more file that was skipped."""
    return before is None or replace(before, notes=()) != replace(after, notes=())
