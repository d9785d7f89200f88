"""``kkr-alloc what-if`` as it is called."""

from __future__ import annotations

import pytest

from tests.cli.runner import Program


def test_no_change_is_no_difference(program: Program) -> None:
    outcome = program("what-if", "--change-votes", "A+0")
    assert outcome.code == 0
    assert outcome.out.count("No difference.") == 5


def test_many_changes_at_once(program: Program) -> None:
    outcome = program(
        "what-if", "-r", "1083", "-f", "json",
        "--change-mayor", "Odense=V", "--change-votes", "Odense:A-2.5%", "--change-votes", "V+1000",
        "--change-votes", "461:Ø=7000", "--change-rule", "threshold=3%", "--change-rule", "cap=null",
        "--co-operation-list", "all", "--co-operation-list", "550-T=out",
    )  # fmt: skip
    assert outcome.code == 0
    assert len(outcome.data["changes"]) == 8
    assert not outcome.data["same"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--change-mayor", "Egedal"],
        ["--change-mayor", "=C"],
        ["--change-votes", "A"],
        ["--change-votes", "A=-5"],
        ["--change-votes", "+5"],
        ["--change-votes", " :A+5"],
        ["--change-votes", "A=5%"],
        ["--change-votes", "A+1.5"],
        ["--change-votes", "A+1.000"],
        ["--change-votes", "A=12.000"],
        ["--change-votes", "A+1,000"],
        ["--change-votes", "A+1e3"],
        ["--change-rule", "threshold"],
        ["--co-operation-list", "376-L=maybe"],
        ["--change-mayor", "Atlantis=A"],
        ["--change-votes", "Atlantis:A+1"],
        ["--change-votes", "A-99999999"],
        ["--change-rule", "nonsense=1"],
    ],
)
def test_bad_change_names_the_option(program: Program, arguments: list[str]) -> None:
    outcome = program("what-if", *arguments, "--format", "json")
    assert outcome.code == 2
    assert outcome.out == ""
    problem = outcome.error["problems"][0]
    assert problem["field"] == arguments[0].removeprefix("--")
    assert problem["value"]


def test_list_with_a_dash_in_its_id(program: Program) -> None:
    outcome = program("what-if", "-r", "sjaelland", "--change-votes", "306-N-348", "-f", "json")
    assert outcome.data["descriptions"] == ["Votes of 306-N in Odsherred: 2,348 → 2,000."]


@pytest.mark.parametrize(
    "call",
    [
        ("what-if", "--change-mayor", "Egedal=C"),
        ("what-if", "--change-votes", "Egedal:A+10"),
        ("outlook", "--unknown", "Roskilde", "--unknown", "Egedal"),
        ("outlook", "--unknown", "Roskilde", "--candidates", "Egedal=A"),
    ],
)
def test_municipality_outside_the_regions_asked_for(program: Program, call: tuple[str, ...]) -> None:
    """It would change nothing there, and that would look like a finding."""
    outcome = program(*call, "-r", "sjaelland")
    assert (outcome.code, outcome.out) == (2, "")
    assert "Egedal is in none of the regions asked for. It is in hovedstaden." in outcome.err


@pytest.mark.parametrize("written", ["3", "200%", "", "x", "-1", "1/0"])
def test_bad_share(program: Program, written: str) -> None:
    outcome = program("what-if", "--change-rule", f"threshold={written}")
    assert (outcome.code, outcome.out) == (3, "")
    assert "This must be a share from 0 to 1. Write it like 3%, 0.03, null." in outcome.err


def test_problem_made_by_the_changes(program: Program) -> None:
    outcome = program(
        "what-if", "-r", "1081", "--change-votes", "A-100%", "--change-rule", "cap=1", "-f", "json"
    )
    assert (outcome.code, outcome.out) == (3, "")
    problem, other = outcome.error["problems"]
    assert problem["message"].startswith("After the changes: The mayor of Frederikshavn")
    assert other["message"].startswith("After the changes: The mayor of Aalborg")
    assert (problem["file"], problem["line"]) == (None, None)
    assert problem["field"] == "change-rule, change-votes"
    assert problem["hint"] == "The changes are the cause, not the input."


@pytest.mark.parametrize("name", ["Nordjylland", "region nordjylland", "1081"])
@pytest.mark.parametrize(("option", "change"), [("--change-votes", "{}:A+5"), ("--change-mayor", "{}=A")])
def test_region_in_place_of_a_municipality(program: Program, name: str, option: str, change: str) -> None:
    outcome = program("what-if", option, change.format(name))
    assert (outcome.code, outcome.out) == (2, "")
    assert "Nordjylland is a region, not a municipality. Name a municipality; " in outcome.err
    assert "--region nordjylland" in outcome.err
