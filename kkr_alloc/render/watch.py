"""What ``watch`` prints: one JSON object per line, each with its time; and what such lines had said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

import msgspec
from msgspec import Struct

from kkr_alloc.analysis.compare import NUMBERS, Difference, compare
from kkr_alloc.analysis.earlier import from_json, with_exact_shares
from kkr_alloc.analysis.watch import Change, Event, Failure, Memory
from kkr_alloc.errors import InputError
from kkr_alloc.model import Count
from kkr_alloc.render.records import Error, encode
from kkr_alloc.results import Composition
from kkr_alloc.text import text

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
    """A composition that is new, not what it was, or back after an error.

    ``difference``: to the one that was reported before, null for the first.
    """

    schema: Schema
    time: str
    election: str
    rules: str
    count: Count
    composition: Composition
    difference: Changed | None


class ErrorEvent(Struct, frozen=True, tag_field="event", tag="error"):
    """A body cannot be computed, or (where ``body`` is null) nothing can.

    Reported once for as long as it stays the same; it is over with the next composition of the body.
    """

    schema: Schema
    time: str
    body: str | None
    region: str | None
    error: Error


class Heartbeat(Struct, frozen=True, tag_field="event", tag="heartbeat"):
    """Nothing changed. All is well where ``problems`` is 0 and ``last_good_poll`` recent.

    ``files_read`` at this poll. ``waiting`` for the first results, or for files that may be half written.
    ``problems`` is how many stand in the way of a result now.
    """

    schema: Schema
    time: str
    count: Count | None
    files_read: int
    waiting: bool
    problems: int
    last_good_poll: str | None


WatchRecord = CompositionEvent | ErrorEvent | Heartbeat


def line(event: Event, now: datetime) -> str:
    """An event as one line of JSON."""
    return encode(_record(event, _written(now))).decode() + "\n"


def _record(event: Event, time: str) -> WatchRecord:
    if isinstance(event, Change):
        before, made = event.before, event.composition
        difference = None if before is None else _changed(before, made)
        election, rules = event.election.id, event.rules.id
        return CompositionEvent(SCHEMA, time, election, rules, made.count, made, difference)
    if isinstance(event, Failure):
        error = Error(event.error.code, event.error.message, event.error.problems)
        return ErrorEvent(SCHEMA, time, event.body, event.region, error)
    last_good_poll = _written(event.last_good_poll) if event.last_good_poll else None
    state = event.count, event.files_read, event.waiting, event.problems
    return Heartbeat(SCHEMA, time, *state, last_good_poll)


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def _changed(before: Composition, after: Composition) -> Changed:
    numbers = ("valid_votes", "members", "supplementary", "unassigned")
    changed: list[Any] = [(getattr(after, name) or 0) - (getattr(before, name) or 0) for name in numbers]
    for name in ("status", "reference_party"):
        both = getattr(before, name), getattr(after, name)
        changed.append(None if both[0] == both[1] else both)
    differences = compare(before, after).differences
    changed.append(tuple(one for one in differences if any(getattr(one, name) for name in NUMBERS)))
    return Changed(*changed)


def recall(lines: Iterable[bytes], file: str) -> Memory:
    """What the lines of an earlier run reported. A line that was cut off is passed over.

    Raises:
        InputError: a line is no event of ``watch``.
    """
    memory = Memory()
    for number, written in enumerate(lines, 1):
        try:
            event = _DECODER.decode(written)
        except msgspec.DecodeError as error:
            is_event = written.startswith(b'{"event":') and not isinstance(error, msgspec.ValidationError)
            if is_event or not written.strip():
                continue
            raise InputError(
                text("This line is no event of watch."),
                file=file,
                line=number,
                hint=text("--since takes what watch of this version has written as NDJSON."),
            ) from None
        if isinstance(event, CompositionEvent):
            made = with_exact_shares(event.composition)
            memory.compositions[event.election, event.rules, made.body, made.region] = made
            memory.errors.pop(None, None)
            memory.errors.pop((made.body, made.region), None)
        elif isinstance(event, ErrorEvent):
            area = None if event.body is None else (event.body, event.region)
            memory.errors[area] = event.error.code, event.error.message, event.error.problems
    return memory


_DECODER = msgspec.json.Decoder(WatchRecord, dec_hook=from_json)
