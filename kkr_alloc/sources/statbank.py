"""Statistics Denmark's StatBank table VALGK3 ("Valg til kommunalbestyrelser") as CSV.

A row is an area, a party and a measure in a year: ``OMRÅDE;PARTI;STEMMER;TID;INDHOLD``, each cell a code, a
label or both ("101", "København", "101 København"). Each party stands there six times, once per measure: only
``1`` (Gyldige stemmer) is votes; ``6`` and ``7`` (Valgte mænd, Valgte kvinder) are seats together. All local
lists of a municipality are one line ``EJR`` (Ikke-reserverede bogstaver i alt). The table holds final counts
only: https://www.statbank.dk/VALGK3.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from kkr_alloc.errors import Problems
from kkr_alloc.model import Count, Geography, ListResult, Note
from kkr_alloc.names import Names, Register, fold, municipality_names
from kkr_alloc.sources.base import LOCAL_LISTS, Votes, settle_election
from kkr_alloc.sources.files import Content
from kkr_alloc.sources.lists import (
    MISSING,
    NONE,
    check_seats,
    is_no_list,
    left_out,
    local_lists_together,
    with_votes,
)
from kkr_alloc.sources.table import Row, read_rows
from kkr_alloc.text import text

AREA, PARTY, MEASURE, YEAR, NUMBER = COLUMNS = ("OMRÅDE", "PARTI", "STEMMER", "TID", "INDHOLD")
LOCAL_LISTS_NAME = "Lokallister i alt"

_MEASURES = {
    **dict.fromkeys(("1", "gyldigestemmer", "validvotes"), "votes"),
    **dict.fromkeys(("6", "valgtemaend", "electedmen", "menelected"), "men"),
    **dict.fromkeys(("7", "valgtekvinder", "electedwomen", "womenelected"), "women"),
}
"""What is read, by its code and its labels without spaces."""
_OTHER_MEASURES = re.compile(r"[45]|(personlige|personal|opstillede|candidates|nominated|valgte|elected).*")
_LOCAL = {"ikkereserveredebogstaverialt", "ikkereserveredebogstaver", "lokallister", "lokallisterialt"}
_NOT_MUNICIPALITIES = {"000", "081", "082", "083", "084", "085", "411"}
"""The country, the regions, and Christiansø, which is in no municipality."""
_NOT_MUNICIPALITY = re.compile(r"(hele landet|all denmark|region\b|christiansø)", re.IGNORECASE)
_FROM_YEAR = re.compile(r"\s*\(\d{4}-(\d{4})?\)$")


def read(content: Content, register: Register, geography: Geography, election: str | None = None) -> Votes:
    """The votes per party per municipality of one year.

    ``election``: which (``kv2021``), where the table has several years or does not name its year.

    Raises:
        InputError: there is no line of valid votes, or an area, a party or a number is wrong. Every bad row
            is listed.
        OptionError: there are several years or none named, or only others than the election's.
    """
    problems = Problems()
    rows = read_rows(content, problems, (AREA, PARTY, MEASURE, NUMBER), (YEAR,), whole=True)
    election = settle_election(_elections(rows, problems), election, content.path, register.elections())
    cells = _Cells(register, municipality_names(geography), election)
    measures = {cell: _measure(row) for cell, row in {row[MEASURE]: row for row in reversed(rows)}.items()}
    notes: list[Note] = []
    of_year = [row for row in rows if row.fields.get(YEAR) in (None, election.removeprefix("kv"))]
    rows = _without_totals(of_year, notes)
    lists = _lists(content, rows, measures, cells, problems)
    check_seats(lists, {}, problems)
    lists = with_votes(lists, Count(final=True), {}, geography, problems, notes)
    problems.raise_if_any()
    results = sorted(lists, key=lambda result: (result.municipality, result.letter, result.name))
    return Votes(
        tuple(results),
        (content.source("votes", len(results)),),
        election,
        {result.municipality: Count(final=True) for result in results},
        notes=(*notes, *local_lists_together(results)),
    )


def _elections(rows: Sequence[Row], problems: Problems) -> list[str]:
    """The elections of the table's years, none where it has no such column."""
    years = {row[YEAR]: row for row in reversed(rows) if YEAR in row.fields}
    wrong = [year for year in years if not (re.fullmatch(r"(19|20)[0-9]{2}", year) and int(year) % 4 == 1)]
    for year in wrong:
        years[year].problem(YEAR, text("Not the year of a municipal election."))
    if wrong or not rows:
        problems.raise_if_any()
    return [f"kv{year}" for year in years]


def _without_totals(rows: list[Row], notes: list[Note]) -> list[Row]:
    """The rows of parties: a total of them, coded or not, is left out with a note."""
    totals = {
        cell
        for cell in {row[PARTY] for row in rows}
        if is_no_list(cell) or is_no_list(_parts(cell, r"[A-ZÆØÅ]{2,5}")[1])
    }
    parties = [row for row in rows if row[PARTY] not in totals]
    if totals:
        notes.append(left_out(len(rows) - len(parties), totals))
    return parties


