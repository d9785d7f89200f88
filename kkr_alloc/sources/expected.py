"""Figures to hold the computed ones against: their form, and reading them from a table or from YAML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct
from msgspec.structs import astuple, replace

from kkr_alloc.errors import InputError, Problems, did_you_mean, quoted
from kkr_alloc.model import BODIES, CO_OPERATION, Geography, ListResult, Party, Place, Region
from kkr_alloc.names import Names, find_region, party_in, party_names
from kkr_alloc.sources.files import Content
from kkr_alloc.sources.table import Row, read_rows
from kkr_alloc.sources.yamlfile import read_yaml, shaped
from kkr_alloc.text import text

ALONE = "alone"
"""Compared with every local list standing by itself."""
ANY = "any"
"""Compared with every total that the list co-operation could have."""

REQUIRED = ("region", "party")
NUMBERS = ("mayors", "supplementary", "total")
OPTIONAL = (*NUMBERS, "body", "source")
WHOLE_BODY = "total"
"""What a party column may hold, as well as nothing, where a row is about the whole body."""

Amount = Annotated[int, Meta(ge=0)]


class Numbers(Struct, frozen=True, forbid_unknown_fields=True):
    """Members of a party or a body; None where a number is not stated or not known."""

    mayors: Amount | None = None
    supplementary: Amount | None = None
    total: Amount | None = None

    def met_by(self, other: Numbers) -> bool:
        """Whether every number stated here is the same there."""
        return all(
            stated in (None, there) for stated, there in zip(astuple(self), astuple(other), strict=True)
        )

    @property
    def add_up(self) -> bool:
        """Whether mayors and supplementary members make the total, where all three are stated."""
        return None in astuple(self) or (self.mayors or 0) + (self.supplementary or 0) == self.total


class PooledVotes(Struct, frozen=True, forbid_unknown_fields=True):
    """Totals of the list co-operation, from lowest to highest, with so many mayors in it."""

    mayors: Amount
    lowest_votes: Amount
    highest_votes: Amount


class Consistent(Struct, frozen=True, forbid_unknown_fields=True):
    """A figure on record as reproduced under one rule set at exactly these totals of the co-operation."""

    rules: str
    ranges: tuple[PooledVotes, ...]


class Documented(Struct, frozen=True, forbid_unknown_fields=True):
    """A figure on record as not reproduced under one rule set.

    ``computed``: exactly what comes out. ``against``: the published members it was recorded against (the
    total, or where none is stated the supplementary ones). ``reason``: why it is kept.
    """

    rules: str
    computed: Numbers
    against: Amount
    reason: str


class Figure(Struct, frozen=True):
    """One published figure: of a whole body, or of one party in it (``party`` None or an id).

    ``election``: the bundled election it follows from, None where that is not bundled. ``co_operation``: what
    it is compared with where the co-operation's register is not complete, :data:`ALONE` or :data:`ANY`.
    ``assumes``: what is taken for granted, in words. ``consistent``, ``documented``: how it is known
    to compare.
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


class Subject(Struct, frozen=True):
    """What figures are about: a term and, where it is known, its election, with the names they may use."""

    term: str
    election: str | None
    geography: Geography
    parties: Mapping[str, Party]
    lists: Sequence[ListResult]


# --- the user's table --------------------------------------------------------------------------------


def read_table(content: Content, subject: Subject) -> tuple[Figure, ...]:
    """The figures of a CSV table with the columns region, party, mayors, supplementary and total.

    Raises:
        InputError: columns, regions, parties or numbers are wrong; every bad row is listed.
    """
    problems, reader = Problems(), _Reader(subject)
    rows = read_rows(content, problems, REQUIRED, OPTIONAL, sheet="expected")
    if rows and rows[0].fields.keys().isdisjoint(NUMBERS):
        hint = text("At least one of {columns}.", columns=", ".join(NUMBERS))
        raise InputError(text("There is no column of numbers."), file=content.path, line=1, hint=hint)
    entries = [(row, _entry(row)) for row in rows]
    figures = [reader.figure(entry, row.place, row.problem) for row, entry in entries if row.sound]
    problems.raise_if_any()
    if not rows:
        raise InputError(text("The table has no rows."), file=content.path)
    return _with_co_operation(figures)


def _entry(row: Row) -> _Entry:
    mayors, supplementary, total = (row.number(column, optional=True) for column in NUMBERS)
    body: Any = row.get("body") or BODIES[0]
    return _Entry(body, row["region"], row["party"], mayors, supplementary, total, row.get("source"))


# --- YAML, in the form of the bundled files ----------------------------------------------------------


class Form(Struct, frozen=True, forbid_unknown_fields=True):
    """A file in the form of ``data/published``: its term, and figures that are read one by one."""

    figures: list[Any]
    term: str | None = None


class _Recorded(Struct, frozen=True, forbid_unknown_fields=True):
    """How a figure is known to compare."""

    consistent: Consistent | None = None
    documented: Documented | None = None


