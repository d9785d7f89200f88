"""An Excel workbook: a sheet per body, one over all of them, one of notes and one of inputs.

It holds what the JSON holds, numbers as numbers, under the JSON's names; so it never follows the language.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any

from kkr_alloc.cells import plain_cell
from kkr_alloc.errors import UsageError
from kkr_alloc.model import Compositions
from kkr_alloc.output import Options
from kkr_alloc.output.json import as_data
from kkr_alloc.text import text

EXACT_DIGITS = 15
"""A spreadsheet keeps so many digits of a number; a longer one is written as text, so that none is lost."""

WIDEST = 60
SHARE, GROUPED = "0.0000%", "#,##0"

Row = Mapping[str, Any]


def render(result: Compositions, options: Options) -> bytes:
    """The workbook's bytes. No clock in it: the same call, the same bytes.

    Raises:
        UsageError: openpyxl is not installed.
    """
    try:
        openpyxl = import_module("openpyxl")
    except ImportError:
        raise UsageError(
            text('Writing Excel workbooks needs openpyxl. Install it: pip install "kkr-alloc[xlsx]"')
        ) from None
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    data = as_data(result)
    compositions = data["compositions"]
    _add(workbook, "compositions", [_summary(data, one) for one in compositions])
    for one in compositions:
        _add(workbook, one["region"] or one["body"], [_flat(line) for line in one["parties"]])
    _add(workbook, "notes", _all(compositions, "notes"), even_if_empty=False)
    _add(workbook, "inputs", data["inputs"])
    out = io.BytesIO()
    workbook.save(out)
    return _without_clock(out.getvalue())


def _summary(data: Row, composition: Row) -> dict[str, Any]:
    """A composition's row in the sheet over all: whatever of it is a single value."""
    single = {
        key: composition[key]
        for key in composition
        if key not in ("parties", "threshold", "count", "notes", "tie")
    }
    tie = composition["tie"] or {"seats": None, "parties": None, "quotient": None}
    count = {f"count_{key}": value for key, value in data["count"].items()}
    about = {key: data[key] for key in ("election", "rules", "tool")}
    return _flat({**about, **single, "tie": tie, **count})


def _all(compositions: Iterable[Row], key: str) -> list[dict[str, Any]]:
    """The entries of every composition's list ``key``, each with body and region, all with the same keys."""
    rows = [
        _flat({"body": one["body"], "region": one["region"], **entry})
        for one in compositions
        for entry in one[key] or ()
    ]
    names = dict.fromkeys(name for row in rows for name in row)
    return [{name: row.get(name) for name in names} for row in rows]


def _flat(row: Row) -> dict[str, Any]:
    """A row without nesting: a fraction's two numbers in columns of their own, a list joined by spaces."""
    flat: dict[str, Any] = {}
    for key, value in row.items():
        if key == "price" or key.endswith("quotient"):
            value = value or {"numerator": None, "denominator": None}
        if isinstance(value, Mapping):
            flat |= _flat({f"{key}_{name}": part for name, part in value.items()})
        else:
            flat[key] = " ".join(value) if isinstance(value, list) else value
    return flat


def _add(workbook: Any, title: str, rows: Sequence[Row], *, even_if_empty: bool = True) -> None:
    if not rows and not even_if_empty:
        return
    sheet = workbook.create_sheet(title)
    names = list(rows[0]) if rows else []
    for column, name in enumerate(names, start=1):
        sheet.cell(1, column, name).style = "Headline 3"
    for number, row in enumerate(rows, start=2):
        for column, name in enumerate(names, start=1):
            _write(sheet.cell(number, column), name, row[name])
    sheet.freeze_panes = "A2"
    for column, name in enumerate(names, start=1):
        longest = max((len(str(row[name])) for row in rows if row[name] is not None), default=0)
        letter = sheet.cell(1, column).column_letter
        sheet.column_dimensions[letter].width = min(max(longest, len(name)) + 2, WIDEST)


def _write(cell: Any, name: str, value: Any) -> None:
    """A cell: a number as a number; words as words, whatever they begin with."""
    if isinstance(value, int) and not isinstance(value, bool) and len(str(abs(value))) > EXACT_DIGITS:
        value = str(value)
    if isinstance(value, str):
        cell.value = _printable(plain_cell(value))
        cell.data_type = "s"
        return
    cell.value = value
    if name == "share":
        cell.number_format = SHARE
    elif isinstance(value, int) and not isinstance(value, bool):
        cell.number_format = GROUPED


def _printable(words: str) -> str:
    """Words without the characters that a workbook may not hold."""
    return re.sub(r"[\x00-\x08\x0b-\x1f]", "\ufffd", words)


def _without_clock(data: bytes) -> bytes:
    """The workbook without the times at which it was made."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in made.namelist():
            content = made.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>", b"", content)
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(entry, content)
    return out.getvalue()
