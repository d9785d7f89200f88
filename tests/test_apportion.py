"""The divisor methods on tables small enough to work by hand."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pytest

from kkr_alloc import apportion, level
from kkr_alloc.apportionment import PriceInterval
from kkr_alloc.divisors import DIVISORS, Divisor, Lot, Step, Tie
from kkr_alloc.errors import InputError

# The quotients of A are 71, 35 1/2, 23 2/3, 17 3/4, 14 1/5, 11 5/6 … under d'Hondt
# and 71, 23 2/3, 14 1/5, 10 1/7, 7 8/9 … under Sainte-Laguë.
VOTES = {"A": 71, "B": 22, "C": 7}
# Votes per mayor: A 30, B 75, C 44. At 30 the claims are 3, 2 1/2, 1 7/15 and 7/15.
UNEVEN = {"A": 90, "B": 75, "C": 44, "D": 14}
MAYORS = {"A": 3, "B": 1, "C": 1}
# Three parties whose next quotient is 30 once A has its first seat.
EQUAL = {"A": 60, "B": 30, "C": 30}
# What answers their tie for two seats.
LOT = Lot(2, ("A", "B", "C"), ("A", "C"))


# Votes, house, divisor and minimums; the certain seats in the order of the votes; the tie.
SEATS: list[tuple[dict[str, int], int, str, dict[str, int], list[int], Tie[str] | None]] = [
    # 71, 35 1/2, 23 2/3, 22, 17 3/4, 14 1/5, 11 5/6 | 11
    (VOTES, 7, "dhondt", {}, [6, 1, 0], None),
    # 71, 23 2/3, 22, 14 1/5, 10 1/7, 7 8/9, 7 1/3 | 7
    (VOTES, 7, "sainte-lague", {}, [5, 2, 0], None),
    # one each, then 71, 35 1/2, 23 2/3, 22 | 17 3/4
    (VOTES, 7, "adams", {}, [4, 2, 1], None),
    # Votes of zero never win.
    *(({"A": 5, "B": 0}, 9, divisor, {}, [9, 0], None) for divisor in DIVISORS),
    # C holds two seats of seven: 71, 35 1/2, 23 2/3, 22 and 17 3/4 take the other five.
    (VOTES, 7, "dhondt", {"C": 2}, [4, 1, 2], None),
    # A's next quotient counts the seat it holds: 35 1/2, 23 2/3 and B's 22 take the other three.
    (VOTES, 4, "dhondt", {"A": 1}, [3, 1, 0], None),
    # Six seats are A's anyway.
    (VOTES, 7, "dhondt", {"A": 6, "B": 1}, [6, 1, 0], None),
    # C's minimum is its first seat under Adams; A and B get theirs, then 71 and 35 1/2.
    (VOTES, 5, "adams", {"C": 1}, [3, 1, 1], None),
    # C holds three: 71, 23 2/3, 22 and 14 1/5 take the other four.
    (VOTES, 7, "sainte-lague", {"C": 3}, [3, 1, 3], None),
    # B, C and D hold nine of twelve; A wins 600, 300 and 200 against B's 300/6.
    ({"A": 600, "B": 300, "C": 90, "D": 10}, 12, "dhondt", {"B": 5, "C": 3, "D": 1}, [3, 5, 3, 1], None),
    # Equal quotients wait for a lot.
    ({"A": 100, "B": 50, "C": 9}, 2, "dhondt", {}, [1, 0, 0], Tie(1, ("A", "B"), Fraction(50))),
    (EQUAL, 3, "dhondt", {}, [1, 0, 0], Tie(2, ("A", "B", "C"), Fraction(30))),
    # The parties of a tie come in the order of the votes.
    ({"C": 30, "A": 60, "B": 30}, 2, "dhondt", {}, [0, 1, 0], Tie(1, ("C", "A", "B"), Fraction(30))),
    # A's next quotient from its minimum equals B's first.
    ({"A": 60, "B": 20}, 3, "dhondt", {"A": 2}, [2, 0], Tie(1, ("A", "B"), Fraction(20))),
    # No tie where all equal quotients win, all lose, or the next seat settles it,
    (EQUAL, 4, "dhondt", {}, [2, 1, 1], None),
    (EQUAL, 1, "dhondt", {}, [1, 0, 0], None),
    ({"A": 10, "B": 10, "C": 3}, 2, "dhondt", {}, [1, 1, 0], None),
    # where quotients are equal for a float only, and where all infinite ones are served.
    ({"A": 10**40 - 1, "B": 10**40}, 1, "dhondt", {}, [0, 1], None),
    ({"A": 5, "B": 5}, 2, "adams", {}, [1, 1], None),
]


@pytest.mark.parametrize(("votes", "house", "divisor", "minimum", "seats", "tie"), SEATS)
def test_each_seat_goes_to_the_largest_quotient(
    votes: dict[str, int],
    house: int,
    divisor: str,
    minimum: dict[str, int],
    seats: list[int],
    tie: Tie[str] | None,
) -> None:
    result = apportion(votes, house, divisor, minimum)
    assert list(result.seats.items()) == list(zip(votes, seats, strict=True))
    assert (result.house, result.tie, result.votes, result.divisor) == (house, tie, votes, divisor)
    assert (result.minimum, result.lot) == (minimum, None)


@pytest.mark.parametrize("divisor", DIVISORS.values(), ids=DIVISORS)
def test_seats_before_another_party_s_are_those_with_a_larger_quotient(divisor: Divisor) -> None:
    """Counted one by one; among infinite quotients (Adams, first seats) larger votes come first."""

    def bid(votes: int, seat: int) -> tuple[bool, Fraction]:
        cost = divisor.of(seat)
        return cost == 0, Fraction(votes, cost or 1)

    for votes, own, seat in product(range(1, 7), range(1, 7), range(1, 4)):
        other, this = [bid(votes, number) for number in range(1, 40)], bid(own, seat)
        assert divisor.before(votes, own, seat, ties_too=False) == sum(one > this for one in other)
        assert divisor.before(votes, own, seat, ties_too=True) == sum(one >= this for one in other)


def test_dhondt_is_the_default() -> None:
    assert apportion(VOTES, 7) == apportion(VOTES, 7, "dhondt")
    assert level(UNEVEN, MAYORS) == level(UNEVEN, MAYORS, "dhondt")


class TestLevel:
    """The reference party's votes per minimum seat are the price of every seat."""

    @pytest.mark.parametrize(
        ("divisor", "seats"),
        [
            ("dhondt", {"A": 3, "B": 2, "C": 1, "D": 0}),
            ("sainte-lague", {"A": 3, "B": 3, "C": 1, "D": 0}),
            ("adams", {"A": 3, "B": 3, "C": 2, "D": 1}),
        ],
    )
    def test_claims_are_rounded_as_the_divisor_does(self, divisor: str, seats: dict[str, int]) -> None:
        """d'Hondt rounds down, Sainte-Laguë to the nearest (B's exact half up), Adams up."""
        result = level(UNEVEN, MAYORS, divisor)
        assert (result.seats, result.house, result.tie) == (seats, sum(seats.values()), None)
        assert (result.price, result.reference) == (Fraction(90, 3), ("A",))
        assert (result.votes, result.divisor) == (UNEVEN, divisor)

    def test_two_reference_parties(self) -> None:
        result = level({"A": 60, "B": 31, "C": 30}, {"A": 2, "B": 1, "C": 1})
        assert (result.reference, result.price) == (("A", "C"), 30)


