"""Documents as Markdown, for an issue, a wiki or a job's summary."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kkr_alloc.documents.blocks import Block, Bullets, Heading, Table, Value, cell_words
from kkr_alloc.render import Options
from kkr_alloc.text import Language

STRONG = ("emphasis", "bad")


def render(blocks: Sequence[Block], options: Options) -> str:
    """The blocks with an empty line between any two; a comment keeps two lists from becoming one."""
    parts: list[str] = []
    for before, block in zip([None, *blocks], blocks, strict=False):
        if isinstance(before, Bullets) and isinstance(block, Bullets):
            parts.append("<!-- -->")
        parts.append(_block(block, options))
    return "\n\n".join(parts) + "\n"


def escape(words: str) -> str:
    """Words as Markdown shows them as they are: what it would take for a mark is escaped."""
    escaped = re.sub(r"([\\`*_\[\]<>|~#])", r"\\\1", " ".join(words.split()))
    escaped = re.sub(r"&(?=#?\w+;)", r"\&", escaped)
    return re.sub(r"^(\d*)([.)+-])(?=\s)", r"\1\\\2", escaped)


def _block(block: Block, options: Options) -> str:
    language = options.language
    if isinstance(block, Table):
        return _table(block, language)
    if isinstance(block, Heading):
        return f"{'#' * block.level} {escape(language.say(block.sentence))}"
    if isinstance(block, Bullets):
        lines = []
        for item, names in block.with_details(options.verbose):
            lines += [f"- {escape(language.say(item))}", *(f"  - {escape(name)}" for name in names)]
        return "\n".join(lines)
    words = " ".join(escape(language.say(sentence)) for sentence in block.sentences)
    return f"**{words}**" if block.style in STRONG else words


def _table(table: Table, language: Language) -> str:
    def cell(value: Value) -> str:
        return escape(cell_words(value, language))

    titles = [escape(language.say(column.title)) for column in table.columns]
    footer = [f"**{words}**" if (words := cell(value)) else "" for value in table.footer]
    rule = ["---:" if column.number else "---" for column in table.columns]
    rows = [[cell(value) for value in row.cells] for row in table.rows]
    lines = [titles, rule, *rows, *([footer] if footer else [])]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
