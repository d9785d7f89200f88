"""Our seats beside those of two other exact engines, and our compositions beside the rules done by hand.

``KKR_ALLOC_WORLDS=20000`` compares so many of each instead of a few.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

import pytest

from kkr_alloc import apportion
from kkr_alloc.composition import compose_tally
from kkr_alloc.errors import InputError
from kkr_alloc.model import BodyRules
from kkr_alloc.tally import Standing, Tally
from tests.analysis.test_certainty import world
from tests.brute_force import Election, outcome

WORLDS = int(os.environ.get("KKR_ALLOC_WORLDS", "0"))


def elections(
    divisor: str, number: int, minimums: bool = False
) -> Iterator[tuple[dict[str, int], int, dict[str, int]]]:
    """Votes, seats and minimums, from tiny to lopsided, that leave nothing to a lot."""
    source = random.Random(f"{divisor} {minimums}")
    while number:
        most = source.choice((20, 1_000, 10**6, 10**15))
        votes = {f"P{party}": source.randint(1, most) for party in range(source.randint(1, 12))}
        minimum = {party: source.randint(0, 5) for party in votes if minimums and source.random() < 0.5}
        seats = sum(minimum.values()) + len(votes) + source.randint(0, 60)
        votes["nobody's"] = 0
        if apportion(votes, seats, divisor, minimum).tie is None:
            number -= 1
            yield votes, seats, minimum


@pytest.mark.parametrize("minimums", [False, True])
@pytest.mark.parametrize(("divisor", "theirs"), [("dhondt", "d_hondt"), ("sainte-lague", "sainte_lague")])
def test_votelib(divisor: str, theirs: str, minimums: bool) -> None:
    """votelib's highest averages in fractions; with minimums it counts on from its previous gains."""
    proportional = pytest.importorskip("votelib.evaluate.proportional", reason="votelib is not installed")
    evaluator = proportional.HighestAverages(theirs)
    for votes, seats, minimum in elections(divisor, WORLDS or 3_000, minimums):
        won = evaluator.evaluate(votes, seats, prev_gains=minimum)
        assert apportion(votes, seats, divisor, minimum).seats == {
            party: minimum.get(party, 0) + won.get(party, 0) for party in votes
        }


@pytest.mark.parametrize(
    ("divisor", "theirs"), [("dhondt", "dhondt"), ("sainte-lague", "saintelague"), ("adams", "adams")]
)
def test_apportionment(divisor: str, theirs: str) -> None:
    """The package apportionment, in fractions."""
    methods = pytest.importorskip("apportionment.methods", reason="apportionment is not installed")
    for votes, seats, _ in elections(divisor, WORLDS or 2_000):
        won = methods.compute(theirs, list(votes.values()), seats, fractions=True)
        assert list(apportion(votes, seats, divisor).seats.values()) == won


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
