"""Published figures of KL's bodies: what they are, and reading the bundled ones and a user's own."""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.election import bundled_elections, election_info, find_region, load_election
from kkr_alloc.errors import InputError, Problems, closest_match, quoted
from kkr_alloc.model import (
    BODIES,
    CO_OPERATION,
    CO_OPERATION_NAME,
    Digest,
    Election,
    Geography,
    Place,
    Region,
    Source,
)
from kkr_alloc.sources.base import plain
from kkr_alloc.sources.files import Content, Row, read_content, read_rows, whole_number
from kkr_alloc.sources.yamlfile import Fields, read_yaml
from kkr_alloc.text import text

ALONE = "alone"
"""Compared with every local list standing by itself."""
ANY = "any"
"""Compared with every total that the list co-operation could have."""

REQUIRED = ("region", "party")
NUMBERS = ("mayors", "supplementary", "total")
OPTIONAL = (*NUMBERS, "body", "source")
WHOLE_BODY = ("", "total")
"""What a party column holds where a row is about the whole body."""


class Numbers(NamedTuple):
    """Members of a party or a body; None where a number is not stated or not known."""

    mayors: int | None = None
    supplementary: int | None = None
    total: int | None = None

    def met_by(self, other: Numbers) -> bool:
        """Whether every number stated here is the same there."""
        return all(mine is None or mine == theirs for mine, theirs in zip(self, other, strict=True))

    @property
    def add_up(self) -> bool:
        """Whether mayors and supplementary members make the total, where all three are stated."""
        return None in self or (self.mayors or 0) + (self.supplementary or 0) == self.total


class PooledRange(NamedTuple):
    """Totals of the list co-operation, from ``lowest`` to ``highest`` votes, with so many mayors in it."""

    mayors: int
    lowest: int
    highest: int


class Consistent(NamedTuple):
    """A figure on record as reproduced under one rule set at exactly these totals of the co-operation."""

    rules: str
    ranges: tuple[PooledRange, ...]


class Documented(NamedTuple):
    """A figure on record as not reproduced under one rule set.

    ``computed``: exactly what comes out. ``against``: the published members it was recorded against (the
    total, or where none is stated the supplementary ones). ``reason``: why it is kept.
    """

    rules: str
    computed: Numbers
    against: int
    reason: str


class Figure(Struct, frozen=True):
    """One published figure: of a whole body, or of one party in it (``party`` None or an id).

    ``election``: the bundled election it follows from, None where that is not bundled. ``co_operation``: what
    it is compared with where the co-operation's register is not complete, :data:`ALONE` or :data:`ANY`.
    ``assumes``: what is taken for granted, in words. ``recorded``: how it is known to compare.
    """

    body: str
    region: Region | None
    party: str | None
    published: Numbers
    term: str
    election: str | None
    source: str = ""
    co_operation: str = ALONE
    assumes: str = ""
    consistent: Consistent | None = None
    documented: Documented | None = None
    place: Place | None = None

    @property
    def region_id(self) -> str | None:
        """The region's id; None for a national body."""
        return self.region.id if self.region else None


class Published(Struct, frozen=True):
    """Published figures and the elections they are compared with. ``path``: where the figures were read."""

    path: str
    figures: tuple[Figure, ...]
    elections: dict[str, Election]
    sources: tuple[Source, ...]


Load = Callable[[str | None], Election]


# --- the bundled figures -----------------------------------------------------------------------------


