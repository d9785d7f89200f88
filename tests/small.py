"""Small elections made by hand, so that a test can show its whole input."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from fractions import Fraction

from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.model import (
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


def rules(**changes: object) -> RuleSet:
    """A rule set whose KKR follows KL's rules but for the changes."""
    return RuleSet("test", "test", "test", {"kkr": replace(KKR, **changes)})  # type: ignore[arg-type]


def election(
    votes: Mapping[str, Mapping[str, int]],
    mayors: Mapping[str, str],
    *,
    seats: Mapping[str, int | None] | None = None,
    co_operation: CoOperation | None = None,
    final: bool | None = True,
    cast: int | None = None,
) -> Election:
    """An election in one region "east" with a municipality for each key of ``votes``.

    ``votes``: municipality -> party or list -> votes; a party of the register goes by its id, anything else
    is a local list of that letter. ``seats``: a party's or list's council seats in every municipality
    (1 where not said).
    """
    known = bundled.register().parties
    lists = [
        ListResult(
            code,
            name,
            f"List {name}",
            name if name in known else None,
            number,
            (seats or {}).get(name, 1),
            f"{code}-{name}",
        )
        for code, of_lists in votes.items()
        for name, number in of_lists.items()
    ]
    region = Region("east", "1", "East", "East", tuple(votes), DAY, None)
    return Election(
        id="small",
        name="A small election",
        day=DAY,
        term="2022-2026",
        geography=Geography((region,), {code: f"Town {code}" for code in votes}),
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
