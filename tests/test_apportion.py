"""The divisor methods on tables small enough to work by hand."""

from __future__ import annotations

from dataclasses import fields
from enum import Enum
from fractions import Fraction

import numpy as np
import pytest

from kkr_alloc import apportion, level
from kkr_alloc.apportion import (
    DIVISORS,
    HouseTooSmall,
    InvalidLot,
    Lot,
    MinimumOverHouse,
    MinimumWithoutVotes,
    NegativeNumber,
    NoMinimum,
    NoParties,
    NotAWholeNumber,
    NoVotes,
    PriceInterval,
    Step,
    Tie,
    UnknownDivisor,
    UnknownParty,
)
from kkr_alloc.errors import InputError

# The quotients of A are 71, 35 1/2, 23 2/3, 17 3/4, 14 1/5, 11 5/6 … under d'Hondt
# and 71, 23 2/3, 14 1/5, 10 1/7, 7 8/9 … under Sainte-Laguë.
VOTES = {"A": 71, "B": 22, "C": 7}
# Votes per mayor: A 30, B 75, C 44. At 30 the claims are 3, 2 1/2, 1 7/15 and 7/15.
UNEVEN = {"A": 90, "B": 75, "C": 44, "D": 14}
MAYORS = {"A": 3, "B": 1, "C": 1}
# Three parties whose next quotient is 30 once A has its first seat.
EQUAL = {"A": 60, "B": 30, "C": 30}


class TestSeats:
    """Each seat goes to the largest quotient."""

    @pytest.mark.parametrize(
        ("divisor", "seats"),
        [
            # 71, 35 1/2, 23 2/3, 22, 17 3/4, 14 1/5, 11 5/6 | 11
            ("dhondt", {"A": 6, "B": 1, "C": 0}),
            # 71, 23 2/3, 22, 14 1/5, 10 1/7, 7 8/9, 7 1/3 | 7
            ("sainte-lague", {"A": 5, "B": 2, "C": 0}),
            # one each, then 71, 35 1/2, 23 2/3, 22 | 17 3/4
            ("adams", {"A": 4, "B": 2, "C": 1}),
        ],
    )
    def test_seven_seats_by_hand(self, divisor: str, seats: dict[str, int]) -> None:
        """The three divisors share the same seven seats in three ways."""
        result = apportion(VOTES, 7, divisor)
        assert result.seats == seats
        assert result.house == 7
        assert result.tie is None
        assert result.divisor == divisor

    def test_dhondt_is_the_default(self) -> None:
        """Without a divisor named, d'Hondt applies."""
        assert apportion(VOTES, 7) == apportion(VOTES, 7, "dhondt")

    def test_no_seats(self) -> None:
        """A house of no seats is shared, too."""
        assert apportion(VOTES, 0).seats == {"A": 0, "B": 0, "C": 0}

    def test_zero_votes_never_win(self) -> None:
        """A party without votes gets no seat, not even Adams' first one."""
        for divisor in ("dhondt", "sainte-lague", "adams"):
            assert apportion({"A": 5, "B": 0}, 9, divisor).seats == {"A": 9, "B": 0}

    def test_seats_come_in_the_order_of_the_votes(self) -> None:
        """The result lists the parties as the votes did."""
        assert list(apportion({"C": 7, "A": 71, "B": 22}, 7).seats) == ["C", "A", "B"]

    def test_adams_gives_every_party_a_seat_first(self) -> None:
        """With as many seats as parties, Adams gives one each whatever the votes."""
        assert apportion({"A": 1_000_000, "B": 1}, 2, "adams").seats == {"A": 1, "B": 1}