def bundled_figures(election: str | None = None, folder: str | None = None) -> Published:
    """The published figures that come with the program, of one election or of all terms.

    ``folder``: one with such files other than the bundled ``data/published``.

    Raises:
        InputError: a file is not in the form, or there are no figures for that election.
    """
    info = election_info(election) if election else None
    wanted = info.term if info else None
    path = folder or bundled.data_file("published")
    told = folder or "data/published"
    found: list[Published] = []
    for name in sorted(os.listdir(path)):
        if name.endswith(".yaml"):
            content = read_content(os.path.join(path, name), f"{told}/{name}")
            figures = _from_yaml(content, load_election, wanted)
            if figures is not None:
                found.append(figures)
    if not found:
        terms = ", ".join(name.removesuffix(".yaml") for name in sorted(os.listdir(path)))
        raise InputError(
            text(
                "No published figures of {election} come with the program.", election=info.id if info else ""
            ),
            field="election",
            value=quoted(election),
            hint=text("There are some of {terms}; give your own with --expected.", terms=terms),
        )
    return Published(
        told,
        tuple(figure for one in found for figure in one.figures),
        {key: value for one in found for key, value in one.elections.items()},
        tuple(source for one in found for source in one.sources),
    )


# --- a user's own figures ----------------------------------------------------------------------------


def read_expected(
    path: str, election: str | None = None, load: Load = load_election, *, own: bool = False
) -> Published:
    """A user's table: CSV with the columns region, party, mayors, supplementary, total, or YAML as bundled.

    ``election``: what it is compared with, else the one of the YAML's term, else the default. ``load``: loads
    an election by name, with the user's own files in its parts' places where there are any. ``own``: there
    are, so the figures are held against them even where no bundled election is of their term.

    Raises:
        InputError: columns, regions, parties or numbers are wrong; every bad row is named.
    """
    content = read_content(path)
    if not path.lower().endswith((".yaml", ".yml")):
        return _from_csv(content, load(election))
    term = election_info(election).term if election else None
    figures = _from_yaml(content, load, term, own)
    if figures is None:
        raise InputError(
            text("The figures are not of {election}, term {term}.", election=election, term=term),
            file=content.path,
            field="term",
            hint=text("Leave --election out, or name the right one."),
        )
    return figures


def _from_csv(content: Content, election: Election) -> Published:
    problems = Problems()
    reader = _Reader(election.geography, election, content.path)
    figures: list[Figure] = []
    seen: dict[tuple[str, str | None, str | None], int] = {}
    rows = list(read_rows(content, problems, REQUIRED, OPTIONAL))
    if rows and not any(column in rows[0].fields for column in NUMBERS):
        problems.add(
            text("There is no column of numbers."),
            file=content.path,
            line=1,
            hint=text("At least one of {columns}.", columns=", ".join(NUMBERS)),
        )
        problems.raise_if_any()
    for row in rows:
        figure = _figure_of_row(row, reader, election, content.path, problems)
        if figure is None:
            continue
        key = (figure.body, figure.region_id, figure.party)
        if key in seen:
            problems.add(
                text("The figure stands there already, in line {line}.", line=str(seen[key])),
                file=content.path,
                line=row.line,
                field="party",
                value=row["party"],
            )
        seen.setdefault(key, row.line)
        figures.append(figure)
    problems.raise_if_any()
    if not rows:
        raise InputError(text("The table has no rows."), file=content.path)
    return Published(
        content.path, _with_co_operation(figures), {election.id: election}, (_source(content, len(rows)),)
    )


def _figure_of_row(
    row: Row, reader: _Reader, election: Election, path: str, problems: Problems
) -> Figure | None:
    before = len(problems.found)

    def wrong(field: str, message: str, hint: str | None = None) -> None:
        problems.add(message, file=path, line=row.line, field=field, value=row.get(field), hint=hint)

    body = row.get("body") or BODIES[0]
    if body not in BODIES:
        wrong("body", text("There is no body {name}.", name=quoted(body)), _one_of(BODIES))
        return None
    region, party = reader.who(body, row["region"], row["party"], wrong)
    numbers = Numbers(
        *(
            whole_number(row.get(column), problems, file=path, line=row.line, field=column)
            if row.get(column)
            else None
            for column in NUMBERS
        )
    )
    if len(problems.found) == before and numbers == Numbers():
        wrong(
            "total", text("The row states no number."), text("Write 0 for no members, or leave the row out.")
        )
    if len(problems.found) > before:
        return None
    return Figure(
        body,
        region,
        party,
        numbers,
        election.term,
        election.id,
        row.get("source"),
        "",
        place=Place(path, row.line),
    )


