"""The kinds of files, known by their columns or keys: which one a file is, and which option takes it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from kkr_alloc.errors import InputError
from kkr_alloc.sources.files import Content
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
    "result": text("This is a result of kkr-alloc, which no option takes."),
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


def table_kind(columns: Collection[str], wanted: str = "") -> str | None:
    """What a table is, by its columns; None where they do not say. Where ``wanted`` fits too, it is that."""
    columns = {*columns}
    kinds = [kind for kind, marks in MARKS if marks <= columns]
    if _OF_LISTS <= columns <= _COMMON | _OF_MAYORS:
        kinds.append("co-operation" if columns <= _COMMON else "mayors")
    return wanted if wanted in kinds and kinds[0] != "result" else next(iter(kinds), None)


def data_kind(content: Content) -> str | None:
    """What a YAML or JSON file holds; None where it is none, or its keys do not say."""
    from kkr_alloc.sources.yamlfile import parse_yaml  # no table needs it

    if len(content.data) > MAX_YAML:
        return None
    try:
        return kind_of_data(parse_yaml(content))
    except InputError:
        return None


def kind_of_data(data: Any) -> str | None:
    """What data are of, by their keys; a list is of lots."""
    if isinstance(data, dict):
        return next((kind for kind, key in KEYS if key in data), None)
    return "lots" if isinstance(data, list) else None


def refuse_other(content: Content, kind: str | None, wanted: str) -> None:
    """Raise :class:`InputError` where a file is of another kind than ``wanted``; it names the option."""
    if kind not in (None, wanted):
        bare = (kind, wanted) == ("co-operation", "mayors")
        hint = text("A table of mayors has a column mayor, party or note.") if bare else None
        raise InputError(OPTIONS[kind], file=content.path, hint=hint)
