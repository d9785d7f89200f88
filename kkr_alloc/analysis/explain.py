"""How a composition came about, step by step: everything needed to do it again on paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from kkr_alloc.apportion import DIVISORS, Divisor
from kkr_alloc.composition import TOO_MANY_STEPS, compose_tally, rules_of, votes_to_reach
from kkr_alloc.errors import InputError
from kkr_alloc.model import (
    BodyRules,
    Composition,
    Election,
    FillStep,
    LevelStep,
    PartyResult,
    RuleSet,
    SeatLot,
    SeatTie,
)
from kkr_alloc.tally import tally
from kkr_alloc.text import text


class ThresholdLine(NamedTuple):
    """A party at the threshold. ``distance``: its votes less those needed, if any are."""

    party: str
    name: str
    votes: int
    distance: int | None
    council_seat: bool | None
    eligible: bool
    reason: str | None
    local: bool


class MayorLine(NamedTuple):
    """A party's mayors, in which municipalities, and its votes for each. Ineligible lists' sit outside."""

    party: str
    name: str
    votes: int
    mayors: int
    votes_per_mayor: Fraction
    municipalities: tuple[str, ...]
    eligible: bool


class LevelLine(NamedTuple):
    """A party's votes over the price, and what the rounding makes of it."""

    party: str
    name: str
    votes: int
    mayors: int
    quotient: Fraction
    seats: int


class Offer(NamedTuple):
    """What a party bids for its next seat: its votes over the divisor (zero: an infinite bid)."""

    party: str
    votes: int
    divisor: int

    @property
    def quotient(self) -> Fraction | None:
        """The bid as a number, None where it is infinite."""
        return Fraction(self.votes, self.divisor) if self.divisor else None


class FillLine(NamedTuple):
    """A seat of the filling: who won it with which bid, and the next best one."""

    seat: int
    winner: Offer
    runner_up: Offer | None


@dataclass(frozen=True)
class Explanation:
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
    filling: tuple[FillLine, ...]
    tie: SeatTie | None
    after_lot: tuple[tuple[str, int, int], ...]


def explain(
    election: Election,
    body: str = "kkr",
    region: str | None = None,
    *,
    rules: RuleSet,
    lots: Iterable[SeatLot] = (),
) -> Explanation:
    """How the composition of one body came about.

    Raises:
        InputError: as :func:`kkr_alloc.composition.compose`.
    """
    body_rules = rules_of(rules, body)
    area = tally(election, body, region, body_rules)
    composition = compose_tally(area, body_rules, lots, steps=True)
    seats_known = {standing.party: standing.council_seat for standing in area.standings}
    needed = None if body_rules.threshold is None else votes_to_reach(body_rules.threshold, composition.base)
    for note in composition.notes:
        if note.code == TOO_MANY_STEPS:
            raise InputError(note.message, field="seats", hint=text("compute tells the seats without them."))
    steps = composition.steps or ()
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
        tuple(_level_line(step, eligible[step.party]) for step in steps if isinstance(step, LevelStep)),
        _house(composition, body_rules),
        _filling([step for step in steps if isinstance(step, FillStep)], eligible, DIVISORS[body_rules.fill]),
        tie,
        tuple((party, eligible[party].seats, eligible[party].seats + 1) for party in tie.between)
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


def _level_line(step: LevelStep, line: PartyResult) -> LevelLine:
    return LevelLine(line.party, line.name, line.votes, line.mayors or 0, step.quotient, step.seats)


def _house(composition: Composition, rules: BodyRules) -> int | None:
    if composition.capped and composition.cap is not None:
        return composition.cap - composition.outside
    if rules.seats is not None:
        return rules.seats - composition.outside
    return None


def _filling(
    steps: list[FillStep], eligible: dict[str, PartyResult], divisor: Divisor
) -> tuple[FillLine, ...]:
    """The filling's seats with each bid as votes over divisor: what a party holds decides its divisor."""
    held = {party: line.mayors or 0 for party, line in eligible.items()}

    def offer(party: str) -> Offer:
        return Offer(party, eligible[party].votes, divisor.of(held[party] + 1))

    lines = []
    for step in steps:
        runner_up = None if step.runner_up is None else offer(step.runner_up)
        lines.append(FillLine(step.seat, offer(step.party), runner_up))
        held[step.party] += 1
    return tuple(lines)
