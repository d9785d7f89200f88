"""Reading votes: one module per format, each giving the same :class:`~kkr_alloc.sources.base.Votes`.

The format is detected from the content; a reader's module is imported when it is needed.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from msgspec.structs import replace

from kkr_alloc.errors import InputError
from kkr_alloc.model import Geography
from kkr_alloc.names import Register
from kkr_alloc.sources import tidy
from kkr_alloc.sources.base import Votes, settle_election
from kkr_alloc.sources.files import STDIN, Content, Given, display_path, read_content, read_error
from kkr_alloc.sources.kinds import columns_of, is_workbook, table_kind
from kkr_alloc.text import text

Progress = Callable[[int, int], None]
"""Called with how many files of how many are read."""


def read_votes(
    path: Given,
    register: Register,
    geography: Geography,
    election: str | None = None,
    *,
    progress: Progress | None = None,
) -> Votes:
    """The votes at ``path``: a file as it is given, or a folder.

    ``election``: that of votes that do not name theirs, and which of several is read. ``progress``: called
    with how many files of how many are read.

    Raises:
        InputError: it cannot be read, its format is unknown, or it has bad rows; all of them are listed.
        OptionError: the election is missing, or another than the votes name.
    """
    if isinstance(path, str | os.PathLike) and display_path(path) != STDIN and os.path.isdir(path):
        votes = _read_folder(str(path), register, geography, progress)
    else:
        content = read_content(path)
        votes = _read_file(content, register, geography, election)
        votes = replace(votes, notes=(*content.notes, *votes.notes))
    settle_election([votes.election], election, votes.sources[0].path)
    return votes


def _read_file(content: Content, register: Register, geography: Geography, election: str | None) -> Votes:
    kind = None if is_workbook(content) else table_kind(columns_of(content))
    if kind == "valgdk-export":
        from kkr_alloc.sources import valgdk_export

        return valgdk_export.read_export(content, register, geography)
    if kind == "statbank":
        from kkr_alloc.sources import statbank

        return statbank.read(content, register, geography, election)
    return tidy.read_votes(content, register, geography, election)


def _read_folder(path: str, register: Register, geography: Geography, progress: Progress | None) -> Votes:
    from kkr_alloc.sources import valgdk_export, valgdk_feed

    try:
        names = os.listdir(path)
    except OSError as error:
        raise read_error(error, display_path(path)) from None
    if valgdk_export.looks_like_exports(names):
        return valgdk_export.read_exports(path, register, geography)
    if valgdk_feed.looks_like_feed(names):
        return valgdk_feed.Feed(path, register, geography, progress=progress).read()
    raise InputError(
        text("This is a folder, and neither valg.dk's feed nor its exports."),
        file=display_path(path),
        hint=text("Name the folder that holds valgresultater/, or one with Kommunalvalg_*.csv files."),
    )
