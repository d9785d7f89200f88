"""Tables, delimited or in a workbook: their rows, and a problem noted at the row and column it stands in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Any, TypeVar
from unicodedata import normalize

from msgspec import Struct

from kkr_alloc.cells import read_cell
from kkr_alloc.errors import Place, Problems, quoted
from kkr_alloc.model import Note
from kkr_alloc.sources.files import CONTROL, CUT_OFF, DELETE_IT, FETCH_AGAIN, HIDDEN, Content, one_line
from kkr_alloc.sources.kinds import data_kind, is_workbook, opened_table, refuse_other, table_kind
from kkr_alloc.text import text

MAX_COLUMNS = 100
"""Unknown columns that an error lists: memory grows with them."""
MAX_DIGITS = 18
TEXT_ONLY = ("list_letter", "list_name", "party")
"""Columns in which a number has lost what was written: 01 became 1."""

_WHOLE = re.compile(r"([0-9]+)(?:[.,]00?)?")
"""A whole number, perhaps with decimals, as pandas writes a column with gaps."""
_GROUPED = r"[0-9]{1,3}([.,' ])[0-9]{3}(\1[0-9]{3})*"
_CODE = re.compile(r"k?0?([0-9]{3})(?:[.,]00?)?", re.IGNORECASE)
"""A municipality's code: 101, as registers write it (0101, K101), or as pandas does beside a gap (101.0)."""

Key = TypeVar("Key")
_Line = tuple[int, list[Any]]
"""A row as it stands in the file: its line and its values."""


class Row(Struct, eq=False):
    """One row of a table: its fields by column, and its place, where what is wrong with it is noted.

    ``sound``: nothing has been noted yet.
    """

    path: str
    line: int
    fields: dict[str, str]
    problems: Problems
    sound: bool = True

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
        self.problems.add(message, file=self.path, line=self.line, field=column, value=given, hint=hint)

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
        if optional and not value:
            return None
        number = plain_number(value)
        if number is not None:
            return number
        message, hint = text("Not a whole number."), None
        if column not in self.fields:
            message = text("The column {column} is missing.", column=column)
        elif not value:
            message = text("A number is missing.")
        elif value[0] in "-−" and value[1:].isdigit():
            message = text("The number is negative.")
        elif value.isascii() and value.isdigit():
            message = text("The number has more than {n} digits.", n=MAX_DIGITS)
        elif re.fullmatch(_GROUPED, value):
            message = text("Thousands separators are not read.")
            hint = text("Write {plain}.", plain=re.sub(r"\D", "", value))
        self.problem(column, message, hint=hint)
        return None


def plain_number(value: str) -> int | None:
    """A number in plain digits, or as pandas writes a column with gaps (144.0); None for anything else."""
    if value.isdecimal() and value.isascii():  # most numbers, and faster
        return int(value) if len(value) <= MAX_DIGITS else None
    whole = _WHOLE.fullmatch(value)
    return int(whole[1]) if whole and len(whole[1]) <= MAX_DIGITS else None


def read_rows(
    content: Content,
    problems: Problems,
    required: Sequence[str],
    optional: Iterable[str] = (),
    *,
    sheet: str = "",
    may_be_empty: bool = False,
    whole: bool = False,
) -> list[Row]:
    """The rows of a table whose header must hold the ``required`` columns and no unknown ones.

    ``sheet``: the name of a workbook's sheet that holds it; a table of another kind is refused. Blank rows
    and columns are passed over. Rows of a wrong width are left out and noted in ``problems``, to be reported
    with what else is wrong, and so is what stands beside the table. A wrong header is an error at once, and
    so is a workbook's cell that holds neither text nor a number. A table without rows is an error unless it
    ``may_be_empty``, and so is one without a last line end that must be ``whole``; any other is read, and the
    content's ``notes`` say so. Codes of municipalities come as three digits, list letters in capitals.
    """
    noted = len(problems.found)
    lines: Iterator[_Line]
    from_sheet = is_workbook(content)
    if from_sheet:
        from kkr_alloc.sources.workbook import read_sheet

        lines, delimiter = iter(read_sheet(content, (sheet,), required)), ""
    else:
        table, delimiter, skipped = opened_table(content)
        lines = _lines_of_text(content, table, delimiter, skipped)
    first, cells = next(lines, (1, []))
    names = [one_line(cell) for cell in cells]
    known, together = {*required, *optional}, list(takewhile(bool, names))
    columns = together + [name if name in known else "" for name in names[len(together) :]]
    header = [column for column in columns if column]
    if sheet:
        wanted = sheet.replace("_", "-")
        refuse_other(content, table_kind(header, wanted) or data_kind(content), wanted)
    _check_header(content.path, required, sorted(known - {*required}), first, header)
    nameless = [at for at, column in enumerate(columns) if not column]
    widths = (len(columns), columns.index(header[-1]) + 1)
    coded, lettered = "municipality_code" in header, "list_letter" in header
    rows = []
    below = list(lines)
    for line, values in [(first, cells), *below]:
        row = Row(content.path, line, dict(zip(columns, values, strict=False)), problems)
        if len(values) not in widths:
            message = text("The row has {n} fields, the header {m}.", n=len(values), m=widths[0])
            hint = text("A field that holds the delimiter must stand in quotes.")
            if line == below[-1][0] and len(values) < widths[1]:
                message, hint = CUT_OFF, FETCH_AGAIN
            row.problem(None, message, value=delimiter.join(values), hint=hint)
            continue
        beside = nameless and [values[at] for at in nameless if at < len(values) and values[at] != ""]
        if beside:
            hint = text("The table ends with the column {column}. Delete it, or move it.", column=header[-1])
            row.problem(None, text("There is something beside the table."), value=beside[0], hint=hint)
        if line > first:
            rows.append(row)
            if nameless:
                row.fields.pop("", None)
            if from_sheet:
                row.fields = {column: _field(row, column, value) for column, value in row.fields.items()}
            code = _CODE.fullmatch(row.fields["municipality_code"]) if coded else None
            if code:
                row.fields["municipality_code"] = code[1]
            if lettered:
                row.fields["list_letter"] = row.fields["list_letter"].upper()
    if from_sheet:
        problems.raise_if_any()
    else:
        _check_end(content, below[-1][0] if below else first, whole, problems)
    if not rows and not may_be_empty and len(problems.found) == noted:
        raise content.error(text("The table has no rows."))
    return rows


