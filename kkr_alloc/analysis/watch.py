"""Following a feed: what changed since the last poll, without ever taking a half-written file at its word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime

from msgspec import Struct, field

from kkr_alloc.analysis.certainty import compose
from kkr_alloc.errors import KkrAllocError, OptionError, Problem, foreseen
from kkr_alloc.model import Count, Election, Geography, RuleSet
from kkr_alloc.results import Area, Composition
from kkr_alloc.sources.base import Votes
from kkr_alloc.sources.valgdk_feed import Feed


class Change(Struct, frozen=True):
    """A composition that is new, not what it was, or back after an error. ``before``: None for a new one."""

    election: Election
    rules: RuleSet
    composition: Composition
    before: Composition | None


class Failure(Struct, frozen=True):
    """A body that cannot be computed (None: none of them), reported once for as long as it stays the same."""

    error: KkrAllocError
    election: Election | None
    body: str | None = None
    region: str | None = None


class Unchanged(Struct, frozen=True):
    """Nothing changed.

    ``files_read`` were opened; ``waiting`` for the first results or for files that may be half written.
    ``problems`` is how many stand in the way now, and ``last_good_poll`` when there were none.
    """

    count: Count | None
    files_read: int
    waiting: bool
    problems: int
    last_good_poll: datetime | None


Event = Change | Failure | Unchanged
Outcome = tuple[Area | None, Composition | KkrAllocError]
Reported = tuple[str, str, tuple[Problem, ...]]
"""An error as it was reported: code, message and problems."""


class Memory(Struct):
    """What has been reported: compositions by election, rules, body and region, and the errors in force."""

    compositions: dict[tuple[str, str, str, str | None], Composition] = field(default_factory=dict)
    errors: dict[Area | None, Reported] = field(default_factory=dict)


class Watch:
    """Polls a feed again and again.

    ``load``: from votes to an election. ``areas``: what to compute of it. ``memory``: what was reported
    before. ``final``: whether every count was final at the last poll, and no file half written.
    """

    def __init__(
        self,
        feed: Feed,
        load: Callable[[Votes], Election],
        areas: Callable[[Geography], Sequence[Area]],
        rules: RuleSet,
        memory: Memory | None = None,
    ) -> None:
        self.feed = feed
        self.final = False
        self._load, self._areas, self._rules = load, areas, rules
        self._memory = Memory() if memory is None else memory
        self._election: Election | None = None
        self._outcomes: list[Outcome] = []
        self._last_good_poll: datetime | None = None

    def poll(self) -> list[Event]:
        """Read what changed in the folder: at least one event. Whatever fails, the next poll tries again.

        Raises:
            OptionError: the feed is of another election than was asked for.
        """
        outcomes = self._poll()
        composed = [made for _, made in outcomes if isinstance(made, Composition)]
        all_good = bool(composed) and len(composed) == len(outcomes)
        waiting = not outcomes or self.feed.waiting
        self.final = all_good and not waiting and all(made.count.final for made in composed)
        if all_good:
            self._last_good_poll = datetime.now(UTC)
        events = list(self._events(outcomes)) if outcomes else []
        if events:
            return events
        count = self._election.count if self._election else None
        problems = sum(len(problems) or 1 for *_, problems in self._memory.errors.values())
        return [Unchanged(count, self.feed.files_read, waiting, problems, self._last_good_poll)]

    def _events(self, outcomes: Iterable[Outcome]) -> Iterator[Event]:
        """What has not been reported yet, and what an error had put in doubt."""
        memory, election, rules = self._memory, self._election, self._rules
        before, memory.errors = memory.errors, {}
        for area, made in outcomes:
            if isinstance(made, KkrAllocError):
                memory.errors[area] = made.code, made.message, made.problems
                if before.get(area) != memory.errors[area]:
                    yield Failure(made, election, *(area or ()))
                continue
            assert election is not None
            key = (election.id, rules.id, made.body, made.region)
            last = memory.compositions.get(key)
            memory.compositions[key] = made
            if made != last or {area, None} & before.keys():
                yield Change(election, rules, made, last)

    def _poll(self) -> list[Outcome]:
        """What comes out for each area, or for all of them at once; nothing before the first results."""
        try:
            election = self._load(self.feed.read())
            areas = self._areas(election.geography)
        except OptionError:
            raise
        except Exception as error:
            found = foreseen(error)
            return [] if found.code == "no-results" and self._election is None else [(None, found)]
        settled = all(isinstance(made, Composition) for _, made in self._outcomes)
        if election != self._election or not settled:
            self._election = election
            self._outcomes = [(area, self._compose(election, area)) for area in areas]
        return self._outcomes

    def _compose(self, election: Election, area: Area) -> Composition | KkrAllocError:
        """The composition of an area, or why there is none."""
        try:
            return compose(election, *area, rules=self._rules)
        except Exception as error:
            return foreseen(error)