@pytest.mark.parametrize(
    ("votes", "house", "options", "price"),
    [
        (VOTES, 7, {"divisor": "dhondt"}, (Fraction(22, 2), Fraction(71, 6))),
        (VOTES, 7, {"divisor": "sainte-lague"}, (Fraction(7), Fraction(22, 3))),
        (VOTES, 7, {"divisor": "adams"}, (Fraction(71, 4), Fraction(22))),
        # C's two minimum seats (3 1/2 votes a seat) do not pull the price down.
        (VOTES, 7, {"minimum": {"C": 2}}, (Fraction(71, 5), Fraction(71, 4))),
        # A party's first seat can be the last one won.
        (VOTES, 4, {}, (Fraction(71, 4), Fraction(22))),
        ({"A": 1}, 2, {}, (Fraction(1, 3), Fraction(1, 2))),
        # A tie is the price, and the drawn lot leaves it.
        (EQUAL, 3, {}, (Fraction(30), Fraction(30))),
        (EQUAL, 3, {"lots": LOT}, (Fraction(30), Fraction(30))),
        # Every free seat is an Adams first seat, so no winning quotient is finite.
        (VOTES, 3, {"divisor": "adams"}, (Fraction(71), None)),
        ({"A": 9, "B": 0}, 1, {"divisor": "adams"}, (Fraction(9), None)),
    ],
)
def test_price_goes_from_the_highest_losing_to_the_lowest_winning_quotient(
    votes: dict[str, int], house: int, options: dict[str, Any], price: tuple[Fraction, Fraction | None]
) -> None:
    assert apportion(votes, house, **options).price == PriceInterval(*price)


def test_minimums_that_fill_the_house_leave_neither_price_nor_steps() -> None:
    result = apportion(VOTES, 3, minimum={"C": 3})
    assert (result.seats, result.price, list(result.steps())) == ({"A": 0, "B": 0, "C": 3}, None, [])


