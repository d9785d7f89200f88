"""Excel workbooks (.xlsx) of the tidy table of votes: the sheet ``votes``, or else the first one.

The sheet is written out as the same CSV that :mod:`kkr_alloc.sources.tidy` reads, line for line: rows are
checked in one place. Numbers and codes may be numbers or text; dates and errors are neither.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from importlib import import_module
from types import ModuleType
from typing import Any, NamedTuple

from kkr_alloc.errors import InputError, Problems
from kkr_alloc.model import Geography
from kkr_alloc.sources import tidy
from kkr_alloc.sources.base import Register, Votes
from kkr_alloc.sources.files import MAX_BYTES, Content
from kkr_alloc.text import text

SHEET = "votes"
MAX_UNPACKED = MAX_BYTES
MAX_ROWS, MAX_COLUMNS = 1_048_576, 50
"""Rows that a sheet may have, and columns that are looked at; the table has ten."""

TEXT_ONLY = ("list_letter", "list_name", "party")
"""Columns in which a number has lost what was written: 01 became 1."""

_FORMULA, _ERROR = "f", "e"


class _Cell(NamedTuple):
    """A cell's value and its kind, as openpyxl tells it."""

    value: Any
    kind: str


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
    sources = tuple(source._replace(digest=lambda: content.sha256) for source in votes.sources)
    return replace(votes, sources=sources)


def as_csv(content: Content) -> Content:
    """The sheet with the votes as CSV: its header on line 1, every other row on the line of its number."""
    _check_archive(content)
    problems = Problems()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    header: list[str] = []
    line = 0
    for number, cells in enumerate(_rows(content), start=1):
        values = []
        for column, cell in enumerate(cells):
            name = header[column] if column < len(header) else ""
            values.append(_written(cell, name, number, content.path, problems))
        while values and not values[-1]:
            values.pop()
        if values and not header:
            header, line = values, 1
            writer.writerow(values)
        elif values:
            out.write("\n" * (number - line - 1))
            writer.writerow(values + [""] * (len(header) - len(values)))
            line = number
    problems.raise_if_any()
    return Content(content.path, out.getvalue().encode("utf-8", "replace"))


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


def _rows(content: Content) -> list[list[_Cell]]:
    """The sheet's rows from the first; where there are formulas, their results."""
    openpyxl = _openpyxl(content.path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            rows = _sheet(openpyxl, content, results=False)
            if any(cell.kind == _FORMULA for row in rows for cell in row):
                results = _sheet(openpyxl, content, results=True)
                rows = [
                    [found if cell.value is None else cell for cell, found in zip(*pair, strict=True)]
                    for pair in zip(results, rows, strict=True)
                ]
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


def _sheet(openpyxl: ModuleType, content: Content, *, results: bool) -> list[list[_Cell]]:
    workbook = openpyxl.load_workbook(
        io.BytesIO(content.data), read_only=True, data_only=results, keep_links=False
    )
    try:
        sheets = {sheet.title: sheet for sheet in reversed(workbook.worksheets)}
        if not sheets:
            raise InputError(text("The workbook has no sheet."), file=content.path)
        sheet = sheets.get(SHEET) or workbook.worksheets[0]
        rows = []
        for number, row in enumerate(_cells(sheet), start=1):
            if number > MAX_ROWS:
                raise InputError(text("The sheet has more than {n} rows.", n=MAX_ROWS), file=content.path)
            rows.append([_Cell(cell.value, cell.data_type) for cell in row])
        return rows
    finally:
        workbook.close()


def _cells(sheet: Any) -> Iterable[Iterable[Any]]:
    sheet.reset_dimensions()  # what the file says of its size may be wrong
    return sheet.iter_rows(max_col=MAX_COLUMNS)  # type: ignore[no-any-return]
