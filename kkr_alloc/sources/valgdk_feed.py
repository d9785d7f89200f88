"""valg.dk's JSON feed of an election: a folder with one file per polling area and one per council."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from kkr_alloc.errors import InputError, Problem, Problems
from kkr_alloc.model import Count, Digest, Geography, ListResult, Note, Place, Source
from kkr_alloc.names import Names, Register, municipality_names
from kkr_alloc.sources.base import Votes, local_ids
from kkr_alloc.sources.files import MAX_BYTES, display_path
from kkr_alloc.sources.folder import Entry, entries, folder_sha256
from kkr_alloc.sources.valgdk_json import AREA, COUNCIL, Area, Council, ListName, parse
from kkr_alloc.sources.valgdk_tally import (
    FeedFiles,
    FeedMemory,
    GoneFiles,
    by_municipality,
    council_seats,
    count_of,
    missing_areas,
    newest,
    separate_tests,
    totals_of,
    votes_of,
)
from kkr_alloc.text import text

RESULTS, SEATS, TESTS = "valgresultater", "mandatfordeling", "verifikation"
_OTHERS = ("kandidat-data", "valgdeltagelse")
_STAMP = re.compile(r"-\d{12}$")
_NAMED = re.compile(r"valgresultater-[^-]+-(?P<municipality>.+?_(?:regions)?kommune)-", re.IGNORECASE)


def looks_like_feed(folder: str | Path) -> bool:
    """Whether the folder is such a feed, by its names only."""
    try:
        names = os.listdir(folder)
    except OSError:
        return False
    return any(name.startswith(RESULTS) and (name == RESULTS or name.endswith(".json")) for name in names)


class _File(Struct, frozen=True):
    """One file, read: its hash and what it holds, or why it cannot be read."""

    name: str
    sha256: str
    content: Area | Council | InputError


class Feed:
    """A feed that is read again and again: only files that changed are opened.

    ``folder`` holds ``valgresultater/`` (and ``mandatfordeling/``), or is itself the folder of the files.
    ``skip_unreadable``: a file that cannot be read is not an error; its polling area is not counted.
    ``files_read`` is how many files the last :meth:`read` opened; ``waiting``: whether one was taken as it
    was before, for it may be half written. ``progress`` is called after each file with how many of how many
    have been read.
    """

    def __init__(
        self,
        folder: str | Path,
        register: Register,
        geography: Geography,
        *,
        skip_unreadable: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self.folder = str(folder)
        self.skip_unreadable = skip_unreadable
        self.files_read = 0
        self.waiting = False
        self._path = display_path(folder)
        self._register = register
        self._geography = geography
        self._progress = progress
        self._known: dict[Entry, _File] = {}
        self._memory = FeedMemory()
        self._last: tuple[object, Votes] | None = None

    def read(self) -> Votes:
        """The votes as the folder has them now, each polling area by its newest release.

        A file that was good at the read before and is bad now is taken as it was, once. Where files that
        counted are gone, what they held is not counted and no count is final.

        Raises:
            InputError: the folder or a file cannot be read, a number is wrong or contradicts another, an
                area's municipality is unknown, or the election is not municipal. Every bad file is named.
        """
        problems = Problems()
        found, tests = _find(self.folder, problems)
        state = found, tests, self.skip_unreadable
        if self._last and self._last[0] == state and not problems.found:
            self.files_read = 0
            return self._last[1]
        files = self._open(found)
        unreadable = _unreadable(files, problems)
        areas = [file.content for file in files if isinstance(file.content, Area)]
        councils = [file.content for file in files if isinstance(file.content, Council)]
        if not (areas and self.skip_unreadable):
            problems.found += unreadable.values()
        problems.raise_if_any()
        feed = separate_tests(areas, councils, self._path)
        election = f"kv{feed.polling_day[:4]}"
        councils_by_code = newest(feed.councils, problems)
        here = by_municipality(newest(feed.areas, problems).values(), self._geography, problems)
        votes = {code: votes_of(of_municipality) for code, of_municipality in here.items()}
        seats = council_seats(councils_by_code, votes, problems)
        read = {_polling_area(area.file) for area in feed.areas}
        unread = _unread_areas(unreadable, read, municipality_names(self._geography), problems)
        problems.raise_if_any()
        unknown = missing_areas(councils_by_code, here) - unread  # those of which not even a file is here
        gone = self._memory.gone(feed, {f"{self._path.rstrip('/')}/{entry.name}" for entry in found})
        missing = (unknown + unread) | gone.areas(here)
        codes = sorted({*here, *missing})
        counts = {code: count_of(here.get(code, ()), missing[code]) for code in codes}
        for code in counts.keys() & gone.files.keys():
            counts[code] = replace(counts[code], final=False)
        lists = self._lists(election, votes, seats)
        confirmed = {code for code, council in councils_by_code.items() if council.based_on}
        unconfirmed = {code for code, count in counts.items() if count.final} - confirmed
        digest = Digest(folder_sha256((file.name, file.sha256) for file in files))
        made = Votes(
            lists,
            Count.of_all(counts.values()),
            (Source("votes", self._path, digest, len(lists)),),
            counts,
            {code: totals_of(code, here.get(code, ()), missing[code]) for code in codes},
            election,
            (
                *_notes_on_files(self._path, tests, feed, unreadable),
                *_notes_on_areas(unknown, unconfirmed, self._geography.municipalities),
                *_note_on_gone(gone),
            ),
        )
        settled = self._known.keys() >= {*found} and not self.waiting
        self._last = (state, made) if settled else None
        return made

    def _open(self, found: list[Entry]) -> list[_File]:
        """What the files hold. One that has not changed since it was read is not opened again."""
        known, self._known, self.files_read, self.waiting = self._known, {}, 0, False
        before = {entry.name: file for entry, file in known.items()}
        files: list[_File] = []
        for entry in found:
            file = known.get(entry)
            if file is None:
                self.files_read += 1
                file = _read_file(entry, self._path)
            if file.sha256:
                self._known[entry] = file
            last = before.get(entry.name, file)
            if isinstance(file.content, InputError) and not isinstance(last.content, InputError):
                file, self.waiting = last, True
            files.append(file)
            if self._progress is not None:
                self._progress(len(files), len(found))
        return files

    def _lists(
        self, election: str, votes: dict[str, Counter[ListName]], seats: dict[str, Counter[ListName]]
    ) -> tuple[ListResult, ...]:
        identity, place = local_ids(), Place(self._path)
        lists = []
        for code in sorted(votes):
            for (letter, name), number in sorted(votes[code].items()):
                party = self._register.match(letter, name, election)
                won = seats[code][letter, name] if code in seats else None
                own_id = identity(code, letter)
                lists.append(ListResult(code, letter, name, party, number, won, own_id, place))
        return tuple(lists)


def _find(folder: str, problems: Problems) -> tuple[list[Entry], list[str]]:
    """The files to read, and the names of the tests that are not even opened."""
    parts = (RESULTS, SEATS, TESTS) if os.path.isdir(os.path.join(folder, RESULTS)) else ("",)
    found, tests = [], []
    for part in parts:
        if os.path.isdir(os.path.join(folder, part)) or not part:
            for entry in entries(folder, ".json", problems, part):
                *folders, name = entry.name.split("/")
                if name.startswith(_OTHERS) or any(other in folders for other in _OTHERS):
                    continue
                if TESTS in folders:
                    tests.append(entry.name)
                else:
                    found.append(entry)
    return sorted(found, key=lambda entry: entry.name), sorted(tests)


def _read_file(entry: Entry, folder: str) -> _File:
    file = f"{folder.rstrip('/')}/{entry.name}"
    sha256 = ""
    content: Area | Council | InputError
    try:
        if entry.size > MAX_BYTES:
            raise InputError(text("Larger than {limit} bytes; not read.", limit=MAX_BYTES), file=file)
        with open(entry.path, "rb", buffering=0) as stream:
            data = stream.readall()
        sha256 = hashlib.sha256(data).hexdigest()
        content = parse(COUNCIL, data, file) if _is_seats(entry.name) else parse(AREA, data, file)
    except InputError as error:
        content = error
    except OSError as error:
        reason = error.strerror or str(error)
        content = InputError(text("Cannot be read: {reason}.", reason=reason), file=file)
    return _File(entry.name, sha256, content)


def _unreadable(files: list[_File], problems: Problems) -> dict[str, Problem]:
    """The files that cannot be read, by name, and why; those of other elections are problems at once."""
    failed = [(file.name, file.content) for file in files if isinstance(file.content, InputError)]
    others = Counter(error.problems[0].value for _, error in failed if error.code == "other-election")
    unreadable: dict[str, Problem] = {}
    for name, error in failed:
        (problem,) = error.problems
        if error.code != "other-election":
            unreadable[name] = problem
        elif problem.value in others:  # one problem for each kind of election: a feed may have 1,300 files
            n = others.pop(problem.value)
            hint = text("{n:file is|files are}. Only municipal elections decide on KKR.", n=n)
            problems.found.append(replace(problem, hint=hint))
    return unreadable


def _unread_areas(
    unreadable: dict[str, Problem], read: set[str], names: Names[str], problems: Problems
) -> Counter[str]:
    """How many polling areas of each municipality have unreadable files only."""
    areas: dict[str, str] = {}
    for name, problem in unreadable.items():
        area = _polling_area(name)
        if _is_seats(name) or area in read:
            continue
        named = _NAMED.match(area)
        code = names.get(named["municipality"]) if named else None
        if code is None:
            hint = text("Its name does not say which municipality it is from: it cannot be left out.")
            problems.found.append(replace(problem, hint=hint))
        else:
            areas[area] = code
    return Counter(areas.values())


def _notes_on_areas(missing: Counter[str], unconfirmed: set[str], names: dict[str, str]) -> Iterable[Note]:
    if missing:
        message = text(
            "Polling areas that a council's seats are based on, without a result in the feed: {n}. They "
            "are not counted: {where}.",
            n=missing.total(),
            where=", ".join(f"{names[code]} ({areas})" for code, areas in sorted(missing.items())),
        )
        yield Note("areas-missing", message)
    if unconfirmed:
        message = text(
            "Final counts without council seats to confirm that all polling areas are there: {where}.",
            where=", ".join(names[code] for code in sorted(unconfirmed)),
        )
        yield Note("areas-unconfirmed", message)


def _is_seats(file: str) -> bool:
    *folders, name = file.split("/")
    return name.startswith(SEATS) or SEATS in folders


def _polling_area(file: str) -> str:
    """The polling area in a file's name, the same for all releases: without the release's time."""
    return _STAMP.sub("", file.rpartition("/")[2].removesuffix(".json"))


def _notes_on_files(
    folder: str, tests: list[str], feed: FeedFiles, unreadable: Collection[str]
) -> Iterable[Note]:
    start = len(folder.rstrip("/")) + 1
    before, other = (sorted(file[start:] for file in files) for files in (feed.before, feed.other_day))
    if before or other or tests:
        message = text(
            "Files skipped as tests: {n}. Released before polling day: {before}. "
            "Of another polling day: {other}. Under verifikation: {tests}.",
            n=len(before) + len(other) + len(tests),
            before=", ".join(before) or text("none"),
            other=", ".join(other) or text("none"),
            tests=", ".join(tests) or text("none"),
        )
        yield Note("files-skipped", message)
    if unreadable:
        message = text(
            "Files left out because they cannot be read: {n}. A polling area without another release "
            "is not counted. The files: {files}.",
            n=len(unreadable),
            files=", ".join(unreadable),
        )
        yield Note("files-unreadable", message)


def _note_on_gone(gone: GoneFiles) -> Iterable[Note]:
    if gone.files:
        n = sum(map(len, gone.files.values()))
        message = text("Files that were read before are gone: {n}. Without them no count is final.", n=n)
        yield Note("files-gone", message)
