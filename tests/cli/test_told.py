"""What the commands tell in the less ordinary cases: ties, several regions, no cap, nothing to tell."""

from __future__ import annotations

import csv
import datetime
import gc
import json
import sys
from pathlib import Path

import click
import pytest

from kkr_alloc import __main__, bundled
from kkr_alloc.cli import completion
from kkr_alloc.errors import ExitCode
from tests.analysis.night import FINAL, Night
from tests.cli.runner import Program

BOTH = ("-r", "nordjylland", "-r", "hovedstaden")
CODES = bundled.geography(datetime.date(2022, 1, 1)).region("nordjylland").municipalities


class TestExplain:
    def test_a_tie_is_told_with_what_each_outcome_gives(self, program: Program, tie: list[str]) -> None:
        told = program("explain", *tie)
        assert told.code == ExitCode.LOT_NEEDED
        assert "must be drawn by lot between B, C" in " ".join(told.out.split())
        assert "B has 1 seats if it is drawn, 0 if not." in told.out

    def test_several_regions_follow_one_another(self, program: Program) -> None:
        told = program("explain", *BOTH).out
        assert 0 <= told.index("KKR Nordjylland") < told.index("KKR Hovedstaden")

    def test_the_co_operation_is_told_with_its_lists(self, program: Program, tmp_path: Path) -> None:
        lists = tmp_path / "lists.csv"
        lists.write_text("municipality_code,list_letter\n820,L\n")
        told = program("explain", "-r", "nordjylland", "--co-operation", str(lists))
        assert told.code == 0, told.err
        assert "820-L" in told.out

    def test_a_body_without_a_cap(self, program: Program) -> None:
        assert (
            "There is no cap on the number of members." in program("explain", "-b", "repraesentantskab").out
        )


class TestSeveralRegions:
    """Each answer holds every region asked for, in the order asked."""

    @pytest.mark.parametrize(
        "call",
        [
            ("margins",),
            ("outlook", "--unknown", "Aalborg", "--unknown", "Egedal"),
            ("compare", "kv2017", "kv2021"),
            ("what-if", "--change-votes", "A+1"),
        ],
    )
    def test_one_after_the_other(self, call: tuple[str, ...], program: Program) -> None:
        told = program(*call, *BOTH)
        assert told.code == 0, told.err
        assert 0 <= told.out.index("Nordjylland") < told.out.index("Hovedstaden")


def test_a_comparison_tells_a_tie_even_where_nothing_differs(program: Program, tie: list[str]) -> None:
    told = program("compare", "kl", "dhondt", *tie)
    assert told.code == ExitCode.LOT_NEEDED
    for side in ("kl", "dhondt"):
        assert f"{side}: a lot must be drawn for 1 of the seats between B, C." in " ".join(told.out.split())


def test_two_elections_are_compared_under_one_rule_set(program: Program) -> None:
    told = program("compare", "kv2017", "kv2021", "--rules", "kl", "--rules", "dhondt")
    assert told.code == ExitCode.USAGE
    assert "give --rules once" in told.err


