"""Small areas made up for the tests, and the bundled ones to go through."""

from __future__ import annotations

import datetime
from fractions import Fraction

from hypothesis import strategies as st
from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.election import load_election
from kkr_alloc.model import (
    BodyRules,
    CoOperation,
    Count,
    Election,
    Geography,
    ListResult,
    Mayor,
    Party,
    Region,
    RuleSet,
)
from kkr_alloc.tally import Standing, Tally

ELECTIONS = ("kv2013", "kv2017", "kv2021", "kv2025")
REGIONS = ("hovedstaden", "sjaelland", "syddanmark", "midtjylland", "nordjylland")
LATEST = {name: load_election(name) for name in ELECTIONS}
"""The bundled elections, read once."""

KL = bundled.rules("kl")
PARTIES = "ABCDEF"


def made(
    municipalities: dict[str, dict[str, int]],
    mayors: dict[str, str],
    seats: dict[str, tuple[str, ...]] | None = None,
    final: bool = True,
) -> Election:
    """An election of one region ``r``: votes by municipality and party, a mayor's party for each.

    A party in lower case is a local list. ``seats``: who has a seat in the council there; by default all.
    """
    day = datetime.date(2021, 11, 16)
    names = {code: f"Town {code}" for code in municipalities}
    region = Region("r", "1", "Region", "Region", tuple(municipalities), day, None)
    parties = {p: Party(p, f"Party {p}", p, (p,), (f"Party {p}",), "#000000") for p in PARTIES}

    def list_id(code: str, party: str) -> str:
        return party if party in parties else f"{code}-{party}"

    lists = tuple(
        ListResult(
            code,
            party,
            f"Party {party}" if party in parties else f"List {party}",
            party if party in parties else None,
            votes,
            int(seats is None or party in seats[code]),
            f"{code}-{party}",
        )
        for code, by_party in municipalities.items()
        for party, votes in by_party.items()
    )
    return Election(
        "made",
        "Made up",
        day,
        "2022-2026",
        Geography((region,), names),
        parties,
        lists,
        tuple(Mayor(code, "N. N.", list_id(code, party), party) for code, party in mayors.items()),
        CoOperation("complete"),
        Count(final=final),
    )


def rule_set(**changes: object) -> RuleSet:
    """KL's rules for a KKR with some of them changed."""
    return RuleSet("changed", "Changed", "", {**KL.bodies, "kkr": replace(KL.bodies["kkr"], **changes)})  # type: ignore[arg-type]


@st.composite
def body_rules(draw: st.DrawFn) -> BodyRules:
    """Rules of a body with mayors: any threshold, rounding, cap and filling; of fixed size with seats for
    all."""
    fixed = draw(st.sampled_from([False, False, False, True]))
    return replace(
        KL.bodies["kkr"],
        threshold=draw(st.sampled_from([None, Fraction(1, 50), Fraction(1, 10), Fraction(1, 4)])),
        council_seat=draw(st.booleans()),
        levelling=None if fixed else draw(st.sampled_from(["adams", "dhondt", "sainte-lague"])),
        cap_per_municipality=None if fixed else draw(st.sampled_from([None, 2, 2, 3])),
        seats=draw(st.integers(15, 25)) if fixed else None,
        fill=draw(st.sampled_from(["dhondt", "sainte-lague"])),
    )


@st.composite
def tallies(draw: st.DrawFn, most_votes: int = 40) -> Tally:
    """An area of a few parties and mayors, so small that every number of votes can be tried."""
    count = draw(st.integers(2, 5))
    votes = draw(st.lists(st.integers(1, most_votes), min_size=count, max_size=count))
    mayors = draw(st.lists(st.integers(0, 3), min_size=count, max_size=count).filter(any))
    seats = draw(st.lists(st.sampled_from([True, True, True, None, False]), min_size=count, max_size=count))
    standings = [
        Standing(PARTIES[i], f"Party {PARTIES[i]}", votes[i], mayors[i], seats[i]) for i in range(count)
    ]
    standings.sort(key=lambda standing: (-standing.votes, standing.party))
    valid = sum(votes) + draw(st.integers(0, 5))
    return Tally("kkr", "r", sum(mayors), valid, valid, valid, tuple(standings), Count(final=False))