class _Entry(Struct, frozen=True, forbid_unknown_fields=True):
    """A figure as its file has it."""

    body: Literal["kkr", "repraesentantskab", "bestyrelse"]
    region: str | None = None
    party: str | None = None
    mayors: Amount | None = None
    supplementary: Amount | None = None
    total: Amount | None = None
    source: str = ""
    co_operation: Literal["", "alone", "any"] = ""
    assumes: str = ""
    recorded: _Recorded = _Recorded()


def read_form(content: Content) -> Form:
    """A YAML file in the form of the bundled ones.

    Raises:
        InputError: it is in another form, has no figures, or its term is not written as a term is.
    """
    form = read_yaml(content, Form)
    if form.term is not None and not re.fullmatch(r"20\d\d-20\d\d", form.term):
        raise InputError(
            text("This is not a term."),
            file=content.path,
            field="term",
            value=quoted(form.term),
            hint=text("Write it as 2022-2026."),
        )
    if not form.figures:
        raise InputError(text("There are no figures."), file=content.path, field="figures")
    return form


def read_figures(form: Form, subject: Subject, file: str) -> tuple[Figure, ...]:
    """The figures of a YAML file.

    Raises:
        InputError: regions, parties or numbers are wrong; every bad figure is listed.
    """
    problems, reader = Problems(), _Reader(subject)
    figures = []
    for number, one in enumerate(form.figures, start=1):
        at = f"figures[{number}]"
        try:
            entry = shaped(one, _Entry, file, at)
        except InputError as error:
            problems.found += error.problems
            continue

        figures.append(reader.figure(entry, Place(file), partial(_note, problems, entry, file, at)))
    problems.raise_if_any()
    return _with_co_operation(figures)


def _note(
    problems: Problems,
    entry: _Entry,
    file: str,
    at: str,
    field: str,
    message: str,
    *,
    hint: str | None = None,
) -> None:
    """Note a problem of an entry, as :meth:`Row.problem` does of a row."""
    problems.add(message, file=file, field=f"{at}.{field}", value=getattr(entry, field), hint=hint)


# --- what both have in common ------------------------------------------------------------------------


class _Reader:
    """Makes figures of a file, with the region and the party that each one names."""

    def __init__(self, subject: Subject) -> None:
        self._subject = subject
        self._parties: dict[str | None, Names[str]] = {}
        self._seen: dict[tuple[object, ...], Place] = {}

    def figure(self, entry: _Entry, place: Place, note: Callable[..., None]) -> Figure | None:
        """A figure; None where its body, region or party is unknown.

        ``note``: notes a problem, as :meth:`Row.problem` does.
        """
        numbers = Numbers(entry.mayors, entry.supplementary, entry.total)
        try:
            region = self._region(entry.body, entry.region)
            party = self._party(entry.party, region)
        except InputError as error:
            problem = error.problems[0]
            note(problem.field, problem.message, hint=problem.hint)
            return None
        if numbers == Numbers():
            hint = text("Write 0 for no members, or leave the figure out.")
            note("total", text("The figure states no number."), hint=hint)
        stated = tuple(number is None for number in astuple(numbers))
        before = self._seen.setdefault((entry.body, region and region.id, party, stated), place)
        if before is not place:
            message = text("The figure stands there already.")
            if before.line:
                message = text("The figure stands there already, in line {line}.", line=str(before.line))
            note("party", message)
        return Figure(
            entry.body,
            region,
            party,
            numbers,
            self._subject.term,
            self._subject.election,
            entry.source,
            entry.co_operation,
            entry.assumes,
            entry.recorded.consistent,
            entry.recorded.documented,
            place,
        )

    def _region(self, body: str, name: str | None) -> Region | None:
        geography = self._subject.geography
        if body not in BODIES:
            message = text("There is no body {name}.", name=quoted(body))
            raise InputError(message, field="body", hint=did_you_mean(body, BODIES))
        if body != BODIES[0]:
            if name:
                message = text("{body} is a national body; leave the region empty.", body=body)
                raise InputError(message, field="region")
            return None
        if not name:
            ids = ", ".join(region.id for region in geography.regions)
            raise InputError(
                text("The region is missing."), field="region", hint=text("One of {names}.", names=ids)
            )
        return find_region(name, geography)

    def _party(self, name: str | None, region: Region | None) -> str | None:
        """The id of the party; None for the whole body."""
        if not name or name.casefold() == WHOLE_BODY:
            return None
        area = region.id if region else None
        if area not in self._parties:
            lists = (
                result
                for result in self._subject.lists
                if region is None or result.municipality in region.municipalities
            )
            self._parties[area] = party_names(self._subject.parties, lists)
        return party_in(self._parties[area], name, "party")


def _with_co_operation(read: Iterable[Figure | None]) -> tuple[Figure, ...]:
    """Where a body's figures name the co-operation, they are compared with all it could be; else alone."""
    figures = [figure for figure in read if figure]
    named = {(figure.body, figure.region_id) for figure in figures if figure.party == CO_OPERATION}
    return tuple(
        figure
        if figure.co_operation
        else replace(figure, co_operation=ANY if (figure.body, figure.region_id) in named else ALONE)
        for figure in figures
    )
