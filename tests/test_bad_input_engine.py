"""Odd values fed to every parameter of the engine: each leads to exactly the expected error or a result."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from kkr_alloc import apportion, level
from kkr_alloc.apportion import (
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
    UnknownDivisor,
    UnknownParty,
)
from kkr_alloc.errors import InputError

HUGE = 10**5000
HUGE_SHOWN = "a number of about 5,001 digits"

# How an error quotes a value, and the value.
NO_NUMBERS = [
    ("2.5", 2.5),
    ("3.0", 3.0),
    ("nan", float("nan")),
    ("inf", float("inf")),
    ("-inf", float("-inf")),
    ("Decimal('3')", Decimal(3)),
    ("Fraction(3, 1)", Fraction(3)),
    ("True", True),
    ("False", False),
    ("many", "many"),
    ("3", "3"),
    ("b'3'", b"3"),
    ("None", None),
    ("[1, 2]", [1, 2]),
    ("('A', 'B')", ("A", "B")),
    ("{}", {}),
    ("{'A': 1}", {"A": 1}),
    ("{'Z': 1}", {"Z": 1}),
]
NEGATIVE = [("-1", -1), (HUGE_SHOWN, -HUGE)]
WHOLE = [("0", 0), ("3", 3), (HUGE_SHOWN, HUGE)]
ODD = NO_NUMBERS + NEGATIVE + WHOLE

VOTES = {"A": 2, "B": 2, "C": 0}  # one seat is a tie between A and B
MINIMUM = {"A": 1}


def as_number(name: str) -> set[tuple[type[InputError], str]]:
    """The errors of a place that takes numbers of votes or seats, where numbers are accepted."""
    return {(NotAWholeNumber, f"{name}: {shown} is not a whole number.") for shown, _ in NO_NUMBERS} | {
        (NegativeNumber, f"{name}: {shown} is negative.") for shown, _ in NEGATIVE
    }


def as_divisor() -> set[tuple[type[InputError], str]]:
    """The errors of a place that takes a divisor's name: none of the odd values is one."""
    return {(UnknownDivisor, f"{shown} is not a divisor method.") for shown, _ in ODD}


def as_mapping(
    error: type[InputError], start: str, accepted: set[str] = frozenset()
) -> set[tuple[type[InputError], str]]:
    """The errors of a place that takes a mapping, for everything that is none."""
    return {
        (error, f"{start}, not {shown}.")
        for shown, _ in ODD
        if not shown.startswith("{") and shown not in accepted
    }


VOTES_MAPPING = as_mapping(NoParties, "Votes must be a mapping of party to number")
MINIMUM_MAPPING = as_mapping(NotAWholeNumber, "The minimum must be a mapping of party to seats")
UNKNOWN_Z = {(UnknownParty, "Z has a minimum of 1 but is not among the votes.")}
NO_LOTS = as_mapping(InvalidLot, "A lot must be a Lot", accepted={"None"})

