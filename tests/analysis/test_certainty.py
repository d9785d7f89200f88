"""The range of a body is exact: the same as composing it in every possible way, one by one."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable
from fractions import Fraction
from functools import partial
from itertools import chain, combinations, product
from operator import le
from typing import Any

import pytest
from msgspec.structs import replace

from kkr_alloc.analysis.certainty import (
    MAX_ALONE,
    MAX_VOTES,
    Pool,
    Reading,
    compose,
    ends,
    first_that,
    possible_pools,
    with_range,
)
from kkr_alloc.analysis.open_questions import Outcomes, all_of
from kkr_alloc.composition import NEAR_THRESHOLD, compose_tally
from kkr_alloc.divisors import Lot
from kkr_alloc.errors import InputError, Problem
from kkr_alloc.model import CO_OPERATION, BodyRules, CoOperation, Count, Note, OpenRules
from kkr_alloc.results import OpenQuestion, PoolRange
from kkr_alloc.tally import Standing, Tally
from tests.worlds import BOARD, KKR, area, co_operation_of, election, rules


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


@pytest.mark.parametrize("seed", range(int(os.environ.get("KKR_ALLOC_WORLDS", "200"))))
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
    ("votes", "valid", "cast", "base", "seats"),
    [
        (20, 1000, None, "cast", (0, 1)),
        (20, 1000, 1000, "cast", (1, 1)),
        (19, 1000, None, "cast", (0, 0)),  # below it anyway
        (20, 1000, None, "valid", (1, 1)),  # the rules do not ask for them
        (20, 954, None, "cast", (0, 1)),  # 1,001 are the most that may be cast: 2.1 % of 954
        (20, 953, None, "cast", (1, 1)),
    ],
)
def test_unknown_votes_cast_of_a_party_at_the_threshold(
    votes: int, valid: int, cast: int | None, base: str, seats: tuple[int, int]
) -> None:
    loaded = election({"1": {"A": valid - votes, "K": votes}}, {"1": "A"}, cast=cast)
    made = compose(loaded, region="east", rules=rules(threshold_base=base))
    line = made.party("K")
    assert (line.seats_lowest, line.seats_highest) == seats
    asked = cast is None and base == "cast"
    assert [one.question for one in made.open] == ["threshold_base"] * asked


@pytest.mark.parametrize(
    ("winners", "seats", "lot"),
    [
        ((), [("A", 1, 1), ("K", 0, 1), ("V", 0, 1)], ["depending on that: K 0–1, V 0–1."]),
        (("V",), [("A", 1, 1), ("K", 0, 0), ("V", 1, 1)], []),
    ],
)
def test_lot_decides_in_every_reading_with_the_same_tie_once_it_is_drawn(
    winners: tuple[str, ...], seats: list[tuple[str, int, int]], lot: list[str]
) -> None:
    loaded = election({"1": {"A": 900, "V": 60, "K": 60}}, {"1": "A"})
    read = rules(fill="adams", open=OpenRules(threshold_base=("valid", "cast")))
    lots = [Lot(1, ("V", "K"), winners, "kkr", "east")] if winners else []
    made = compose(loaded, region="east", rules=read, lots=lots)
    assert [(line.party, line.seats_lowest, line.seats_highest) for line in made] == seats
    assert [effect(one) for one in made.open] == [NO_DIFFERENCE, *lot]


def test_lot_does_not_decide_beside_a_co_operation() -> None:
    loaded = election({"1": {"A": 900, "V": 60, "K": 60, "N": 30}}, {"1": "A"}, **UNKNOWN)
    lot = Lot(1, ("V", "K"), ("V",), "kkr", "east")
    made = compose(loaded, region="east", rules=rules(fill="adams"), lots=[lot])
    assert [(line.party, line.seats, line.seats_lowest, line.seats_highest) for line in made][1:3] == [
        ("K", 0, 0, 1),
        ("V", 1, 0, 1),
    ]


def effect(question: OpenQuestion) -> str:
    return question.message.rpartition("; ")[2]


FILL = {"open": OpenRules(fill=("adams", "dhondt"))}
BASE = {"open": OpenRules(threshold_base=("valid", "cast"))}
BOTH = {"open": OpenRules(("adams", "dhondt"), ("valid", "cast"))}
UNKNOWN: dict[str, Any] = {"co_operation": CoOperation("unknown")}
NO_DIFFERENCE = "here it makes no difference."
OF_FILL = ("fill", "depending on that: A 3–5, 1-N 0–1, K 0–1.")
OF_BASE = ("threshold_base", "depending on that: 5–6 members, A 3–4, 1-N 0–1, K 0–1.")
OF_CO_OPERATION = ("co_operation", "depending on that: 1-N 0–1, L 0–1.")


@pytest.mark.parametrize(
    ("changes", "given", "questions"),
    [
        ({}, {}, []),
        (FILL, {}, [OF_FILL]),
        (FILL | {"cap_per_municipality": None}, {}, []),  # nothing is filled
        (FILL | {"levelling": None, "cap_per_municipality": None, "seats": 6}, {}, [OF_FILL]),
        (BASE, {}, [OF_BASE]),
        (BASE, {"cast": 420}, [OF_BASE]),
        (BASE | {"threshold": Fraction(0)}, {}, [("threshold_base", NO_DIFFERENCE)]),
        (BASE | {"threshold": None}, {}, []),
        ({"threshold_base": "cast"}, {}, [OF_BASE]),
        ({"threshold_base": "cast"}, {"cast": 420}, []),
        (BOTH, {}, [OF_FILL, OF_BASE]),  # each by itself
        ({}, UNKNOWN, [OF_CO_OPERATION]),
        ({"co_operation": False}, UNKNOWN, []),
        ({"lists_alone": False}, UNKNOWN, [("co_operation", "depending on that: A 3–4, L 0–1.")]),
        (BOTH, UNKNOWN, [OF_FILL, OF_BASE, OF_CO_OPERATION]),
        (
            BASE | {"threshold_base": "cast"},
            {"cast": 420} | UNKNOWN,
            [OF_BASE, ("co_operation", NO_DIFFERENCE)],
        ),
    ],
)
def test_what_is_open_and_what_it_moves_by_itself(
    changes: dict[str, Any], given: dict[str, Any], questions: list[tuple[str, str]]
) -> None:
    """V's 240 votes for a mayor are the price: A 4 and one each is one member above the cap.

    Filled by Adams, K and N have a seat and A the last; by d'Hondt A has all three. Of 1,260 votes cast,
    or of a few more than 1,188, K and N are below 2 %, and A 4 and V fit under the cap.
    """
    votes = {"1": {"A": 900, "V": 240, "K": 24, "N": 24}, "2": {"A": 0}, "3": {"A": 0}}
    loaded = election(votes, {"1": "A", "2": "V", "3": "A"}, **given)
    made = compose(loaded, region="east", rules=rules(**{"fill": "adams", **changes}))
    assert [(one.question, effect(one)) for one in made.open] == questions
    unknown = [
        "Votes cast are unknown" in one.message for one in made.open if one.question == "threshold_base"
    ]
    assert not any(unknown) if "cast" in given or changes.get("threshold") == 0 else all(unknown)
    pool = PoolRange("unknown", 0, 24, 0, 1) if OF_CO_OPERATION[0] in dict(questions) else None
    assert made.co_operation == pool
    assert made.members_lowest == (5 if OF_BASE in questions else made.members)
    assert made.party("A").seats_lowest >= 3


def test_votes_cast_that_put_nobody_else_below_the_threshold_need_not_be_known() -> None:
    """K is one vote short of 2 % of the 1,001 valid votes."""
    made = compose(election({"1": {"A": 981, "K": 20}}, {"1": "A"}), region="east", rules=rules(**BASE))
    assert [one.message.partition(" ")[0] for one in made.open] == ["KL"]


def test_known_members_are_in_every_co_operation_that_there_may_be() -> None:
    votes = {"1": {"A": 900, "N": 24, "P": 10}, "2": {"A": 0}}
    partial = CoOperation("partial", frozenset({"1-N"}))
    loaded = election(votes, {"1": "A", "2": "A"}, co_operation=partial)
    made = compose(loaded, region="east", rules=rules(fill="adams"))
    assert made.co_operation == PoolRange("partial", 24, 34, 0, 1)


@pytest.mark.parametrize(("council_seats", "highest"), [((0, 0), 0), ((0, 1), 1), ((None, 0), 1)])
def test_co_operation_needs_a_member_that_may_have_a_council_seat(
    council_seats: tuple[int | None, int | None], highest: int
) -> None:
    votes = {"1": {"A": 900, "N": 12, "P": 12}, "2": {"A": 0}}
    seats = dict(zip("NP", council_seats, strict=True))
    loaded = election(votes, {"1": "A", "2": "A"}, seats=seats, **UNKNOWN)
    made = compose(loaded, region="east", rules=rules(fill="adams"))
    assert made.co_operation == PoolRange("unknown", 0, 24, 0, highest)


def test_nothing_is_open_without_a_result() -> None:
    made = compose(
        election({"1": {"A": 990, "N": 10}}, {"1": "N"}, final=False), region="east", rules=rules()
    )
    assert (made.status, made.members_lowest, made.open) == ("no-result", None, ())


@pytest.mark.parametrize(
    ("lists", "field", "message"),
    [
        ([MAX_VOTES, 1], "votes", "Local lists have more than 10,000,000 votes"),
        ([50] * (MAX_ALONE + 1), "lists_alone", "13 local lists take part by themselves"),
    ],
)
def test_more_local_lists_than_can_be_tried_leave_the_co_operation_out_of_the_range(
    lists: list[int], field: str, message: str
) -> None:
    local = [Standing(f"{n}-X", "x", votes, 0, True) for n, votes in enumerate(lists)]
    here = area(Standing("A", "A", 8 * lists[0], 4, True), *local)
    unknown = CoOperation("unknown")
    message += ", too many to try each co-operation of them: the range leaves it out."
    with pytest.raises(InputError) as raised:
        possible_pools(here, KKR, unknown)
    assert raised.value.problems == (Problem(message, field=field),)
    made = with_range(compose_tally(here, KKR), here, KKR, unknown)
    assert (made.co_operation, made.open) == (None, ())
    assert made.notes[-1] == Note("range-without-co-operation", message)
    fewer = area(*here.standings[:-1])
    assert possible_pools(fewer, KKR, unknown)


@pytest.mark.parametrize("seed", range(100))
def test_on_each_stretch_of_votes_all_seats_only_rise_or_only_fall(seed: int) -> None:
    here, body, _ = world(random.Random(seed))
    reading = Reading(here, body)
    for pool in possible_pools(here, replace(body, co_operation=True), CoOperation("unknown"))[-20:]:
        for low, high in reading.stretches(pool):
            made = [reading.outcomes(votes, pool) for votes in range(low, high + 1)]
            found = [one for one in made if one is not None]
            for numbers in zip(*([*one.seats.values(), one.members] for one in found), strict=True):
                for end in zip(*numbers, strict=True):
                    assert list(end) in (sorted(end), sorted(end, reverse=True))


def test_first_number_that_is_so() -> None:
    for first, low, high in product(range(-1, 9), range(8), range(8)):
        assert first_that(partial(le, first), low, high) == max(low, min(first, high))


def test_ends_are_the_lowest_and_the_highest_bit_in_an_interval() -> None:
    for sums, low, high in product(range(64), range(8), range(-2, 8)):
        bits = [bit for bit in range(low, high + 1) if sums >> bit & 1]
        assert set(ends(sums, low, high)) == set(bits[:1] + bits[-1:])
    assert Pool(0, True, (), 0b1011000).votes == (3, 6)


def test_one_reading_with_a_co_operation_of_some_votes_without_one_and_without_a_result() -> None:
    lists = (Standing("1-N", "N", 60, 0, True), Standing("2-T", "T", 80, 0, True))
    here = area(Standing("A", "A", 600, 2, True), *lists)
    reading, pool = Reading(here, KKR), Pool(0, True, ("1-N", "2-T"), 1 << 140)
    for found, members in ((reading.outcomes(140, pool), lists), (reading.outcomes(), None)):
        expected = composed(here, KKR, members)
        assert found
        assert expected
        seats = {party: numbers for party, numbers in expected.seats.items() if any(numbers)}
        assert (found.members, found.seats) == (expected.members, seats)
    assert Reading(area(*lists), KKR).outcomes() is None


def test_mayors_of_a_party_the_co_operation_and_the_body() -> None:
    here = area(Standing("A", "A", 60, 2, True), Standing("1-X", "X", 2, 1, True))
    pool = Pool(1, True, (), 1)
    of = ("A", CO_OPERATION, "V", None)
    assert [Reading(here, KKR).mayors(party, pool) for party in of] == [2, 1, 0, 3]
    assert [Reading(here, replace(KKR, **BOARD)).mayors(party, pool) for party in of] == [None] * 4
