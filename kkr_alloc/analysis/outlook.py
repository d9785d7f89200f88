"""What can still become of a body while mayors are not known: lowest and highest over every outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations
from math import prod
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from kkr_alloc.analysis.altered import candidates, with_mayors
from kkr_alloc.analysis.extremes import Extremes, Range, Ranges
from kkr_alloc.composition import compose_tally, rules_of
from kkr_alloc.errors import InputError
from kkr_alloc.model import BodyRules, Count, Election, ElectionAnswer, Note, PartyLine, PartyResult, RuleSet
from kkr_alloc.tally import Tally, tally
from kkr_alloc.text import text


class Prospect(PartyLine, frozen=True):
    """What a party or list can come to. A lot is an outcome too: lost for the lowest, won for the highest."""

    eligible: bool
    mayors: Range
    supplementary: Range
    seats: Range


class OpenMayoralty(Struct, frozen=True):
    """A municipality whose mayor is not known, and how much hangs on it.

    ``candidates``: whose mayor it may be, most votes there first. ``moves``: the most seats that two of them
    differ in, while every other open office goes to its own first candidate. ``between``: the two.
    """

    municipality_code: str
    municipality: str
    candidates: tuple[str, ...]
    moves: int
    between: tuple[str, str] | None


class Outlook(Struct, frozen=True):
    """What can become of a body. ``outcomes``: in how many ways the open offices can go.

    ``members``: the body's size. The ranges leave out outcomes in which no eligible party has a mayor, so
    that there is no composition.
    """

    body: str
    region: str | None
    municipalities: int
    count: Count
    outcomes: int
    members: Range
    parties: tuple[Prospect, ...]
    offices: tuple[OpenMayoralty, ...]
    notes: tuple[Note, ...]


class Outlooks(ElectionAnswer, frozen=True):
    """What can become of some bodies."""

    schema: ClassVar[str] = "outlook"

    outlooks: tuple[Outlook, ...]


def outlook(
    election: Election,
    body: str = "kkr",
    region: str | None = None,
    *,
    rules: RuleSet,
    unknown: Collection[str] = (),
    could_be: Mapping[str, Sequence[str]] | None = None,
) -> Outlook:
    """What can become of a body while the mayors of some municipalities are not known.

    ``unknown``: codes of municipalities whose mayor is open, besides those that have none in the election.
    ``could_be``: municipality -> parties and lists its mayor may be of, by default those with a seat in its
    council (where seats are not known: the registered parties with votes there).

    Raises:
        InputError: no mayor is open, an open office has no candidate, or mayors play no part in the body.
    """
    body_rules = rules_of(rules, body)
    if body_rules.ex_officio is None:
        raise InputError(text("Mayors play no part in {body}.", body=body), field="body", value=body)
    seated = {mayor.municipality for mayor in election.mayors}
    named = could_be or {}
    offices = {
        code: tuple(named[code] if code in named else candidates(election, code))
        for code in election.geography.area(region)
        if code in unknown or code in named or code not in seated
    }
    _check(election, offices)
    assumed = with_mayors(election, ((code, of[0]) for code, of in offices.items()))
    return _outlook(election, tally(assumed, body, region, body_rules), body_rules, offices)


def _check(election: Election, offices: Mapping[str, tuple[str, ...]]) -> None:
    if not offices:
        raise InputError(
            text("No mayor of this area is open."),
            field="unknown",
            hint=text("Name a municipality of the region whose mayor is not known, or all."),
        )
    for code, of in offices.items():
        if not of:
            raise InputError(
                text(
                    "It is not known who has a seat in the council of {municipality}.",
                    municipality=election.geography.municipalities[code],
                ),
                field="candidates",
                value=code,
                hint=text("Name the parties its mayor may be of."),
            )


def _outlook(
    election: Election, counted: Tally, rules: BodyRules, named: Mapping[str, tuple[str, ...]]
) -> Outlook:
    """The outlook of an area in whose tally every open office is its first candidate's."""
    area = replace(counted, count=Count(final=False))  # without a result there is a status, not an error
    composition = compose_tally(area, rules)
    lines = composition.parties
    pooled = composition.pooled
    offices = {code: tuple(dict.fromkeys(pooled.get(one, one) for one in of)) for code, of in named.items()}
    _check_candidates(offices, {line.party for line in lines})
    first = Counter(of[0] for of in offices.values())
    held = {line.party: (line.mayors or 0) - first[line.party] for line in lines}
    votes = {line.party: line.votes for line in lines if line.eligible}
    if not votes:
        raise InputError(text("No party reaches the threshold."), field=area.region or "body")
    extremes = Extremes(rules, area.municipalities, votes, held, offices.values())
    ranges = extremes.ranges()
    if ranges.members.lowest is None:
        raise InputError(text("No party that takes part can have a mayor, so there is no composition."))
    certain = rules.levelling is None or any(held[party] for party in votes)
    prospects = []
    for line in lines:
        mayors = _mayors(line.party, held[line.party], offices.values())
        prospects.append(
            _prospect(line, ranges, extremes.exact, mayors)
            if line.eligible
            else _prospect_outside(line, mayors, offices.values(), None if certain else votes)
        )
    return Outlook(
        area.body,
        area.region,
        area.municipalities,
        counted.count,
        prod(len(of) for of in offices.values()),
        ranges.members.range(extremes.exact),
        tuple(prospects),
        _open_mayoralties(election, area, rules, offices),
        composition.notes,
    )


