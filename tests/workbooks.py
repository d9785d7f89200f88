"""Workbooks made for tests: .xlsx by XlsxWriter, .ods and .xls by hand."""

from __future__ import annotations

import datetime
import io
import struct
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
            else:
                sheet.activate()  # of a workbook whose first sheet is active that one cannot be hidden
    return out.getvalue()


def rewritten(whole: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """A workbook with its parts changed, by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def ods(sheets: Mapping[str, Rows], hidden: Collection[str] = (), *, password: bool = False) -> bytes:
    """A workbook as LibreOffice writes it: an error is a cell of its own kind beside an empty text.

    ``password``: its parts are what nobody can read, and the manifest says so.
    """
    tables = "".join(
        f'<table:table table:name={quoteattr(name)} table:style-name="{"off" if name in hidden else "on"}">'
        + "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    names = ("office", "table", "text", "style")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    styles = "".join(
        f'<style:style style:name="{name}" style:family="table"><style:table-properties '
        f'table:display="{shown}"/></style:style>'
        for name, shown in (("on", "true"), ("off", "false"))
    )
    content = (
        f'<office:document-content {spaces} xmlns:calcext="urn:org:documentfoundation:names:experimental:'
        f'calc:xmlns:calcext:1.0"><office:automatic-styles>{styles}</office:automatic-styles><office:body>'
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    entry = '<m:file-entry m:full-path="content.xml"><m:encryption-data/></m:file-entry>' if password else ""
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", bytes(range(256)) if password else content)
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{manifest}">{entry}</m:manifest>')
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


def xls(sheets: Mapping[str, Rows], hidden: Collection[str] = (), *, password: bool = False) -> bytes:
    """A workbook of Excel 97-2003: its records (BIFF8), in a compound file of the least that there can be.

    ``password``: a record says that what follows is encrypted.
    """
    start = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    start += _record(0x002F, bytes(6)) if password else b""
    bodies = [
        _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
        + b"".join(
            _xls_cell(row, column, value)
            for row, values in enumerate(rows)
            for column, value in enumerate(values)
            if value not in (None, "")
        )
        + _record(0x000A, b"")
        for rows in sheets.values()
    ]
    at = len(start) + sum(12 + 2 * len(name) for name in sheets) + 4
    for name, body in zip(sheets, bodies, strict=True):
        place = struct.pack("<IBBBB", at, name in hidden, 0, len(name), 1)
        start += _record(0x0085, place + name.encode("utf-16-le"))
        at += len(body)
    return _compound(start + _record(0x000A, b"") + b"".join(bodies))


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _xls_cell(row: int, column: int, value: Any) -> bytes:
    if isinstance(value, int | float):
        return _record(0x0203, struct.pack("<HHHd", row, column, 0, value))
    text = value.encode("utf-16-le")
    return _record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text) // 2, 1) + text)


def _compound(stream: bytes) -> bytes:
    """A compound file that holds one stream: a sector of the chain, one of the directory, then the stream."""
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    stream = stream.ljust(4096, b"\0")
    stream += bytes(-len(stream) % 512)
    last = 2 + len(stream) // 512 - 1
    chain = [0xFFFFFFFD, end, *range(3, last + 1), end]
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    head += bytes(6) + struct.pack("<9I", 0, 1, 1, 0, 4096, end, 0, end, 0)
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBB3I", 2 * len(name) + 2, kind, 1, free, free, child)
        + bytes(36)
        + struct.pack("<IQ", first, size)
        for name, kind, child, first, size in (
            ("Root Entry", 5, 1, end, 0),
            ("Workbook", 2, free, 2, len(stream)),
        )
    )
    sectors = struct.pack("<128I", *chain, *[free] * (128 - len(chain))) + entries.ljust(512, b"\0")
    return head + struct.pack("<109I", 0, *[free] * 108) + sectors + stream
