"""From a body's votes and mayors to its members: threshold, level, cap, fill. One mechanism, rules as data.

The rules and their evidence: docs/method.md. Each block names the rule it carries out.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import ceil, floor

from msgspec import Struct

from kkr_alloc.apportionment import Apportionment, Levelling, apportion, level
from kkr_alloc.divisors import DIVISORS, Lot
from kkr_alloc.errors import InputError, quoted
from kkr_alloc.model import BodyRules, Election, Note, RuleSet
from kkr_alloc.results import Composition, PartyResult, Reason, Threshold
from kkr_alloc.tally import Standing, Tally, tally
from kkr_alloc.text import Share, exact, text

NOT_LEVELLED = text("No eligible party has a mayor, so the size of the body cannot be levelled.")

NEAR_THRESHOLD = Fraction(1, 1000)
"""A party within 0.1 percentage points of the threshold is pointed out."""


class Derivation(Struct, frozen=True):
    """A composition and the two calculations it came from; None for one that was not needed."""

    composition: Composition
    levelling: Levelling[str] | None = None
    filling: Apportionment[str] | None = None


def compose(
    election: Election,
    body: str = "kkr",
    region: str | None = None,
    *,
    rules: RuleSet,
    lots: Iterable[Lot[str]] = (),
) -> Composition:
    """The composition of one body: a region's KKR, or one of the national bodies (``region`` None).

    ``lots``: drawn lots, each with its body and region; those for other bodies are ignored.

    Raises:
        InputError: votes and mayors do not fit together, or a lot does not answer the tie.
    """
    body_rules = rules_of(rules, body)
    return compose_tally(tally(election, body, region, body_rules), body_rules, lots)


def rules_of(rules: RuleSet, body: str) -> BodyRules:
    """The rules of a body; :class:`InputError` where the rule set has none for it."""
    if body not in rules.bodies:
        raise InputError(
            text("The rule set {name} has no rules for {body}.", name=rules.id, body=quoted(body)),
            field="bodies",
        )
    return rules.bodies[body]


def compose_tally(area: Tally, rules: BodyRules, lots: Iterable[Lot[str]] = ()) -> Composition:
    """The composition that the rules make of a body's votes and mayors."""
    return derive(area, rules, lots).composition


def derive(area: Tally, rules: BodyRules, lots: Iterable[Lot[str]] = ()) -> Derivation:
    """The composition that the rules make of a body's votes and mayors, with the calculations behind it."""
    threshold = threshold_of(area, rules)
    reasons = {one.party: _ineligibility(one, rules, threshold.needed) for one in area.standings}
    eligible = [standing for standing in area.standings if reasons[standing.party] is None]
    notes = [*area.notes, *_threshold_notes(area, rules, threshold)]
    lot = lot_for(area, lots)
    if not _has_result(area, eligible, rules):
        return Derivation(_composition(area, rules, threshold, reasons, notes, None, None))

    mayors = sum(standing.mayors for standing in area.standings)
    try:
        levelled, filled = calculate(eligible, mayors, area.municipalities, rules, lot)
    except InputError as error:
        if lot is not None and error.code == "invalid-lot":
            raise _lot_error(error.message, lot) from None
        raise
    if lot is not None and filled is None:
        raise _lot_error(text("A lot was given, but there is no tie: the seats are certain."), lot)
    if levelled is not None and filled is not None and rules.open.fill:
        message = text(
            "How KL cuts a larger body to its cap is not published; Adams is deduced."
            if rules.fill == "adams"
            else "How KL cuts a larger body to its cap is not published; {divisor} is used.",
            divisor=DIVISORS[rules.fill].title,
        )
        notes.append(Note("cap-fill-deduced", message))
    composition = _composition(area, rules, threshold, reasons, notes, levelled, filled)
    return Derivation(composition, levelled, filled)


