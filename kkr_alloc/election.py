"""An election put together from its parts: the bundled ones, or a user's votes and mayors in their place."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.errors import InputError, Problem, quoted
from kkr_alloc.model import Answer, CoOperation, Count, Election, Geography, ListResult, Mayor, Note, Source
from kkr_alloc.names import Names
from kkr_alloc.sources import read_votes
from kkr_alloc.sources.base import Votes
from kkr_alloc.sources.files import Content, read_content
from kkr_alloc.sources.tidy import read_co_operation, read_mayors, read_totals
from kkr_alloc.sources.tidy import read_votes as tidy_votes
from kkr_alloc.sources.yamlfile import read_yaml
from kkr_alloc.text import text

if TYPE_CHECKING:
    from pathlib import Path

LATEST = "latest"
T = TypeVar("T")


class ElectionInfo(Struct, frozen=True, forbid_unknown_fields=True, rename={"day": "date"}):
    """An election as ``election.yaml`` describes it.

    ``day``: polling day. ``term``: as KL writes it. ``term_start``: the first day, whose regions and mayors
    count. ``co_operation``: how well its register is known. ``known``: one line on each part of the data.
    ``checks``: figures that the data must add up to, held by the tests.
    """

    id: str
    name: str
    day: datetime.date
    term: str
    term_start: datetime.date
    co_operation: Literal["complete", "partial", "unknown"] = "unknown"
    known: dict[str, str] = {}
    sources: tuple[str, ...] = ()
    checks: dict[str, int] = {}

    @property
    def bundled(self) -> bool:
        """Whether its tables come with the program."""
        return self.id in _election_names()

    def table(self, name: str) -> Content:
        """One of its tables: ``votes.csv``, ``mayors.csv`` …"""
        return bundled.read_bundled(self.id, name)


class Elections(Answer, frozen=True):
    """Some elections, oldest first."""

    schema: ClassVar[str] = "elections"

    elections: tuple[ElectionInfo, ...]


@cache
def bundled_elections() -> tuple[ElectionInfo, ...]:
    """The bundled elections, oldest first."""
    return tuple(sorted(map(_election_info, _election_names()), key=lambda info: info.day))


@cache
def _election_names() -> list[str]:
    folder = bundled.data_file()
    return [
        name
        for name in sorted(os.listdir(folder))
        if os.path.exists(bundled.data_file(name, "election.yaml"))
    ]


@cache
def _election_info(name: str) -> ElectionInfo:
    return read_yaml(bundled.read_bundled(name, "election.yaml"), ElectionInfo, ours=True)


def election_info(name: str = bundled.DEFAULT_ELECTION) -> ElectionInfo:
    """A bundled election by name (``kv2021``), or the ``latest``.

    Raises:
        InputError: no election of that name is bundled.
    """
    known = Names((known, known) for known in (*_election_names(), LATEST))
    found = known.find(name, text('There is no election "{name}".', name=quoted(name)), "election")
    return bundled_elections()[-1] if found == LATEST else _election_info(found)


class Inputs(Struct, frozen=True):
    """Which election, and the user's own parts in place of the bundled ones.

    ``election``: a bundled election; by default the one the votes name themselves (it need not be bundled),
    else ``kv2021``. ``votes``: a path, or what a reader made of it. ``skip_unreadable``: leave out a feed's
    unreadable files. ``leave_open``: municipalities that the ``mayors`` file does not name have no mayor;
    otherwise the bundled mayors of the term, or the sitting ones, as a note says. ``progress``: called with
    how many files of how many are read.
    """

    election: str | None = None
    votes: Votes | str | Path | None = None
    mayors: str | Path | None = None
    co_operation: str | Path | None = None
    skip_unreadable: bool = False
    leave_open: bool = False
    progress: Callable[[int, int], None] | None = None


def load_election(
    name: str | None = None,
    *,
    votes: Votes | str | Path | None = None,
    mayors: str | Path | None = None,
    co_operation: str | Path | None = None,
    skip_unreadable: bool = False,
    leave_open: bool = False,
) -> Election:
    """A bundled election by name, with any of its parts replaced by a user's: see :class:`Inputs`.

    Raises:
        InputError: a file cannot be read or has bad rows (all of them are listed), or the votes are of
            another election than ``name``.
    """
    return load(Inputs(name, votes, mayors, co_operation, skip_unreadable, leave_open))


def load(inputs: Inputs) -> Election:
    """The election of some inputs. Raises :class:`InputError` as :func:`load_election` does."""
    name = inputs.election
    info = election_info(bundled.DEFAULT_ELECTION if name is None else name)
    failed: list[Problem] = []
    votes = _collect(failed, lambda: _votes(inputs, info))
    if votes is not None and votes.election not in (None, info.id):
        if name is not None:
            raise InputError(
                text("The votes are of {found}, not of {asked}.", found=votes.election, asked=info.id),
                file=votes.sources[0].path,
                field="election",
                value=votes.election,
                hint=text("Leave --election out, or name the right one."),
            )
        info = _named_by_votes(votes.election)
    geography = bundled.geography(info.term_start)
    if not geography.regions:
        raise InputError(
            text("There was no KKR in the term {term}.", term=info.term), field="election", value=info.id
        )
    lists = votes.lists if votes else ()
    mayors = _collect(failed, lambda: _mayors(inputs, info, geography, lists))
    pooled = _collect(failed, lambda: _co_operation(inputs, info, geography, lists)) if votes else None
    if votes is None or mayors is None or pooled is None:
        raise InputError(failed[0].message, failed)
    own_votes = inputs.votes is not None
    totals = votes.totals if own_votes else read_totals(info.table("totals.csv"), geography)
    return Election(
        info.id,
        info.name,
        info.day,
        info.term,
        geography,
        bundled.register().parties,
        votes.lists,
        mayors.mayors,
        pooled[0],
        votes.count,
        votes.counts,
        totals,
        (*votes.sources, *mayors.sources, *pooled[1]),
        (*_assumed_note(inputs, votes, info), *votes.notes, *mayors.notes),
    )


def _assumed_note(inputs: Inputs, votes: Votes, info: ElectionInfo) -> tuple[Note, ...]:
    """A note where nothing says which election the user's votes are of."""
    if inputs.votes is None or inputs.election is not None or votes.election is not None:
        return ()
    message = text(
        "Nothing says which election these votes are of: {election} is assumed, with its term, regions and "
        "mayors. Name another with --election.",
        election=info.id,
    )
    return (Note("election-assumed", message),)


