"""Published figures of KL's bodies, to hold the computed ones against: the bundled ones, or a user's own.

They are read from YAML, in the form of ``data/published``, or from a table.
"""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Callable, Iterable
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct
from msgspec.structs import astuple, replace

from kkr_alloc import bundled
from kkr_alloc.election import bundled_elections, election_info, load_election
from kkr_alloc.errors import USAGE, InputError, OptionError, Place, Problems, did_you_mean, quoted
from kkr_alloc.figures import ALONE, ANY, NUMBERS, Consistent, Documented, Figure, Numbers
from kkr_alloc.model import BODIES, CO_OPERATION, Election, Note, Region, Source
from kkr_alloc.names import Names, find_region, party_in, party_names
from kkr_alloc.sources.files import Content, read_content
from kkr_alloc.sources.kinds import parse_kind
from kkr_alloc.sources.table import read_rows
from kkr_alloc.sources.yamlfile import shaped
from kkr_alloc.text import text

WHOLE_BODY = "total"
"""What a party column may hold, as well as nothing, where a row is about the whole body."""
AT_LEAST = (">=", "≥")
"""What a number begins with in a table of which only so much is known."""
BUNDLED = "data/published"
"""Where the figures that come with the program stand."""

Load = Callable[[str | None], Election]


class Published(Struct, frozen=True):
    """Published figures and the elections they are compared with. ``path``: where the figures were read."""

    path: str
    figures: tuple[Figure, ...]
    elections: dict[str, Election]
    sources: tuple[Source, ...]
    notes: tuple[Note, ...] = ()


def bundled_figures(election: str | None = None) -> Published:
    """The published figures that come with the program, of one election or of all terms.

    Raises:
        InputError: no figures of that election are bundled.
    """
    wanted = election_info(election) if election else None
    names = sorted(os.listdir(bundled.data_file("published")))
    read = [
        _read_form(bundled.read_bundled("published", name), load_election, wanted.term if wanted else None)
        for name in names
    ]
    found = [published for published in read if published]
    if not found and wanted:
        terms = ", ".join(name.removesuffix(".yaml") for name in names)
        raise InputError(
            text("No published figures of {election} come with the program.", election=wanted.id),
            code=USAGE,
            field="election",
            value=election,
            hint=text(
                "There are some of {terms}. Leave --election out, or give your own with --expected.",
                terms=terms,
            ),
        )
    return Published(
        BUNDLED,
        tuple(figure for one in found for figure in one.figures),
        {key: value for one in found for key, value in one.elections.items()},
        tuple(source for one in found for source in one.sources),
    )


def read_expected(
    path: str | Content, election: str | None = None, load: Load = load_election, *, own: bool = False
) -> Published:
    """A user's table: CSV with the columns region, party, mayors, supplementary, total, or YAML as bundled.

    ``election``: what it is compared with, else the one of the YAML's term, else the default. ``load``: loads
    an election by name, with the user's own files in its parts' places where there are any. ``own``: there
    are, so the figures are held against them even where no bundled election is of their term.

    Raises:
        InputError: columns, regions, parties or numbers are wrong; every bad row is listed.
    """
    content = read_content(path)
    if not content.path.lower().endswith((".yaml", ".yml")):
        problems = Problems()
        entries = problems.collect(lambda: _rows(content, problems))
        loaded = problems.collect(lambda: load(election))
        if entries is None or loaded is None:
            raise problems.error()
        return _published(content, entries, loaded.term, loaded, problems)
    term = election_info(election).term if election else None
    published = _read_form(content, load, term, own)
    if published is None:
        message = text("The figures are not of {election}, term {term}.", election=election, term=term)
        hint = text("Leave --election out, or name the right one.")
        raise content.error(message, field="term", hint=hint)
    return published


class _Recorded(Struct, frozen=True, forbid_unknown_fields=True):
    """How a figure is known to compare."""

    consistent: Consistent | None = None
    documented: Documented | None = None


