"""``kkr-alloc outlook``: how open offices and candidates are named; the goldens hold what it prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from kkr_alloc import bundled
from tests.cli.runner import Program
from tests.tables import rows_of, store


def test_without_a_region_those_with_an_open_office(program: Program) -> None:
    outcome = program("outlook", "--unknown", "Aalborg", "--candidates", "Rebild=V,C", "-f", "json")
    assert [one["region"] for one in outcome.data["outlooks"]] == ["nordjylland"]


def test_candidates_given_several_times_add_up(program: Program) -> None:
    once = program("outlook", "--candidates", "Rebild=V,C", "-f", "json")
    call = ("--candidates", "Rebild=V", "--candidates", "840=C,V")
    assert program("outlook", *call, "-f", "json").out == once.out
    assert once.code == 0


def test_mayors_that_a_file_leaves_out_are_open(program: Program, tmp_path: Path) -> None:
    rows = rows_of(bundled.data_file("kv2021", "mayors.csv"))
    known = (row for row in rows if row["municipality_code"] not in ("851", "840"))
    path = store(tmp_path / "so-far.csv", known)
    (outlook,) = program("outlook", "--mayors", path, "-f", "json").data["outlooks"]
    assert outlook["region"] == "nordjylland"
    assert {office["municipality_code"] for office in outlook["offices"]} == {"840", "851"}


def test_how_leaders_are_named(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def led(*call: str) -> object:
        (one,) = program("outlook", "-r", "nordjylland", "--unknown", "all", *call, "-f", "json").data[
            "outlooks"
        ]
        return one["led"] and one["led"]["leaders"]

    assert led() is None
    assert led("--leaders") == led("--leaders", "Largest") == ["largest"]
    assert led("--leaders", "A,venstre") == led("--leaders", "A", "--leaders", "V") == ["A", "V"]
    assert led("--leaders", "largest, 840-L") == ["largest", "840-L"]
    monkeypatch.setenv("KKR_ALLOC_LEADERS", "A;largest")
    assert led() == ["A", "largest"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--unknown", "Alborg"], "Did you mean Aalborg?"),
        (["--candidates", "Rebild"], "Odense=A,V"),
        (["--candidates", "Rebild=Q"], "On its ballot were"),
        (["--unknown", "all", "--leaders", "A,Venter"], "Did you mean Venstre"),
        (["--unknown", "all", "-b", "bestyrelse"], "Mayors play no part"),
    ],
)
def test_what_cannot_be_asked(program: Program, arguments: list[str], message: str) -> None:
    outcome = program("outlook", *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert message in outcome.err
