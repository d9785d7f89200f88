"""The tidy tables: votes, mayors, list co-operation, totals (delimited or in a workbook) and lots (YAML)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import asdict

from kkr_alloc.cells import plain_cell
from kkr_alloc.divisors import Lot
from kkr_alloc.errors import Problems, quoted
from kkr_alloc.model import BodySize, Count, Geography, ListResult, Mayor, Note, Source, Totals
from kkr_alloc.names import Register, fold, municipality_names
from kkr_alloc.sources.base import LOCAL_LISTS, Votes, by_municipality, local_ids, valid_votes
from kkr_alloc.sources.files import CUT_OFF, Content
from kkr_alloc.sources.kinds import parse_kind
from kkr_alloc.sources.repeated import (
    COUNT_COLUMNS,
    FEED_COLUMNS,
    REPEATED,
    STATE,
    first_rows,
    read_cast,
    read_count,
    read_election,
)
from kkr_alloc.sources.table import Row, read_rows
from kkr_alloc.sources.yamlfile import shaped
from kkr_alloc.text import text

VOTES_REQUIRED = ("municipality_code", "list_letter", "list_name", "votes")
VOTES_COLUMNS = (
    *("election", "municipality_code", "municipality"),
    *("list_letter", "list_name", "party", "votes", "seats"),
)
LIST_REQUIRED = ("municipality_code", "list_letter")
MAYORS_COLUMNS = (
    *("municipality_code", "municipality", "mayor"),
    *("list_letter", "list_name", "party", "note", "source"),
)
CO_OPERATION_COLUMNS = ("municipality_code", "municipality", "list_letter", "list_name", "source")
TOTALS_COLUMNS = ("municipality_code", "municipality", "electorate", "cast", "blank", "invalid", "valid")


def read_votes(
    content: Content,
    register: Register,
    geography: Geography,
    election: str | None = None,
    *,
    ours: bool = False,
) -> Votes:
    """Votes per list per municipality from the tidy table (columns: :data:`VOTES_COLUMNS`).

    ``election``: the one of a table that does not name its own. ``cast`` are the votes cast in the
    municipality, the same on each of its rows. ``ours``: a bundled table, which the tests hold; whether each
    row is a list, and whether its party and municipality are right, is not asked again.

    Raises:
        InputError: rows are wrong, or contradict the election that the table names; every one is listed.
        OptionError: the table names no election and ``election`` is missing, or another than its own.
    """
    problems = Problems()
    lists: list[ListResult] = []
    seen: dict[tuple[str, str, str], int] = {}
    parties: dict[tuple[str, str], int] = {}
    new_id = local_ids()
    notes: list[Note] = []
    rows = read_rows(content, problems, VOTES_REQUIRED, (*VOTES_COLUMNS, *REPEATED), sheet="votes")
    if not ours:
        from kkr_alloc.sources.lists import (
            check_letters,
            check_parties,
            check_seats,
            fill_missing,
            lists_among,
            local_lists_together,
            with_votes,
        )

        rows = lists_among(rows, notes)
        fill_missing(rows)
    election = read_election(rows, election, content.path, register)
    for row in rows:
        code = row["municipality_code"] if ours else _municipality(row, geography)
        letter, name, votes = row["list_letter"], row["list_name"], row.number("votes")
        seats = row.number("seats", optional=True)
        if not (letter or name or votes) and row.get("areas_counted") == "0":
            continue  # a municipality where nothing is counted yet
        if not letter and not name:
            row.problem("list_letter", text("A list needs a letter or a name."))
        party = row["party"] or None if ours else _party(row, register, election)
        if row.is_first(seen, (code, letter, "" if letter else fold(name)), "list_letter") and party:
            row.is_first(parties, (code, party), "party")
        if votes is not None:
            identity = new_id(code, letter)
            lists.append(ListResult(code, letter, name, party, votes, seats, identity, row.place))
    valid, first = valid_votes(lists), first_rows(rows)
    counts = {code: count for code, row in first.items() if (count := read_count(row, valid[code]))}
    totals = {code: cast for code, row in first.items() if (cast := read_cast(row, code, valid[code]))}
    if not ours:
        check_seats(lists, counts, problems)
        lists = with_votes(lists, Count(None), counts, geography, problems, notes)
        notes += local_lists_together(lists)
        by_option = not rows[0].get("election") if rows else False
        check_parties(lists, register, election, problems, "party", by_option=by_option)
        check_letters(lists, register, election, problems, "list_name")
    problems.raise_if_any()
    source = content.source("votes", len(lists))
    return Votes(tuple(lists), (source,), election, counts, totals, tuple(notes))


def write_votes(votes: Votes, geography: Geography) -> str:
    """The tidy table of some votes, with the count's columns where any municipality's count is known.

    A municipality where nothing is counted yet has one row with neither letter nor name.
    """
    counts = votes.counts.values()
    counted = any(count.areas is not None for count in counts)
    further = [name for name in FEED_COLUMNS if any(getattr(count, name) is not None for count in counts)]
    stated = any(count.final not in (None, count.all_areas_final) for count in counts)
    names = geography.municipalities
    rows: list[list[object]] = [
        [r.municipality, plain_cell(r.letter), plain_cell(r.name), r.party, r.votes, r.seats]
        for r in votes.lists
    ]
    if counted:
        without = votes.counts.keys() - {result.municipality for result in votes.lists}
        rows += ([code, "", "", None, 0, None] for code in sorted(without))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = [*(COUNT_COLUMNS if counted else ()), "cast", *further, *([STATE] if stated else [])]
    writer.writerow([*VOTES_COLUMNS, *columns])
    for code, *cells in rows:
        count = votes.counts.get(str(code), Count(None))
        totals = votes.totals.get(str(code))
        of_count = {**asdict(count), "cast": totals.cast if totals else None, STATE: count.state}
        state = [of_count[column] for column in columns]
        writer.writerow([votes.election, code, names[str(code)], *cells, *state])
    return out.getvalue()


def read_mayors(
    content: Content,
    register: Register,
    geography: Geography,
    lists: Iterable[ListResult] = (),
    election: str | None = None,
    by_letter: bool = True,
    ours: bool = False,
) -> tuple[tuple[Mayor, ...], Source]:
    """Mayors, one row per municipality (columns: :data:`MAYORS_COLUMNS`), and the file.

    A row counts for its ``party``, or the party its letter and name belong to, or else for the
    municipality's list of that letter; a list of that letter under another name is not taken for it.
    ``lists``: this election's lists, of which a local one must be where the municipality has any.
    ``by_letter``: whether letters are this election's; a sitting mayor's list is found by its name alone.
    ``ours``: a bundled table, whose lists need not stand in a user's votes.
    """
    problems = Problems()
    mayors: list[Mayor] = []
    seen: dict[str, int] = {}
    standing = by_municipality(lists)
    rows = read_rows(content, problems, LIST_REQUIRED, MAYORS_COLUMNS, sheet="mayors", may_be_empty=True)
    for row in rows:
        code = _municipality(row, geography)
        row.is_first(seen, code, "municipality_code")
        letter, name = row["list_letter"], row.get("list_name")
        party = _party(row, register, election)
        if not (party or letter or name):
            row.problem("list_letter", text("The mayor's party is missing."))
        there = standing.get(code, [])
        if party and by_letter and not name:
            of_letter = next((result.party for result in there if result.letter == letter), None)
            if of_letter not in (None, party):
                _contradiction(row, of_letter)
        counts_for = party or _list_of(letter, name, there, code, by_letter)
        ballot = {one.party or one.id: one.letter for one in there}
        if ballot and not (row.get("party") or ours or counts_for in ballot) and row.sound:
            hint = text("On its ballot were {letters}.", letters=", ".join(sorted(ballot.values())))
            where = geography.municipalities[code]
            message = text("No such list stands in {municipality}.", municipality=where)
            row.problem("list_letter" if letter else "list_name", message, hint=hint)
        note, source = row.get("note"), row.get("source")
        mayors.append(Mayor(code, row.get("mayor"), counts_for, name, note, source, place=row.place))
    if rows and any(note.code == "no-line-end" for note in content.notes):
        _check_last_party(rows[-1], register)
    problems.raise_if_any()
    return tuple(mayors), content.source("mayors", len(mayors))


def _check_last_party(row: Row, register: Register) -> None:
    """Note a party at the end of a file that may be cut off, if it may be the beginning of another."""
    stated = row.get("party")
    longer = [party for party in register.parties if party.startswith(stated) and party != stated]
    if stated and longer and [*row.fields][-1] == "party":
        row.problem("party", CUT_OFF, hint=text("End the last line with a line end."))


def _list_of(letter: str, name: str, standing: Sequence[ListResult], code: str, by_letter: bool) -> str:
    """The id a mayor's list goes by: by letter where the name agrees or is unknown, else by name.

    A list of the same letter under another name is another list: the mayor's then has an id of its own. Where
    StatBank counts all local lists as one it is that one.
    """
    of_letter = [result for result in standing if result.letter == letter]
    for result in of_letter:
        agrees = fold(name) == fold(result.name) if name and result.name else by_letter
        if agrees:
            return result.party or result.id
    for result in standing:
        if name and fold(name) == fold(result.name):
            return result.party or result.id
    for result in standing:
        if result.letter == LOCAL_LISTS:
            return result.id
    return f"{code}-{fold(name) if of_letter else letter or '0'}"


def read_co_operation(
    content: Content, geography: Geography, lists: Iterable[ListResult] | None
) -> tuple[frozenset[str], Source]:
    """The ids of the lists of the co-operation, and the file (columns: :data:`CO_OPERATION_COLUMNS`).

    ``lists``: those that stand; None where they are unknown, and no row is held against them.
    """
    standing = by_municipality(lists or ())
    problems = Problems()
    found: dict[str, int] = {}
    rows = read_rows(
        content, problems, LIST_REQUIRED, CO_OPERATION_COLUMNS, sheet="co_operation", may_be_empty=True
    )
    for row in rows:
        code = _municipality(row, geography)
        if code not in geography.municipalities or lists is None:
            continue
        there = [result for result in standing.get(code, ()) if result.letter == row["list_letter"]]
        member = _local_list(row, there, geography.municipalities[code])
        if member:
            row.is_first(found, member, "list_letter")
    problems.raise_if_any()
    return frozenset(found), content.source("co_operation", len(rows))


def _local_list(row: Row, there: Sequence[ListResult], municipality: str) -> str | None:
    """The id of the local list of a row, of those with its letter; else None and a problem is noted."""
    name = row.get("list_name")
    chosen = there
    if len(there) > 1 and name:
        chosen = [result for result in there if fold(result.name) == fold(name)]
    if not there:
        message = text("No such list stands in {municipality}.", municipality=municipality)
        row.problem("list_letter", message)
    elif len(chosen) != 1:
        names = ", ".join(result.name for result in there)
        message = text("There are {n} such lists: {names}.", n=len(there), names=names)
        row.problem("list_letter", message, hint=text("Name one of them in list_name."))
    elif name and chosen[0].name and fold(name) != fold(chosen[0].name):  # letters change hands
        message = text("{letter} is {name} there.", letter=chosen[0].letter or "–", name=chosen[0].name)
        row.problem("list_letter", message)
    elif chosen[0].party:
        party = f"{chosen[0].letter} {chosen[0].name}".strip()
        row.problem("list_letter", text("{party} is a party, not a local list.", party=party))
    else:
        return chosen[0].id
    return None


def read_totals(content: Content, geography: Geography) -> dict[str, Totals]:
    """Totals per municipality (columns: :data:`TOTALS_COLUMNS` and ``source``; empty where unknown)."""
    problems = Problems()
    totals: dict[str, Totals] = {}
    for row in read_rows(content, problems, TOTALS_COLUMNS, ("source",)):
        code = _municipality(row, geography)
        electorate, cast, blank, invalid, valid = (
            row.number(column, optional=True) for column in TOTALS_COLUMNS[2:]
        )
        totals[code] = Totals(code, valid or 0, electorate, cast, blank, invalid)
    problems.raise_if_any()
    return totals


class _Lot(Struct, forbid_unknown_fields=True):
    """A drawn lot as its file has it."""

    body: Literal["kkr", "repraesentantskab", "bestyrelse"]
    seats: BodySize
    between: tuple[str, ...]
    winners: tuple[str, ...]
    region: str | None = None


def read_lots(content: Content, geography: Geography) -> tuple[tuple[Lot[str], ...], Source]:
    """Drawn lots, and the file: a YAML list of ``{body, region, seats, between: [..], winners: [..]}``."""
    file, problems = content.path, Problems()
    lots: list[Lot[str]] = []
    for number, one in enumerate(shaped(parse_kind(content, "lots"), list[_Lot], file, "lots"), start=1):
        lot = Lot(one.seats, one.between, one.winners, one.body, one.region, file)
        for field, value, message in _wrong_with(lot, lots, geography):
            problems.add(message, file=file, field=f"lots[{number}].{field}", value=value)
        lots.append(lot)
    problems.raise_if_any()
    return tuple(lots), content.source("lots", len(lots))


def _wrong_with(
    lot: Lot[str], others: list[Lot[str]], geography: Geography
) -> Iterator[tuple[str, str | None, str]]:
    """Field, value and what is wrong: a lot shares its seats among fewer winners than there are parties."""
    regions = [region.id for region in geography.regions]
    if lot.region is not None and lot.region not in regions:
        yield "region", lot.region, text("This must be one of {choices}.", choices=", ".join(regions))
    if (lot.body == "kkr") is (lot.region is None):
        yield "region", lot.region, text("A KKR's lot names its region, another body's none.")
    if any((lot.body, lot.region) == (other.body, other.region) for other in others):
        yield "body", lot.body, text("There is a lot for this body already.")
    between, winners = set(lot.between), set(lot.winners)
    if len(between) < len(lot.between):
        yield "between", ", ".join(lot.between), text("A party stands there twice.")
    elif len(between) <= lot.seats:
        yield "between", ", ".join(lot.between), text("A lot is between more parties than it has seats.")
    if not len(lot.winners) == len(winners) == lot.seats or not winners <= between:
        message = text("The winners must be as many of the parties as there are seats, each of them once.")
        yield "winners", ", ".join(lot.winners), message


def _municipality(row: Row, geography: Geography) -> str:
    """The row's municipality code, checked against the name beside it."""
    code, name = row["municipality_code"], row.get("municipality")
    known = geography.municipalities.get(code)
    if name in ("", known) and known is not None:
        return code
    names = municipality_names(geography)
    if not code:
        merged = text("Write it in every row: of merged cells only the first has it.")
        row.problem("municipality_code", text("The municipality's code is missing."), hint=merged)
    elif known is None:
        near = names.get(code) or names.get(name)
        hint = text("{name} is {code}.", name=geography.municipalities[near], code=near) if near else None
        row.problem("municipality_code", text("No municipality has this code."), hint=hint)
    elif names.get(name) != code:
        message = text("The code {code} is {known}, not {name}.", code=code, known=known, name=quoted(name))
        row.problem("municipality", message)
    return code


def _party(row: Row, register: Register, election: str | None) -> str | None:
    """The register's id of the row's list: as stated, else by letter and name; None for a local list."""
    stated = row.get("party")
    if stated not in register.parties and stated.upper() in register.parties:
        stated = stated.upper()
    found = register.match(row["list_letter"], row.get("list_name"), election)
    if stated and stated not in register.parties:
        near = register.closest(stated)
        hint = text("Leave it empty for a local list.")
        if near:
            hint = text("Did you mean {name}? Leave it empty for a local list.", name=near)
        row.problem("party", text("The register has no such party."), hint=hint)
    elif stated and found not in (None, stated):
        _contradiction(row, found)
    elif stated and found is None and row["list_letter"] and election in register.elections(stated):
        letters = register.letters(stated, election)
        if row["list_letter"] not in letters:
            message = text("{party} has the letter {letters}.", party=stated, letters=", ".join(letters))
            row.problem("list_letter", message)
    return stated or found


def _contradiction(row: Row, party: str | None) -> None:
    """Note that the row's letter and name are another party's than the one it states."""
    standing = " ".join(filter(None, (row["list_letter"], row.get("list_name"))))
    row.problem("party", text("{list} is {party}'s list.", list=standing, party=party))
