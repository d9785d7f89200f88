"""The range of a body is exact: the same as composing it in every possible way, one by one."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable
from fractions import Fraction
from itertools import chain, combinations, product

import pytest
from msgspec.structs import replace

from kkr_alloc.analysis.certainty import compose, with_range
from kkr_alloc.analysis.open_questions import Outcomes, all_of
from kkr_alloc.composition import NEAR_THRESHOLD, compose_tally
from kkr_alloc.divisors import Lot
from kkr_alloc.errors import InputError
from kkr_alloc.model import CO_OPERATION, BodyRules, CoOperation, Count, OpenRules
from kkr_alloc.tally import Standing, Tally
from tests.worlds import co_operation_of, election, rules


def composed(area: Tally, rules: BodyRules, members: tuple[Standing, ...] | None) -> Outcomes | None:
    """What the rules make of the area with these lists as the co-operation; None: with none."""
    standings = area.standings
    if members is not None:
        others = (standing for standing in standings if standing not in members)
        standings = (*others, co_operation_of(members))
    try:
        made = compose_tally(replace(area, standings=standings), rules)
    except InputError:
        return None
    if made.status == "no-result":
        return None
    tied = made.tie.parties if made.tie else ()
    found = {line.party: (line.seats, line.seats + (line.party in tied)) for line in made}
    for standing in members or ():  # its mayors sit, whoever they count for
        found[standing.party] = (standing.mayors, standing.mayors)
    pool_line = next((line for line in made if line.party == CO_OPERATION), None)
    if pool_line is not None and not pool_line.eligible:
        found[CO_OPERATION] = (0, 0)
    assert made.members is not None
    return Outcomes((made.members, made.members), found)


def possible_casts(area: Tally, rules: BodyRules) -> Iterable[int | None]:
    """Where votes cast are unknown: none blank, up to so many that the threshold is 0.1 points higher."""
    if area.cast is not None or not rules.threshold or rules.threshold_base == "valid":
        return [area.cast]
    return range(area.valid, int(area.valid * (1 + NEAR_THRESHOLD / rules.threshold)) + 1)


def by_brute_force(area: Tally, rules: BodyRules, register: CoOperation) -> Outcomes | None:
    """The range over every reading and every set of local lists that has the known members in it."""
    local = [standing for standing in area.standings if standing.local]
    known = [standing for standing in local if standing.party in register.lists]
    others = [standing for standing in local if standing.party not in register.lists]
    found = []
    fills = rules.readings("fill")
    bases = rules.readings("threshold_base")
    for fill, base in product(sorted(fills), sorted(bases)):
        reading = replace(rules, fill=fill, threshold_base=base)
        pools: list[tuple[Standing, ...] | None] = [None]
        if rules.co_operation and register.status != "complete":
            sizes = range(len(others) + 1)
            subsets = chain.from_iterable(combinations(others, size) for size in sizes)
            pools += [(*known, *chosen) for chosen in subsets]
        for members in pools:
            for cast in possible_casts(area, reading):
                made = composed(replace(area, cast=cast), reading, members)
                found.append(made)
    return all_of(found) if any(found) else None


def world(made: random.Random) -> tuple[Tally, BodyRules, CoOperation]:
    """A small area, rules and a register."""
    seat = [True, True, True, None, False]
    standings = [
        Standing(party, party, made.randint(1, 60), made.choice([0, 0, 1, 2, 3]), made.choice(seat))
        for party in "ABCDEFG"[: made.randint(1, 7)]
    ]
    standings += [
        Standing(f"10{n}-X", "x", made.randint(1, 15), made.choice([0, 0, 0, 1]), made.choice(seat))
        for n in range(made.randint(0, 8))
    ]
    standings.sort(key=lambda standing: (-standing.votes, standing.party))
    valid = sum(standing.votes for standing in standings)
    cast = made.choice([None, valid, valid + made.randint(0, 30)])
    fixed = made.random() < 0.15
    mayors = sum(standing.mayors for standing in standings)
    rules = BodyRules(
        threshold=made.choice([None, Fraction(1, 50), Fraction(1, 10), Fraction(1, 5)]),
        threshold_base=made.choice(["cast", "valid"]),
        council_seat=made.random() < 0.5,
        co_operation=made.random() < 0.9,
        ex_officio="mayors",
        levelling=None if fixed else made.choice(["adams", "sainte-lague", "dhondt"]),
        cap_per_municipality=None if fixed else made.choice([None, 1, 2, 2, 3]),
        fill=made.choice(["adams", "sainte-lague", "dhondt"]),
        seats=mayors + made.randint(0, 12) if fixed else None,
        lists_alone=made.random() < 0.4,
        open=made.choice(
            [
                OpenRules(),
                OpenRules(("adams", "sainte-lague", "dhondt")),
                OpenRules(("adams", "dhondt"), ("cast", "valid")),
            ]
        ),
    )
    area = Tally("kkr", "east", max(mayors, 1), valid, cast, tuple(standings), Count(True))
    local = [standing.party for standing in standings if standing.local]
    known = frozenset(made.sample(local, made.randint(0, len(local)))) if made.random() < 0.4 else frozenset()
    status = made.choice(["unknown", "partial", "partial", "complete"])
    return area, rules, CoOperation(status, known if status == "partial" else frozenset())


@pytest.mark.parametrize("seed", range(int(os.environ.get("KKR_ALLOC_WORLDS", "300"))))
def test_range_is_that_of_every_possible_outcome(seed: int) -> None:
    area, rules, register = world(random.Random(seed))
    try:
        made = with_range(compose_tally(area, rules), area, rules, register)
    except InputError:  # no result at all
        return
    expected = by_brute_force(area, rules, register)
    assert expected is not None
    assert (made.members_lowest, made.members_highest) == expected.members
    for line in made:
        assert (line.seats_lowest, line.seats_highest) == expected.seats[line.party], line.party
    pool = made.co_operation
    of_pool = (pool.seats_lowest, pool.seats_highest) if pool else (0, 0)
    assert of_pool == expected.seats.get(CO_OPERATION, (0, 0))


@pytest.mark.parametrize(
    ("votes", "cast", "base", "seats"),
    [
        (20, None, "cast", (0, 1)),
        (20, 1000, "cast", (1, 1)),
        (19, None, "cast", (0, 0)),  # below it anyway
        (20, None, "valid", (1, 1)),  # the rules do not ask for them
    ],
)
def test_unknown_votes_cast_of_a_party_at_the_threshold(
    votes: int, cast: int | None, base: str, seats: tuple[int, int]
) -> None:
    loaded = election({"1": {"A": 1000 - votes, "K": votes}}, {"1": "A"}, cast=cast)
    made = compose(loaded, "kkr", "east", rules=rules(threshold_base=base))
    line = made.party("K")
    assert (line.seats_lowest, line.seats_highest) == seats
    asked = cast is None and base == "cast"
    assert [one.question for one in made.open] == ["threshold_base"] * asked


def test_drawn_lot_decides_in_every_reading_with_the_same_tie() -> None:
    loaded = election({"1": {"A": 900, "V": 60, "K": 60}}, {"1": "A"})
    read = rules(fill="adams", open=OpenRules(threshold_base=("valid", "cast")))
    lot = Lot(1, ("V", "K"), ("V",), "kkr", "east")
    made = compose(loaded, "kkr", "east", rules=read, lots=[lot])
    assert [(line.party, line.seats_lowest, line.seats_highest) for line in made] == [
        ("A", 1, 1),
        ("K", 0, 0),
        ("V", 1, 1),
    ]
    assert [one.moves for one in made.open] == [()]