def written(step: Step[str]) -> str:
    """A step as "4: B 22/1, A 71/4": its seat, the winner's bid and the next best one."""
    bids = [bid for bid in (step.winner, step.runner_up) if bid]
    return f"{step.seat}: " + ", ".join(f"{bid.party} {bid.votes}/{bid.divisor}" for bid in bids)


@pytest.mark.parametrize(
    ("votes", "house", "options", "steps"),
    [
        (
            VOTES,
            5,
            {},
            [
                "1: A 71/1, B 22/1",
                "2: A 71/2, B 22/1",
                "3: A 71/3, B 22/1",
                "4: B 22/1, A 71/4",
                "5: A 71/4, B 22/2",
            ],
        ),
        # Adams' first seats are infinite; the party with more votes takes its own earlier.
        (
            {"C": 7, "A": 71, "B": 22},
            5,
            {"divisor": "adams"},
            [
                "1: A 71/0, B 22/0",
                "2: B 22/0, C 7/0",
                "3: C 7/0, A 71/1",
                "4: A 71/1, B 22/1",
                "5: A 71/2, B 22/1",
            ],
        ),
        # Three minimum seats make the first free seat the fourth.
        (VOTES, 5, {"minimum": {"A": 1, "C": 2}}, ["4: A 71/2, B 22/1", "5: A 71/3, B 22/1"]),
        # Nobody else has votes, so nobody comes next.
        ({"A": 9, "B": 0}, 1, {}, ["1: A 9/1"]),
        # A seat that waits for a lot is no step yet.
        (EQUAL, 3, {}, ["1: A 60/1, B 30/1"]),
        # A drawn lot's winners take the tied seats; the loser comes next.
        (
            EQUAL,
            3,
            {"lots": Lot(2, ("A", "B", "C"), ("C", "B"))},
            ["1: A 60/1, B 30/1", "2: B 30/1, C 30/1", "3: C 30/1, A 60/2"],
        ),
    ],
    ids=["dhondt", "adams", "minimums", "single party", "tie", "lot"],
)
def test_every_free_seat_is_a_step_with_its_winner_and_the_runner_up(
    votes: dict[str, int], house: int, options: dict[str, Any], steps: list[str]
) -> None:
    assert [written(step) for step in apportion(votes, house, **options).steps()] == steps


