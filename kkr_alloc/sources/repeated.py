"""What the tidy table of votes repeats on every row: the election, and each municipality's count."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kkr_alloc.model import Count, Totals
from kkr_alloc.names import Register
from kkr_alloc.sources.base import settle_election
from kkr_alloc.sources.table import Row, plain_number
from kkr_alloc.text import text

COUNT_COLUMNS = ("areas", "areas_counted", "areas_final")
FEED_COLUMNS = ("newest_release", "electorate", "electorate_counted")
"""What a feed knows beside the areas, which are needed with it."""

STATE = "count_state"
"""The column that says whether a count is final where the polling areas do not."""

REPEATED = {*COUNT_COLUMNS, *FEED_COLUMNS, STATE, "cast"}
"""What each row of a municipality says of the whole of it."""

_STATES = {"": None, "unknown": None, "final": True, "preliminary": False}
_RELEASE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"
_ELECTION = re.compile(r"kv[0-9]{4}")


def read_election(rows: Sequence[Row], asked: str | None, path: str, register: Register) -> str:
    """The election that all rows name (``kv2021``), else the one ``asked`` for.

    Raises:
        OptionError: as :func:`~kkr_alloc.sources.base.settle_election` does.
    """
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row.get("election").lower(), row)
    named, *others = first or [""]
    if not named and not others:
        parties = {row.get("party") or register.match(row["list_letter"], row["list_name"]) for row in rows}
        known = register.elections(*(register.parties.keys() & parties)) or register.elections()
        return settle_election([], asked, path, known)
    if not _ELECTION.fullmatch(named):
        message = text("This is no name of a municipal election.")
        first[named].problem("election", message, hint=text("It is kv and the year: kv2021."))
        return named
    for other in others:
        message = text("The first row is of {election}, this one is not.", election=named)
        first[other].problem("election", message, hint=text("One election per table, named in every row."))
    return named if others else settle_election([named], asked, path)


def first_rows(rows: Sequence[Row]) -> dict[str, Row]:
    """The first row of each municipality, which says what all of them repeat; others are noted."""
    first: dict[str, Row] = {}
    columns = [column for column in rows[0].fields if column in REPEATED] if rows else []
    for row in rows:
        one = first.setdefault(row["municipality_code"], row)
        for column in columns:
            if row[column] != one[column] and _value(row[column]) != _value(one[column]):
                row.problem(column, text("The rows of one municipality differ here."))
    return first


def _value(cell: str) -> int | str:
    number = plain_number(cell)
    return cell.lower() if number is None else number


def read_cast(row: Row, code: str, valid: int) -> Totals | None:
    """The totals of a municipality whose votes cast are known; they are no fewer than the valid ones."""
    number = row.number("cast", optional=True)
    if number is None:
        return None
    if number < valid:
        message = text("There are {n:vote|votes} for the municipality's lists, more than cast.", n=valid)
        row.problem("cast", message)
    elif 100 * valid < 85 * number:
        message = text("More than 15 % of the votes cast would be blank or invalid.")
        hint = text("Lists may be missing; or it is the electorate. Leave cast empty if it is unknown.")
        row.problem("cast", message, hint=hint)
    return Totals(code, valid, cast=number)


def read_count(row: Row, valid: int) -> Count | None:
    """The state of the count of a municipality; None where nothing is said of it. ``valid``: its votes."""
    state = row.get(STATE).lower()
    if state not in (*_STATES, "none"):
        message = text("This must be one of {choices}.", choices=", ".join(filter(None, _STATES)))
        row.problem(STATE, message)
    if not any(map(row.get, (*COUNT_COLUMNS, *FEED_COLUMNS))):
        if state == "none":
            row.problem(STATE, text("A municipality where nothing is counted needs its polling areas."))
        final = _STATES.get(state)
        return None if final is None else Count(final)
    areas, counted, areas_final = map(row.number, COUNT_COLUMNS)
    electorate, electorate_counted = (row.number(column, optional=True) for column in FEED_COLUMNS[1:])
    released = row.get("newest_release") or None
    if areas is None or counted is None or areas_final is None:
        return None
    if not areas_final <= counted <= areas:
        message = text("There cannot be more counted areas than areas, nor more final ones than counted.")
        row.problem("areas_counted", message, value=f"{areas}, {counted}, {areas_final}")
    elif not areas:
        row.problem("areas", text("A municipality has at least one polling area."))
    elif valid and not counted:
        row.problem("areas_counted", text("There are votes, though no polling area is counted."))
    if released and not re.fullmatch(_RELEASE, released):
        row.problem("newest_release", text("Write the time like {example}.", example="2025-11-18T21:47:52Z"))
    if electorate is not None and electorate < (electorate_counted or 0):
        row.problem("electorate_counted", text("The counted areas have a larger electorate than all areas."))
    final = areas_final == areas and state != "preliminary"
    count = Count(final, areas, counted, areas_final, released, electorate, electorate_counted)
    if state not in ("", "unknown", count.state):
        row.problem(STATE, text("The numbers of polling areas say another state of the count."))
    return count
