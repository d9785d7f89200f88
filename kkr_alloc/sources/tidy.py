"""The tidy tables: votes, mayors, list co-operation, totals (CSV) and lots (YAML)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from kkr_alloc.cells import plain_cell
from kkr_alloc.divisors import Lot
from kkr_alloc.errors import InputError, Problems, nearest, shown
from kkr_alloc.model import (
    BODIES,
    Count,
    Digest,
    Geography,
    ListResult,
    Mayor,
    Place,
    Source,
    Totals,
)
from kkr_alloc.sources.base import Register, Votes, local_ids, plain
from kkr_alloc.sources.files import Content, Row, read_rows, whole_number
from kkr_alloc.sources.municipalities import MunicipalityNames
from kkr_alloc.sources.yamlfile import Fields, parse_yaml
from kkr_alloc.text import text

VOTES_REQUIRED = ("municipality_code", "list_letter", "list_name", "votes")
COUNT_COLUMNS = ("areas", "areas_counted", "areas_final")
VOTES_COLUMNS = ("municipality_code", "municipality", "list_letter", "list_name", "party", "votes", "seats")
MAYORS_COLUMNS = (
    "municipality_code",
    "municipality",
    "mayor",
    "list_letter",
    "list_name",
    "party",
    "note",
    "source",
)
CO_OPERATION_COLUMNS = ("municipality_code", "list_letter", "municipality", "list_name", "source")
TOTALS_COLUMNS = ("municipality_code", "municipality", "electorate", "cast", "blank", "invalid", "valid")


def read_votes(
    content: Content, register: Register, geography: Geography, election: str | None = None
) -> Votes:
    """Votes per list per municipality from the tidy table (columns: :data:`VOTES_COLUMNS`).

    ``election``: whose letters tell parties from local lists; any election's where None.
    """
    problems = Problems()
    path = content.path
    lists: list[ListResult] = []
    counts: dict[str, Count] = {}
    seen: dict[tuple[str, str, str], int] = {}
    new_id = local_ids()
    sound: set[tuple[str, str]] = set()
    number_of_rows = 0
    optional = {*VOTES_COLUMNS, *COUNT_COLUMNS} - set(VOTES_REQUIRED)
    for row in read_rows(content, problems, VOTES_REQUIRED, optional):
        number_of_rows += 1
        code = row["municipality_code"]
        told = (code, row.get("municipality"))
        if told not in sound:
            before = len(problems.found)
            _municipality(row, geography, problems, path)
            if len(problems.found) == before:
                sound.add(told)
        votes = whole_number(row["votes"], problems, file=path, line=row.line, field="votes")
        seats = None
        if row.get("seats"):
            seats = whole_number(row["seats"], problems, file=path, line=row.line, field="seats")
        letter, name = row["list_letter"], row["list_name"]
        counted = not row.fields.keys().isdisjoint(COUNT_COLUMNS)
        if counted and not (letter or name or votes) and row.get("areas_counted") == "0":
            _count(row, code, counts, problems, path)  # a municipality where nothing is counted yet
            continue
        if not letter and not name:
            problems.add(
                text("A list needs a letter or a name."), file=path, line=row.line, field="list_letter"
            )
        key = (code, letter, "" if letter else plain(name))
        if key in seen:
            problems.add(
                text("The list stands there already, in line {line}.", line=str(seen[key])),
                file=path,
                line=row.line,
                field="list_letter",
                value=letter or name,
                hint=text("One row per list per municipality."),
            )
        seen.setdefault(key, row.line)
        party = _party(row, register, election, problems, path)
        if counted:
            _count(row, code, counts, problems, path)
        if votes is not None:
            lists.append(
                ListResult(
                    code,
                    letter,
                    name,
                    party,
                    votes,
                    seats,
                    new_id(code, letter),
                    Place(path, row.line),
                )
            )
    problems.raise_if_any()
    if not lists and not counts:
        raise InputError(text("The table has no rows."), file=path)
    return Votes(
        tuple(lists),
        _whole_count(counts, {result.municipality for result in lists}),
        (Source("votes", path, Digest(lambda: content.sha256), number_of_rows),),
        counts,
    )


def write_votes(votes: Votes, geography: Geography) -> str:
    """The tidy table of some votes, with the count's columns where any municipality's areas are known.

    A municipality where nothing is counted yet has one row with neither letter nor name.
    """
    counted = any(count.areas is not None for count in votes.counts.values())
    names = geography.municipalities
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*VOTES_COLUMNS, *(COUNT_COLUMNS if counted else ())])
    for result in votes.lists:
        row: list[object] = [
            result.municipality,
            names[result.municipality],
            plain_cell(result.letter),
            plain_cell(result.name),
            result.party or "",
            result.votes,
            "" if result.seats is None else result.seats,
        ]
        if counted:
            row += _count_cells(votes.counts.get(result.municipality, Count(None)))
        writer.writerow(row)
    if counted:
        for code in sorted(votes.counts.keys() - {result.municipality for result in votes.lists}):
            writer.writerow([code, names[code], "", "", "", 0, "", *_count_cells(votes.counts[code])])
    return out.getvalue()


def _whole_count(counts: dict[str, Count], municipalities: set[str]) -> Count:
    """The state of the whole count: not known where a municipality does not tell its own."""
    return Count.of_all(counts.values(), complete=bool(counts) and municipalities <= counts.keys())


def _count_cells(count: Count) -> list[object]:
    cells = (count.areas, count.areas_counted, count.areas_final)
    return ["" if cell is None else cell for cell in cells]


class Mayors(NamedTuple):
    """The mayors a file names, and the file."""

    mayors: tuple[Mayor, ...]
    source: Source


def read_mayors(
    content: Content,
    register: Register,
    geography: Geography,
    lists: Iterable[ListResult] = (),
    election: str | None = None,
    by_letter: bool = True,
) -> Mayors:
    """Mayors, one row per municipality (columns: :data:`MAYORS_COLUMNS`).

    A row counts for its ``party``, or the party its letter and name belong to, or else for the
    municipality's list of that letter; a list of that letter under another name is not taken for it.
    ``lists``: this election's lists, to find local ones in. ``by_letter``: whether letters are this
    election's; a sitting mayor's list is found by its name alone.
    """
    required = ("municipality_code", "list_letter")
    problems = Problems()
    path = content.path
    mayors: list[Mayor] = []
    seen: dict[str, int] = {}
    standing: dict[str, list[ListResult]] = {}
    for result in lists:
        standing.setdefault(result.municipality, []).append(result)
    for row in read_rows(content, problems, required, set(MAYORS_COLUMNS) - set(required)):
        code = _municipality(row, geography, problems, path)
        if code in seen and code in geography.municipalities:
            problems.add(
                text(
                    "{municipality} has two mayors; the other stands in line {line}.",
                    municipality=geography.municipalities[code],
                    line=str(seen[code]),
                ),
                file=path,
                line=row.line,
                field="municipality_code",
                value=code,
            )
        seen.setdefault(code, row.line)
        letter, name = row["list_letter"], row.get("list_name")
        party = _party(row, register, election, problems, path)
        if not (party or letter or name):
            problems.add(text("The mayor's party is missing."), file=path, line=row.line, field="list_letter")
        if party and by_letter and not name:
            of_letter = [result.party for result in standing.get(code, ()) if result.letter == letter]
            if of_letter and of_letter[0] not in (None, party):
                _add_contradiction(row, of_letter[0], problems, path)
        counts_for = party or _list_of(letter, name, standing.get(code, ()), code, by_letter)
        mayors.append(
            Mayor(
                code,
                row.get("mayor"),
                counts_for,
                name,
                row.get("note"),
                row.get("source"),
                place=Place(path, row.line),
            )
        )
    problems.raise_if_any()
    return Mayors(tuple(mayors), Source("mayors", path, Digest(lambda: content.sha256), len(mayors)))


def _list_of(letter: str, name: str, standing: Iterable[ListResult], code: str, by_letter: bool) -> str:
    """The id a mayor's list goes by: by letter where the name agrees or is not known, else by name.

    A list of the same letter under another name is another list: the mayor's then has an id of its own.
    """
    letter_is_taken = False
    for result in standing:
        letter_is_taken |= result.letter == letter
        known = bool(name and result.name)
        agrees = plain(name) == plain(result.name) if known else by_letter
        if result.letter == letter and agrees:
            return result.party or result.id
    for result in standing:
        if name and plain(name) == plain(result.name):
            return result.party or result.id
    return f"{code}-{plain(name) if letter_is_taken else letter or '0'}"


class CoOperationLists(NamedTuple):
    """The ids of the lists a co-operation file names, and the file."""

    lists: frozenset[str]
    source: Source


def read_co_operation(
    content: Content, geography: Geography, lists: Iterable[ListResult]
) -> CoOperationLists:
    """The lists of the co-operation (columns: :data:`CO_OPERATION_COLUMNS`)."""
    standing: dict[tuple[str, str], list[ListResult]] = {}
    for one in lists:
        standing.setdefault((one.municipality, one.letter), []).append(one)
    problems = Problems()
    path = content.path
    found: dict[str, int] = {}
    rows = 0
    for row in read_rows(content, problems, CO_OPERATION_COLUMNS[:2], CO_OPERATION_COLUMNS[2:]):
        rows += 1
        code = _municipality(row, geography, problems, path)
        if code not in geography.municipalities:
            continue
        name = row.get("list_name")
        there = standing.get((code, row["list_letter"]), [])
        chosen = there
        if len(there) > 1 and name:
            chosen = [result for result in there if plain(result.name) == plain(name)]
        result = chosen[0] if len(chosen) == 1 else None
        message = hint = None
        if not there:
            message = text(
                "No such list stands in {municipality}.", municipality=geography.municipalities[code]
            )
        elif result is None:
            names = ", ".join(one.name for one in there)
            message = text("There are {n} such lists: {names}.", n=len(there), names=names)
            hint = text("Name one of them in list_name.")
        elif name and result.name and plain(name) != plain(result.name):  # letters change hands
            message = text("{letter} is {name} there.", letter=result.letter or "–", name=result.name)
        elif result.party:
            message = text(
                "{party} is a party, not a local list.", party=f"{result.letter} {result.name}".strip()
            )
        elif result.id in found:
            message = text("The list stands there already, in line {line}.", line=str(found[result.id]))
        else:
            found[result.id] = row.line
        if message:
            problems.add(
                message, file=path, line=row.line, field="list_letter", value=row["list_letter"], hint=hint
            )
    problems.raise_if_any()
    return CoOperationLists(
        frozenset(found), Source("co_operation", path, Digest(lambda: content.sha256), rows)
    )


def read_totals(content: Content, geography: Geography) -> dict[str, Totals]:
    """Totals per municipality (columns: :data:`TOTALS_COLUMNS`; empty where unknown)."""
    problems = Problems()
    totals: dict[str, Totals] = {}
    for row in read_rows(content, problems, TOTALS_COLUMNS):
        code = _municipality(row, geography, problems, content.path)
        numbers = {
            column: whole_number(row[column], problems, file=content.path, line=row.line, field=column)
            for column in TOTALS_COLUMNS[2:]
            if row[column]
        }
        totals[code] = Totals(code, **{**{"valid": 0}, **numbers})  # type: ignore[arg-type]
    problems.raise_if_any()
    return totals


class Lots(NamedTuple):
    """The lots a file tells, and the file."""

    lots: tuple[Lot[str], ...]
    source: Source


def read_lots(content: Content, geography: Geography) -> Lots:
    """Drawn lots: a YAML list of ``{body, region, seats, between: [..], winners: [..]}``."""
    value, file = parse_yaml(content), content.path
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise InputError(
            text("The file must hold a list of lots."),
            file=file,
            value=shown(value),
            hint=text("Each with body, region, seats, between and winners."),
        )
    known = tuple(region.id for region in geography.regions)
    whole = Fields({"lots": value}, file)
    lots: list[Lot[str]] = []
    for entry in whole.entries("lots"):
        body, region = entry.choice("body", BODIES), entry.choice("region", known, missing=None)
        seats = entry.count("seats")
        between, winners = tuple(entry.texts("between")), tuple(entry.texts("winners"))
        lot = Lot(seats, between, winners, body, region, file)
        if (lot.body == "kkr") is (lot.region is None):
            entry.problem(text("A KKR's lot names its region, another body's none."), "region", lot.region)
        if any((lot.body, lot.region) == (other.body, other.region) for other in lots):
            entry.problem(text("There is a lot for this body already."), "body", lot.body)
        _check_draw(lot, entry)
        lots.append(lot)
        entry.done()
    whole.done()
    return Lots(tuple(lots), Source("lots", file, Digest(content.sha256), len(lots)))


def _check_draw(lot: Lot[str], entry: Fields) -> None:
    """A lot shares its seats among fewer winners than there are parties, each of which is there once."""
    between, winners = set(lot.between), set(lot.winners)
    if len(between) < len(lot.between):
        entry.problem(text("A party stands there twice."), "between", ", ".join(lot.between))
    elif len(between) <= lot.seats:
        entry.problem(
            text("A lot is between more parties than it has seats."), "between", ", ".join(lot.between)
        )
    if not len(lot.winners) == len(winners) == lot.seats or not winners <= between:
        entry.problem(
            text("The winners must be as many of the parties as there are seats, each of them once."),
            "winners",
            ", ".join(lot.winners),
        )


def _municipality(row: Row, geography: Geography, problems: Problems, path: str) -> str:
    """The row's municipality code, checked against the name beside it."""
    code, name = row["municipality_code"], row.get("municipality")
    known = geography.municipalities.get(code)
    if known is None:
        near = MunicipalityNames.of(geography).code(name)
        if code.isdigit() and code.lstrip("0") in geography.municipalities:
            near = code.lstrip("0")
        problems.add(
            text("No municipality has this code."),
            file=path,
            line=row.line,
            field="municipality_code",
            value=code,
            hint=text("{name} is {code}.", name=geography.municipalities[near], code=near) if near else None,
        )
    elif name not in ("", known) and MunicipalityNames.of(geography).code(name) != code:
        problems.add(
            text("The code {code} is {known}, not {name}.", code=code, known=known, name=shown(name)),
            file=path,
            line=row.line,
            field="municipality",
            value=name,
        )
    return code


