"""One file of valg.dk's JSON feed: a polling area's result, or a council's seats. Bytes in, plain data out.

The shape is that of the feed of KV25 (18 November 2025): https://valg.dk, "Data til medier".
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NoReturn

from kkr_alloc.errors import InputError, Problem, Problems, shown
from kkr_alloc.sources.files import INVISIBLE
from kkr_alloc.text import text

MUNICIPAL = "Kommunalvalg"
NOT_COUNTED = "IngenResultater"
PRELIMINARY = "ForeløbigOptælling"
FINAL = "Fintælling"
MOST_VOTES = 10_000_000
"""More votes than this in one polling area are not believed: the largest has 25,000 voters."""

_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_DAY = re.compile(r"(\d\d)-(\d\d)-(\d{4})", re.ASCII)
_INSTANT = re.compile(r"(\d\d)-(\d\d)-(\d{4}) (\d\d:\d\d:\d\d)", re.ASCII)


class OtherElection(InputError):
    """The file is of another kind of election. ``kind`` is what it says of itself."""

    def __init__(self, kind: str, file: str) -> None:
        super().__init__(
            text("This is not from a municipal election."), file=file, field="Valgart", value=shown(kind)
        )
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Area:
    """The result of one polling area in one release.

    ``polling_day`` (yyyy-mm-dd) and ``released`` (yyyy-mm-ddThh:mm:ssZ) sort as text. ``lists`` holds letter,
    name and votes. ``problems``: what is wrong with the numbers; it matters only if the release counts.
    """

    file: str
    polling_day: str
    released: str
    stage: str
    municipality: str
    area: str
    valid: int
    electorate: int | None
    cast: int | None
    blank: int | None
    invalid: int | None
    lists: tuple[tuple[str, str, int], ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class CouncilSeats:
    """The seats of one council in one release: letter and name of the list, seats. See :class:`Area`.

    ``areas``: the polling areas whose results they are based on.
    """

    file: str
    polling_day: str
    released: str
    municipality: str
    seats: dict[tuple[str, str], int]
    areas: frozenset[str]
    problems: tuple[Problem, ...]


def parse_area(data: bytes, file: str) -> Area:
    """Read one file of ``valgresultater/``. ``file``: its path as messages tell it.

    Raises:
        OtherElection: it is not from a municipal election.
        InputError: it is empty, no JSON, or not shaped like a result.
    """
    fields = _Fields(data, file)
    polling_day, released = fields.day("Valgdag"), fields.instant("FrigivelsesTidspunktUTC")
    stage = fields.text("Resultatart")
    if stage not in (NOT_COUNTED, PRELIMINARY, FINAL):
        fields.refuse(text("Not a kind of result that is known."), "Resultatart", stage)
    lists = _lists(fields)
    valid = fields.votes("GyldigeStemmer")
    total = sum(votes for _, _, votes in lists)
    adds_up = (valid is not None or stage == NOT_COUNTED) and (valid or 0) == total
    if not adds_up:
        fields.problem(
            text("The votes of the lists are {total} together, not the valid votes.", total=total),
            "GyldigeStemmer",
            valid,
        )
    if stage == NOT_COUNTED and total:
        fields.problem(text("There are votes, though there is no result."), "Resultatart", stage)
    at_the_poll = fields.votes("BlankeUgyldigeFremmødteStemmer")
    by_letter = fields.votes("BlankeUgyldigeBrevstemmer")
    blank = None if at_the_poll is None or by_letter is None else at_the_poll + by_letter
    cast, invalid = fields.votes("AfgivneStemmer"), fields.votes("UgyldigeStemmerUdoverBlanke")
    if (
        adds_up
        and None not in (valid, blank, invalid, cast)
        and cast != (valid or 0) + (blank or 0) + (invalid or 0)
    ):
        fields.problem(
            text("Valid, blank and invalid votes are not the votes cast together."), "AfgivneStemmer", cast
        )
    return Area(
        file,
        polling_day,
        released,
        stage,
        fields.code("Kommunekode"),
        fields.identity("AfstemningsområdeDagiId"),
        valid or 0,
        fields.votes("AntalStemmeberettigedeVælgere"),
        cast,
        blank,
        invalid,
        tuple(lists),
        tuple(fields.problems.found),
    )


def _lists(fields: _Fields) -> list[tuple[str, str, int]]:
    made: list[tuple[str, str, int]] = []
    seen = set()
    for number, entry in enumerate(fields.entries("Kandidatlister")):
        of_list = fields.list_of("Kandidatlister", number, entry, "Navn")
        votes = entry.get("Stemmer")
        if type(votes) is not int or not 0 <= votes <= MOST_VOTES:
            fields.problem(_why_no_votes(votes), f"Kandidatlister[{number}].Stemmer", votes)
            votes = 0
        if of_list in seen:
            fields.problem(
                text("The list stands there twice."), f"Kandidatlister[{number}].Navn", " ".join(of_list)
            )
        seen.add(of_list)
        made.append((*of_list, votes))
    return made


def parse_seats(data: bytes, file: str) -> CouncilSeats:
    """Read one file of ``mandatfordeling/``. Raises as :func:`parse_area` does.

    ``PersonligeMandater`` and ``ListeMandater`` each list all seats: the first is counted, the second where
    the first is empty; where both are given they must agree.
    """
    fields = _Fields(data, file)
    polling_day, released = fields.day("Valgdag"), fields.instant("FrigivelsesTidspunktUTC")
    personal, of_lists = _seats(fields, "PersonligeMandater"), _seats(fields, "ListeMandater")
    if personal and of_lists and personal != of_lists:
        fields.problem(
            text("PersonligeMandater and ListeMandater do not give the lists the same seats."),
            "ListeMandater",
            sum(of_lists.values()),
        )
    if not personal and not of_lists:
        fields.problem(text("There are no seats in it."), "PersonligeMandater")
    return CouncilSeats(
        file,
        polling_day,
        released,
        fields.code("Kommunekode"),
        personal or of_lists,
        frozenset(_based_on(fields)),
        tuple(fields.problems.found),
    )


def _seats(fields: _Fields, key: str) -> dict[tuple[str, str], int]:
    seats: dict[tuple[str, str], int] = {}
    for number, entry in enumerate(fields.entries(key)):
        of_list = fields.list_of(key, number, entry, "KandidatlisteNavn")
        seats[of_list] = seats.get(of_list, 0) + 1
    return seats


def _based_on(fields: _Fields) -> Iterator[str]:
    key = "BaseretPåOptællinger"
    for number, entry in enumerate(fields.entries(key)):
        area = entry.get("AfstemningsområdeDagiId") if type(entry) is dict else None
        if not _is_identity(area):
            fields.refuse(text("A number is needed."), f"{key}[{number}].AfstemningsområdeDagiId", area)
        yield str(area).strip()


def _is_identity(value: object) -> bool:
    """Whether a value can name something: a number, which the feed sometimes writes as text."""
    return type(value) is int or (isinstance(value, str) and bool(value.strip()))


def _why_no_votes(value: object) -> str:
    if type(value) is int:
        return text("The number is negative.") if value < 0 else text("So many votes are not believed.")
    return text("Not a whole number.")


class _Fields:
    """The fields of one file. A wrong shape ends the reading at once; wrong numbers are collected."""

    def __init__(self, data: bytes, file: str) -> None:
        self.file = file
        self.problems = Problems()
        if not data.strip():
            raise InputError(text("The file is empty."), file=file, hint=text("Fetch it again."))
        try:
            values = json.loads(data)
        except UnicodeDecodeError:
            raise InputError(text("Not UTF-8."), file=file) from None
        except json.JSONDecodeError as error:
            raise InputError(
                text("Not JSON: {reason}.", reason=error.msg),
                file=file,
                line=error.lineno,
                hint=text("It may be half written: fetch it again."),
            ) from None
        except (RecursionError, ValueError):  # nested too deep; a number of thousands of digits
            raise InputError(text("Not JSON that can be read."), file=file) from None
        if not isinstance(values, dict):
            raise InputError(text("Not a result: a JSON object is needed."), file=file, value=shown(values))
        self._values: dict[str, Any] = values
        kind = self.text("Valgart")
        if kind != MUNICIPAL:
            raise OtherElection(kind, file)

    def refuse(self, message: str, key: str, value: object) -> NoReturn:
        """End the reading: the file is not shaped like a result."""
        raise InputError(message, file=self.file, field=key, value=None if value is None else shown(value))

    def problem(self, message: str, key: str, value: object = None) -> None:
        """Note that a number is wrong."""
        self.problems.add(message, file=self.file, field=key, value=value)

    def text(self, key: str) -> str:
        value = self._values.get(key)
        if not isinstance(value, str):
            self.refuse(text("A text is needed."), key, value)
        return value

    def day(self, key: str) -> str:
        """``dd-mm-yyyy`` as ``yyyy-mm-dd``."""
        value = self.text(key)
        match = _DAY.fullmatch(value)
        if not match or not _exists(made := "{2}-{1}-{0}".format(*match.groups())):
            self.refuse(text("Not a date: dd-mm-yyyy."), key, value)
        return made

    def instant(self, key: str) -> str:
        """``dd-mm-yyyy HH:MM:SS`` (UTC) as ``yyyy-mm-ddTHH:MM:SSZ``, which sorts as text."""
        value = self.text(key)
        match = _INSTANT.fullmatch(value)
        if not match or not _exists(made := "{2}-{1}-{0}T{3}Z".format(*match.groups())):
            self.refuse(text("Not a time: dd-mm-yyyy HH:MM:SS."), key, value)
        return made

    def code(self, key: str) -> str:
        """A municipality's code, a number in the feed, as three digits."""
        value = self._values.get(key)
        if type(value) is not int or not 0 <= value <= 999:
            self.refuse(text("Not a municipality's code."), key, value)
        return f"{value:03d}"

    def identity(self, key: str) -> str:
        """A number that names something."""
        value = self._values.get(key)
        if not _is_identity(value):
            self.refuse(text("A number is needed."), key, value)
        return str(value).strip()

    def votes(self, key: str) -> int | None:
        """A number of votes or voters, None where it is not told."""
        value = self._values.get(key)
        if value is None:
            return None
        if type(value) is not int or not 0 <= value <= MOST_VOTES:
            self.problem(_why_no_votes(value), key, value)
            return None
        return value

    def entries(self, key: str) -> list[Any]:
        """A list, empty where it is absent or null."""
        value = self._values.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self.refuse(text("A list is needed."), key, value)
        return value

    def list_of(self, key: str, number: int, entry: Any, name_key: str) -> tuple[str, str]:
        """Letter and name of a list that an entry of ``key`` is about; a local list may have no letter."""
        if type(entry) is not dict:
            self.refuse(text("An object is needed."), f"{key}[{number}]", entry)
        letter, name = entry.get("Bogstavbetegnelse"), entry.get(name_key)
        if type(letter) is not str and letter is not None:
            self.refuse(text("A text is needed."), f"{key}[{number}].Bogstavbetegnelse", letter)
        if type(name) is not str:
            self.refuse(text("A text is needed."), f"{key}[{number}].{name_key}", name)
        of_list = _letter_and_name(letter, name)
        if of_list is None:
            self.refuse(text("Not a list's name."), f"{key}[{number}].{name_key}", name)
        return of_list


def _exists(instant: str) -> bool:
    """Whether there is such a day, in the centuries that an election can be of."""
    try:
        return 1900 <= datetime.fromisoformat(instant).year < 2200
    except ValueError:
        return False


@lru_cache(maxsize=10_000)
def _letter_and_name(letter: str | None, name: str) -> tuple[str, str] | None:
    """Letter and name as they are told; None for a name that is empty or cannot be shown."""
    shown_letter, shown_name = (
        _INVISIBLE.sub("", unicodedata.normalize("NFC", part)).strip() for part in (letter or "", name)
    )
    if not shown_name or any(unicodedata.category(c) in ("Cc", "Cs") for c in shown_letter + shown_name):
        return None
    return shown_letter, shown_name
