"""What some files are and everything that is wrong with them, by themselves and with each other."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.analysis.certainty import compose_all
from kkr_alloc.deviations import other_votes
from kkr_alloc.election import ElectionInfo, election_info, info_by_id, load_election
from kkr_alloc.errors import InputError, OptionError, Problem
from kkr_alloc.model import ListResult, Note
from kkr_alloc.published import read_expected
from kkr_alloc.results import Answer
from kkr_alloc.sources import read_votes
from kkr_alloc.sources.base import Votes
from kkr_alloc.sources.files import STDIN, Content, display_path, read_content
from kkr_alloc.sources.kinds import OPTIONS, columns_of, kind_of
from kkr_alloc.sources.tidy import read_co_operation, read_lots, read_mayors
from kkr_alloc.tally import notes_on


class FileCheck(Struct, frozen=True):
    """What a file is, what is wrong with it, and what reading it says.

    ``kind``: votes, mayors, co-operation, expected, lots, rules; or what no command takes; unknown where it
    cannot be read at all. ``rows``: how many were read, None where none could. ``election``: the one that the
    votes are read as; ``election_named``: by the file, not by ``--election``. ``sheet``: of a workbook.
    ``encoding``: of a text.
    """

    path: str
    kind: str
    rows: int | None = None
    election: str | None = None
    election_named: bool | None = None
    sheet: str | None = None
    encoding: str | None = None
    municipalities: int | None = None
    lists: int | None = None
    votes: int | None = None
    problems: tuple[Problem, ...] = ()
    notes: tuple[Note, ...] = ()


class Validation(Answer, frozen=True):
    """Some files and what is wrong with them, in the order given."""

    schema: ClassVar[str] = "validation"

    files: tuple[FileCheck, ...]


def validate(paths: Iterable[str], election: str | None = None) -> Validation:
    """Check files; a path that is no file is a problem of its own.

    ``election``: a bundled one that they are of; by default the one that the votes name, without votes
    ``kv2021``.

    Raises:
        OptionError: votes do not name their election and ``election`` is missing, or they are of another.
    """
    asked = election_info(election).id if election else None
    paths = tuple(dict.fromkeys(paths))
    checks: dict[str, FileCheck] = {}
    files: list[tuple[str, str, Content | None]] = []
    for path in paths:
        try:
            files.append((path, *_recognised(path)))
        except InputError as error:
            checks[path] = FileCheck(path, "unknown", problems=error.problems)
    info = election_info(asked or bundled.DEFAULT_ELECTION)
    register, geography = bundled.register(), bundled.geography(info.term_start)
    votes: dict[str, Votes] = {}
    for path, kind, content in sorted(files, key=lambda file: file[1] != "votes"):
        check = FileCheck(path, kind)
        try:
            if content is None or kind == "votes":
                read = read_votes(content or path, register, geography, asked)
                votes[path], info = replace(read, problems={}), info_by_id(read.election)
                remarks = {**read.remarks, **other_votes(read, geography)}
                notes = (*read.notes, *notes_on(remarks, geography.municipalities))
                check = _with_votes(check, replace(read, notes=notes), asked)
            else:
                lists = [result for some in votes.values() for result in some.lists]
                check = _with_rows(check, content, info, lists, asked)
        except OptionError:
            raise
        except InputError as error:
            check = replace(check, problems=error.problems)
        if content:
            notes = check.notes or content.notes
            check = replace(check, sheet=content.sheet, encoding=content.encoding, notes=notes)
        checks[path] = check
    _check_together(votes, checks)
    return Validation(tuple(replace(checks[path], path=display_path(path)) for path in paths))


def _recognised(path: str) -> tuple[str, Content | None]:
    """What a file is, detected from its content; a folder, which is read from its path, has none."""
    if path != STDIN and os.path.isdir(path):
        return "votes", None
    content = read_content(path)
    kind = kind_of(content)
    if kind is None:
        is_yaml = path.lower().endswith((".yaml", ".yml"))
        kind = "rules" if is_yaml else _likely_kind(columns_of(content))
    return "votes" if kind in ("valgdk-export", "statbank") else kind, content


def _likely_kind(columns: set[str]) -> str:
    """What a table may be meant to be that has the columns of no kind."""
    if not columns.isdisjoint(("mayor", "party", "note")):
        return "mayors"
    return "co-operation" if "list_letter" in columns and "list_name" not in columns else "votes"


def _with_votes(check: FileCheck, votes: Votes, asked: str | None) -> FileCheck:
    return replace(
        check,
        rows=votes.sources[0].rows,
        election=votes.election,
        election_named=asked is None,
        municipalities=len({result.municipality for result in votes.lists}),
        lists=len(votes.lists),
        votes=sum(result.votes for result in votes.lists),
        problems=(*votes.unreadable, *votes.contradictions),
        notes=votes.notes,
    )


def _with_rows(
    check: FileCheck, content: Content, info: ElectionInfo, lists: Sequence[ListResult], asked: str | None
) -> FileCheck:
    """The check of another file; mayors and a co-operation are held against the ``lists`` with votes."""
    geography = bundled.geography(info.term_start)
    municipalities = None
    match check.kind:
        case "lots":
            rows = len(read_lots(content, geography)[0])
        case "rules":
            rows = len(bundled.rule_file(content).bodies)
        case "expected":
            rows = len(read_expected(content, asked).figures)
        case "mayors":
            mayors, _ = read_mayors(content, bundled.register(), geography, lists, info.id)
            rows = municipalities = len(mayors)
        case "co-operation":
            found, source = read_co_operation(content, geography, lists or load_election(info.id).lists)
            rows, municipalities = source.rows, len({one[:3] for one in found})
        case kind:
            raise InputError(OPTIONS[kind], file=content.path)
    return replace(check, rows=rows, municipalities=municipalities)


def _check_together(votes: dict[str, Votes], checks: dict[str, FileCheck]) -> None:
    """Hold mayors against votes in every region that the votes reach; a problem goes to its file."""
    mayors = [check.path for check in checks.values() if check.kind == "mayors" and not check.problems]
    if len(votes) != 1 or len(mayors) > 1:
        return
    (path, found), *_ = votes.items()
    try:
        election = load_election(votes=found, mayors=mayors[0] if mayors else None)
    except InputError as error:
        checks[path] = replace(checks[path], problems=error.problems)
        return
    reached = {result.municipality for result in election.lists} | set(election.counts)
    regions = [one for one in election.geography.regions if not reached.isdisjoint(one.municipalities)]
    try:
        compose_all(election, [("kkr", region.id) for region in regions], rules=bundled.rules())
    except InputError as error:
        for problem in error.problems:
            owner = checks[problem.file if problem.file in checks else path]
            checks[owner.path] = replace(owner, problems=(*owner.problems, problem))
