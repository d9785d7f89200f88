"""Every kind of file given as every other, and the problems of all files in one run."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from kkr_alloc import bundled
from kkr_alloc.errors import ExitCode
from kkr_alloc.sources.kinds import KEYS, MARKS, OPTIONS
from tests.cli.runner import Program
from tests.sources.feedmaker import area, export
from tests.workbooks import xlsx

LOT = "{body: kkr, region: nordjylland, seats: 1, between: [A, V], winners: [A]}"
MAYORS = "municipality_code,list_letter,mayor\n101,A,N\n"
LETTERS = "municipality_code,list_letter\n376,G\n"

FILES: dict[str, tuple[str, str | bytes]] = {
    "votes.csv": ("votes", "municipality_code,list_letter,list_name,party,votes,seats\n101,A,A,A,1,1\n"),
    "votes.xlsx": ("votes", xlsx({"Ark1": [["municipality_code", "list_letter", "votes"], ["101", "A", 1]]})),
    "exported.csv": ("valgdk-export", export()),
    "valgk3.csv": ("statbank", "OMRÅDE;PARTI;STEMMER;TID;INDHOLD\n101;A;1;2021;1\n"),
    "area.json": ("feed", json.dumps(area())),
    "mayors.csv": ("mayors", MAYORS),
    "semicolons.csv": ("mayors", MAYORS.replace(",", ";")),
    "parties.csv": ("mayors", "municipality_code,list_letter,list_name,party\n101,A,A,A\n"),
    "noted.csv": ("mayors", "municipality_code,list_letter,note\n101,A,\n"),
    "more.csv": ("mayors", "municipality_code,list_letter,mayor,born\n101,A,N,1970\n"),
    "mayors.xlsx": ("mayors", xlsx({"mayors": [line.split(",") for line in MAYORS.split()]})),
    "register.csv": ("co-operation", LETTERS),
    "named.csv": ("co-operation", "municipality_code,list_letter,list_name,source\n376,G,G,\n"),
    "figures.csv": ("expected", "region,party,mayors,total\nhovedstaden,A,17,17\n"),
    "figures.yaml": ("expected", 'term: "2022-2026"\nfigures:\n- {body: bestyrelse, total: 17}\n'),
    "lots.yaml": ("lots", f"- {LOT}\n"),
    "lots": ("lots", f"[{LOT}]\n"),
    "rules.yaml": ("rules", Path(bundled.data_file("rules", "kl.yaml")).read_text("utf-8")),
    "totals.csv": ("totals", Path(bundled.data_file("kv2021", "totals.csv")).read_text("utf-8")),
    "result.csv": ("result", "election,body,region,party,name,votes,seats,seats_lowest,seats_highest\n"),
    "result.json": ("result", '{"schema": "kkr-alloc/compositions/1", "compositions": []}'),
}  # fmt: skip
"""Files by name: their kind, and what is in them."""

ONE_OF_EACH = {kind: name for name, (kind, _) in reversed(FILES.items())}
"""The first file of each kind."""

TAKES = {
    **{"votes": {"votes", "valgdk-export", "statbank"}, "mayors": {"mayors"}, "lots": {"lots"}},
    **{"co-operation": {"co-operation"}, "expected": {"expected"}, "rules": {"rules"}},
}
"""The kinds that each option takes."""


def put(folder: Path, name: str) -> str:
    content = FILES[name][1]
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(folder / name)


@pytest.mark.parametrize("option", TAKES)
@pytest.mark.parametrize("name", ONE_OF_EACH.values())
def test_every_kind_given_as_every_other(program: Program, tmp_path: Path, name: str, option: str) -> None:
    kind, path = FILES[name][0], put(tmp_path, name)
    command = "check" if option == "expected" else "compute"
    outcome = program(command, "-e", "kv2021", f"--{option}", path, "-f", "json")
    if kind in TAKES[option]:
        messages = [] if outcome.code < ExitCode.BAD_INPUT else [outcome.error["message"]]
        assert not {*messages} & {*OPTIONS.values()}
        return
    assert (outcome.code, outcome.out) == (ExitCode.BAD_INPUT, "")
    hint = None
    if (kind, option) == ("co-operation", "mayors"):
        hint = "A table of mayors has a column mayor, party or note."
    place = {"file": path, "line": None, "field": None, "value": None}
    assert outcome.error["problems"] == [{"message": OPTIONS[kind], **place, "hint": hint}]
    if kind in TAKES:
        assert f"--{kind}" in OPTIONS[kind]


def test_every_kind_is_among_them() -> None:
    assert (
        {kind for kind, _ in FILES.values()}
        == OPTIONS.keys()
        == {kind for kind, _ in (*MARKS, *KEYS)} | {*("co-operation", "lots")}
    )


@pytest.mark.parametrize("name", FILES)
def test_validate_says_what_each_is(program: Program, tmp_path: Path, name: str) -> None:
    kind, path = FILES[name][0], put(tmp_path, name)
    (file,) = program("validate", path, "-e", "kv2021", "-f", "json").data["files"]
    assert file["kind"] == ("votes" if kind in TAKES["votes"] else kind)
    messages = [problem["message"] for problem in file["problems"]]
    assert (messages == [OPTIONS[kind]]) is (kind not in set().union(*TAKES.values()))


WRONG = {
    "votes": ("v.csv", "municipality_code,list_letter,list_name,votes\n" + "101,A,A,x\n" * 15),
    "mayors": ("m.csv", "municipality_code,list_letter,mayor\n999,A,N\n"),
    "co-operation": ("c.csv", "municipality_code,list_letter\n999,A\n"),
    "lots": ("l.yaml", "- {body: kkr, seats: 1, between: [A, B], winners: [A]}\n"),
    "rules": ("r.yaml", "id: x\n"),
    "expected": ("e.csv", "region,party,total\nhovedstaden,A,x\n"),
}


def test_folder_that_cannot_be_read(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not said to be no feed."""

    listdir = os.listdir

    def denied(path: str) -> list[str]:
        if path == str(tmp_path):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return listdir(path)

    monkeypatch.setattr(os, "listdir", denied)
    outcome = program("convert", str(tmp_path))
    assert (outcome.code, outcome.err) == (3, f"Error: {tmp_path}: Cannot be read: Permission denied.\n")


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("compute", ("votes", "mayors", "co-operation", "lots", "rules")),
        ("check", ("votes", "mayors", "co-operation", "rules", "expected")),
    ],
)
def test_problems_of_all_files_in_one_run(
    program: Program, tmp_path: Path, command: str, options: tuple[str, ...]
) -> None:
    """A text shows twenty of them, and each file's first."""
    arguments = [command, "-e", "kv2021"]
    for option in options:
        name, content = WRONG[option]
        (tmp_path / name).write_text(content, "utf-8")
        arguments += [f"--{option}", str(tmp_path / name)]
    problems = program(*arguments, "-f", "json").error["problems"]
    assert {Path(problem["file"]).name for problem in problems} == {WRONG[option][0] for option in options}
    first, *lines = program(*arguments).err.splitlines()
    assert first == f"Error: the input has {len(problems)} problems."
    assert (len(lines), lines[-1]) == (21, f"  … and {len(problems) - 20} more; --format json gives all.")
    assert all(any(WRONG[option][0] in line for line in lines) for option in options)
