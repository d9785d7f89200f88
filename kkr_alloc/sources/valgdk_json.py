"""One file of valg.dk's JSON feed: a polling area's result, or a council's seats. Bytes in, plain data out.

The shape is that of the feed of KV25 (18 November 2025): https://valg.dk, "Data til medier".
"""

from __future__ import annotations

import re
import unicodedata
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Annotated, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct, field
from msgspec.json import Decoder

from kkr_alloc.errors import InputError, Problem, problem_at
from kkr_alloc.sources.files import INVISIBLE, without_leftovers
from kkr_alloc.sources.shape import shape_problem
from kkr_alloc.text import text

MUNICIPAL = "Kommunalvalg"
NOT_COUNTED = "IngenResultater"
FINAL = "Fintælling"
MAX_VOTES = 10_000_000
"""More votes than this in one polling area are an error: the largest has 25,000 voters."""

_DATE = "[0-9]{2}-[0-9]{2}-(19|20|21)[0-9]{2}"
_CONTROL = r"\x00-\x1f\x7f-\x9f"
_INVISIBLE = re.compile(f"[{INVISIBLE}]")

Date = Annotated[str, Meta(pattern=rf"\A{_DATE}\Z")]
Time = Annotated[str, Meta(pattern=rf"\A{_DATE} [0-9:]{{8}}\Z")]
Letter = Annotated[str, Meta(pattern=rf"\A[^{_CONTROL}]*\Z")]
Name = Annotated[str, Meta(pattern=rf"\A[^{_CONTROL}]*[^{_CONTROL}{INVISIBLE}\s][^{_CONTROL}]*\Z")]
Votes = Annotated[int, Meta(ge=0, le=MAX_VOTES)]
Identity = int | Annotated[str, Meta(pattern=r"\S")]
"""A number that names a polling area; some files write it as text."""
ListName = tuple[str, str]
"""Letter and name of a list; a local list may have no letter."""


class Release(Struct, kw_only=True):
    """What every file of the feed states.

    ``polling_day`` (yyyy-mm-dd) and ``released`` (yyyy-mm-ddThh:mm:ssZ) sort as text. ``place``: the
    municipality's name. ``file``: its path in messages, set when it has been read.
    """

    kind: Literal["Kommunalvalg"] = field(name="Valgart")
    polling_day: Date = field(name="Valgdag")
    released: Time = field(name="FrigivelsesTidspunktUTC")
    code: Annotated[int, Meta(ge=0, le=999)] = field(name="Kommunekode")
    place: str | None = field(name="Kommune", default=None)
    file: str = ""

    def __post_init__(self) -> None:
        self.polling_day = _sortable(self.polling_day)
        self.released = _sortable(self.released)

    @property
    def municipality(self) -> str:
        """The municipality's code, three digits."""
        return f"{self.code:03d}"

    def problem(self, field: str, message: str, value: object = None) -> Problem:
        """A problem in this file."""
        return problem_at(message, file=self.file, field=field, value=value)


class ListVotes(Struct, gc=False):
    """The votes of one list."""

    name: Name = field(name="Navn")
    votes: Votes = field(name="Stemmer")
    letter: Letter | None = field(name="Bogstavbetegnelse", default=None)


