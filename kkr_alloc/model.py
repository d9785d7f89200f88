"""What the program talks about: elections, lists, mayors, regions and rules. Plain frozen data."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from kkr_alloc.errors import Place, Problem

CO_OPERATION = "L"
"""The id of the list co-operation, pooled into one party."""

CO_OPERATION_NAME = "Lokallisterne i Danmark"

BODIES = ("kkr", "repraesentantskab", "bestyrelse")
"""KL's bodies: one KKR per region; the other two are national."""

DivisorName = Literal["dhondt", "sainte-lague", "adams"]
VotesBase = Literal["valid", "cast"]
OpenRule = Literal["fill", "threshold_base"]
MAX_HOUSE = 10_000
BodySize = Annotated[int, Meta(ge=1, le=MAX_HOUSE)]


class Region(Struct, frozen=True, forbid_unknown_fields=True):
    """A region with its KKR, as ``regions.yaml`` has it.

    ``id`` is what commands take, ``code`` the official one. ``municipalities``: their names by code.
    """

    id: str
    code: str
    name: str
    english: str
    municipalities: dict[str, str]
    valid_from: date
    valid_to: date | None


class Geography(Struct, frozen=True):
    """The regions of one day and the names of all municipalities by code."""

    regions: tuple[Region, ...]
    municipalities: dict[str, str]

    def area(self, region_id: str | None) -> tuple[str, ...]:
        """The municipalities of a region, or of the whole country (None); KeyError for an unknown region."""
        return tuple(self.municipalities if region_id is None else self.region(region_id).municipalities)

    def region(self, region_id: str) -> Region:
        """The region with that id; KeyError if it is unknown."""
        for region in self.regions:
            if region.id == region_id:
                return region
        raise KeyError(region_id)


CENTRE = 5.0
"""Where parties stand from left to right that no source places."""


class Party(Struct, frozen=True, forbid_unknown_fields=True):
    """A party of the register, as ``parties.yaml`` has it: it counts together across municipalities.

    ``letters``: the list letters it stood under, by election. ``spellings``: every other name seen.
    ``left_right``: where it stands, from 0 (left) to 10 (right); for drawings only.
    """

    id: str
    name: str
    english: str
    letters: dict[str, tuple[str, ...]]
    spellings: tuple[str, ...]
    colour: str
    left_right: float = CENTRE

    @property
    def names(self) -> tuple[str, ...]:
        """Every name seen, its own first."""
        return (self.name, *self.spellings)


class ListResult(Struct, frozen=True):
    """The votes of one list in one municipality.

    ``party`` is the register's id, or None for a local list. ``seats`` in the council, None if unknown.
    ``id`` is the local list's own: ``306-N``. ``place`` is part of what makes two of them equal.
    """

    municipality: str
    letter: str
    name: str
    party: str | None
    votes: int
    seats: int | None
    id: str
    place: Place | None = None


class Mayor(Struct, frozen=True):
    """A municipality's mayor and the party or local list the office counts for.

    ``counts_for`` is a register's id or a local list's (``306-N``). ``note`` says what is uncertain.
    ``sitting``: elected for the term before, and used until the new mayor is known. ``place`` is part of
    what makes two of them equal.
    """

    municipality: str
    name: str
    counts_for: str
    list_name: str
    note: str = ""
    source: str = ""
    sitting: bool = False
    place: Place | None = None


class Totals(Struct, frozen=True):
    """A municipality's totals; None where unknown. ``cast`` includes blank and invalid votes."""

    municipality: str
    valid: int
    electorate: int | None = None
    cast: int | None = None
    blank: int | None = None
    invalid: int | None = None


class Count(Struct, frozen=True, forbid_unknown_fields=True):
    """The state of the count: polling areas in all, counted, final, and the newest release.

    ``final`` is None where the input does not say.
    """

    final: bool | None
    areas: int | None = None
    areas_counted: int | None = None
    areas_final: int | None = None
    newest_release: str | None = None
    electorate: int | None = None
    electorate_counted: int | None = None

    @property
    def is_in_part(self) -> bool:
        """Whether the electorate is known of the counted areas only."""
        return self.electorate is None and self.electorate_counted is not None

    @property
    def all_areas_final(self) -> bool | None:
        """Whether every polling area is; None where the areas are not known. A doubt keeps a count open."""
        return None if self.areas is None else self.areas_final == self.areas

    @property
    def state(self) -> str:
        """``final``, ``preliminary``, ``none`` (nothing counted yet) or ``unknown``."""
        if self.final is None:
            return "unknown"
        if self.final:
            return "final"
        return "none" if self.areas_counted == 0 else "preliminary"

    @classmethod
    def of_all(cls, counts: Iterable[Count], *, complete: bool = True) -> Count:
        """The state of the count of several municipalities together.

        ``complete``: all of them are known. Otherwise nobody can call the whole final.
        """
        known = list(counts)
        if not complete:
            return cls(False if any(count.final is False for count in known) else None)

        def total(name: str) -> int | None:
            numbers = [getattr(count, name) for count in known]
            return None if None in numbers else sum(numbers)

        return cls(
            all(count.final for count in known),
            total("areas"),
            total("areas_counted"),
            total("areas_final"),
            max((count.newest_release for count in known if count.newest_release), default=None),
            total("electorate"),
            total("electorate_counted"),
        )


