"""Before and after some changes: as tables, or as JSON."""

from __future__ import annotations

from kkr_alloc.analysis.what_if import WhatIf
from kkr_alloc.model import Compositions
from kkr_alloc.output import Options
from kkr_alloc.output.compare import comparison_data, comparison_tables
from kkr_alloc.output.json import dumped, header
from kkr_alloc.text import text

SCHEMA = "kkr-alloc/what-if/1"


def render(answer: WhatIf, options: Options) -> str:
    """What would change, in the format asked for."""
    if options.format == "json":
        return dumped(
            {
                **header(SCHEMA, answer.election, answer.rules),
                "changes": [str(sentence) for sentence in answer.descriptions],
                "same": answer.same,
                "comparisons": [comparison_data(one) for one in answer.comparisons],
            }
        )
    return _text(answer, options)


def _text(answer: WhatIf, options: Options) -> str:
    from kkr_alloc.output.page import Page
    from kkr_alloc.output.words import heading

    page = Page(options)
    page.heading(text("What if") if answer.descriptions else text("What if: no change was named"))
    for sentence in answer.descriptions:
        page.item(sentence)
    before, after = page.language.say(text("before")), page.language.say(text("after"))
    for comparison in answer.comparisons:
        page.gap()
        composition = comparison.first
        first, second = heading(Compositions(answer.election, answer.rules, (composition,)), composition)
        page.heading(first)
        if comparison.first == comparison.second:
            page.line(text("No difference."))
            continue
        page.line(second)
        comparison_tables(page, comparison, before, after)
        codes = {note.code for note in comparison.second.notes}
        for note in comparison.second.notes:
            page.item(note.message)
        for note in comparison.first.notes:
            if note.code not in codes:
                page.item(text("{side}: {note}", side=before, note=note.message))
    return page.done()
