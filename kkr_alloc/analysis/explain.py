"""How a composition came about, step by step: everything needed to do it again on paper."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from msgspec import Struct

from kkr_alloc.composition import Derivation, derive, rules_of
from kkr_alloc.divisors import Lot, Step, Tie
from kkr_alloc.model import (
    BodyRules,
    Composition,
    Election,
    PartyResult,
    RuleSet,
)
from kkr_alloc.tally import tally


class ThresholdLine(Struct, frozen=True):
    """A party at the threshold. ``distance``: its votes less those needed, if any are."""

    party: str
    name: str
    votes: int
    distance: int | None
    council_seat: bool | None
    eligible: bool
    reason: str | None
    local: bool


class MayorLine(Struct, frozen=True):
    """A party's mayors, in which municipalities, and its votes for each. Ineligible lists' sit outside."""

    party: str
    name: str
    votes: int
    mayors: int
    votes_per_mayor: Fraction
    municipalities: tuple[str, ...]
    eligible: bool


class LevelLine(Struct, frozen=True):
    """A party's votes over the price, and what the rounding makes of it."""

    party: str
    name: str
    votes: int
    mayors: int
    quotient: Fraction
    seats: int


class Explanation(Struct, frozen=True):
    """A composition (with its steps) and how it came about, in the order of the rules.

    ``needed``: the fewest votes that reach the threshold, None without one. ``mayors``: parties with a
    mayor, most mayors first. ``reference``: the parties with fewest votes per mayor (several only if exactly
    equal). ``house``: seats that the filling shares, mayors included; None where nothing was filled.
    ``after_lot``: for each party of the tie, the seats it has if it loses the lot and if it wins.
    """

    composition: Composition
    rules: BodyRules
    cast: int | None
    needed: int | None
    threshold: tuple[ThresholdLine, ...]
    mayors: tuple[MayorLine, ...]
    reference: tuple[str, ...]
    levelling: tuple[LevelLine, ...]
    house: int | None
    filling: tuple[Step[str], ...]
    tie: Tie[str] | None
    after_lot: tuple[tuple[str, int, int], ...]


def explain(
    election: Election,
    body: str = "kkr",
    region: str | None = None,
    *,
    rules: RuleSet,
    lots: Iterable[Lot[str]] = (),
) -> Explanation:
    """How the composition of one body came about.

    Raises:
        InputError: as :func:`kkr_alloc.composition.compose`.
    """
    body_rules = rules_of(rules, body)
    area = tally(election, body, region, body_rules)
    derivation = derive(area, body_rules, lots)
    composition = derivation.composition
    seats_known = {standing.party: standing.council_seat for standing in area.standings}
    needed = None if body_rules.threshold is None else composition.threshold.needed
    eligible = {line.party: line for line in composition.parties if line.eligible}
    mayors = _mayors(election, composition)
    least = composition.price
    tie = composition.tie
    return Explanation(
        composition,
        body_rules,
        area.cast,
        needed,
        tuple(
            ThresholdLine(
                line.party,
                line.name,
                line.votes,
                None if needed is None else line.votes - needed,
                seats_known[line.party],
                line.eligible,
                line.reason,
                line.local,
            )
            for line in composition.parties
        ),
        mayors,
        tuple(line.party for line in mayors if line.eligible and line.votes_per_mayor == least),
        _levelling(derivation, eligible),
        derivation.filling.house if derivation.filling else None,
        tuple(derivation.filling.steps()) if derivation.filling else (),
        tie,
        tuple((party, eligible[party].seats, eligible[party].seats + 1) for party in tie.parties)
        if tie
        else (),
    )


def _mayors(election: Election, composition: Composition) -> tuple[MayorLine, ...]:
    if composition.mayors is None:
        return ()
    geography = election.geography
    area = geography.area(composition.region)
    pooled = composition.pooled
    seats: dict[str, list[str]] = {}
    for mayor in election.mayors:
        if mayor.municipality in area:
            party = pooled.get(mayor.counts_for, mayor.counts_for)
            seats.setdefault(party, []).append(geography.municipalities[mayor.municipality])
    lines = [
        MayorLine(
            line.party,
            line.name,
            line.votes,
            line.mayors,
            Fraction(line.votes, line.mayors),
            tuple(sorted(seats[line.party])),
            line.eligible,
        )
        for line in composition.parties
        if line.mayors
    ]
    return tuple(sorted(lines, key=lambda line: (not line.eligible, -line.mayors, -line.votes)))


def _levelling(derivation: Derivation, eligible: dict[str, PartyResult]) -> tuple[LevelLine, ...]:
    levelled = derivation.levelling
    if levelled is None:
        return ()
    return tuple(
        LevelLine(
            party, line.name, line.votes, line.mayors or 0, line.votes / levelled.price, levelled.seats[party]
        )
        for party, line in eligible.items()
    )
