"""Everything that is wrong with some files, each by itself and votes and mayors together."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from kkr_alloc import bundled
from kkr_alloc.composition import compose
from kkr_alloc.election import ElectionInfo, load_election
from kkr_alloc.errors import InputError, Problem
from kkr_alloc.model import Election, ListResult
from kkr_alloc.sources import Reading, format_of, read_votes
from kkr_alloc.sources.base import Votes
from kkr_alloc.sources.files import STDIN, Content, decode, read_content
from kkr_alloc.sources.tidy import read_co_operation, read_lots, read_mayors
from kkr_alloc.sources.yamlfile import parse_yaml


@dataclass(frozen=True)
class FileCheck:
    """What a file is, and what is wrong with it.

    ``kind``: votes, mayors, co-operation, lots, rules. ``rows``: how many were read, None where none could.
    """

    path: str
    kind: str
    rows: int | None
    problems: tuple[Problem, ...]


class _File(NamedTuple):
    """A file to check. ``content`` is None for a folder, which is read from its path."""

    path: str
    kind: str
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
        try:
            rows = _read(file, info, reading, lists, votes, assumed)
            checks[file.path] = FileCheck(file.path, file.kind, rows, ())
        except InputError as error:
            checks[file.path] = FileCheck(file.path, file.kind, None, error.problems)
    sound = [file for file in files if not checks[file.path].problems]
    _check_together(sound, votes, info, checks)
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
    header = decode(content).split("\n", 1)[0]
    if "votes" in header or ("list_name" in header and "mayor" not in header and "party" not in header):
        return _File(path, "votes", content)
    if "mayor" in header or "party" in header:
        return _File(path, "mayors", content)
    return _File(path, "co-operation" if "list_letter" in header else "votes", content)


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
    known = lists or load_election(info.id).lists
    return read_co_operation(file.content, geography, known).source.rows


def _check_together(
    sound: list[_File],
    votes: dict[str, Votes],
    info: ElectionInfo,
    checks: dict[str, FileCheck],
) -> None:
    """Hold mayors against votes in every region that the votes reach; a problem goes to its file."""
    mayors = [file.path for file in sound if file.kind == "mayors"]
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
