"""JSON of the bundled elections."""

from __future__ import annotations

from kkr_alloc.election import Elections
from kkr_alloc.output.json import dumped
from kkr_alloc.render import Options


def render(answer: Elections, options: Options) -> str:
    """One JSON object: ``{"elections": [...]}``, oldest first."""
    data = [
        {
            "election": info.id,
            "name": info.name,
            "date": info.day.isoformat(),
            "term": info.term,
            "known": info.known,
            "co_operation": info.co_operation,
            "sources": list(info.sources),
        }
        for info in answer.elections
    ]
    return dumped({"elections": data})
