"""What the program talks about: elections, lists, mayors, regions, rules, compositions. Plain frozen data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import NamedTuple

CO_OPERATION = "L"
"""The id of the list co-operation, pooled into one party."""

CO_OPERATION_NAME = "Lokallisterne i Danmark"

BODIES = ("kkr", "repraesentantskab", "bestyrelse")
"""KL's bodies: one KKR per region; the other two are national."""


class Place(NamedTuple):
    """Where a row stands in the input: file as the user gave it, line from 1."""

    file: str
    line: int | None = None


class Region(NamedTuple):
    """A region with its KKR. ``id`` is what commands take, ``code`` the official one."""

    id: str
    code: str
    name: str
    english: str
    municipalities: tuple[str, ...]
    valid_from: date
    valid_to: date | None


class Geography(NamedTuple):
    """The regions of one day and the names of all municipalities by code."""

    regions: tuple[Region, ...]
    municipalities: dict[str, str]

    def area(self, region_id: str | None) -> tuple[str, ...]:
        """The municipalities of a region, or of the whole country (None); KeyError if there is none."""
        return tuple(self.municipalities) if region_id is None else self.region(region_id).municipalities

    def region(self, region_id: str) -> Region:
        """The region with that id; KeyError if there is none."""
        for region in self.regions:
            if region.id == region_id:
                return region
        raise KeyError(region_id)


class Party(NamedTuple):
    """A party of the register: it counts together across municipalities.

    ``letters``: the list letters it stood under. ``spellings``: every name seen, its own among them.
    """

    id: str
    name: str
    english: str
    letters: tuple[str, ...]
    spellings: tuple[str, ...]
    colour: str


class ListResult(NamedTuple):
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


class Mayor(NamedTuple):
    """A municipality's mayor and the party or local list the office counts for.

    ``counts_for`` is a register's id or a local list's (``306-N``). ``note`` says what is uncertain.
    ``sitting``: elected for the term before, and taken until the new mayor is known. ``place`` is part of
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


class Totals(NamedTuple):
    """A municipality's totals; None where unknown. ``cast`` includes blank and invalid votes."""

    municipality: str
    valid: int
    electorate: int | None = None
    cast: int | None = None
    blank: int | None = None
    invalid: int | None = None


class Count(NamedTuple):
    """The state of the count: polling areas in all, counted, finally counted, and the newest release.

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

        ``complete``: all are told. Where one is not, nobody can call the whole final.
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


class CoOperation(NamedTuple):
    """The register of the list co-operation: ``complete``, ``partial`` or ``unknown``, and its lists' ids."""

    status: str
    lists: frozenset[str] = frozenset()


class Source(NamedTuple):
    """An input that was read: its role, its path as it is told, its hash and its number of rows.

    ``digest`` is the SHA-256 of the bytes, or what makes it when :attr:`sha256` is asked for.
    """

    role: str
    path: str
    digest: str | Callable[[], str]
    rows: int

    @property
    def sha256(self) -> str:
        """The hash of the bytes that were read; of a folder, over its files' names and hashes in order."""
        return self.digest if isinstance(self.digest, str) else self.digest()


@dataclass(frozen=True)
class Election:
    """Everything a composition is computed from, checked to fit together.

    ``counts`` is the state of the count in each municipality where the input tells it.
    ``assumptions`` travel into every composition's notes.
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


class BodyRules(NamedTuple):
    """How one body is composed. Each line is a rule of RULES (docs/method.md), none of them code.

    ``threshold``: least share of the votes, or None. ``threshold_base``: ``valid`` or ``cast`` votes.
    ``council_seat``: a seat in at least one council is needed. ``pool``: the list co-operation counts as one.
    ``ex_officio``: ``mayors`` or None. ``levelling``: the divisor that sizes the body, or None.
    ``cap_per_municipality``: most members for each municipality, or None. ``fill``: the divisor for a
    fixed number of seats. ``seats``: that number, where it is fixed.
    """

    threshold: Fraction | None
    threshold_base: str
    council_seat: bool
    pool: bool
    ex_officio: str | None
    levelling: str | None
    cap_per_municipality: int | None
    fill: str
    seats: int | None

    def cap(self, municipalities: int) -> int | None:
        """Most members of a levelled body; None where its size is fixed or nothing caps it."""
        if self.levelling is None or self.cap_per_municipality is None:
            return None
        return self.cap_per_municipality * municipalities


class RuleSet(NamedTuple):
    """A named set of rules, one for each body. ``source`` is the file of a user's own."""

    id: str
    name: str
    description: str
    bodies: dict[str, BodyRules]
    source: Source | None = None


