"""Every total of the list co-operation: the short way finds exactly what trying each total finds."""

from __future__ import annotations

import random
from itertools import combinations

import pytest
from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.analysis.check import members
from kkr_alloc.analysis.pooling import MOST_WEIGHTY, bounds, fitting_totals
from kkr_alloc.composition import compose_tally
from kkr_alloc.election import load_election
from kkr_alloc.errors import InputError
from kkr_alloc.model import CO_OPERATION, BodyRules, Composition, Count
from kkr_alloc.published import PooledRange
from kkr_alloc.tally import Standing, Tally, tally

KL = bundled.rules().bodies["kkr"]


def area_of(*standings: Standing, municipalities: int = 10, valid: int | None = None) -> Tally:
    total = sum(standing.votes for standing in standings) if valid is None else valid
    return Tally("kkr", "x", municipalities, total, None, total, standings, Count(final=True))


def by_hand(area: Tally, rules: BodyRules, known: frozenset[str], wanted: object) -> set[tuple[int, int]]:
    """Votes and mayors of every choice of whole lists that gives the ``wanted`` composition."""
    local = [standing for standing in area.standings if standing.local]
    free = [standing for standing in local if standing.party not in known]
    found = set()
    for size in range(len(free) + 1):
        for chosen in combinations(free, size):
            pooled = [standing for standing in local if standing.party in known or standing in chosen]
            votes, mayors = sum(s.votes for s in pooled), sum(s.mayors for s in pooled)
            others = [standing for standing in area.standings if standing not in pooled]
            pool = Standing(CO_OPERATION, "L", votes, mayors, None)
            try:
                made = compose_tally(replace(area, standings=(*others, pool)), rules)
            except InputError:
                continue
            if result(made) == wanted:
                found.add((votes, mayors))
    return found


def result(made: Composition) -> object:
    return members(made, None), members(made, CO_OPERATION)


@pytest.mark.parametrize("levelling", ["adams", "dhondt", "sainte-lague"])
def test_finds_what_every_choice_of_lists_finds(levelling: str) -> None:
    """Random small countries: no choice that gives the figure is outside the ranges, no range is empty."""
    made = random.Random(levelling)
    hits = 0
    for _ in range(30):
        parties = [Standing(p, p, made.randint(50, 900), made.randint(0, 4), None) for p in "ABCD"]
        parties[0] = replace(parties[0], mayors=made.randint(1, 5))
        lists = [
            Standing(f"10{n}-X", "x", made.randint(1, 40), int(made.random() < 0.25), None, True)
            for n in range(6)
        ]
        rules = replace(KL, levelling=levelling, cap_per_municipality=made.choice([None, 1, 2]))
        area = area_of(*parties, *lists, municipalities=made.randint(8, 14))
        known = frozenset(standing.party for standing in lists if made.random() < 0.2)
        low, high = bounds(area, known)
        for target in {made.randint(low, high) for _ in range(4)}:
            pool = Standing(CO_OPERATION, "L", target, made.randint(0, 2), None)
            try:
                wanted = result(compose_tally(replace(area, standings=(*parties, pool)), rules))
            except InputError:
                continue
            ranges = fitting_totals(area, rules, known, lambda one, wanted=wanted: result(one) == wanted)
            assert ranges is not None
            choices = by_hand(area, rules, known, wanted)
            inside = {
                (votes, mayors)
                for votes, mayors in choices
                if any(one.mayors == mayors and one.lowest <= votes <= one.highest for one in ranges)
            }
            assert inside == choices
            assert bool(ranges) == bool(choices)
            hits += len(choices)
    assert hits > 50


def test_each_single_total_is_judged_as_by_itself() -> None:
    """KKR Sjælland 2018: not monotone (the co-operation is the reference party below 17,070 votes)."""
    election = load_election("kv2017")
    area = tally(election, "kkr", "sjaelland", KL)
    known = election.co_operation.lists
    low, high = bounds(area, known)
    assert (low, high) == (13346, 29507)
    rest = tuple(standing for standing in area.standings if not standing.local)
    size_at = {}
    for votes in range(low, high + 1, 7):
        pool = Standing(CO_OPERATION, "L", votes, 1, None)
        size_at[votes] = compose_tally(replace(area, standings=(*rest, pool), notes=()), KL).members
    assert len(set(size_at.values())) > 2
    for size in set(size_at.values()):
        ranges = fitting_totals(area, KL, known, lambda one, size=size: one.members == size)
        assert ranges is not None
        inside = {votes for votes in size_at if any(r.lowest <= votes <= r.highest for r in ranges)}
        assert inside == {votes for votes, members_then in size_at.items() if members_then == size}


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("kl", (PooledRange(1, 17070, 29507),)),
        ("dhondt", ()),
        ("sainte-lague", (PooledRange(1, 25605, 29507),)),
    ],
)
def test_co_operation_in_sjaelland_2018(rules: str, expected: tuple[PooledRange, ...]) -> None:
    election, body = load_election("kv2017"), bundled.rules(rules).bodies["kkr"]
    area = tally(election, "kkr", "sjaelland", body)

    def one_and_one(made: Composition) -> bool:
        return members(made, CO_OPERATION)[:2] == (1, 1)

    assert fitting_totals(area, body, election.co_operation.lists, one_and_one) == expected


def test_a_range_that_no_lists_can_make_does_not_count() -> None:
    """Two lists of 30 votes: 41 to 50 together would give five seats, but no choice of them has that."""
    area = area_of(
        Standing("A", "A", 400, 40, None),
        Standing("1-X", "x", 30, 0, None, True),
        Standing("2-X", "x", 30, 0, None, True),
        valid=2000,
        municipalities=40,
    )

    def l_has(seats: int) -> object:
        return fitting_totals(area, KL, frozenset(), lambda one: members(one, CO_OPERATION).total == seats)

    assert l_has(6) == (PooledRange(0, 51, 60),)
    assert l_has(5) == ()
    assert l_has(0) == (PooledRange(0, 0, 39),)


def test_too_many_weighty_lists_are_not_gone_through() -> None:
    lists = [Standing(f"{n}-X", "x", 50, 0, None, True) for n in range(MOST_WEIGHTY + 1)]
    area = area_of(Standing("A", "A", 400, 4, None), *lists)
    assert fitting_totals(area, KL, frozenset(), lambda _: True) is None
    assert fitting_totals(area, KL, frozenset({"0-X"}), lambda _: True) is not None
