"""Tables, delimited or in a workbook: their rows, and a problem noted at the row and column it stands in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import takewhile
from typing import Any, TypeVar
from unicodedata import normalize

from kkr_alloc.cells import read_cell
from kkr_alloc.errors import InputError, Problems, quoted
from kkr_alloc.model import Place
from kkr_alloc.sources.files import CONTROL, DELETE_IT, HIDDEN, Content, column_name, decode
from kkr_alloc.text import text

MAX_COLUMNS = 100
"""Unknown columns that one error lists."""
MAX_DIGITS = 18
SHEETS = ("votes", "mayors", "co_operation", "expected")
"""The names that tell which sheet of a workbook holds which table."""

COMMON = ("municipality_code", "list_letter")
"""The columns that votes, mayors and a co-operation have in common."""

TEXT_ONLY = ("list_letter", "list_name", "party")
"""Columns in which a number has lost what was written: 01 became 1."""

_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_GROUPED = re.compile(r"[0-9]{1,3}([.,' ])[0-9]{3}(\1[0-9]{3})*")
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""How .xlsx and .ods (zip archives) begin, and .xls."""


Key = TypeVar("Key")
_Check = Callable[[int, list[str]], None]
"""Refuses a wrong header: its line and its columns."""


class Row:
    """One row of a table: its fields by column, and its place, where what is wrong with it is noted.

    ``sound``: nothing has been noted yet.
    """

    __slots__ = ("_problems", "fields", "line", "path", "sound")

    def __init__(self, path: str, line: int, fields: dict[str, str], problems: Problems) -> None:
        self.path = path
        self.line = line
        self.fields = fields
        self.sound = True
        self._problems = problems

    def __getitem__(self, column: str) -> str:
        return self.fields[column]

    def get(self, column: str) -> str:
        """The field, or an empty text where the table has no such column."""
        return self.fields.get(column, "")

    @property
    def place(self) -> Place:
        """Where the row stands, for what is made of it."""
        return Place(self.path, self.line)

    def problem(
        self, column: str | None, message: str, *, value: object = None, hint: str | None = None
    ) -> None:
        """Note what is wrong in a column, or with the row. ``value``: the quoted value, else the field."""
        self.sound = False
        given = value if value is not None else self.fields.get(column or "") or None
        self._problems.add(message, file=self.path, line=self.line, field=column, value=given, hint=hint)

    def is_first(self, seen: dict[Key, int], key: Key, column: str) -> bool:
        """Whether no row before had the key; else that is noted. ``seen``: the lines of those before."""
        line = seen.setdefault(key, self.line)
        if line != self.line:
            self.problem(column, text("This repeats line {line}.", line=str(line)))
        return line == self.line

    def number(self, column: str, *, optional: bool = False) -> int | None:
        """A non-negative whole number written in plain digits, else None and a problem is noted.

        ``optional``: an empty field is None without a problem.
        """
        value = self.fields.get(column, "")
        plain = value.isascii() and value.isdigit()
        if plain and len(value) <= MAX_DIGITS:
            return int(value)
        if optional and not value:
            return None
        message, hint = text("Not a whole number."), None
        grouped = value.replace("\u00a0", " ")
        if not value:
            message = text("A number is missing.")
        elif value[0] in "-−" and value[1:].isdigit():
            message = text("The number is negative.")
        elif plain:
            message = text("The number has more than {n} digits.", n=MAX_DIGITS)
        elif _GROUPED.fullmatch(grouped):
            message = text("Thousands separators are not read.")
            hint = text("Write {plain}.", plain=re.sub(r"\D", "", grouped))
        self.problem(column, message, hint=hint)
        return None


def is_workbook(content: Content) -> bool:
    """Whether the bytes begin as those of a workbook do."""
    return content.data.startswith(_WORKBOOKS)


def columns_of(content: Content) -> set[str]:
    """A table's columns, whatever separates them; of a workbook, those of the first of :data:`SHEETS`."""
    if is_workbook(content):
        from kkr_alloc.sources.workbook import read_sheet

        return {column_name(name) for name in read_sheet(content, SHEETS, COMMON)[0][1]}
    header = decode(content).lstrip().partition("\n")[0]
    return {column.strip().strip('"') for column in re.split(r"[,;\t|]", header)}


def read_rows(
    content: Content,
    problems: Problems,
    required: Sequence[str],
    optional: Iterable[str] = (),
    *,
    delimiter: str = ",",
    sheet: str = "",
    may_be_empty: bool = False,
) -> list[Row]:
    """The rows of a table whose header must hold the ``required`` columns and no unknown ones.

    ``sheet``: the name of a workbook's sheet that holds it. Rows of a wrong width are left out and noted in
    ``problems``, to be reported with what else is wrong. A wrong header is an error at once, and so is a
    workbook's cell that holds neither text nor a number. Blank rows are passed over. A table without rows
    is an error unless it ``may_be_empty``.
    """
    check = partial(_check_header, content.path, required, sorted(set(optional) - {*required}), delimiter)
    noted = len(problems.found)
    if is_workbook(content):
        rows = _rows_of_sheet(content, problems, sheet, set(required), check)
    else:
        rows = _rows_of_text(content, problems, delimiter, check)
    if not rows and not may_be_empty and len(problems.found) == noted:
        raise InputError(text("The table has no rows."), file=content.path)
    return rows


