"""Errors: their exit code, their form, nothing on standard output and no traceback."""

from __future__ import annotations

import gc
import sys

import pytest

from kkr_alloc import __main__
from kkr_alloc.errors import ExitCode
from tests.cli.runner import Program


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "Usage: kkr-alloc"),
        (["compute", "-b", "bestyrelsen"], 2, "Did you mean bestyrelse?"),
        (["compute", "hovedstaden"], 2, "extra argument (hovedstaden). A region is named with --region."),
        (["elections", "hovedstaden"], 2, "extra argument (hovedstaden)\n"),
        (["compute", "-b", "bestyrelse", "-r", "hovedstaden"], 2, "leave --region out"),
        (["compute", "-o", "kkr.pdf"], 2, "compute has no format for .pdf; use one of .txt, .md,"),
        (["report", "-o", "kkr.pdf"], 2, "report has no format for .pdf; use one of .html, .htm."),
        (["convert", "votes.csv", "-o", "kkr.json"], 2, "convert has no format for .json; use one of .csv"),
        (["what-if"], 2, "--change-mayor, --change-votes, --change-rule, --co-operation-list"),
        (["outlook"], 2, "name one, or all, with --unknown"),
        (["outlook", "-r", "1081", "-r", "1085", "--unknown", "Aalborg"], 2, "is open in sjaelland: "),
        (["check", "-e", "kv2025"], 2, "Leave --election out, or give your own with --expected."),
        (["check", "--votes", "votes.csv"], 2, "--votes, --mayors and --co-operation need --expected."),
        (["check", "-e", "kv2o21"], 2, "Did you mean kv2021?"),
        (["rules", "--show", "dhont"], 2, "Did you mean dhondt?"),
        (["convert", "kv2021", "-e", "kv2017"], 2, "leave --election out"),
        (["convert", "votes.csv", "--table", "mayors"], 2, "name a bundled election"),
        (["compute", "-e", "kv2o21"], 2, "Did you mean kv2021?"),
        (["compute", "--rules", "dhont"], 2, "Did you mean dhondt?"),
        (["compute", "--votes", "/no/such/file.csv"], 3, "/no/such/file.csv"),
        (["compute", "--votes", "/"], 3, "neither valg.dk's feed nor its exports"),
        (["compute", "--lots", "/no/such/file"], 3, "/no/such/file"),
    ],
)  # fmt: skip
def test_one_clear_error(program: Program, arguments: list[str], code: int, message: str) -> None:
    outcome = program(*arguments)
    assert (outcome.code, outcome.out) == (code, "")
    assert message in outcome.err
    assert "Traceback" not in outcome.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["-f", "json"],
        ["-fjson"],
        ["-f=json"],
        ["-vf", "json"],
        ["--format=json"],
        ["-f", "csv", "-f", "json"],
    ],
)
def test_json_error_however_the_format_is_given(program: Program, arguments: list[str]) -> None:
    assert program("compute", *arguments, "--nonsense").error["code"] == "usage"


def test_json_error_of_a_name_that_is_no_utf8(program: Program) -> None:
    outcome = program("compute", "-f", "json", "-o", "none/\udcff.json")
    assert (outcome.code, outcome.error["problems"][0]["file"]) == (6, "none/\ufffd.json")


def test_json_error_by_the_variable(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KKR_ALLOC_FORMAT", "json")
    assert program("compute", "--nonsense").error["code"] == "usage"
    assert program("compute", "--nonsense", "--format", "table").err.startswith("Usage: ")


@pytest.mark.parametrize(
    "arguments", [["-f", "table", "--", "-f", "json"], ["--", "--format=json"], ["--nonsense", "-f"]]
)
def test_no_json_error_without_the_option(program: Program, arguments: list[str]) -> None:
    outcome = program("elections", *arguments)
    assert outcome.code == 2
    assert "\nError: " in outcome.err


def test_internal_error_is_one_line_or_with_debug_a_traceback(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr("kkr_alloc.cli.elections.bundled_elections", broken)
    outcome = program("elections")
    message = "Error: Internal error: ZeroDivisionError: by nothing. Set KKR_ALLOC_DEBUG=1 to see where.\n"
    assert (outcome.code, outcome.out, outcome.err) == (ExitCode.INTERNAL, "", message)
    monkeypatch.setenv("KKR_ALLOC_DEBUG", "1")
    outcome = program("elections")
    assert outcome.code == ExitCode.INTERNAL
    assert "Traceback" in outcome.err


def test_main_exits_with_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["kkr-alloc", "compute", "-r", "nowhere"])
    with pytest.raises(SystemExit) as ended:
        __main__.main()
    gc.enable()
    gc.unfreeze()
    assert ended.value.code == ExitCode.USAGE
