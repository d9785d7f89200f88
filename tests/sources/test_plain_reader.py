"""Real tables after accidents: what the readers make of them is what a plain reader does, or an error.

The plain reader knows csv, int and the few rules written here, and nothing of the package. It may read what
the package refuses; the other way round is a fault.
"""

from __future__ import annotations

import csv
import io
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kkr_alloc import bundled
from kkr_alloc.errors import InputError
from kkr_alloc.sources import read_votes
from kkr_alloc.sources.files import Content
from kkr_alloc.sources.tidy import read_mayors
from tests.sources.reading import GEOGRAPHY, REGISTER
from tests.sources.test_tables import as_text, in_cells
from tests.workbooks import xlsx

Cells = list[list[str]]
Numbers = dict[Any, Any]


def rows_of(path: str | Path, delimiter: str = ",") -> Cells:
    with open(path, encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream, delimiter=delimiter))


VOTES = rows_of(bundled.data_file("kv2021", "votes.csv"))
MAYORS = rows_of(bundled.data_file("kv2021", "mayors.csv"))
PLACES = {row[1]: row[2] for row in VOTES[1:]}
EXPORT_NAME = "Kommunalvalg_2021_Aarhus_06-11-2025 9.44.10.csv"


def loose(name: str) -> str:
    """A name's letters, whatever stands between them."""
    return "".join(filter(str.isalnum, name.casefold()))


PARTY = {(row[3], loose(row[4])): row[5] for row in (*VOTES[1:], *MAYORS[1:])}
"""The party of a letter and a name, as the real tables have it; none of a local list."""


# --- the plain reader -----------------------------------------------------------------------------------


def records(table: Cells) -> list[dict[str, str]]:
    """The rows under the header, each as long as that, but for blank cells behind it."""
    filled = [[re.sub(r"\s+|_x000D_", " ", cell).strip() for cell in row] for row in table]
    header, *rows = [row for row in filled if any(row)]
    while not header[-1]:
        header.pop()
    if len({*header}) < len(header):
        raise ValueError("a column twice")
    made = []
    for row in rows:
        if any(row[len(header) :]):
            raise ValueError("beside the table")
        made.append(dict(zip(header, row[: len(header)], strict=True)))
    return made


def number(cell: str) -> int:
    """Plain digits, perhaps with a decimal or two of nothing."""
    whole = re.fullmatch(r"([0-9]{1,18})([.,]00?)?", cell)
    return int(whole[1]) if whole else int("no number")


def is_total(*cells: str) -> bool:
    return not {loose(cell) for cell in cells}.isdisjoint(("ialt", "gyldigestemmer", "blanke"))


def code_of(cell: str) -> str:
    whole = re.fullmatch(r"[Kk]?0?([0-9]{3})([.,]00?)?", cell)
    if not whole or whole[1] not in PLACES:
        raise ValueError("no municipality")
    return whole[1]


def place_of(row: dict[str, str]) -> str:
    code, name = code_of(row["municipality_code"]), row.get("municipality", "")
    if name and loose(name).removesuffix("kommune").removesuffix("s") != loose(PLACES[code]).removesuffix(
        "s"
    ):
        raise ValueError("another municipality")
    return code


