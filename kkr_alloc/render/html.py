"""Documents as an HTML fragment, to be put into a page of one's own. Everything in it is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from kkr_alloc.documents.blocks import Block, Bullets, Cell, Column, Heading, Row, Table, cell_words
from kkr_alloc.render import Options
from kkr_alloc.text import Language, written


def render(blocks: Iterable[Block], options: Options) -> str:
    """The document in one element that says its language."""
    language = options.language
    return f'<div class="kkr-alloc" lang="{language.code}">\n{elements(blocks, options)}</div>\n'


def elements(blocks: Iterable[Block], options: Options, deeper: int = 0) -> str:
    """The blocks one after the other, their headings so many levels deeper."""
    return "".join(f"{line}\n" for block in blocks for line in _block(block, options, deeper))


def _block(block: Block, options: Options, deeper: int) -> Iterator[str]:
    language = options.language
    if isinstance(block, Table):
        yield from _table(block, language)
    elif isinstance(block, Heading):
        level = block.level + deeper
        yield f"<h{level}>{escape(language.say(block.sentence))}</h{level}>"
    elif isinstance(block, Bullets):
        yield "<ul>"
        for item, names in block.with_details(options.verbose):
            named = "".join(f"<li>{escape(name)}</li>" for name in names)
            yield f"<li>{escape(language.say(item))}{f'<ul>{named}</ul>' if named else ''}</li>"
        yield "</ul>"
    else:
        words = " ".join(map(language.say, block.sentences))
        yield f"<p{_class(block.style)}>{escape(words)}</p>"


def _table(table: Table, language: Language) -> Iterator[str]:
    """A table: caption, header cells with their scope, numbers in cells of class ``n``."""
    yield '<table class="kkr">'
    if table.caption:
        yield f"<caption>{escape(language.say(table.caption))}</caption>"
    yield "<thead><tr>"
    for column in table.columns:
        title = escape(language.say(column.title))
        yield f'<th scope="col"{_class(_kind(column))}>{title}</th>' if title else "<td></td>"
    yield "</tr></thead>"
    yield "<tbody>"
    marked = _marked(table)
    for row in table.rows:
        yield from _row(table, row, marked, language)
    yield "</tbody>"
    if table.footer:
        yield "<tfoot>"
        yield from _row(table, Row(table.footer), marked, language)
        yield "</tfoot>"
    yield "</table>"


def _row(table: Table, row: Row, marked: set[int], language: Language) -> Iterator[str]:
    """A row; its header cell is the first, or the one after an id. ``marked``: see :func:`_marked`."""
    first, second = table.columns[:2]
    names = 0 if first.title or second.number else 1
    yield f"<tr{_class(row.style)}>"
    for index, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
        style = cell.style if isinstance(cell, Cell) else ""
        if isinstance(cell, Cell) and index in marked:
            marks = "\n".join(map(escape, cell.mark.split()))
            words = f'{escape(written(cell.value, language))} <span class="mark">{marks}</span>'
        else:
            words = escape(cell_words(cell, language))
        attributes = _class(f"{_kind(column)} {style}".strip())
        tag, scope = ("th", ' scope="row"') if index == names else ("td", "")
        yield f"<{tag}{scope}{attributes}>{words}</{tag}>"
    yield "</tr>"


def _marked(table: Table) -> set[int]:
    """The columns of numbers with marks: a page may put their numbers under each other."""
    return {
        index
        for row in table.rows
        for index, cell in enumerate(row.cells)
        if isinstance(cell, Cell) and cell.mark and table.columns[index].number
    }


def _kind(column: Column) -> str:
    return "n" if column.number else ""


def _class(names: str) -> str:
    return f' class="{names}"' if names else ""
