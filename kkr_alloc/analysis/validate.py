"""Everything that is wrong with some files, each by itself and votes and mayors together."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from msgspec import Struct
from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.composition import compose
from kkr_alloc.election import ElectionInfo, load_election
from kkr_alloc.errors import InputError, Problem, Problems
from kkr_alloc.model import Election, ListResult
from kkr_alloc.sources import Reading, format_of, read_votes
from kkr_alloc.sources.base import Votes, plain
from kkr_alloc.sources.files import STDIN, Content, decode, read_content, read_rows
from kkr_alloc.sources.tidy import (
    CO_OPERATION_COLUMNS,
    COUNT_COLUMNS,
    read_co_operation,
    read_lots,
    read_mayors,
)
from kkr_alloc.sources.yamlfile import parse_yaml


class FileCheck(Struct, frozen=True):
    """What a file is, and what is wrong with it.

    ``kind``: votes, mayors, co-operation, lots, rules. ``rows``: how many were read, None where none could.
    """

    path: str
    kind: str
    rows: int | None
    problems: tuple[Problem, ...]


class _File(Struct, frozen=True):
    """A file to check. ``content`` is None for a folder, which is read from its path.

    ``kind``: None where the columns are those of a co-operation, and of mayors too.
    """

    path: str
    kind: str | None
    content: Content | None = None


def validate(
    paths: Iterable[str], info: ElectionInfo, reading: Reading, *, assumed: bool
) -> tuple[FileCheck, ...]:
    """Check files, in the order given; a file whose path is no file is told as such.

    ``info``: the election they are of, where the votes do not name it. ``assumed``: nobody asked for it.
    """
    checks: dict[str, FileCheck] = {}
    files: list[_File] = []
    for path in paths:
        try:
            files.append(_recognised(path, reading))
        except InputError as error:
            checks[path] = FileCheck(path, "unknown", None, error.problems)
    votes: dict[str, Votes] = {}
    for file in sorted(files, key=lambda file: file.kind != "votes"):
        lists = [result for some in votes.values() for result in some.lists]
        kind = file.kind
        if kind is None:
            standing = lists or [*load_election(info.id).lists]
            kind = _mayors_or_co_operation(file, standing)
            lists = standing if kind == "co-operation" else lists
        try:
            rows = _read(replace(file, kind=kind), info, reading, lists, votes, assumed)
            checks[file.path] = FileCheck(file.path, kind, rows, ())
        except InputError as error:
            checks[file.path] = FileCheck(file.path, kind, None, error.problems)
    _check_together(votes, info, checks)
    return tuple(checks[path] for path in dict.fromkeys(paths))


def _recognised(path: str, reading: Reading) -> _File:
    """What a file is, told by its content."""
    if path != STDIN and os.path.isdir(path):
        return _File(path, "votes")
    content = read_content(path)
    if reading.format or format_of(content) != "tidy":
        return _File(path, "votes", content)
    if path.lower().endswith((".yaml", ".yml")):
        return _File(path, "lots" if isinstance(parse_yaml(content), list) else "rules", content)
    return _File(path, _kind_of_table(_columns(content)), content)


def _columns(content: Content) -> set[str]:
    """The columns of a table, whatever separates them: only commas are read, but not only they are sent."""
    header = decode(content).lstrip().partition("\n")[0]
    return {column.strip().strip('"') for column in re.split(r"[,;\t|]", header)}


def _kind_of_table(columns: set[str]) -> str | None:
    """What a table is, by the columns that only one kind has; None for mayors or co-operation."""
    if not columns.isdisjoint(("votes", "seats", *COUNT_COLUMNS)):
        return "votes"
    if not columns.isdisjoint(("mayor", "party", "note")):
        return "mayors"
    # Beside columns that nobody knows, a list's name is rather of votes that are called something else.
    known = "list_name" not in columns or columns <= {*CO_OPERATION_COLUMNS}
    return None if "list_letter" in columns and known else "votes"


def _mayors_or_co_operation(file: _File, standing: Iterable[ListResult]) -> str:
    """What a table is that may be either: most mayors are a party's, a co-operation has local lists."""
    assert file.content is not None
    parties = {
        (result.municipality, of)
        for result in standing
        if result.party
        for of in (result.letter, plain(result.name))
    }
    try:
        rows = [
            (row.get("municipality_code"), row.get("list_letter") or plain(row.get("list_name")))
            for row in read_rows(file.content, Problems(), (), CO_OPERATION_COLUMNS)
        ]
    except InputError:  # it is told when the file is read
        return "co-operation"
    return "mayors" if 2 * sum(row in parties for row in rows) > len(rows) else "co-operation"


def _read(
    file: _File,
    info: ElectionInfo,
    reading: Reading,
    lists: list[ListResult],
    votes: dict[str, Votes],
    assumed: bool,
) -> int:
    """Read a file and say how many rows it has; its votes are kept for the others to be held against."""
    register, geography = bundled.register(), bundled.geography(info.term_start)
    if file.kind == "votes":
        source = file.content or file.path
        found = votes[file.path] = read_votes(source, register, geography, info.id, reading, assumed=assumed)
        return found.sources[0].rows
    assert file.content is not None
    if file.kind == "lots":
        return len(read_lots(file.content, geography).lots)
    if file.kind == "rules":
        return len(bundled.rule_file(file.content).bodies)
    if file.kind == "mayors":
        return len(read_mayors(file.content, register, geography, lists, info.id).mayors)
    return read_co_operation(file.content, geography, lists).source.rows


def _check_together(
    votes: dict[str, Votes],
    info: ElectionInfo,
    checks: dict[str, FileCheck],
) -> None:
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
