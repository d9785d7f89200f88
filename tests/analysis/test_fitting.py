"""Which list co-operations give a figure: the ranges are exactly what trying each choice of lists finds."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.analysis.certainty import Reading, possible_pools
from kkr_alloc.analysis.check import members
from kkr_alloc.analysis.fitting import fitting_totals
from kkr_alloc.composition import compose_tally
from kkr_alloc.errors import InputError
from kkr_alloc.figures import Figure, Numbers, PooledVotes
from kkr_alloc.model import BodyRules, CoOperation, Count
from kkr_alloc.tally import Tally, tally
from tests.worlds import KKR, LATEST, area, co_operation_of, standing

OURS = replace(KKR, lists_alone=False)


NONE = Numbers()


def figure(party: str | None, published: Numbers = NONE, at_least: Numbers = NONE) -> Figure:
    return Figure("kkr", None, party, published, "2022-2026", None, at_least=at_least)


def found(
    here: Tally, rules: BodyRules, *figures: Figure, known: frozenset[str] = frozenset()
) -> tuple[PooledVotes, ...]:
    pools = possible_pools(here, rules, CoOperation("partial", known))
    return fitting_totals(Reading(here, rules), pools, figures)


def by_hand(here: Tally, rules: BodyRules, known: frozenset[str], figures: list[Figure]) -> dict[bool, set]:
    """Votes and mayors of every choice of whole lists, by whether it gives all figures."""
    local = [one for one in here.standings if one.local]
    free = [one for one in local if one.party not in known]
    choices: dict[bool, set[tuple[int, int]]] = {True: set(), False: set()}
    for size in range(len(free) + 1):
        for chosen in combinations(free, size):
            lists = [one for one in local if one.party in known or one in chosen]
            pool = co_operation_of(lists)
            others = (one for one in here.standings if one not in lists)
            try:
                made = compose_tally(replace(here, standings=(*others, pool)), rules)
            except InputError:
                continue
            fits = made.status != "no-result" and all(one.met_by(members(made, one.party)) for one in figures)
            choices[fits].add((pool.votes, pool.mayors))
    return choices


def inside(one: PooledVotes, votes: int, mayors: int) -> bool:
    return one.mayors == mayors and one.lowest_votes <= votes <= one.highest_votes


def random_figures(made: random.Random, here: Tally, rules: BodyRules) -> list[Figure]:
    """Figures that some co-operation comes near to."""
    try:
        size = compose_tally(here, rules).members or 0
    except InputError:
        size = 10
    seats = made.randint(0, 4)
    return made.choice(
        [
            [figure(None, Numbers(total=size + made.randint(-2, 3)))],
            [figure("L", Numbers(total=seats))],
            [figure("L", Numbers(made.randint(0, 2), made.randint(0, 2)))],
            [figure("A", at_least=Numbers(total=seats + 3))],
            [figure("L", at_least=Numbers(supplementary=seats)), figure("B", Numbers(total=seats + 1))],
        ]
    )


@pytest.mark.parametrize("seed", range(100))
def test_ranges_are_those_of_every_choice_of_lists(seed: int) -> None:
    """No choice that gives the figures is outside the ranges, and none is empty. Where a list's votes and
    mayors are all that matters, no choice that does not give them is inside.
    """
    made = random.Random(seed)
    seat = made.choice([[True], [True, True, None, False]])
    parties = [standing(p, made.randint(20, 400), made.randint(0, 3), True) for p in "ABCD"]
    parties[0] = replace(parties[0], mayors=made.randint(1, 4))
    lists = [
        standing(f"10{n}-X", made.randint(1, 30), int(made.random() < 0.25), made.choice(seat))
        for n in range(made.randint(0, 7))
    ]
    rules = replace(
        OURS,
        levelling=made.choice(["adams", "dhondt", "sainte-lague"]),
        fill=made.choice(["adams", "dhondt", "sainte-lague"]),
        cap_per_municipality=made.choice([None, 1, 2]),
        lists_alone=made.random() < 0.3,
    )
    here = area(*parties, *lists, municipalities=sum(one.mayors for one in (*parties, *lists)))
    known = frozenset(one.party for one in lists if made.random() < 0.2)
    figures = random_figures(made, here, rules)
    ranges = found(here, rules, *figures, known=known)
    choices = by_hand(here, rules, known, figures)
    assert all(any(inside(one, *choice) for one in ranges) for choice in choices[True])
    assert all(any(inside(one, *choice) for choice in choices[True]) for one in ranges)
    if seat == [True] and not rules.lists_alone:
        only = choices[False] - choices[True]
        assert not any(inside(one, *choice) for one in ranges for choice in only)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("kl", (PooledVotes(1, 17070, 29507),)),
        ("dhondt", ()),
        ("sainte-lague", (PooledVotes(1, 25605, 29507),)),
    ],
)
def test_published_co_operation_of_sjaelland_2018(name: str, expected: tuple[PooledVotes, ...]) -> None:
    """Not monotone: the co-operation is the reference party below 17,070 votes."""
    election, body = LATEST["kv2017"], bundled.rules(name).bodies["kkr"]
    here = tally(election, "kkr", "sjaelland", body)
    assert found(here, body, figure("L", Numbers(1, 1)), known=election.co_operation.lists) == expected


@pytest.mark.parametrize(
    ("total", "expected"), [(6, (PooledVotes(0, 51, 60),)), (5, ()), (0, (PooledVotes(0, 0, 39),))]
)
def test_range_needs_whole_lists(total: int, expected: tuple[PooledVotes, ...]) -> None:
    """Two lists of 30 votes: 41 to 50 together would give five seats, but no choice of them has that."""
    lists = (standing("1-X", 30, 0, None), standing("2-X", 30, 0, None))
    here = area(standing("A", 400, 40, None), *lists, valid=2000, municipalities=40)
    assert found(here, OURS, figure("L", Numbers(total=total))) == expected


def test_area_without_any_mayor_has_no_stretches() -> None:
    here = Tally("kkr", "east", 1, 10, None, (standing("A", 8), standing("1-X", 2)), Count(False))
    assert found(here, OURS, figure(None, Numbers(total=1))) == ()
