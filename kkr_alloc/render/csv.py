"""CSV and TSV: the rows of an answer under one header."""

from __future__ import annotations

import csv
import io
from fractions import Fraction

from kkr_alloc.cells import plain_cell
from kkr_alloc.render import Options
from kkr_alloc.render.rows import COLUMNS, rows
from kkr_alloc.results import Answer, Compositions
from kkr_alloc.text import decimal


def render(answer: Answer, options: Options) -> str:
    """The rows of an answer; a cell is empty where a number is unknown. Exact numbers have six decimals."""
    found = rows(answer)
    columns = COLUMNS if isinstance(answer, Compositions) else list(found[0]) if found else []
    out = io.StringIO()
    writer = csv.writer(out, delimiter="," if options.format == "csv" else "\t", lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[column]) for column in columns] for row in found)
    return out.getvalue()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Fraction):
        return decimal(value, 6)
    return plain_cell(value) if isinstance(value, str) else value
