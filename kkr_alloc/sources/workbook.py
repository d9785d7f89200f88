"""Excel workbooks (.xlsx) of the tidy table: the sheet ``votes``, or else the first that is not empty.

The sheet is written out as the same CSV that :mod:`kkr_alloc.sources.tidy` reads, line for line: rows are
checked in one place. Numbers and codes may be numbers or text; dates and errors are neither.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from importlib import import_module
from itertools import takewhile, zip_longest
from types import ModuleType
from typing import Any, NamedTuple

from msgspec.structs import replace

from kkr_alloc.errors import InputError, Problems
from kkr_alloc.model import Digest, Geography, Source
from kkr_alloc.sources import tidy
from kkr_alloc.sources.base import Register, Votes
from kkr_alloc.sources.files import MAX_BYTES, Content
from kkr_alloc.text import text

SHEET = "votes"
MAX_UNPACKED = MAX_BYTES
MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 1_048_576, 50, 500_000
"""Rows that a sheet may have, columns that are looked at (the table has ten), and cells that are kept."""

TEXT_ONLY = ("list_letter", "list_name", "party")
"""Columns in which a number has lost what was written: 01 became 1."""

_FORMULA, _ERROR = "f", "e"


class _Cell(NamedTuple):
    """A cell's value and its kind, as openpyxl tells it."""

    value: Any = None
    kind: str = "n"


_Sheet = dict[int, list[_Cell]]
"""The rows that hold a value by their number, each up to its last value."""


def looks_like_workbook(content: Content) -> bool:
    """Whether the bytes are those of a zip archive, as every .xlsx is."""
    return content.data.startswith(b"PK\x03\x04")


def read_votes(
    content: Content, register: Register, geography: Geography, election: str | None = None
) -> Votes:
    """The votes in a workbook. See :func:`kkr_alloc.sources.tidy.read_votes`.

    Raises:
        InputError: it is no workbook, it unpacks to more than a file may have, a cell holds what is no text
            or number, or a row is wrong. Every bad cell, else every bad row, is named by the sheet's row.
    """
    votes = tidy.read_votes(as_csv(content), register, geography, election)
    sources = tuple(
        Source(source.role, source.path, Digest(lambda: content.sha256), source.rows)
        for source in votes.sources
    )
    return replace(votes, sources=sources)


def as_csv(content: Content) -> Content:
    """The sheet with the votes as CSV: its header on line 1, every other row on the line of its number."""
    _check_archive(content)
    problems = Problems()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    header: list[str] = []
    line = 0
    for number, cells in _rows(content).items():
        values = []
        for column, cell in enumerate(cells):
            name = header[column] if column < len(header) else ""
            values.append(_written(cell, name, number, content.path, problems))
        while values and not values[-1]:
            values.pop()
        if not values:
            continue
        gap = ""
        if header:
            gap = "\n" * (number - line - 1)
            line = number
        else:
            header, line = _header(values), 1
        if len(values) > len(header) and _is_complete(header):
            problems.add(
                text("There is something beside the table."),
                file=content.path,
                line=number,
                value=next(filter(None, values[len(header) :])),
                hint=text(
                    "The table ends with the column {column}. Delete it, or move it.", column=header[-1]
                ),
            )
        out.write(gap)
        writer.writerow(values + [""] * (len(header) - len(values)))
    problems.raise_if_any()
    return Content(content.path, out.getvalue().encode("utf-8", "replace"))


def _header(values: list[str]) -> list[str]:
    """The columns' names up to the first column without one, if those that a table needs are among them."""
    named = list(takewhile(bool, values))
    return named if _is_complete(named) else values


def _is_complete(header: list[str]) -> bool:
    return set(tidy.VOTES_REQUIRED) <= set(header)


