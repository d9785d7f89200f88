"""``kkr-alloc validate``: what each file is, and every problem of all of them in one run."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from kkr_alloc import bundled
from kkr_alloc.errors import ExitCode
from tests.analysis.night import FINAL, Night
from tests.cli.runner import Program
from tests.tables import votes_of_nordjylland
from tests.workbooks import xlsx

COLUMNS = ("municipality_code", "list_letter", "list_name", "votes", "election")
LISTS = [[row[column] for column in COLUMNS] for row in votes_of_nordjylland()]
OF_AALBORG = sum(int(row[3]) for row in LISTS if row[0] == "851")
OF_VOTES = {
    **{"kind": "votes", "municipalities": 11, "lists": len(LISTS), "rows": len(LISTS)},
    **{"votes": sum(int(row[3]) for row in LISTS), "election": "kv2021"},
}


def table(columns: int, *more: str) -> str:
    """The votes of Nordjylland, the first so many columns, and further lines; no line end at its end."""
    return "\n".join([*(";".join(row[:columns]) for row in [[*COLUMNS], *LISTS]), *more])


SOUND: dict[str, tuple[bytes, dict[str, object], set[str]]] = {
    "votes.csv": (table(5, "").encode(), {**OF_VOTES, "election_named": True, "encoding": "UTF-8"}, set()),
    "ansi.csv": (table(4, f"851;;I alt;{OF_AALBORG}").encode("cp1252"),
                 {**OF_VOTES, "election_named": False, "encoding": "windows-1252"},
                 {"windows-1252", "no-line-end", "not-lists"}),
    "votes.xlsx": (xlsx({"Noter": [["Kilde"]], "Stemmer": [[*COLUMNS], *LISTS]}),
                   {**OF_VOTES, "sheet": "Stemmer", "encoding": None}, set()),
    "mayors.csv": ("municipality_code,mayor,list_letter,party\n101,,A,A\n".encode("utf-16"),
                   {"kind": "mayors", "rows": 1, "municipalities": 1, "encoding": "UTF-16"}, set()),
    "named.csv": (b"municipality_code,list_letter,list_name,source\n376,L,Guldborgsundlisten,",
                  {"kind": "co-operation", "rows": 1, "municipalities": 1}, {"no-line-end"}),
    "figures.csv": (b"region,party,total\nhovedstaden,A,17\n", {"kind": "expected", "rows": 1}, set()),
    "lots.yaml": (b"- {body: kkr, region: nordjylland, seats: 1, between: [A, B], winners: [A]}\n",
                  {"kind": "lots", "rows": 1, "encoding": "UTF-8", "sheet": None}, set()),
}  # fmt: skip
"""Sound files: what is in them, what is said of them, and the codes of the notes."""

MISSPELT = {
    "mayors-list.csv": ("municipality_code,list_letter,mayors_list\n376,L,\n", "co-operation"),
    "vote.csv": ("municipality_code,list_letter,list_name,vote\n101,A,A,1\n", "votes"),
    "open-cell.csv": ('municipality_code,list_letter\n101,"A', "co-operation"),
}


@pytest.mark.parametrize("name", SOUND)
def test_what_a_sound_file_is(program: Program, tmp_path: Path, name: str) -> None:
    content, facts, codes = SOUND[name]
    (tmp_path / name).write_bytes(content)
    options = ("-e", "kv2021") if facts.get("election_named") is False else ()
    (file,) = program("validate", *options, "-f", "json", str(tmp_path / name)).data["files"]
    assert file["problems"] == []
    assert {key: file[key] for key in facts} == facts
    assert {note["code"] for note in file["notes"]} == codes
    words = "".join(program("validate", *options, str(tmp_path / name)).out.split())
    for said in (*filter(None, (file["sheet"], file["encoding"], file["election"])), *codes):
        notes = [note["message"] for note in file["notes"] if note["code"] == said]
        assert "".join((notes or [said])[0].split()) in words
    rows = list(
        csv.DictReader(program("validate", *options, "-f", "csv", str(tmp_path / name)).out.splitlines())
    )
    assert {row["code"] for row in rows} == (codes or {""})


@pytest.mark.parametrize("name", MISSPELT)
def test_what_a_table_with_unknown_columns_may_be(program: Program, tmp_path: Path, name: str) -> None:
    content, kind = MISSPELT[name]
    (tmp_path / name).write_text(content, "utf-8")
    (file,) = program("validate", "-f", "json", str(tmp_path / name)).data["files"]
    assert (file["kind"], file["rows"]) == (kind, None)


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
    assert "No such list stands in Odsherred. On its ballot were A, B," in " ".join(outcome.out.split())


def test_feed(program: Program, night: Night) -> None:
    night.release_all(FINAL, GyldigeStemmer=5)
    outcome = program("validate", str(night.folder), "-f", "json")
    assert len(outcome.data["files"][0]["problems"]) == 11
