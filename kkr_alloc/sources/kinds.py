"""What a file is, by its columns or keys, whatever it was given as; and which option takes it."""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import suppress
from typing import Any

from kkr_alloc.errors import InputError
from kkr_alloc.sources.files import Content, decode, one_line, without_leftovers
from kkr_alloc.sources.yamlfile import parse_yaml
from kkr_alloc.text import text

OPTIONS: dict[str, str] = {
    "votes": text("This is a table of votes; give it with --votes."),
    "valgdk-export": text("This is valg.dk's export of votes; give it with --votes."),
    "statbank": text("This is StatBank's table of votes; give it with --votes."),
    "feed": text("This is one file of valg.dk's feed; give its folder with --votes."),
    "mayors": text("This is a table of mayors; give it with --mayors."),
    "co-operation": text("This is a table of a list co-operation; give it with --co-operation."),
    "expected": text("These are published figures; give them to check with --expected."),
    "lots": text("These are drawn lots; give them with --lots."),
    "rules": text("This is a rule set; give it with --rules."),
    "totals": text("This is a table of totals, which no option takes."),
    "result": text("This is a result of kkr-alloc; compare reads it."),
}
"""Kind -> what to say where the file was given as another one."""

MARKS: tuple[tuple[str, set[str]], ...] = (
    ("result", {"region", "party", "seats_lowest"}),
    ("statbank", {"OMRÅDE", "PARTI", "STEMMER", "INDHOLD"}),
    ("valgdk-export", {"Bogstavbetegnelse", "Listenavn", "Navn", "Stemmetal"}),
    ("votes", {"municipality_code", "votes"}),
    ("votes", {"municipality_code", "seats"}),
    ("votes", {"municipality_code", "areas_counted"}),
    ("totals", {"municipality_code", "electorate"}),
    ("mayors", {"municipality_code", "mayor"}),
    ("expected", {"region", "party"}),
)
"""What only a table of the kind has of columns; the first that fits counts."""

_OF_LISTS = {"municipality_code", "list_letter"}
_OF_MAYORS = {"party", "note"}
_COMMON = {*_OF_LISTS, "municipality", "list_name", "source"}
"""Columns of mayors and of a co-operation. With one of :data:`_OF_MAYORS` beside them a table is of mayors,
without it is a co-operation, and with any other it may be anything.
"""

KEYS = (("rules", "bodies"), ("expected", "figures"), ("result", "schema"), ("feed", "Kommunekode"))
"""The key that only a YAML or JSON file of the kind has."""

MAX_YAML = 1024 * 1024
"""A larger file is a table: no YAML file of any kind is of that size."""

SHEETS = ("votes", "mayors", "co_operation", "expected")
"""The names that tell which sheet of a workbook holds which table."""

_DELIMITERS = ",;\t|"
_SEP = re.compile(r'\s*"?sep=([^"\r\n])"?[ ,;|]*\r?\n', re.IGNORECASE)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""How .xlsx and .ods (zip archives) begin, and .xls."""


def table_kind(columns: Collection[str], wanted: str = "") -> str | None:
    """What a table is, by its columns; None where they do not say. Where ``wanted`` fits too, it is that."""
    columns = {*columns}
    kinds = [kind for kind, marks in MARKS if marks <= columns]
    if _OF_LISTS <= columns <= _COMMON | _OF_MAYORS:
        kinds.append("co-operation" if columns <= _COMMON else "mayors")
    return wanted if wanted in kinds and kinds[0] != "result" else next(iter(kinds), None)


def data_kind(content: Content) -> str | None:
    """What a YAML or JSON file holds; None where it is none, or its keys do not say."""
    with suppress(InputError):
        return _kind_by_keys(parse_yaml(content)) if len(content.data) <= MAX_YAML else None
    return None


def _kind_by_keys(data: Any) -> str | None:
    """What the data of a YAML or JSON file are, a list lots; None where they do not say."""
    if isinstance(data, dict):
        return next((kind for kind, key in KEYS if key in data), None)
    return "lots" if isinstance(data, list) else None


def _kind_by_columns(content: Content) -> str | None:
    """What a table is; None where it cannot be read as one, or its columns do not say."""
    with suppress(InputError):
        return table_kind(columns_of(content))
    return None


def kind_of(content: Content) -> str | None:
    """What a file is; None where it cannot be read, or neither columns nor keys say."""
    return _kind_by_columns(content) or data_kind(content)


def refuse_other(content: Content, kind: str | None, wanted: str) -> None:
    """Raise :class:`InputError` where a file is of another kind than ``wanted``; it names the option."""
    if kind not in (None, wanted):
        bare = (kind, wanted) == ("co-operation", "mayors")
        hint = text("A table of mayors has a column mayor, party or note.") if bare else None
        raise content.error(OPTIONS[kind], hint=hint)


def parse_kind(content: Content, wanted: str) -> Any:
    """What stands in a YAML file of the kind ``wanted``.

    Raises:
        InputError: it cannot be read, or it is of another kind.
    """
    try:
        data = parse_yaml(content)
    except InputError:
        refuse_other(content, _kind_by_columns(content), wanted)
        raise
    kind = _kind_by_keys(data)
    if kind != wanted:
        refuse_other(content, _kind_by_columns(content) or kind, wanted)
    return data


def is_workbook(content: Content) -> bool:
    """Whether the bytes begin as those of a workbook do."""
    return content.data.startswith(_WORKBOOKS)


def columns_of(content: Content) -> set[str]:
    """A table's columns, whatever separates them; of a workbook, those of the first of :data:`SHEETS`."""
    if is_workbook(content):
        from kkr_alloc.sources.workbook import read_sheet

        return {one_line(name) for name in read_sheet(content, SHEETS, _OF_LISTS)[0][1]}
    table, delimiter, _ = opened_table(content)
    return {column.strip().strip('"') for column in _first_line(table).split(delimiter)}


def opened_table(content: Content) -> tuple[str, str, int]:
    """A delimited table: its text, what separates its columns, and the lines that are left out before it.

    Excel's first line ``sep=;`` says what separates them; else it is what the header has most of.
    """
    table = without_leftovers(decode(content, windows=True))
    said = _SEP.match(table)
    if said:
        return table[said.end() :], said[1], said[0].count("\n")
    return table, max(_DELIMITERS, key=_first_line(table).count), 0


def _first_line(table: str) -> str:
    """The first line that is not blank: others may hold delimiters, quotes and spaces."""
    written = re.search(r"\w", table)
    start = table.rfind("\n", 0, written.start()) + 1 if written else 0
    return table[start:].partition("\n")[0]
