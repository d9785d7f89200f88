"""Makes the tables in data/ from the raw results: python scripts/make_data.py SHARED [ELECTION ...]

SHARED is the folder with elections/ (valg.dk's files) and tables/ (tidy tables). What is bundled is what this
script writes; a test runs it again and compares.
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.election import bundled_elections, election_info
from kkr_alloc.sources import read_votes, valgdk_export
from kkr_alloc.sources.base import Votes
from kkr_alloc.sources.files import read_content
from kkr_alloc.sources.tidy import MAYORS_COLUMNS, TOTALS_COLUMNS, write_votes
from kkr_alloc.sources.valgdk_feed import Feed

UNCERTAIN = "UNCERTAIN: "
UNSETTLED = "not settled when the sources were read (25 November 2025)"


def main(arguments: list[str]) -> None:
    """Write the tables of the elections named, or of all."""
    if not arguments:
        sys.exit(__doc__)
    shared = Path(arguments[0])
    for election in arguments[1:] or [info.id for info in bundled_elections()]:
        for name, table in tables(election, shared).items():
            Path(bundled.data_file(election, name)).write_text(table, encoding="utf-8", newline="")


def tables(election: str, shared: Path) -> dict[str, str]:
    """The tables of one election by file name; their counts are final, and no column needs to say so."""
    info = election_info(election)
    geography = bundled.geography(info.term_start)
    term_year = info.term_start.year
    return {
        "votes.csv": write_votes(replace(_votes(election, shared), counts={}), geography),
        "totals.csv": _totals(shared / "tables" / f"{election}_totals.csv"),
        "mayors.csv": _mayors(shared / "tables" / f"mayors_{term_year}.csv", election),
    }


def _votes(election: str, shared: Path) -> Votes:
    """KV21 from the 98 export files with the tidy table's seats, KV25 from the final feed, else the table."""
    info = election_info(election)
    register, geography = bundled.register(), bundled.geography(info.term_start)
    if election == "kv2025":
        return Feed(shared / "elections/kv2025/valgdk-feed-final", register, geography).read()
    table = read_votes(shared / "tables" / f"{election}_votes.csv", register, geography, election)
    if election != "kv2021":
        return table
    export = valgdk_export.read_exports(shared / "elections/kv2021/valgdk-export", register, geography)
    seats = {result.id: result.seats for result in table.lists}
    return replace(export, lists=tuple(replace(result, seats=seats[result.id]) for result in export.lists))


def _totals(path: Path) -> str:
    columns = {
        "electorate": "eligible",
        "cast": "votes_cast",
        "invalid": "other_invalid",
        "valid": "valid_votes",
    }
    return _table(
        TOTALS_COLUMNS,
        ([row.get(columns.get(column, column), "") for column in TOTALS_COLUMNS] for row in _rows(path)),
    )


def _mayors(path: Path, election: str) -> str:
    register = bundled.register()
    made = []
    for row in _rows(path):
        name = row["party"].removesuffix(" (lokalliste)")
        uncertain = row["source"].startswith(UNCERTAIN)
        made.append(
            [
                row["municipality_code"],
                row["municipality"],
                row["mayor"],
                row["party_letter"],
                name,
                register.match(row["party_letter"], name, election) or "",
                UNSETTLED if uncertain else "",
                row["source"].removeprefix(UNCERTAIN),
            ]
        )
    return _table(MAYORS_COLUMNS, made)


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(read_content(path).data.decode("utf-8-sig"), newline="")))


def _table(header: tuple[str, ...], rows: object) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
