"""``kkr-alloc compute`` as people, jobs and pipelines use it."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Any

import pytest

from kkr_alloc import bundled
from tests.cli.runner import Program, on_terminal, process


def compute(program: Program, *arguments: str) -> Any:
    """The JSON of a successful run."""
    outcome = program("compute", "-f", "json", *arguments)
    assert outcome.code == 0, outcome.err
    return outcome.data


def test_colour_on_a_terminal_unless_it_is_unwanted() -> None:
    call = ("compute", "-r", "1081")
    assert "\x1b[" in on_terminal(*call, TERM="xterm-256color")
    for unwanted in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        plain = on_terminal(*call, **unwanted)
        assert "\x1b[3" not in plain
        assert "KKR Nordjylland" in plain


def test_regions_in_the_order_asked_and_once(program: Program) -> None:
    data = compute(program, "-r", "1081", "-r", "hovedstaden", "-r", "nordjylland")
    found = [composition["region"] for composition in data["compositions"]]
    assert found == ["nordjylland", "hovedstaden"]


def test_same_call_gives_the_same_bytes(program: Program) -> None:
    call = ("compute", "-f", "json")
    assert program(*call).out == process(*call, PYTHONHASHSEED="7").out


def test_hash_of_an_input_is_that_of_its_file(program: Program) -> None:
    votes = compute(program, "-r", "1081")["inputs"][0]
    content = Path(bundled.data_file("kv2021", "votes.csv")).read_bytes()
    assert votes["sha256"] == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("name", ["no/such/folder/kkr.json", ".", "kkr.json/"])
def test_place_that_cannot_be_written(program: Program, tmp_path: Path, name: str) -> None:
    outcome = program("compute", "-o", f"{tmp_path}/{name}", "-f", "json")
    assert (outcome.code, outcome.out) == (6, "")
    assert outcome.error["code"] == "cannot-write"


@pytest.mark.parametrize(
    ("more", "environment", "code"),
    [((), {}, 6), (("--force",), {}, 0), ((), {"KKR_ALLOC_FORCE": "1"}, 0)],
)
def test_existing_file_is_overwritten_only_with_force(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: tuple[str, ...],
    environment: dict[str, str], code: int,
) -> None:  # fmt: skip
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    target = tmp_path / "kkr.json"
    target.write_text("old")
    outcome = program("compute", "-o", str(target), *more)
    assert (outcome.code, outcome.out) == (code, "")
    assert target.read_text(encoding="utf-8").startswith("old" if code else "{")
    assert [path.name for path in tmp_path.iterdir()] == ["kkr.json"]


@pytest.mark.parametrize("arguments", [("compute", "-f", "xlsx"), ("report",)])
def test_format_that_is_not_for_a_terminal(
    program: Program, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    assert program(*arguments, "-o", "/dev/null").code == 0
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    outcome = program(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert "name a file with -o" in outcome.err


@pytest.mark.parametrize(
    ("arguments", "module", "extra"),
    [(("compute", "-f", "xlsx"), "xlsxwriter", "xlsx"), (("report",), "jinja2", "report")],
)
def test_missing_extra_is_named(
    program: Program, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], module: str,
    extra: str,
) -> None:  # fmt: skip
    monkeypatch.setitem(sys.modules, module, None)
    outcome = program(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert f'pip install "kkr-alloc[{extra}]"' in outcome.err


@pytest.mark.parametrize(
    "call",
    [
        ("compute", "--votes", "-", "--mayors", "-"),
        ("explain", "--mayors", "-", "--lots", "-"),
        ("check", "--expected", "-", "--votes", "-"),
        ("validate", "-", "-"),
    ],
)
def test_two_inputs_from_standard_input(program: Program, call: tuple[str, ...]) -> None:
    outcome = program(*call)
    assert (outcome.code, outcome.out) == (2, "")
    assert "Only one input can be standard input (-)." in outcome.err


def test_own_co_operation_is_pooled(program: Program, tmp_path: Path) -> None:
    own = tmp_path / "lists.csv"
    own.write_text("municipality_code,list_letter\n376,L\n306,N\n")
    data = compute(program, "--co-operation", str(own), "-r", "sjaelland")
    line = next(p for p in data["compositions"][0]["parties"] if p["party"] == "L")
    assert (line["lists"], line["mayors"]) == (["306-N", "376-L"], 1)


@pytest.mark.parametrize("command", [("compute",), ("explain",), ("what-if", "--change-votes", "A-1")])
def test_form_on_stderr_is_the_lots_file_once_it_is_filled_in(
    program: Program, tmp_path: Path, tie: list[str], command: tuple[str, ...]
) -> None:
    """Also where it is the changes that tie: before them there is nothing to draw for."""
    options = [*tie, "-f", "json"]
    if command[0] == "what-if":
        votes = Path(tie[1])
        votes.write_text(votes.read_text().replace(",B,,B,100,", ",B,,B,101,", 1))
        command = (*command, "--change-votes", "B-1")
    waiting = program(*command, *options)
    assert waiting.code == 4
    lots = tmp_path / "lots.yaml"
    lots.write_text(waiting.err)
    assert program(*command, *options, "--lots", str(lots)).code == 3  # nobody has won yet
    lots.write_text(waiting.err.replace("winners: []", "winners: [C]"))
    drawn = program(*command, *options, "--lots", str(lots))
    assert (drawn.code, drawn.err) == (0, "")
    (made,) = next(
        drawn.data[name] for name in ("compositions", "explanations", "comparisons") if name in drawn.data
    )
    made = made.get("composition") or made.get("second") or made
    assert {line["party"]: line["seats"] for line in made["parties"]} == {"A": 20, "B": 0, "C": 1, "V": 1}
