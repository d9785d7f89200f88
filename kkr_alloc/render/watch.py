"""What ``watch`` prints: one JSON object per line, each with its time."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from kkr_alloc.analysis.compare import NUMBERS, Difference, compare
from kkr_alloc.analysis.watch import Change, Event
from kkr_alloc.errors import InputError
from kkr_alloc.model import Count
from kkr_alloc.render.records import Error, encode
from kkr_alloc.results import Composition

Schema = Literal["kkr-alloc/watch/1"]
SCHEMA: Schema = "kkr-alloc/watch/1"


class Changed(Struct, frozen=True):
    """What is another number than before: of the body (0: the same), and of each party that changed.

    ``status`` and ``reference_party``: before and after, where they changed.
    """

    valid_votes: int
    members: int
    supplementary: int
    unassigned: int
    status: tuple[str, str] | None
    reference_party: tuple[str | None, str | None] | None
    parties: tuple[Difference, ...]


class CompositionEvent(Struct, frozen=True, tag_field="event", tag="composition"):
    """A composition that is new or not what it was. ``difference`` is null at the first poll."""

    schema: Schema
    time: str
    election: str
    rules: str
    count: Count
    composition: Composition
    difference: Changed | None


class ErrorEvent(Struct, frozen=True, tag_field="event", tag="error"):
    """The feed cannot be used as it is."""

    schema: Schema
    time: str
    error: Error


class Heartbeat(Struct, frozen=True, tag_field="event", tag="heartbeat"):
    """No composition changed. ``waiting`` for files that may be half written."""

    schema: Schema
    time: str
    count: Count | None
    files_read: int
    waiting: bool


WatchRecord = CompositionEvent | ErrorEvent | Heartbeat


def line(event: Event, now: datetime) -> str:
    """An event as one line of JSON."""
    return encode(_record(event, now.isoformat(timespec="seconds"))).decode() + "\n"


def _record(event: Event, time: str) -> WatchRecord:
    if isinstance(event, Change):
        result, composition = event.result, event.composition
        difference = None if event.before is None else _changed(event.before, composition)
        return CompositionEvent(
            SCHEMA, time, result.election.id, result.rules.id, composition.count, composition, difference
        )
    if isinstance(event, InputError):
        return ErrorEvent(SCHEMA, time, Error(event.code, event.message, event.problems))
    count = event.result.election.count if event.result else None
    return Heartbeat(SCHEMA, time, count, event.files_read, event.waiting)


def _changed(before: Composition, after: Composition) -> Changed:
    one, two = before.reference_party, after.reference_party
    return Changed(
        after.valid_votes - before.valid_votes,
        (after.members or 0) - (before.members or 0),
        (after.supplementary or 0) - (before.supplementary or 0),
        after.unassigned - before.unassigned,
        None if before.status == after.status else (before.status, after.status),
        None if one == two else (one, two),
        tuple(
            line
            for line in compare(before, after).differences
            if any(getattr(line, number) for number in NUMBERS)
        ),
    )