class TestMinimum:
    """Filling starts at the minimums; only the rest goes by quotients."""

    def test_the_rest_goes_to_the_largest_quotients(self) -> None:
        """C holds two seats of seven: 71, 35 1/2, 23 2/3, 22 and 17 3/4 take the other five."""
        assert apportion(VOTES, 7, minimum={"C": 2}).seats == {"A": 4, "B": 1, "C": 2}

    def test_a_party_continues_from_its_minimum(self) -> None:
        """A party's next quotient counts the seats that it holds already."""
        # A holds one: 35 1/2, 23 2/3 and B's 22 take the other three.
        assert apportion(VOTES, 4, minimum={"A": 1}).seats == {"A": 3, "B": 1, "C": 0}

    def test_a_minimum_that_the_votes_justify_changes_nothing(self) -> None:
        """Six seats are A's anyway."""
        assert apportion(VOTES, 7, minimum={"A": 6, "B": 1}).seats == apportion(VOTES, 7).seats

    def test_adams_counts_the_minimum_as_the_first_seat(self) -> None:
        """C's minimum is its first seat, so its next quotient is finite."""
        # C holds one; A and B get their first; then 71 and 35 1/2.
        assert apportion(VOTES, 5, "adams", {"C": 1}).seats == {"A": 3, "B": 1, "C": 1}

    def test_sainte_lague_from_minimums(self) -> None:
        """C holds three: 71, 23 2/3, 22 and 14 1/5 take the other four."""
        assert apportion(VOTES, 7, "sainte-lague", {"C": 3}).seats == {"A": 3, "B": 1, "C": 3}

    def test_several_overfull_parties(self) -> None:
        """Parties held up by their minimums leave the rest to the others, in turn."""
        votes = {"A": 600, "B": 300, "C": 90, "D": 10}
        # B, C and D hold nine of twelve; A wins 600, 300 and 200 against B's 300/6.
        assert apportion(votes, 12, minimum={"B": 5, "C": 3, "D": 1}).seats == {
            "A": 3,
            "B": 5,
            "C": 3,
            "D": 1,
        }

    def test_minimums_that_fill_the_house_have_no_price(self) -> None:
        """Where no seat is free, there is neither price nor step."""
        result = apportion(VOTES, 3, minimum={"C": 3})
        assert result.seats == {"A": 0, "B": 0, "C": 3}
        assert result.price is None
        assert list(result.steps()) == []


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
        assert result.seats == seats
        assert result.house == sum(seats.values())
        assert result.price == Fraction(90, 3)
        assert result.reference == ("A",)
        assert result.divisor == divisor
        assert result.votes == UNEVEN
        assert result.tie is None

    def test_dhondt_is_the_default(self) -> None:
        """Without a divisor named, d'Hondt applies."""
        assert level(UNEVEN, MAYORS) == level(UNEVEN, MAYORS, "dhondt")

    def test_a_hair_below_the_half_rounds_down(self) -> None:
        """Half a vote per seat less than an exact half is not a half."""
        assert level({"A": 90, "B": 74}, {"A": 3}, "sainte-lague").seats == {"A": 3, "B": 2}

    def test_a_hair_above_a_whole_number_rounds_up(self) -> None:
        """Adams leaves an exact claim and rounds up the slightest excess."""
        assert level({"A": 90, "B": 60, "C": 61}, {"A": 3}, "adams").seats == {"A": 3, "B": 2, "C": 3}

    def test_two_reference_parties(self) -> None:
        """Parties with equally many votes per minimum seat set the price together."""
        result = level({"A": 60, "B": 31, "C": 30}, {"A": 2, "B": 1, "C": 1})
        assert result.reference == ("A", "C")
        assert result.price == 30

    def test_a_stated_minimum_of_zero_sets_no_price(self) -> None:
        """A party with a minimum of zero is not a reference party, with or without votes."""
        assert level({"A": 60, "B": 1, "C": 0}, {"A": 2, "B": 0, "C": 0}).reference == ("A",)


class TestPrice:
    """The prices that lead to the same seats."""

    @pytest.mark.parametrize(
        ("divisor", "losing", "winning"),
        [
            ("dhondt", Fraction(22, 2), Fraction(71, 6)),
            ("sainte-lague", Fraction(7), Fraction(22, 3)),
            ("adams", Fraction(71, 4), Fraction(22)),
        ],
    )
    def test_from_the_highest_losing_to_the_lowest_winning_quotient(
        self, divisor: str, losing: Fraction, winning: Fraction
    ) -> None:
        """The interval's ends are the quotients on either side of the last seat."""
        assert apportion(VOTES, 7, divisor).price == PriceInterval(losing, winning)

    def test_minimum_seats_win_nothing(self) -> None:
        """C's two minimum seats (3 1/2 a seat) do not pull the price down."""
        assert apportion(VOTES, 7, minimum={"C": 2}).price == PriceInterval(Fraction(71, 5), Fraction(71, 4))

    def test_a_tie_is_the_price(self) -> None:
        """Where seats wait for a lot, both ends are the tied quotient."""
        assert apportion(EQUAL, 2).price == PriceInterval(Fraction(30), Fraction(30))

    def test_a_drawn_lot_leaves_the_price(self) -> None:
        """The lot decides who gets the seat, not what it costs."""
        lot = Lot(1, ("A", "B", "C"), ("B",))
        assert apportion(EQUAL, 2, lots=lot).price == PriceInterval(Fraction(30), Fraction(30))

    def test_infinite_quotients_bound_no_price(self) -> None:
        """Where every free seat is an Adams first seat, no winning quotient is finite."""
        assert apportion(VOTES, 3, "adams").price == PriceInterval(Fraction(71), None)


