"""What can still become of a body while mayors are not known: lowest and highest over every outcome.

The readings of a rule that is open are gone through as well; the list co-operation stays as in the result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from functools import cache, partial
from itertools import combinations
from math import prod
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace

from kkr_alloc.analysis.extremes import Extremes
from kkr_alloc.analysis.mayoralties import LARGEST, candidates, with_mayor_moved, with_mayors
from kkr_alloc.analysis.open_questions import hull
from kkr_alloc.composition import compose_tally, eligible_standings, rules_of
from kkr_alloc.errors import USAGE, InputError
from kkr_alloc.model import BodyRules, Count, Election, Note, RuleSet, is_local
from kkr_alloc.results import BodyResult, ElectionAnswer, PartyLine
from kkr_alloc.tally import Tally, tally
from kkr_alloc.text import text


class Range(Struct, frozen=True):
    """The lowest and highest number over all outcomes. ``exact``: always; each is reached."""

    lowest: int
    highest: int
    exact: bool


class Prospect(PartyLine, frozen=True):
    """What a party or list can come to. A lot is an outcome too: lost for the lowest, won for the highest."""

    eligible: bool
    mayors: Range
    supplementary: Range
    seats: Range

    @property
    def numbers(self) -> tuple[Range, Range, Range]:
        """Its mayors, supplementary members and seats."""
        return (self.mayors, self.supplementary, self.seats)


class OpenMayoralty(Struct, frozen=True):
    """A municipality whose mayor is not known, and how much hangs on it.

    ``candidates``: whose mayor it may be, most votes there first. ``leaders``: those of them that could lead
    it, None where leaders are not asked for; where there are none, any candidate could. ``moves``: the most
    seats that two candidates differ in, while every other open office goes to its own first candidate.
    ``between``: the two.
    """

    municipality_code: str
    municipality: str
    candidates: tuple[str, ...]
    leaders: tuple[str, ...] | None
    moves: int
    between: tuple[str, str] | None


class Led(Struct, frozen=True):
    """What can become of a body where only ``leaders`` get an open office, if they can have it."""

    leaders: tuple[str, ...]
    outcomes: int
    members: Range
    parties: tuple[Prospect, ...]


class Outlook(BodyResult, frozen=True):
    """What can become of a body. ``outcomes``: in how many ways the open offices can go.

    ``members``: the body's size. The ranges leave out outcomes in which no eligible party has a mayor, so
    that there is no composition. ``led``: the same for some leaders, if asked for, its parties in the same
    order.
    """

    body: str
    region: str | None
    municipalities: int
    count: Count
    outcomes: int
    members: Range
    parties: tuple[Prospect, ...]
    offices: tuple[OpenMayoralty, ...]
    led: Led | None
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
    leaders: Collection[str] = (),
) -> Outlook:
    """What can become of a body while the mayors of some municipalities are not known.

    ``unknown``: codes of municipalities whose mayor is open, besides those that have none in the election.
    ``could_be``: municipality -> parties and lists its mayor may be of, by default those with a seat in its
    council (where seats are not known: with votes there; where nothing is counted: every registered party
    with votes in the area). ``leaders``: parties and lists that could lead a municipality not in
    ``could_be``, and :data:`LARGEST`; the outlook with these alone stands beside that with all.

    Raises:
        InputError: no mayor is open, an open office has no candidate, or mayors play no part in the body.
    """
    body_rules = rules_of(rules, body)
    if body_rules.ex_officio is None:
        raise InputError(
            text("Mayors play no part in {body}.", body=body), field="body", value=body, code=USAGE
        )
    seated = {mayor.municipality for mayor in election.mayors}
    named = could_be or {}
    offices = {
        code: tuple(named[code] if code in named else candidates(election, code))
        for code in election.geography.area(region)
        if code in unknown or code in named or code not in seated
    }
    voted = _votes_in(election, region)
    uncounted = _fill_uncounted(election, voted, offices)
    _check(election, voted, offices)
    assumed = with_mayors(election, ((code, of[0]) for code, of in offices.items()))
    counted = tally(assumed, body, region, body_rules)
    area = replace(counted, count=Count(final=False))  # without a result there is a status, not an error
    composition = compose_tally(area, body_rules)
    pooled = composition.pooled
    offices = {code: tuple(dict.fromkeys(pooled.get(one, one) for one in of)) for code, of in offices.items()}
    first = Counter(of[0] for of in offices.values())
    held = {one.party: one.mayors - first[one.party] for one in area.standings}
    leading, led = None, None
    if leaders:
        leading = {
            code: of if code in named else _leading(voted.get(code), of, leaders, pooled)
            for code, of in offices.items()
        }
        sets = [leading[code] or of for code, of in offices.items()]
        led = Led(tuple(leaders), prod(map(len, sets)), *_ranges(area, body_rules, held, sets))
    return Outlook(
        body,
        region,
        area.municipalities,
        counted.count,
        prod(map(len, offices.values())),
        *_ranges(area, body_rules, held, list(offices.values())),
        tuple(_open_mayoralties(election, area, body_rules, offices, leading)),
        led,
        (*composition.notes, *uncounted),
    )


def _votes_in(election: Election, region: str | None) -> dict[str, Counter[str]]:
    """The votes in each municipality of an area where some are counted, by party and local list."""
    found: dict[str, Counter[str]] = {}
    area = election.geography.area(region)
    for result in election.lists:
        if result.municipality in area and result.votes:
            found.setdefault(result.municipality, Counter())[result.party or result.id] += result.votes
    return found


def _fill_uncounted(
    election: Election, voted: Mapping[str, Counter[str]], offices: dict[str, tuple[str, ...]]
) -> tuple[Note, ...]:
    """Give offices in municipalities where nothing is counted yet their candidates, and note which."""
    found = [code for code, of in offices.items() if not of and code not in voted]
    votes = sum(voted.values(), Counter[str]())
    parties = tuple(party for party, _ in votes.most_common() if not is_local(party))
    if not (found and parties):
        return ()
    offices |= dict.fromkeys(found, parties)
    message = text(
        "Nothing is counted yet in {municipalities}: the mayor there may be of any party with votes in the "
        "area. Local lists there are unknown, and left out.",
        municipalities=", ".join(election.geography.municipalities[code] for code in found),
    )
    return (Note("mayors-uncounted", message),)


def _leading(
    votes: Mapping[str, int] | None, of: Sequence[str], leaders: Collection[str], pooled: Mapping[str, str]
) -> tuple[str, ...]:
    """Those of a municipality's candidates that are leaders."""
    wanted = set(leaders)
    if LARGEST in leaders:
        if not votes:  # it may be any
            return ()
        most = max(votes.values())
        wanted |= {party for party, number in votes.items() if number == most}
    wanted = {pooled.get(one, one) for one in wanted}
    return tuple(one for one in of if one in wanted)


