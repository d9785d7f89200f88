"""An election put together from its parts: the bundled ones, or a user's votes and mayors in their place."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.errors import InputError, Problem, closest_match, did_you_mean, quoted, require_name
from kkr_alloc.model import (
    CoOperation,
    Count,
    Election,
    Geography,
    ListResult,
    Mayor,
    Note,
    Region,
    Source,
)
from kkr_alloc.sources import AS_FOUND, Reading, read_votes
from kkr_alloc.sources.base import Votes, plain
from kkr_alloc.sources.files import Content, read_content
from kkr_alloc.sources.tidy import read_co_operation, read_mayors, read_totals
from kkr_alloc.sources.tidy import read_votes as tidy_votes
from kkr_alloc.sources.yamlfile import read_yaml
from kkr_alloc.text import text

if TYPE_CHECKING:
    from pathlib import Path

LATEST = "latest"
T = TypeVar("T")


class ElectionInfo(NamedTuple):
    """What ``election.yaml`` says of a bundled election.

    ``day``: polling day. ``term``: as KL writes it. ``term_start``: the first day, whose regions and mayors
    count. ``co_operation``: how well its register is known. ``known``: one line on each part of the data.
    ``checks``: figures that the data must add up to, held by the tests.
    """

    id: str
    name: str
    day: datetime.date
    term: str
    term_start: datetime.date
    co_operation: str
    known: dict[str, str]
    sources: tuple[str, ...]
    checks: dict[str, int]
    bundled: bool = True

    def table(self, name: str) -> Content:
        """One of its tables: ``votes.csv``, ``mayors.csv`` …"""
        path = bundled.data_file(self.id, name)
        return read_content(path, bundled.told(path))


@cache
def bundled_elections() -> tuple[ElectionInfo, ...]:
    """The bundled elections, oldest first."""
    return tuple(sorted(map(_election_info, _election_names()), key=lambda info: info.day))


def _election_names() -> list[str]:
    folder = bundled.data_file()
    return [
        name
        for name in sorted(os.listdir(folder))
        if os.path.exists(bundled.data_file(name, "election.yaml"))
    ]


@cache
def _election_info(name: str) -> ElectionInfo:
    path = bundled.data_file(name, "election.yaml")
    fields = read_yaml(read_content(path, bundled.told(path)), ours=True)
    info = ElectionInfo(
        fields.text("id"),
        fields.text("name"),
        fields.date("date"),
        fields.text("term"),
        fields.date("term_start"),
        fields.choice("co_operation", ("complete", "partial", "unknown")),
        fields.mapping("known"),
        tuple(fields.texts("sources")),
        fields.mapping("checks", int),
    )
    fields.done()
    return info


def election_info(name: str = bundled.DEFAULT_ELECTION) -> ElectionInfo:
    """A bundled election by name (``kv2021``), or the ``latest``.

    Raises:
        InputError: there is none of that name.
    """
    if name == LATEST:
        return bundled_elections()[-1]
    wanted, known = plain(require_name(name, "election")), _election_names()
    if wanted not in known:
        raise InputError(
            text('There is no election "{name}".', name=quoted(name)),
            field="election",
            value=quoted(name),
            hint=did_you_mean(wanted, [*known, LATEST]),
        )
    return _election_info(wanted)


def load_election(
    name: str | None = None,
    *,
    votes: Votes | str | Path | None = None,
    mayors: str | Path | None = None,
    co_operation: str | Path | None = None,
    reading: Reading = AS_FOUND,
    unknown_mayors: bool = False,
) -> Election:
    """A bundled election, with any of its parts replaced by a user's.

    ``name``: a bundled election; by default the one the votes name themselves (it need not be bundled), else
    ``kv2021``. ``votes``: a path, or what a reader made of it. ``reading``: how to read it. Municipalities
    that ``mayors`` leaves out get the bundled mayors of the term, or else the sitting ones, which a note
    tells; with ``unknown_mayors`` they stay open.

    Raises:
        InputError: a file cannot be read or has bad rows (all of them are named), or the votes are of
            another election than ``name``.
    """
    if not isinstance(reading, Reading):
        raise InputError(
            text("A Reading is needed, not {value}.", value=quoted(reading)),
            field="reading",
            value=quoted(reading),
        )
    register = bundled.register()
    info = election_info(bundled.DEFAULT_ELECTION if name is None else name)
    failed: list[Problem] = []
    found = (
        votes
        if isinstance(votes, Votes)
        else _collect(failed, lambda: _votes(votes, info, reading, assumed=name is None))
    )
    if found is not None and found.election not in (None, info.id):
        if name is not None:
            raise InputError(
                text("The votes are of {found}, not of {asked}.", found=found.election, asked=info.id),
                file=found.sources[0].path,
                field="election",
                value=found.election,
                hint=text("Leave --election out, or name the right one."),
            )
        info = _named_by_votes(found.election)
    geography = bundled.geography(info.term_start)
    if not geography.regions:
        raise InputError(
            text("There was no KKR in the term {term}.", term=info.term), field="election", value=info.id
        )
    lists = found.lists if found else ()
    in_office = _collect(
        failed,
        lambda: _mayors(
            mayors, info, geography, lists, own_votes=votes is not None, leave_open=unknown_mayors
        ),
    )
    pooled = None
    if found is not None:
        pooled = _collect(
            failed, lambda: _co_operation(co_operation, info, geography, lists, own_votes=votes is not None)
        )
    if found is None or in_office is None or pooled is None:
        raise InputError(failed[0].message, failed)
    totals = found.totals if votes is not None else read_totals(info.table("totals.csv"), geography)
    return Election(
        info.id,
        info.name,
        info.day,
        info.term,
        geography,
        register.parties,
        found.lists,
        in_office.mayors,
        pooled[0],
        found.count,
        found.counts,
        totals,
        (*found.sources, *in_office.sources, *pooled[1]),
        (*_election_notes(name, votes is not None, found, info), *found.notes, *in_office.notes),
    )


def _election_notes(name: str | None, own: bool, votes: Votes, info: ElectionInfo) -> tuple[Note, ...]:
    """A note where nothing says which election the user's votes are of."""
    if not own or name is not None or votes.election is not None:
        return ()
    message = text(
        "Nothing says which election these votes are of: {election} is assumed, with its term, regions and "
        "mayors. Name another with --election.",
        election=info.id,
    )
    return (Note("election-assumed", message),)


