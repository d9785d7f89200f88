"""valg.dk's "Eksportér data": one CSV per municipality, with a row per candidate and polling area.

A list's votes are the sum of all its rows: its candidates' and its ``Listestemmer``. Which municipality it is
stands in the file's name only: ``Kommunalvalg_2021_Aabenraa_06-11-2025 9.44.10.csv``. There are no seats, and
nothing says whether the count is final.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from msgspec.structs import replace

from kkr_alloc.errors import InputError, Place, Problems, quoted
from kkr_alloc.model import Count, Geography, ListResult, Note, Source
from kkr_alloc.names import Names, Register, municipality_names
from kkr_alloc.sources.base import Votes, local_ids
from kkr_alloc.sources.files import FETCH_AGAIN, Content, display_path, read_content
from kkr_alloc.sources.folder import entries, folder_digest
from kkr_alloc.sources.lists import (
    IF_TOTAL,
    IS_SUM,
    MIN_LISTS,
    check_letters,
    check_parties,
    is_no_list,
    with_votes,
)
from kkr_alloc.sources.table import Row, plain_number, read_rows
from kkr_alloc.text import text

COLUMNS = ("Afstemningsområde", "Bogstavbetegnelse", "Listenavn", "Navn", "Stemmetal")
_NAME = re.compile(
    r"(?P<kind>[^_]+)_(?P<year>[0-9]{4})_(?P<municipality>.+?)"
    r"(?:_\d{1,2}-\d{1,2}-\d{4}[ _]\d{1,2}[.:_]\d{1,2}[.:_]\d{1,2})?(?: ?\(\d+\))?\.csv",
    re.IGNORECASE,
)
_MUNICIPAL = "kommunalvalg"
LIST_VOTES = "Listestemmer"
"""The name in the row of the votes for a list and none of its candidates."""

_Lists = dict[tuple[str, str], int]
"""The votes of a file's lists by letter and name."""


def looks_like_exports(names: Iterable[str]) -> bool:
    """Whether a folder with these files holds such exports."""
    return any(map(_parts_of_name, names))


def read_exports(folder: str | Path, register: Register, geography: Geography) -> Votes:
    """The votes of a folder of exports.

    Raises:
        InputError: a file's name says no municipality, two files are of one, or a row is wrong. Every problem
            of every file is listed.
    """
    problems, path = Problems(), display_path(folder)
    contents = []
    for entry in sorted(entries(folder, ".csv", problems), key=lambda entry: entry.name):
        try:
            contents.append(read_content(entry.path, f"{path.rstrip('/')}/{entry.name}"))
        except InputError as error:
            problems.found += error.problems
    problems.raise_if_any()
    digest = folder_digest((PurePosixPath(content.path).name, content.sha256) for content in contents)
    votes = _votes(contents, Source("votes", path, digest, 0), register, geography)
    return replace(votes, notes=(*(note for content in contents for note in content.notes), *votes.notes))


def read_export(content: Content, register: Register, geography: Geography) -> Votes:
    """The votes of one export. See :func:`read_exports`."""
    return _votes([content], content.source("votes", 0), register, geography)


def _votes(contents: list[Content], source: Source, register: Register, geography: Geography) -> Votes:
    names, problems, new_id = municipality_names(geography), Problems(), local_ids()
    years: dict[str, str] = {}
    files: dict[str, str] = {}
    lists: dict[str, _Lists] = {}
    without_candidates: dict[str, tuple[str, ...]] = {}
    for content in contents:
        code = _municipality(content.path, names, years, problems)
        if code in files:
            problems.add(
                text("The municipality stands in {file} already.", file=files[code]),
                file=content.path,
                value=geography.municipalities[code],
            )
        elif code:
            files[code] = content.path
        try:
            lists[code or content.path], with_candidates = _lists(content, problems)
            if code and not with_candidates:
                without_candidates[code] = (geography.municipalities[code],)
        except InputError as error:
            problems.found += error.problems
    if len(years) > 1:
        message = text("The files are of several elections: {years}.", years=", ".join(sorted(years)))
        problems.add(message, file=years[max(years)])
    problems.raise_if_any()
    (election,) = (f"kv{year}" for year in years)
    results = []
    for code, of_municipality in sorted(lists.items()):
        for (letter, name), votes in sorted(of_municipality.items()):
            party, place = register.match(letter, name, election), Place(files[code])
            results.append(ListResult(code, letter, name, party, votes, None, new_id(code, letter), place))
    notes: list[Note] = []
    source = replace(source, rows=len(results))
    results = with_votes(results, Count(final=None), {}, geography, problems, notes)
    check_parties(results, register, election, problems, "Listenavn")
    check_letters(results, register, election, problems, "Listenavn")
    problems.raise_if_any()
    remarks = {"no-candidates": without_candidates}
    return Votes(tuple(results), (source,), election, notes=tuple(notes), remarks=remarks)


