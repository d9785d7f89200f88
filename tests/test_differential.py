"""Compositions beside the rules done by hand; ``KKR_ALLOC_WORLDS=20000`` compares so many."""

from __future__ import annotations

import os
import random
from fractions import Fraction
from math import ceil, floor

from kkr_alloc.composition import compose_tally
from kkr_alloc.errors import InputError
from kkr_alloc.model import BodyRules
from kkr_alloc.tally import Standing, Tally
from tests.analysis.test_certainty import world
from tests.brute_force import Election, outcome

WORLDS = int(os.environ.get("KKR_ALLOC_WORLDS", "0"))

ROUNDED = {"adams": ceil, "dhondt": floor, "sainte-lague": lambda share: floor(share + Fraction(1, 2))}


def takes_part(one: Standing, area: Tally, rules: BodyRules) -> bool:
    of = area.cast if rules.threshold_base == "cast" and area.cast is not None else area.valid
    return (
        bool(one.votes)
        and (rules.lists_alone or not one.local)
        and (rules.threshold is None or Fraction(one.votes, of) >= rules.threshold)
        and not (rules.council_seat and one.council_seat is False)
    )


def by_hand(area: Tally, rules: BodyRules) -> tuple[dict[str, int], int, frozenset[str]] | None:
    """Each one's certain seats, how many wait for a lot, and between whom; None where there is no result."""
    eligible = [one for one in area.standings if takes_part(one, area, rules)]
    seats = {one.party: one.mayors for one in area.standings}
    outside = sum(one.mayors for one in area.standings if one not in eligible)
    house = None
    if rules.levelling:
        prices = [Fraction(one.votes, one.mayors) for one in eligible if one.mayors]
        if not prices:
            return None
        levelled = {
            one.party: max(one.mayors, ROUNDED[rules.levelling](one.votes / min(prices))) for one in eligible
        }
        cap = None if rules.cap_per_municipality is None else rules.cap_per_municipality * area.municipalities
        if cap is None or sum(levelled.values()) + outside <= cap:
            return seats | levelled, 0, frozenset()
        house = cap - outside
    else:
        assert rules.seats is not None
        house = rules.seats - outside
    if not eligible or house < sum(one.mayors for one in eligible):
        return None
    votes, minimums = ({one.party: getattr(one, of) for one in eligible} for of in ("votes", "mayors"))
    filled = outcome(Election(votes, house, rules.fill, minimums))
    return seats | filled.seats, filled.tied_seats, filled.tied_parties


def test_compositions_are_the_rules_done_by_hand() -> None:
    for seed in range(WORLDS or 1_000):
        area, rules, _ = world(random.Random(f"by hand {seed}"))
        try:
            made = compose_tally(area, rules)
            found = (
                {line.party: line.seats for line in made},
                made.unassigned,
                frozenset(made.tie.parties if made.tie else ()),
            )
        except InputError:
            found = None
        assert found == by_hand(area, rules), (seed, area, rules)