# --- the bundled form --------------------------------------------------------------------------------


def _from_yaml(content: Content, load: Load, wanted: str | None, own: bool = False) -> Published | None:
    """The figures of a file in the bundled form; None where they are of another term than ``wanted``."""
    fields = read_yaml(content)
    term = fields.text("term", missing=None) or wanted or election_info().term
    if not re.fullmatch(r"20\d\d-20\d\d", term):
        fields.problem(text("This is not a term."), "term", term, text("Write it as 2022-2026."))
        fields.done()
    if wanted is not None and term != wanted:
        return None
    name = next((info.id for info in bundled_elections() if info.term == term), None)
    election = load(name) if name or own else None
    if election and election.term != term:
        raise InputError(
            text(
                "The figures are of the term {term}, the votes of {election}.",
                term=term,
                election=election.name,
            ),
            file=content.path,
            field="term",
            value=term,
        )
    geography = election.geography if election else bundled.geography(datetime.date(int(term[:4]), 1, 1))
    reader = _Reader(geography, election, content.path)
    figures: list[Figure] = []
    seen: set[tuple[str, str | None, str | None, tuple[bool, ...]]] = set()
    entries = fields.entries("figures")
    for entry in entries:
        try:
            figure = _figure_of_entry(entry, reader, term, election)
        except InputError:
            continue  # kept by the file's own collection of problems, and raised with the others
        key = (
            figure.body,
            figure.region_id,
            figure.party,
            tuple(number is None for number in figure.published),
        )
        if key in seen:
            entry.problem(text("The figure stands there already."), "party", figure.party)
        seen.add(key)
        figures.append(figure)
    if not entries:
        fields.problem(text("There are no figures."), "figures")
    fields.done()
    return Published(
        content.path,
        _with_co_operation(figures),
        {election.id: election} if election else {},
        (_source(content, len(figures)),),
    )


def _figure_of_entry(entry: Fields, reader: _Reader, term: str, election: Election | None) -> Figure:
    body = entry.choice("body", BODIES)
    region_name, party_name = entry.text("region", missing=None), entry.text("party", missing=None)

    def wrong(field: str, message: str, hint: str | None = None) -> None:
        entry.problem(message, field, region_name if field == "region" else party_name, hint)

    region, party = reader.who(body, region_name or "", party_name or "", wrong)
    numbers = _numbers(entry)
    if numbers == Numbers():
        entry.problem(text("The figure states no number."), "total", hint=_one_of(NUMBERS))
    co_operation = entry.choice("co_operation", (ALONE, ANY), missing="")
    assumes, source = entry.text("assumes", missing=""), entry.text("source", missing="")
    recorded = entry.sections("recorded", missing={})
    consistent = _consistent(recorded.pop("consistent")) if "consistent" in recorded else None
    documented = _documented(recorded.pop("documented")) if "documented" in recorded else None
    for unknown in recorded:
        entry.problem(text("The key {key} is not known.", key=quoted(unknown)), f"recorded.{unknown}")
    entry.done()
    return Figure(
        body,
        region,
        party,
        numbers,
        term,
        election.id if election else None,
        source,
        co_operation,
        assumes,
        consistent,
        documented,
        Place(reader.file),
    )


def _numbers(fields: Fields) -> Numbers:
    return Numbers(*(fields.amount(key, missing=None) for key in NUMBERS))


def _consistent(fields: Fields) -> Consistent:
    rules = fields.text("rules")
    ranges = []
    for entry in fields.entries("ranges"):
        ranges.append(PooledRange(entry.amount("mayors"), entry.amount("lowest"), entry.amount("highest")))
        entry.done()
    fields.done()
    return Consistent(rules, tuple(ranges))


