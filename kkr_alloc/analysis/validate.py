"""Everything that is wrong with some files, each by itself and votes and mayors together."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import ClassVar

from msgspec import Struct

from kkr_alloc import bundled
from kkr_alloc.composition import compose
from kkr_alloc.election import ElectionInfo, load_election
from kkr_alloc.errors import InputError, Problem
from kkr_alloc.model import Answer, Election
from kkr_alloc.sources import format_of, read_votes
from kkr_alloc.sources.base import Votes
from kkr_alloc.sources.files import STDIN, Content, read_content
from kkr_alloc.sources.repeated import COUNT_COLUMNS
from kkr_alloc.sources.table import columns_of
from kkr_alloc.sources.tidy import CO_OPERATION_COLUMNS, read_co_operation, read_lots, read_mayors
from kkr_alloc.sources.yamlfile import parse_yaml


class FileCheck(Struct, frozen=True):
    """What a file is, and what is wrong with it.

    ``kind``: votes, mayors, co-operation, lots, rules; unknown where it cannot be read at all. ``rows``: how
    many were read, None where none could.
    """

    path: str
    kind: str
    rows: int | None
    problems: tuple[Problem, ...]


class Validation(Answer, frozen=True):
    """Some files and what is wrong with them, in the order given."""

    schema: ClassVar[str] = "validation"

    files: tuple[FileCheck, ...]


class _File(Struct, frozen=True):
    """A file to check. ``content`` is None for a folder, which is read from its path."""

    path: str
    kind: str
    content: Content | None = None


def validate(paths: Iterable[str], info: ElectionInfo, *, assumed: bool, skip_unreadable: bool) -> Validation:
    """Check files; a path that is no file is a problem of its own.

    ``info``: the election they are of, where the votes do not name it. ``assumed``: nobody chose it.
    """
    paths = tuple(dict.fromkeys(paths))
    checks: dict[str, FileCheck] = {}
    files: list[_File] = []
    for path in paths:
        try:
            files.append(_recognised(path))
        except InputError as error:
            checks[path] = FileCheck(path, "unknown", None, error.problems)
    votes: dict[str, Votes] = {}
    for file in sorted(files, key=lambda file: file.kind != "votes"):
        try:
            rows = _read(file, info, votes, assumed, skip_unreadable)
            checks[file.path] = FileCheck(file.path, file.kind, rows, ())
        except InputError as error:
            checks[file.path] = FileCheck(file.path, file.kind, None, error.problems)
    _check_together(votes, info, checks)
    return Validation(tuple(checks[path] for path in paths))


def _recognised(path: str) -> _File:
    """What a file is, detected from its content."""
    if path != STDIN and os.path.isdir(path):
        return _File(path, "votes")
    content = read_content(path)
    if format_of(content) != "tidy":
        return _File(path, "votes", content)
    if path.lower().endswith((".yaml", ".yml")):
        return _File(path, "lots" if isinstance(parse_yaml(content), list) else "rules", content)
    return _File(path, _kind_of_table(columns_of(content)), content)


def _kind_of_table(columns: set[str]) -> str:
    """What a table is, by its header; the columns that mayors and a co-operation share mean the latter."""
    if not columns.isdisjoint(("votes", "seats", *COUNT_COLUMNS)):
        return "votes"
    if not columns.isdisjoint(("mayor", "party", "note")):
        return "mayors"
    # Beside columns that nobody knows, a list's name is rather of votes that are called something else.
    known = "list_name" not in columns or columns <= {*CO_OPERATION_COLUMNS}
    return "co-operation" if "list_letter" in columns and known else "votes"


def _read(
    file: _File, info: ElectionInfo, votes: dict[str, Votes], assumed: bool, skip_unreadable: bool
) -> int:
    """Read a file and return its number of rows; its votes are kept to hold the other files against them."""
    register, geography = bundled.register(), bundled.geography(info.term_start)
    if file.kind == "votes":
        source = file.content or file.path
        found = votes[file.path] = read_votes(
            source, register, geography, info.id, assumed=assumed, skip_unreadable=skip_unreadable
        )
        return found.sources[0].rows
    assert file.content is not None
    if file.kind == "lots":
        return len(read_lots(file.content, geography)[0])
    if file.kind == "rules":
        return len(bundled.rule_file(file.content).bodies)
    lists = [result for some in votes.values() for result in some.lists]
    if file.kind == "mayors":
        return len(read_mayors(file.content, register, geography, lists, info.id)[0])
    standing = lists or load_election(info.id).lists
    return read_co_operation(file.content, geography, standing)[1].rows


def _check_together(votes: dict[str, Votes], info: ElectionInfo, checks: dict[str, FileCheck]) -> None:
    """Hold mayors against votes in every region that the votes reach; a problem goes to its file."""
    mayors = [check.path for check in checks.values() if check.kind == "mayors" and not check.problems]
    if len(votes) != 1 or len(mayors) > 1:
        return
    (path, found), *_ = votes.items()
    try:
        election = load_election(
            None if found.election else info.id, votes=found, mayors=mayors[0] if mayors else None
        )
    except InputError as error:
        checks[path] = FileCheck(path, "votes", None, error.problems)
        return
    for problem in _problems(election):
        owner = problem.file if problem.file in checks else path
        before = checks[owner]
        checks[owner] = FileCheck(owner, before.kind, before.rows, (*before.problems, problem))


def _problems(election: Election) -> Iterable[Problem]:
    reached = {result.municipality for result in election.lists} | set(election.counts)
    for region in election.geography.regions:
        if reached & set(region.municipalities):
            try:
                compose(election, "kkr", region.id, rules=bundled.rules())
            except InputError as error:
                yield from error.problems
