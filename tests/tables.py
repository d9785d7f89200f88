"""CSV tables as rows by column: bundled ones, the raw ones, and a test's own."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

from kkr_alloc import bundled
from tests.analysis.night import NORDJYLLAND

Rows = list[dict[str, str]]


def rows_of(path: str | Path) -> Rows:
    """The rows of a file."""
    with open(path, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def votes_of_nordjylland(election: str = "kv2021") -> Rows:
    """An election's bundled votes in one region."""
    rows = rows_of(bundled.data_file(election, "votes.csv"))
    return [row for row in rows if row["municipality_code"] in NORDJYLLAND]


def store(path: Path, rows: Iterable[Mapping[str, object]]) -> str:
    """Write a file; its path."""
    first, *others = rows
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, first)
        writer.writeheader()
        writer.writerows([first, *others])
    return str(path)