def _check_candidates(offices: Mapping[str, tuple[str, ...]], known: Collection[str]) -> None:
    for code, of in offices.items():
        for party in of:
            if party not in known:
                raise InputError(
                    text("{party} has no votes in the area.", party=party),
                    field="candidates",
                    value=party,
                    hint=text("It is named for {municipality}.", municipality=code),
                )


def _mayors(party: str, held: int, offices: Iterable[tuple[str, ...]]) -> Range:
    """The offices that a party can have: the open ones that must be its, and that may be."""
    must = sum(of == (party,) for of in offices)
    could = sum(party in of for of in offices)
    return Range(held + must, held + could, True)


def _prospect(line: PartyResult, ranges: Ranges, exact: bool, mayors: Range) -> Prospect:
    supplementary, seats = ranges.supplementary[line.party], ranges.seats[line.party]
    return Prospect(
        line.party, line.name, line.votes, True, mayors, supplementary.range(exact), seats.range(exact)
    )


def _prospect_outside(
    line: PartyResult, mayors: Range, offices: Iterable[tuple[str, ...]], needing: Collection[str] | None
) -> Prospect:
    """The seats of a list that is not eligible are its mayors, in the outcomes with a composition.

    ``needing``: the eligible parties, if one of them must get an open office for there to be a composition.
    """
    seats = mayors
    if needing is not None:
        open_to_them = [of for of in offices if any(party in needing for party in of)]
        seats = replace(mayors, highest=mayors.highest - all(line.party in of for of in open_to_them))
    return Prospect(line.party, line.name, line.votes, False, mayors, Range(0, 0, True), seats)


def _open_mayoralties(
    election: Election, area: Tally, rules: BodyRules, offices: Mapping[str, tuple[str, ...]]
) -> tuple[OpenMayoralty, ...]:
    """The open offices, those that matter most first."""
    names = election.geography.municipalities
    known: dict[tuple[str, str], dict[str, int] | None] = {}

    def seats(first: str, party: str) -> dict[str, int] | None:
        """Seats with one office moved from its first candidate to another."""
        if (first, party) not in known:
            known[first, party] = _seats_with_mayor_moved(area, rules, first, party)
        return known[first, party]

    found = []
    for code, of in offices.items():
        best: tuple[int, tuple[str, str] | None] = (0, None)
        for one, two in combinations(of, 2):
            before, after = seats(of[0], one), seats(of[0], two)
            if before is None or after is None:
                continue
            changes = [after[party] - before[party] for party in before]
            moves = max(sum(n for n in changes if n > 0), -sum(n for n in changes if n < 0))
            if moves > best[0]:
                best = (moves, (one, two))
        found.append(OpenMayoralty(code, names[code], of, *best))
    found.sort(key=lambda office: (-office.moves, -len(office.candidates), office.municipality_code))
    return tuple(found)


def _seats_with_mayor_moved(area: Tally, rules: BodyRules, giver: str, taker: str) -> dict[str, int] | None:
    """Every party's seats with one mayor of a party another's; None where there is no composition."""
    standings = tuple(
        replace(standing, mayors=standing.mayors + (standing.party == taker) - (standing.party == giver))
        for standing in area.standings
    )
    try:
        after = compose_tally(replace(area, standings=standings), rules)
    except InputError:
        return None
    return None if after.status == "no-result" else {line.party: line.seats for line in after.parties}