def _documented(fields: Fields) -> Documented:
    made = Documented(fields.text("rules"), _numbers(fields), fields.amount("against"), fields.text("reason"))
    fields.done()
    return made


def _with_co_operation(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    """Where a body's figures name the co-operation, they are compared with all it could be; else alone."""
    named = {(figure.body, figure.region_id) for figure in figures if figure.party == CO_OPERATION}
    return tuple(
        figure
        if figure.co_operation
        else replace(figure, co_operation=ANY if (figure.body, figure.region_id) in named else ALONE)
        for figure in figures
    )


def _source(content: Content, rows: int) -> Source:
    return Source("expected", content.path, Digest(lambda: content.sha256), rows)


def _one_of(names: Iterable[str]) -> str:
    return text("One of {names}.", names=", ".join(names))


# --- regions and parties by the names people use -----------------------------------------------------


Wrong = Callable[..., None]


class _Reader:
    """Finds the region and party that a figure names, and says what is wrong with it."""

    def __init__(self, geography: Geography, election: Election | None, file: str) -> None:
        self.geography = geography
        self.file = file
        self._election = election
        self._lists: dict[str | None, dict[str, str]] = {}

    def who(
        self, body: str, region_name: str, party_name: str, wrong: Wrong
    ) -> tuple[Region | None, str | None]:
        """The region (None for a national body) and the party (None for the whole body)."""
        region = None
        if body != BODIES[0]:
            if region_name:
                wrong("region", text("{body} is a national body; leave the region empty.", body=body))
                return None, None
        elif not region_name:
            wrong("region", text("The region is missing."), _one_of(r.id for r in self.geography.regions))
            return None, None
        else:
            try:
                region = find_region(region_name, self.geography)
            except InputError as error:
                wrong("region", error.problems[0].message, error.problems[0].hint)
                return None, None
        if party_name.casefold() in WHOLE_BODY:
            return region, None
        party = _parties().get(plain(party_name)) or self._local_list(party_name, region)
        if party is None:
            wrong("party", text("There is no such party or list."), self._party_hint(party_name, region))
        return region, party

    def _local_list(self, name: str, region: Region | None) -> str | None:
        lists = self._local_lists(region)
        return name if name in lists.values() else lists.get(plain(name))

    def _local_lists(self, region: Region | None) -> dict[str, str]:
        """The local lists of an area: id by name without what spellings differ in, and by id."""
        key = region.id if region else None
        if key not in self._lists:
            found: dict[str, str] = {}
            twice = set()
            for result in self._election.lists if self._election else ():
                if result.party or (region and result.municipality not in region.municipalities):
                    continue
                found[result.id] = result.id
                if plain(result.name) in found:
                    twice.add(plain(result.name))
                elif result.name:
                    found[plain(result.name)] = result.id
            self._lists[key] = {name: list_id for name, list_id in found.items() if name not in twice}
        return self._lists[key]

    def _party_hint(self, name: str, region: Region | None) -> str:
        near = closest_match(plain(name), [*_parties(), *self._local_lists(region)], 0.7)
        if near:
            found = _parties().get(near) or self._local_lists(region)[near]
            return text("Did you mean {name}?", name=found)
        return text(
            "A party's letter or name, L for the list co-operation, or a local list's id such as {example}.",
            example=next(iter(self._local_lists(region).values()), "306-N"),
        )


@cache
def _parties() -> dict[str, str]:
    """Party id by id and by every spelling, without what spellings differ in."""
    found = {plain(CO_OPERATION_NAME): CO_OPERATION}
    for party in bundled.register().parties.values():
        found.update((plain(spelling), party.id) for spelling in party.spellings)
    for party_id in (*bundled.register().parties, CO_OPERATION):
        found[plain(party_id)] = party_id
    return found
