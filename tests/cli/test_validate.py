"""``kkr-alloc validate``: what each file is, and every problem of all of them in one run."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kkr_alloc import bundled
from kkr_alloc.errors import ExitCode
from tests.analysis.night import FINAL, Night
from tests.cli.runner import Program

FILES = {
    "named.csv": ("municipality_code,list_letter,list_name,source\n376,L,Guldborgsundlisten,\n",
                  "co-operation", 1),
    "mayors-list.csv": ("municipality_code,list_letter,mayors_list\n376,L,\n", "co-operation", None),
    "vote.csv": ("municipality_code,list_letter,list_name,vote\n101,A,A,1\n", "votes", None),
    "open-cell.csv": ('municipality_code,list_letter\n101,"A', "co-operation", None),
    "mayors.csv": ("municipality_code,mayor,list_letter,party\n101,,A,A\n", "mayors", 1),
    "lots.yaml": ("- {body: kkr, region: nordjylland, seats: 1, between: [A, B], winners: [A]}\n", "lots", 1),
}  # fmt: skip


def kinds(program: Program, *files: Path) -> dict[str, tuple[str, int | None]]:
    answer = program("validate", "-f", "json", *map(str, files)).data
    return {Path(file["path"]).name: (file["kind"], file["rows"]) for file in answer["files"]}


@pytest.mark.parametrize("name", FILES)
def test_kind_by_the_content(program: Program, tmp_path: Path, name: str) -> None:
    content, *expected = FILES[name]
    (tmp_path / name).write_text(content, "utf-8")
    assert kinds(program, tmp_path / name) == {name: tuple(expected)}


@pytest.mark.parametrize("columns", ["1,3,4", "1,4,6", "1,4,7"])
def test_mayors_by_their_header(program: Program, tmp_path: Path, columns: str) -> None:
    with Path(bundled.data_file("kv2021", "mayors.csv")).open(encoding="utf-8", newline="") as stream:
        rows = [[row[int(column) - 1] for column in columns.split(",")] for row in csv.reader(stream)]
    with (tmp_path / "mayors.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    assert kinds(program, tmp_path / "mayors.csv") == {"mayors.csv": ("mayors", 98)}


def test_problems_of_every_file(program: Program, tmp_path: Path) -> None:
    files = {
        "votes.csv": ("municipality_code,list_letter,list_name,votes\n101,A,A,x\n999,B,,-1\n", "votes", 3),
        "mayors.csv": ("municipality_code,list_letter,party\n101,,Z\n101,,A\n", "mayors", 2),
        "lots.yaml": ("- body: kkr\n", "lots", 1),
    }  # fmt: skip
    for name, (content, *_) in files.items():
        (tmp_path / name).write_text(content)
    paths = [str(tmp_path / name) for name in (*files, "none")]
    outcome = program("validate", *paths, "-e", "kv2021", "--format", "json")
    assert outcome.code == ExitCode.BAD_INPUT
    found = [(Path(file["path"]).name, file["kind"], len(file["problems"])) for file in outcome.data["files"]]
    assert found == [*((name, kind, n) for name, (_, kind, n) in files.items()), ("none", "unknown", 1)]


def test_votes_and_mayors_are_compared(program: Program, tmp_path: Path) -> None:
    mayors = tmp_path / "mayors.csv"
    lines = Path(bundled.data_file("kv2021", "mayors.csv")).read_text(encoding="utf-8").splitlines()
    changed = [line for line in lines if not line.startswith("306,")] + ["306,Odsherred,,X,En fremmed,,,"]
    mayors.write_text("\n".join(changed), encoding="utf-8")
    outcome = program("validate", bundled.data_file("kv2021", "votes.csv"), str(mayors))
    assert outcome.code == ExitCode.BAD_INPUT
    assert "The mayor of Odsherred is of En fremmed, which has no votes here." in " ".join(
        outcome.out.split()
    )


def test_feed(program: Program, tmp_path: Path) -> None:
    night = Night(tmp_path)
    night.release_all(FINAL, GyldigeStemmer=5)
    outcome = program("validate", str(night.folder), "-f", "json")
    assert len(outcome.data["files"][0]["problems"]) == 11
