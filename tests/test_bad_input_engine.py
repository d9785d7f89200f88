"""Odd values fed to every parameter of the engine: each is an input error with its code, or accepted."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from kkr_alloc import apportion, level
from kkr_alloc.divisors import Lot
from kkr_alloc.errors import InputError, Problem, quoted

VOTES = {"A": 71, "B": 22, "C": 7}


# By code: the message, the field and value of its problem, and what apportion is given.
ERRORS: dict[str, list[tuple[str, str | None, str | None, tuple[Any, ...]]]] = {
    "not-a-whole-number": [
        ("B: 2.5 is not a whole number.", "B", "2.5", ({"A": 1, "B": 2.5}, 3)),
        ("house: 7 is not a whole number.", "house", "7", (VOTES, "7")),
        ("C: nan is not a whole number.", "C", "nan", (VOTES, 7, "dhondt", {"C": float("nan")})),
    ],
    "negative-number": [
        ("B: -3 is negative.", "B", "-3", ({"A": 1, "B": -3}, 3)),
        ("house: -1 is negative.", "house", "-1", (VOTES, -1)),
        ("C: -2 is negative.", "C", "-2", (VOTES, 7, "dhondt", {"C": -2})),
    ],
    "no-parties": [("There is no party.", None, None, ({}, 7))],
    "no-votes": [("No party has any votes.", None, None, ({"A": 0, "B": 0}, 7))],
    "unknown-party": [
        ("D has a minimum of 2 but is not among the votes.", "D", "2", (VOTES, 7, "dhondt", {"D": 2}))
    ],
    "minimum-without-votes": [
        ("D has a minimum of 2 but no votes.", "D", "2", ({"A": 1, "D": 0}, 7, "dhondt", {"D": 2}))
    ],
    "minimum-over-house": [
        ("The minimums add up to 3 seats, but the house has 2.", "house", "2", (VOTES, 2, "dhondt", {"A": 3}))
    ],
    "unknown-divisor": [("hare is not a divisor method.", "divisor", "hare", (VOTES, 7, "hare"))],
}


@pytest.mark.parametrize(
    ("code", "message", "field", "value", "arguments"),
    [(code, *case) for code, cases in ERRORS.items() for case in cases],
)
def test_bad_input_is_an_error_with_a_code_that_names_party_and_value(
    code: str, message: str, field: str | None, value: str | None, arguments: tuple[Any, ...]
) -> None:
    with pytest.raises(InputError) as raised:
        apportion(*arguments)
    assert isinstance(raised.value, ValueError)
    assert (raised.value.code, raised.value.message) == (code, message)
    hint = "One of: dhondt, sainte-lague, adams." if code == "unknown-divisor" else None
    assert raised.value.problems == (Problem(message, field=field, value=value, hint=hint),)


HUGE = 10**400
NO_NUMBERS = [2.5, 3.0, float("nan"), float("inf"), Decimal(3), Fraction(3), True, "many", "3", b"3", None]
ODD: list[Any] = [*NO_NUMBERS, [1, 2], {}, {"A": 1}, {"Z": 1}, -1, -HUGE, 0, 3, HUGE]

TIED = {"A": 2, "B": 2, "C": 0}
"""One seat is a tie between A and B."""

NUMBER = {"not-a-whole-number", "negative-number"}

# Where a value goes, the errors it may lead to, and what is accepted there.
PLACES: dict[str, tuple[Callable[[Any], object], set[str], list[Any]]] = {
    "apportion votes": (lambda v: apportion(v, 1), {"no-parties"}, [{"A": 1}, {"Z": 1}]),
    "apportion votes of a party": (lambda v: apportion({"A": v}, 3), NUMBER | {"no-votes"}, [3, HUGE]),
    "apportion votes of one of two": (lambda v: apportion({"A": v, "B": 1}, 3), NUMBER, [0, 3, HUGE]),
    "apportion house": (lambda v: apportion(TIED, v), NUMBER, [0, 3, HUGE]),
    "apportion house with minimums": (
        lambda v: apportion(TIED, v, minimum={"A": 2}),
        NUMBER | {"minimum-over-house"},
        [3, HUGE],
    ),
    "apportion house by Adams": (lambda v: apportion(TIED, v, "adams"), NUMBER, [0, 3, HUGE]),
    "apportion divisor": (lambda v: apportion(TIED, 1, v), {"unknown-divisor"}, []),
    "apportion minimum": (
        lambda v: apportion(TIED, 1, "dhondt", v),
        {"not-a-whole-number", "unknown-party"},
        [None, {}, {"A": 1}],
    ),
    "apportion minimum of a party": (
        lambda v: apportion(TIED, 3, "dhondt", {"A": v}),
        NUMBER | {"minimum-over-house"},
        [0, 3],
    ),
    "apportion minimum without votes": (
        lambda v: apportion(TIED, 3, "dhondt", {"C": v}),
        NUMBER | {"minimum-without-votes"},
        [0],
    ),
    "apportion minimum of an unknown party": (
        lambda v: apportion(TIED, 3, "dhondt", {"D": v}),
        NUMBER | {"unknown-party"},
        [],
    ),
    "apportion lots: seats": (
        lambda v: apportion(TIED, 1, lots=Lot(v, ("A", "B"), ("A",))),
        {"invalid-lot"},
        [True],  # which is one
    ),
    "level votes": (lambda v: level(v, {"A": 1}), {"no-parties", "unknown-party"}, [{"A": 1}]),
    "level votes of a party": (lambda v: level({"A": v}, {"A": 1}), NUMBER | {"no-votes"}, [3, HUGE]),
    "level votes of one of two": (
        lambda v: level({"A": v, "B": 1}, {"A": 1}),
        NUMBER | {"minimum-without-votes"},
        [3, HUGE],
    ),
    "level minimum": (
        lambda v: level(TIED, v),
        {"not-a-whole-number", "unknown-party", "no-minimum"},
        [{"A": 1}],
    ),
    "level minimum of a party": (lambda v: level(TIED, {"A": v}), NUMBER | {"no-minimum"}, [3, HUGE]),
    "level divisor": (lambda v: level(TIED, {"A": 1}, v), {"unknown-divisor"}, []),
}


@pytest.mark.parametrize("place", PLACES)
def test_an_odd_value_is_an_input_error(place: str) -> None:
    """Another exception in any place fails the test, and so does a value accepted by mistake."""
    call, codes, accepted = PLACES[place]
    found, taken = set(), []
    for value in ODD:
        try:
            call(value)
        except InputError as error:
            found.add(error.code)
        else:
            taken.append(value)
    assert found == codes
    assert list(map(quoted, taken)) == list(map(quoted, accepted))


def test_every_parameter_is_fed() -> None:
    """A parameter added to the engine needs its row in the table."""
    for function in (apportion, level):
        for parameter in function.__annotations__.keys() - {"return"}:
            assert any(place.startswith(f"{function.__name__} {parameter}") for place in PLACES)