class Note(NamedTuple):
    """Something assumed or unknown that could matter. ``code`` is stable, ``message`` is for people."""

    code: str
    message: str


class PartyResult(NamedTuple):
    """A party's or list's line in a composition.

    ``reason`` says why it is not eligible: ``below-threshold`` or ``no-council-seat``. ``mayors`` and
    ``supplementary`` are None in a body without mayors. ``lists`` are the ids pooled in the co-operation.
    """

    party: str
    name: str
    votes: int
    share: Fraction
    eligible: bool
    reason: str | None
    mayors: int | None
    seats: int
    supplementary: int | None
    local: bool = False
    lists: tuple[str, ...] | None = None


class LevelStep(NamedTuple):
    """A party's line in the levelling: its votes over the price, and the seats that gives."""

    party: str
    quotient: Fraction
    seats: int


class FillStep(NamedTuple):
    """One seat filled by quotient: its number in the proportional part, winner, runner-up."""

    seat: int
    party: str
    quotient: Fraction | None
    runner_up: str | None
    runner_up_quotient: Fraction | None


class SeatTie(NamedTuple):
    """Seats that wait for a lot between parties with the same quotient."""

    seats: int
    between: tuple[str, ...]
    quotient: Fraction


@dataclass(frozen=True)
class SeatLot:
    """A lot drawn for one body (and region): the winners get one seat each."""

    body: str
    region: str | None
    seats: int
    between: tuple[str, ...]
    winners: tuple[str, ...]
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Composition:
    """One body's members per party, and how they came about.

    ``status``: ``ok``, ``tie`` (``unassigned`` seats wait for a lot) or ``no-result``.
    ``levelled_members``: size before the cap. ``outside``: mayors of lists that are not eligible.
    ``price``: votes per mayor of the ``reference_party``. ``members``, ``mayors`` and ``supplementary``
    add up over ``parties`` (with ``unassigned``). ``base`` is what the threshold is measured against.
    """

    body: str
    region: str | None
    status: str
    municipalities: int
    valid_votes: int
    base: int
    members: int | None
    mayors: int | None
    supplementary: int | None
    outside: int
    unassigned: int
    levelled_members: int | None
    cap: int | None
    capped: bool
    reference_party: str | None
    price: Fraction | None
    parties: tuple[PartyResult, ...]
    tie: SeatTie | None
    steps: tuple[LevelStep | FillStep, ...] | None
    notes: tuple[Note, ...]
    count: Count

    def party(self, party_id: str) -> PartyResult:
        """The line of one party; KeyError if it has neither votes nor mayor here."""
        for line in self.parties:
            if line.party == party_id:
                return line
        raise KeyError(party_id)

    @property
    def pooled(self) -> dict[str, str]:
        """The lists of the co-operation, by id: the party they are pooled into."""
        return {list_id: line.party for line in self.parties for list_id in line.lists or ()}

    def __iter__(self) -> Iterator[PartyResult]:
        return iter(self.parties)


@dataclass(frozen=True)
class Compositions:
    """What one call computes: the compositions of one election under one rule set."""

    election: Election
    rules: RuleSet
    compositions: tuple[Composition, ...]
