"""``kkr-alloc outlook`` as it is called."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from kkr_alloc import bundled
from tests.cli.runner import Program
from tests.schemas import validate


def test_all_mayors_of_hovedstaden_open(program: Program) -> None:
    told = program("outlook", "-r", "hovedstaden", "--unknown", "all")
    assert told.code == 0
    assert "29 of 29 mayors are open" in told.out
    rows = [line.split() for line in told.out.splitlines()]
    assert ["A", "Socialdemokratiet", "220,319", "0–29", "0–15", "6–29"] in rows
    assert ["Members", "36–58"] in rows


def test_a_few_open_offices(program: Program) -> None:
    told = program("outlook", "--unknown", "Aalborg", "--candidates", "Rebild=V,C")
    assert told.out.startswith("KKR Nordjylland")  # where the open offices are
    assert "2 of 11 mayors are open, which can come out in 16 ways." in told.out


def test_candidates_given_several_times_add_up(program: Program) -> None:
    once = program("outlook", "--candidates", "Rebild=V,C", "-f", "json")
    call = ("--candidates", "Rebild=V", "--candidates", "840=C,V")
    assert program("outlook", *call, "-f", "json").out == once.out
    assert once.code == 0


@pytest.mark.parametrize(
    "arguments", [["--unknown", "all"], ["--unknown", "851"], ["--unknown", "all", "-b", "repraesentantskab"]]
)
def test_json_keeps_to_its_schema(program: Program, arguments: list[str]) -> None:
    told = program("outlook", *arguments, "-f", "json", "-e", "kv2025")
    assert told.code == 0
    validate(told.data)


def test_bounds_are_called_bounds(program: Program, tmp_path: Path) -> None:
    kl = Path(bundled.data_file("rules", "kl.yaml")).read_text("utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text(kl.replace('threshold: "0.02"', "threshold: null"), "utf-8")
    told = program("outlook", "-r", "hovedstaden", "--unknown", "all", "--rules", str(path))
    assert "In brackets: bounds." in told.out
    assert "[58]" in told.out or "[29–58]" in told.out


def test_mayors_that_a_file_leaves_out_are_open(program: Program, tmp_path: Path) -> None:
    with Path(bundled.data_file("kv2021", "mayors.csv")).open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    path = tmp_path / "so-far.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(row for row in rows if row[0] not in ("851", "840"))
    told = program("outlook", "--mayors", str(path), "-f", "json")
    assert told.code == 0
    (one,) = told.data["outlooks"]
    assert one["region"] == "nordjylland"
    assert {office["municipality_code"] for office in one["offices"]} == {"840", "851"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "No mayor of this area is open."),
        (["--unknown", "Alborg"], "Did you mean Aalborg?"),
        (["--candidates", "Rebild"], "Odense=A,V"),
        (["--candidates", "Rebild=Q"], "On its ballot were"),
        (["--unknown", "all", "-b", "bestyrelse"], "Mayors play no part"),
    ],
)
def test_what_cannot_be_asked_is_bad_input(program: Program, arguments: list[str], said: str) -> None:
    told = program("outlook", *arguments, "--format", "json")
    assert told.code == 3
    assert told.out == ""
    error = json.loads(told.err)["error"]
    assert said in error["message"] + (error["problems"][0]["hint"] or "")


@pytest.mark.parametrize("columns", [60, 80])
def test_no_line_is_wider_than_the_terminal(
    program: Program, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    told = program("outlook", "-r", "sjaelland", "--unknown", "all")
    assert max(map(len, told.out.splitlines())) <= columns