def _party(row: Row, register: Register, election: str | None, problems: Problems, path: str) -> str | None:
    """The register's id of the row's list: as stated, else by letter and name; None for a local list."""
    stated = row.get("party")
    found = register.match(row["list_letter"], row.get("list_name"), election)
    if stated and stated not in register.parties:
        meant = _party_meant(stated, register)
        problems.add(
            text("The register has no such party."),
            file=path,
            line=row.line,
            field="party",
            value=stated,
            hint=text("Did you mean {name}? Leave it empty for a local list.", name=meant)
            if meant
            else text("Leave it empty for a local list."),
        )
    elif stated and found not in (None, stated):
        _add_contradiction(row, found, problems, path)
    return stated or found


@lru_cache(maxsize=256)
def _party_meant(stated: str, register: Register) -> str | None:
    """The id of the party whose id or name is most like this; a file of bad rows asks often."""
    known = {
        plain(word): party.id for party in register.parties.values() for word in (*party.spellings, party.id)
    }
    near = nearest(plain(stated), known)
    return known[near] if near else None


def _add_contradiction(row: Row, party: str | None, problems: Problems, path: str) -> None:
    told = " ".join(filter(None, (row["list_letter"], row.get("list_name"))))
    problems.add(
        text("{list} is {party}'s list.", list=told, party=party),
        file=path,
        line=row.line,
        field="party",
        value=row.get("party"),
    )


