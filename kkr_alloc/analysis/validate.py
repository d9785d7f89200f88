"""Everything that is wrong with some files, each by itself and votes and mayors together."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.analysis.certainty import compose_all
from kkr_alloc.election import ElectionInfo, load_election
from kkr_alloc.errors import InputError, Problem
from kkr_alloc.model import ListResult
from kkr_alloc.results import Answer
from kkr_alloc.sources import format_of, read_votes
from kkr_alloc.sources.base import Votes
from kkr_alloc.sources.files import STDIN, Content, display_path, read_content
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


def validate(paths: Iterable[str], info: ElectionInfo, *, assumed: bool) -> Validation:
    """Check files; a path that is no file is a problem of its own.

    ``info``: the election they are of, where the votes do not name it. ``assumed``: nobody chose it.
    """
    paths = tuple(dict.fromkeys(paths))
    checks: dict[str, FileCheck] = {}
    files: list[tuple[str, str, Content | None]] = []
    for path in paths:
        try:
            files.append((path, *_recognised(path)))
        except InputError as error:
            checks[path] = FileCheck(path, "unknown", None, error.problems)
    register, geography = bundled.register(), bundled.geography(info.term_start)
    votes: dict[str, Votes] = {}
    for path, kind, content in sorted(files, key=lambda file: file[1] != "votes"):
        rows, problems = None, tuple[Problem, ...]()
        try:
            if content is None or kind == "votes":
                found = read_votes(content or path, register, geography, info.id, assumed=assumed)
                rows, problems = found.sources[0].rows, (*found.unreadable, *found.contradictions)
                votes[path] = replace(found, problems={})
            else:
                lists = [result for some in votes.values() for result in some.lists]
                rows = _rows(kind, content, info, lists)
        except InputError as error:
            problems = error.problems
        checks[path] = FileCheck(path, kind, rows, problems)
    _check_together(votes, info, checks)
    return Validation(tuple(replace(checks[path], path=display_path(path)) for path in paths))


def _recognised(path: str) -> tuple[str, Content | None]:
    """What a file is, detected from its content; a folder, which is read from its path, has none."""
    if path != STDIN and os.path.isdir(path):
        return "votes", None
    content = read_content(path)
    if format_of(content) != "tidy":
        return "votes", content
    if path.lower().endswith((".yaml", ".yml")):
        return "lots" if isinstance(parse_yaml(content), list) else "rules", content
    return _kind_of_table(columns_of(content)), content


def _kind_of_table(columns: set[str]) -> str:
    """What a table is, by its header; the columns that mayors and a co-operation share mean the latter."""
    if not columns.isdisjoint(("votes", "seats", *COUNT_COLUMNS)):
        return "votes"
    if not columns.isdisjoint(("mayor", "party", "note")):
        return "mayors"
    # Beside columns that nobody knows, a list's name is rather of votes that are called something else.
    known = "list_name" not in columns or columns <= {*CO_OPERATION_COLUMNS}
    return "co-operation" if "list_letter" in columns and known else "votes"


def _rows(kind: str, content: Content, info: ElectionInfo, lists: Sequence[ListResult]) -> int:
    """The number of rows of a file; mayors and a co-operation are held against the ``lists`` with votes."""
    geography = bundled.geography(info.term_start)
    if kind == "lots":
        return len(read_lots(content, geography)[0])
    if kind == "rules":
        return len(bundled.rule_file(content).bodies)
    if kind == "mayors":
        return len(read_mayors(content, bundled.register(), geography, lists, info.id)[0])
    return read_co_operation(content, geography, lists or load_election(info.id).lists)[1].rows


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
    reached = {result.municipality for result in election.lists} | set(election.counts)
    regions = [one for one in election.geography.regions if not reached.isdisjoint(one.municipalities)]
    try:
        compose_all(election, [("kkr", region.id) for region in regions], rules=bundled.rules())
    except InputError as error:
        for problem in error.problems:
            owner = checks[problem.file if problem.file in checks else path]
            checks[owner.path] = replace(owner, problems=(*owner.problems, problem))
