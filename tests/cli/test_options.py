"""Options that would change nothing are refused where somebody gives them, and passed over where they stand
in the environment: that holds for every command."""

from __future__ import annotations

from pathlib import Path

import pytest

from kkr_alloc import bundled
from kkr_alloc.render import FORMATS, WITH_STEPS
from tests.cli.runner import Program, process

VOTES = bundled.data_file("kv2021", "votes.csv")
READING = [("--votes-format", "xlsx"), ("--municipality", "Egedal"), ("--skip-unreadable",)]
WITHOUT_FILES = [
    ("compute", "-r", "1081"),
    ("explain", "-r", "1081"),
    ("compare", "kv2017", "kv2021", "-r", "1081"),
    ("check", "--election", "kv2017"),
]


@pytest.mark.parametrize("command", WITHOUT_FILES)
@pytest.mark.parametrize("option", READING)
def test_how_votes_are_read_needs_votes(
    program: Program, command: tuple[str, ...], option: tuple[str, ...]
) -> None:
    told = program(*command, *option)
    assert (told.code, told.out) == (2, "")
    assert f"{option[0]}: only for reading your own votes; name them with --votes." in told.err


@pytest.mark.parametrize("command", WITHOUT_FILES)
def test_mayors_are_left_open_in_ones_own_files_only(program: Program, command: tuple[str, ...]) -> None:
    told = program(*command, "--unknown-mayors")
    assert (told.code, told.out) == (2, "")
    assert "--unknown-mayors: only for your own files" in told.err


def test_all_of_them_are_told_at_once(program: Program) -> None:
    told = program("compute", *READING[0], *READING[2])
    assert "--votes-format, --skip-unreadable: only for reading your own votes" in told.err


def test_in_the_environment_they_are_passed_over(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = [program(*command) for command in WITHOUT_FILES]
    for name, value in (
        ("VOTES_FORMAT", "xlsx"),
        ("MUNICIPALITY", "Egedal"),
        ("SKIP_UNREADABLE", "1"),
        ("UNKNOWN_MAYORS", "1"),
    ):
        monkeypatch.setenv(f"KKR_ALLOC_{name}", value)
    assert [program(*command) for command in WITHOUT_FILES] == plain
    monkeypatch.setenv("KKR_ALLOC_STEPS", "1")
    assert program("compute", "-r", "1081", "-f", "csv").code == 0


def test_with_votes_from_the_environment_they_are_for_these(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KKR_ALLOC_VOTES", VOTES)
    assert program("compute", "-r", "1081", "--votes-format", "tidy").code == 0


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in WITH_STEPS])
def test_a_format_without_steps_is_told(program: Program, name: str) -> None:
    told = program("compute", "-r", "1081", "--steps", "-f", name)
    assert (told.code, told.out) == (2, "")
    assert f"The format {name} has no steps; those that have: {', '.join(WITH_STEPS)}." in told.err


@pytest.mark.parametrize("name", WITH_STEPS)
def test_the_others_have_them(program: Program, tmp_path: Path, name: str) -> None:
    with_steps, without = tmp_path / "with", tmp_path / "without"
    call = ("compute", "-r", "1081", "-f", name, "-o")
    assert program(*call, str(with_steps), "--steps").code == program(*call, str(without)).code == 0
    assert with_steps.stat().st_size > without.stat().st_size


@pytest.mark.parametrize(
    "call",
    [
        ("compute", "--votes", "-", "--mayors", "-"),
        ("explain", "--mayors", "-", "--lots", "-"),
        ("check", "--expected", "-", "--votes", "-"),
        ("validate", "-", "-"),
    ],
)
def test_only_one_input_is_standard_input(call: tuple[str, ...]) -> None:
    told = process(*call, stdin=b"a,b\n")
    assert (told.code, told.out) == (2, "")
    assert "Only one input can be standard input (-)." in told.err