class Area(Release, kw_only=True, dict=True):
    """The result of one polling area in one release: a file of ``valgresultater/``."""

    stage: Literal["IngenResultater", "ForeløbigOptælling", "Fintælling"] = field(name="Resultatart")
    id: Identity = field(name="AfstemningsområdeDagiId")
    name: str | None = field(name="Afstemningsområde", default=None)
    valid: Votes | None = field(name="GyldigeStemmer", default=None)
    cast: Votes | None = field(name="AfgivneStemmer", default=None)
    blank_at_the_poll: Votes | None = field(name="BlankeUgyldigeFremmødteStemmer", default=None)
    blank_by_letter: Votes | None = field(name="BlankeUgyldigeBrevstemmer", default=None)
    invalid: Votes | None = field(name="UgyldigeStemmerUdoverBlanke", default=None)
    electorate: Votes | None = field(name="AntalStemmeberettigedeVælgere", default=None)
    entries: list[ListVotes] | None = field(name="Kandidatlister", default=None)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.name = _cleaned(self.name) if self.name else None

    @property
    def subject(self) -> str:
        """What the release is about: the polling area."""
        return str(self.id).strip()

    @property
    def result(self) -> object:
        """What two releases of the same second must agree on."""
        return self.stage, self.electorate, self.cast, self._parts, self.lists

    @property
    def _parts(self) -> tuple[int | None, ...]:
        """What the votes cast are made of."""
        return self.valid, self.blank_at_the_poll, self.blank_by_letter, self.invalid

    @property
    def is_counted(self) -> bool:
        """Whether there is a result: a count without a single valid vote is none."""
        return self.stage != NOT_COUNTED and self.valid != 0

    @cached_property
    def lists(self) -> dict[ListName, int]:
        """The votes by list."""
        return {_list_name(entry.letter, entry.name): entry.votes for entry in self.entries or ()}

    @property
    def blank(self) -> int | None:
        """The blank votes."""
        return total((self.blank_at_the_poll, self.blank_by_letter))

    @cached_property
    def problems(self) -> list[Problem]:
        """Which numbers contradict each other. It matters only if the release counts."""
        entries, counted = self.entries or [], self.stage != NOT_COUNTED
        problems = []
        lists = sum(entry.votes for entry in entries)
        if len(self.lists) < len(entries):
            names = [_list_name(entry.letter, entry.name) for entry in entries]
            for number, name in enumerate(names):
                if name in names[:number]:
                    field, message = f"Kandidatlister[{number}].Navn", text("The list appears twice.")
                    problems.append(self.problem(field, message, " ".join(name)))
        if (self.valid or 0) != lists or (self.valid is None and counted):
            message = text("The votes of the lists are {total} together, not the valid votes.", total=lists)
            problems.append(self.problem("GyldigeStemmer", message, self.valid))
        elif self.cast is not None and not _is_sum(self.cast, self._parts):
            message = text("Valid, blank and invalid votes are not the votes cast together.")
            problems.append(self.problem("AfgivneStemmer", message, self.cast))
        elif self.electorate and self.electorate < max(lists, self.cast or 0):
            message = text("The electorate is only {electorate}.", electorate=self.electorate)
            problems.append(self.problem("AfgivneStemmer", message, self.cast))
        if lists and not counted:
            message = text("A file without a result has votes.")
            problems.append(self.problem("Resultatart", message, self.stage))
        return problems


class Seat(Struct, gc=False):
    """One seat of a council."""

    name: Name = field(name="KandidatlisteNavn")
    letter: Letter | None = field(name="Bogstavbetegnelse", default=None)


class Basis(Struct):
    """A polling area whose result a council's seats are based on, and when that was approved."""

    area: Identity = field(name="AfstemningsområdeDagiId")
    approved: Time | None = field(name="GodkendelsesDatoUTC", default=None)

    def __post_init__(self) -> None:
        self.approved = self.approved and _sortable(self.approved)


class Council(Release, kw_only=True, dict=True):
    """The seats of one council in one release: a file of ``mandatfordeling/``.

    ``of_persons`` and ``of_lists`` each list all seats; either may be empty.
    """

    stage: str | None = field(name="Resultatart", default=None)
    of_persons: list[Seat] | None = field(name="PersonligeMandater", default=None)
    of_lists: list[Seat] | None = field(name="ListeMandater", default=None)
    based_on: list[Basis] | None = field(name="BaseretPåOptællinger", default=None)

    @property
    def subject(self) -> str:
        """What the release is about: the municipality."""
        return self.municipality

    @property
    def result(self) -> object:
        """What two releases of the same second must agree on."""
        return self.seats, self.areas

    @cached_property
    def seats(self) -> Counter[ListName]:
        """The seats by list."""
        return _seats(self.of_persons) or _seats(self.of_lists)

    @cached_property
    def areas(self) -> dict[str, str]:
        """The polling areas whose results the seats are based on, with the time of their approval or ""."""
        return {str(basis.area).strip(): basis.approved or "" for basis in self.based_on or ()}

    def confirms(self, areas: Iterable[Area]) -> bool:
        """Whether the seats are final, and so name all areas; and whether these are of no older count."""
        approved = self.areas
        newer = all(area.released >= approved.get(area.subject, "") for area in areas)
        return self.stage == FINAL and bool(approved) and newer

    @cached_property
    def problems(self) -> list[Problem]:
        """Where the seats contradict each other. It matters only if the release counts."""
        of_persons, of_lists = _seats(self.of_persons), _seats(self.of_lists)
        if not of_persons and not of_lists:
            return [self.problem("PersonligeMandater", text("The file holds no seats."))]
        if of_persons and of_lists and of_persons != of_lists:
            message = text("PersonligeMandater and ListeMandater do not give the lists the same seats.")
            return [self.problem("ListeMandater", message, of_lists.total())]
        return []


def _is_sum(number: int, parts: Sequence[int | None]) -> bool:
    """Whether a number is the sum of its parts; where some are unknown, whether it can be."""
    known = sum(part or 0 for part in parts)
    return number == known or (None in parts and number > known)


