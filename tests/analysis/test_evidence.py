"""What KV09 proves: the ends are exactly those of every way in which the uncounted votes can fall."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.analysis.evidence import TERM, known_in_part, proof
from kkr_alloc.analysis.uncounted import Bounds, KnownInPart
from kkr_alloc.composition import compose_tally
from kkr_alloc.errors import InputError
from kkr_alloc.figures import Figure, Numbers, PooledVotes
from kkr_alloc.model import CO_OPERATION, BodyRules, Count, OpenRules
from kkr_alloc.tally import Standing, Tally
from tests.worlds import KKR, KL


def ways(known: KnownInPart, pool: int) -> Iterator[tuple[Standing, ...]]:
    """Every way in which the votes can fall with so many of them for the co-operation."""
    spare = known.area.valid - known.others[0] - sum(one.votes for one in known.area.standings)
    left = spare - max(0, pool - known.others[0])
    for more in product(*(range(known.most[one.party] - one.votes + 1) for one in known.area.standings)):
        if sum(more) <= left:
            yield (
                Standing(CO_OPERATION, CO_OPERATION, pool, 0, None),
                *(
                    replace(one, votes=one.votes + n)
                    for one, n in zip(known.area.standings, more, strict=True)
                ),
            )


def listed(known: KnownInPart, rules: BodyRules, pool: int) -> tuple[set[int], set[int]]:
    """The members, and the co-operation's seats, over all of them."""
    made = [compose_tally(replace(known.area, standings=one), rules) for one in ways(known, pool)]
    return {one.members or 0 for one in made}, {one.party(CO_OPERATION).seats for one in made}


def world(made: random.Random) -> tuple[KnownInPart, BodyRules]:
    """A small area of which a few votes are not counted."""
    spare = made.randint(0, 6)
    parties = [
        Standing(party, party, made.randint(4, 60), made.choice([0, 0, 1, 2, 4]), None)
        for party in "ABCD"[: made.randint(2, 4)]
    ]
    parties[0] = replace(parties[0], votes=made.randint(20, 50), mayors=made.randint(2, 6))
    most = {one.party: one.votes + made.randint(0, spare) for one in parties}
    others, outside = made.randint(3, 30), made.choice([0, 0, 1, 2])
    valid = sum(one.votes for one in parties) + others + spare
    parties.append(Standing("101-X", "outside", 0, outside, None))
    municipalities = sum(one.mayors for one in parties)
    cast = valid + made.randint(0, 9)
    area = Tally("kkr", "east", municipalities, valid, cast, tuple(parties), Count(True))
    levelling = made.choice(["adams", "sainte-lague", "dhondt"])
    fill = made.choice([levelling, "adams", "sainte-lague", "dhondt"])
    rules = replace(
        KKR,
        threshold=Fraction(made.choice([1, 5, 10]), 100),
        threshold_base="cast",
        lists_alone=False,
        cap_per_municipality=made.choice([None, 1, 2]),
        levelling=levelling,
        fill=fill,
    )
    return KnownInPart(area, {**most, "101-X": 0}, (others, others + spare), spare), rules


@pytest.mark.parametrize("seed", range(100))
def test_ends_are_those_of_every_way(seed: int) -> None:
    known, rules = world(random.Random(seed))
    bounds, totals = None, None
    with suppress(InputError):  # the uncounted votes leave too much open
        bounds = Bounds(known, rules)
        low, high = bounds.one_seat
        high = min(high, known.others[1])
        if low <= high:
            found = [listed(known, rules, votes)[0] for votes in range(low, high + 1)]
            assert bounds.members((low, high)) == (min(map(min, found)), max(map(max, found)))
    if bounds is None:
        return
    for seats in (1, 2, 3):
        with suppress(InputError):
            totals = bounds.totals((seats, seats))
        if totals is None:
            return
        can, must = totals
        threshold = -(-(known.area.cast or 0) * rules.threshold.numerator // rules.threshold.denominator)
        for votes in range(max(threshold, 1), known.others[1] + 1):
            found_seats = listed(known, rules, votes)[1]
            assert (can[0] <= votes <= can[1]) == (seats in found_seats), (seats, votes)
            assert (must[0] <= votes <= must[1]) == (found_seats == {seats}), (seats, votes)


def figure(region: str, party: str | None, published: Numbers) -> Figure:
    return Figure("kkr", GEOGRAPHY.region(region), party, published, TERM, None)


GEOGRAPHY = bundled.geography(datetime.date(2010, 1, 1))


@pytest.mark.parametrize(
    ("rules", "members"), [("kl", (33, 34)), ("sainte-lague", (29, 31)), ("dhondt", (27, 28))]
)
def test_midtjylland(rules: str, members: tuple[int, int]) -> None:
    """34 members, as published, however the 9,269 votes fell: only if seats are rounded up."""
    found = proof(figure("midtjylland", None, Numbers(19, 15, 34)), bundled.rules(rules).bodies["kkr"])
    assert (found.members, found.fits) == (members, rules == "kl")
    assert known_in_part("midtjylland").uncounted == 9269


@pytest.mark.parametrize(
    ("fill", "can", "must"),
    [
        ("adams", (16342, 31683), (16342, 28870)),
        ("sainte-lague", (20152, 35871), (21090, 33877)),
        ("dhondt", (25285, 39867), (26344, 38091)),
    ],
)
def test_hovedstaden(fill: str, can: tuple[int, int], must: tuple[int, int]) -> None:
    known = known_in_part("hovedstaden")
    rules = replace(KL.bodies["kkr"], fill=fill, open=OpenRules())
    assert Bounds(known, rules).totals((2, 2)) == (can, must)
    found = proof(figure("hovedstaden", "L", Numbers(0, 2, 2)), rules)
    assert (found.fits, found.ranges) == (True, (PooledVotes(0, *can),))


def test_hovedstaden_at_the_threshold() -> None:
    """2 % of 817,070 votes cast are 16,341.4; the price of a seat is 235,099 / 17, so these are two seats."""
    known = known_in_part("hovedstaden")
    rules = replace(KL.bodies["kkr"], open=OpenRules())
    for votes, seats in ((16341, 0), (16342, 2)):
        pool = Standing(CO_OPERATION, CO_OPERATION, votes, 0, None)
        made = compose_tally(replace(known.area, standings=(pool, *known.area.standings)), rules)
        assert made.party(CO_OPERATION).seats == seats


@pytest.mark.parametrize(
    ("given", "fits"),
    [
        (figure("midtjylland", None, Numbers(18, 16, 34)), False),
        (figure("hovedstaden", "A", Numbers(17)), None),
        (figure("sjaelland", None, Numbers(total=30)), None),
        (replace(figure("midtjylland", None, Numbers(total=34)), term="2006-2009"), None),
    ],
)
def test_what_it_cannot_tell(given: Figure, fits: bool | None) -> None:
    assert proof(given, KL.bodies["kkr"]).fits is fits


@pytest.mark.parametrize(
    "changes",
    [
        {"levelling": None, "seats": 200, "cap_per_municipality": None},
        {"lists_alone": True},
        {"co_operation": False},
        {"threshold": Fraction(1, 3)},
    ],
)
def test_rules_that_it_proves_nothing_about(changes: dict[str, Any]) -> None:
    given = figure("midtjylland", None, Numbers(total=34))
    assert proof(given, replace(KL.bodies["kkr"], **changes)).fits is None
