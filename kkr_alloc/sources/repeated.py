"""What the tidy table of votes repeats on every row: the election, and each municipality's count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from kkr_alloc.model import Count, ListResult, Totals
from kkr_alloc.names import Register
from kkr_alloc.sources.base import settle_election, valid_votes
from kkr_alloc.sources.table import Row
from kkr_alloc.text import text

COUNT_COLUMNS = ("areas", "areas_counted", "areas_final")
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
        known = register.elections(*(parties & register.parties.keys())) or register.elections()
        return settle_election([], asked, path, known)
    if not _ELECTION.fullmatch(named):
        message = text("This is no name of a municipal election.")
        first[named].problem("election", message, hint=text("It is kv and the year: kv2021."))
        return named
    for other in others:
        message = text("The first row is of {election}, this one is not.", election=named)
        first[other].problem("election", message, hint=text("One election per table, named in every row."))
    return named if others else settle_election([named], asked, path)


def read_cast(row: Row, code: str, cast: dict[str, tuple[Row, int | None]]) -> None:
    """Take the votes cast from a row, which must agree within a municipality."""
    number = row.number("cast", optional=True)
    if number is None and row.get("cast"):
        return
    if cast.setdefault(code, (row, number))[1] != number:
        row.problem("cast", text("The rows of one municipality have different numbers of votes cast."))


def totals_of(lists: Iterable[ListResult], cast: dict[str, tuple[Row, int | None]]) -> dict[str, Totals]:
    """The totals of the municipalities whose votes cast are known; they are no fewer than the valid ones."""
    valid = valid_votes(lists)
    totals: dict[str, Totals] = {}
    for code, (row, number) in cast.items():
        if number is None:
            continue
        if number < valid[code]:
            message = text(
                "There are {n:vote|votes} for the municipality's lists, more than cast.", n=valid[code]
            )
            row.problem("cast", message)
        totals[code] = Totals(code, valid[code], cast=number)
    return totals


def read_count(row: Row, code: str, counts: dict[str, Count]) -> None:
    """Take the count's columns of a row, which must agree within a municipality."""
    if not any(map(row.get, COUNT_COLUMNS)):
        return
    areas, counted, final = map(row.number, COUNT_COLUMNS)
    if areas is None or counted is None or final is None:
        return
    numbers = f"{areas}, {counted}, {final}"
    if not final <= counted <= areas:
        message = text("There cannot be more counted areas than areas, nor more final ones than counted.")
        row.problem("areas_counted", message, value=numbers)
    elif not areas:
        row.problem("areas", text("A municipality has at least one polling area."))
    elif not counted and row["votes"] not in ("", "0"):
        row.problem("areas_counted", text("There are votes, though no polling area is counted."))
    count = Count(final == areas, areas, counted, final)
    if counts.setdefault(code, count) != count:
        message = text("The rows of one municipality have different numbers of areas.")
        row.problem("areas", message, value=numbers)
