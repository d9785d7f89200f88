"""Odd values fed to every option and argument of every command: a documented code, a clear error, no hang."""

from __future__ import annotations

import contextlib
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from kkr_alloc.cli.main import COMMANDS, group
from kkr_alloc.errors import ExitCode
from kkr_alloc.sources import files
from tests.cli.runner import Outcome, Program

MAYORS = "municipality_code,list_letter,party\n101,A,A\n"
SECONDS = 20
"""No odd value may take longer."""

BASES: dict[str, tuple[str, ...]] = {
    "check": ("--expected", "FIGURES", "--election", "kv2017"),
    "compare": ("kv2017", "kv2021", "-r", "1081"),
    "convert": ("MAYORS",),
    "elections": (),
    "rules": (),
    "validate": ("MAYORS",),
    "watch": ("FOLDER", "--polls", "1"),
}
"""What a command needs beside the odd value, so that it is quick; the others take a region."""

BASE_FILES = {"MAYORS": "mayors.csv", "FIGURES": "figures.csv", "FOLDER": "folder"}
NO_JSON = ("convert", "watch", "report")
TEXTS = ["", "-", "--", "/", "/dev/null", "a\0b", "\x1b[31mred", "…", "{x}", "%s", "="]
TEXTS += ["A=B", "A+1", "-1", "nan", "9" * 5000, "x" * 20_000]
FILES = ("folder", "socket", "garbage", "empty", "large", "brackets.yaml", "aliases.yaml", "no/file")
FEW = ["", "/", "a\0b", "FILE garbage"]
"""Enough for an option that ``compute`` has just so."""

OK, USAGE, BAD, CANNOT = (
    int(code) for code in (ExitCode.OK, ExitCode.USAGE, ExitCode.BAD_INPUT, ExitCode.CANNOT_WRITE)
)
EXPECTED = {
    "--body": {USAGE},
    "--format": {USAGE},
    "--lang": {USAGE},
    "--change-votes": {OK, USAGE, BAD},
    "--output": {OK, USAGE, BAD, CANNOT},
    "--interval": {OK, USAGE},
    "--heartbeat": {OK, USAGE},
    "--polls": {OK, USAGE},
    "--since": {OK, USAGE, BAD},
}
"""The exit codes that an option's odd values may lead to; of any other option, usage and bad input."""


def commands() -> Iterator[tuple[str, click.Parameter]]:
    """Every option that takes a value and every argument, of every command."""
    context = click.Context(group)
    for name in COMMANDS:
        command = group.get_command(context, name)
        assert command is not None
        for parameter in command.params:
            if not getattr(parameter, "is_flag", False):
                yield name, parameter


def long(parameter: click.Parameter) -> str:
    return max(parameter.opts, key=len)


SHARED = {long(parameter) for name, parameter in commands() if name == "compute"}
PLACES = [pytest.param(name, parameter, id=f"{name} {long(parameter)}") for name, parameter in commands()]


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of odd files."""
    folder = tmp_path_factory.mktemp("odd")
    (folder / "folder").mkdir()
    with socket.socket(socket.AF_UNIX) as bound, contextlib.chdir(folder):
        bound.bind("socket")  # a socket's path may be no longer than a hundred bytes
    (folder / "garbage").write_bytes(bytes(range(256)) * 40)
    (folder / "empty").touch()
    with open(folder / "large", "wb") as large:
        large.truncate(files.MAX_BYTES + 1)
    (folder / "brackets.yaml").write_text("[" * 100_000)
    laughs = [f"- &a{i} [{','.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 30)]
    (folder / "aliases.yaml").write_text("\n".join(["- &a0 [x, x]", *laughs]))
    (folder / "mayors.csv").write_text(MAYORS)
    (folder / "figures.csv").write_text("region,party,total\nnordjylland,,22\n")
    return folder


@pytest.fixture(autouse=True)
def _alone(odd: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder of its own."""
    monkeypatch.chdir(tmp_path)


def values(command: str, parameter: click.Parameter, odd: Path) -> list[str]:
    known = command != "compute" and long(parameter) in SHARED
    made = FEW if known else [*TEXTS, *(f"FILE {name}" for name in FILES)]
    if command == "watch":
        made = [value for value in made if value != "/"]  # the whole disk would be looked through
    return [str(odd / value.removeprefix("FILE ")) if value.startswith("FILE ") else value for value in made]


def call(program: Program, *arguments: str) -> Outcome:
    """Run the program; a hang is a failure."""

    def too_long(_signal: int, _frame: object) -> None:
        pytest.fail(f"no end after {SECONDS} seconds: {arguments}")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(SECONDS)
    try:
        return program(*arguments)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize(("command", "parameter"), PLACES)
def test_odd_value_gives_one_clear_error_or_a_result(
    command: str, parameter: click.Parameter, odd: Path, program: Program
) -> None:
    is_option = parameter.param_type_name == "option"
    base = [] if not is_option else list(BASES.get(command, ("-r", "1081")))
    if long(parameter) in ("--region", "--election"):
        base = [*base[:-2]] if base[-2:-1] in (["-r"], ["--election"]) else base
    base = [str(odd / BASE_FILES[word]) if word in BASE_FILES else word for word in base]
    if command == "watch" and not is_option:
        base = ["--polls", "1"]
    codes: dict[int, list[str]] = {}
    for number, value in enumerate(values(command, parameter, odd)):
        as_json = number % 2 == 0 and command not in NO_JSON and long(parameter) not in ("--format", "--lang")
        second = ["kv2021"] if command == "compare" else []
        given = [f"{long(parameter)}={value}"] if is_option else ["--", value, *second]
        outcome = call(program, command, *base, *(["--format=json"] if as_json else []), *given)
        codes.setdefault(outcome.code, []).append(value[:40])
        check(outcome, as_json, value, f"{command} {given}"[:200])
    others = {USAGE, BAD} if is_option else {OK, USAGE, BAD}
    assert codes.keys() <= EXPECTED.get(long(parameter), others), codes


def check(outcome: Outcome, as_json: bool, value: str, given: str) -> None:
    """What holds of every run, whatever it was given."""
    assert outcome.code in set(ExitCode) - {ExitCode.INTERNAL}, (given, outcome.err[-500:])
    assert "Traceback" not in outcome.err, given
    if given.startswith("validate") and outcome.code == BAD and outcome.out:
        assert not as_json or outcome.data  # its problems are its answer
    elif outcome.code in (USAGE, BAD, CANNOT):
        assert outcome.out == "", given
        assert len(outcome.err.replace(value, "")) < 3000, given  # a path is reported as it was given
        if as_json:
            assert outcome.error["message"], given
        else:
            assert outcome.err.replace("\n", "").isprintable(), given
