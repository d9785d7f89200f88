"""An HTML fragment: a table per body, to be put into a page of one's own. Everything in it is escaped."""

from __future__ import annotations

from html import escape

from kkr_alloc.model import Composition, Compositions
from kkr_alloc.output import Options
from kkr_alloc.output.words import NAME_COLUMN, columns, heading
from kkr_alloc.text import Language


def render(result: Compositions, options: Options) -> str:
    """A table for each composition."""
    say = options.language.say
    return "".join(
        table(
            composition,
            options.language,
            caption=" – ".join(map(say, heading(result, composition))),
            all_lists=options.all_lists,
        )
        for composition in result.compositions
    )


def table(composition: Composition, language: Language, *, caption: str, all_lists: bool = False) -> str:
    """A composition's table: caption, header cells with their scope, numbers in cells of class ``n``."""
    made = columns(composition, language, all_lists=all_lists)
    lines = [
        f'<table class="kkr" lang="{language.code}">',
        f"<caption>{escape(caption)}</caption>",
        "<thead><tr>",
        *(_header(title, number) for number, title in enumerate(made.titles)),
        "</tr></thead>",
        "<tbody>",
    ]
    for row in made.rows:
        lines.append("<tr>" if row.eligible else '<tr class="outside">')
        lines += [_cell(cell, number) for number, cell in enumerate(row.cells)]
        lines.append("</tr>")
    lines += ["</tbody>", "<tfoot><tr>"]
    lines += [_cell(cell, number) for number, cell in enumerate(made.totals)]
    lines += ["</tr></tfoot>", "</table>"]
    return "\n".join(lines) + "\n"


def _header(title: str, number: int) -> str:
    if not title:
        return "<td></td>"
    kind = "" if number <= NAME_COLUMN else ' class="n"'
    return f'<th scope="col"{kind}>{escape(title)}</th>'


def _cell(cell: str, number: int) -> str:
    if number == NAME_COLUMN:
        return f'<th scope="row">{escape(cell)}</th>'
    kind = "" if number < NAME_COLUMN else ' class="n"'
    return f"<td{kind}>{escape(cell)}</td>"
