"""The bundled elections in words: what each one has, and what is not known of it."""

from __future__ import annotations

from collections.abc import Iterator

from kkr_alloc.documents.blocks import Block, Bullets, Heading
from kkr_alloc.election import Elections
from kkr_alloc.text import text

PARTS = {
    "votes": text("Votes"),
    "votes_cast": text("Votes cast"),
    "seats": text("Council seats"),
    "mayors": text("Mayors after it"),
    "co_operation": text("List co-operation"),
}
"""What an election may have, as people call it."""


def document(answer: Elections) -> Iterator[Block]:
    """A line on each part of the data of every election."""
    for info in answer.elections:
        yield Heading(text("{it.id}: {it.name} ({it.day}), term {it.term}", it=info))
        known = info.known.items()
        yield Bullets([text("{part}: {known}", part=PARTS.get(part, part), known=of) for part, of in known])
