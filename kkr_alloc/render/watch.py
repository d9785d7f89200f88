"""What ``watch`` prints: one JSON object per line, each with its time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kkr_alloc.analysis.watch import Change, Event, FeedError
from kkr_alloc.model import Composition
from kkr_alloc.render.records import encode

SCHEMA = "kkr-alloc/watch/1"


def line(event: Event, now: datetime) -> str:
    """An event as one line of JSON. ``event`` is ``composition``, ``error`` or ``heartbeat``."""
    head: dict[str, Any] = {"schema": SCHEMA, "time": now.isoformat(timespec="seconds")}
    if isinstance(event, Change):
        data = {
            **head,
            "event": "composition",
            "election": event.result.election.id,
            "rules": event.result.rules.id,
            "count": event.composition.count,
            "composition": event.composition,
            "difference": None if event.before is None else difference(event.before, event.composition),
        }
    elif isinstance(event, FeedError):
        error = {"code": event.code, "message": event.message, "problems": event.problems}
        data = {**head, "event": "error", "error": error}
    else:
        data = {
            **head,
            "event": "heartbeat",
            "count": event.result.election.count if event.result else None,
            "files_read": event.files_read,
            "waiting": event.waiting,
        }
    return encode(data).decode() + "\n"


def difference(before: Composition, after: Composition) -> dict[str, Any]:
    """What is another number than before: of the body, and of each party; only what changed."""
    body = ("members", "supplementary", "valid_votes", "levelled_members", "unassigned")
    lines = ({line.party: line for line in side} for side in (before, after))
    old, new = lines
    parties = {}
    for party in {**new, **old}:
        sides = [_numbers(side.get(party)) for side in (old, new)]
        changed = {
            name: number - sides[0][name] for name, number in sides[1].items() if number != sides[0][name]
        }
        if changed:
            parties[party] = changed
    return {
        **{
            name: (getattr(after, name) or 0) - (getattr(before, name) or 0)
            for name in body
            if getattr(after, name) != getattr(before, name)
        },
        "status": None if before.status == after.status else [before.status, after.status],
        "reference_party": None
        if before.reference_party == after.reference_party
        else [before.reference_party, after.reference_party],
        "parties": parties,
    }


def _numbers(line: Any) -> dict[str, int]:
    names = ("votes", "mayors", "seats", "supplementary")
    return {name: (getattr(line, name) or 0) if line is not None else 0 for name in names}
