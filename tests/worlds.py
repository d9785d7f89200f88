"""Small elections, rules and areas by hand or at random, so that a test shows its whole input."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.election import load_election
from kkr_alloc.model import (
    CO_OPERATION,
    BodyRules,
    CoOperation,
    Count,
    Election,
    Geography,
    ListResult,
    Mayor,
    Region,
    RuleSet,
    Totals,
)
from kkr_alloc.tally import Standing, Tally

ELECTIONS = ("kv2013", "kv2017", "kv2021", "kv2025")
REGIONS = ("hovedstaden", "sjaelland", "syddanmark", "midtjylland", "nordjylland")
LATEST = {name: load_election(name) for name in ELECTIONS}
"""The bundled elections, read once."""

KL = bundled.rules("kl")
PARTIES = "ABCDFV"
"""Parties of the register, for random areas."""


def bodies(election: Election) -> list[tuple[str, str | None]]:
    """Every body of an election with its region: the five KKR, then the national ones."""
    regions = [("kkr", region.id) for region in election.geography.regions]
    return [*regions, ("repraesentantskab", None), ("bestyrelse", None)]


DAY = datetime.date(2021, 11, 16)

KKR = BodyRules(
    threshold=Fraction(1, 50),
    threshold_base="valid",
    council_seat=True,
    co_operation=True,
    ex_officio="mayors",
    levelling="adams",
    cap_per_municipality=2,
    fill="dhondt",
    seats=None,
)
"""A KKR's rules, fixed here so that tests of the mechanism do not change with the rule files."""

BOARD: dict[str, Any] = {
    "threshold": None,
    "council_seat": False,
    "co_operation": False,
    "ex_officio": None,
    "levelling": None,
    "cap_per_municipality": None,
    "seats": 5,
}
"""The changes that make a body of five seats by votes alone of a KKR."""


def rules(**changes: Any) -> RuleSet:
    """A rule set whose KKR follows :data:`KKR` but for the changes."""
    return RuleSet("test", "test", "test", {"kkr": replace(KKR, **changes)})


def election(
    votes: Mapping[str, Mapping[str, int]],
    mayors: Mapping[str, str],
    *,
    seats: Mapping[str, int | None] | None = None,
    co_operation: CoOperation | None = None,
    final: bool | None = True,
    cast: int | None = None,
    regions: Mapping[str, Sequence[str]] | None = None,
) -> Election:
    """An election with a municipality for each key of ``votes``, by default all in the region "east".

    ``votes``: municipality -> party or list -> votes; a party of the register goes by its id, anything else
    is a local list of that letter. ``seats``: council seats of a party or list in every municipality ("V"),
    or in one ("1-V"); by default one seat. ``cast``: votes cast in each municipality.
    """
    known = bundled.register().parties
    seats = seats or {}
    lists = [
        ListResult(
            code,
            name,
            f"List {name}",
            name if name in known else None,
            number,
            seats.get(f"{code}-{name}", seats.get(name, 1)),
            f"{code}-{name}",
        )
        for code, of_lists in votes.items()
        for name, number in of_lists.items()
    ]
    by_region = regions or {"east": tuple(votes)}
    made = [
        Region(name, str(code), name.title(), name.title(), dict.fromkeys(by_region[name], ""), DAY, None)
        for code, name in enumerate(by_region, 1)
    ]
    return Election(
        id="small",
        name="A small election",
        day=DAY,
        term="2022-2026",
        geography=Geography(tuple(made), {code: f"Town {code}" for code in votes}),
        parties=known,
        lists=tuple(lists),
        mayors=tuple(
            Mayor(code, "", name if name in known else f"{code}-{name}", name)
            for code, name in mayors.items()
        ),
        co_operation=co_operation or CoOperation("complete"),
        count=Count(final),
        totals={code: Totals(code, 0, cast=cast) for code in votes} if cast is not None else {},
    )


def standing(party: str, votes: int, mayors: int = 0, council_seat: bool | None = True) -> Standing:
    """How a party stands in an area; its name is its id."""
    return Standing(party, party, votes, mayors, council_seat)


def area(
    *standings: Standing, municipalities: int = 10, valid: int | None = None, final: bool | None = True
) -> Tally:
    """The area of a KKR. ``valid``: all valid votes, by default those of the standings."""
    valid = sum(one.votes for one in standings) if valid is None else valid
    return Tally("kkr", "east", municipalities, valid, None, standings, Count(final))


def co_operation_of(lists: Collection[Standing]) -> Standing:
    """How a co-operation of these lists stands in their area."""
    seats = {one.council_seat for one in lists}
    return Standing(
        CO_OPERATION,
        CO_OPERATION,
        sum(one.votes for one in lists),
        sum(one.mayors for one in lists),
        True if True in seats else None if None in seats else False,
    )


@st.composite
def body_rules(draw: st.DrawFn) -> BodyRules:
    """Rules of a body with mayors: any threshold, rounding, cap and filling, or a fixed size large enough."""
    fixed = draw(st.sampled_from([False, False, False, True]))
    return replace(
        KKR,
        threshold=draw(st.sampled_from([None, Fraction(1, 50), Fraction(1, 10), Fraction(1, 4)])),
        council_seat=draw(st.booleans()),
        levelling=None if fixed else draw(st.sampled_from(["adams", "dhondt", "sainte-lague"])),
        cap_per_municipality=None if fixed else draw(st.sampled_from([None, 2, 2, 3])),
        seats=draw(st.integers(15, 25)) if fixed else None,
        fill=draw(st.sampled_from(["adams", "dhondt", "sainte-lague"])),
    )


@st.composite
def tallies(draw: st.DrawFn, most_votes: int = 40) -> Tally:
    """An area of a few parties and mayors, so small that every number of votes can be tried."""
    count = draw(st.integers(2, 5))
    votes = draw(st.lists(st.integers(1, most_votes), min_size=count, max_size=count))
    mayors = draw(st.lists(st.integers(0, 3), min_size=count, max_size=count).filter(any))
    seats = draw(st.lists(st.sampled_from([True, True, True, None, False]), min_size=count, max_size=count))
    standings = [standing(*drawn) for drawn in zip(PARTIES, votes, mayors, seats, strict=False)]
    standings.sort(key=lambda one: (-one.votes, one.party))
    valid = sum(votes) + draw(st.integers(0, 5))
    made = area(*standings, municipalities=sum(mayors), valid=valid, final=False)
    return replace(made, cast=valid)
