"""Workbooks: the cells of one sheet. calamine reads .xlsx and .ods, and xlrd reads .xls.

calamine gives a cell with an error, and a formula that was never computed, as an empty one: both are written
out as text first, so that no name or number goes missing without a word. It also makes room for every cell up
to the last one, and may never end on XML that is not well-formed: such files are refused before that. On a
damaged .xls it may never end, or end the whole process: hence xlrd.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial
from importlib import import_module
from typing import Any, NamedTuple
from xml.parsers import expat

from kkr_alloc.errors import InputError
from kkr_alloc.sources.files import MAX_BYTES, UNPACK, Content, one_line
from kkr_alloc.text import text

HAS_PASSWORD = text("The workbook has a password.")
WITHOUT_PASSWORD = text("Open it in Excel, and save it as .xlsx without a password.")

MAX_UNPACKED = MAX_BYTES
MAX_CELLS = 500_000
"""Cells that the sheet may have up to its last one; any other sheet may have ten times as many."""

ERROR = re.compile(r"#(N/A|DIV/0!|REF!|NAME\?|VALUE!|NUM!|NULL!)|Err:[0-9]+")
"""What a cell with an error reads as."""

NO_RESULT = "#FORMULA"
"""What a formula reads as that was never computed."""

_XLSX_ERROR = re.compile(rb"""(<(?:\w+:)?c\b[^>]*\bt=["'])e(["'])""")
_XLSX_FORMULA = rb"(<c\b(?:(?!\bt=)[^>])*>)(<f\b[^>]*/>|<f\b[^>]*>[^<]*</f>)\s*(?:<v>%s</v>|<v\s*/>)?\s*</c>"
_XLSX_NO_RESULT, _XLSX_ANY_RESULT = (re.compile(_XLSX_FORMULA % result) for result in (rb"\s*", rb"[^<]*"))
_NOT_COMPUTED = re.compile(rb"""<(?:\w+:)?calcPr\b[^>]*\bfullCalcOnLoad=["'](?:1|true)""")
"""In a workbook by a program that writes formulas and computes none: the results in it are made up."""
_ODS_ERROR = re.compile(rb"""office:string-value=""(\s+calcext:value-type="error")""")

_ENCRYPTED = re.compile("EncryptedPackage".encode("utf-16-le"))
_MANIFEST = "META-INF/manifest.xml"
"""The part of an .ods that says, in the clear, whether the others are encrypted."""
_PARTS = re.compile(rb"mimetype|\[Content_Types\]\.xml")
"""Names that are in every workbook of XML."""

_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")

_Line = tuple[int, list[Any]]
"""A row of a sheet: its number and its cells' values, ``""`` for an empty one."""


class _Sheet(NamedTuple):
    """A sheet of a workbook. ``size``: its rows and columns up to the last value."""

    name: str
    is_visible: bool
    size: Callable[[], tuple[int, int]]
    rows: Callable[[], Iterable[Iterable[Any]]]


def read_sheet(content: Content, names: Sequence[str], columns: Iterable[str]) -> list[_Line]:
    """The rows that hold a value, of the sheet that holds a table; the content's ``sheet`` is its name.

    It is the visible sheet with one of the ``names``, in any case; else the only visible one that has the
    ``columns``; a hidden one is not read. There is at least one row.

    Raises:
        InputError: it is no workbook, it is too large, or no sheet or several may be meant.
    """
    try:
        sheets_of = _in_archive if content.data.startswith(b"PK") else _in_xls
        chosen = _chosen(content, names, frozenset(columns), list(sheets_of(content)))
        rows = [_without_spaces(values) for values in chosen.rows()]
    except InputError:
        raise
    except ImportError:
        hint = text('Install it: pip install "kkr-alloc[xlsx]"')
        raise content.error(text("Reading workbooks needs python-calamine and xlrd."), hint=hint) from None
    except BaseException as error:  # a damaged workbook can raise nearly anything
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":  # calamine's own
            raise
        message, what_to_do = _unreadable(content.data)
        raise content.error(message, hint=what_to_do) from None
    content.sheet = chosen.name
    return [(line, values) for line, values in enumerate(rows, start=1) if any(v != "" for v in values)]


def _without_spaces(values: Iterable[Any]) -> list[Any]:
    """A row in which a cell that holds spaces only is empty."""
    return ["" if isinstance(value, str) and not value.strip() else value for value in values]


def _in_archive(content: Content) -> Iterator[_Sheet]:
    """The sheets of an .xlsx or .ods that hold cells: one that is a chart has none."""
    calamine = import_module("python_calamine")
    book = calamine.load_workbook(io.BytesIO(_prepared(content)))
    for sheet in book.sheets_metadata:
        load = cache(partial(book.get_sheet_by_name, sheet.name))
        if sheet.typ == calamine.SheetTypeEnum.WorkSheet:
            is_visible = sheet.visible == calamine.SheetVisibleEnum.Visible
            yield _Sheet(sheet.name, is_visible, partial(_size, load), partial(_rows, load))


def _size(load: Callable[[], Any]) -> tuple[int, int]:
    row, column = load().end or (-1, -1)
    return row + 1, column + 1


def _rows(load: Callable[[], Any]) -> Iterable[Iterable[Any]]:
    return (map(_whole, row) for row in load().to_python(skip_empty_area=False))


def _whole(value: Any) -> Any:
    """A cell's value; a whole number is an int."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _in_xls(content: Content) -> Iterator[_Sheet]:
    xlrd = import_module("xlrd")
    for sheet in xlrd.open_workbook(file_contents=content.data, logfile=io.StringIO()).sheets():
        size = partial(tuple, (sheet.nrows, sheet.ncols))
        yield _Sheet(sheet.name, not sheet.visibility, size, partial(_xls_rows, xlrd, sheet))


def _xls_rows(xlrd: Any, sheet: Any) -> Iterable[Iterable[Any]]:
    return ([_xls_value(xlrd, cell) for cell in row] for row in sheet.get_rows())


def _xls_value(xlrd: Any, cell: Any) -> Any:
    """A cell's value as calamine has it; a date is no number."""
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#N/A")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    return datetime.timedelta(cell.value) if cell.ctype == xlrd.XL_CELL_DATE else _whole(cell.value)


def _unreadable(data: bytes) -> tuple[str, str]:
    """What a file is that begins like a workbook and cannot be read, and what to do."""
    if _ENCRYPTED.search(data):
        return HAS_PASSWORD, WITHOUT_PASSWORD
    if not data.startswith(b"PK"):
        return text("This is an old Excel file (.xls) that is damaged or has a password."), WITHOUT_PASSWORD
    if zipfile.is_zipfile(io.BytesIO(data)) and not _PARTS.search(data):
        return text("This is a compressed file."), UNPACK
    return (
        text("Not a workbook (.xlsx, .xls, .ods) that can be read."),
        text("Save it as .xlsx, or as CSV in UTF-8."),
    )


def _prepared(content: Content) -> bytes:
    """The archive with its XML only, errors and formulas without a result written out as text."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content.data)) as archive, zipfile.ZipFile(out, "w") as prepared:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
            limit = text("It unpacks to more than {limit} bytes; not read.", limit=MAX_UNPACKED)
            raise content.error(limit)
        if _MANIFEST in archive.namelist() and b"encryption-data" in archive.read(_MANIFEST):
            raise content.error(HAS_PASSWORD, hint=WITHOUT_PASSWORD)
        names = dict.fromkeys(archive.namelist())
        computed = not any(
            name.endswith("/workbook.xml") and _NOT_COMPUTED.search(archive.read(name)) for name in names
        )
        for name in names:
            part = archive.read(name)
            if name.endswith((".xml", ".rels")):
                _check_extent(content, *_extent(part), 10 * MAX_CELLS)
                prepared.writestr(name, _with_errors_as_text(part, computed))
            elif name == "mimetype":
                prepared.writestr(name, part)
    return out.getvalue()


def _with_errors_as_text(part: bytes, computed: bool) -> bytes:
    part = _ODS_ERROR.sub(rb"\1", part)
    part = _XLSX_ERROR.sub(rb"\1str\2", part)
    missing = _XLSX_NO_RESULT if computed else _XLSX_ANY_RESULT
    return missing.sub(rb"\1\2<is><t>" + NO_RESULT.encode() + rb"</t></is></c>", part)


def _extent(part: bytes) -> tuple[int, int]:
    """The last row and the last column that hold a value; an error where the XML is not well-formed."""
    place = [0, 0]
    last = [0, 0]

    def start(tag: str, attributes: dict[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        if kind == "row":
            place[:] = int(attributes.get("r", place[0] + 1)), 0
        elif kind == "c":
            place[1] += 1
            reference = _REFERENCE.fullmatch(attributes.get("r", ""))
            if reference:
                letters = reversed(reference[1].upper())
                column = sum((ord(letter) - 64) * 26**power for power, letter in enumerate(letters))
                place[:] = int(reference[2]), column
        elif kind in ("v", "is"):
            last[:] = map(max, last, place)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.Parse(part, True)
    return last[0], last[1]


def _check_extent(content: Content, rows: int, columns: int, most: int) -> None:
    if rows * columns > most:
        message = text(
            "The sheet has {rows} x {columns} cells up to its last one.", rows=rows, columns=columns
        )
        hint = text("At most {n} are read: delete what stands beyond the table.", n=MAX_CELLS)
        raise content.error(message, hint=hint)


def _chosen(content: Content, names: Sequence[str], columns: frozenset[str], sheets: list[_Sheet]) -> _Sheet:
    """The sheet to read. See :func:`read_sheet`."""
    shown = [sheet for sheet in sheets if sheet.is_visible]
    hidden = [sheet.name for sheet in sheets if not sheet.is_visible]
    named = [sheet for name in names for sheet in shown if sheet.name.casefold() == name][:1]
    filled = []
    for sheet in named or shown:
        rows, width = sheet.size()
        _check_extent(content, rows, width, MAX_CELLS)
        if rows:
            filled.append(sheet)
    fitting = filled
    if len(filled) > 1 or (hidden and not named):
        fitting = [sheet for sheet in filled if columns <= _header(sheet.rows())]
    if len(fitting) == 1:
        return fitting[0]
    if not sheets:
        raise content.error(text("The workbook has no sheet."))
    if not filled and (named or not hidden):
        raise content.error(text("The sheet {name} is empty.", name=(named or shown)[-1].name))
    where, wanted = ", ".join(sheet.name for sheet in fitting or shown), ", ".join(sorted(columns))
    message = text("No visible sheet has the columns {columns}: {sheets}.", columns=wanted, sheets=where)
    if fitting:
        message = text("Several sheets have the columns {columns}: {sheets}.", columns=wanted, sheets=where)
    hint = text("Give the sheet to be read the name {name}.", name=" / ".join(names))
    if hidden:
        hint = text(
            "Give the sheet to be read the name {name}. Hidden sheets are not read: {hidden}.",
            name=" / ".join(names),
            hidden=", ".join(hidden),
        )
    raise content.error(message, hint=hint)


def _header(rows: Iterable[Iterable[Any]]) -> set[str]:
    """The columns of a sheet: its first row that holds a value."""
    return {one_line(value) for value in next(filter(any, map(_without_spaces, rows)), ())}