# Where the values go, the errors they lead to, and how the values are quoted that are accepted.
PLACES: dict[str, tuple[Callable[[Any], object], set[tuple[type[InputError], str]], set[str]]] = {
    "apportion votes": (
        lambda value: apportion(value, 1),
        VOTES_MAPPING | {(NoParties, "There is no party.")},
        {"{'A': 1}", "{'Z': 1}"},
    ),
    "apportion votes of a party": (
        lambda value: apportion({"A": value}, 3),
        as_number("A") | {(NoVotes, "No party has any votes.")},
        {"3", HUGE_SHOWN},
    ),
    "apportion votes of a party among others": (
        lambda value: apportion({"A": value, "B": 1}, 3),
        as_number("A"),
        {"0", "3", HUGE_SHOWN},
    ),
    "apportion house": (
        lambda value: apportion(VOTES, value),
        as_number("house"),
        {"0", "3", HUGE_SHOWN},
    ),
    "apportion house below the minimums": (
        lambda value: apportion(VOTES, value, minimum={"A": 2}),
        as_number("house") | {(MinimumOverHouse, "The minimums add up to 2 seats, but the house has 0.")},
        {"3", HUGE_SHOWN},
    ),
    "apportion house by Adams": (
        lambda value: apportion(VOTES, value, "adams"),
        as_number("house")
        | {(HouseTooSmall, "Adams gives every party with votes a seat: 2 needed, house 0.")},
        {"3", HUGE_SHOWN},
    ),
    "apportion divisor": (lambda value: apportion(VOTES, 1, value), as_divisor(), set()),
    "apportion minimum": (
        lambda value: apportion(VOTES, 1, "dhondt", value),
        {(error, message) for error, message in MINIMUM_MAPPING if "not None" not in message} | UNKNOWN_Z,
        {"None", "{}", "{'A': 1}"},
    ),
    "apportion minimum of a party": (
        lambda value: apportion(VOTES, 3, "dhondt", {"A": value}),
        as_number("A")
        | {(MinimumOverHouse, f"The minimums add up to {HUGE_SHOWN} seats, but the house has 3.")},
        {"0", "3"},
    ),
    "apportion minimum of a party without votes": (
        lambda value: apportion(VOTES, 3, "dhondt", {"C": value}),
        as_number("C")
        | {(MinimumWithoutVotes, f"C has a minimum of {shown} but no votes.") for shown in ("3", HUGE_SHOWN)},
        {"0"},
    ),
    "apportion minimum of a party that does not stand": (
        lambda value: apportion(VOTES, 3, "dhondt", {"D": value}),
        as_number("D")
        | {
            (UnknownParty, f"D has a minimum of {shown} but is not among the votes.")
            for shown in ("0", "3", HUGE_SHOWN)
        },
        set(),
    ),
    "apportion lots": (
        lambda value: apportion(VOTES, 1, lots=value),
        # what is in a list or text is looked at one by one
        {(error, message) for error, message in NO_LOTS if "not [" not in message and "not (" not in message}
        - {(InvalidLot, "A lot must be a Lot, not many."), (InvalidLot, "A lot must be a Lot, not b'3'.")}
        | {(InvalidLot, f"A lot must be a Lot, not {shown}.") for shown in ("1", "A", "Z", "m", "51")},
        {"None", "{}"},
    ),
    "apportion lots in a list": (
        lambda value: apportion(VOTES, 1, lots=[value]),
        {(InvalidLot, f"A lot must be a Lot, not {shown}.") for shown, _ in ODD},
        set(),
    ),
    "the seats of a lot": (
        lambda value: apportion(VOTES, 1, lots=Lot(value, ("A", "B"), ("A",))),
        as_number("seats")
        | {
            (InvalidLot, f"The lot is for {shown} seats between A, B, but the tie is 1 between A, B.")
            for shown in ("0", "3", HUGE_SHOWN)
        },
        set(),
    ),
    "the parties of a lot": (
        lambda value: apportion(VOTES, 1, lots=Lot(1, value, ("A",))),
        {
            (InvalidLot, f"The parties of a lot must be a tuple, not {shown}.")
            for shown, _ in ODD
            if shown not in ("[1, 2]", "('A', 'B')")
        }
        | {(InvalidLot, "The lot is for 1 seats between 1, 2, but the tie is 1 between A, B.")},
        {"('A', 'B')"},
    ),
    "a party of a lot": (
        lambda value: apportion(VOTES, 1, lots=Lot(1, ("A", value), ("A",))),
        {
            (InvalidLot, f"The lot is for 1 seats between A, {shown}, but the tie is 1 between A, B.")
            for shown, _ in ODD
        },
        set(),
    ),
    "the winners of a lot": (
        lambda value: apportion(VOTES, 1, lots=Lot(1, ("A", "B"), value)),
        {
            (InvalidLot, f"The parties of a lot must be a tuple, not {shown}.")
            for shown, _ in ODD
            if shown not in ("[1, 2]", "('A', 'B')")
        }
        | {
            (
                InvalidLot,
                f"The lot's winners ({shown}) must be 1 different parties of the tie: 1 between A, B.",
            )
            for shown in ("1, 2", "A, B")
        },
        set(),
    ),
    "a winner of a lot": (
        lambda value: apportion(VOTES, 1, lots=Lot(1, ("A", "B"), (value,))),
        {
            (
                InvalidLot,
                f"The lot's winners ({shown}) must be 1 different parties of the tie: 1 between A, B.",
            )
            for shown, _ in ODD
        },
        set(),
    ),
    "level votes": (
        lambda value: level(value, MINIMUM),
        VOTES_MAPPING
        | {
            (NoParties, "There is no party."),
            (UnknownParty, "A has a minimum of 1 but is not among the votes."),
        },
        {"{'A': 1}"},
    ),
    "level votes of a party": (
        lambda value: level({"A": value}, MINIMUM),
        as_number("A") | {(NoVotes, "No party has any votes.")},
        {"3", HUGE_SHOWN},
    ),
    "level votes of a party among others": (
        lambda value: level({"A": value, "B": 1}, MINIMUM),
        as_number("A") | {(MinimumWithoutVotes, "A has a minimum of 1 but no votes.")},
        {"3", HUGE_SHOWN},
    ),
    "level minimum": (
        lambda value: level(VOTES, value),
        MINIMUM_MAPPING
        | UNKNOWN_Z
        | {(NoMinimum, "No party has a minimum seat, so there is no price to level with.")},
        {"{'A': 1}"},
    ),
    "level minimum of a party": (
        lambda value: level(VOTES, {"A": value}),
        as_number("A") | {(NoMinimum, "No party has a minimum seat, so there is no price to level with.")},
        {"3", HUGE_SHOWN},
    ),
    "level minimum of a party without votes": (
        lambda value: level(VOTES, {"A": 1, "C": value}),
        as_number("C")
        | {(MinimumWithoutVotes, f"C has a minimum of {shown} but no votes.") for shown in ("3", HUGE_SHOWN)},
        {"0"},
    ),
    "level divisor": (lambda value: level(VOTES, MINIMUM, value), as_divisor(), set()),
}


