"""Before and after some changes, in words."""

from __future__ import annotations

from collections.abc import Iterator

from kkr_alloc.analysis.what_if import WhatIf
from kkr_alloc.documents import words
from kkr_alloc.documents.blocks import Block, Bullets, Heading, paragraph
from kkr_alloc.documents.compare import tables
from kkr_alloc.text import text


def document(answer: WhatIf) -> Iterator[Block]:
    """The changes, then each body before and after them."""
    if answer.descriptions:
        yield Heading(text("What if"))
        yield Bullets(answer.descriptions)
    before, after = text("before"), text("after")
    for comparison in answer.comparisons:
        one, two = comparison.first, comparison.second
        heading, about = words.heading(answer.election, answer.rules, one)
        yield heading
        if one == two:
            yield paragraph("No difference.")
            continue
        yield about
        yield from tables(comparison, before, after)
        codes = {note.code for note in two.notes}
        gone = [words.side_note(before, note) for note in one.notes if note.code not in codes]
        yield from words.notes([*two.notes, *gone], apart=False)
