"""Every total of the list co-operation: the ranges are exactly what trying each choice finds."""

from __future__ import annotations

import random
from collections.abc import Iterable
from itertools import combinations

import pytest
from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.analysis.check import members
from kkr_alloc.analysis.pooling import MAX_WEIGHTY, bounds, fitting_totals
from kkr_alloc.composition import compose_tally
from kkr_alloc.errors import InputError
from kkr_alloc.model import CO_OPERATION, BodyRules, Composition
from kkr_alloc.published import PooledVotes
from kkr_alloc.tally import Standing, Tally, tally
from tests.worlds import KKR, LATEST, area, standing


def by_hand(here: Tally, rules: BodyRules, known: frozenset[str], wanted: object) -> set[tuple[int, int]]:
    """Votes and mayors of every choice of whole lists that gives the ``wanted`` composition."""
    local = [one for one in here.standings if one.local]
    free = [one for one in local if one.party not in known]
    found = set()
    for size in range(len(free) + 1):
        for chosen in combinations(free, size):
            members = [one for one in local if one.party in known or one in chosen]
            votes, mayors = sum(one.votes for one in members), sum(one.mayors for one in members)
            others = [one for one in here.standings if one not in members]
            if result(with_pool(here, others, votes, mayors), rules) == wanted:
                found.add((votes, mayors))
    return found


def with_pool(here: Tally, others: Iterable[Standing], votes: int, mayors: int) -> Tally:
    return replace(here, standings=(*others, standing(CO_OPERATION, votes, mayors, None)))


def result(here: Tally, rules: BodyRules) -> object:
    """What is compared; None where the rules make no composition of the votes."""
    try:
        return seats(compose_tally(here, rules))
    except InputError:
        return None


def seats(made: Composition) -> object:
    return members(made, None), members(made, CO_OPERATION)


@pytest.mark.parametrize("levelling", ["adams", "dhondt", "sainte-lague"])
def test_ranges_are_those_of_every_choice_of_lists(levelling: str) -> None:
    """Random small countries: no choice that gives the figure is outside the ranges, no range is empty."""
    made = random.Random(levelling)
    hits = 0
    for _ in range(30):
        parties = [standing(p, made.randint(50, 900), made.randint(0, 4), None) for p in "ABCD"]
        parties[0] = replace(parties[0], mayors=made.randint(1, 5))
        lists = [standing(f"10{n}-X", made.randint(1, 40), int(made.random() < 0.25), None) for n in range(6)]
        rules = replace(KKR, levelling=levelling, cap_per_municipality=made.choice([None, 1, 2]))
        here = area(*parties, *lists, municipalities=made.randint(8, 14))
        known = frozenset(one.party for one in lists if made.random() < 0.2)
        low, high = bounds(here, known)
        for target in {made.randint(low, high) for _ in range(4)}:
            wanted = result(with_pool(here, parties, target, made.randint(0, 2)), rules)
            if wanted is None:
                continue
            ranges = fitting_totals(here, rules, known, lambda one, wanted=wanted: seats(one) == wanted)
            assert ranges is not None
            choices = by_hand(here, rules, known, wanted)
            assert all(any(inside(one, *choice) for one in ranges) for choice in choices)
            assert bool(ranges) == bool(choices)
            hits += len(choices)
    assert hits > 50


def inside(one: PooledVotes, votes: int, mayors: int) -> bool:
    return one.mayors == mayors and one.lowest_votes <= votes <= one.highest_votes


def test_single_totals_of_sjaelland_2018() -> None:
    """KKR Sjælland 2018: not monotone (the co-operation is the reference party below 17,070 votes)."""
    election = LATEST["kv2017"]
    here = replace(tally(election, "kkr", "sjaelland", KKR), notes=())
    known = election.co_operation.lists
    low, high = bounds(here, known)
    assert (low, high) == (13346, 29507)
    rest = [one for one in here.standings if not one.local]
    size_at = {
        votes: compose_tally(with_pool(here, rest, votes, 1), KKR).members
        for votes in range(low, high + 1, 7)
    }
    sizes = set(size_at.values())
    assert len(sizes) > 2
    for size in sizes:
        ranges = fitting_totals(here, KKR, known, lambda one, size=size: one.members == size)
        assert ranges is not None
        within = {votes for votes in size_at if any(inside(one, votes, one.mayors) for one in ranges)}
        assert within == {votes for votes, size_then in size_at.items() if size_then == size}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("kl", (PooledVotes(1, 17070, 29507),)),
        ("dhondt", ()),
        ("sainte-lague", (PooledVotes(1, 25605, 29507),)),
    ],
)
def test_published_co_operation_of_sjaelland_2018(name: str, expected: tuple[PooledVotes, ...]) -> None:
    election, body = LATEST["kv2017"], bundled.rules(name).bodies["kkr"]
    here = tally(election, "kkr", "sjaelland", body)

    def one_and_one(made: Composition) -> bool:
        of_pool = members(made, CO_OPERATION)
        return (of_pool.mayors, of_pool.supplementary) == (1, 1)

    assert fitting_totals(here, body, election.co_operation.lists, one_and_one) == expected


@pytest.mark.parametrize(
    ("total", "expected"),
    [(6, (PooledVotes(0, 51, 60),)), (5, ()), (0, (PooledVotes(0, 0, 39),))],
)
def test_range_needs_whole_lists(total: int, expected: tuple[PooledVotes, ...]) -> None:
    """Two lists of 30 votes: 41 to 50 together would give five seats, but no choice of them has that."""
    lists = (standing("1-X", 30, 0, None), standing("2-X", 30, 0, None))
    here = area(standing("A", 400, 40, None), *lists, valid=2000, municipalities=40)
    found = fitting_totals(here, KKR, frozenset(), lambda one: members(one, CO_OPERATION).total == total)
    assert found == expected


def test_too_many_weighty_lists() -> None:
    lists = [standing(f"{n}-X", 50, 0, None) for n in range(MAX_WEIGHTY + 1)]
    here = area(standing("A", 400, 4, None), *lists)
    assert fitting_totals(here, KKR, frozenset(), lambda _: True) is None
    assert fitting_totals(here, KKR, frozenset({"0-X"}), lambda _: True) is not None
