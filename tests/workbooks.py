"""Workbooks made for tests: .xlsx by XlsxWriter, .ods by hand."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

import xlsxwriter

Rows = Iterable[Iterable[Any]]


def xlsx(sheets: Mapping[str, Rows], hidden: Collection[str] = ()) -> bytes:
    """A workbook with a sheet of each name. A text that begins with ``#`` is a formula's error."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": datetime.datetime(2021, 11, 16)})
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, values in enumerate(rows):
                for column, value in enumerate(values):
                    if isinstance(value, datetime.date):
                        sheet.write_datetime(row, column, value, date)
                    elif isinstance(value, str) and value.startswith("#"):
                        sheet.write_formula(row, column, "=1/0", value=value)
                    else:
                        sheet.write(row, column, value)
            if name in hidden:
                sheet.hide()
    return out.getvalue()


def rewritten(whole: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """A workbook with its parts changed, by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def ods(rows: Rows) -> bytes:
    """A workbook as LibreOffice writes it: an error is a cell of its own kind beside an empty text."""
    lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<office:document-content {spaces} xmlns:calcext="urn:org:documentfoundation:names:experimental:'
        f'calc:xmlns:calcext:1.0"><office:body><office:spreadsheet><table:table table:name="Ark1">{lines}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def _ods_cell(value: Any) -> str:
    if value is None:
        return "<table:table-cell/>"
    kind = 'office:value-type="string"'
    if isinstance(value, int | float):
        kind = f'office:value-type="float" office:value={quoteattr(str(value))}'
    elif value.startswith("#"):
        kind += ' office:string-value="" calcext:value-type="error"'
    return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"
