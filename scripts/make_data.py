"""Makes the tables in data/ from the raw results: python scripts/make_data.py SHARED [ELECTION ...]

SHARED is the folder with elections/ (valg.dk's files) and tables/ (tidy tables). What is bundled is what this
script writes; a test runs it again and compares.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.election import bundled_elections, election_info
from kkr_alloc.model import ListResult
from kkr_alloc.names import Register
from kkr_alloc.sources import read_votes, valgdk_export
from kkr_alloc.sources.base import Votes
from kkr_alloc.sources.files import Content, read_content
from kkr_alloc.sources.tidy import MAYORS_COLUMNS, TOTALS_COLUMNS, read_totals, write_votes
from kkr_alloc.sources.valgdk_feed import Feed

EVIDENCE = "evidence/kv2009"
KV09_TERM_START = date(2010, 1, 1)
UNCERTAIN, NOT_FOUND = "UNCERTAIN: ", "not found; see GAPS.md"
"""Words in the raw sources that are not a source. Odsherred's mayor of 2026 is settled since (DATA.md)."""

INCOMPLETE_COLUMNS = (
    "municipality_code",
    "municipality",
    "list_letter",
    "list_name",
    "party",
    "votes_exact",
    "votes_counted",
)

TOTALS_RENAMED = {
    "electorate": "eligible",
    "cast": "votes_cast",
    "invalid": "other_invalid",
    "valid": "valid_votes",
}
"""Columns of the raw totals that have another name in some of them."""

_Row = dict[str, str]


def main(arguments: list[str]) -> None:
    """Write the tables of the elections named, or of all and of the evidence."""
    if not arguments:
        sys.exit(__doc__)
    shared = Path(arguments[0])
    for election in arguments[1:] or [info.id for info in bundled_elections()]:
        _write(election, tables(election, shared))
    if not arguments[1:]:
        _write(EVIDENCE, evidence(shared))


def _write(folder: str, made: dict[str, str]) -> None:
    for name, table in made.items():
        Path(bundled.data_file(folder, name)).write_text(table, encoding="utf-8", newline="")


def tables(election: str, shared: Path) -> dict[str, str]:
    """The tables of one election by file name; their counts are final, and no column needs to say so."""
    info = election_info(election)
    geography = bundled.geography(info.term_start)
    raw = shared / "tables"
    cast = raw / f"{election}_cast.csv"
    totals = _totals(_rows(cast if cast.exists() else raw / f"{election}_totals.csv")).replace(NOT_FOUND, "")
    votes = _votes(election, shared)
    if not votes.totals:
        votes = replace(votes, totals=read_totals(Content("totals.csv", totals.encode()), geography))
    return {
        "votes.csv": write_votes(replace(votes, counts={}, election=election), geography),
        "totals.csv": totals,
        "mayors.csv": _mayors(_rows(raw / f"mayors_{info.term_start.year}.csv"), election),
    }


def evidence(shared: Path) -> dict[str, str]:
    """The tables of KV09, which is evidence and no election to compute: see its ``evidence.yaml``."""
    register, geography = bundled.register(), bundled.geography(KV09_TERM_START)
    raw = shared / "tables"
    votes, totals = _rows(raw / "kv2009_votes.csv"), _rows(raw / "kv2009_totals.csv")
    sources = {row["municipality_code"]: row["source"] for row in votes}
    for row in totals:
        row["source"] = _completeness(sources.get(row["municipality_code"]))
        row["valid"] = row["valid_dst"]
    lists = tuple(_list(row, register) for row in votes)
    made = _totals(totals)
    cast = read_totals(Content("totals.csv", made.encode()), geography)
    return {
        "votes.csv": write_votes(Votes(lists, (), "kv2009", totals=cast), geography),
        "incomplete.csv": _table(
            INCOMPLETE_COLUMNS,
            (
                [
                    row["municipality_code"],
                    row["municipality"],
                    row["list_letter"],
                    row["list_name"],
                    register.match(row["list_letter"], row["list_name"]) or "",
                    row["votes_exact"],
                    row["votes_kmd_baseline"],
                ]
                for row in _rows(raw / "kv2009_incomplete.csv")
            ),
        ),
        "totals.csv": made,
        "mayors.csv": _mayors(_rows(raw / "mayors_2010.csv"), "kv2009"),
    }