def _lines_of_text(content: Content, table: str, delimiter: str, skipped: int) -> Iterator[_Line]:
    """The rows that are not blank, fields without spaces around them. ``skipped``: lines before the table."""
    reader = csv.reader(io.StringIO(table, newline=""), delimiter=delimiter, strict=True)
    cell = read_cell if "'" in table else str.strip
    tabbed = "\t" in table
    line = 1
    try:
        for values in reader:
            if tabbed or reader.line_num > line:  # in quotes there may be what no name has
                if any(_holds_rows(value, delimiter, len(values)) for value in values):
                    raise csv.Error(text("a field holds whole rows"))
                values = [" ".join(value.splitlines()).replace("\t", " ") for value in values]
            fields = list(map(cell, values))
            if any(fields):
                yield line + skipped, fields
            line = reader.line_num + 1
    except csv.Error as error:
        quote = text("From this row on a quote that begins or ends a field may be missing.")
        message = text("Not a readable table: {reason}.", reason=error.args[0])
        raise content.error(message, line=line + skipped, hint=quote if '"' in table else None) from None


def _holds_rows(field: str, delimiter: str, columns: int) -> bool:
    """Whether it has as many delimiters as the rows on its lines: its two quotes are of different fields."""
    breaks = len(field.splitlines()) - 1
    return breaks > 0 and field.count(delimiter) >= breaks * (columns - 1)


def _check_end(content: Content, line: int, whole: bool, problems: Problems) -> None:
    """Note that a file does not end with a line end: it may be cut off within its last number.

    ``line``: that of its last row.
    """
    if content.data.rstrip(b"\0").endswith((b"\n", b"\r")):
        return
    noted = any((problem.file, problem.message) == (content.path, CUT_OFF) for problem in problems.found)
    if whole and not noted:
        problems.add(CUT_OFF, file=content.path, line=line, hint=FETCH_AGAIN)
    elif not whole:
        message = text("{file} ends without a line end: its last row may be cut off.", file=content.path)
        content.notes += (Note("no-line-end", message),)


def _field(row: Row, column: str, value: Any) -> str:
    """A cell as a table's field: ``101`` for the number 101.0; what is no text or number is a problem."""
    from kkr_alloc.sources import workbook

    hint, given = None, value
    if isinstance(value, str):
        field = read_cell(normalize("NFC", one_line(value)))
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
    row.problem(column, message, value=given if isinstance(given, str) else str(given), hint=hint)
    return ""


def _check_header(
    path: str, required: Sequence[str], optional: list[str], line: int, header: list[str]
) -> None:
    """Raise :class:`InputError` with all that is wrong with a header."""
    problems = Problems()
    place = Row(path, line, {}, problems)
    if header and not {*required} & {*header}:
        message = text("None of the columns {columns} is here.", columns=", ".join(required))
        hint = text("A table begins with the names of its columns.")
        place.problem(None, message, value=header[0], hint=hint)
        problems.raise_if_any()
    hint = text("Columns: {columns}.", columns=",".join([*required, *optional]))
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
