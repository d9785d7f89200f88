"""valg.dk's "Eksportér data": one CSV per municipality, with a row per candidate and polling area.

A list's votes are the sum of all its rows: its candidates' and its ``Listestemmer``. Which municipality it is
stands in the file's name only: ``Kommunalvalg_2021_Aabenraa_06-11-2025 9.44.10.csv``. There are no seats, and
nothing says whether the count is final.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from kkr_alloc.errors import InputError, Problems, shown
from kkr_alloc.model import Count, Digest, Geography, ListResult, Place, Source
from kkr_alloc.sources.base import Register, Votes, local_ids
from kkr_alloc.sources.files import Content, read_content, read_rows, whole_number
from kkr_alloc.sources.folder import entries, folder_sha256
from kkr_alloc.sources.municipalities import MunicipalityNames
from kkr_alloc.text import text

COLUMNS = ("Afstemningsområde", "Bogstavbetegnelse", "Listenavn", "Navn", "Stemmetal")
_NAME = re.compile(
    r"(?P<kind>[^_]+)_(?P<year>[0-9]{4})_(?P<municipality>.+?)"
    r"(?:_\d{1,2}-\d{1,2}-\d{4}[ _]\d{1,2}[.:_]\d{1,2}[.:_]\d{1,2})?(?: ?\(\d+\))?\.csv",
    re.IGNORECASE,
)
_MUNICIPAL = "kommunalvalg"


def looks_like_exports(folder: Path) -> bool:
    """Whether a folder holds such exports, by their names."""
    try:
        return any(_named(name) for name in os.listdir(folder))
    except OSError:
        return False


def looks_like_export(content: Content) -> bool:
    """Whether a file's header is an export's."""
    header = content.data[:1000].split(b"\n", 1)[0].decode("utf-8", "replace")
    return set(COLUMNS[1:]) <= {column.strip() for column in header.split(";")}


def read(path: Path, register: Register, geography: Geography, *, municipality: str | None = None) -> Votes:
    """The votes of one export, or of a folder of them.

    ``municipality``: code or name, of a single file whose name does not tell it.

    Raises:
        InputError: a file's name tells no municipality, two files are of one, or a row is wrong. Every
            problem of every file is named.
    """
    folder = Path(path)
    if not folder.is_dir():
        return read_content_of(read_content(path), register, geography, municipality=municipality)
    if municipality is not None:
        raise InputError(text("A municipality can be named for a single file only."), file=str(path))
    problems = Problems()
    contents = _contents(folder, problems)
    sha256 = folder_sha256((PurePosixPath(content.path).name, content.sha256) for content in contents)
    return _votes(
        contents, Source("votes", str(path), Digest(sha256), 0), register, geography, None, problems
    )


def read_content_of(
    content: Content, register: Register, geography: Geography, *, municipality: str | None = None
) -> Votes:
    """The votes of one export that was read already. See :func:`read`."""
    source = Source("votes", content.path, Digest(lambda: content.sha256), 0)
    return _votes([content], source, register, geography, municipality, Problems())


def _votes(
    contents: list[Content],
    source: Source,
    register: Register,
    geography: Geography,
    municipality: str | None,
    problems: Problems,
) -> Votes:
    names = MunicipalityNames(geography)
    years: dict[str, str] = {}
    place: dict[str, str] = {}
    lists: dict[str, dict[tuple[str, str], int]] = {}
    for content in contents:
        named = _named(content.path)
        code = _municipality(named, municipality, names, content, problems)
        if named:
            years.setdefault(named["year"], content.path)
        if code in place:
            problems.add(
                text("The municipality stands in {file} already.", file=place[code]),
                file=content.path,
                value=geography.municipalities[code],
            )
        elif code:
            place[code] = content.path
        try:
            lists[code or content.path] = _lists(content, problems)
        except InputError as error:
            problems.found += error.problems
    if len(years) > 1:
        problems.add(
            text("The files are of several elections: {years}.", years=", ".join(sorted(years))),
            file=years[max(years)],
        )
    problems.raise_if_any()
    election = next((f"kv{year}" for year in years), None)
    results = list(_results(lists, place, register, election))
    return Votes(
        tuple(results),
        Count(final=None),
        (Source(source.role, source.path, source.sha256, len(results)),),
        election=election,
    )


def _contents(path: Path, problems: Problems) -> list[Content]:
    found = sorted(entries(path, ".csv", problems), key=lambda entry: entry.name)
    contents = []
    for entry in found:
        try:
            contents.append(read_content(entry.path, f"{str(path).rstrip('/')}/{entry.name}"))
        except InputError as error:
            problems.found += error.problems
    if not found:
        problems.add(text("There is no CSV file in this folder."), file=str(path))
    problems.raise_if_any()
    return contents


def _named(path: str) -> re.Match[str] | None:
    return _NAME.fullmatch(unicodedata.normalize("NFC", PurePosixPath(path).name))


def _municipality(
    named: re.Match[str] | None,
    given: str | None,
    names: MunicipalityNames,
    content: Content,
    problems: Problems,
) -> str | None:
    """The code of the file's municipality: as given, else by the file's name."""
    if named and named["kind"].casefold() != _MUNICIPAL:
        problems.add(text("This is not from a municipal election."), file=content.path, value=named["kind"])
    told = given if given is not None else named["municipality"] if named else None
    code = names.code(told) if told is not None else None
    if named and code is not None and names.code(named["municipality"]) not in (None, code):
        problems.add(
            text("The file's name says {municipality}.", municipality=shown(named["municipality"])),
            file=content.path,
            field="municipality",
            value=told,
            hint=text("Leave --municipality out, or name the right file."),
        )
    if code is None:
        problems.add(
            text("The file's name tells no municipality.")
            if told is None
            else text("There is no municipality {name}.", name=shown(told)),
            file=content.path,
            value=told,
            hint=text(
                "valg.dk names it Kommunalvalg_2021_Aabenraa_06-11-2025 9.44.10.csv; "
                "--municipality names it for a single file."
            ),
        )
    return code


def _lists(content: Content, problems: Problems) -> dict[tuple[str, str], int]:
    """The votes of each list (letter, name) of one file."""
    lists: dict[tuple[str, str], int] = {}
    letters: dict[str, str] = {}
    seen: set[tuple[str, ...]] = set()
    before = len(problems.found)
    for row in read_rows(content, problems, COLUMNS, delimiter=";"):
        votes = whole_number(row["Stemmetal"], problems, file=content.path, line=row.line, field="Stemmetal")
        letter, name = row["Bogstavbetegnelse"], row["Listenavn"]
        message = None
        if not name:
            message = text("The list has no name.")
        elif letter and letters.setdefault(letter, name) != name:
            message = text("The letter {letter} is {name}'s.", letter=letter, name=letters[letter])
        if message:
            problems.add(message, file=content.path, line=row.line, field="Listenavn", value=name)
        of_row = row["Afstemningsområde"], letter, name, row["Navn"]
        if of_row in seen:
            problems.add(
                text("The row stands there twice."), file=content.path, line=row.line, value=";".join(of_row)
            )
        seen.add(of_row)
        lists[letter, name] = lists.get((letter, name), 0) + (votes or 0)
    if not lists and len(problems.found) == before:
        problems.add(text("The table has no rows."), file=content.path)
    return lists


def _results(
    lists: dict[str, dict[tuple[str, str], int]],
    place: dict[str, str],
    register: Register,
    election: str | None,
) -> Iterable[ListResult]:
    identity = local_ids()
    for code, of_municipality in sorted(lists.items()):
        for (letter, name), votes in sorted(of_municipality.items()):
            yield ListResult(
                code,
                letter,
                name,
                register.match(letter, name, election),
                votes,
                None,
                identity(code, letter),
                Place(place[code]),
            )
