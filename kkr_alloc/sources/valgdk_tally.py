"""From the files of a feed to the votes: which of them count, and what they add up to.

A feed holds tests beside results. Tests are: files of another polling day than most, and what was released
before polling day; but empty results are genuine from some days before (of KV25: from 11 November on).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from kkr_alloc.errors import InputError, Problems
from kkr_alloc.model import Count, Geography, Totals
from kkr_alloc.sources.valgdk_json import FINAL, NOT_COUNTED, Area, CouncilSeats
from kkr_alloc.text import text

Release = TypeVar("Release", Area, CouncilSeats)

EMPTY_BEFORE = timedelta(days=14)
"""How long before polling day a file without a result is believed to be the real feed's."""


class NoResults(InputError):
    """A folder has no file of an election's results (yet)."""


@dataclass(slots=True)
class Sum:
    """What the polling areas of one municipality add up to. None is unknown."""

    areas: int = 0
    counted: int = 0
    final: int = 0
    newest: str | None = None
    electorate: int | None = 0
    electorate_counted: int | None = 0
    valid: int = 0
    cast: int | None = 0
    blank: int | None = 0
    invalid: int | None = 0
    lists: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, area: Area) -> None:
        """Count one polling area."""
        self.areas += 1
        self.newest = max(self.newest or "", area.released)
        self.electorate = _plus(self.electorate, area.electorate)
        lists = self.lists
        for letter, name, votes in area.lists:
            key = (letter, name)
            lists[key] = lists.get(key, 0) + votes
        if area.stage == NOT_COUNTED:
            return
        self.counted += 1
        self.final += area.stage == FINAL
        self.electorate_counted = _plus(self.electorate_counted, area.electorate)
        self.valid += area.valid
        self.cast = _plus(self.cast, area.cast)
        self.blank = _plus(self.blank, area.blank)
        self.invalid = _plus(self.invalid, area.invalid)

    def add_missing(self, areas: int = 1) -> None:
        """Count polling areas whose results are not here or cannot be read: they are there, not counted."""
        self.areas += areas
        self.electorate = None

    def count(self) -> Count:
        """The state of the count here."""
        return Count(
            self.final == self.areas,
            self.areas,
            self.counted,
            self.final,
            self.newest,
            self.electorate,
            self.electorate_counted,
        )

    def totals(self, municipality: str) -> Totals:
        """The totals of the areas counted; the electorate is that of all areas."""
        return Totals(municipality, self.valid, self.electorate, self.cast, self.blank, self.invalid)


def _plus(total: int | None, more: int | None) -> int | None:
    return None if total is None or more is None else total + more


@dataclass(frozen=True, slots=True)
class Sorted:
    """The files of a feed, sorted: what is genuine, and the tests by the reason they are skipped for."""

    polling_day: str
    areas: tuple[Area, ...]
    councils: tuple[CouncilSeats, ...]
    other_day: tuple[str, ...]
    before: tuple[str, ...]


def sort(areas: Sequence[Area], councils: Sequence[CouncilSeats], folder: str) -> Sorted:
    """Tell results from tests. Polling day is the one that most genuine files have."""
    days = Counter(area.polling_day for area in areas if not _is_test(area))
    if not days:
        raise NoResults(
            text("There is no result of an election in this folder."),
            file=folder,
            hint=text("Name the folder that holds valgresultater/, as valg.dk's feed has it."),
        )
    polling_day = max(days, key=lambda day: (days[day], day))
    read: list[Area | CouncilSeats] = [*areas, *councils]
    other_day = [file.file for file in read if file.polling_day != polling_day]
    before = [area.file for area in areas if area.polling_day == polling_day and _is_test(area)]
    before += [seats.file for seats in councils if seats.polling_day == polling_day and _is_early(seats)]
    return Sorted(
        polling_day,
        tuple(area for area in areas if area.polling_day == polling_day and not _is_test(area)),
        tuple(seats for seats in councils if seats.polling_day == polling_day and not _is_early(seats)),
        tuple(sorted(other_day)),
        tuple(sorted(before)),
    )


def _is_early(read: Area | CouncilSeats) -> bool:
    return read.released[:10] < read.polling_day


def _is_test(area: Area) -> bool:
    if not _is_early(area):
        return False
    if area.stage != NOT_COUNTED or area.valid or any(votes for _, _, votes in area.lists):
        return True
    return date.fromisoformat(area.released[:10]) < date.fromisoformat(area.polling_day) - EMPTY_BEFORE