class TestSteps:
    """The free seats in their order, with the runner-up of each."""

    def test_dhondt(self) -> None:
        """Every seat names its winner, its quotient, and who came next."""
        assert list(apportion(VOTES, 5).steps()) == [
            Step(1, "A", Fraction(71), "B", Fraction(22)),
            Step(2, "A", Fraction(71, 2), "B", Fraction(22)),
            Step(3, "A", Fraction(71, 3), "B", Fraction(22)),
            Step(4, "B", Fraction(22), "A", Fraction(71, 4)),
            Step(5, "A", Fraction(71, 4), "B", Fraction(11)),
        ]

    def test_adams_first_seats_are_infinite(self) -> None:
        """First seats have no finite quotient; the party with more votes takes its own earlier."""
        assert list(apportion({"C": 7, "A": 71, "B": 22}, 5, "adams").steps()) == [
            Step(1, "A", None, "B", None),
            Step(2, "B", None, "C", None),
            Step(3, "C", None, "A", Fraction(71)),
            Step(4, "A", Fraction(71), "B", Fraction(22)),
            Step(5, "A", Fraction(71, 2), "B", Fraction(22)),
        ]

    def test_seats_are_numbered_from_the_minimums_upward(self) -> None:
        """Three minimum seats make the first free seat the fourth."""
        steps = list(apportion(VOTES, 5, minimum={"A": 1, "C": 2}).steps())
        assert steps == [
            Step(4, "A", Fraction(71, 2), "B", Fraction(22)),
            Step(5, "A", Fraction(71, 3), "B", Fraction(22)),
        ]

    def test_a_single_party_has_no_runner_up(self) -> None:
        """Where nobody else has votes, nobody comes next."""
        assert list(apportion({"A": 9, "B": 0}, 1).steps()) == [Step(1, "A", Fraction(9), None, None)]

    def test_steps_stop_before_a_tie(self) -> None:
        """A seat that waits for a lot is no step yet."""
        assert list(apportion(EQUAL, 3).steps()) == [Step(1, "A", Fraction(60), "B", Fraction(30))]

    def test_steps_follow_a_drawn_lot(self) -> None:
        """The lot's winners take the tied seats; the loser comes next."""
        lot = Lot(2, ("A", "B", "C"), ("C", "B"))
        assert list(apportion(EQUAL, 3, lots=lot).steps()) == [
            Step(1, "A", Fraction(60), "B", Fraction(30)),
            Step(2, "B", Fraction(30), "C", Fraction(30)),
            Step(3, "C", Fraction(30), "A", Fraction(30)),
        ]


class TestTies:
    """Equal quotients are a value of the result, where they change it."""

    def test_one_seat_between_two(self) -> None:
        """The certain seats are given, the tied one is not."""
        result = apportion({"A": 100, "B": 50, "C": 9}, 2)
        assert result.seats == {"A": 1, "B": 0, "C": 0}
        assert result.tie == Tie(1, ("A", "B"), Fraction(50))

    def test_two_seats_between_three(self) -> None:
        """Several seats can wait for the same lot."""
        result = apportion(EQUAL, 3)
        assert result.seats == {"A": 1, "B": 0, "C": 0}
        assert result.tie == Tie(2, ("A", "B", "C"), Fraction(30))

    def test_no_tie_where_all_equal_quotients_win(self) -> None:
        """The fourth seat serves the last of the three equal quotients: nothing is left to a lot."""
        result = apportion(EQUAL, 4)
        assert result.seats == {"A": 2, "B": 1, "C": 1}
        assert result.tie is None

    def test_no_tie_where_all_equal_quotients_lose(self) -> None:
        """Equal quotients below the last seat do not matter."""
        assert apportion(EQUAL, 1).tie is None

    def test_an_earlier_tie_is_settled_by_later_seats(self) -> None:
        """A and B are equal on the first seat, and both have it after two."""
        assert apportion({"A": 10, "B": 10, "C": 3}, 2).tie is None

    def test_tied_parties_come_in_the_order_of_the_votes(self) -> None:
        """The tie names its parties as the votes did."""
        tie = apportion({"C": 30, "A": 60, "B": 30}, 2).tie
        assert tie is not None
        assert tie.parties == ("C", "A", "B")

    def test_quotients_that_differ_by_almost_nothing_are_no_tie(self) -> None:
        """A difference of one vote in a number that no float can hold decides the seat."""
        result = apportion({"A": 10**40 - 1, "B": 10**40}, 1)
        assert result.seats == {"A": 0, "B": 1}
        assert result.tie is None

    def test_adams_first_seats_are_no_tie(self) -> None:
        """Infinite quotients are all served, so they never wait for a lot."""
        assert apportion({"A": 5, "B": 5}, 2, "adams").tie is None

    def test_a_minimum_can_make_a_tie(self) -> None:
        """A's next quotient from its minimum equals B's first."""
        assert apportion({"A": 60, "B": 20}, 3, minimum={"A": 2}).tie == Tie(1, ("A", "B"), Fraction(20))


