"""Markdown: headings, sentences and a table per body, for an issue, a wiki or a job's summary."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kkr_alloc.model import Composition, Compositions, Note
from kkr_alloc.output import Options
from kkr_alloc.output.words import NAME_COLUMN, columns, heading, legend, own_notes, size, tie_sentence
from kkr_alloc.text import Language


def render(result: Compositions, options: Options) -> str:
    """Every composition under a heading of its own."""
    parts = [_section(result, composition, options) for composition in result.compositions]
    if result.election.assumptions:
        parts.append(_notes(result.election.assumptions, options.language) + "\n")
    return "\n".join(parts)


def _section(result: Compositions, composition: Composition, options: Options) -> str:
    say = options.language.say
    title, about = heading(result, composition)
    blocks = [f"## {plain(say(title))}", plain(say(about))]
    blocks.append(" ".join(plain(say(line)) for line in size(composition)))
    blocks.append(_table(composition, options.language, options.all_lists))
    blocks += [plain(say(line)) for line in legend(composition)]
    if composition.tie:
        blocks.append(f"**{plain(say(tie_sentence(composition)))}**")
    if own := own_notes(result, composition):
        blocks.append(_notes(own, options.language))
    return "\n\n".join(blocks) + "\n"


def _notes(notes: Iterable[Note], language: Language) -> str:
    return "\n".join(f"- {plain(language.say(note.message))}" for note in notes)


def _table(composition: Composition, language: Language, all_lists: bool) -> str:
    made = columns(composition, language, all_lists=all_lists)
    rule = ["---" if number <= NAME_COLUMN else "---:" for number in range(len(made.titles))]
    rows = [
        [plain(title) for title in made.titles],
        rule,
        *([plain(cell) for cell in row.cells] for row in made.rows),
        [f"**{plain(cell)}**" if cell else "" for cell in made.totals],
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in rows)


def plain(words: str) -> str:
    """Words as Markdown shows them as they are: what it would take for a mark is escaped."""
    escaped = re.sub(r"([\\`*_\[\]<>|~#])", r"\\\1", " ".join(words.split()))
    escaped = re.sub(r"&(?=#?\w+;)", r"\&", escaped)
    return re.sub(r"^(\d*)([.)+-])(?=\s)", r"\1\\\2", escaped)