def _collect(failed: list[Problem], read: Callable[[], T]) -> T | None:
    """The result of reading one part; its problems are kept, to be reported with those of the others."""
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
    term = f"{year + 1}-{year + 5}"
    return ElectionInfo(election, f"Kommunalvalg {year}", day, term, datetime.date(year + 1, 1, 1))


def _votes(inputs: Inputs, info: ElectionInfo) -> Votes:
    """The user's votes, else the bundled ones."""
    if isinstance(inputs.votes, Votes):
        return inputs.votes
    register, geography = bundled.register(), bundled.geography(info.term_start)
    if inputs.votes is None:
        votes = tidy_votes(info.table("votes.csv"), register, geography, info.id)
        return replace(votes, count=Count(final=True))
    return read_votes(
        inputs.votes,
        register,
        geography,
        info.id,
        assumed=inputs.election is None,
        skip_unreadable=inputs.skip_unreadable,
        progress=inputs.progress,
    )


class _InOffice(NamedTuple):
    """The mayors of an election, where they are from, and notes on that."""

    mayors: tuple[Mayor, ...]
    sources: tuple[Source, ...]
    notes: tuple[Note, ...] = ()


def _mayors(
    inputs: Inputs, info: ElectionInfo, geography: Geography, lists: Iterable[ListResult]
) -> _InOffice:
    """The user's mayors; for municipalities without one the bundled or the sitting ones, as a note says."""
    given: tuple[Mayor, ...] = ()
    sources: tuple[Source, ...] = ()
    if inputs.mayors is not None:
        content = read_content(inputs.mayors)
        given, source = read_mayors(content, bundled.register(), geography, lists, info.id)
        sources = (source,)
    named = {mayor.municipality for mayor in given}
    if inputs.leave_open or named >= geography.municipalities.keys():
        return _InOffice(given, sources)
    known = info if info.bundled else _before(info)
    others, source = read_mayors(
        known.table("mayors.csv"), bundled.register(), geography, lists, known.id, by_letter=known is info
    )
    added = tuple(
        replace(mayor, sitting=known is not info) for mayor in others if mayor.municipality not in named
    )
    own = inputs.mayors is not None or inputs.votes is not None
    notes = (_mayors_note(known, info, added, own_file=inputs.mayors is not None),) if own else ()
    return _InOffice((*given, *added), (*sources, source), notes)


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
    message = text("The mayors used are {whose}.", whose=whose)
    if own_file:
        message = text(
            "{n:municipality has|municipalities have} no mayor in the file; {whose} are used there.",
            n=len(added),
            whose=whose,
        )
    return Note(code, message)


def _co_operation(
    inputs: Inputs, info: ElectionInfo, geography: Geography, lists: Iterable[ListResult]
) -> tuple[CoOperation, tuple[Source, ...]]:
    """The register of the list co-operation: the user's, taken as complete, or the bundled one."""
    if inputs.co_operation is not None:
        given, source = read_co_operation(read_content(inputs.co_operation), geography, lists)
        return CoOperation("complete", given), (source,)
    if info.co_operation == "unknown":
        return CoOperation("unknown"), ()
    bundled_lists = lists if inputs.votes is None else _votes(Inputs(info.id), info).lists
    known, source = read_co_operation(info.table("co_operation.csv"), geography, bundled_lists)
    standing = {result.id for result in lists}  # a user's votes may be of one region only
    return CoOperation(info.co_operation, known & standing), (source,)
