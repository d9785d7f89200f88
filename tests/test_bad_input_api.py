"""Odd values fed to every parameter of the Python functions: an input error that names them, or a result."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

import kkr_alloc
from kkr_alloc import api, bundled
from kkr_alloc.analysis.what_if import ListChange, MayorChange, RuleChange, VoteChange
from kkr_alloc.composition import compose
from kkr_alloc.election import election_info, find_region, load_election
from kkr_alloc.errors import InputError, quoted
from kkr_alloc.model import Lot
from kkr_alloc.published import read_expected
from kkr_alloc.sources import read_votes, tidy
from kkr_alloc.sources.files import Content, read_content

HUGE = 10**5000
TEXTS = ["", " ", "-1", "nan", "æ" * 300, "a\0b", "/", "kl\n", "\udcff", "{x}", "%s"]
NO_TEXTS = [
    None,
    True,
    False,
    -1,
    0,
    2.5,
    float("nan"),
    float("inf"),
    HUGE,
    b"kl",
    [],
    {},
    ["A"],
    object(),
    Ellipsis,
]
ODD: list[Any] = [*TEXTS, *NO_TEXTS]

REGISTER, GEOGRAPHY = bundled.register(), bundled.geography(datetime.date(2022, 1, 1))
LOADED = load_election()
RULES = bundled.rules()
COMPOSED = kkr_alloc.compose(LOADED, "nordjylland")
NORTH = "nordjylland"


def what_if(*changes: Any) -> object:
    return kkr_alloc.what_if(LOADED, changes, NORTH)


def lot(**values: Any) -> list[Lot]:
    """A lot for a body, with something odd in it."""
    return [replace(Lot("kkr", NORTH, 1, ("A", "B"), ("A",)), **values)]


def table(value: Any) -> Content:
    """Anything as the bytes of a file."""
    return Content("x", value if isinstance(value, bytes) else str(quoted(value)).encode())


# Where the values go, and how those are shown that are accepted; all others are input errors. Names are taken
# without what spellings differ in, so that "%s" is the party S.
HUGE_SHOWN = "a number of about 5,001 digits"
PLACES: dict[str, tuple[Callable[[Any], object], set[str]]] = {
    "compute election": (lambda v: kkr_alloc.compute(v, NORTH), set()),
    "compute regions": (lambda v: kkr_alloc.compute(regions=v), {"None"}),
    "compute body": (lambda v: kkr_alloc.compute(body=v), set()),
    "compute rules": (lambda v: kkr_alloc.compute(regions=NORTH, rules=v), set()),
    "compute lots": (lambda v: kkr_alloc.compute(regions=NORTH, lots=v), {"", "[]", "{}"}),
    "compose election": (lambda v: kkr_alloc.compose(v, NORTH), set()),
    "compose region": (lambda v: kkr_alloc.compose(LOADED, v), set()),
    "compose body": (lambda v: kkr_alloc.compose(LOADED, NORTH, body=v), set()),
    "compose rules": (lambda v: kkr_alloc.compose(LOADED, NORTH, rules=v), set()),
    "compose lots": (lambda v: kkr_alloc.compose(LOADED, NORTH, lots=v), {"", "[]", "{}"}),
    "compose lots: seats": (lambda v: kkr_alloc.compose(LOADED, NORTH, lots=lot(seats=v)), set()),
    "compose lots: between": (lambda v: kkr_alloc.compose(LOADED, NORTH, lots=lot(between=v)), set()),
    "compose lots: winners": (lambda v: kkr_alloc.compose(LOADED, NORTH, lots=lot(winners=v)), set()),
    "compute lots: winners": (lambda v: kkr_alloc.compute(LOADED, NORTH, lots=lot(winners=v)), set()),
    "explain lots: winners": (lambda v: kkr_alloc.explain(LOADED, NORTH, lots=lot(winners=v)), set()),
    "what_if lots: winners": (lambda v: kkr_alloc.what_if(LOADED, [], NORTH, lots=lot(winners=v)), set()),
    "explain election": (lambda v: kkr_alloc.explain(v, NORTH), set()),
    "explain region": (lambda v: kkr_alloc.explain(LOADED, v), set()),
    "explain body": (lambda v: kkr_alloc.explain(LOADED, NORTH, body=v), set()),
    "explain rules": (lambda v: kkr_alloc.explain(LOADED, NORTH, rules=v), set()),
    "explain lots": (lambda v: kkr_alloc.explain(LOADED, NORTH, lots=v), {"", "[]", "{}"}),
    "margins election": (lambda v: kkr_alloc.margins(v, NORTH, parties=()), set()),
    "margins region": (lambda v: kkr_alloc.margins(LOADED, v, parties=()), set()),
    "margins body": (lambda v: kkr_alloc.margins(LOADED, NORTH, body=v, parties=()), set()),
    "margins rules": (lambda v: kkr_alloc.margins(LOADED, NORTH, rules=v, parties=()), set()),
    "margins against": (
        lambda v: kkr_alloc.margins(LOADED, NORTH, against=v, parties=()),
        {"[]", "{}", "['A']"},
    ),
    "margins against: one": (lambda v: kkr_alloc.margins(LOADED, NORTH, against=[v], parties=()), set()),
    "margins parties": (lambda v: kkr_alloc.margins(LOADED, NORTH, parties=v), {"None", "[]", "{}", "['A']"}),
    "what_if election": (lambda v: kkr_alloc.what_if(v, [], NORTH), set()),
    "what_if changes": (lambda v: kkr_alloc.what_if(LOADED, v, NORTH), {"", "[]", "{}"}),
    "what_if regions": (lambda v: kkr_alloc.what_if(LOADED, [], v), {"None"}),
    "what_if body": (lambda v: kkr_alloc.what_if(LOADED, [], NORTH, body=v), set()),
    "what_if rules": (lambda v: kkr_alloc.what_if(LOADED, [], NORTH, rules=v), set()),
    "what_if lots": (lambda v: kkr_alloc.what_if(LOADED, [], NORTH, lots=v), {"", "[]", "{}"}),
    "what_if changes: a mayor's municipality": (lambda v: what_if(MayorChange(v, "A")), set()),
    "what_if changes: a mayor's party": (lambda v: what_if(MayorChange("851", v)), set()),
    "what_if changes: votes of a party": (lambda v: what_if(VoteChange(v, Fraction(1))), {"%s"}),
    "what_if changes: votes": (lambda v: what_if(VoteChange("A", v)), {"-1", "0", HUGE_SHOWN}),
    "what_if changes: so many votes": (
        lambda v: what_if(VoteChange("A", v, "851", absolute=True)),
        {"0", HUGE_SHOWN},
    ),
    "what_if changes: a percentage": (
        lambda v: what_if(VoteChange("A", v, percent=True)),
        {"-1", "0", HUGE_SHOWN},
    ),
    "what_if changes: votes in": (lambda v: what_if(VoteChange("A", Fraction(1), v)), {"None"}),
    "what_if changes: a list": (lambda v: what_if(ListChange(v)), set()),
    "what_if changes: a rule": (lambda v: what_if(RuleChange(v, "x")), set()),
    "what_if changes: a rule's value": (lambda v: what_if(RuleChange("threshold", v)), set()),
    "outlook election": (lambda v: kkr_alloc.outlook(v, NORTH, unknown="851"), set()),
    "outlook region": (lambda v: kkr_alloc.outlook(LOADED, v, unknown="851"), set()),
    "outlook unknown": (lambda v: kkr_alloc.outlook(LOADED, NORTH, unknown=v), set()),
    "outlook could_be": (
        lambda v: kkr_alloc.outlook(LOADED, NORTH, unknown="851", could_be=v),
        {"None", "{}"},
    ),
    "outlook body": (lambda v: kkr_alloc.outlook(LOADED, NORTH, unknown="851", body=v), set()),
    "outlook rules": (lambda v: kkr_alloc.outlook(LOADED, NORTH, unknown="851", rules=v), set()),
    "outlook could_be: whose": (lambda v: kkr_alloc.outlook(LOADED, NORTH, could_be={"840": v}), {"['A']"}),
    "compare first": (lambda v: kkr_alloc.compare(v, COMPOSED), set()),
    "compare second": (lambda v: kkr_alloc.compare(COMPOSED, v), set()),
    "load_rules name": (kkr_alloc.load_rules, set()),
    "load_election name": (kkr_alloc.load_election, {"None"}),
    "load_election votes": (lambda v: kkr_alloc.load_election(votes=v), {"None"}),
    "load_election reading": (lambda v: kkr_alloc.load_election(reading=v), set()),
    "load_election mayors": (lambda v: kkr_alloc.load_election(mayors=v), {"None"}),
    "load_election co_operation": (lambda v: kkr_alloc.load_election(co_operation=v), {"None"}),
    "election_info": (election_info, set()),
    "find_region": (lambda v: find_region(v, GEOGRAPHY), set()),
    "composition.compose region": (lambda v: compose(LOADED, "kkr", v, rules=RULES), {"None"}),
    "read_content": (read_content, set()),
    "read_votes": (lambda v: read_votes(v, REGISTER, GEOGRAPHY), set()),
    "read_votes of bytes": (lambda v: read_votes(table(v), REGISTER, GEOGRAPHY), set()),
    "read_mayors of bytes": (lambda v: tidy.read_mayors(table(v), REGISTER, GEOGRAPHY), set()),
    "read_co_operation of bytes": (lambda v: tidy.read_co_operation(table(v), GEOGRAPHY, ()), set()),
    "read_totals of bytes": (lambda v: tidy.read_totals(table(v), GEOGRAPHY), set()),
    "read_lots of bytes": (lambda v: tidy.read_lots(table(v), GEOGRAPHY), {"[]"}),
    "rule_file of bytes": (lambda v: bundled.rule_file(table(v)), set()),
    "read_expected": (read_expected, set()),
}


def error_of(call: Callable[[Any], object], value: object) -> InputError | None:
    """The input error that a call ends in, if any; another error fails the test."""
    try:
        call(value)
    except InputError as error:
        return error
    except Exception as error:
        pytest.fail(f"{quoted(value)}: {type(error).__name__}: {error}")
    return None


@pytest.mark.parametrize("place", PLACES)
def test_an_odd_value_is_an_input_error(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing else may be raised, and nothing is accepted but what stands in the table."""
    monkeypatch.chdir(tmp_path)
    call, expected = PLACES[place]
    accepted = set()
    for value in ODD:
        told = error_of(call, value)
        if told is None:
            accepted.add(quoted(value))
        else:
            assert str(told)
            assert all(len(problem.value or "") < 100 for problem in told.problems), value
    assert accepted == expected


