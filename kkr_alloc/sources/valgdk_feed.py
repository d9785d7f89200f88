"""valg.dk's JSON feed of an election: a folder with one file per polling area and one per council."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from kkr_alloc.errors import InputError, Place, Problem, Problems
from kkr_alloc.model import Digest, Geography, ListResult, Note, Source
from kkr_alloc.names import Names, Register, municipality_names
from kkr_alloc.sources.base import Votes, grouped, local_ids
from kkr_alloc.sources.files import MAX_BYTES, display_path, read_error
from kkr_alloc.sources.folder import Entry, entries, folder_digest
from kkr_alloc.sources.lists import check_letters
from kkr_alloc.sources.valgdk_json import AREA, COUNCIL, Area, Council, parse
from kkr_alloc.sources.valgdk_tally import (
    ByCode,
    FeedFiles,
    FeedMemory,
    Municipality,
    newest,
    separate_tests,
    well_placed,
)
from kkr_alloc.text import text

RESULTS, SEATS, TESTS = "valgresultater", "mandatfordeling", "verifikation"
_OTHERS = ("kandidat-data", "valgdeltagelse")
_STAMP = re.compile(r"-\d{12}$")
_NAMED = re.compile(
    r"valgresultater-[^-]+-(?P<of_area>.+?_(?:regions)?kommune)-|mandatfordeling-[^-]+-(?P<of_council>.+)",
    re.IGNORECASE,
)


def looks_like_feed(names: Iterable[str]) -> bool:
    """Whether a folder with these files and folders is such a feed."""
    folded = map(str.casefold, names)
    return any(name.startswith(RESULTS) and (name == RESULTS or name.endswith(".json")) for name in folded)


class _File(Struct, frozen=True):
    """One file, read: its hash and what it holds, or why it cannot be read.

    ``is_fresh``: it had just changed, so that only reading it again shows whether it changes once more.
    """

    name: str
    sha256: str
    content: Area | Council | InputError
    is_fresh: bool


class Feed:
    """A feed that is read again and again: only files that changed are opened.

    ``folder`` holds ``valgresultater/`` (and ``mandatfordeling/``), or is itself the folder of the files.
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
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self.folder = str(folder)
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

        What cannot be read, and what is not there or gone, is not counted: no count with it is final. Nor is
        one without the council's seats, which name the polling areas that there are. A file that was good at
        the read before and is bad now is taken as it was, once. Numbers that contradict each other are
        ``problems`` of their municipality.

        Raises:
            InputError: the folder or every file in it cannot be read, or something in it is of no known
                municipality or no municipal election. Every bad file is named.
        """
        problems = Problems()
        found, tests = _find(self.folder, problems)
        state = found, tests
        if self._last and self._last[0] == state and not problems.found:
            self.files_read = 0
            return self._last[1]
        files = self._open(found)
        unreadable = _unreadable(files, problems)
        releases = [file.content for file in files if not isinstance(file.content, InputError)]
        if not any(isinstance(release, Area) for release in releases):
            problems.found += unreadable.values()
        problems.raise_if_any()
        feed = separate_tests(releases, self._path)
        made = self._votes(feed, unreadable, folder_digest((file.name, file.sha256) for file in files))
        made = replace(made, notes=(*_note_on_tests(self._path, tests, feed), *made.notes))
        fresh = any(file.is_fresh for file in self._known.values())
        settled = self._known.keys() >= {*found} and not (fresh or self.waiting)
        self._last = (state, made) if settled else None
        return made

    def _votes(self, feed: FeedFiles, unreadable: dict[str, Problem], digest: Digest) -> Votes:
        """The votes of the results. ``unreadable``: why other files are left out, by name."""
        election = f"kv{feed.polling_day[:4]}"
        names = self._geography.municipalities
        contradictions = ByCode(list)
        councils = {
            council.municipality: council
            for council in well_placed(newest(feed.councils, contradictions), self._geography, contradictions)
        }
        areas = well_placed(newest(feed.areas, contradictions), self._geography, contradictions)
        areas_of = grouped(areas, lambda area: area.municipality)
        unread = files_by_municipality(unreadable, municipality_names(self._geography))
        gone = self._memory.gone(feed, {problem.file for problem in unreadable.values() if problem.file})
        read = {_polling_area(area.file) for area in feed.areas}
        found_of = {
            code: Municipality(
                areas_of.get(code, ()),
                councils.get(code),
                gone.get(code, ()),
                len(_areas(unread.get(code, ())) - read),
            )
            for code in sorted(names)
        }
        for code, one in found_of.items():
            contradictions[code] += one.contradictions()
        lists, doubts = self._lists(election, found_of), Problems()
        check_letters(lists, self._register, election, doubts, "Listenavn")
        problems_by_code = self._by_code(contradictions)
        doubtful = {*names} if "" in unread else {*unread, *gone, *problems_by_code}
        counts = {code: one.count(doubtful=code in doubtful) for code, one in found_of.items()}
        unconfirmed = [code for code, one in found_of.items() if counts[code].final and not one.is_confirmed]
        counts |= {code: replace(counts[code], final=False) for code in unconfirmed}
        lost = {code: one.lost for code, one in found_of.items() if one.lost}
        without = [code for code in names if code not in {*areas_of, *unread, *lost, *gone}]
        return Votes(
            lists,
            (Source("votes", self._path, digest, len(lists)),),
            election,
            counts,
            {code: one.totals(code) for code, one in found_of.items() if one.areas},
            tuple(Note("unknown-names", doubt.message) for doubt in doubts.found),
            {
                "files-unreadable": {code: tuple(files) for code, files in unread.items()},
                "files-gone": {code: tuple(one.file for one in files) for code, files in gone.items()},
                "areas-missing": {
                    code: tuple(f"{names[code]} {area}" for area in sorted(areas))
                    for code, areas in lost.items()
                },
                "municipalities-missing": {code: (names[code],) for code in without},
                "areas-unconfirmed": {code: (names[code],) for code in unconfirmed},
            },
            problems_by_code,
            tuple(unreadable.values()),
        )

    def _by_code(self, found: ByCode) -> dict[str, tuple[Problem, ...]]:
        """Problems by municipality, each naming its KKR.

        Raises:
            InputError: some are of no known municipality; then all of them are named.
        """
        if not found.keys() <= self._geography.municipalities.keys():
            problems = list(chain.from_iterable(found.values()))
            raise InputError(problems[0].message, problems)

        def placed(code: str, problem: Problem) -> Problem:
            of = {"region": regions[code], "municipality": self._geography.municipalities[code]}
            message = text("KKR {region}, {municipality}: {problem}", problem=problem.message, **of)
            return replace(problem, message=message)

        regions = {code: region.name for region in self._geography.regions for code in region.municipalities}
        return {code: tuple(placed(code, one) for one in some) for code, some in found.items() if some}

    def _open(self, found: list[Entry]) -> list[_File]:
        """What the files hold. One that cannot have changed since it was read is not opened again."""
        known, self._known, self.files_read, self.waiting = self._known, {}, 0, False
        before = {entry.name: file for entry, file in known.items()}
        files: list[_File] = []
        for entry in found:
            file = known.get(entry)
            if file is None or file.is_fresh:
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

    def _lists(self, election: str, found_of: Mapping[str, Municipality]) -> tuple[ListResult, ...]:
        identity, place = local_ids(), Place(self._path)
        lists = []
        for code, one in found_of.items():
            seats = one.seats
            for (letter, name), number in sorted(one.votes.items()):
                party = self._register.match(letter, name, election)
                won = None if seats is None else seats[letter, name]
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
                *folders, name = entry.name.casefold().split("/")
                if name.startswith(_OTHERS) or any(other in folders for other in _OTHERS):
                    continue
                if TESTS in folders:
                    tests.append(entry.name)
                else:
                    found.append(entry)
    return sorted(found, key=lambda entry: entry.name), sorted(tests)


def _read_file(entry: Entry, folder: str) -> _File:
    file = f"{folder.rstrip('/')}/{entry.name}"
    sha256, is_fresh = "", entry.is_fresh
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
        content = read_error(error, file)
    return _File(entry.name, sha256, content, is_fresh)


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


def files_by_municipality(unreadable: Iterable[str], names: Names[str]) -> dict[str, list[str]]:
    """Files by the municipality that their name says, under "" where it says none."""
    found: dict[str, list[str]] = {}
    for name in unreadable:
        named = _NAMED.match(_polling_area(name))
        code = names.get(named["of_area"] or named["of_council"]) if named else None
        found.setdefault(code or "", []).append(name)
    return found


def _areas(files: Iterable[str]) -> set[str]:
    """The polling areas in the names of files."""
    return {_polling_area(name) for name in files if not _is_seats(name)}


def _is_seats(file: str) -> bool:
    *folders, name = file.casefold().split("/")
    return name.startswith(SEATS) or SEATS in folders


def _polling_area(file: str) -> str:
    """The polling area in a file's name, the same for all releases: without the release's time."""
    return _STAMP.sub("", file.rpartition("/")[2].removesuffix(".json"))


def _note_on_tests(folder: str, tests: list[str], feed: FeedFiles) -> Iterable[Note]:
    start = len(folder.rstrip("/")) + 1
    skipped = [*tests, *(file[start:] for file in (*feed.before, *feed.other_day))]
    if skipped:
        message = text(
            "{n:test file|test files} not counted: under verifikation, of another polling day, or released "
            "before the polls closed.",
            n=len(skipped),
        )
        yield Note("files-skipped", message, tuple(sorted(skipped)))