class TestLots:
    """A drawn lot is an input, and answers exactly one tie."""

    def test_the_winners_get_the_tied_seats(self) -> None:
        """Each winner gets one of the seats that waited."""
        lot = Lot(2, ("A", "B", "C"), ("A", "C"))
        result = apportion(EQUAL, 3, lots=lot)
        assert result.seats == {"A": 2, "B": 0, "C": 1}
        assert result.tie is None
        assert result.lot == lot

    def test_the_order_of_the_names_does_not_matter(self) -> None:
        """Between and winners are sets in writing."""
        assert apportion(EQUAL, 3, lots=Lot(2, ("C", "B", "A"), ("C", "A"))).seats == {"A": 2, "B": 0, "C": 1}

    def test_a_list_of_one_lot_will_do(self) -> None:
        """A lots file may have one entry for the body asked about."""
        lot = Lot(1, ("A", "B", "C"), ("B",))
        assert apportion(EQUAL, 2, lots=[lot]) == apportion(EQUAL, 2, lots=lot)

    def test_no_lots_in_a_list_is_no_lot(self) -> None:
        """An empty list leaves the tie as it is."""
        assert apportion(EQUAL, 2, lots=[]) == apportion(EQUAL, 2)

    @pytest.mark.parametrize(
        "lot",
        [
            Lot(1, ("A", "B", "C"), ("A",)),
            Lot(2, ("A", "B"), ("A", "B")),
            Lot(2, ("A", "B", "C", "D"), ("A", "B")),
            Lot(2, ("A", "B", "C", "C"), ("A", "B")),
            Lot(2, ("A", "B", "C"), ("A",)),
            Lot(2, ("A", "B", "C"), ("A", "A")),
            Lot(2, ("A", "B", "C"), ("A", "B", "C")),
            Lot(2, ("A", "B", "C"), ("A", "D")),
        ],
        ids=[
            "fewer seats",
            "fewer parties",
            "more parties",
            "a party twice",
            "fewer winners",
            "a winner twice",
            "more winners",
            "a winner from outside",
        ],
    )
    def test_a_lot_for_another_tie_is_refused(self, lot: Lot[str]) -> None:
        """The tie that stands is named in the error, so that the right lot can be drawn."""
        with pytest.raises(InvalidLot, match="2 between A, B, C"):
            apportion(EQUAL, 3, lots=lot)

    def test_a_lot_without_a_tie_is_refused(self) -> None:
        """A lot that nobody needs is a mistake in the input."""
        with pytest.raises(InvalidLot, match="there is no tie"):
            apportion(EQUAL, 4, lots=Lot(2, ("A", "B", "C"), ("A", "C")))

    def test_two_lots_are_refused(self) -> None:
        """One apportionment has one tie at most."""
        lot = Lot(2, ("A", "B", "C"), ("A", "C"))
        with pytest.raises(InvalidLot, match="2 lots were given"):
            apportion(EQUAL, 3, lots=[lot, lot])

    def test_what_is_not_a_lot_is_refused(self) -> None:
        """A pair of names is not a lot."""
        with pytest.raises(InvalidLot, match="must be a Lot, not A"):
            apportion(EQUAL, 3, lots=["A", "C"])  # type: ignore[list-item]


