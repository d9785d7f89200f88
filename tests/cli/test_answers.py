"""What holds of every command that answers a question: its formats, its width, its JSON, its exit code."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from kkr_alloc import bundled
from kkr_alloc.cli.formats import FORMATS, ROWS
from kkr_alloc.errors import ExitCode
from kkr_alloc.render import WRITERS
from tests.cli.runner import ABOUT_BODIES, Program, modules_after
from tests.schemas import validate
from tests.tables import store, votes_of_nordjylland

CALLS = {
    **{name: (*call, "-r", "nordjylland") for name, call in ABOUT_BODIES.items()},
    "check": ("check", "-e", "kv2017"),
    "validate": ("validate", bundled.data_file("rules", "kl.yaml")),
    "elections": ("elections",),
    "rules": ("rules",),
}
IN_EVERY_FORMAT = [(name, format_name) for name in CALLS for format_name in FORMATS[name]]


@pytest.mark.parametrize(("name", "format_name"), IN_EVERY_FORMAT)
def test_each_format_is_written(program: Program, tmp_path: Path, name: str, format_name: str) -> None:
    target = tmp_path / "answer"
    assert program(*CALLS[name], "-f", format_name, "-o", str(target)).code == ExitCode.OK
    written = target.read_bytes()
    if format_name in ("json", "ndjson"):
        assert all(
            json.loads(line) for line in (written.splitlines() if format_name == "ndjson" else [written])
        )
    if format_name in ("csv", "tsv"):
        delimiter = "," if format_name == "csv" else "\t"
        assert len({len(row) for row in csv.reader(written.decode().splitlines(), delimiter=delimiter)}) == 1
    assert written.startswith(b"PK") is (format_name == "xlsx")


@pytest.mark.parametrize("format_name", [name for name in FORMATS["compute"] if name != "xlsx"])
def test_each_format_is_named_by_each_of_its_suffixes(
    program: Program, tmp_path: Path, format_name: str
) -> None:
    by_name = tmp_path / "answer"
    program(*CALLS["compute"], "-f", format_name, "-o", str(by_name))
    for suffix in WRITERS[format_name][1:]:
        target = by_name.with_suffix(suffix)
        assert program(*CALLS["compute"], "-o", str(target)).code == ExitCode.OK
        assert target.read_bytes() == by_name.read_bytes()


@pytest.mark.parametrize("name", [name for name in CALLS if not set(ROWS) <= set(FORMATS[name])])
def test_suffix_of_a_format_that_a_command_lacks(program: Program, tmp_path: Path, name: str) -> None:
    outcome = program(*CALLS[name], "-o", str(tmp_path / "answer.csv"))
    assert (outcome.code, outcome.out, list(tmp_path.iterdir())) == (ExitCode.USAGE, "", [])
    assert f"{name} has no format for .csv; use one of .txt, .md," in outcome.err


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize(("name", "language"), [*((name, "en") for name in CALLS), ("compute", "da")])
def test_table_fits_the_width_and_cuts_no_number(
    program: Program, monkeypatch: pytest.MonkeyPatch, name: str, language: str, columns: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    call = (*ABOUT_BODIES[name], "-r", "sjaelland") if name in ABOUT_BODIES else CALLS[name]
    outcome = program(*call, "--lang", language)
    assert "\x1b" not in outcome.out
    assert [line for line in outcome.out.splitlines() if line != line.rstrip()] == []
    assert not re.search(r"  [\d.,]+…", outcome.out)
    if name not in ("validate", "rules", "elections"):
        assert max(map(len, outcome.out.splitlines())) <= columns


@pytest.mark.parametrize(
    ("call", "body"),
    [
        (ABOUT_BODIES["compare"], "repraesentantskab"),
        (ABOUT_BODIES["what-if"], "bestyrelse"),
        (("outlook", "--unknown", "Aalborg"), "repraesentantskab"),
        (ABOUT_BODIES["margins"], "bestyrelse"),
    ],
)
def test_national_bodies(program: Program, call: tuple[str, ...], body: str) -> None:
    outcome = program(*call, "-b", body, "-e", "kv2025", "-f", "json")
    assert outcome.code == ExitCode.OK
    validate(outcome.data)


@pytest.mark.parametrize("name", ABOUT_BODIES)
def test_tie_exits_with_4(program: Program, tie: list[str], name: str) -> None:
    """An outlook alone answers for other mayors than those that are tied."""
    call = ("what-if", "--change-votes", "A+0") if name == "what-if" else ABOUT_BODIES[name]
    expected = ExitCode.OK if name == "outlook" else ExitCode.LOT_NEEDED
    options = tie[:-2] if name == "compare" else tie  # it names its rules itself
    assert program(*call, *options).code == expected


@pytest.fixture(scope="module")
def nothing_counted(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A votes file in which nothing is counted yet."""
    empty = {"votes": 0, "seats": "", "cast": 0, "areas": 10, "areas_counted": 0, "areas_final": 0}
    rows = votes_of_nordjylland("kv2025")
    return store(tmp_path_factory.mktemp("votes") / "nothing-yet.csv", (row | empty for row in rows))


@pytest.mark.parametrize(
    "call", [("explain",), ("margins",), ABOUT_BODIES["compare"], ("what-if", "--change-votes", "A+0")]
)
def test_nothing_counted_is_no_result(program: Program, nothing_counted: str, call: tuple[str, ...]) -> None:
    arguments = [*call, "--votes", nothing_counted, "-e", "kv2025", "-r", "nordjylland"]
    outcome = program(*arguments)
    assert outcome.code == ExitCode.OK
    assert "o result yet" in outcome.out or "No difference." in outcome.out
    assert "outside" not in outcome.out
    validate(program(*arguments, "-f", "json").data)


def imported_by(*calls: Sequence[str]) -> set[str]:
    """The modules that runs of the program have imported."""
    return modules_after(f"from kkr_alloc.cli.main import run\nfor call in {calls!r}: run(call)")


@pytest.mark.parametrize(
    ("arguments", "modules"),
    [
        (["--help"], {"yaml", "rich", "kkr_alloc.model"}),
        (["compute", "-r", "hovedstaden"], {"pandas", "rich.console", "kkr_alloc.sources.valgdk_feed"}),
        (["compute", "-f", "json"], {"rich"}),
        (["compute", "-f", "csv"], {"rich"}),
        (["check", "-f", "github"], {"rich"}),
    ],
)
def test_what_a_command_does_not_need_is_not_imported(
    arguments: list[str], modules: set[str], clean_environment: None
) -> None:
    imported = imported_by(arguments)
    assert imported & {"pandas", "jinja2", *modules} == set()
    others = {f"kkr_alloc.cli.{name.replace('-', '_')}" for name in FORMATS if name not in arguments}
    assert imported & others == set()
    if arguments[0] != "check":
        analyses = {name for name in imported if name.startswith("kkr_alloc.analysis.")}
        assert analyses <= {"kkr_alloc.analysis.certainty", "kkr_alloc.analysis.open_questions"}


def test_answers_import_no_pandas_and_json_no_rich(clean_environment: None) -> None:
    calls = [CALLS[name] for name in ABOUT_BODIES]
    assert "pandas" not in imported_by(*calls)
    loaded = {name.partition(".")[0] for name in imported_by(*([*call, "-f", "json"] for call in calls))}
    assert not {"rich", "pandas"} & loaded