def said(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return cell[1:] if re.match(r"'[=+@\-]", cell) else cell


def party_of(letter: str, name: str, stated: str) -> str | None:
    known = {party.casefold(): party for party in (*PARTY.values(), "Æ")}
    return known[stated.casefold()] or PARTY.get((letter, loose(name))) or None


def plain_votes(table: Cells) -> Numbers:
    found: Numbers = {}
    missing = Counter[str]()
    for row in records(table):
        letter, name = said(row["list_letter"]).upper(), said(row["list_name"])
        if is_total(letter, name, row["municipality_code"], row.get("municipality", "")):
            continue
        code = place_of(row)
        if not letter and not name:
            continue
        if (code, letter, name) in found:
            raise ValueError("twice")
        if row["votes"] in ("", "..", "-"):
            missing[code] += 1
            votes = 0
        else:
            votes = number(row["votes"])
        seats = number(row["seats"]) if row.get("seats") else None
        found[code, letter, name] = votes, seats, party_of(letter, name, row.get("party", ""))
    sums = Counter[str]()
    for (code, *_), (votes, *_) in found.items():
        sums[code] += votes
    if any(sums[code] for code in missing):
        raise ValueError("a number missing")
    return {key: value for key, value in found.items() if sums[key[0]]}


def plain_mayors(table: Cells) -> Numbers:
    found: Numbers = {}
    for row in records(table):
        letter, name = said(row["list_letter"]).upper(), said(row.get("list_name", ""))
        code = place_of(row)
        if code in found:
            raise ValueError("twice")
        found[code] = party_of(letter, name, row.get("party", "")), said(row.get("mayor", ""))
    return found


LARGER = ("0", "000", "081", "082", "083", "084", "085", "411")
IN_STATBANK = {"D": "DD", "K": "KK", "veganerpartiet": "GG"}
OF_STATBANK = {IN_STATBANK.get(party, party): party for party in "ABCDFIKOVØÅ"} | {"GG": "veganerpartiet"}


def plain_statbank(table: Cells) -> Numbers:
    found: Numbers = {}
    codes = {loose(name): code for code, name in PLACES.items()}
    for row in records(table):
        if int(row.get("TID", 2021)) != 2021:
            raise ValueError("another year")
        if re.findall(r"\w+", row["STEMMER"])[0] not in ("1", "Gyldige") or is_total(row["PARTI"]):
            continue
        area, _, name = row["OMRÅDE"].partition(" ")
        code = codes.get(loose(row["OMRÅDE"])) or area
        if code in LARGER:
            continue
        if code not in PLACES or (name and codes.get(loose(name), code) != code):
            raise ValueError("no municipality")
        party = re.findall(r"\w+", row["PARTI"])[0]
        if party not in OF_STATBANK and party != "EJR":
            raise ValueError("no party")
        key = code, OF_STATBANK.get(party)
        if key in found:
            raise ValueError("twice")
        found[key] = 0 if row["INDHOLD"] in ("", "..", "-") else number(row["INDHOLD"])
    return found


def plain_export(table: Cells) -> Numbers:
    found, seen = Counter[tuple[str, str]](), set()
    for row in records(table):
        key = row["Afstemningsområde"], row["Bogstavbetegnelse"].upper(), row["Listenavn"], row["Navn"]
        if key in seen or not row["Listenavn"]:
            raise ValueError("twice, or no name")
        seen.add(key)
        found[key[1], key[2]] += number(row["Stemmetal"])
    return dict(found) if any(found.values()) else {}


# --- the package ----------------------------------------------------------------------------------------


def squeezed(name: str) -> str:
    return " ".join(name.split())


def read_as_votes(data: bytes) -> Numbers:
    votes = read_votes(Content("votes.csv", data), REGISTER, GEOGRAPHY, "kv2021")
    return {(r.municipality, r.letter, squeezed(r.name)): (r.votes, r.seats, r.party) for r in votes.lists}


def read_as_mayors(data: bytes) -> Numbers:
    mayors, _ = read_mayors(Content("mayors.csv", data), REGISTER, GEOGRAPHY, (), "kv2021")
    parties = {party.id for party in REGISTER.parties.values()}
    return {m.municipality: (m.counts_for if m.counts_for in parties else None, m.name) for m in mayors}


def read_as_statbank(data: bytes) -> Numbers:
    votes = read_votes(Content("valgk3.csv", data), REGISTER, GEOGRAPHY, "kv2021")
    return {(r.municipality, r.party): r.votes for r in votes.lists}


def read_as_export(data: bytes) -> Numbers:
    votes = read_votes(Content(EXPORT_NAME, data), REGISTER, GEOGRAPHY, "kv2021")
    return {(r.letter, r.name): r.votes for r in votes.lists}


# --- accidents ------------------------------------------------------------------------------------------

RETYPED: tuple[Callable[[str], str], ...] = (
    lambda cell: f"{cell}.0",
    lambda cell: f"{cell},00",
    lambda cell: f"{cell[:1]}.{cell[1:]}",
    lambda cell: f"{cell[:-3]}.{cell[-3:]}",
    lambda cell: f"{cell[:-3]} {cell[-3:]}",
    lambda cell: f"0{cell}",
    lambda cell: f"K{cell}",
    lambda cell: f"-{cell}",
    lambda cell: f"'{cell}",
    lambda cell: f"={cell}",
    lambda cell: f"{cell}%",
    lambda cell: f"{cell}e3",
    lambda cell: f" {cell}\u00a0",
    lambda cell: f"{cell}_x000D_",
    lambda cell: f"{cell}\n",
    lambda cell: f'"{cell}"',
    lambda cell: cell.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    str.lower,
    str.upper,
    lambda cell: cell[:-1],
    lambda cell: cell * 2,
    lambda cell: cell.replace(" ", ""),
    *((lambda _, new=new: new) for new in ("", "..", "-", "0", "I alt", "Gyldige stemmer", "Blanke", "nan")),
)


def accident(table: Cells, chance: random.Random) -> None:
    """Move, double, drop or retype a cell, a row or a column."""
    below = range(1, len(table))
    row, other = chance.choice(below), chance.choice(below)
    cells = table[row]
    at = chance.randrange(len(cells)) if cells else 0
    kind = chance.randrange(17)
    if not cells:
        return
    if kind < 6:
        cells[at] = chance.choice(RETYPED)(cells[at])
    elif kind == 6:
        to = chance.randrange(len(cells))
        cells[at], cells[to] = cells[to], cells[at]
    elif kind == 7 and len(table[other]) > at:
        cells[at], table[other][at] = table[other][at], cells[at]
    elif kind == 8:
        cells.insert(at, chance.choice(["", cells[at]]))
    elif kind == 9:
        del cells[at]
    elif kind == 10:
        table.insert(other, list(cells))
    elif kind == 11:
        del table[row]
    elif kind == 12:
        change = chance.choice(["double", "drop", "blank", "lower", "name"])
        for line, of in enumerate(table):
            if at < len(of):
                if change == "double":
                    of.insert(at, of[at])
                elif change == "drop":
                    del of[at]
                elif change == "blank":
                    of.insert(at, "")
                elif change == "lower":
                    of[at] = of[at].lower()
                elif not line:
                    of[at] = chance.choice(table[0])
    elif kind == 13:
        a, b = chance.randrange(len(cells)), chance.randrange(len(cells))
        for of in table if chance.random() < 0.5 else table[1:]:
            if max(a, b) < len(of):
                of[a], of[b] = of[b], of[a]
    elif kind == 14:
        table.insert(row, list(chance.choice([table[0], [""] * len(cells), [" "]])))
    elif kind == 15:
        total = list(cells)
        total[-3:] = [str(sum(int(c[at]) for c in table[1:] if len(c) > at and c[at].isdecimal()))] * 3
        table.append(total)
    else:
        table[row] = cells[at:] + cells[:at]


class Source(NamedTuple):
    """A real table, and how the package and the plain reader read it. ``step``: rows that go together."""

    table: Cells
    delimiter: str
    read: Callable[[bytes], Numbers]
    plain: Callable[[Cells], Numbers]
    in_workbooks: bool = False
    step: int = 1


def disagreements(source: Source, seeds: Iterable[int]) -> tuple[list[str], int]:
    """The seeds at which the package read other numbers than the plain reader, and how often it read any."""
    found, read = [], 0
    for seed in seeds:
        chance = random.Random(seed)
        start = chance.randrange(1, len(source.table), source.step)
        end = start + chance.randrange(2, 40) // source.step * source.step
        table = [list(row) for row in [source.table[0], *source.table[start:end]]]
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            if len(table) > 1:
                accident(table, chance)
        delimiter = chance.choice((source.delimiter, source.delimiter, ",", ";", "\t"))
        encoding = chance.choice(("utf-8", "utf-8-sig", "utf-16", "cp1252"))
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter, lineterminator=chance.choice(("\n", "\r\n"))).writerows(table)
        data = out.getvalue().encode(encoding, "replace")
        if chance.random() < 0.1:
            data = data[: -chance.randrange(1, 30)]
        rows = list(csv.reader(io.StringIO(data.decode(encoding, "ignore"), newline=""), delimiter=delimiter))
        if source.in_workbooks and table[0] and chance.random() < 0.03:
            width = max(map(len, table))  # a sheet is a rectangle
            data = xlsx({"Ark1": in_cells(table)})
            rows = [[*row, *[""] * (width - len(row))] for row in table]
        try:
            numbers = source.read(data)
        except InputError:
            continue
        read += 1
        try:
            plain: object = source.plain(rows)
        except (ValueError, KeyError, IndexError) as error:
            plain = repr(error)
        if plain != numbers:
            differs = sorted(map(str, numbers.items() ^ plain.items())) if isinstance(plain, dict) else plain
            found.append(f"seed {seed}: {differs}\n{rows}")
    return found, read