def calculate(
    eligible: Iterable[Standing],
    mayors: int,
    municipalities: int,
    rules: BodyRules,
    lot: Lot[str] | None = None,
) -> tuple[Levelling[str] | None, Apportionment[str] | None]:
    """Level the eligible parties, and fill what is capped or of a fixed size. None: that was not needed.

    ``mayors``: of all parties and lists.

    Raises:
        InputError: there is no result: no eligible party (with a mayor), or too few seats for the mayors.
    """
    votes, held = {}, {}
    for standing in eligible:
        votes[standing.party], held[standing.party] = standing.votes, standing.mayors
    outside = mayors - sum(held.values())
    if rules.levelling is None:
        assert rules.seats is not None
        if mayors > rules.seats:
            message = text(
                "The rules give {seats:seat|seats} to {n:mayor|mayors}.", seats=rules.seats, n=mayors
            )
            raise InputError(message, field="seats", value=rules.seats)
        most = rules.cap_per_municipality
        if most is not None and rules.seats > most * municipalities:
            message = text(
                "The rules give {seats:seat|seats} and at most {n} per municipality ({municipalities}).",
                seats=rules.seats,
                n=most,
                municipalities=municipalities,
            )
            raise InputError(message, field="cap_per_municipality", value=most)
        return None, apportion(votes, rules.seats - outside, rules.fill, held, lot)
    # The parties' shares among the mayors decide the size (KL's love § 15; rounding deduced).
    levelled = level(votes, held, rules.levelling)
    # At most twice as many members as the region has municipalities (KKR's forretningsorden).
    cap = rules.cap(municipalities)
    if cap is None or levelled.house + outside <= cap:
        return levelled, None
    return levelled, apportion(votes, cap - outside, rules.fill, held, lot)


def eligible_standings(area: Tally, rules: BodyRules) -> list[Standing]:
    """Who takes part in the proportional distribution."""
    needed = threshold_of(area, rules).needed
    return [
        one for one in area.standings if one.votes >= needed and _ineligibility(one, rules, needed) is None
    ]


def _ineligibility(standing: Standing, rules: BodyRules, needed: int) -> Reason | None:
    """Why a party is not eligible (``below-threshold``, ``no-council-seat``); None if it is.

    KL, 19 December 2017, note 1: at least 2 % of the votes cast in the region's municipalities, and a
    seat in at least one of their councils. An unknown seat does not exclude.
    """
    if standing.local and not rules.lists_alone:
        return "list-alone"  # entitled are "a party or a list co-operation" (KL, note 1)
    if standing.votes < needed:
        return "below-threshold"
    if rules.council_seat and standing.council_seat is False:
        return "no-council-seat"
    return None