class _Entry(Numbers, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A figure as its file has it."""

    body: Literal["kkr", "repraesentantskab", "bestyrelse"]
    region: str | None = None
    party: str | None = None
    at_least: Numbers = Numbers()
    source: str = ""
    co_operation: Literal["", "alone", "any"] = ""
    assumes: str = ""
    recorded: _Recorded = _Recorded()


_Placed = tuple[_Entry, Place, str]
"""An entry, its place, and what stands before a field's name in that place: ``figures[3].``."""


class _Form(Struct, frozen=True, forbid_unknown_fields=True):
    """A file in the form of ``data/published``; the figures are read one by one."""

    figures: Annotated[list[Any], Meta(min_length=1)]
    term: str | None = None


def _read_form(content: Content, load: Load, wanted: str | None, own: bool = False) -> Published | None:
    """The figures of a YAML file; None where they are of another term than ``wanted``."""
    file, problems = content.path, Problems()
    form = shaped(parse_kind(content, "expected"), _Form, file)
    if form.term is not None and not re.fullmatch(r"20\d\d-20\d\d", form.term):
        hint = text("Write it as 2022-2026.")
        raise content.error(text("This is not a term."), field="term", value=form.term, hint=hint)
    term = form.term or wanted or election_info().term
    if wanted not in (None, term):
        return None
    name = next((info.id for info in bundled_elections() if info.term == term), None)
    compared = bool(name or own)
    try:
        election = problems.collect(lambda: load(name)) if compared else None
    except OptionError as error:
        if wanted or not name:
            raise
        raise content.error(error.message, field="term", value=term) from None  # no option: two files
    if election and election.term != term:
        message = text(
            "The figures are of the term {term}, the votes of {election}.", term=term, election=election.name
        )
        raise content.error(message, field="term", value=term)
    entries: list[_Placed] = []
    for number, one in enumerate(form.figures, start=1):
        at = f"figures[{number}]"
        try:
            entries.append((shaped(one, _Entry, file, at), Place(file), f"{at}."))
        except InputError as error:
            problems.found += error.problems
    if compared and election is None:
        raise problems.error()
    return _published(content, entries, term, election, problems)


def _rows(content: Content, problems: Problems) -> list[_Placed]:
    """The entries of a table; a row with a wrong number is noted in ``problems`` only."""
    rows = read_rows(content, problems, ("region", "party"), (*NUMBERS, "body", "source"), sheet="expected")
    if rows and rows[0].fields.keys().isdisjoint(NUMBERS):
        hint = text("At least one of {columns}.", columns=", ".join(NUMBERS))
        raise content.error(text("There is no column of numbers."), line=1, hint=hint)
    entries: list[_Placed] = []
    for row in rows:
        exact, at_least = dict[str, int | None](), dict[str, int | None]()
        for column in NUMBERS:
            least = row.get(column).startswith(AT_LEAST)
            if least:
                row.fields[column] = row[column].lstrip(">=≥ ")
            (at_least if least else exact)[column] = row.number(column, optional=not least)
        if row.sound:
            of: dict[str, Any] = {
                name: row[name] for name in ("body", "region", "party", "source") if row.get(name)
            }
            entry = _Entry(**{"body": BODIES[0], **of, **exact, "at_least": Numbers(**at_least)})
            entries.append((entry, row.place, ""))
    return entries


def _published(
    content: Content, entries: Iterable[_Placed], term: str, election: Election | None, problems: Problems
) -> Published:
    """The figures of some entries. Where a body's figures name the co-operation, they are compared with all
    it could be; else with the lists alone.
    """
    reader = _Reader(term, election)
    read = []
    for entry, place, at in entries:
        try:
            read.append(reader.figure(entry, place))
        except InputError as error:
            (problem,) = error.problems
            field = f"{at}{problem.field}"
            problems.found.append(replace(problem, file=place.file, line=place.line, field=field))
    problems.raise_if_any()
    named = {(figure.body, figure.region_id) for figure in read if figure.party == CO_OPERATION}
    figures = tuple(
        figure
        if figure.co_operation
        else replace(figure, co_operation=ANY if (figure.body, figure.region_id) in named else ALONE)
        for figure in read
    )
    elections = {election.id: election} if election else {}
    source = content.source("expected", len(figures))
    return Published(content.path, figures, elections, (source,), content.notes)


class _Reader:
    """Makes the figures of a file, with the region and the party that each one names."""

    def __init__(self, term: str, election: Election | None) -> None:
        self._term = term
        self._election = election
        self._geography = (
            election.geography if election else bundled.geography(datetime.date(int(term[:4]), 1, 1))
        )
        self._parties: dict[str | None, Names[str]] = {}
        self._seen: dict[tuple[object, ...], Place] = {}

    def figure(self, entry: _Entry, place: Place) -> Figure:
        """A figure; :class:`InputError` names the field that is wrong."""
        region = self._region(entry.body, entry.region)
        party = self._party(entry.party, region)
        numbers = Numbers(entry.mayors, entry.supplementary, entry.total)
        if numbers == entry.at_least == Numbers():
            hint = text("Write 0 for no members, or leave the figure out.")
            raise InputError(text("The figure states no number."), field="total", hint=hint)
        stated = tuple(number is None for of in (numbers, entry.at_least) for number in astuple(of))
        about = entry.body, region.id if region else None, party, stated
        before = self._seen.setdefault(about, place)
        if before is not place:
            message = text("The figure stands there already.")
            if before.line:
                message = text("The figure stands there already, in line {line}.", line=str(before.line))
            raise InputError(message, field="party", value=entry.party)
        return Figure(
            entry.body,
            region,
            party,
            numbers,
            self._term,
            self._election.id if self._election else None,
            entry.source,
            entry.co_operation,
            entry.assumes,
            entry.recorded.consistent,
            entry.recorded.documented,
            place,
            entry.at_least,
        )

    def _region(self, body: str, name: str | None) -> Region | None:
        if body not in BODIES:
            message = text("There is no body {name}.", name=quoted(body))
            raise InputError(message, field="body", value=body, hint=did_you_mean(body, BODIES))
        if body != BODIES[0]:
            if name:
                message = text("{body} is a national body; leave the region empty.", body=body)
                raise InputError(message, field="region", value=name)
            return None
        if not name:
            hint = text("One of {names}.", names=", ".join(region.id for region in self._geography.regions))
            raise InputError(text("The region is missing."), field="region", hint=hint)
        return find_region(name, self._geography)

    def _party(self, name: str | None, region: Region | None) -> str | None:
        """The id of the party; None for the whole body."""
        if not name or name.casefold() == WHOLE_BODY:
            return None
        region_id = region.id if region else None
        if region_id not in self._parties:
            inside = set(self._geography.area(region_id))
            lists = self._election.lists if self._election else ()
            there = (result for result in lists if result.municipality in inside)
            self._parties[region_id] = party_names(bundled.register().parties, there)
        return party_in(self._parties[region_id], name, "party")
