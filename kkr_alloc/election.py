"""An election put together from its parts: the bundled ones, or a user's votes and mayors in their place."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import cache
from typing import ClassVar, Literal

from msgspec import Struct
from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.errors import InputError, Problems, quoted
from kkr_alloc.model import CoOperation, Count, Election, ListResult, Mayor, Note, Remarks, Source
from kkr_alloc.names import Names
from kkr_alloc.results import Answer
from kkr_alloc.sources import read_votes
from kkr_alloc.sources.base import Votes, polling_day, settle_election, valid_votes
from kkr_alloc.sources.files import Content, Given, read_content
from kkr_alloc.sources.tidy import read_co_operation, read_mayors, read_totals
from kkr_alloc.sources.tidy import read_votes as tidy_votes
from kkr_alloc.sources.yamlfile import read_yaml
from kkr_alloc.text import text

LATEST = "latest"


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
    return tuple(sorted(map(_read_info, bundled.elections()), key=lambda info: info.day))


@cache
def _read_info(election: str) -> ElectionInfo:
    return read_yaml(bundled.read_bundled(election, "election.yaml"), ElectionInfo, ours=True)


def election_info(name: str = bundled.DEFAULT_ELECTION) -> ElectionInfo:
    """A bundled election by name (``kv2021``), or the ``latest``.

    Raises:
        InputError: no election of that name is bundled.
    """
    if name in bundled.elections():
        return _read_info(name)
    elections = bundled_elections()
    known = Names([*((info.id, info) for info in elections), (LATEST, elections[-1])])
    return known.find(name, text('There is no election "{name}".', name=quoted(name)), "election")


def newer_than(election: Election) -> str | None:
    """The newest bundled election where it is of a later year than this one. No file is read."""
    newest = max(bundled.elections())
    return newest if newest > f"kv{election.day.year}" else None


class Inputs(Struct, frozen=True):
    """Which election, and the user's own parts in place of the bundled ones.

    ``election``: a bundled election; by default the one that the votes name (it need not be bundled), which
    it must not contradict; without votes ``kv2021``. ``votes``: a path, or what a reader made of it.
    ``leave_open``: municipalities that the ``mayors`` file does not name have no mayor, nor have any without
    a file if those of the term are not bundled; otherwise the bundled ones of the term, or the sitting ones,
    as a note says. ``progress``: called with how many files of how many are read.
    """

    election: str | None = None
    votes: Votes | Given | None = None
    mayors: Given | None = None
    co_operation: Given | None = None
    leave_open: bool = False
    progress: Callable[[int, int], None] | None = None


def load_election(
    name: str | None = None,
    *,
    votes: Votes | Given | None = None,
    mayors: Given | None = None,
    co_operation: Given | None = None,
    leave_open: bool = False,
) -> Election:
    """A bundled election by name, with any of its parts replaced by a user's: see :class:`Inputs`.

    Raises:
        InputError: a file cannot be read or has bad rows; all of them are listed.
        OptionError: the votes do not name their election and ``name`` is missing, or they are of another.
    """
    return load(Inputs(name, votes, mayors, co_operation, leave_open))


def load(inputs: Inputs) -> Election:
    """The election of some inputs. Raises :class:`InputError` as :func:`load_election` does."""
    asked = None if inputs.election is None else election_info(inputs.election).id
    problems = Problems()
    votes = problems.collect(lambda: _votes(inputs, asked))
    info = info_by_id(votes.election if votes else asked or bundled.DEFAULT_ELECTION)
    parts = _Parts(inputs, info, votes.lists if votes else None)
    mayors = problems.collect(parts.mayors)
    co_operation = problems.collect(parts.co_operation)
    other = None if votes is None else problems.collect(lambda: parts.other_votes(votes))
    if votes is None or mayors is None or co_operation is None or other is None:
        raise problems.error()
    made = votes if inputs.votes is None else parts.completed(votes)
    return Election(
        info.id,
        info.name,
        info.day,
        info.term,
        replace(parts.geography, municipalities={**parts.geography.municipalities}),
        {**bundled.register().parties},
        made.lists,
        mayors,
        co_operation,
        Count(final=True) if inputs.votes is None else made.count,
        made.counts,
        made.totals,
        (*made.sources, *parts.sources),
        (*made.notes, *parts.notes),
        {**made.remarks, **other, **parts.other_mayors},
        made.problems,
    )


def info_by_id(election: str) -> ElectionInfo:
    """An election by its id (``kv2029``), bundled or not; its term begins on 1 January.

    Raises:
        InputError: there is no municipal election that year.
    """
    if election in bundled.elections():
        return _read_info(election)
    year = int(election.removeprefix("kv"))
    day = polling_day(year) if datetime.MINYEAR <= year < datetime.MAXYEAR else None
    if day is None:
        message = text("There is no election of {year}.", year=str(year))
        raise InputError(message, field="election", value=election)
    term = f"{year + 1}-{year + 5}"
    return ElectionInfo(election, f"Kommunalvalg {year}", day, term, datetime.date(year + 1, 1, 1))


def _votes(inputs: Inputs, asked: str | None) -> Votes:
    """The user's votes, else the bundled ones. ``asked``: the election of --election."""
    if isinstance(inputs.votes, Votes):
        settle_election([inputs.votes.election], asked, inputs.votes.sources[0].path)
        return inputs.votes
    info = election_info(asked or bundled.DEFAULT_ELECTION)
    register, geography = bundled.register(), bundled.geography(info.term_start)
    if inputs.votes is None:
        return tidy_votes(info.table("votes.csv"), register, geography, info.id, ours=True)
    return read_votes(inputs.votes, register, geography, asked, progress=inputs.progress)