def _collect(failed: list[Problem], read: Callable[[], T]) -> T | None:
    """The result of reading one part; its problems are kept so that all parts' are told together."""
    try:
        return read()
    except InputError as error:
        failed.extend(error.problems)
        return None


def _named_by_votes(election: str | None) -> ElectionInfo:
    """The election that the votes name themselves, bundled or not.

    Municipal elections are held every four years on the third Tuesday of November (kommunal- og
    regionalvalgloven § 6), and the term begins on 1 January.
    """
    if election in _election_names():
        return _election_info(election)
    assert election is not None
    year = int(election.removeprefix("kv"))
    if not datetime.MINYEAR <= year < datetime.MAXYEAR:
        raise InputError(
            text("There is no election of {year}.", year=str(year)), field="election", value=election
        )
    first = datetime.date(year, 11, 1)
    day = first + datetime.timedelta((1 - first.weekday()) % 7 + 14)
    return ElectionInfo(
        election,
        f"Kommunalvalg {year}",
        day,
        f"{year + 1}-{year + 5}",
        datetime.date(year + 1, 1, 1),
        co_operation="unknown",
        known={},
        sources=(),
        checks={},
        bundled=False,
    )


def _votes(path: str | Path | None, info: ElectionInfo, reading: Reading, *, assumed: bool) -> Votes:
    """The votes at a path, else the bundled ones. ``assumed``: nobody asked for this election."""
    register, geography = bundled.register(), bundled.geography(info.term_start)
    if path is not None:
        return read_votes(path, register, geography, info.id, reading, assumed=assumed)
    votes = tidy_votes(info.table("votes.csv"), register, geography, info.id)
    return replace(votes, count=Count(final=True))


class _InOffice(NamedTuple):
    """The mayors of an election, where they are from, and what is to be said of that."""

    mayors: tuple[Mayor, ...]
    sources: tuple[Source, ...]
    notes: tuple[Note, ...] = ()