class Colour(Enum):
    """Keys that are not text."""

    RED = "red"
    BLUE = "blue"


class TestAnyInput:
    """Numbers of any integer type and size, keys of any hashable type."""

    def test_numpy_integers(self) -> None:
        """Numbers from a data frame are taken, and come back as plain integers."""
        votes = {"A": np.int64(71), "B": np.uint8(22), "C": np.int16(7)}
        result = apportion(votes, np.int32(7), minimum={"C": np.int64(2)})  # type: ignore[dict-item, arg-type]
        assert result == apportion(VOTES, 7, minimum={"C": 2})
        assert {type(number) for number in (*result.seats.values(), *result.votes.values())} == {int}
        assert type(result.house) is int
        assert level(votes, {"C": np.int64(1)}) == level(VOTES, {"C": 1})  # type: ignore[dict-item]

    def test_huge_votes(self) -> None:
        """Votes beyond any float are shared exactly."""
        votes = {"A": 2 * 10**400 + 1, "B": 10**400}
        assert apportion(votes, 2).seats == {"A": 2, "B": 0}
        assert apportion({**votes, "A": 2 * 10**400 - 1}, 2).seats == {"A": 1, "B": 1}

    @pytest.mark.parametrize("divisor", ["dhondt", "sainte-lague", "adams"])
    def test_huge_house(self, divisor: str) -> None:
        """The engine jumps to the seats that the total guarantees, whatever their number."""
        assert apportion({"A": 2, "B": 1}, 3 * 10**300, divisor).seats == {"A": 2 * 10**300, "B": 10**300}

    def test_huge_minimum(self) -> None:
        """A minimum of any size is only a place to start from."""
        assert apportion(VOTES, 10**30 + 5, minimum={"C": 10**30}).seats == {"A": 4, "B": 1, "C": 10**30}
        assert level({"A": 10**30, "B": 10**15}, {"A": 10**20}).seats == {"A": 10**20, "B": 10**5}

    def test_a_minimum_just_above_what_the_votes_are_worth(self) -> None:
        """A party held up by its minimum takes the next seat, too, if all others are too small."""
        votes = {"A": 1_000 * 10**6 - 1, **dict.fromkeys(range(1_000), 1)}
        result = apportion(votes, 10**6 + 1, minimum={"A": 10**6})
        assert result.seats == {**dict.fromkeys(votes, 0), "A": 10**6 + 1}

    @pytest.mark.parametrize(
        ("large", "small"),
        [
            (1, 2),
            (None, ()),
            (("A", 101), ("A", 147)),
            (Colour.RED, Colour.BLUE),
            (frozenset("A"), frozenset()),
        ],
    )
    def test_any_hashable_key(self, large: object, small: object) -> None:
        """A party is whatever can be a key, and comes back as it was."""
        assert apportion({large: 4, small: 1}, 3).seats == {large: 3, small: 0}
        assert apportion({large: 2, small: 1}, 2).tie == Tie(1, (large, small), Fraction(1))

    def test_the_input_is_left_alone(self) -> None:
        """The result does not share its dictionaries with the caller."""
        votes, minimum = dict(VOTES), {"C": 2}
        result = apportion(votes, 7, minimum=minimum)
        votes["A"] = minimum["C"] = 0
        assert result.votes == VOTES
        assert result.minimum == {"C": 2}


class TestResults:
    """Results are values."""

    def test_cannot_be_changed(self) -> None:
        """A part of a result cannot be set to another."""
        result = apportion(VOTES, 7)
        lot = Lot(1, ("A", "B", "C"), ("B",))
        for value in (
            result,
            result.price,
            next(result.steps()),
            apportion(EQUAL, 2).tie,
            lot,
            level(UNEVEN, MAYORS),
            DIVISORS["dhondt"],
        ):
            names = getattr(value, "_fields", None) or [part.name for part in fields(value)]  # type: ignore[arg-type]
            for name in names:
                with pytest.raises(AttributeError):
                    setattr(value, name, None)