class _Parts:
    """The parts of an election beside its votes. What is read adds to ``sources`` and ``notes``.

    ``lists``: None where the votes cannot be read. ``other_mayors``: where a user's are not the bundled
    ones.
    """

    def __init__(self, inputs: Inputs, info: ElectionInfo, lists: tuple[ListResult, ...] | None) -> None:
        self.inputs, self.info, self.lists = inputs, info, lists
        self.geography = bundled.geography(info.term_start)
        self.sources: list[Source] = []
        self.notes: list[Note] = []
        self.other_mayors: Remarks = {}
        if not self.geography.regions:
            message = text("There was no KKR in the term {term}.", term=info.term)
            raise InputError(message, field="election", value=info.id)

    def mayors(self) -> tuple[Mayor, ...]:
        """The user's mayors; where they have none the bundled or the sitting ones, as a note says."""
        own_file = self.inputs.mayors
        given = self._read_mayors(read_content(own_file), self.info.id) if own_file is not None else ()
        named = {mayor.municipality for mayor in given}
        bundled_ones = own_file is None and self.info.id in bundled.elections()
        if given and self.info.id in bundled.elections():
            from kkr_alloc.deviations import other_mayors

            ours, _ = self._mayors_of(self.info.table("mayors.csv"), self.info.id, ours=True)
            self.other_mayors = other_mayors(given, ours, self.geography)
        if (self.inputs.leave_open and not bundled_ones) or named >= self.geography.municipalities.keys():
            return given
        known = self._last_with_mayors()
        sitting = known.id != self.info.id
        others = self._read_mayors(known.table("mayors.csv"), known.id, not sitting, ours=True)
        added = [replace(mayor, sitting=sitting) for mayor in others if mayor.municipality not in named]
        if own_file is not None or self.inputs.votes is not None:
            whose = text("the bundled mayors of the term {term}", term=known.term)
            if sitting:
                whose = text("the sitting mayors, in office since {day}", day=known.term_start.isoformat())
            message = text("The mayors used are {whose}.", whose=whose)
            if own_file is not None:
                message = text(
                    "{n:municipality has|municipalities have} no mayor in the file; {whose} are used there.",
                    n=len(added),
                    whose=whose,
                )
            self.notes.append(Note("sitting-mayors" if sitting else "bundled-mayors", message))
        return (*given, *added)

    def completed(self, votes: Votes) -> Votes:
        """A user's votes with what is bundled, which is then a source: the electorate where a feed has it in
        part, and the votes cast where a municipality's votes are the bundled ones.
        """
        valid = valid_votes(votes.lists)
        in_part = [code for code, count in votes.counts.items() if count.is_in_part]
        if self.info.id not in bundled.elections() or not (in_part or valid.keys() - votes.totals.keys()):
            return votes
        content = self.info.table("totals.csv")
        known = read_totals(content, self.geography)
        counts = {code: replace(votes.counts[code], electorate=known[code].electorate) for code in in_part}
        totals = {
            code: one
            for code, one in known.items()
            if code not in votes.totals and one.cast is not None and one.valid == valid[code]
        }
        if counts or totals:
            self.sources.append(content.source("totals", len(counts | totals)))
        return replace(votes, counts=votes.counts | counts, totals=totals | votes.totals)

    def _read_mayors(
        self, content: Content, election: str, by_letter: bool = True, *, ours: bool = False
    ) -> tuple[Mayor, ...]:
        mayors, source = self._mayors_of(content, election, by_letter, ours=ours)
        self._add(content, source)
        return mayors

    def _mayors_of(
        self, content: Content, election: str, by_letter: bool = True, *, ours: bool = False
    ) -> tuple[tuple[Mayor, ...], Source]:
        lists = self.lists or ()
        return read_mayors(content, bundled.register(), self.geography, lists, election, by_letter, ours)

    def other_votes(self, votes: Votes) -> Remarks:
        """Where the user's votes are not the bundled ones of their election."""
        if self.inputs.votes is None:
            return {}
        from kkr_alloc.deviations import other_votes

        return other_votes(votes, self.geography)

    def _add(self, content: Content, source: Source) -> None:
        self.sources.append(source)
        self.notes += content.notes

    def _last_with_mayors(self) -> ElectionInfo:
        """The election itself where it is bundled, else the newest one before it: its mayors are sitting."""
        if self.info.id in bundled.elections():
            return self.info
        known = [other for other in bundled_elections() if other.day < self.info.day]
        if not known:
            raise InputError(
                text("The mayors after {election} are not among the bundled ones.", election=self.info.name),
                field="mayors",
                value=self.info.id,
                hint=text("Give them all with --mayors."),
            )
        return known[-1]

    def co_operation(self) -> CoOperation:
        """The register of the list co-operation: the user's, taken as complete, or the bundled one."""
        inputs, info = self.inputs, self.info
        status, content, lists = info.co_operation, None, self.lists
        if inputs.co_operation is not None:
            status, content = "complete", read_content(inputs.co_operation)
        elif info.co_operation != "unknown":
            content = info.table("co_operation.csv")
            if inputs.votes is not None:
                lists = _votes(Inputs(), info.id).lists
        if content is None:
            return CoOperation("unknown")
        members, source = read_co_operation(content, self.geography, lists)
        self._add(content, source)
        standing = {result.id for result in self.lists or ()}  # a user's votes may be of one region only
        return CoOperation(status, members & standing)