def test_every_parameter_is_fed() -> None:
    """A parameter added to a function for users needs its row in the table, unless it takes results."""
    settings = {"return", "steps", "unknown_mayors"}
    for name in api.__all__:
        function = getattr(api, name)
        if isinstance(function, type) or not hasattr(function, "__annotations__") or name == "to_frame":
            continue
        for parameter in function.__annotations__.keys() - settings:
            assert any(place.startswith(f"{name} {parameter}") for place in PLACES), (name, parameter)


def test_a_text_is_one_name_and_names_of_one_municipality_add_up() -> None:
    """``VC`` is no party, not V and C; the same municipality may stand there by name and by code."""

    def mayors(**named: Any) -> tuple[str, ...]:
        return kkr_alloc.outlook(LOADED, NORTH, could_be=named).offices[0].candidates

    assert mayors(Rebild="V") == ("V",)
    assert mayors(Rebild=["V"], **{"840": "C"}) == ("V", "C")
    for call in (
        lambda: mayors(Rebild="VC"),
        lambda: kkr_alloc.margins(LOADED, NORTH, against="VC", parties=()),
        lambda: kkr_alloc.margins(LOADED, NORTH, parties="VC"),
    ):
        with pytest.raises(InputError, match="VC"):
            call()
    (line,) = kkr_alloc.margins(LOADED, NORTH, parties="V").parties
    assert line.party == "V"


def test_only_compositions_of_one_body_are_compared() -> None:
    kkr, other = kkr_alloc.compose(LOADED, NORTH), kkr_alloc.compose(LOADED, "sjaelland")
    board = kkr_alloc.compose(LOADED, body="bestyrelse")
    assert kkr_alloc.compare(kkr, kkr).same
    for pair in ((kkr, board), (kkr, other), (other, kkr)):
        with pytest.raises(InputError, match="one body"):
            kkr_alloc.compare(*pair)


@pytest.mark.parametrize("value", ODD, ids=quoted)
def test_what_is_no_result_has_no_frame(value: object) -> None:
    with pytest.raises(TypeError, match="is not a result"):
        kkr_alloc.to_frame(value)  # type: ignore[arg-type]