class CoOperation(Struct, frozen=True):
    """The register of the list co-operation: ``complete``, ``partial`` or ``unknown``, and its lists' ids."""

    status: str
    lists: frozenset[str] = frozenset()


class Digest:
    """The SHA-256 of what was read, computed when it is first asked for (as text)."""

    def __init__(self, digest: str | Callable[[], str]) -> None:
        self._digest = digest

    def __str__(self) -> str:
        if not isinstance(self._digest, str):
            self._digest = self._digest()
        return self._digest

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Digest) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """An input that was read: its role, its path as it is shown, its hash and its number of rows.

    ``sha256`` is of the bytes; of a folder, over its files' names and hashes in order. ``sheet``: which
    one of a workbook.
    """

    role: str
    path: str
    sha256: Digest
    rows: int
    sheet: str | None = None


class Note(Struct, frozen=True, forbid_unknown_fields=True):
    """Something assumed or unknown that could matter. ``code`` is stable, ``message`` is for people.

    ``details``: the names of what the message only counts: files, polling areas, municipalities.
    """

    code: str
    message: str
    details: tuple[str, ...] = ()


Remarks = dict[str, dict[str, tuple[str, ...]]]
"""Code of a note -> municipality (or "" where it is not known which) -> the names of what it counts."""


class Election(Struct, frozen=True):
    """Everything a composition is computed from, checked to fit together.

    ``counts`` is the state of the count in each municipality where the input says it.
    ``assumptions`` travel into every composition's notes, ``remarks`` into those of the bodies whose area
    they are about. ``problems``: numbers of a municipality that contradict each other; no body whose area
    it is in has a result.
    """

    id: str
    name: str
    day: date
    term: str
    geography: Geography
    parties: dict[str, Party]
    lists: tuple[ListResult, ...]
    mayors: tuple[Mayor, ...]
    co_operation: CoOperation
    count: Count
    counts: dict[str, Count] = field(default_factory=dict)
    totals: dict[str, Totals] = field(default_factory=dict)
    sources: tuple[Source, ...] = ()
    assumptions: tuple[Note, ...] = ()
    remarks: Remarks = field(default_factory=dict)
    problems: dict[str, tuple[Problem, ...]] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Election {self.id}: {len(self.lists)} lists, {len(self.mayors)} mayors, {self.count.state}>"


class OpenRules(Struct, frozen=True, forbid_unknown_fields=True):
    """The readings of each rule that KL's papers leave open, itself among them; none: it is not open."""

    fill: tuple[DivisorName, ...] = ()
    threshold_base: tuple[VotesBase, ...] = ()


class BodyRules(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How one body is composed. Each line is a rule of RULES (docs/method.md), none of them code.

    ``threshold``: least share of the votes, or None. ``threshold_base``: ``cast`` or ``valid`` votes.
    ``council_seat``: a seat in at least one council is needed. ``co_operation``: its lists count as one.
    ``lists_alone``: a local list outside the co-operation takes part by itself. ``ex_officio``: ``mayors``
    or None. ``levelling``: the divisor that sizes the body, or None. ``cap_per_municipality``: most members
    for each municipality, or None. ``fill``: the divisor for a capped body or a fixed number of seats.
    ``seats``: that number, where it is fixed. ``open``: the readings of a rule that KL's papers leave open.
    """

    threshold: Fraction | None = None
    threshold_base: VotesBase = "valid"
    council_seat: bool = False
    co_operation: bool = False
    ex_officio: Literal["mayors"] | None = None
    levelling: DivisorName | None = None
    cap_per_municipality: BodySize | None = None
    fill: DivisorName
    seats: BodySize | None = None
    lists_alone: bool = True
    open: OpenRules = field(default_factory=OpenRules)

    def readings(self, name: OpenRule) -> tuple[str, ...]:
        """The readings of a rule, its own first; only that one where nothing is open."""
        own: str = getattr(self, name)
        return (own, *(other for other in getattr(self.open, name) if other != own))

    def cap(self, municipalities: int) -> int | None:
        """Most members of a levelled body; None where its size is fixed or nothing caps it."""
        if self.levelling is None or self.cap_per_municipality is None:
            return None
        return self.cap_per_municipality * municipalities


class RuleSet(Struct, frozen=True):
    """A named set of rules, one for each body. ``source`` is the file of a user's own."""

    id: str
    name: str
    description: str
    bodies: dict[str, BodyRules]
    source: Source | None = None


def is_local(party: str) -> bool:
    """Whether an id is a local list's: a municipality's code, a hyphen and the letter (``306-N``)."""
    code, hyphen, _ = party.partition("-")
    return bool(hyphen) and code.isdigit()