def statbank() -> Source:
    """The table of KV2021 as StatBank has it: with larger areas, and with measures that are no votes."""
    numbers = Counter[tuple[str, str]]()
    for row in VOTES[1:]:
        party = PARTY[row[3], loose(row[4])]
        code = IN_STATBANK.get(party, party)
        for area in (row[1], "000"):
            numbers[area, code if code in OF_STATBANK else "EJR"] += int(row[6])
    names = {code: REGISTER.parties[party].name for code, party in OF_STATBANK.items()}
    rows = []
    for (area, code), votes in sorted(numbers.items()):
        cells = f"{area} {PLACES.get(area, 'Hele landet')}", f"{code} {names.get(code, 'Lokallister')}"
        rows += [
            [*cells, measure, "2021", str(votes)] for measure in ("1 Gyldige stemmer", "4 Opstillede mænd")
        ]
    header = ["OMRÅDE", "PARTI", "STEMMER", "TID", "INDHOLD"]
    return Source([header, *rows], ";", read_as_statbank, plain_statbank)


def export(shared: Path) -> Source:
    """Of each list the row of its votes and one candidate's, in one polling area."""
    (path,) = (shared / "elections" / "kv2021" / "valgdk-export").glob("*_Aarhus_*.csv")
    header, *rows = rows_of(path, ";")
    lists = groupby(rows, key=lambda row: row[:3])
    first = [list(islice(of_list, 2)) for (area, *_), of_list in lists if area == rows[0][0]]
    return Source([header, *chain.from_iterable(first)], ";", read_as_export, plain_export, step=2)


SOURCES: dict[str, Callable[[Path], Source]] = {
    "votes": lambda _: Source([row[:-1] for row in VOTES], ",", read_as_votes, plain_votes, True),
    "mayors": lambda _: Source(MAYORS, ",", read_as_mayors, plain_mayors, True),
    "statbank": lambda _: statbank(),
    "export": export,
}


@pytest.mark.parametrize("kind", ["votes", "mayors", "statbank", "export"])
def test_what_is_read_is_what_a_plain_reader_reads(kind: str, request: pytest.FixtureRequest) -> None:
    source = SOURCES[kind](request.getfixturevalue("shared") if kind == "export" else Path())
    assert source.read(as_text(source.table, source.delimiter, "utf-8")) == source.plain(source.table)
    found, read = disagreements(source, range(250))
    assert not found, "\n\n".join(found[:3])
    assert read > 40
