"""``kkr-alloc what-if`` as it is called."""

from __future__ import annotations

import json

import pytest

from tests.cli.runner import Program
from tests.schemas import validate


def test_no_change_prints_no_difference(program: Program) -> None:
    told = program("what-if")
    assert told.code == 0
    assert told.out.count("No difference.") == 5


def test_before_after_and_difference(program: Program) -> None:
    told = program("what-if", "-r", "hovedstaden", "--change-mayor", "Egedal=C")
    assert told.code == 0
    rows = [line.split() for line in told.out.splitlines()]
    assert ["-", "Mayor", "of", "Egedal:", "A", "→", "C."] in rows
    assert ["A", "Socialdemokratiet", "17→16", "0", "17", "16", "-1"] in rows
    assert ["Size", "before", "the", "cap", "70", "67", "-3"] in rows


def test_many_changes_at_once(program: Program) -> None:
    told = program(
        "what-if", "-r", "1083", "-f", "json",
        "--change-mayor", "Odense=V", "--change-votes", "Odense:A-2.5%", "--change-votes", "V+1000",
        "--change-votes", "461:Ø=7000", "--change-rule", "threshold=3%", "--change-rule", "cap=null",
        "--co-operation-list", "all", "--co-operation-list", "550-T=out",
    )  # fmt: skip
    assert told.code == 0
    validate(told.data)
    assert len(told.data["changes"]) == 8
    assert not told.data["same"]


@pytest.mark.parametrize("body", ["kkr", "repraesentantskab", "bestyrelse"])
def test_json_keeps_to_its_schema(program: Program, body: str) -> None:
    told = program("what-if", "-b", body, "--change-votes", "A+1000", "-f", "json")
    assert told.code == 0
    validate(told.data)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--change-mayor", "Egedal"],
        ["--change-mayor", "=C"],
        ["--change-votes", "A"],
        ["--change-votes", "A=-5"],
        ["--change-votes", "+5"],
        ["--change-votes", "A=5%"],
        ["--change-votes", "A+1.5"],
        ["--change-votes", "A+1.000"],
        ["--change-votes", "A=12.000"],
        ["--change-votes", "A+1,000"],
        ["--change-votes", "A+1e3"],
        ["--change-rule", "threshold"],
        ["--co-operation-list", "376-G=maybe"],
        ["--change-mayor", "Atlantis=A"],
        ["--change-votes", "Atlantis:A+1"],
        ["--change-votes", "A-99999999"],
        ["--change-rule", "nonsense=1"],
    ],
)
def test_a_bad_change_is_bad_input_and_names_the_option(program: Program, arguments: list[str]) -> None:
    told = program("what-if", *arguments, "--format", "json")
    assert told.code == 3
    assert told.out == ""
    problem = json.loads(told.err)["error"]["problems"][0]
    assert problem["field"] == arguments[0].removeprefix("--")
    assert problem["value"]


def test_a_municipality_and_a_list_with_a_dash_in_its_id(program: Program) -> None:
    told = program("what-if", "-r", "sjaelland", "--change-votes", "306-N-348", "-f", "json")
    assert told.data["changes"] == ["Votes of 306-N in Sjælland: 2,348 → 2,000."]


def test_one_change_by_its_environment_variable(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KKR_ALLOC_CHANGE_VOTES", "A+1;V+1")
    told = program("what-if", "-r", "sjaelland", "-f", "json")
    assert len(told.data["changes"]) == 2


@pytest.mark.parametrize("change", [("--change-mayor", "Egedal=C"), ("--change-votes", "Egedal:A+10")])
def test_a_change_outside_what_was_asked_for_is_bad_input(program: Program, change: tuple[str, str]) -> None:
    """It would change nothing there, and that would look like a finding."""
    outcome = program("what-if", *change, "-r", "sjaelland")
    assert (outcome.code, outcome.out) == (3, "")
    assert "Egedal is in none of the regions asked for. It is in hovedstaden." in outcome.err


@pytest.mark.parametrize("written", ["0.035", "0,035", "7/200", "3.5%", "3,5 %"])
def test_a_share_may_be_written_in_many_ways(program: Program, written: str) -> None:
    told = program("what-if", "-r", "sjaelland", "--change-rule", f"threshold={written}", "-f", "json")
    assert told.data["changes"] == ["Rule threshold: 2.00 % → 3.50 %."]


@pytest.mark.parametrize("written", ["3", "200%", "", "x", "-1", "1/0"])
def test_value_that_is_no_share(program: Program, written: str) -> None:
    told = program("what-if", "--change-rule", f"threshold={written}")
    assert (told.code, told.out) == (3, "")
    assert "This must be a share from 0 to 1." in told.err


def test_what_the_changes_spoil_is_not_blamed_on_the_input(program: Program) -> None:
    told = program(
        "what-if", "-r", "1081", "--change-votes", "A-100%", "--change-rule", "cap=1", "-f", "json"
    )
    assert (told.code, told.out) == (3, "")
    problem, other = told.error["problems"]
    assert problem["message"].startswith("After the changes: The mayor of Frederikshavn")
    assert other["message"].startswith("After the changes: The mayor of Aalborg")
    assert (problem["file"], problem["line"]) == (None, None)
    assert problem["field"] == "change-rule, change-votes"
    assert problem["hint"] == "The changes are the cause, not the input."


@pytest.mark.parametrize("name", ["Nordjylland", "region nordjylland", "1081"])
@pytest.mark.parametrize(("option", "change"), [("--change-votes", "{}:A+5"), ("--change-mayor", "{}=A")])
def test_a_region_is_no_municipality(program: Program, name: str, option: str, change: str) -> None:
    told = program("what-if", option, change.format(name))
    assert (told.code, told.out) == (3, "")
    assert "Nordjylland is a region, not a municipality. Name a municipality; " in told.err
    assert "--region nordjylland" in told.err
