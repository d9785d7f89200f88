"""Environment variables in place of options: several values, what is passed over, errors that name them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kkr_alloc import bundled
from tests.cli.runner import Outcome, Program


@pytest.fixture
def with_variables(program: Program, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Run the program with variables: ``with_variables("compute", REGION="sjaelland")``."""

    def call(*arguments: str, **variables: str) -> Outcome:
        with monkeypatch.context() as patch:
            for name, value in variables.items():
                patch.setenv(f"KKR_ALLOC_{name}", value)
            return program(*arguments)

    return call


def test_a_value_may_hold_blanks_and_several_have_semicolons_between_them(with_variables, program) -> None:  # type: ignore[no-untyped-def]
    told = with_variables("compute", REGION="Region Sjælland; hovedstaden")
    assert told == program("compute", "-r", "sjaelland", "-r", "hovedstaden")
    told = with_variables("margins", "-r", "1081", AGAINST="Radikale Venstre")
    assert told == program("margins", "-r", "1081", "--against", "B")
    assert told.code == 0


def test_a_rule_file_is_named_alike_for_every_command(  # type: ignore[no-untyped-def]
    with_variables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rules = Path(bundled.data_file("rules", "dhondt.yaml")).read_text(encoding="utf-8")
    Path("my rules.yaml").write_text(rules, encoding="utf-8")
    for call in (("compute", "-r", "1081"), ("check", "-e", "kv2017"), ("compare", "kv2017", "kv2021")):
        assert with_variables(*call, RULES="my rules.yaml").err == ""


@pytest.mark.parametrize(
    ("call", "variables"),
    [
        (("compute", "-b", "repraesentantskab"), {"REGION": "hovedstaden"}),
        (("compute", "-b", "bestyrelse"), {"REGION": "hovedstaden", "BODY": "kkr"}),
        (("compare", "kv2017", "kv2021", "-r", "1081"), {"ELECTION": "latest", "MAYORS": "none.csv"}),
        (("compare", "kl", "dhondt", "-r", "1081"), {"RULES": "sainte-lague"}),
    ],
)
def test_a_variable_that_a_command_has_no_use_for_is_passed_over(  # type: ignore[no-untyped-def]
    call: tuple[str, ...], variables: dict[str, str], with_variables, program: Program
) -> None:
    told = with_variables(*call, **variables)
    assert told == program(*call)
    assert told.code == 0


@pytest.mark.parametrize(
    ("call", "variables", "code", "said"),
    [
        (("explain",), {"FORMAT": "csv"}, 2, "for KKR_ALLOC_FORMAT: 'csv' is not one of 'table', 'json'."),
        (("compute",), {"ALL_LISTS": "maybe"}, 2, "KKR_ALLOC_ALL_LISTS: 'maybe' is not"),
        (("compute",), {"REGION": "1081;;"}, 2, "for KKR_ALLOC_REGION: The value is empty."),
        (("compute",), {"LANG": "xx"}, 2, "for KKR_ALLOC_LANG: 'xx' is not one of 'en', 'da'."),
        (("compute",), {"REGION": "nowhere"}, 3, "Set in the environment: KKR_ALLOC_REGION."),
        (("compute", "-r", "1081"), {"BODY": "bestyrelse"}, 2, "Set in the environment: KKR_ALLOC_BODY."),
        (("compare", "kv2017", "kv2021"), {"RULES": "kl;dhondt"}, 2, "environment: KKR_ALLOC_RULES."),
    ],
)
def test_an_error_names_the_variable(  # type: ignore[no-untyped-def]
    call: tuple[str, ...], variables: dict[str, str], code: int, said: str, with_variables
) -> None:
    told = with_variables(*call, **variables)
    assert (told.code, told.out) == (code, "")
    assert said in told.err
    if "FORMAT" not in variables:
        assert said in with_variables(*call, "--format=json", **variables).error["message"]


def test_the_command_line_wins_and_is_named_itself(with_variables) -> None:  # type: ignore[no-untyped-def]
    told = with_variables("explain", "-f", "csv", FORMAT="json", REGION="1081")
    assert "'--format': 'csv' is not one of" in told.err
    told = with_variables("compute", "-r", "nowhere", REGION="1081")
    assert (told.code, "environment" in told.err) == (3, False)