def total(numbers: Iterable[int | None]) -> int | None:
    """The sum of numbers; None where one is unknown."""
    known = list(numbers)
    return None if None in known else sum(known)  # type: ignore[arg-type]


def _seats(seats: list[Seat] | None) -> Counter[ListName]:
    return Counter(_list_name(seat.letter, seat.name) for seat in seats or ())


def _cleaned(part: str) -> str:
    """What people see of a name: no invisible characters, and one kind of space."""
    return without_leftovers(_INVISIBLE.sub("", unicodedata.normalize("NFC", part))).strip()


@lru_cache(maxsize=10_000)
def _list_name(letter: str | None, name: str) -> ListName:
    """Letter and name as people see them."""
    return _cleaned(letter or "").upper(), _cleaned(name)


@lru_cache(maxsize=10_000)
def _sortable(written: str) -> str:
    """18-11-2025 20:00:00 as 2025-11-18T20:00:00Z, a day as 2025-11-18. ValueError if it does not exist."""
    day, _, time = written.partition(" ")
    moment = "-".join(reversed(day.split("-"))) + (f"T{time}Z" if time else "")
    try:
        datetime.fromisoformat(moment)
    except ValueError:
        raise ValueError(text("{moment} does not exist.", moment=written)) from None
    return moment


File = TypeVar("File", Area, Council)
AREA, COUNCIL = Decoder(Area), Decoder(Council)
_WITHOUT_NUMBERS = {field.encode_name for field in msgspec.structs.fields(Release)} | {
    "Resultatart",
    "AfstemningsområdeDagiId",
    "Afstemningsområde",
}
_MESSAGES = {
    "Valgdag": text("Not a date: dd-mm-yyyy."),
    "FrigivelsesTidspunktUTC": text("Not a time: dd-mm-yyyy HH:MM:SS."),
    "Kommunekode": text("Not a municipality's code."),
    "Resultatart": text("Unknown kind of result."),
    "AfstemningsområdeDagiId": text("A number is needed."),
    "Bogstavbetegnelse": text("Not a list's letter."),
    "Navn": text("Not a list's name."),
    "KandidatlisteNavn": text("Not a list's name."),
}


def parse(decoder: Decoder[File], data: bytes, file: str) -> File:
    """Read one file of the feed. ``file``: its path in messages.

    A wrong number of votes is one of the file's ``problems``, and its other numbers are unknown then.

    Raises:
        InputError: it is empty, no JSON, or not of the declared shape. ``code`` is ``other-election`` if it
            is not from a municipal election (it may have any shape).
    """
    data = data.removeprefix(BOM_UTF8)
    try:
        data.decode()  # msgspec does not look into text that it skips
        try:
            release = decoder.decode(data)
        except msgspec.ValidationError as error:
            release = _without_numbers(decoder.type, error, data, file)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise not_json(error, data, file) from None
    release.file = file
    return release


def _without_numbers(type_: type[File], error: msgspec.ValidationError, data: bytes, file: str) -> File:
    """A file with a wrong number of votes: whether that matters only the other files say.

    Raises:
        InputError: something else is wrong with the file.
    """
    untyped = msgspec.json.decode(data)
    kind = untyped.get("Valgart") if isinstance(untyped, dict) else None
    if isinstance(kind, str) and kind != MUNICIPAL:
        message = text("This is not from a municipal election.")
        raise InputError(message, code="other-election", file=file, field="Valgart", value=kind)
    problem = shape_problem(error, untyped, file, _MESSAGES)
    if "temme" in (problem.field or "").rpartition(".")[2]:  # Stemmer, Stemmeberettigede
        known = {key: value for key, value in untyped.items() if key in _WITHOUT_NUMBERS}
        with suppress(msgspec.ValidationError):
            release = msgspec.convert(known, type_)
            release.problems = [problem]
            return release
    raise InputError(problem.message, [problem])


def not_json(error: Exception, data: bytes, file: str) -> InputError:
    """The error of what msgspec cannot read as JSON, with its line."""
    if not data.strip():
        return InputError(text("The file is empty."), file=file, hint=text("Fetch it again."))
    if isinstance(error, UnicodeDecodeError):
        return InputError(text("Not UTF-8."), file=file)
    reason, at = re.fullmatch(r"(?:JSON is malformed: )?(.*?)(?: \(byte (\d+)\))?", str(error)).groups()  # type: ignore[union-attr]
    return InputError(
        text("Not JSON: {reason}.", reason=reason),
        file=file,
        line=data.count(b"\n", 0, int(at) if at else len(data)) + 1,
        hint=text("It may be half written: fetch it again."),
    )