class TestErrors:
    """One typed error per kind of bad input, which names the party and the value."""

    @pytest.mark.parametrize(
        ("error", "message", "field", "value", "arguments"),
        [
            (NotAWholeNumber, "B: 2.5 is not a whole number.", "B", "2.5", ({"A": 1, "B": 2.5}, 3)),
            (NotAWholeNumber, "B: True is not a whole number.", "B", "True", ({"A": 1, "B": True}, 3)),
            (NotAWholeNumber, "house: 7 is not a whole number.", "house", "7", (VOTES, "7")),
            (
                NotAWholeNumber,
                "C: nan is not a whole number.",
                "C",
                "nan",
                (VOTES, 7, "dhondt", {"C": float("nan")}),
            ),
            (NegativeNumber, "B: -3 is negative.", "B", "-3", ({"A": 1, "B": -3}, 3)),
            (NegativeNumber, "house: -1 is negative.", "house", "-1", (VOTES, -1)),
            (NegativeNumber, "C: -2 is negative.", "C", "-2", (VOTES, 7, "dhondt", {"C": -2})),
            (NoParties, "There is no party.", None, None, ({}, 7)),
            (NoVotes, "No party has any votes.", None, None, ({"A": 0, "B": 0}, 7)),
            (
                UnknownParty,
                "D has a minimum of 2 but is not among the votes.",
                "D",
                "2",
                (VOTES, 7, "dhondt", {"D": 2}),
            ),
            (
                MinimumWithoutVotes,
                "D has a minimum of 2 but no votes.",
                "D",
                "2",
                ({**VOTES, "D": 0}, 7, "dhondt", {"D": 2}),
            ),
            (
                MinimumOverHouse,
                "The minimums add up to 8 seats, but the house has 7.",
                "house",
                "7",
                (VOTES, 7, "dhondt", {"A": 5, "C": 3}),
            ),
            (
                HouseTooSmall,
                "Adams gives every party with votes a seat: 4 needed, house 3.",
                "house",
                "3",
                (VOTES, 3, "adams", {"A": 2}),
            ),
            (UnknownDivisor, "hare is not a divisor method.", "divisor", "hare", (VOTES, 7, "hare")),
        ],
    )
    def test_apportion(
        self,
        error: type[InputError],
        message: str,
        field: str | None,
        value: str | None,
        arguments: tuple[object, ...],
    ) -> None:
        """The message is whole, and its place is in the problem."""
        with pytest.raises(error) as raised:
            apportion(*arguments)  # type: ignore[arg-type]
        assert str(raised.value) == message
        (problem,) = raised.value.problems
        assert (problem.message, problem.field, problem.value) == (message, field, value)
        assert isinstance(raised.value, ValueError)

    def test_an_unknown_divisor_is_told_which_there_are(self) -> None:
        """The hint lists the names."""
        with pytest.raises(UnknownDivisor) as raised:
            apportion(VOTES, 7, "hare")
        assert raised.value.problems[0].hint == "One of: dhondt, sainte-lague, adams."

    @pytest.mark.parametrize("minimum", [{}, {"A": 0}])
    def test_level_without_a_minimum_seat(self, minimum: dict[str, int]) -> None:
        """Without a minimum seat there is no price to level with."""
        with pytest.raises(NoMinimum, match="No party has a minimum seat"):
            level(VOTES, minimum)

    @pytest.mark.parametrize(
        ("error", "votes", "minimum", "divisor"),
        [
            (NotAWholeNumber, {"A": 1.0}, {"A": 1}, "dhondt"),
            (NegativeNumber, VOTES, {"A": -1}, "dhondt"),
            (UnknownParty, VOTES, {"D": 1}, "dhondt"),
            (MinimumWithoutVotes, {"A": 1, "B": 0}, {"B": 1}, "dhondt"),
            (NoVotes, {"A": 0}, {}, "dhondt"),
            (UnknownDivisor, VOTES, {"A": 1}, "hare"),
        ],
    )
    def test_level_refuses_what_apportion_does(
        self, error: type[InputError], votes: dict[str, int], minimum: dict[str, int], divisor: str
    ) -> None:
        """Both functions check their common parameters alike."""
        with pytest.raises(error):
            level(votes, minimum, divisor)


def test_the_divisors_go_by_their_fields_names() -> None:
    """What people read of a divisor is the name it has in the literature."""
    assert [divisor.title for divisor in DIVISORS.values()] == ["d'Hondt", "Sainte-Laguë", "Adams"]


def test_a_minimum_of_zero_takes_no_first_seat_from_adams() -> None:
    """Every party with votes needs its first seat, whether named with a minimum of zero or not at all."""
    with pytest.raises(HouseTooSmall, match="2 needed, house 1"):
        apportion({"A": 5, "B": 5}, 1, "adams", {"A": 0})