def _completeness(source: str | None) -> str:
    """What stands behind the votes of a municipality in KV09: every one of them counted, or not."""
    if source is None:
        return "lists do not add up to the valid votes: see incomplete.csv"
    also = source.partition(" also = share")
    by_share = f"; {also[0].rpartition('; ')[2]} also by share" if also[1] else ""
    return f"lists add up to the valid votes{by_share}"


def _list(row: _Row, register: Register) -> ListResult:
    code, letter, name = row["municipality_code"], row["list_letter"], row["list_name"]
    party = register.match(letter, name)
    return ListResult(code, letter, name, party, int(row["votes"]), None, f"{code}-{letter or 0}")


def _votes(election: str, shared: Path) -> Votes:
    """KV21 from the 98 export files with the tidy tables' seats, KV25 from the final feed, else the table."""
    info = election_info(election)
    register, geography = bundled.register(), bundled.geography(info.term_start)
    raw = shared / "tables"
    if election == "kv2025":
        return Feed(shared / "elections/kv2025/valgdk-feed-final", register, geography).read()
    table = read_votes(raw / f"{election}_votes.csv", register, geography, election)
    if election == "kv2017":
        named = _by_list(_rows(raw / "kv2017_list_names.csv"), table.lists)
        names = {list_id: row["list_name"] for list_id, row in named.items()}
        lists = (replace(result, name=names.get(result.id, result.name)) for result in table.lists)
        return replace(table, lists=tuple(lists))
    if election != "kv2021":
        return table
    export = valgdk_export.read_exports(shared / "elections/kv2021/valgdk-export", register, geography)
    missing = _by_list(_rows(raw / "kv2021_seats_missing.csv"), table.lists)
    seats = {result.id: result.seats for result in table.lists}
    seats |= {list_id: int(row["seats"]) for list_id, row in missing.items()}
    return replace(export, lists=tuple(replace(result, seats=seats[result.id]) for result in export.lists))


def _by_list(rows: Iterable[_Row], lists: Iterable[ListResult]) -> dict[str, _Row]:
    """Rows of another table by the ids of their lists; KeyError where the votes are not the same."""
    ids = {(result.municipality, result.letter, result.votes): result.id for result in lists}
    return {ids[row["municipality_code"], row["list_letter"], int(row["votes"])]: row for row in rows}


def _totals(rows: list[_Row]) -> str:
    """The totals; with the source of each row where it has one."""
    columns = TOTALS_COLUMNS if "source" not in rows[0] else (*TOTALS_COLUMNS, "source")
    return _table(
        columns,
        (
            [row.get(column, row.get(TOTALS_RENAMED.get(column, ""), "")) for column in columns]
            for row in rows
        ),
    )


def _mayors(rows: Iterable[_Row], election: str) -> str:
    register = bundled.register()
    made = []
    for row in rows:
        name, note = _list_of_mayor(row["party"])
        made.append(
            [
                row["municipality_code"],
                row["municipality"],
                row.get("mayor", ""),
                row["party_letter"],
                name,
                register.match(row["party_letter"], name, election) or "",
                note,
                row["source"].removeprefix(UNCERTAIN),
            ]
        )
    return _table(MAYORS_COLUMNS, made)


def _list_of_mayor(party: str) -> tuple[str, str]:
    """The name of a mayor's list, and what is not known of it (2010 only)."""
    if party.startswith("not coded"):
        return "løsgænger", party
    name, _, rest = party.partition(" (")
    return name, rest.removesuffix(")").removeprefix("lokalliste").removeprefix("; ")


def _rows(path: Path) -> list[_Row]:
    return list(csv.DictReader(io.StringIO(read_content(path).data.decode("utf-8-sig"), newline="")))


def _table(header: tuple[str, ...], rows: Iterable[list[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