@pytest.mark.parametrize("place", PLACES)
def test_odd_values_lead_to_exactly_these_errors(place: str) -> None:
    """Anything but an input error, in any place, fails the test; so does a value accepted by mistake."""
    call, expected, expected_accepted = PLACES[place]
    errors, accepted = set(), set()
    for shown, value in ODD:
        try:
            call(value)
        except InputError as error:
            errors.add((type(error), str(error)))
        else:
            accepted.add(shown)
    assert errors == expected
    assert accepted == expected_accepted


def test_every_parameter_is_fed() -> None:
    """A parameter added to the engine needs its row in the table."""
    for function in (apportion, level):
        for parameter in function.__annotations__.keys() - {"return"}:
            assert any(place.startswith(f"{function.__name__} {parameter}") for place in PLACES)


@pytest.mark.parametrize("divisor", ["dhondt", "sainte-lague", "adams"])
def test_huge_numbers_everywhere_are_no_search(divisor: str) -> None:
    """Huge votes, minimums and house are shared without counting seats one by one."""
    votes = {party: HUGE + party for party in range(100)}
    result = apportion(votes, 2 * HUGE + 5000, divisor, {0: HUGE, 1: 7})
    assert sum(result.seats.values()) + (result.tie.seats if result.tie else 0) == 2 * HUGE + 5000
    assert result.seats[0] == HUGE


def test_a_value_that_cannot_be_written_is_still_named() -> None:
    """An error about a value whose own description fails names its type."""

    class Unspeakable:
        def __repr__(self) -> str:
            raise RuntimeError

    with pytest.raises(NotAWholeNumber, match="A: <Unspeakable> is not a whole number"):
        apportion({"A": Unspeakable()}, 1)  # type: ignore[dict-item]
