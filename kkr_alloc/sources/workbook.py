"""Workbooks (.xlsx, .xls, .ods): the cells of one sheet, read by pandas with calamine.

calamine gives a cell with an error, and a formula that was never computed, as an empty one; in .xlsx and .ods
both are written out as text first, so that no name or number goes missing without a word. It also makes room
for every cell up to the last one: a sheet of .xlsx that reaches too far is refused before that.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from importlib import import_module
from typing import Any
from xml.parsers import expat

from kkr_alloc.errors import InputError, quoted
from kkr_alloc.sources.files import MAX_BYTES, Content
from kkr_alloc.text import text

MAX_UNPACKED = MAX_BYTES
MAX_CELLS = 500_000
"""Cells that the sheet may have up to its last one; any other sheet may have ten times as many."""

ERROR = re.compile(r"#(N/A|DIV/0!|REF!|NAME\?|VALUE!|NUM!|NULL!)|Err:[0-9]+")
"""What a cell with an error reads as."""

NO_RESULT = "#FORMULA"
"""What a formula reads as that was never computed."""

_XLSX_ERROR = re.compile(rb"""(<c\b[^>]*\bt=["'])e(["'])""")
_XLSX_NO_RESULT = re.compile(
    rb"(<c\b(?:(?!\bt=)[^>])*>)(<f\b[^>]*/>|<f\b[^>]*>[^<]*</f>)\s*(?:<v>\s*</v>|<v\s*/>)?\s*</c>"
)
_ODS_ERROR = re.compile(rb"""office:string-value=""(\s+calcext:value-type="error")""")

_REFERENCE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")

_Line = tuple[int, list[Any]]
"""A row of a sheet: its number and its cells' values, ``""`` for an empty one."""


def read_sheet(content: Content, names: Sequence[str]) -> list[_Line]:
    """The rows that hold a value, of the sheet with one of these names, else of the first that is not empty.

    A name counts in any case, a visible sheet before a hidden one. There is at least one row.

    Raises:
        InputError: it is no workbook, it is too large, or it has no sheet that is not empty.
    """
    try:
        pandas = import_module("pandas")
        with pandas.ExcelFile(io.BytesIO(_prepared(content)), engine="calamine") as book:
            sheet = _chosen(book, names, content.path)
            frame = pandas.read_excel(
                book, sheet_name=sheet, header=None, dtype=object, keep_default_na=False, na_filter=False
            )
    except InputError:
        raise
    except ImportError:
        raise InputError(
            text("Reading workbooks needs python-calamine."),
            file=content.path,
            hint=text('Install it: pip install "kkr-alloc[xlsx]"'),
        ) from None
    except BaseException as error:  # a damaged workbook can raise nearly anything
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":  # calamine's own
            raise
        raise InputError(
            text("Not a workbook (.xlsx, .xls, .ods) that can be read."),
            file=content.path,
            value=quoted(f"{type(error).__name__}: {error}"),
            hint=text("Save it as .xlsx, or as CSV in UTF-8."),
        ) from None
    lines = enumerate(frame.values.tolist(), start=1)
    return [(number, values) for number, values in lines if any(value != "" for value in values)]


def _prepared(content: Content) -> bytes:
    """The file; of an archive its XML only, errors and formulas without a result written out as text."""
    if not content.data.startswith(b"PK"):
        return content.data
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content.data)) as archive, zipfile.ZipFile(out, "w") as prepared:
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
            limit = text("It unpacks to more than {limit} bytes; not read.", limit=MAX_UNPACKED)
            raise InputError(limit, file=content.path)
        for name in dict.fromkeys(archive.namelist()):
            if name == "mimetype" or name.endswith((".xml", ".rels")):
                prepared.writestr(name, _with_errors_as_text(archive.read(name), content.path))
    return out.getvalue()


def _with_errors_as_text(part: bytes, path: str) -> bytes:
    if b"sheetData" not in part:
        return _ODS_ERROR.sub(rb"\1", part)
    rows, columns = _extent(part)
    if rows * columns > 10 * MAX_CELLS:
        raise _too_far(path, rows, columns)
    part = _XLSX_ERROR.sub(rb"\1str\2", part)
    return _XLSX_NO_RESULT.sub(rb"\1\2<is><t>" + NO_RESULT.encode() + rb"</t></is></c>", part)


def _extent(sheet: bytes) -> tuple[int, int]:
    """The last row and the last column of a worksheet that hold a value."""
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
    parser.Parse(sheet, True)
    return last[0], last[1]


def _too_far(path: str, rows: int, columns: int) -> InputError:
    message = text(
        "The sheet has {rows} x {columns} cells up to its last one; at most {n} are read.",
        rows=rows,
        columns=columns,
        n=MAX_CELLS,
    )
    return InputError(message, file=path, hint=text("Delete what stands beyond the table."))


def _chosen(book: Any, names: Sequence[str], path: str) -> str:
    """The name of the sheet to read. See :func:`read_sheet`."""
    worksheets = [sheet for sheet in book.book.sheets_metadata if sheet.typ.name == "WorkSheet"]
    worksheets.sort(key=lambda sheet: sheet.visible.name != "Visible")
    wanted = [sheet.name for name in names for sheet in worksheets if sheet.name.casefold() == name][:1]
    candidates: list[str] = wanted or [sheet.name for sheet in worksheets if sheet.visible.name == "Visible"]
    for name in candidates:
        sheet = book.book.get_sheet_by_name(name)
        if sheet.total_height * sheet.total_width > MAX_CELLS:
            raise _too_far(path, sheet.total_height, sheet.total_width)
        if sheet.height:
            return name
    if not candidates:
        raise InputError(text("The workbook has no sheet."), file=path)
    raise InputError(text("The sheet {name} is empty.", name=candidates[-1]), file=path)
