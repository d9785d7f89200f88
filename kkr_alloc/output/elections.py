"""The bundled elections, for people and for programs."""

from __future__ import annotations

import io
from collections.abc import Iterable

from kkr_alloc.election import ElectionInfo
from kkr_alloc.output import Options
from kkr_alloc.output.json import dumped
from kkr_alloc.text import text

PARTS = {
    "votes": text("Votes"),
    "seats": text("Council seats"),
    "mayors": text("Mayors"),
    "co_operation": text("List co-operation"),
}
"""What an election may have, as people call it."""


def as_json(elections: Iterable[ElectionInfo]) -> str:
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
        for info in elections
    ]
    return dumped({"elections": data})


def as_table(elections: Iterable[ElectionInfo], options: Options) -> str:
    """A table with a line on each part of the data."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from kkr_alloc.output.table import console_like, without_trailing_space

    say = options.language.say
    out = io.StringIO()
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for header in (text("Election"), text("Day"), text("Term"), text("What there is")):
        table.add_column(say(header))
    for info in elections:
        known = "\n".join(f"{say(PARTS.get(part, part))}: {say(what)}" for part, what in info.known.items())
        table.add_row(info.id, info.day.isoformat(), info.term, known)
    console_like(options.terminal, out).print(table)
    return without_trailing_space(out.getvalue())
