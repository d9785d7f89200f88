"""Before and after some changes, in words."""

from __future__ import annotations

from kkr_alloc.analysis.what_if import WhatIf
from kkr_alloc.documents import words
from kkr_alloc.documents.blocks import Block, Bullets, Heading, line
from kkr_alloc.documents.compare import side_note, tables
from kkr_alloc.text import text


def document(answer: WhatIf) -> list[Block]:
    """The changes, then each body before and after them."""
    blocks: list[Block] = [
        Heading(text("What if") if answer.descriptions else text("What if: no change was named"))
    ]
    if answer.descriptions:
        blocks.append(Bullets(answer.descriptions))
    before, after = text("before"), text("after")
    for comparison in answer.comparisons:
        one, two = comparison.first, comparison.second
        blocks += words.heading(answer.election, answer.rules, one)
        if one == two:
            blocks[-1] = line(text("No difference."))
            continue
        blocks += tables(comparison, before, after)
        codes = {note.code for note in two.notes}
        gone = [side_note(before, note.message) for note in one.notes if note.code not in codes]
        if sentences := [*(note.message for note in two.notes), *gone]:
            blocks.append(Bullets(sentences))
    return blocks
