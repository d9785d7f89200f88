"""Odd texts fed to every name and path that the Python functions take: an input error, or a result."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

import kkr_alloc
from kkr_alloc import api
from kkr_alloc.election import election_info, load_election
from kkr_alloc.errors import InputError, quoted
from kkr_alloc.published import read_expected

ODD = ["", " ", "-1", "nan", "æ" * 300, "a\0b", "/", "\udcff", "{x}", "%s", "kl,dhondt"]
LOADED = load_election()
NORTH = "nordjylland"


def what_if(change: api.Change) -> object:
    return kkr_alloc.what_if(LOADED, [change], NORTH)


PLACES: dict[str, Callable[[str], object]] = {
    "compute election": lambda v: kkr_alloc.compute(v, NORTH),
    "compute regions": lambda v: kkr_alloc.compute(regions=v),
    "compute body": lambda v: kkr_alloc.compute(body=v),
    "compute rules": lambda v: kkr_alloc.compute(regions=NORTH, rules=v),
    "compose election": lambda v: kkr_alloc.compose(v, NORTH),
    "compose region": lambda v: kkr_alloc.compose(LOADED, v),
    "explain region": lambda v: kkr_alloc.explain(LOADED, v),
    "margins region": lambda v: kkr_alloc.margins(LOADED, v, parties=()),
    "margins against": lambda v: kkr_alloc.margins(LOADED, NORTH, against=v, parties=()),
    "margins parties": lambda v: kkr_alloc.margins(LOADED, NORTH, parties=v),
    "what_if regions": lambda v: kkr_alloc.what_if(LOADED, [], v),
    "what_if mayor's municipality": lambda v: what_if(kkr_alloc.MayorChange(v, "A")),
    "what_if mayor's party": lambda v: what_if(kkr_alloc.MayorChange("851", v)),
    "what_if votes in": lambda v: what_if(kkr_alloc.VoteChange("A", Fraction(1), v)),
    "what_if list": lambda v: what_if(kkr_alloc.ListChange(v)),
    "what_if rule": lambda v: what_if(kkr_alloc.RuleChange(v, "x")),
    "outlook unknown": lambda v: kkr_alloc.outlook(LOADED, NORTH, unknown=v),
    "outlook could_be": lambda v: kkr_alloc.outlook(LOADED, NORTH, could_be={"840": v}),
    "load_rules name": kkr_alloc.load_rules,
    "load_election name": kkr_alloc.load_election,
    "load_election votes": lambda v: kkr_alloc.load_election(votes=v),
    "load_election mayors": lambda v: kkr_alloc.load_election(mayors=v),
    "load_election co_operation": lambda v: kkr_alloc.load_election(co_operation=v),
    "election_info": election_info,
    "read_expected": read_expected,
}


@pytest.mark.parametrize("place", PLACES)
def test_odd_texts_are_input_errors(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for value in ODD:
        with pytest.raises(InputError) as caught:
            PLACES[place](value)
        assert all(len(problem.value or "") < 100 for problem in caught.value.problems), quoted(value)


def test_one_name_is_no_series_of_letters() -> None:
    for call in (
        lambda: kkr_alloc.outlook(LOADED, NORTH, could_be={"Rebild": "VC"}),
        lambda: kkr_alloc.margins(LOADED, NORTH, against="VC", parties=()),
        lambda: kkr_alloc.margins(LOADED, NORTH, parties="VC"),
    ):
        with pytest.raises(InputError, match="VC"):
            call()
    assert [line.party for line in kkr_alloc.margins(LOADED, NORTH, parties="V").parties] == ["V"]


def test_names_of_one_municipality_add_up() -> None:
    (office,) = kkr_alloc.outlook(LOADED, NORTH, could_be={"Rebild": ["V"], "840": "C"}).offices
    assert office.candidates == ("V", "C")


def test_only_compositions_of_one_body_are_compared() -> None:
    kkr, other = kkr_alloc.compose(LOADED, NORTH), kkr_alloc.compose(LOADED, "sjaelland")
    board = kkr_alloc.compose(LOADED, body="bestyrelse")
    assert kkr_alloc.compare(kkr, kkr).same
    for pair in ((kkr, board), (kkr, other), (other, kkr)):
        with pytest.raises(InputError, match="one body"):
            kkr_alloc.compare(*pair)
