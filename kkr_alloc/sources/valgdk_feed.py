"""valg.dk's JSON feed of an election: a folder with one file per polling area and one per council."""

from __future__ import annotations

import hashlib
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from kkr_alloc.errors import InputError, Problem, Problems
from kkr_alloc.model import Count, Digest, Geography, ListResult, Note, Place, Source
from kkr_alloc.sources.base import Register, Votes, local_ids
from kkr_alloc.sources.files import MAX_BYTES
from kkr_alloc.sources.folder import Entry, entries, folder_sha256
from kkr_alloc.sources.municipalities import MunicipalityNames
from kkr_alloc.sources.valgdk_json import Area, CouncilSeats, OtherElection, parse_area, parse_seats
from kkr_alloc.sources.valgdk_tally import (
    Sorted,
    Sum,
    check_letters,
    missing_areas,
    newest_areas,
    newest_councils,
    seats_of,
    sort,
    sums_of,
)
from kkr_alloc.text import text

RESULTS, SEATS, TESTS = "valgresultater", "mandatfordeling", "verifikation"
_OTHERS = ("kandidat-data", "valgdeltagelse")
_STAMP = re.compile(r"-\d{12}$")
_NAMED = re.compile(r"valgresultater-[^-]+-(?P<municipality>.+?_(?:regions)?kommune)-", re.IGNORECASE)


def looks_like_feed(folder: Path) -> bool:
    """Whether the folder is such a feed, by its names only."""
    try:
        names = os.listdir(folder)
    except OSError:
        return False
    return any(name.startswith(RESULTS) and (name == RESULTS or name.endswith(".json")) for name in names)


def read(folder: Path, register: Register, geography: Geography, *, skip_unreadable: bool = False) -> Votes:
    """The votes of a feed, each polling area by its newest release.

    ``folder`` holds ``valgresultater/`` (and ``mandatfordeling/``), or is itself the folder of the files.
    ``skip_unreadable``: a file that cannot be read is not an error; its polling area is not counted.

    Raises:
        InputError: the folder or a file cannot be read, a number contradicts another, an area's municipality
            is unknown, or the election is not municipal. Every bad file is named.
    """
    return Feed(folder, register, geography, skip_unreadable=skip_unreadable).read()