def _written(cell: _Cell, column: str, line: int, path: str, problems: Problems) -> str:
    """A cell as the CSV has it: 101 for the number 101.0."""
    value, message, hint = cell.value, None, None
    if value is None:
        return ""
    if cell.kind == _ERROR:
        message = text("The cell holds an error.")
    elif cell.kind == _FORMULA:
        message = text("The formula's result is not in the file.")
        hint = text("Open it in Excel and save it, or paste the values.")
    elif isinstance(value, str):
        return " ".join(value.split())
    elif isinstance(value, bool) or not isinstance(value, int | float):
        message = text("The cell is neither text nor a number.")
    elif column in TEXT_ONLY:
        message = text("The cell is a number, but it must be text.")
        hint = text("Format the column as text and write it again: 01 is not 1.")
    else:
        return str(int(value)) if isinstance(value, int) or value.is_integer() else repr(value)
    problems.add(message, file=path, line=line, field=column or None, value=value, hint=hint)
    return "?"


def _check_archive(content: Content) -> None:
    """Refuse what is no archive, and what would unpack to far more than a table of votes."""
    try:
        with zipfile.ZipFile(io.BytesIO(content.data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
    except Exception:  # a damaged archive can raise nearly anything
        raise InputError(
            text("Not an Excel workbook (.xlsx) that can be read."),
            file=content.path,
            hint=text("Save it as .xlsx, or as CSV in UTF-8."),
        ) from None
    if unpacked > MAX_UNPACKED:
        raise InputError(
            text("It unpacks to more than {limit} bytes; not read.", limit=MAX_UNPACKED), file=content.path
        )


def _rows(content: Content) -> _Sheet:
    """The sheet's rows; where there are formulas, their results."""
    openpyxl = _openpyxl(content.path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            place, rows = _chosen(_sheets(openpyxl, content, results=False), content.path)
            if any(cell.kind == _FORMULA for row in rows.values() for cell in row):
                results = _kept(_sheets(openpyxl, content, results=True)[place], content.path)
                for number, row in rows.items():
                    pairs = zip_longest(row, results.get(number, ()), fillvalue=_Cell())
                    rows[number] = [found if result.value is None else result for found, result in pairs]
    except InputError:
        raise
    except Exception as error:  # a damaged workbook can raise nearly anything
        raise InputError(
            text("Not an Excel workbook (.xlsx) that can be read."),
            file=content.path,
            value=f"{type(error).__name__}: {error}",
            hint=text("Save it as .xlsx, or as CSV in UTF-8."),
        ) from None
    return rows


def _openpyxl(path: str) -> ModuleType:
    try:
        return import_module("openpyxl")
    except ImportError:
        raise InputError(
            text("Reading Excel workbooks needs openpyxl."),
            file=path,
            hint=text('Install it: pip install "kkr-alloc[xlsx]"'),
        ) from None


def _sheets(openpyxl: ModuleType, content: Content, *, results: bool) -> list[Any]:
    """The workbook's sheets of cells; with formulas or with their results."""
    reader = openpyxl.reader.excel.ExcelReader(
        io.BytesIO(content.data), read_only=True, data_only=results, keep_links=False
    )
    reader.read_chartsheet = lambda *_: None  # it has no cells, and not every one can be read
    reader.read()
    return list(reader.wb.worksheets)


def _chosen(sheets: list[Any], path: str) -> tuple[int, _Sheet]:
    """The sheet ``votes``, or else the first one that is not empty: its place and its rows."""
    if not sheets:
        raise InputError(text("The workbook has no sheet."), file=path)
    places = [place for place, sheet in enumerate(sheets) if sheet.title == SHEET]
    for place in places or range(len(sheets)):
        rows = _kept(sheets[place], path)
        if rows:
            return place, rows
    raise InputError(text("The sheet {name} is empty.", name=sheets[place].title), file=path)


def _kept(sheet: Any, path: str) -> _Sheet:
    """The rows of a sheet that hold a value: of empty ones, which may be a million, nothing is kept."""
    kept: _Sheet = {}
    left = MAX_CELLS
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    for number, row in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS), start=1):
        if number > MAX_ROWS:
            raise InputError(text("The sheet has more than {n} rows.", n=MAX_ROWS), file=path)
        width = max((place for place, cell in enumerate(row, start=1) if cell.value is not None), default=0)
        if width:
            kept[number] = [_Cell(cell.value, cell.data_type) for cell in row[:width]]
            left -= width
        if left < 0:
            raise InputError(text("The sheet has more than {n} cells.", n=MAX_CELLS), file=path, line=number)
    return kept