class TestLots:
    """A drawn lot is an input, and answers exactly one tie."""

    def test_winners_get_one_of_the_tied_seats_each(self) -> None:
        result = apportion(EQUAL, 3, lots=LOT)
        assert (result.seats, result.tie, result.lot) == ({"A": 2, "B": 0, "C": 1}, None, LOT)

    def test_order_of_the_names_does_not_matter(self) -> None:
        assert apportion(EQUAL, 3, lots=Lot(2, ("C", "B", "A"), ("C", "A"))).seats == {"A": 2, "B": 0, "C": 1}

    def test_lots_may_be_a_list(self) -> None:
        assert apportion(EQUAL, 3, lots=[LOT]) == apportion(EQUAL, 3, lots=LOT)
        assert apportion(EQUAL, 3, lots=[]) == apportion(EQUAL, 3)

    @pytest.mark.parametrize(
        ("lots", "message"),
        [
            (Lot(1, tuple("ABC"), ("A",)), "is for 1 seat between A, B, C, but the tie is 2 between A, B, C"),
            (Lot(2, tuple("AB"), tuple("AB")), "for 2 seats between A, B, but the tie is 2 between A, B, C"),
            (Lot(2, tuple("ABCD"), tuple("AB")), "between A, B, C, D, but the tie is 2 between A, B, C"),
            (Lot(2, tuple("ABCC"), tuple("AB")), "between A, B, C, C, but the tie is 2 between A, B, C"),
            (Lot(2, tuple("ABC"), ("A",)), "winners (A) must be 2 different parties of the tie"),
            (Lot(2, tuple("ABC"), tuple("AA")), "winners (A, A) must be 2 different parties of the tie"),
            (Lot(2, tuple("ABC"), tuple("ABC")), "winners (A, B, C) must be 2 different parties"),
            (Lot(2, tuple("ABC"), tuple("AD")), "must be 2 different parties of the tie between A, B, C."),
            ([LOT, LOT], "at most one tie to draw lots for, but 2 lots were given"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_a_lot_that_does_not_answer_the_tie_is_refused(self, lots: Any, message: str) -> None:
        with pytest.raises(InputError) as raised:
            apportion(EQUAL, 3, lots=lots)
        assert message in str(raised.value)
        assert raised.value.code == "invalid-lot"

    def test_a_lot_without_a_tie_is_refused(self) -> None:
        with pytest.raises(InputError, match="there is no tie") as raised:
            apportion(EQUAL, 4, lots=LOT)
        assert raised.value.code == "invalid-lot"


class TestAnyInput:
    """Numbers of any integer type and size, keys of any hashable type."""

    def test_numpy_integers_come_back_as_plain_ones(self) -> None:
        votes: Any = {"A": np.int64(71), "B": np.uint8(22), "C": np.int16(7)}
        house: Any = np.int32(7)
        minimum: Any = {"C": np.int64(2)}
        result = apportion(votes, house, minimum=minimum)
        assert result == apportion(VOTES, 7, minimum={"C": 2})
        numbers = (*result.seats.values(), *result.votes.values(), *result.minimum.values(), result.house)
        assert {type(number) for number in numbers} == {int}
        assert level(votes, minimum) == level(VOTES, {"C": 2})

    def test_huge_votes(self) -> None:
        votes = {"A": 2 * 10**400 + 1, "B": 10**400}
        assert apportion(votes, 2).seats == {"A": 2, "B": 0}
        assert apportion({**votes, "A": 2 * 10**400 - 1}, 2).seats == {"A": 1, "B": 1}

    @pytest.mark.parametrize("more", [0, 1, 99])
    @pytest.mark.parametrize("divisor", DIVISORS)
    def test_huge_house(self, divisor: str, more: int) -> None:
        """The engine jumps to the seats that the total guarantees, whatever their number."""
        huge = 10**300
        made = apportion(dict.fromkeys(range(100), 5), 100 * huge + more, divisor)
        assert made.seats == dict.fromkeys(range(100), huge)
        assert (made.tie.seats if made.tie else 0) == more

    def test_huge_minimum(self) -> None:
        assert apportion(VOTES, 10**30 + 5, minimum={"C": 10**30}).seats == {"A": 4, "B": 1, "C": 10**30}
        assert level({"A": 10**30, "B": 10**15}, {"A": 10**20}).seats == {"A": 10**20, "B": 10**5}

    @pytest.mark.parametrize("divisor", DIVISORS)
    def test_huge_numbers_everywhere(self, divisor: str) -> None:
        huge = 10**300
        votes = {party: huge + party for party in range(100)}
        result = apportion(votes, 2 * huge + 5000, divisor, {0: huge, 1: huge // 200})
        assert sum(result.seats.values()) + (result.tie.seats if result.tie else 0) == 2 * huge + 5000
        assert result.seats[0] == huge

    def test_a_party_held_up_by_its_minimum_takes_the_next_seat_from_tiny_ones(self) -> None:
        votes = {"A": 1_000 * 10**6 - 1, **dict.fromkeys(map(str, range(1_000)), 1)}
        result = apportion(votes, 10**6 + 1, minimum={"A": 10**6})
        assert result.seats == {**dict.fromkeys(votes, 0), "A": 10**6 + 1}

    @pytest.mark.parametrize(
        ("large", "small"), [(1, 2), (None, ()), (("A", 101), ("A", 147)), (frozenset("A"), frozenset())]
    )
    def test_any_hashable_key(self, large: Any, small: Any) -> None:
        assert apportion({large: 4, small: 1}, 3).seats == {large: 3, small: 0}
        assert apportion({large: 2, small: 1}, 2).tie == Tie(1, (large, small), Fraction(1))

    def test_results_do_not_share_the_callers_dictionaries(self) -> None:
        votes, minimum = dict(VOTES), {"C": 2}
        result = apportion(votes, 7, minimum=minimum)
        votes["A"] = minimum["C"] = 0
        assert (result.votes, result.minimum) == (VOTES, {"C": 2})


@pytest.mark.parametrize("value", [apportion(VOTES, 7), apportion(EQUAL, 2).tie, LOT, level(UNEVEN, MAYORS)])
def test_results_cannot_be_changed(value: Any) -> None:
    with pytest.raises(AttributeError):
        value.seats = None


@pytest.mark.parametrize(
    ("house", "minimum", "lots", "seats", "tie"),
    [
        (2, {}, None, [0, 0, 1, 0], Tie(1, ("B", "C"), None)),
        (2, {}, Lot(1, ("B", "C"), ("C",)), [0, 0, 1, 1], None),
        (3, {}, None, [0, 1, 1, 1], None),
        (3, {"D": 2}, None, [2, 0, 1, 0], None),
        (3, {"A": 3}, None, [0, 0, 3, 0], None),
        (3, {"A": 2, "D": 0}, None, [0, 0, 2, 0], Tie(1, ("B", "C"), None)),
    ],
)
def test_with_fewer_adams_seats_than_first_seats_the_largest_parties_get_them(
    house: int, minimum: dict[str, int], lots: Lot[str] | None, seats: list[int], tie: Tie[str] | None
) -> None:
    made = apportion({"D": 1, "B": 5, "A": 10, "C": 5}, house, "adams", minimum, lots)
    assert (list(made.seats.values()), made.tie, made.price) == (seats, tie, None)
    filled = [step.winner.party for step in made.steps()]
    assert len(filled) == sum(seats) - sum(minimum.values())
