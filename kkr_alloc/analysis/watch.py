"""Following a feed: what changed since the last poll, without ever taking a half-written file at its word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from kkr_alloc.errors import InputError, OptionError, Problem
from kkr_alloc.results import Composition, Compositions
from kkr_alloc.sources.base import Votes
from kkr_alloc.sources.valgdk_feed import Feed

MIN_FAILED_POLLS = 2
"""In so many polls in a row a file must be bad before it is reported: it may be half written."""


class Change(Struct, frozen=True):
    """A composition that is new or not what it was. ``before`` is None at the first poll."""

    result: Compositions
    composition: Composition
    before: Composition | None


class Unchanged(Struct, frozen=True):
    """No composition changed. ``files_read`` were opened; ``waiting`` for files that may be half written."""

    result: Compositions | None
    files_read: int
    waiting: bool


Event = Change | InputError | Unchanged
"""An error: the feed cannot be used as it is; reported once for as long as the problems stay the same."""


class Watch:
    """Polls a feed again and again.

    ``compose``: from votes to compositions, all that the caller wants.
    """

    def __init__(self, feed: Feed, compose: Callable[[Votes], Compositions]) -> None:
        self.feed = feed
        self._compose = compose
        self._last: Compositions | None = None
        self._reported: tuple[Problem, ...] = ()
        self._failing: dict[str | None, int] = {}

    def poll(self) -> Iterator[Event]:
        """Read what changed in the folder: at least one event.

        Raises:
            OptionError: the feed is of another election than was asked for.
        """
        try:
            votes = self._votes()
            result = None if votes is None else self._compose(votes)
        except OptionError:
            raise
        except InputError as error:
            known = error.problems == self._reported
            self._reported = error.problems
            yield self._unchanged() if known else error
            return
        if result is None:
            yield self._unchanged(waiting=True)
            return
        self._reported = ()
        before = {(c.body, c.region): c for c in self._last.compositions} if self._last else {}
        self._last = result
        changes = [Change(result, c, before.get((c.body, c.region))) for c in result.compositions]
        if not any(map(_differs, changes)):
            yield self._unchanged()
        yield from filter(_differs, changes)

    def _unchanged(self, *, waiting: bool = False) -> Unchanged:
        return Unchanged(self._last, self.feed.files_read, waiting)

    def _votes(self) -> Votes | None:
        """The votes, or None while there are none or a file may still be half written.

        Raises:
            InputError: the feed stays unreadable as a whole.
        """
        try:
            votes = self.feed.read()
        except InputError as error:
            if error.code == "no-results" or self._may_be_half_written(error.problems):
                return None
            raise
        return None if self._may_be_half_written([*votes.unreadable, *votes.contradictions]) else votes

    def _may_be_half_written(self, problems: Sequence[Problem]) -> bool:
        """Whether any of the files failed in fewer than :data:`MIN_FAILED_POLLS` polls in a row."""
        files = {problem.file for problem in problems}
        self._failing = {file: self._failing.get(file, 0) + 1 for file in files}
        return min(self._failing.values(), default=MIN_FAILED_POLLS) < MIN_FAILED_POLLS


def _differs(change: Change) -> bool:
    """Whether anything but the notes is another: a note may only name one more file that was skipped."""
    return (
        change.before is None or replace(change.before, notes=change.composition.notes) != change.composition
    )
