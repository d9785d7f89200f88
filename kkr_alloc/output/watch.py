"""What ``watch`` prints: one JSON object per line, each with its time."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from msgspec.structs import asdict

from kkr_alloc.analysis.watch import Change, Event, Trouble
from kkr_alloc.errors import InputError
from kkr_alloc.model import Composition, Compositions
from kkr_alloc.output.json import composition_data, count_data

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
            "count": count_data(event.composition.count),
            "composition": composition_data(event.composition),
            "difference": None if event.before is None else difference(event.before, event.composition),
        }
    elif isinstance(event, Trouble):
        problems = [asdict(problem) for problem in event.problems]
        error = {"code": InputError.code, "message": event.message, "problems": problems}
        data = {**head, "event": "error", "error": error}
    else:
        data = {
            **head,
            "event": "heartbeat",
            "count": _count(event.result),
            "files_read": event.files_read,
            "waiting": event.waiting,
        }
    return json.dumps(data, ensure_ascii=False) + "\n"


def _count(result: Compositions | None) -> dict[str, Any] | None:
    return None if result is None else count_data(result.election.count)


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