def threshold_of(area: Tally, rules: BodyRules) -> Threshold:
    """The threshold in an area: the fewest votes that reach it, of the votes cast where they are known."""
    base = rules.threshold_base if area.cast is not None else "valid"
    votes = area.valid if base == "valid" or area.cast is None else area.cast
    if rules.threshold is None:
        return Threshold(None, base, votes, 1)
    needed = -(-rules.threshold.numerator * votes // rules.threshold.denominator)
    return Threshold(exact(rules.threshold), base, votes, max(1, needed))


def _outside(area: Tally, reasons: dict[str, Reason | None]) -> int:
    """Mayors of lists that are not eligible: they sit on top of the proportional part."""
    return sum(standing.mayors for standing in area.standings if reasons[standing.party])


def _composition(
    area: Tally,
    rules: BodyRules,
    threshold: Threshold,
    reasons: dict[str, Reason | None],
    notes: list[Note],
    levelled: Levelling[str] | None,
    filled: Apportionment[str] | None,
) -> Composition:
    result = filled or levelled
    ex_officio = rules.ex_officio is not None
    outside = _outside(area, reasons)
    lines = tuple(
        _line(
            standing,
            area,
            reasons[standing.party],
            result.seats.get(standing.party, standing.mayors) if result else standing.mayors,
            ex_officio,
        )
        for standing in area.standings
    )
    mayors = sum(standing.mayors for standing in area.standings)
    tie = result.tie if result else None
    unassigned = tie.seats if tie else 0
    members = sum(line.seats for line in lines) + unassigned if result else None
    return Composition(
        body=area.body,
        region=area.region,
        status="no-result" if result is None else "tie" if tie else "ok",
        municipalities=area.municipalities,
        valid_votes=area.valid,
        members=members,
        members_lowest=members,
        members_highest=members,
        mayors=mayors if ex_officio else None,
        supplementary=members - mayors if ex_officio and members is not None else None,
        outside=outside if result else 0,
        unassigned=unassigned,
        threshold=threshold,
        levelled_members=levelled.house + outside if levelled else None,
        cap=rules.cap(area.municipalities) if result else None,
        capped=levelled is not None and filled is not None,
        reference_party=levelled.reference[0] if levelled else None,
        price=levelled.price if levelled else None,
        parties=lines,
        co_operation=None,
        open=(),
        tie=tie,
        notes=tuple(notes),
        count=area.count,
    )


def _line(
    standing: Standing, area: Tally, reason: Reason | None, seats: int, ex_officio: bool
) -> PartyResult:
    return PartyResult(
        standing.party,
        standing.name,
        standing.votes,
        Share(standing.votes, area.valid) if area.valid else Share(0),
        reason is None,
        reason,
        standing.mayors if ex_officio else None,
        seats,
        seats,
        seats,
        seats - standing.mayors if ex_officio else None,
        standing.lists,
    )


def _has_result(area: Tally, eligible: list[Standing], rules: BodyRules) -> bool:
    """Whether there is anything to compute; in a final count the lack of it is an input error."""
    message = None
    if not area.valid:
        message = text("There are no votes at all.")
    elif not eligible:
        message = text("No party reaches the threshold.")
    elif rules.levelling is not None and not any(standing.mayors for standing in eligible):
        message = NOT_LEVELLED
    if message is None:
        return True
    if area.count.final is not False:
        raise InputError(message, field=area.region or area.body)
    return False


# --- notes ----------------------------------------------------------------------------------------------


def _threshold_notes(area: Tally, rules: BodyRules, threshold: Threshold) -> list[Note]:
    notes = []
    reaching = [standing for standing in area.standings if standing.votes >= threshold.needed]
    unknown = [standing.name for standing in reaching if standing.council_seat is None]
    if rules.council_seat and unknown:
        message = text(
            "Council seats are unknown for {parties}; parties above the threshold are assumed to have one.",
            parties=unknown if len(unknown) <= 3 else text("{n} parties", n=len(unknown)),
        )
        notes.append(Note("council-seats-unknown", message))
    if rules.threshold is None or not threshold.votes:
        return notes
    lowest = ceil((rules.threshold - NEAR_THRESHOLD) * threshold.votes)
    highest = floor((rules.threshold + NEAR_THRESHOLD) * threshold.votes)
    for standing in area.standings:
        if not lowest <= standing.votes <= highest:
            continue
        message = text(
            "{party} has {share:.2%} of the {base}: {distance:vote|votes} {side} the threshold ({needed}).",
            party=standing.name,
            share=Fraction(standing.votes, threshold.votes),
            base=text("votes cast") if threshold.base == "cast" else text("valid votes"),
            distance=abs(standing.votes - threshold.needed),
            side=text("above") if standing.votes >= threshold.needed else text("below"),
            needed=threshold.needed,
        )
        notes.append(Note("near-threshold", message))
    return notes


# --- lots -----------------------------------------------------------------------------------------------


def lot_for(area: Tally, lots: Iterable[Lot[str]]) -> Lot[str] | None:
    """The lot drawn for a body, if one is."""
    here = [lot for lot in lots if (lot.body, lot.region) == (area.body, area.region)]
    if len(here) > 1:
        raise _lot_error(text("There is a lot for this body already."), here[1])
    return here[0] if here else None


def _lot_error(message: str, lot: Lot[str]) -> InputError:
    return InputError(
        message,
        file=lot.file,
        field="lots",
        value=", ".join(lot.winners),
        hint=text("The lot was for {body}.", body=" ".join(filter(None, (lot.body, lot.region)))),
    )
