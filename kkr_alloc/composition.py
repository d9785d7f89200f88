"""From a body's votes and mayors to its members: threshold, level, cap, fill. One mechanism, rules as data.

The rules and their evidence: docs/method.md. Each block names the rule it carries out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction

from kkr_alloc.apportion import DIVISORS, Apportionment, Levelling, Lot, apportion, level
from kkr_alloc.errors import InputError, for_each, name_of, shown
from kkr_alloc.model import (
    BodyRules,
    Composition,
    Election,
    FillStep,
    LevelStep,
    Note,
    PartyResult,
    RuleSet,
    SeatLot,
    SeatTie,
)
from kkr_alloc.tally import Standing, Tally, tally
from kkr_alloc.text import percentage, text

MOST_STEPS = 10_000
"""Steps are for people: a larger body has its seats, and in the place of steps a note."""

TOO_MANY_STEPS = "too-many-steps"
"""The code of that note."""

NEAR_THRESHOLD = Fraction(1, 1000)
"""A party within 0.1 percentage points of the threshold is pointed out."""


def compose(
    election: Election,
    body: str = "kkr",
    region: str | None = None,
    *,
    rules: RuleSet,
    lots: Iterable[SeatLot] = (),
    steps: bool = False,
) -> Composition:
    """The composition of one body: a region's KKR, or one of the national bodies (``region`` None).

    ``lots``: drawn lots; those for other bodies are not looked at. ``steps``: also give the steps.

    Raises:
        InputError: votes and mayors do not fit together, or a lot does not answer the tie.
    """
    body_rules = rules_of(rules, body)
    return compose_tally(tally(election, body, region, body_rules), body_rules, lots, steps)


def compose_all(
    election: Election,
    areas: Iterable[tuple[str, str | None]],
    *,
    rules: RuleSet,
    lots: Collection[SeatLot] = (),
    steps: bool = False,
) -> tuple[Composition, ...]:
    """The compositions of several bodies, each given with its region.

    Raises:
        InputError: with the problems of all of them.
    """
    return tuple(for_each(areas, lambda area: compose(election, *area, rules=rules, lots=lots, steps=steps)))


def rules_of(rules: RuleSet, body: str) -> BodyRules:
    """The rules of a body; :class:`InputError` where the rule set has none for it."""
    if name_of(body, "body") not in rules.bodies:
        raise InputError(
            text("The rule set {name} has no rules for {body}.", name=rules.id, body=shown(body)),
            field="bodies",
        )
    return rules.bodies[body]


def compose_tally(
    area: Tally, rules: BodyRules, lots: Iterable[SeatLot] = (), steps: bool = False
) -> Composition:
    """The composition that the rules make of a body's votes and mayors."""
    reasons = {standing.party: reason_against(standing, area, rules) for standing in area.standings}
    eligible = [standing for standing in area.standings if reasons[standing.party] is None]
    notes = [*area.notes, *_threshold_notes(area, rules)]
    lot = _lot_for(area, lots)
    if not _has_result(area, eligible, rules):
        return _no_result(area, rules, reasons, notes)

    votes = {standing.party: standing.votes for standing in eligible}
    mayors = {standing.party: standing.mayors for standing in eligible}
    outside = sum(standing.mayors for standing in area.standings if reasons[standing.party])

    levelled: Levelling[str] | None = None
    filled: Apportionment[str] | None = None
    cap = None
    if rules.levelling is not None:
        # The parties' shares among the mayors decide the size (KL's love § 15; rounding deduced).
        levelled = level(votes, mayors, rules.levelling)
        # At most twice as many members as the region has municipalities (KKR's forretningsorden).
        cap = rules.cap(area.municipalities)
        if cap is not None and levelled.house + outside > cap:
            filled = _fill(votes, cap - outside, rules, mayors, lot)
            notes.append(
                Note(
                    "cap-fill-deduced",
                    text(
                        "How KL cuts a larger body to its cap is not published; {divisor} is deduced.",
                        divisor=DIVISORS[rules.fill].title,
                    ),
                )
            )
    else:
        assert rules.seats is not None
        filled = _fill(votes, rules.seats - outside, rules, mayors, lot)
    if lot is not None and filled is None:
        raise _not_asked(lot)
    result = filled or levelled
    assert result is not None
    if steps and filled is not None and (free := _free_seats(filled)) > MOST_STEPS:
        steps = False
        message = text("{n} steps are too many: at most {most} are told.", n=free, most=MOST_STEPS)
        notes.append(Note(TOO_MANY_STEPS, message))

    ex_officio = rules.ex_officio is not None
    lines = tuple(
        _line(
            standing,
            area,
            reasons[standing.party],
            result.seats.get(standing.party, standing.mayors),
            ex_officio,
        )
        for standing in area.standings
    )
    tie = result.tie
    unassigned = tie.seats if tie else 0
    members = sum(line.seats for line in lines) + unassigned
    total_mayors = sum(standing.mayors for standing in area.standings)
    return Composition(
        body=area.body,
        region=area.region,
        status="tie" if tie else "ok",
        municipalities=area.municipalities,
        valid_votes=area.valid,
        base=area.base,
        members=members,
        mayors=total_mayors if ex_officio else None,
        supplementary=members - total_mayors if ex_officio else None,
        outside=outside,
        unassigned=unassigned,
        levelled_members=levelled.house + outside if levelled else None,
        cap=cap,
        capped=levelled is not None and filled is not None,
        reference_party=levelled.reference[0] if levelled else None,
        price=levelled.price if levelled else None,
        parties=lines,
        tie=SeatTie(tie.seats, tie.parties, tie.quotient) if tie else None,
        steps=_steps(levelled, filled) if steps else None,
        notes=tuple(notes),
        count=area.count,
    )