def _newest_first(releases: Iterable[Release]) -> list[Release]:
    """Releases by time, the newest first, so that what it mended no longer matters; else by name."""
    return sorted(sorted(releases, key=lambda one: one.file), key=lambda one: one.released, reverse=True)


def newest_areas(areas: Iterable[Area], problems: Problems) -> list[Area]:
    """The newest release of each polling area, in the order of the municipalities' codes.

    Two different results released in the same second, and one area in two municipalities, are problems.
    """
    newest: dict[str, Area] = {}
    for area in _newest_first(areas):
        other = newest.setdefault(area.area, area)
        if other is area:
            continue
        if other.municipality != area.municipality:
            problems.add(
                text("The polling area stands in another municipality in {file}.", file=other.file),
                file=area.file,
                field="Kommunekode",
                value=area.municipality,
            )
        elif other.released == area.released and _told(other) != _told(area):
            problems.add(
                text("Released in the same second as {file}, with another result.", file=other.file),
                file=area.file,
                field="FrigivelsesTidspunktUTC",
                value=area.released,
            )
    return sorted(newest.values(), key=lambda area: (area.municipality, area.file))


def _told(area: Area) -> object:
    return area.stage, area.valid, sorted(area.lists)


def sums_of(areas: Iterable[Area], geography: Geography, problems: Problems) -> dict[str, Sum]:
    """The sum of each municipality, and every problem of the areas' numbers."""
    sums: dict[str, Sum] = {}
    for area in areas:
        problems.found.extend(area.problems)
        total = sums.get(area.municipality)
        if total is None:
            if area.municipality not in geography.municipalities:
                problems.add(
                    text("There is no municipality with this code."),
                    file=area.file,
                    field="Kommunekode",
                    value=area.municipality,
                )
                continue
            total = sums[area.municipality] = Sum()
        total.add(area)
    return sums


def check_letters(sums: dict[str, Sum], areas: Sequence[Area], problems: Problems) -> None:
    """One letter may belong to only one list of a municipality."""
    for municipality, total in sums.items():
        seen: dict[str, str] = {}
        for letter, name in total.lists:
            if letter and seen.setdefault(letter, name) != name:
                first = next(
                    area.file
                    for area in areas
                    if area.municipality == municipality
                    and any(item[:2] == (letter, name) for item in area.lists)
                )
                problems.add(
                    text(
                        "The letter {letter} is {name}'s in this municipality.",
                        letter=letter,
                        name=seen[letter],
                    ),
                    file=first,
                    field="Navn",
                    value=name,
                )


def newest_councils(councils: Iterable[CouncilSeats], problems: Problems) -> dict[str, CouncilSeats]:
    """The newest release of each municipality's council; two of the same second must say the same."""
    newest: dict[str, CouncilSeats] = {}
    for council in _newest_first(councils):
        other = newest.setdefault(council.municipality, council)
        if other.released == council.released and other.seats != council.seats:
            problems.add(
                text("Released in the same second as {file}, with other seats.", file=other.file),
                file=council.file,
                field="FrigivelsesTidspunktUTC",
                value=council.released,
            )
    return newest


def missing_areas(councils: dict[str, CouncilSeats], areas: Iterable[Area]) -> Counter[str]:
    """How many polling areas a council's seats are based on without their results being here."""
    here: dict[str, set[str]] = {}
    for area in areas:
        here.setdefault(area.municipality, set()).add(area.area)
    return Counter(
        {
            municipality: len(council.areas - here[municipality])
            for municipality, council in councils.items()
            if municipality in here
        }
    )


def seats_of(
    councils: dict[str, CouncilSeats], sums: dict[str, Sum], problems: Problems
) -> dict[str, dict[tuple[str, str], int]]:
    """The seats of each council's lists; seats of lists without votes are problems.

    A council of whose municipality nothing is counted yet has no lists to give seats to.
    """
    made: dict[str, dict[tuple[str, str], int]] = {}
    for municipality, council in councils.items():
        total = sums.get(municipality)
        if total is None or not total.lists:
            continue
        problems.found.extend(council.problems)
        made[municipality] = council.seats
        for letter, name in council.seats:
            if (letter, name) not in total.lists:
                problems.add(
                    text("The council has seats of a list that has no votes."),
                    file=council.file,
                    field="KandidatlisteNavn",
                    value=f"{letter} {name}",
                )
    return made
