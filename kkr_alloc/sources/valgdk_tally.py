"""From the files of a feed to the votes: which of them count, and what they add up to.

A feed holds tests beside results. Tests are: files of another polling day than most, and what was released
before polling day; but empty results are genuine from some days before (of KV25: from 11 November on).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TypeVar

from msgspec import Struct, field

from kkr_alloc.errors import InputError, Problems
from kkr_alloc.model import Count, Geography, Totals
from kkr_alloc.sources.valgdk_json import FINAL, NOT_COUNTED, Area, Council, ListName, total
from kkr_alloc.text import text

Kind = TypeVar("Kind", Area, Council)

EMPTY_BEFORE = timedelta(days=14)
"""How long before polling day a file without a result is taken for the real feed's."""


class FeedFiles(Struct, frozen=True):
    """The files of a feed: the results, and the tests by the reason they are skipped for."""

    polling_day: str
    areas: list[Area]
    councils: list[Council]
    other_day: list[str]
    before: list[str]


def separate_tests(areas: Sequence[Area], councils: Sequence[Council], folder: str) -> FeedFiles:
    """Separate results from tests. Polling day is the one that most genuine files have.

    Raises:
        InputError: no file has a result (yet): ``code`` is ``no-results``.
    """
    days = Counter(area.polling_day for area in areas if not _is_early(area))
    if not days:
        raise InputError(
            text("This folder holds no result of an election."),
            code="no-results",
            file=folder,
            hint=text("Name the folder that holds valgresultater/, as valg.dk's feed has it."),
        )
    polling_day = max(days, key=lambda day: (days[day], day))
    files = FeedFiles(polling_day, [], [], [], [])
    releases: list[Area | Council] = [*areas, *councils]
    for release in releases:
        if release.polling_day != polling_day:
            files.other_day.append(release.file)
        elif _is_early(release):
            files.before.append(release.file)
        elif isinstance(release, Area):
            files.areas.append(release)
        else:
            files.councils.append(release)
    return files


def _is_early(release: Area | Council) -> bool:
    """Whether a file was released too long before polling day to be more than a test."""
    released = release.released[:10]
    if released >= release.polling_day:
        return False
    if isinstance(release, Council) or release.stage != NOT_COUNTED or release.valid:
        return True
    first = date.fromisoformat(release.polling_day) - EMPTY_BEFORE
    return any(release.lists.values()) or date.fromisoformat(released) < first


def newest(releases: Iterable[Kind], problems: Problems) -> dict[str, Kind]:
    """The newest release of each polling area or council.

    Two different ones of the same second, and one area in two municipalities, are problems. What a newer
    release puts right is none.
    """
    found: dict[str, Kind] = {}
    by_file = sorted(releases, key=lambda release: release.file)
    for release in sorted(by_file, key=lambda release: release.released, reverse=True):
        other = found.setdefault(release.subject, release)
        if other is release:
            continue
        if other.municipality != release.municipality:
            message = text("The polling area stands in another municipality in {file}.", file=other.file)
            problems.found.append(release.problem("Kommunekode", message, release.municipality))
        elif other.released == release.released and other.result != release.result:
            message = text("Released in the same second as {file}, with another result.", file=other.file)
            problems.found.append(release.problem("FrigivelsesTidspunktUTC", message, release.released))
    return found


class MunicipalityVotes(Struct):
    """What the polling areas of one municipality add up to. ``missing``: areas without a readable result."""

    areas: list[Area] = field(default_factory=list)
    lists: Counter[ListName] = field(default_factory=Counter)
    missing: int = 0

    def add(self, area: Area) -> None:
        """Count one polling area."""
        self.areas.append(area)
        self.lists.update(area.lists)

    @property
    def counted(self) -> list[Area]:
        """The areas with a result."""
        return [area for area in self.areas if area.stage != NOT_COUNTED]

    @property
    def electorate(self) -> int | None:
        """The voters of all areas; None where unknown."""
        return None if self.missing else total(area.electorate for area in self.areas)

    def count(self) -> Count:
        """The state of the count."""
        areas, counted = len(self.areas) + self.missing, self.counted
        final = sum(area.stage == FINAL for area in counted)
        newest_release = max((area.released for area in self.areas), default=None)
        electorate_counted = total(area.electorate for area in counted)
        return Count(
            final == areas, areas, len(counted), final, newest_release, self.electorate, electorate_counted
        )

    def totals(self, municipality: str) -> Totals:
        """The totals of the areas counted; the electorate is that of all areas."""
        counted = self.counted
        return Totals(
            municipality,
            sum(area.valid or 0 for area in counted),
            self.electorate,
            total(area.cast for area in counted),
            total(area.blank for area in counted),
            total(area.invalid for area in counted),
        )


def add_up(areas: Iterable[Area], geography: Geography, problems: Problems) -> dict[str, MunicipalityVotes]:
    """The votes of each municipality, and every problem of the areas' numbers and lists."""
    votes: dict[str, MunicipalityVotes] = {}
    for area in sorted(areas, key=lambda area: (area.code, area.file)):
        problems.found.extend(area.problems)
        if area.municipality not in geography.municipalities:
            message = text("Unknown municipality code.")
            problems.found.append(area.problem("Kommunekode", message, area.municipality))
        else:
            votes.setdefault(area.municipality, MunicipalityVotes()).add(area)
    for municipality in votes.values():
        _check_letters(municipality, problems)
    return votes


def _check_letters(municipality: MunicipalityVotes, problems: Problems) -> None:
    """One letter may belong to only one list of a municipality."""
    names: dict[str, str] = {}
    for letter, name in municipality.lists:
        if letter and names.setdefault(letter, name) != name:
            area = next(area for area in municipality.areas if (letter, name) in area.lists)
            message = text(
                "The letter {letter} is {name}'s in this municipality.", letter=letter, name=names[letter]
            )
            problems.found.append(area.problem("Navn", message, name))


def missing_areas(councils: dict[str, Council], votes: dict[str, MunicipalityVotes]) -> Counter[str]:
    """How many polling areas a council's seats are based on without their results being here."""
    missing: Counter[str] = Counter()
    for code, municipality in votes.items():
        if code in councils and municipality.areas:
            missing[code] = len(councils[code].areas - {area.subject for area in municipality.areas})
    return missing


def council_seats(
    councils: dict[str, Council], votes: dict[str, MunicipalityVotes], problems: Problems
) -> dict[str, Counter[ListName]]:
    """The seats of each council's lists; seats of lists without votes are problems.

    A council of whose municipality nothing is counted yet has no lists to give seats to.
    """
    seats: dict[str, Counter[ListName]] = {}
    for code, council in councils.items():
        if code in votes and votes[code].lists:
            problems.found.extend(council.problems)
            seats[code] = council.seats
            for name in [name for name in seats[code] if name not in votes[code].lists]:
                message = text("The council has seats of a list without votes.")
                problems.found.append(council.problem("KandidatlisteNavn", message, " ".join(name)))
    return seats
