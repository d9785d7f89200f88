"""How close it was: the fewest votes and the mayoralties that change a composition. Exact."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache, partial
from typing import ClassVar

from msgspec import Struct

from kkr_alloc.analysis.certainty import with_range
from kkr_alloc.analysis.mayoralties import candidates, with_mayor_moved
from kkr_alloc.analysis.shifts import Shift, fewest
from kkr_alloc.composition import compose_tally, rules_of
from kkr_alloc.model import BodyRules, Election, RuleSet
from kkr_alloc.names import find_standing
from kkr_alloc.results import BodyResult, Composition, ElectionAnswer, PartyLine, PartyResult
from kkr_alloc.tally import Tally, tally


class Exchange(Struct, frozen=True):
    """Votes moved between a party and another: the fewest from it that gain a seat, to it that lose one."""

    party: str
    gain: Shift | None
    lose: Shift | None


class Margin(PartyLine, frozen=True):
    """A party's margins. ``seats`` are the certain ones; mayors stay, so each is a supplementary member.

    ``gain``: the fewest more votes, of people who had not voted, that give a certain seat more. ``lose``:
    the fewest votes fewer, of voters who stay at home, that leave a certain seat fewer. None where no number
    does it. ``distance``: votes above (or, negative, below) those that reach the threshold. ``exchanges``:
    the same with votes moved from and to a named party.
    """

    eligible: bool
    mayors: int | None
    seats: int
    supplementary: int | None
    distance: int | None
    gain: Shift | None
    lose: Shift | None
    exchanges: tuple[Exchange, ...]


class SeatChange(Struct, frozen=True):
    """A party's seats in two compositions."""

    party: str
    before: int
    after: int


class Mayoralty(Struct, frozen=True):
    """A mayor's office that would change the seats if it were another party's.

    ``members``: the body's size then; None where there would be no composition at all.
    """

    municipality_code: str
    municipality: str
    party: str
    other: str
    members: int | None
    changes: tuple[SeatChange, ...]


class Margins(BodyResult, frozen=True):
    """How close a composition was. ``needed``: the fewest votes that reach the threshold; None without."""

    composition: Composition
    needed: int | None
    parties: tuple[Margin, ...]
    mayoralties: tuple[Mayoralty, ...]


class AllMargins(ElectionAnswer, frozen=True):
    """How close the compositions of some bodies were."""

    schema: ClassVar[str] = "margins"

    margins: tuple[Margins, ...]


def margins(
    election: Election,
    body: str = "kkr",
    region: str | None = None,
    *,
    rules: RuleSet,
    against: Iterable[str] = (),
    parties: Collection[str] | None = None,
) -> Margins:
    """The margins of a body's composition.

    ``against``: parties that votes are also moved from and to. ``parties``: only these parties' margins
    (all by default). Council seats stay as they are; drawn lots are not used, for they answer no other tie.

    Raises:
        InputError: as :func:`kkr_alloc.composition.compose`, or a party has no votes here.
    """
    body_rules = rules_of(rules, body)
    area = tally(election, body, region, body_rules)
    composition = compose_tally(area, body_rules)
    needed = None if body_rules.threshold is None else composition.threshold.needed
    others = [find_standing(area, name).party for name in against]
    chosen = None if parties is None else {find_standing(area, name, "parties").party for name in parties}
    return Margins(
        with_range(composition, area, body_rules, election.co_operation),
        needed,
        tuple(
            _margin(area, body_rules, line, needed, others)
            for line in composition.parties
            if chosen is None or line.party in chosen
        ),
        tuple(_mayoralties(election, area, body_rules, composition)) if body_rules.ex_officio else (),
    )


def _margin(
    area: Tally, rules: BodyRules, line: PartyResult, needed: int | None, others: list[str]
) -> Margin:
    votes = partial(fewest, area, rules, line.party)
    return Margin(
        line.party,
        line.name,
        line.votes,
        line.eligible,
        line.mayors,
        line.seats,
        line.supplementary,
        None if needed is None else line.votes - needed,
        votes(None, 1),
        votes(None, -1),
        tuple(Exchange(other, votes(other, 1), votes(other, -1)) for other in others if other != line.party),
    )


def _mayoralties(
    election: Election, area: Tally, rules: BodyRules, before: Composition
) -> Iterator[Mayoralty]:
    """Every office and other party with a council seat there, where that would change the seats."""
    moved = cache(partial(with_mayor_moved, area, rules))  # only the number of mayors of each matters
    pooled = before.pooled
    with_votes = {line.party for line in before.parties if line.votes}
    mayors = {mayor.municipality: mayor.counts_for for mayor in election.mayors}
    for code in election.geography.area(before.region):
        party = pooled.get(mayors[code], mayors[code])
        others = dict.fromkeys(pooled.get(other, other) for other in candidates(election, code))
        for other in others:
            if other == party or other not in with_votes:
                continue
            after = moved(party, other)
            changes = tuple(
                SeatChange(one.party, one.seats, after.certain(one.party))
                for one in before
                if after and one.seats != after.certain(one.party)
            )
            if changes or after is None:
                name = election.geography.municipalities[code]
                members = after.members[0] if after else None
                yield Mayoralty(code, name, party, other, members, changes)