class TestValidate:
    """What a file is, its content tells; every problem is told."""

    def kinds(self, program: Program, *files: Path) -> dict[str, tuple[str, int | None]]:
        answer = program("validate", "-f", "json", *map(str, files)).data
        return {Path(file["path"]).name: (file["kind"], file["rows"]) for file in answer["files"]}

    def test_each_kind(self, program: Program, tmp_path: Path) -> None:
        files = {
            "lists.csv": "municipality_code,list_letter\n820,L\n",
            "lots.yaml": "- {body: kkr, region: nordjylland, seats: 1, between: [A, B], winners: [A]}\n",
            "mayors.csv": "municipality_code,mayor,list_letter,party\n101,,A,A\n",
            "own.yaml": Path(bundled.data_file("rules", "kl.yaml")).read_text(encoding="utf-8"),
        }
        for name, content in files.items():
            (tmp_path / name).write_text(content)
        assert self.kinds(program, *(tmp_path / name for name in files)) == {
            "lists.csv": ("co-operation", 1),
            "lots.yaml": ("lots", 1),
            "mayors.csv": ("mayors", 1),
            "own.yaml": ("rules", 3),
        }

    @pytest.mark.parametrize("columns", ["1,3,4", "1,4,6", "1,4,7"])
    def test_mayors_by_their_header(self, program: Program, tmp_path: Path, columns: str) -> None:
        with Path(bundled.data_file("kv2021", "mayors.csv")).open(encoding="utf-8", newline="") as stream:
            rows = [[row[int(column) - 1] for column in columns.split(",")] for row in csv.reader(stream)]
        with (tmp_path / "mayors.csv").open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
        assert self.kinds(program, tmp_path / "mayors.csv") == {"mayors.csv": ("mayors", 98)}

    @pytest.mark.parametrize(
        ("content", "kind"),
        [
            ("municipality_code,list_letter,list_name,source\n376,L,Guldborgsundlisten,\n", "co-operation"),
            ('municipality_code,"list_letter"\n376,L\n', "co-operation"),
            ("municipality_code,list_letter,source\n376,L,votes.csv\n", "co-operation"),
            ("municipality_code,list_letter,mayors_list\n376,L,\n", "co-operation"),
            ("municipality_code,list_letter,list_name,vote\n101,A,A,1\n", "votes"),
            ('municipality_code,list_letter\n101,"A', "co-operation"),
            ('municipality_code,"list_letter\n', "co-operation"),
        ],
    )
    def test_a_header_is_read_as_columns(
        self, program: Program, tmp_path: Path, content: str, kind: str
    ) -> None:
        (tmp_path / "x.csv").write_text(content, "utf-8")
        assert self.kinds(program, tmp_path / "x.csv")["x.csv"][0] == kind

    def test_more_than_a_hundred_problems_are_counted(self, program: Program, tmp_path: Path) -> None:
        bad = tmp_path / "votes.csv"
        bad.write_text("municipality_code,list_letter,list_name,votes\n" + "999,A,A,x\n" * 200)
        told = program("compute", "--votes", str(bad))
        assert told.code == ExitCode.BAD_INPUT
        assert "… and 499 more; --format json gives all." in told.err
        assert "(votes): 599 problems" in program("validate", str(bad)).out


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        ("figures: []", "There are no figures."),
        (
            'figures:\n  - {body: "kkr", region: "nordjylland", total: 22}\n'
            '  - {body: "kkr", region: "nordjylland", total: 23}\n',
            "The figure stands there already.",
        ),
    ],
)
def test_figures_that_say_nothing_or_contradict(
    figures: str, message: str, program: Program, tmp_path: Path
) -> None:
    file = tmp_path / "figures.yaml"
    file.write_text(figures)
    told = program("check", "--expected", str(file))
    assert (told.code, message in told.err) == (ExitCode.BAD_INPUT, True)


def test_watch_tells_changes_then_heartbeats(program: Program, tmp_path: Path) -> None:
    night = Night(tmp_path)
    night.release_all(FINAL)
    arguments = (
        str(night.folder),
        "--polls",
        "3",
        "--interval",
        "0.1",
        "--heartbeat",
        "0",
        "-r",
        "nordjylland",
    )
    told = program("watch", *arguments, "--mayors", str(night.mayors))
    events = [json.loads(line) for line in told.out.splitlines()]
    assert [event["event"] for event in events] == ["composition", "heartbeat", "heartbeat"]
    night.put_bytes(CODES[0], b"{")
    told = program("watch", *arguments, "--mayors", str(night.mayors))
    assert [json.loads(line)["event"] for line in told.out.splitlines()] == [
        "heartbeat",
        "error",
        "heartbeat",
    ]


def test_rules_and_municipalities_are_completed() -> None:
    context, parameter = click.Context(click.Command("x")), click.Option(["--x"])
    assert [item.value for item in completion.body_rules(context, parameter, "cap_")] == [
        "cap_per_municipality="
    ]
    assert [item.value for item in completion.municipalities(context, parameter, "Aab")] == ["Aabenraa"]


def test_the_program_ends_with_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["kkr-alloc", "compute", "-r", "nowhere"])
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    gc.enable()
    gc.unfreeze()
    assert ended.value.code == ExitCode.BAD_INPUT


def test_an_internal_error_is_told_in_one_line_or_whole(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr("kkr_alloc.cli.elections.bundled_elections", broken)
    told = program("elections")
    assert told.code == ExitCode.INTERNAL
    assert told.err == (
        "Error: Internal error: ZeroDivisionError: by nothing. Set KKR_ALLOC_DEBUG=1 to see where.\n"
    )
    monkeypatch.setenv("KKR_ALLOC_DEBUG", "1")
    told = program("elections")
    assert told.code == ExitCode.INTERNAL
    assert "Traceback" in told.err
