"""``kkr-alloc explain`` as it is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.runner import Program
from tests.schemas import validate


def test_the_story_of_hovedstaden_2018(program: Program) -> None:
    told = program("explain", "--region", "hovedstaden", "--election", "kv2017")

    assert told.code == 0
    words = " ".join(told.out.split())
    for sentence in (
        "The threshold is 2.00 % of them: 19,081.32, so 19,082 votes are needed.",
        "Liste G, Gribskov, 1, outside the proportional part: Gribskov.",
        "sets the size: 276,715 votes / 15 mayors = 18,447.6667 votes per mayor.",
        "Each quotient is rounded up: every started price gives a seat.",
        "With 1 outside the proportional part that makes 53 + 1 = 54 members.",
        "54 members are within the cap of 2 x 29 municipalities = 58.",
        "54 members: 29 mayors and 25 supplementary.",
    ):
        assert sentence in words


def test_the_seats_under_the_cap_are_told_one_by_one(program: Program) -> None:
    told = program("explain", "-r", "nordjylland")
    assert "36 members are more than the cap of 2 x 11 municipalities = 22." in told.out
    rows = [line.split() for line in told.out.splitlines()]
    assert ["19", "F", "15,110", "/", "1", "15,110.00", "Ø", "14,592", "/", "1", "14,592.00"] in rows


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal_and_no_number_is_cut(
    program: Program, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    told = program("explain", "-r", "hovedstaden", "-b", "kkr")
    assert max(map(len, told.out.splitlines())) <= columns
    assert not [word for word in told.out.split() if word[0].isdigit() and word.endswith("…")]


@pytest.mark.parametrize("body", [[], ["-b", "repraesentantskab"], ["-b", "bestyrelse"]])
def test_json_keeps_to_its_schema(program: Program, body: list[str]) -> None:
    told = program("explain", *body, "--format", "json", "-e", "kv2025")
    assert told.code == 0
    validate(told.data)


def test_json_has_the_steps_as_data(program: Program) -> None:
    told = program("explain", "-r", "hovedstaden", "-f", "json").data["explanations"][0]
    assert told["composition"]["price"] == {"numerator": 220_319, "denominator": 17}
    first = told["filling"]["steps"][0]
    assert first["seat"] == 30
    assert first["winner"] == {
        "party": "Ø", "votes": 125_132, "divisor": 1, "quotient": {"numerator": 125_132, "denominator": 1},
    }  # fmt: skip
    assert len(told["filling"]["steps"]) == 29


def test_a_suffix_that_it_cannot_write_is_a_usage_error(program: Program, tmp_path: Path) -> None:
    told = program("explain", "-o", str(tmp_path / "told.csv"))
    assert told.code == 2
    assert "use one of .txt, .json" in told.err
    assert not list(tmp_path.iterdir())


def test_a_suffix_names_the_format(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "told.json"
    assert program("explain", "-r", "sjaelland", "-o", str(path)).code == 0
    assert path.read_text("utf-8").startswith('{\n "schema": "kkr-alloc/explain/1"')