class Feed:
    """A feed that is read again and again: only files that changed are opened.

    ``files_read`` is how many files the last :meth:`read` opened. ``progress`` is told after each file how
    many of how many there are.
    """

    def __init__(
        self,
        folder: Path,
        register: Register,
        geography: Geography,
        *,
        skip_unreadable: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self.folder = Path(folder)
        self.skip_unreadable = skip_unreadable
        self.files_read = 0
        self._register = register
        self._geography = geography
        self._names = MunicipalityNames(geography)
        self._progress = progress
        self._known: dict[str, tuple[tuple[int, ...], _File]] = {}

    def read(self) -> Votes:
        """The votes as the folder tells them now. Raises as :func:`read` does."""
        problems = Problems()
        found = _Found(self.folder, problems)
        files = self._files(found.entries)
        unread = [file for file in files if isinstance(file.parsed, InputError)]
        _refuse_other_elections(unread, problems)
        unread = [file for file in unread if not isinstance(file.parsed, OtherElection)]
        if not self.skip_unreadable:
            problems.found += [_problem(file) for file in unread]
        problems.raise_if_any()
        areas = [file.parsed for file in files if isinstance(file.parsed, Area)]
        councils = [file.parsed for file in files if isinstance(file.parsed, CouncilSeats)]
        if not areas and unread:
            raise InputError(unread[0].parsed.message, [_problem(file) for file in unread])  # type: ignore[union-attr]
        sorted_files = sort(areas, councils, str(self.folder))
        counted = newest_areas(sorted_files.areas, problems)
        sums = sums_of(counted, self._geography, problems)
        check_letters(sums, counted, problems)
        newest = newest_councils(sorted_files.councils, problems)
        seats = seats_of(newest, sums, problems)
        unread_areas = self._add_unread(unread, sorted_files.areas, sums, problems)
        problems.raise_if_any()
        missing = missing_areas(newest, counted) - unread_areas  # none where that leaves nothing
        for municipality, areas_missing in missing.items():
            sums[municipality].add_missing(areas_missing)
        confirmed = {municipality for municipality, council in newest.items() if council.areas}
        final = {municipality for municipality, total in sums.items() if total.count().final}
        notes = _notes(self.folder, found, sorted_files, unread)
        notes += self._notes_on_areas(missing, final - confirmed)
        return self._votes(sorted_files, sums, seats, files, notes)

    def _notes_on_areas(self, missing: Counter[str], unconfirmed: set[str]) -> tuple[Note, ...]:
        named = self._geography.municipalities
        notes = []
        if missing:
            message = text(
                "Polling areas that a council's seats are based on, without a result in the feed: {n}. They "
                "are not counted: {where}.",
                n=missing.total(),
                where=", ".join(f"{named[code]} ({areas})" for code, areas in sorted(missing.items())),
            )
            notes.append(Note("areas-missing", message))
        if unconfirmed:
            message = text(
                "Final counts of which no council's seats tell whether all polling areas are there: {where}.",
                where=", ".join(named[code] for code in sorted(unconfirmed)),
            )
            notes.append(Note("areas-unconfirmed", message))
        return tuple(notes)

    def _files(self, found: Sequence[Entry]) -> list[_File]:
        known, self._known, self.files_read = self._known, {}, 0
        files: list[_File] = []
        for entry in found:
            before = known.get(entry.name)
            if before is not None and before[0] == entry.changed:
                file = before[1]
            else:
                self.files_read += 1
                file = _File(entry, str(self.folder))
            if file.sha256:
                self._known[entry.name] = (entry.changed, file)
            files.append(file)
            if self._progress is not None:
                self._progress(len(files), len(found))
        return files

    def _add_unread(
        self, unread: Iterable[_File], areas: Iterable[Area], sums: dict[str, Sum], problems: Problems
    ) -> Counter[str]:
        """Count the areas of files that could not be read, where no other release of them could be.

        Returns how many by municipality.
        """
        added: Counter[str] = Counter()
        unread_areas = {file.area: file for file in unread if not file.is_seats}
        for area in areas if unread_areas else ():
            unread_areas.pop(_area_name(area.file), None)
        for file in unread_areas.values():
            named = _NAMED.match(file.name.rpartition("/")[2])
            code = self._names.code(named["municipality"]) if named else None
            if code is None:
                problem = _problem(file)
                problems.add(
                    problem.message,
                    file=problem.file,
                    hint=text("Its name does not say which municipality it is from: it cannot be left out."),
                )
            else:
                sums.setdefault(code, Sum()).add_missing()
                added[code] += 1
        return added

    def _votes(
        self,
        feed: Sorted,
        sums: dict[str, Sum],
        seats: dict[str, dict[tuple[str, str], int]],
        files: list[_File],
        notes: tuple[Note, ...],
    ) -> Votes:
        election = f"kv{feed.polling_day[:4]}"
        identity, place = local_ids(), Place(str(self.folder))
        lists = []
        for code, total in sorted(sums.items()):
            council = seats.get(code)
            for (letter, name), votes in sorted(total.lists.items()):
                lists.append(
                    ListResult(
                        code,
                        letter,
                        name,
                        self._register.match(letter, name, election),
                        votes,
                        None if council is None else council.get((letter, name), 0),
                        identity(code, letter),
                        place,
                    )
                )
        counts = {code: total.count() for code, total in sorted(sums.items())}
        sha256 = folder_sha256((file.name, file.sha256) for file in files)
        return Votes(
            tuple(lists),
            Count.of_all(counts.values()),
            (Source("votes", str(self.folder), Digest(sha256), len(lists)),),
            counts,
            {code: total.totals(code) for code, total in sorted(sums.items())},
            election,
            notes,
        )


class _Found:
    """What lies in the folder: the files to read, and the names of the tests that are not even opened."""

    def __init__(self, folder: Path, problems: Problems) -> None:
        parts = (RESULTS, SEATS, TESTS) if os.path.isdir(folder / RESULTS) else ("",)
        self.entries: list[Entry] = []
        self.tests: list[str] = []
        for part in parts:
            if not part or os.path.isdir(folder / part):
                for entry in entries(folder, ".json", problems, part):
                    self._take(entry)
        self.entries.sort(key=lambda entry: entry.name)
        self.tests.sort()

    def _take(self, entry: Entry) -> None:
        *folders, name = entry.name.split("/")
        if name.startswith(_OTHERS) or any(part in _OTHERS for part in folders):
            return
        if TESTS in folders:
            self.tests.append(entry.name)
        else:
            self.entries.append(entry)


class _File:
    """One file, read: its hash and what it holds, or why it cannot be read. Without a hash it is not kept."""

    __slots__ = ("name", "parsed", "sha256")

    def __init__(self, entry: Entry, folder: str) -> None:
        self.name = entry.name
        self.sha256 = ""
        self.parsed: Area | CouncilSeats | InputError
        shown_as = f"{folder.rstrip('/')}/{entry.name}"
        try:
            if entry.size > MAX_BYTES:
                raise InputError(text("Larger than {limit} bytes; not read.", limit=MAX_BYTES), file=shown_as)
            with open(entry.path, "rb", buffering=0) as stream:
                data = stream.readall()
            self.sha256 = hashlib.sha256(data).hexdigest()
            self.parsed = parse_seats(data, shown_as) if self.is_seats else parse_area(data, shown_as)
        except InputError as error:
            self.parsed = error
        except OSError as error:
            reason = error.strerror or str(error)
            self.parsed = InputError(text("Cannot be read: {reason}.", reason=reason), file=shown_as)

    @property
    def is_seats(self) -> bool:
        *folders, name = self.name.split("/")
        return name.startswith(SEATS) or SEATS in folders

    @property
    def area(self) -> str:
        return _area_name(self.name)


def _area_name(file: str) -> str:
    """The polling area as file names tell it, the same for all releases: without the release's time."""
    return _STAMP.sub("", file.rpartition("/")[2].removesuffix(".json"))


def _problem(file: _File) -> Problem:
    assert isinstance(file.parsed, InputError)
    return file.parsed.problems[0]


def _refuse_other_elections(unread: Iterable[_File], problems: Problems) -> None:
    """One problem for each kind of election that is not municipal: such a feed may have 1,300 files."""
    kinds: dict[str, list[_File]] = {}
    for file in unread:
        if isinstance(file.parsed, OtherElection):
            kinds.setdefault(file.parsed.kind, []).append(file)
    for files in kinds.values():
        problem = _problem(files[0])
        problems.add(
            problem.message,
            file=problem.file,
            field=problem.field,
            value=problem.value,
            hint=text("{n} files are. Only municipal elections (Kommunalvalg) decide on KKR.", n=len(files)),
        )


def _notes(folder: Path, found: _Found, feed: Sorted, unread: list[_File]) -> tuple[Note, ...]:
    notes = []
    before, other = ([_below(folder, file) for file in files] for files in (feed.before, feed.other_day))
    skipped = len(found.tests) + len(before) + len(other)
    if skipped:
        message = text(
            "Files skipped as tests: {n}. Released before polling day: {before}. "
            "Of another polling day: {other}. Under verifikation: {tests}.",
            n=skipped,
            before=_named(before),
            other=_named(other),
            tests=_named(found.tests),
        )
        notes.append(Note("files-skipped", message))
    if unread:
        message = text(
            "Files left out because they cannot be read: {n}. A polling area without another release "
            "is not counted. The files: {files}.",
            n=len(unread),
            files=_named([file.name for file in unread]),
        )
        notes.append(Note("files-unreadable", message))
    return tuple(notes)


def _below(folder: Path, file: str) -> str:
    return file.removeprefix(str(folder).rstrip("/") + "/")


def _named(names: list[str]) -> str:
    return ", ".join(names) if names else text("none")
