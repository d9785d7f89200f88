"""An Excel workbook: the rows of an answer in sheets, and sheets of what is noted and what was read.

Numbers are numbers, under the names that JSON has; so a workbook does not depend on the language.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from msgspec.structs import asdict

from kkr_alloc.errors import import_extra
from kkr_alloc.model import Count
from kkr_alloc.render import Options
from kkr_alloc.render.rows import Row, overview, rows
from kkr_alloc.results import Answer, Composition, Compositions, ElectionAnswer, Move, PoolRange, Threshold
from kkr_alloc.text import Share

EXACT_DIGITS = 15
"""A spreadsheet keeps so many digits of a number; a longer one is written as text, so that none is lost."""

MAX_WIDTH = 60
SHARE, GROUPED = "0.0000%", "#,##0"
CREATED = datetime(2000, 1, 1)
"""No clock in it: the same answer gives the same bytes."""

_PARTS = {
    "threshold": Threshold.__struct_fields__,
    "price": ("numerator", "denominator"),
    "parties": (),
    "co_operation": PoolRange.__struct_fields__,
    "open": (),
    "tie": ("seats", "parties", "quotient"),
    "notes": (),
    "count": Count.__struct_fields__,
}
"""What is not a single value of a composition: the parts of it that have columns of their own."""


def render(answer: Answer, _options: Options) -> bytes:
    """The workbook's bytes.

    Raises:
        UsageError: XlsxWriter is not installed.
    """
    xlsxwriter = import_extra("xlsxwriter", "XlsxWriter", "xlsx")
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    workbook.set_properties({"created": CREATED})
    formats = {name: workbook.add_format({"num_format": name}) for name in (SHARE, GROUPED)}
    formats["header"] = workbook.add_format({"bold": True, "bottom": 1})
    for title, table in _sheets(answer):
        _write(workbook.add_worksheet(title), table, formats)
    workbook.close()
    return out.getvalue()


def _sheets(answer: Answer) -> Iterable[tuple[str, Sequence[Row]]]:
    """The sheets' titles and rows."""
    if isinstance(answer, Compositions):
        if len(answer.compositions) > 1:
            yield "overview", overview(answer)
        yield "compositions", [_summary(answer, one) for one in answer.compositions]
        for one in answer.compositions:
            yield one.region or one.body, rows(one)
        for title, details in (("open", _questions), ("notes", _notes)):
            table = [
                {"body": one.body, "region": one.region, **row}
                for one in answer.compositions
                for row in details(one)
            ]
            if table:
                yield title, table
    else:
        yield answer.schema, rows(answer)
    if isinstance(answer, ElectionAnswer):
        yield "inputs", [asdict(source) for source in answer.inputs]


def _questions(composition: Composition) -> Iterable[Row]:
    """An open question's rows: one for each party that it moves by itself, or one without a party."""
    for one in composition.open:
        question = {"question": one.question, "readings": " ".join(one.readings)}
        members = {"members_lowest": one.members_lowest, "members_highest": one.members_highest}
        for move in one.moves or (None,):
            moved = {name: getattr(move, name, None) for name in Move.__struct_fields__}
            yield {**question, **moved, **members, "message": str(one.message)}


def _notes(composition: Composition) -> Iterable[Row]:
    for note in composition.notes:
        details = ", ".join(note.details) or None
        yield {"code": note.code, "message": str(note.message), "details": details}


def _summary(answer: Compositions, composition: Composition) -> Row:
    """A composition's row in the sheet over all: whatever of it is a single value."""
    row: Row = {"election": answer.election.id, "rules": answer.rules.id}
    for name, value in asdict(composition).items():
        parts = _PARTS.get(name)
        of_parts = {f"{name}_{part}": getattr(value, part, None) for part in parts or ()}
        row |= {name: value} if parts is None else of_parts
    if composition.tie:
        row["tie_parties"] = " ".join(composition.tie.parties)
    return row


def _write(sheet: Any, table: Sequence[Row], formats: dict[str, Any]) -> None:
    names = list(table[0]) if table else []
    for column, name in enumerate(names):
        sheet.write_string(0, column, name, formats["header"])
        for line, row in enumerate(table, start=1):
            _write_cell(sheet, line, column, row[name], formats)
        longest = max(len(str(cell)) for cell in (name, *(row[name] for row in table)) if cell is not None)
        sheet.set_column(column, column, min(longest + 2, MAX_WIDTH))
    sheet.freeze_panes(1, 0)


def _write_cell(sheet: Any, line: int, column: int, value: object, formats: dict[str, Any]) -> None:
    """A number as a number; words as words, whatever they begin with."""
    match value:
        case None:
            return
        case bool():
            sheet.write_boolean(line, column, value)
        case Share():
            sheet.write_number(line, column, round(float(value), 6), formats[SHARE])
        case Fraction():
            sheet.write_number(line, column, float(value))
        case int() if len(str(abs(value))) <= EXACT_DIGITS:
            sheet.write_number(line, column, value, formats[GROUPED])
        case _:
            sheet.write_string(line, column, str(value))