def _parts_of_name(path: str) -> re.Match[str] | None:
    return _NAME.fullmatch(unicodedata.normalize("NFC", PurePosixPath(path).name))


def _municipality(path: str, names: Names[str], years: dict[str, str], problems: Problems) -> str | None:
    """The code of the municipality that a file's name says; its year goes into ``years``."""
    name = _parts_of_name(path)
    hint = text("Keep valg.dk's file name, as Kommunalvalg_2021_Aabenraa_06-11-2025 9.44.10.csv.")
    if not name:
        problems.add(text("The file's name says no municipality."), file=path, hint=hint)
        return None
    years.setdefault(name["year"], path)
    if name["kind"].casefold() != _MUNICIPAL:
        problems.add(text("This is not from a municipal election."), file=path, value=name["kind"])
    code = names.get(name["municipality"])
    if code is None:
        unknown = text("There is no municipality {name}.", name=quoted(name["municipality"]))
        problems.add(unknown, file=path, value=name["municipality"], hint=hint)
    return code


def _lists(content: Content, problems: Problems) -> tuple[_Lists, bool]:
    """The votes of each list of one file, and whether candidates have some of them."""
    lists: _Lists = {}
    letters: dict[str, str] = {}
    seen: dict[tuple[str, ...], int] = {}
    rows = read_rows(content, problems, COLUMNS, whole=True)
    no_lists = set(filter(is_no_list, {row[column] for row in rows for column in COLUMNS[:-1]}))
    for row in rows:
        votes = row.number("Stemmetal")
        letter, name = row["Bogstavbetegnelse"].upper(), row["Listenavn"]
        labels = no_lists and no_lists.intersection(row.fields.values())
        if labels:
            message = text("{name} is no list's votes; valg.dk writes no such row.", name=min(labels))
            row.problem("Listenavn", message, hint=text("Delete the row, or correct the name."))
            continue
        if not name:
            row.problem("Listenavn", text("The list has no name."))
        elif letter and letters.setdefault(letter, name) != name:
            row.problem(
                "Listenavn", text("The letter {letter} is {name}'s.", letter=letter, name=letters[letter])
            )
        if not row["Navn"]:
            row.problem("Navn", text("This is neither a candidate nor {row}.", row=LIST_VOTES))
        row.is_first(seen, (row["Afstemningsområde"], letter, name, row["Navn"]), "Navn")
        lists[letter, name] = lists.get((letter, name), 0) + (votes or 0)
    for (letter, name), votes in lists.items():
        if not letter and 2 * votes == sum(lists.values()) and sum(map(bool, lists.values())) > 2:
            problems.add(IS_SUM, file=content.path, field="Listenavn", value=name, hint=IF_TOTAL)
    if rows and all(row.sound for row in rows):
        _check_whole(content.path, rows, problems)
    return lists, any(row["Navn"] != LIST_VOTES for row in rows)


def _check_whole(path: str, rows: list[Row], problems: Problems) -> None:
    """Note rows that are missing, and polling areas that are others together or again.

    Each list has its votes for the list and for its candidates in every polling area. A file without any
    candidate was made from such a one, with a row for each list.
    """
    of_areas = defaultdict[str, dict[tuple[str, ...], int]](dict)
    of_lists = defaultdict[tuple[str, str], set[str]](set)
    for row in rows:
        letter, name, candidate = row["Bogstavbetegnelse"].upper(), row["Listenavn"], row["Navn"]
        votes = plain_number(row["Stemmetal"]) or 0
        of_areas[row["Afstemningsområde"]][letter, name, candidate] = votes
        of_lists[letter, name].add(candidate)
    n = sum(map(len, of_lists.values()))
    total = sum(sum(votes.values()) for votes in of_areas.values())
    seen: dict[frozenset[tuple[tuple[str, ...], int]], str] = {}
    for area, by_row in of_areas.items():
        counted = frozenset((key, number) for key, number in by_row.items() if number)
        other = seen.setdefault(counted, area)
        message, hint = None, FETCH_AGAIN
        if len(by_row) < n:
            message = text("The polling area lacks {n:row|rows}.", n=n - len(by_row))
        elif len(of_areas) > 2 and 2 * sum(by_row.values()) == total:
            message, hint = text("The polling area has as many votes as all others together."), IF_TOTAL
        elif other != area and len(counted) >= MIN_LISTS:
            message = text("{municipality} has the same votes as {other}.", municipality=area, other=other)
        if message:
            problems.add(message, file=path, field="Afstemningsområde", value=area, hint=hint)
    if all(candidates == {LIST_VOTES} for candidates in of_lists.values()):
        return
    for (_, name), candidates in of_lists.items():
        if LIST_VOTES not in candidates or len(candidates) == 1:
            message = text("A list has votes in rows {row} and in those of candidates.", row=LIST_VOTES)
            problems.add(message, file=path, field="Navn", value=name, hint=FETCH_AGAIN)
