"""How a composition came about, step by step: everything needed to do it again on paper."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import ClassVar

from msgspec import Struct

from kkr_alloc.analysis.certainty import with_range
from kkr_alloc.apportionment import Levelling
from kkr_alloc.composition import derive, rules_of
from kkr_alloc.divisors import Lot, Step
from kkr_alloc.model import BodyRules, Election, RuleSet
from kkr_alloc.results import BodyResult, Composition, ElectionAnswer, PartyLine, Reason
from kkr_alloc.tally import Tally, tally


class ThresholdLine(PartyLine, frozen=True):
    """A party at the threshold. ``distance``: its votes less those needed, None without a threshold."""

    distance: int | None
    council_seat: bool | None
    eligible: bool
    reason: Reason | None


class ThresholdStage(Struct, frozen=True):
    """Who takes part. ``share``: of ``votes``, which are ``of`` votes (``valid``, ``cast``); None without.

    ``needed``: the fewest votes that reach it. ``council_seat``: whether a seat in a council is needed too.
    """

    share: Fraction | None
    of: str
    votes: int
    needed: int | None
    council_seat: bool
    parties: tuple[ThresholdLine, ...]


class MayorLine(PartyLine, frozen=True):
    """A party's mayors, in which municipalities, and its votes for each. Ineligible lists' sit outside."""

    mayors: int
    votes_per_mayor: Fraction
    municipalities: tuple[str, ...]
    eligible: bool


class LevelLine(PartyLine, frozen=True):
    """A party's votes over the price, and the seats that the rounding makes of it."""

    mayors: int
    quotient: Fraction
    seats: int


class LevellingStage(Struct, frozen=True):
    """The size of the body: each party's votes over the price. No price and no line without a result."""

    divisor: str
    price: Fraction | None
    parties: tuple[LevelLine, ...]


class FillingStage(Struct, frozen=True):
    """The seats filled by quotient, in their order. ``seats``: how many are shared, mayors included."""

    divisor: str
    seats: int
    steps: tuple[Step[str], ...]


class AfterLot(Struct, frozen=True):
    """The seats that a party of a tie has if it loses the lot, and if it wins."""

    party: str
    seats_if_lost: int
    seats_if_won: int


class Explanation(BodyResult, frozen=True):
    """A composition and how it came about, in the order of the rules.

    ``mayors``: parties with a mayor, most mayors first. ``reference``: the parties with fewest votes per
    mayor (several only if exactly equal). ``levelling`` is None in a body of fixed size, ``filling`` where
    nothing was filled. ``after_lot``: the parties of the tie.
    """

    composition: Composition
    threshold: ThresholdStage
    mayors: tuple[MayorLine, ...]
    reference: tuple[str, ...]
    levelling: LevellingStage | None
    filling: FillingStage | None
    after_lot: tuple[AfterLot, ...]

    @property
    def levelling_lines(self) -> tuple[LevelLine, ...]:
        """The lines of the levelling; none where nothing was levelled."""
        return self.levelling.parties if self.levelling else ()

    @property
    def filling_steps(self) -> tuple[Step[str], ...]:
        """The steps of the filling; none where nothing was filled."""
        return self.filling.steps if self.filling else ()


class Explanations(ElectionAnswer, frozen=True):
    """How the compositions of some bodies came about."""

    schema: ClassVar[str] = "explain"

    explanations: tuple[Explanation, ...]


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
    lots = tuple(lots)
    derivation = derive(area, body_rules, lots)
    composition = with_range(derivation.composition, area, body_rules, election.co_operation, lots)
    filled = derivation.filling
    mayors = _mayors(election, composition)
    seats = {line.party: line.seats for line in composition.parties}
    tied = composition.tie.parties if composition.tie else ()
    return Explanation(
        composition,
        _threshold(area, composition, body_rules),
        mayors,
        tuple(line.party for line in mayors if line.eligible and line.votes_per_mayor == composition.price),
        _levelling(body_rules.levelling, composition, derivation.levelling),
        FillingStage(body_rules.fill, filled.house, tuple(filled.steps())) if filled else None,
        tuple(AfterLot(party, seats[party], seats[party] + 1) for party in tied),
    )


def _threshold(area: Tally, composition: Composition, rules: BodyRules) -> ThresholdStage:
    reached = composition.threshold
    needed = None if rules.threshold is None else reached.needed
    lines = tuple(
        ThresholdLine(
            line.party,
            line.name,
            line.votes,
            None if needed is None else line.votes - needed,
            standing.council_seat,
            line.eligible,
            line.reason,
        )
        for line, standing in zip(composition.parties, area.standings, strict=True)
    )
    return ThresholdStage(rules.threshold, reached.base, reached.votes, needed, rules.council_seat, lines)


def _mayors(election: Election, composition: Composition) -> tuple[MayorLine, ...]:
    geography, pooled = election.geography, composition.pooled
    area = geography.area(composition.region)
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


def _levelling(
    divisor: str | None, composition: Composition, levelled: Levelling[str] | None
) -> LevellingStage | None:
    if divisor is None:
        return None
    lines = tuple(
        LevelLine(
            line.party,
            line.name,
            line.votes,
            line.mayors or 0,
            line.votes / levelled.price,
            levelled.seats[line.party],
        )
        for line in composition.parties
        if levelled and line.eligible
    )
    return LevellingStage(divisor, levelled.price if levelled else None, lines)