def reason_against(standing: Standing, area: Tally, rules: BodyRules) -> str | None:
    """Why a party is not eligible (``below-threshold``, ``no-council-seat``); None if it is.

    KL, 19 December 2017, note 1: at least 2 % of the votes cast in the region's municipalities, and a
    seat in at least one of their councils. A seat that is not known does not exclude.
    """
    if (
        rules.threshold is not None
        and standing.votes * rules.threshold.denominator < area.base * rules.threshold.numerator
    ):
        return "below-threshold"
    if rules.council_seat and standing.council_seat is False:
        return "no-council-seat"
    if not standing.votes:
        return "below-threshold"
    return None


def _threshold_notes(area: Tally, rules: BodyRules) -> list[Note]:
    notes = []
    needed = 1 if rules.threshold is None else max(1, votes_to_reach(rules.threshold, area.base))
    reaching = [standing for standing in area.standings if standing.votes >= needed]
    if rules.council_seat and any(standing.council_seat is None for standing in reaching):
        unknown = [standing.name for standing in reaching if standing.council_seat is None]
        notes.append(
            Note(
                "council-seats-unknown",
                text(
                    "Council seats are not known for {parties}; who reaches the threshold is taken to have one.",
                    parties=", ".join(unknown) if len(unknown) <= 3 else text("{n} parties", n=len(unknown)),
                ),
            )
        )
    if rules.threshold is None or not area.base:
        return notes
    share, whole = rules.threshold.numerator * area.base, rules.threshold.denominator
    near = NEAR_THRESHOLD.numerator * whole * area.base // NEAR_THRESHOLD.denominator
    for standing in area.standings:
        if abs(standing.votes * whole - share) > near:
            continue
        distance = abs(standing.votes - needed)
        message = text(
            "{party} is {distance} above the threshold of {threshold} ({needed} votes)."
            if standing.votes >= needed
            else "{party} is {distance} below the threshold of {threshold} ({needed} votes).",
            party=standing.name,
            distance=text("one vote") if distance == 1 else text("{n} votes", n=distance),
            threshold=percentage(rules.threshold),
            needed=needed,
        )
        notes.append(Note("near-threshold", message))
        if standing.votes >= needed:
            notes += _threshold_base_note(standing, area, rules.threshold)
    return notes


