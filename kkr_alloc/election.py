"""An election put together from its parts: the bundled ones, or a user's votes and mayors in their place."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from kkr_alloc import bundled
from kkr_alloc.errors import InputError, Problem, shown
from kkr_alloc.model import CoOperation, Count, Election, Geography, Note, Region, Source
from kkr_alloc.sources import read_votes
from kkr_alloc.sources.base import Register, Votes, plain
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
    fields = read_yaml(path, bundled.told(path))
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
    wanted, known = plain(name), _election_names()
    if wanted not in known:
        from difflib import get_close_matches

        near = get_close_matches(wanted, known, 1, 0.7)
        raise InputError(
            text("There is no election {name}.", name=shown(name)),
            field="election",
            value=shown(name),
            hint=text("Did you mean {name}?", name=near[0])
            if near
            else text("One of {names}.", names=", ".join([*known, LATEST])),
        )
    return _election_info(wanted)


def load_election(
    name: str | None = None,
    *,
    votes: str | Path | None = None,
    mayors: str | Path | None = None,
    co_operation: str | Path | None = None,
) -> Election:
    """A bundled election, with any of its parts replaced by a user's file.

    ``name``: a bundled election, whose mayors, regions and party letters serve where no file is given; by
    default the one the votes name themselves, else ``kv2021``.

    Raises:
        InputError: a file cannot be read or has bad rows (all of them are named), or the votes are of
            another election than ``name``.
    """
    register = bundled.register()
    info = election_info(name or bundled.DEFAULT_ELECTION)
    geography = bundled.geography(info.term_start)
    failed: list[Problem] = []
    found = _collect(failed, lambda: _votes(votes, info, register, geography))
    if found is not None and found.election not in (None, info.id):
        if name is not None:
            raise InputError(
                text("The votes are of {found}, not of {asked}.", found=found.election, asked=info.id),
                file=found.sources[0].path,
                field="election",
                value=found.election,
                hint=text("Leave --election out, or name the right one."),
            )
        info = election_info(found.election)
        geography = bundled.geography(info.term_start)
    lists = found.lists if found else ()
    sitting = _collect(
        failed,
        lambda: read_mayors(
            read_content(mayors) if mayors else info.table("mayors.csv"), register, geography, lists, info.id
        ),
    )
    pooled = (
        None
        if found is None
        else _collect(failed, lambda: _co_operation(co_operation, info, found, geography))
    )
    if failed or found is None or sitting is None or pooled is None:
        raise InputError(failed[0].message, failed)
    register_of_lists, co_operation_source = pooled
    assumptions = list(found.notes)
    if votes and not mayors:
        assumptions.append(
            Note(
                "bundled-mayors",
                text("The mayors are the bundled ones of {term}.", term=info.term),
            )
        )
    totals = found.totals if votes else read_totals(info.table("totals.csv"), geography)
    return Election(
        info.id,
        info.name,
        info.day,
        info.term,
        geography,
        register.parties,
        found.lists,
        sitting.mayors,
        register_of_lists,
        found.count,
        found.counts,
        totals,
        (*found.sources, sitting.source, *co_operation_source),
        tuple(assumptions),
    )


def _collect(failed: list[Problem], read: Callable[[], T]) -> T | None:
    """The result of reading one part; its problems are kept so that all parts' are told together."""
    try:
        return read()
    except InputError as error:
        failed.extend(error.problems)
        return None


def _votes(path: str | Path | None, info: ElectionInfo, register: Register, geography: Geography) -> Votes:
    if path is not None:
        return read_votes(path, register, geography, info.id)
    votes = tidy_votes(info.table("votes.csv"), register, geography, info.id)
    return replace(votes, count=Count(final=True))


def _co_operation(
    path: str | Path | None, info: ElectionInfo, votes: Votes, geography: Geography
) -> tuple[CoOperation, tuple[Source, ...]]:
    if path is not None:
        given = read_co_operation(read_content(path), geography, votes.lists)
        return CoOperation("complete", given.lists), (given.source,)
    known = read_co_operation(info.table("co_operation.csv"), geography, votes.lists)
    return CoOperation(info.co_operation, known.lists), (known.source,) if known.lists else ()


def find_region(name: str, geography: Geography) -> Region:
    """A region by its name with or without Danish letters, any case, or its official code.

    Raises:
        InputError: there is none; the nearest name is suggested.
    """
    wanted = _ascii(name).removeprefix("kkr").removeprefix("region")
    keys = {
        key: region
        for region in geography.regions
        for key in (region.id, _ascii(region.name), _ascii(region.english), region.code)
    }
    if wanted in keys:
        return keys[wanted]
    from difflib import get_close_matches

    near = get_close_matches(wanted, keys, 1, 0.6)
    raise InputError(
        text("There is no region {name}.", name=shown(name)),
        field="region",
        value=shown(name),
        hint=text("Did you mean {name}?", name=keys[near[0]].id)
        if near
        else text("One of {names}.", names=", ".join(region.id for region in geography.regions)),
    )


def _ascii(name: str) -> str:
    return plain(name).replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
