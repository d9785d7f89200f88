"""A body's area: its votes and mayors per party, with the list co-operation pooled. Nothing is decided here.

The rules and their evidence: docs/method.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from itertools import chain

from msgspec import Struct

from kkr_alloc.errors import InputError, Problems
from kkr_alloc.model import (
    CO_OPERATION,
    CO_OPERATION_NAME,
    BodyRules,
    Count,
    Election,
    Note,
    Remarks,
)
from kkr_alloc.results import PartyLine
from kkr_alloc.text import Text, text


class Standing(PartyLine, frozen=True):
    """How a party or list stands in a body's area before any rule is applied.

    ``council_seat``: whether it has a seat in a council there; None where that is unknown.
    """

    mayors: int
    council_seat: bool | None
    lists: tuple[str, ...] | None = None


class Tally(Struct, frozen=True):
    """A body's area: its votes and mayors per party, largest first, with notes.

    ``valid``: all valid votes. ``cast``: with blank and invalid ones, None where unknown.
    """

    body: str
    region: str | None
    municipalities: int
    valid: int
    cast: int | None
    standings: tuple[Standing, ...]
    count: Count
    notes: tuple[Note, ...] = ()


def tally(election: Election, body: str, region: str | None, rules: BodyRules) -> Tally:
    """Add up the votes and mayors of a body's area, with the list co-operation pooled.

    KL: local lists count together if registered in the co-operation "Lokallisterne i Danmark".

    Raises:
        InputError: a municipality without votes or mayor, a mayor of a list without votes.
    """
    geography = election.geography
    area = geography.area(region)
    inside = set(area)
    problems = [problem for code in area for problem in election.problems.get(code, ())]
    if problems:
        raise InputError(problems[0].message, problems)
    lists = [result for result in election.lists if result.municipality in inside]
    _check_votes(election, area, {result.municipality for result in lists})
    count = count_of(election, area)
    register = election.co_operation
    complete = register.status == "complete"
    pooled = register.lists if rules.co_operation and complete else frozenset[str]()

    votes: dict[str, int] = {}
    seats: dict[str, list[int | None]] = {}
    names = {CO_OPERATION: CO_OPERATION_NAME}
    names |= {party.id: party.name for party in election.parties.values()}
    members: list[str] = []
    for result in lists:
        key = CO_OPERATION if result.id in pooled else result.party or result.id
        votes[key] = votes.get(key, 0) + result.votes
        seats.setdefault(key, []).append(result.seats)
        if key == CO_OPERATION:
            members.append(result.id)
        elif not result.party:
            name = result.name or f"Liste {result.letter}"
            names[key] = f"{name}, {geography.municipalities[result.municipality]}"
    valid = sum(votes.values())
    cast = _cast(election, area, {result.municipality for result in lists if result.votes})

    mayors, notes = _mayors(election, inside, pooled, votes, count) if rules.ex_officio else ({}, [])
    standings = [
        Standing(
            key,
            names.get(key, key),
            votes.get(key, 0),
            mayors.get(key, 0),
            _council_seat(seats.get(key, [])),
            tuple(members) if key == CO_OPERATION else None,
        )
        for key in {**votes, **mayors}
        if votes.get(key) or mayors.get(key)
    ]
    standings.sort(key=lambda standing: (-standing.votes, standing.party))
    notes[:0] = [*election.assumptions, *notes_on(election.remarks, area)]
    return Tally(body, region, len(inside), valid, cast, tuple(standings), count, tuple(notes))


NOTES: dict[str, Callable[[int], Text]] = {
    "files-unreadable": lambda n: text("{n:unreadable file|unreadable files}: not counted.", n=n),
    "files-gone": lambda n: text("{n:file|files} read before, now gone: not counted.", n=n),
    "areas-missing": lambda n: text(
        "{n:polling area|polling areas} without a result, though council seats are based on it: not counted.",
        n=n,
    ),
    "municipalities-missing": lambda n: text(
        "{n:municipality|municipalities} without a file: not counted.", n=n
    ),
    "areas-unconfirmed": lambda n: text(
        "Final count in {n:municipality|municipalities}, without the council's seats to confirm that all "
        "results are there.",
        n=n,
    ),
    "no-candidates": lambda n: text(
        "{n:municipality|municipalities} without votes for candidates: each list's row is taken for all its "
        "votes.",
        n=n,
    ),
    "votes-not-bundled": lambda n: text(
        "{n:municipality has|municipalities have} other votes than the bundled count of this election.", n=n
    ),
    "votes-implausible": lambda n: text(
        "{n:municipality has|municipalities have} more votes than the last known electorate, or less than a "
        "quarter of it: percentages, thousands or another column may stand there.",
        n=n,
    ),
    "mayors-not-bundled": lambda n: text(
        "{n:municipality has a mayor|municipalities have mayors} of another party than the bundled ones.", n=n
    ),
}
"""What a note says of so many remarks, by its code."""


def notes_on(remarks: Remarks, area: Iterable[str]) -> list[Note]:
    """The notes that remarks make on an area: each counts what its details name."""
    places = ("", *area)
    notes = []
    for code, by_municipality in remarks.items():
        names = tuple(chain.from_iterable(by_municipality.get(place, ()) for place in places))
        if names:
            notes.append(Note(code, NOTES[code](len(names)), names))
    return notes


def _check_votes(election: Election, area: Iterable[str], with_votes: set[str]) -> None:
    problems = Problems()
    source = next((source.path for source in election.sources if source.role == "votes"), None)
    if not election.lists and not election.counts:
        raise InputError(text("There are no votes at all."), file=source, field="votes")
    for code in area:
        if code not in with_votes and code not in election.counts:
            problems.add(
                text(
                    "There are no votes for {municipality}.",
                    municipality=election.geography.municipalities[code],
                ),
                file=source,
                field="municipality_code",
                value=code,
                hint=text("Add its rows, or ask for a region that the file holds in full."),
            )
    problems.raise_if_any()


def count_of(election: Election, area: Collection[str]) -> Count:
    """The state of the count within an area, where it is known by municipality."""
    if not election.counts:
        return election.count
    known = [election.counts[code] for code in area if code in election.counts]
    return Count.of_all(known, complete=len(known) == len(area))


def _mayors(
    election: Election, inside: set[str], pooled: frozenset[str], votes: dict[str, int], count: Count
) -> tuple[dict[str, int], list[Note]]:
    """Mayors per party. A local list's mayor must have votes for that list, unless the count goes on."""
    problems = Problems()
    notes: list[Note] = []
    found: dict[str, int] = {}
    names = election.geography.municipalities
    missing = set(inside)
    for mayor in election.mayors:
        if mayor.municipality not in inside:
            continue
        missing.discard(mayor.municipality)
        key = CO_OPERATION if mayor.counts_for in pooled else mayor.counts_for
        found[key] = found.get(key, 0) + 1
        municipality = names[mayor.municipality]
        if not votes.get(key):
            message = text(
                "The mayor of {municipality} is of {list}, which has no votes here.",
                municipality=municipality,
                list=mayor.list_name or key,
            )
            if count.final is False or mayor.sitting:
                notes.append(Note("mayor-without-votes", message))
            elif any(votes.values()):
                hint = text("Name the list or party the mayor was elected for.")
                problems.add(message, at=mayor.place, field="list_letter", value=key, hint=hint)
        if mayor.note:
            message = text("Mayor of {municipality}: {note}", municipality=municipality, note=mayor.note)
            notes.append(Note("mayor-uncertain", message))
    source = next((source.path for source in election.sources if source.role == "mayors"), None)
    for code in sorted(missing):
        problems.add(
            text("There is no mayor for {municipality}.", municipality=names[code]),
            file=source,
            field="municipality_code",
            value=code,
            hint=text("Add its row to the mayors."),
        )
    problems.raise_if_any()
    return found, notes


def _council_seat(seats: list[int | None]) -> bool | None:
    if any(seats):
        return True
    return None if None in seats or not seats else False


def _cast(election: Election, area: Collection[str], with_votes: set[str]) -> int | None:
    """The votes cast in an area, blank and invalid ones included; None where unknown anywhere.

    Where nothing is counted yet, none are counted as cast.
    """
    cast = {code: election.totals[code].cast for code in area if code in election.totals}
    if any(cast.get(code) is None for code in with_votes):
        return None
    return sum(number or 0 for number in cast.values())
