"""``kkr-alloc margins`` as it is called."""

from __future__ import annotations

import pytest

from tests.cli.runner import Program
from tests.schemas import validate


def test_the_table_tells_who_is_near_the_threshold(program: Program) -> None:
    told = program("margins", "-r", "midtjylland")
    assert told.code == 0
    row = next(line for line in told.out.splitlines() if line.startswith(" K "))
    assert row.split()[2:] == ["14,522", "+37", "1", "6,078", "39"]


def test_the_offices_that_matter_are_told_together(program: Program) -> None:
    told = " ".join(program("margins", "-r", "nordjylland").out.split())
    assert "- V to A: V 9→8, B 0→1; 22 members (any of its 9)." in told
    assert "- A to B: A 8→7, B 0→1; 22 members (Aalborg)." in told


def test_a_named_party_is_a_pair_of_columns(program: Program) -> None:
    told = program("margins", "-r", "midtjylland", "--against", "socialdemokratiet")
    assert ["Party", "From", "A", "To", "A"] in [line.split() for line in told.out.splitlines()]
    rows = [line.split() for line in told.out.splitlines() if line.startswith(" K ")]
    assert rows[1][-2:] == ["6,078", "38"]  # voters who go to A leave the threshold where it is


@pytest.mark.parametrize(
    "arguments", [[], ["-b", "bestyrelse"], ["-b", "repraesentantskab", "--against", "V"]]
)
def test_json_keeps_to_its_schema(program: Program, arguments: list[str]) -> None:
    told = program("margins", *arguments, "-f", "json", "-e", "kv2025")
    assert told.code == 0
    validate(told.data)


def test_local_lists_only_on_request(program: Program) -> None:
    few = program("margins", "-r", "nordjylland", "-f", "json").data["margins"][0]["parties"]
    all_of_them = program("margins", "-r", "nordjylland", "-f", "json", "--all-lists").data
    assert len(few) == 14
    assert len(all_of_them["margins"][0]["parties"]) == 29


def test_a_misspelt_party_gets_a_suggestion(program: Program) -> None:
    told = program("margins", "-r", "nordjylland", "--against", "Venstr")
    assert told.code == 3
    assert told.out == ""
    assert "Did you mean Venstre, Danmarks Liberale Parti?" in told.err


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal_and_no_number_is_cut(
    program: Program, monkeypatch: pytest.MonkeyPatch, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    told = program("margins", "-r", "hovedstaden", "--against", "V", "--against", "C", "--against", "Ø")
    assert max(map(len, told.out.splitlines())) <= columns
    assert not [word for word in told.out.split() if word[0].isdigit() and word.endswith("…")]