def _check(
    election: Election, voted: Mapping[str, Counter[str]], offices: Mapping[str, tuple[str, ...]]
) -> None:
    """Check that some office is open, and that each has candidates, with votes in the area."""
    if not offices:
        raise InputError(
            text("No mayor of this area is open."),
            field="unknown",
            hint=text("Name a municipality of the region whose mayor is not known, or all."),
        )
    known = {party for votes in voted.values() for party in votes}
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
        for party in of:
            if party not in known:
                raise InputError(
                    text("{party} has no votes in the area.", party=party),
                    field="candidates",
                    value=party,
                    hint=text("It is named for {municipality}.", municipality=code),
                )


def _ranges(
    area: Tally, rules: BodyRules, held: Mapping[str, int], offices: Sequence[tuple[str, ...]]
) -> tuple[Range, tuple[Prospect, ...]]:
    """The range of the body's size, and what each party can come to, over every reading of what is open.

    ``held``: each party's mayors beside the open offices.
    """
    bases = [replace(rules, threshold_base=base) for base in rules.readings("threshold_base")]
    eligible, *others = dict.fromkeys(tuple(eligible_standings(area, reading)) for reading in bases)
    if not eligible:
        raise InputError(text("No party reaches the threshold."), field=area.region or "body")
    own, *more = [
        Extremes(rules, area.municipalities, {one.party: one.votes for one in some}, held, offices).ranges()
        for some in (eligible, *filter(None, others))
    ]
    if not own:
        raise InputError(text("No party that takes part can have a mayor, so there is no composition."))
    found = {key: Range(*hull(one[key] for one in (own, *filter(None, more))), True) for key in own}
    prospects = tuple(
        Prospect(
            one.party,
            one.name,
            one.votes,
            one in eligible,
            *(found[one.party, kind] for kind in ("mayors", "supplementary", "seats")),
        )
        for one in area.standings
    )
    return found["", "members"], prospects


def _open_mayoralties(
    election: Election,
    area: Tally,
    rules: BodyRules,
    offices: Mapping[str, tuple[str, ...]],
    leading: Mapping[str, tuple[str, ...]] | None,
) -> list[OpenMayoralty]:
    """The open offices, those that matter most first."""

    moved = cache(partial(with_mayor_moved, area, rules))
    found = []
    for code, of in offices.items():
        best: tuple[int, tuple[str, str] | None] = (0, None)
        for one, two in combinations(of, 2):
            before, after = moved(of[0], one), moved(of[0], two)
            if before is None or after is None:
                continue
            changes = [
                after.certain(party) - before.certain(party) for party in {**before.seats, **after.seats}
            ]
            moves = max(sum(n for n in changes if n > 0), -sum(n for n in changes if n < 0))
            if moves > best[0]:
                best = (moves, (one, two))
        leaders = None if leading is None else leading[code]
        found.append(OpenMayoralty(code, election.geography.municipalities[code], of, leaders, *best))
    return sorted(
        found, key=lambda office: (-office.moves, -len(office.candidates), office.municipality_code)
    )
