"""Help: examples, variables, exit codes, keys of a rule file."""

from __future__ import annotations

import re

import click
import pytest

from kkr_alloc.cli.main import COMMANDS, EXIT_CODES, group
from kkr_alloc.errors import ExitCode
from kkr_alloc.model import BodyRules
from tests.cli.runner import Program


def command(name: str) -> click.Command:
    found = group.get_command(click.Context(group), name)
    assert found is not None
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example(program: Program, name: str) -> None:
    outcome = program(name, "--help")
    assert outcome.code == 0
    assert re.search(rf"^ +kkr-alloc {name}\b", outcome.out, re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_lang_and_every_option_its_variable(name: str) -> None:
    options = [parameter for parameter in command(name).params if isinstance(parameter, click.Option)]
    assert sum("--lang" in option.opts for option in options) == 1
    for option in options:
        long = next(opt for opt in option.opts if opt.startswith("--"))
        assert option.envvar == "KKR_ALLOC_" + long.removeprefix("--").upper().replace("-", "_")


@pytest.mark.parametrize("name", COMMANDS)
def test_output_comes_with_force(name: str) -> None:
    names = {opt for parameter in command(name).params for opt in parameter.opts}
    assert ("--output" in names) <= ("--force" in names)


def test_help_lists_every_exit_code(program: Program) -> None:
    assert list(EXIT_CODES) == list(ExitCode)
    codes = re.findall(r"^ *(\d+)  \S", program("--help").out, re.MULTILINE)
    assert codes == [str(code.value) for code in ExitCode]


def test_help_lists_every_key_of_a_rule_file(program: Program) -> None:
    out = program("rules", "--help").out
    assert [key for key in BodyRules.__struct_fields__ if f"\n    {key} " not in out] == []