def _mayors(
    path: str | Path | None,
    info: ElectionInfo,
    geography: Geography,
    lists: Iterable[ListResult],
    *,
    own_votes: bool,
    leave_open: bool,
) -> _InOffice:
    """The user's mayors; for municipalities without one the bundled or the sitting ones, as a note says."""
    if path is None:
        given: tuple[Mayor, ...] = ()
        sources: tuple[Source, ...] = ()
    else:
        file = read_mayors(read_content(path), bundled.register(), geography, lists, info.id)
        given, sources = file.mayors, (file.source,)
    named = {mayor.municipality for mayor in given}
    if leave_open or named >= geography.municipalities.keys():
        return _InOffice(given, sources)
    known = info if info.bundled else _before(info)
    others = read_mayors(
        known.table("mayors.csv"), bundled.register(), geography, lists, known.id, by_letter=known is info
    )
    added = tuple(
        replace(mayor, sitting=known is not info)
        for mayor in others.mayors
        if mayor.municipality not in named
    )
    notes = (_mayors_note(known, info, added, own_file=path is not None),) if path or own_votes else ()
    return _InOffice((*given, *added), (*sources, others.source), notes)


def _before(info: ElectionInfo) -> ElectionInfo:
    """The newest bundled election before another: its mayors are the sitting ones."""
    earlier = [other for other in bundled_elections() if other.day < info.day]
    if not earlier:
        raise InputError(
            text("The mayors after {election} are not among the bundled ones.", election=info.name),
            field="mayors",
            value=info.id,
            hint=text("Give them all with --mayors."),
        )
    return earlier[-1]


def _mayors_note(known: ElectionInfo, info: ElectionInfo, added: tuple[Mayor, ...], own_file: bool) -> Note:
    whose = (
        text("the bundled mayors of the term {term}", term=known.term)
        if known is info
        else text("the sitting mayors, in office since {day}", day=known.term_start.isoformat())
    )
    code = "bundled-mayors" if known is info else "sitting-mayors"
    if own_file and len(added) == 1:
        return Note(code, text("One municipality has no mayor in the file; for it: {whose}.", whose=whose))
    if own_file:
        return Note(
            code,
            text(
                "{n} municipalities have no mayor in the file; for them: {whose}.", n=len(added), whose=whose
            ),
        )
    return Note(code, text("The mayors used are {whose}.", whose=whose))


def _co_operation(
    path: str | Path | None,
    info: ElectionInfo,
    geography: Geography,
    lists: Iterable[ListResult],
    *,
    own_votes: bool,
) -> tuple[CoOperation, tuple[Source, ...]]:
    if path is not None:
        given = read_co_operation(read_content(path), geography, lists)
        return CoOperation("complete", given.lists), (given.source,)
    if info.co_operation == "unknown":
        return CoOperation("unknown"), ()
    bundled_lists = _votes(None, info, AS_FOUND, assumed=False).lists if own_votes else lists
    known = read_co_operation(info.table("co_operation.csv"), geography, bundled_lists)
    standing = {result.id for result in lists}  # a user's votes may be of one region only
    return CoOperation(info.co_operation, known.lists & standing), (known.source,)


def find_region(name: str, geography: Geography) -> Region:
    """A region by its name with or without Danish letters, any case, or its official code.

    Raises:
        InputError: there is none; the nearest name is suggested.
    """
    wanted = _ascii(require_name(name, "region")).removeprefix("kkr").removeprefix("region")
    keys = {
        key: region
        for region in geography.regions
        for key in (region.id, _ascii(region.name), _ascii(region.english), region.code)
    }
    if wanted in keys:
        return keys[wanted]
    raise InputError(
        text('There is no region "{name}".', name=quoted(name)),
        field="region",
        value=quoted(name),
        hint=_region_meant(name, keys, geography),
    )


def _region_meant(name: str, keys: dict[str, Region], geography: Geography) -> str:
    """A hint for a region that is not there: it may be a municipality, or be mistyped."""
    from kkr_alloc.sources.municipalities import MunicipalityNames

    code = MunicipalityNames.of(geography).code(name)
    if code is not None:
        home = next(region.id for region in geography.regions if code in region.municipalities)
        return text(
            "{municipality} is in {region}.", municipality=geography.municipalities[code], region=home
        )
    near = closest_match(_ascii(name), keys)
    if near:
        return text("Did you mean {name}?", name=keys[near].id)
    return text("One of {names}.", names=", ".join(region.id for region in geography.regions))


def _ascii(name: str) -> str:
    return plain(name).replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
