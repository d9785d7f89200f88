"""Published figures of KL's bodies: the bundled ones, or a user's own, with their elections."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable

from msgspec import Struct

from kkr_alloc import bundled
from kkr_alloc.election import bundled_elections, election_info, load_election
from kkr_alloc.errors import InputError, quoted
from kkr_alloc.model import Election, Source
from kkr_alloc.sources.expected import (
    ALONE,
    ANY,
    Consistent,
    Documented,
    Figure,
    Numbers,
    PooledVotes,
    Subject,
    read_figures,
    read_form,
    read_table,
)
from kkr_alloc.sources.files import Content, read_content
from kkr_alloc.text import text

__all__ = [
    "ALONE",
    "ANY",
    "Consistent",
    "Documented",
    "Figure",
    "Numbers",
    "PooledVotes",
    "Published",
    "bundled_figures",
    "read_expected",
]

Load = Callable[[str | None], Election]


class Published(Struct, frozen=True):
    """Published figures and the elections they are compared with. ``path``: where the figures were read."""

    path: str
    figures: tuple[Figure, ...]
    elections: dict[str, Election]
    sources: tuple[Source, ...]


def bundled_figures(election: str | None = None) -> Published:
    """The published figures that come with the program, of one election or of all terms.

    Raises:
        InputError: no figures of that election are bundled.
    """
    info = election_info(election) if election else None
    names = sorted(os.listdir(bundled.data_file("published")))
    paths = [bundled.data_file("published", name) for name in names]
    read = [
        _in_bundled_form(
            read_content(path, bundled.display_path(path)), load_election, info.term if info else None
        )
        for path in paths
    ]
    found = [figures for figures in read if figures is not None]
    if not found:
        terms = ", ".join(name.removesuffix(".yaml") for name in names)
        raise InputError(
            text(
                "No published figures of {election} come with the program.", election=info.id if info else ""
            ),
            field="election",
            value=quoted(election),
            hint=text("There are some of {terms}; give your own with --expected.", terms=terms),
        )
    return Published(
        bundled.display_path(bundled.data_file("published")),
        tuple(figure for one in found for figure in one.figures),
        {key: value for one in found for key, value in one.elections.items()},
        tuple(source for one in found for source in one.sources),
    )


def read_expected(
    path: str, election: str | None = None, load: Load = load_election, *, own: bool = False
) -> Published:
    """A user's table: CSV with the columns region, party, mayors, supplementary, total, or YAML as bundled.

    ``election``: what it is compared with, else the one of the YAML's term, else the default. ``load``: loads
    an election by name, with the user's own files in its parts' places where there are any. ``own``: there
    are, so the figures are held against them even where no bundled election is of their term.

    Raises:
        InputError: columns, regions, parties or numbers are wrong; every bad row is listed.
    """
    content = read_content(path)
    if not path.lower().endswith((".yaml", ".yml")):
        loaded = load(election)
        return _published(content, read_table(content, _subject(loaded)), loaded)
    term = election_info(election).term if election else None
    figures = _in_bundled_form(content, load, term, own)
    if figures is None:
        raise InputError(
            text("The figures are not of {election}, term {term}.", election=election, term=term),
            file=content.path,
            field="term",
            hint=text("Leave --election out, or name the right one."),
        )
    return figures


def _in_bundled_form(content: Content, load: Load, wanted: str | None, own: bool = False) -> Published | None:
    """The figures of a YAML file; None where they are of another term than ``wanted``."""
    form = read_form(content)
    term = form.term or wanted or election_info().term
    if wanted is not None and term != wanted:
        return None
    name = next((info.id for info in bundled_elections() if info.term == term), None)
    election = load(name) if name or own else None
    if election is None:
        geography = bundled.geography(datetime.date(int(term[:4]), 1, 1))
        subject = Subject(term, None, geography, bundled.register().parties, ())
    elif election.term == term:
        subject = _subject(election)
    else:
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
    return _published(content, read_figures(form, subject, content.path), election)


def _subject(election: Election) -> Subject:
    return Subject(election.term, election.id, election.geography, election.parties, election.lists)


def _published(content: Content, figures: tuple[Figure, ...], election: Election | None) -> Published:
    source = content.source("expected", len(figures))
    elections = {election.id: election} if election else {}
    return Published(content.path, figures, elections, (source,))