def _rows_of_text(content: Content, problems: Problems, delimiter: str, check: _Check) -> list[Row]:
    table = decode(content)
    reader = csv.reader(io.StringIO(table, newline=""), delimiter=delimiter, strict=True)
    cell = read_cell if "'" in table else str.strip
    tabbed = delimiter != "\t" and "\t" in table
    rows: list[Row] = []
    line = 1
    try:
        header = [column.strip() for column in next(reader, [])]
        check(line, header)
        line = reader.line_num + 1
        for values in reader:
            if tabbed or reader.line_num > line:  # in quotes there may be what no name has
                values = [" ".join(value.splitlines()).replace("\t", " ") for value in values]
            if len(values) != len(header) and any(values):
                message = text("The row has {n} fields, the header {m}.", n=len(values), m=len(header))
                hint = text("A field that holds the delimiter must stand in quotes.")
                row = Row(content.path, line, {}, problems)
                row.problem(None, message, value=delimiter.join(values), hint=hint)
            elif any(values):
                fields = dict(zip(header, map(cell, values), strict=True))
                rows.append(Row(content.path, line, fields, problems))
            line = reader.line_num + 1
    except csv.Error as error:
        quote = text("From this row on a quote that begins or ends a field may be missing.")
        raise InputError(
            text("Not a readable table: {reason}.", reason=str(error)),
            file=content.path,
            line=line,
            hint=quote if '"' in table else None,
        ) from None
    return rows


def _rows_of_sheet(
    content: Content, problems: Problems, sheet: str, required: set[str], check: _Check
) -> list[Row]:
    """The rows below the header, which is the first row; nothing may stand to the right of the table."""
    from kkr_alloc.sources.workbook import read_sheet

    lines = read_sheet(content, (sheet,), required)
    first, names = lines[0]
    header = [column_name(name) for name in names]
    named = list(takewhile(bool, header))
    if required <= set(named):
        header = named
    check(first, header)
    rows = []
    for line, values in lines:
        row = Row(content.path, line, {}, problems)
        beside = next((value for value in values[len(header) :] if value != ""), None)
        if beside is not None:
            hint = text("The table ends with the column {column}. Delete it, or move it.", column=header[-1])
            row.problem(None, text("There is something beside the table."), value=beside, hint=hint)
        if line > first:
            for column, value in zip(header, values, strict=False):
                row.fields[column] = _field(row, column, value)
            rows.append(row)
    problems.raise_if_any()
    return rows


def _field(row: Row, column: str, value: Any) -> str:
    """A cell as a table's field: ``101`` for the number 101.0; what is no text or number is a problem."""
    from kkr_alloc.sources import workbook

    hint, given = None, value
    if isinstance(value, str):
        field = read_cell(normalize("NFC", " ".join(value.split())))
        hidden = CONTROL.search(field)
        if hidden:
            message, hint, given = HIDDEN, DELETE_IT, hidden[0]
        elif workbook.ERROR.fullmatch(field):
            message = text("The cell holds an error.")
        elif field == workbook.NO_RESULT:
            message = text("The formula's result is not in the file.")
            hint = text("Open it in Excel and save it, or paste the values.")
        else:
            return field
    elif isinstance(value, bool) or not isinstance(value, int | float):
        message = text("The cell is neither text nor a number.")
    elif column in TEXT_ONLY:
        message = text("The cell is a number, but it must be text.")
        hint = text("Format the column as text and write it again: 01 is not 1.")
    else:
        return str(value)
    row.problem(column, message, value=given, hint=hint)
    return ""


def _check_header(
    path: str, required: Sequence[str], optional: list[str], delimiter: str, line: int, header: list[str]
) -> None:
    """Raise :class:`InputError` with all that is wrong with a header."""
    problems = Problems()
    place = Row(path, line, {}, problems)
    other = next((d for d in _DELIMITERS if d != delimiter and d in header[0]), None) if header else None
    if other and len(header) == 1 and len(required) > 1:
        wanted, found = _DELIMITERS[delimiter], _DELIMITERS[other]
        place.problem(
            None,
            text("The columns are not separated by {wanted}.", wanted=wanted),
            value=header[0],
            hint=text("They seem to be separated by {found}; write {wanted}.", found=found, wanted=wanted),
        )
        problems.raise_if_any()
    hint = text("Columns: {columns}.", columns=delimiter.join([*required, *optional]))
    for column in required:
        if column not in header:
            place.problem(column, text("The column {column} is missing.", column=column), hint=hint)
    known = {*required, *optional}
    for column in sorted(known):
        if header.count(column) > 1:
            place.problem(column, text("The column {column} stands there twice.", column=column))
    for column in [column for column in header if column not in known][:MAX_COLUMNS]:
        name = quoted(column)
        place.problem(name, text("The column {column} is not known.", column=name), hint=hint)
    problems.raise_if_any()
