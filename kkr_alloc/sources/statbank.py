"""Statistics Denmark's StatBank table VALGK3 ("Valg til kommunalbestyrelser") as CSV.

A row is an area, a party and a measure in a year: ``OMRÅDE;PARTI;STEMMER;TID;INDHOLD``, each cell a code, a
label or both ("101", "København", "101 København"). Each party stands there six times, once per measure: only
``1`` (Gyldige stemmer) is votes; ``6`` and ``7`` (Valgte mænd, Valgte kvinder) are seats together. All local
lists of a municipality are one line ``EJR`` (Ikke-reserverede bogstaver i alt). The table holds final counts
only: https://www.statbank.dk/VALGK3.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kkr_alloc.errors import InputError, Problems, quoted
from kkr_alloc.model import Count, Geography, ListResult, Note
from kkr_alloc.names import Names, Register, fold, municipality_names
from kkr_alloc.sources.base import Votes
from kkr_alloc.sources.files import Content
from kkr_alloc.sources.lists import MISSING, is_no_list, left_out, with_votes
from kkr_alloc.sources.table import Row, read_rows
from kkr_alloc.text import text

AREA, PARTY, MEASURE, YEAR, NUMBER = COLUMNS = ("OMRÅDE", "PARTI", "STEMMER", "TID", "INDHOLD")
LOCAL_LISTS = "EJR"
LOCAL_LISTS_NAME = "Lokallister i alt"

_VALID = {"1", "gyldigestemmer", "validvotes"}
_MEN_ELECTED = {"6", "valgtemænd", "electedmen", "menelected"}
_WOMEN_ELECTED = {"7", "valgtekvinder", "electedwomen", "womenelected"}
_LOCAL = {"ikkereserveredebogstaverialt", "ikkereserveredebogstaver", "lokallister", "lokallisterialt"}
_NOT_MUNICIPALITIES = {"000", "081", "082", "083", "084", "085", "411"}
"""The country, the regions, and Christiansø, which is in no municipality."""
_NOT_MUNICIPALITY = re.compile(r"(hele landet|all denmark|region\b|christiansø)", re.IGNORECASE)
_FROM_YEAR = re.compile(r"\s*\(\d{4}-(\d{4})?\)$")


def read(content: Content, register: Register, geography: Geography, election: str | None = None) -> Votes:
    """The votes per party per municipality of one year.

    ``election``: which (``kv2021``), where the table has several years.

    Raises:
        InputError: there is no line of valid votes, there are several years, or an area, a party or a
            number is wrong. Every bad row is listed.
    """
    problems = Problems()
    rows = read_rows(content, problems, COLUMNS, whole=True)
    year = _year(rows, content.path, problems, election)
    cells = _Cells(register, municipality_names(geography), f"kv{year}")
    notes: list[Note] = []
    rows = _without_totals([row for row in rows if row[YEAR] == year], notes)
    lists = _lists(rows, cells, content.path, problems)
    lists = with_votes(lists, Count(final=True), {}, geography, problems, notes)
    problems.raise_if_any()
    results = sorted(lists, key=lambda result: (result.municipality, result.letter, result.name))
    together = text(
        "StatBank counts all local lists of a municipality as one: no co-operation between lists can be "
        "formed, and a threshold or a seat that they reach together no single list may have reached."
    )
    has_local_lists = any(result.party is None for result in results)
    return Votes(
        tuple(results),
        Count(final=True),
        (content.source("votes", len(results)),),
        election=f"kv{year}",
        notes=(*notes, *([Note("local-lists-together", together)] if has_local_lists else ())),
    )


def _year(rows: Sequence[Row], path: str, problems: Problems, election: str | None) -> str:
    """The only year in the table, or the election's."""
    years = {row[YEAR]: row for row in reversed(rows)}
    wrong = [year for year in years if not re.fullmatch(r"[0-9]{4}", year)]
    for year in wrong:
        years[year].problem(YEAR, text("Not a year."))
    if wrong or not years:
        problems.raise_if_any()
    wanted = max(years) if len(years) == 1 else (election or "").removeprefix("kv")
    if wanted in years:
        return wanted
    raise InputError(
        text("The table has several elections: {years}.", years=", ".join(sorted(years))),
        file=path,
        field=YEAR,
        hint=text("Name one of them (kv{year}), or select one year only.", year=max(years)),
    )


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
            for letter in party.letters
            if register.match(letter, party.name, election) == party.id
        ]
        self._by_name = Names(
            (
                (spelling, (letter, party.name, party.id))
                for letter, party in self._parties
                for spelling in party.spellings
            ),
            _party_key,
        )

    def municipality(self, row: Row) -> str | None:
        """The municipality's code; None for a larger area, and where the area is unknown."""
        code, label = _parts(row[AREA], r"\d{1,3}")
        if code.zfill(3) in _NOT_MUNICIPALITIES if code else _NOT_MUNICIPALITY.match(label):
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


def _measure(cell: str) -> str:
    code, label = _parts(cell, r"\d")
    return code or fold(label)


def _lists(rows: list[Row], cells: _Cells, path: str, problems: Problems) -> list[ListResult]:
    votes: dict[tuple[str, str], tuple[_Party, int, Row]] = {}
    seats: dict[tuple[str, str], list[int]] = {}
    lines: dict[tuple[str, str], int] = {}
    for row in rows:
        measure = _measure(row[MEASURE])
        elected = measure in _MEN_ELECTED or measure in _WOMEN_ELECTED
        if measure not in _VALID and not elected:
            continue
        municipality, party = cells.municipality(row), cells.party(row)
        number = 0 if row[NUMBER] in MISSING else row.number(NUMBER) or 0
        if municipality is None or party is None:
            continue
        key = (municipality, party[2] or LOCAL_LISTS)
        if elected:
            seats.setdefault(key, []).append(number)
        elif row.is_first(lines, key, PARTY):
            votes[key] = party, number, row
    problems.raise_if_any()
    if not votes:
        raise InputError(
            text("There are no valid votes of any municipality in the table."),
            file=path,
            field=MEASURE,
            value=quoted(", ".join(sorted({row[MEASURE] for row in rows}))),
            hint=text("Select STEMMER 1, Gyldige stemmer."),
        )
    return [
        ListResult(
            code,
            *party,
            number,
            sum(seats[code, of]) if len(seats.get((code, of), ())) == 2 else None,
            f"{code}-{party[0]}",
            row.place,
        )
        for (code, of), (party, number, row) in votes.items()
    ]