def _count(row: Row, code: str, counts: dict[str, Count], problems: Problems, path: str) -> None:
    """Take the count's columns of a row, which must agree within a municipality."""
    if not (row.get("areas") or row.get("areas_counted") or row.get("areas_final")):
        return
    numbers = [
        whole_number(row.get(column), problems, file=path, line=row.line, field=column)
        for column in COUNT_COLUMNS
    ]
    areas, counted, final = numbers
    if areas is None or counted is None or final is None:
        return
    wrong = None
    if not final <= counted <= areas:
        message = text("There cannot be more counted areas than areas, nor more final ones than counted.")
        wrong = message, "areas_counted", f"{areas}, {counted}, {final}"
    elif not areas:
        wrong = text("A municipality has at least one polling area."), "areas", "0"
    elif not counted and row["votes"] not in ("", "0"):
        wrong = text("There are votes, though no polling area is counted."), "areas_counted", "0"
    if wrong:
        message, field, value = wrong
        problems.add(message, file=path, line=row.line, field=field, value=value)
    count = Count(final == areas, areas, counted, final)
    if counts.setdefault(code, count) != count:
        problems.add(
            text("The rows of one municipality tell different numbers of areas."),
            file=path,
            line=row.line,
            field="areas",
            value=f"{areas}, {counted}, {final}",
        )