def votes_to_reach(threshold: Fraction, base: int) -> int:
    """The fewest votes that reach the threshold, of which `base` is the whole."""
    return -(-threshold.numerator * base // threshold.denominator)


def _threshold_base_note(standing: Standing, area: Tally, threshold: Fraction) -> list[Note]:
    """KL's "votes cast" may or may not include blank and invalid ones: say so where it could matter."""
    if area.cast is None:
        message = text(
            "Whether blank and invalid votes count in the threshold is not known, nor how many there were; "
            "with them {party} could fall below it.",
            party=standing.name,
        )
    elif standing.votes < votes_to_reach(threshold, area.cast):
        message = text(
            "Whether blank and invalid votes count in the threshold is not known; "
            "with them {party} would be below it.",
            party=standing.name,
        )
    else:
        return []
    return [Note("threshold-base-unknown", message)]


def _has_result(area: Tally, eligible: list[Standing], rules: BodyRules) -> bool:
    """Whether there is anything to compute; in a final count the lack of it is an input error."""
    message = None
    if not area.valid:
        message = text("There are no votes at all.")
    elif not eligible:
        message = text("No party reaches the threshold.")
    elif rules.levelling is not None and not any(standing.mayors for standing in eligible):
        message = text("No eligible party has a mayor, so the size of the body cannot be levelled.")
    if message is None:
        return True
    if area.count.final is not False:
        raise InputError(message, field=area.region or area.body)
    return False


def _no_result(
    area: Tally, rules: BodyRules, reasons: dict[str, str | None], notes: list[Note]
) -> Composition:
    ex_officio = rules.ex_officio is not None
    return Composition(
        body=area.body,
        region=area.region,
        status="no-result",
        municipalities=area.municipalities,
        valid_votes=area.valid,
        base=area.base,
        members=None,
        mayors=sum(standing.mayors for standing in area.standings) if ex_officio else None,
        supplementary=None,
        outside=0,
        unassigned=0,
        levelled_members=None,
        cap=None,
        capped=False,
        reference_party=None,
        price=None,
        parties=tuple(
            _line(standing, area, reasons[standing.party], standing.mayors, ex_officio)
            for standing in area.standings
        ),
        tie=None,
        steps=None,
        notes=tuple(notes),
        count=area.count,
    )


def _line(standing: Standing, area: Tally, reason: str | None, seats: int, ex_officio: bool) -> PartyResult:
    return PartyResult(
        standing.party,
        standing.name,
        standing.votes,
        Fraction(standing.votes, area.valid) if area.valid else Fraction(0),
        reason is None,
        reason,
        standing.mayors if ex_officio else None,
        seats,
        seats - standing.mayors if ex_officio else None,
        standing.local,
        standing.lists,
    )


def _fill(
    votes: dict[str, int], house: int, rules: BodyRules, mayors: dict[str, int], lot: SeatLot | None
) -> Apportionment[str]:
    drawn = Lot(lot.seats, lot.between, lot.winners) if lot else None
    try:
        return apportion(votes, house, rules.fill, mayors, drawn)
    except InputError as error:
        if lot is None or error.problems[0].field:
            raise
        raise _lot_error(error.message, lot) from None


def _lot_for(area: Tally, lots: Iterable[SeatLot]) -> SeatLot | None:
    """The lot drawn for a body, if one is."""
    given = list(lots) if isinstance(lots, Iterable) else [lots]
    for lot in given:
        if not isinstance(lot, SeatLot):
            raise InputError(
                text("A lot must be a SeatLot, not {value}.", value=shown(lot)),
                field="lots",
                value=shown(lot),
            )
    here = [lot for lot in given if (lot.body, lot.region) == (area.body, area.region)]
    if len(here) > 1:
        raise _lot_error(text("There is a lot for this body already."), here[1])
    return here[0] if here else None


def _not_asked(lot: SeatLot) -> InputError:
    return _lot_error(text("A lot was given, but there is no tie: the seats are certain."), lot)


def _lot_error(message: str, lot: SeatLot) -> InputError:
    return InputError(
        message,
        file=lot.place.file if lot.place else None,
        field="lots",
        value=shown(", ".join(lot.winners)),
        hint=text("The lot was for {body}.", body=" ".join(filter(None, (lot.body, lot.region)))),
    )


def _free_seats(filled: Apportionment[str]) -> int:
    """The seats filled one by one: neither minimums nor those that wait for a lot."""
    return sum(filled.seats.values()) - sum(filled.minimum.values())


def _steps(
    levelled: Levelling[str] | None, filled: Apportionment[str] | None
) -> tuple[LevelStep | FillStep, ...]:
    made: list[LevelStep | FillStep] = []
    if levelled is not None:
        made += [
            LevelStep(party, votes / levelled.price, levelled.seats[party])
            for party, votes in levelled.votes.items()
        ]
    if filled is not None:
        made += [
            FillStep(step.seat, step.winner, step.quotient, step.runner_up, step.runner_up_quotient)
            for step in filled.steps()
        ]
    return tuple(made)
