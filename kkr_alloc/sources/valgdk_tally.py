"""From the files of a feed to the votes: which of them count, and what they add up to.

A feed holds tests beside results. Tests are: files of a day without an election, or of another one than most,
and what was released before the polls closed; but empty results are genuine from some days before (of KV25:
from 11 November on).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import date, timedelta
from functools import cached_property
from typing import TypeVar

from msgspec import Struct

from kkr_alloc.errors import InputError, Problem
from kkr_alloc.model import Count, Geography, Totals
from kkr_alloc.names import municipality_names
from kkr_alloc.sources.base import polling_day
from kkr_alloc.sources.valgdk_json import FINAL, NOT_COUNTED, Area, Council, ListName, total
from kkr_alloc.text import text

Kind = TypeVar("Kind", Area, Council)
ByCode = defaultdict[str, list[Problem]]
"""Problems by municipality."""

POLLS_CLOSE = "19:00:00Z"
"""When the polls close on polling day: at 20:00, in November an hour before that in UTC."""

EMPTY_BEFORE = timedelta(days=14)
"""How long before polling day a file without a result is taken for the real feed's."""


class FeedFiles(Struct, frozen=True):
    """The files of a feed: the results, and the tests by the reason they are skipped for."""

    polling_day: str
    areas: list[Area]
    councils: list[Council]
    other_day: list[str]
    before: list[str]


def separate_tests(releases: Sequence[Area | Council], folder: str) -> FeedFiles:
    """Separate results from tests. Polling day is that of the election that most genuine files are of.

    Raises:
        InputError: no file has a result (yet): ``code`` is ``no-results``.
    """
    days = Counter(
        release.polling_day
        for release in releases
        if isinstance(release, Area) and _is_of_an_election(release) and not _is_early(release)
    )
    if not days:
        raise InputError(
            text("This folder holds no result of an election."),
            code="no-results",
            file=folder,
            hint=text("Name the folder that holds valgresultater/, as valg.dk's feed has it."),
        )
    most = max(days, key=lambda day: (days[day], day))
    files = FeedFiles(most, [], [], [], [])
    for release in releases:
        if release.polling_day != most:
            files.other_day.append(release.file)
        elif _is_early(release):
            files.before.append(release.file)
        elif isinstance(release, Area):
            files.areas.append(release)
        else:
            files.councils.append(release)
    return files


def _is_of_an_election(release: Area) -> bool:
    day = date.fromisoformat(release.polling_day)
    return day == polling_day(day.year)


def _is_early(release: Area | Council) -> bool:
    """Whether a file was released too long before the polls closed to be more than a test."""
    if release.released >= f"{release.polling_day}T{POLLS_CLOSE}":
        return False
    if isinstance(release, Council) or release.stage != NOT_COUNTED or release.valid:
        return True
    first = date.fromisoformat(release.polling_day) - EMPTY_BEFORE
    return any(release.lists.values()) or date.fromisoformat(release.released[:10]) < first


class FeedMemory:
    """The newest release of each polling area and council that has counted so far."""

    def __init__(self) -> None:
        self._counted: dict[tuple[type, str], Area | Council] = {}

    def gone(self, feed: FeedFiles, unreadable: Set[str]) -> dict[str, list[Area | Council]]:
        """Those that are no longer there, with no newer one in their place, by municipality.

        ``unreadable``: the files that are there, and may still be they.
        """
        releases: list[Area | Council] = [*feed.areas, *feed.councils]
        here = {(type(one), one.subject): one for one in sorted(releases, key=lambda one: one.released)}
        gone: dict[str, list[Area | Council]] = {}
        for subject, counted in self._counted.items():
            if subject not in here or here[subject].released < counted.released:
                here[subject] = counted
                if counted.file not in unreadable:
                    gone.setdefault(counted.municipality, []).append(counted)
        self._counted = here
        return gone


def newest(releases: Iterable[Kind], problems: ByCode) -> Iterable[Kind]:
    """The newest release of each polling area or council.

    Two different ones of the same second, one area under two names, and one in two municipalities are
    problems (the latter of both), as is one released after the next election. What a newer release puts right
    is none.
    """
    found: dict[str, Kind] = {}
    by_file = sorted(releases, key=lambda release: release.file)
    for release in sorted(by_file, key=lambda release: release.released, reverse=True):
        other = found.setdefault(release.subject, release)
        if other is release:
            if int(release.released[:4]) > int(release.polling_day[:4]) + 4:
                message = text("Released after the term of the election.")
                found_here = release.problem("FrigivelsesTidspunktUTC", message, release.released)
                problems[release.municipality].append(found_here)
            continue
        if other.municipality != release.municipality:
            message = text("The polling area stands in another municipality in {file}.", file=other.file)
            for code in (other.municipality, release.municipality):
                problems[code].append(release.problem("Kommunekode", message, release.municipality))
        elif other.released == release.released and other.result != release.result:
            message = text("Released in the same second as {file}, with another result.", file=other.file)
            found_here = release.problem("FrigivelsesTidspunktUTC", message, release.released)
            problems[release.municipality].append(found_here)
        elif isinstance(other, Area) and isinstance(release, Area) and other.name != release.name:
            message = text("The polling area has another name in {file}.", file=other.file)
            problems[release.municipality].append(release.problem("Afstemningsområde", message, release.name))
    return found.values()