_Party = tuple[str, str, str | None]
"""A line's party: its letter, its name, and the register's id where it is not the local lists."""


class _Cells:
    """What a cell means, whether it holds a code, a label or both."""

    def __init__(self, register: Register, names: Names[str], election: str) -> None:
        self._names = names
        self._parties = [
            (letter, party)
            for party in register.parties.values()
            for letter in register.letters(party.id, election)
        ]
        self._by_name = Names(
            (
                (name, (letter, party.name, party.id))
                for letter, party in self._parties
                for name in party.names
            ),
            _party_key,
        )

    def municipality(self, row: Row) -> str | None:
        """The municipality's code; None for a larger area, and where the area is unknown."""
        code, label = _parts(row[AREA], r"\d{1,3}")
        larger = code.zfill(3) in _NOT_MUNICIPALITIES if code else _NOT_MUNICIPALITY.match(label)
        if larger and not self._names.get(label):
            return None
        found = self._names.get(code.zfill(3) if code else label)
        if found is None or (code and label and self._names.get(label) != found):
            row.problem(AREA, text("There is no such municipality."))
            return None
        return found

    def party(self, row: Row) -> _Party | None:
        """The party by its code (``KK`` is K) and its label, which must agree.

        The table has all parties of all years: an unknown one without votes is passed over.
        """
        cell = row[PARTY]
        if re.match(rf"{LOCAL_LISTS}\b", cell) or fold(cell) in _LOCAL:
            return LOCAL_LISTS, LOCAL_LISTS_NAME, None
        whole = self._by_name.get(cell)
        if whole:
            return whole
        code, label = _parts(cell, r"[A-ZÆØÅ]{1,2}")
        letter = code[:1] if len(set(code)) == 1 else code
        of_name = self._by_name.get(label)
        of_letter = [(of, party.name, party.id) for of, party in self._parties if of == letter]
        found = [party for party in of_letter if not label or (of_name and party[2] == of_name[2])]
        if len(found) == 1:
            return found[0]
        if row[NUMBER] not in (*MISSING, "0"):
            hint = text("Fetch the table with codes or Danish labels.")
            row.problem(PARTY, text("The register has no such party in this election."), hint=hint)
        return None


def _parts(cell: str, code: str) -> tuple[str, str]:
    """Code and label of a cell, either of which may be missing."""
    match = re.fullmatch(rf"({code})(?:[.:]?\s+(.+))?", cell, re.ASCII)
    return (match[1], match[2] or "") if match else ("", cell)


def _party_key(name: str) -> str:
    """A party's name without what StatBank writes otherwise: "Konservative Folkeparti", "… (1997-)"."""
    return fold(_FROM_YEAR.sub("", name.strip())).removeprefix("det")


def _measure(row: Row) -> str | None:
    """Whether a row is of ``votes``, or of the ``men`` or ``women`` elected; None where of neither."""
    parts = [fold(part) for part in _parts(row[MEASURE], r"\d|PERSONLIGE") if part]
    kinds = {_MEASURES.get(part) for part in parts}
    known = all(part in _MEASURES or _OTHER_MEASURES.fullmatch(part) for part in parts)
    if not known or len(kinds) != 1:
        hint = text("Fetch the table with codes or Danish labels.")
        row.problem(MEASURE, text("STEMMER has no such value."), hint=hint)
    return min(kinds, key=str, default=None)


def _lists(
    content: Content, rows: list[Row], measures: dict[str, str | None], cells: _Cells, problems: Problems
) -> list[ListResult]:
    lists: dict[tuple[str, str], ListResult] = {}
    seats = defaultdict[tuple[str, str], list[int]](list)
    lines: dict[tuple[str, ...], int] = {}
    for row in rows:
        measure = measures[row[MEASURE]]
        if measure is None:
            continue
        code, party = cells.municipality(row), cells.party(row)
        number = 0 if row[NUMBER] in MISSING else row.number(NUMBER) or 0
        if code is None or party is None:
            continue
        key = (code, party[2] or LOCAL_LISTS)
        if not row.is_first(lines, (*key, measure), PARTY):
            continue
        if measure == "votes":
            lists[key] = ListResult(code, *party, number, None, f"{code}-{party[0]}", row.place)
        elif row[NUMBER] not in MISSING or row[NUMBER] in NONE:
            seats[key].append(number)
    problems.raise_if_any()
    if not lists:
        raise content.error(
            text("There are no valid votes of any municipality in the table."),
            field=MEASURE,
            value=", ".join(sorted({row[MEASURE] for row in rows})),
            hint=text("Select STEMMER 1, Gyldige stemmer."),
        )
    of_both = {key: sum(elected) for key, elected in seats.items() if len(elected) == 2}  # women and men
    return [replace(result, seats=of_both.get(key)) for key, result in lists.items()]
