"""An environment variable is the option, for every command; several values have semicolons between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kkr_alloc import bundled
from tests.cli.runner import Program


@pytest.mark.parametrize(
    ("call", "variables", "options"),
    [
        (("compute",), {"REGION": "Region Sjælland; hovedstaden;"}, ("-r", "sjaelland", "-r", "hovedstaden")),
        (("compute",), {"BODY": "bestyrelse", "LANG": "da"}, ("-b", "bestyrelse", "--lang", "da")),
        (("check", "-e", "kv2017"), {"RULES": "kl; dhondt"}, ("--rules", "kl", "--rules", "dhondt")),
        (("what-if", "-r", "1081"), {"CHANGE_VOTES": "A+1;V+1"},
         ("--change-votes", "A+1", "--change-votes", "V+1")),
        (("compute", "-r", "1081"), {"ALL_LISTS": "1"}, ("--all-lists",)),
        (("compare", "kl", "dhondt", "-r", "1081"), {"RULES": "kl"}, ("--rules", "kl")),
        (("compute",), {"REGION": ""}, ()),
    ],
)  # fmt: skip
def test_variable_is_the_option(
    program: Program, monkeypatch: pytest.MonkeyPatch, call: tuple[str, ...], variables: dict[str, str],
    options: tuple[str, ...],
) -> None:  # fmt: skip
    by_option = program(*call, *options)
    for name, value in variables.items():
        monkeypatch.setenv(f"KKR_ALLOC_{name}", value)
    assert program(*call) == by_option


def test_command_line_wins(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    by_option = program("compute", "-r", "1081", "-f", "csv")
    monkeypatch.setenv("KKR_ALLOC_FORMAT", "json")
    monkeypatch.setenv("KKR_ALLOC_REGION", "nowhere")
    assert program("compute", "-r", "1081", "-f", "csv") == by_option


@pytest.mark.parametrize(
    "call", [("compute", "-r", "1081"), ("check", "-e", "kv2017"), ("compare", "kv2017", "kv2021")]
)
def test_rule_file_with_a_blank_in_its_name(
    program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, call: tuple[str, ...]
) -> None:
    rules = tmp_path / "my rules.yaml"
    rules.write_bytes(Path(bundled.data_file("rules", "dhondt.yaml")).read_bytes())
    monkeypatch.setenv("KKR_ALLOC_RULES", str(rules))
    assert program(*call).err == ""


@pytest.mark.parametrize(
    ("name", "value"),
    [("FORMAT", "xml"), ("ALL_LISTS", "maybe"), ("REGION", "1081;;"), ("LANG", "xx"), ("BODY", "kr")],
)
def test_bad_value_is_a_usage_error(
    program: Program, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"KKR_ALLOC_{name}", value)
    outcome = program("compute")
    assert (outcome.code, outcome.out) == (2, "")
    assert "Error: " in outcome.err