def well_placed(releases: Iterable[Kind], geography: Geography, problems: ByCode) -> list[Kind]:
    """Those of the municipality that they name; the others are problems, of both municipalities."""
    found = []
    by_name = municipality_names(geography)
    for release in sorted(releases, key=lambda release: (release.code, release.file)):
        code = release.municipality
        named = by_name.get(release.place or "") or code
        if code not in geography.municipalities:
            message = text("Unknown municipality code.")
            problems[code].append(release.problem("Kommunekode", message, code))
        elif named != code:
            message = text("The code is not that of {municipality}.", municipality=release.place)
            for one in (named, code):
                problems[one].append(release.problem("Kommunekode", message, code))
        else:
            found.append(release)
    return found


class Municipality(Struct, eq=False, dict=True):
    """What a feed has of one municipality, by its newest releases.

    ``council``: None without its file. ``gone``: releases that counted before and are no longer there.
    ``unread``: the number of polling areas that only files hold which cannot be read.
    """

    areas: Sequence[Area]
    council: Council | None
    gone: Sequence[Area | Council]
    unread: int

    @cached_property
    def votes(self) -> dict[ListName, int]:
        """The votes of its lists."""
        votes = defaultdict[ListName, int](int)
        for area in self.areas:
            for name, number in area.lists.items():
                votes[name] += number
        return votes

    @property
    def seats(self) -> Counter[ListName] | None:
        """The seats of its lists; None without votes, for there are no lists to give them to."""
        return self.council.seats if self.council and self.votes else None

    @cached_property
    def lost(self) -> Set[str]:
        """The polling areas that the council's seats are based on without their results being here."""
        return self.council.areas.keys() - self._subjects if self.council else set()

    @cached_property
    def missing(self) -> int:
        """How many of its polling areas have no result that can be read; one at least where none is here."""
        gone = {one.subject for one in self.gone if isinstance(one, Area)} - self._subjects
        return max(len(self.lost | gone), self.unread, not self.areas)

    @property
    def is_confirmed(self) -> bool:
        """Whether the council's seats say that all results are there."""
        return self.council is not None and self.council.confirms(self.areas)

    @cached_property
    def _subjects(self) -> set[str]:
        return {area.subject for area in self.areas}

    @cached_property
    def _counted(self) -> list[Area]:
        return [area for area in self.areas if area.is_counted]

    @cached_property
    def _electorate(self) -> int | None:
        """That of all areas; None where one is missing."""
        return None if self.missing else total(area.electorate for area in self.areas)

    def count(self, *, doubtful: bool) -> Count:
        """The state of the count. ``doubtful``: something cannot be used, so it is not final in any case."""
        of_all = len(self.areas) + self.missing
        final = sum(area.stage == FINAL for area in self._counted)
        return Count(
            final == of_all and not doubtful,
            of_all,
            len(self._counted),
            final,
            max((area.released for area in self.areas), default=None),
            self._electorate,
            total(area.electorate for area in self._counted),
        )

    def totals(self, code: str) -> Totals:
        """The totals of the areas counted; the electorate is that of all areas."""
        return Totals(
            code,
            sum(area.valid or 0 for area in self._counted),
            self._electorate,
            total(area.cast for area in self._counted),
            total(area.blank for area in self._counted),
            total(area.invalid for area in self._counted),
        )

    def contradictions(self) -> Iterator[Problem]:
        """Every problem of its numbers and lists, and of its council's seats."""
        for area in self.areas:
            yield from area.problems
        names: dict[str, str] = {}
        letters: dict[str, str] = {}
        files: dict[str | None, str] = {}
        sound: Set[ListName] = set()
        for area in self.areas:
            if area.name and files.setdefault(area.name, area.file) != area.file:
                other = files[area.name]
                message = text("The polling area stands under another number in {file}.", file=other)
                yield area.problem("AfstemningsområdeDagiId", message, area.id)
            if area.lists.keys() == sound:  # the lists of the area before
                continue
            sound = area.lists.keys()
            for letter, name in area.lists:
                if letter and names.setdefault(letter, name) != name:
                    message = text(
                        "The letter {letter} is {name}'s in this municipality.",
                        letter=letter,
                        name=names[letter],
                    )
                    yield area.problem("Navn", message, name)
                    sound = set()
                if letters.setdefault(name, letter) != letter:
                    message = text(
                        "The list {name} has the letter {letter} in this municipality.",
                        name=name,
                        letter=letters[name] or None,
                    )
                    yield area.problem("Bogstavbetegnelse", message, letter)
                    sound = set()
        if self.council and self.seats is not None:
            yield from self.council.problems
            for of_list in self.seats:
                if of_list not in self.votes:
                    message = text("The council has seats of a list without votes.")
                    yield self.council.problem("KandidatlisteNavn", message, " ".join(of_list))
