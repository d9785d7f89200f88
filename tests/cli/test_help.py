"""Help and docs: examples, exit codes, formats; docs/cli.md is what the program says."""

from __future__ import annotations

import re

import click
import pytest

from kkr_alloc.cli.formats import FORMATS, SUFFIXES
from kkr_alloc.cli.main import COMMANDS, EXIT_CODES, group
from kkr_alloc.errors import ExitCode
from kkr_alloc.model import BodyRules
from scripts.make_cli_docs import DOCS, PAGES
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


def test_docs_list_every_format_and_suffix() -> None:
    page = (DOCS / "formats.md").read_text(encoding="utf-8")
    formats = {name for names in FORMATS.values() for name in names} - {"report", "tidy"}
    assert [name for name in formats if f"`{name}`" not in page] == []
    assert [suffix for name in formats for suffix in SUFFIXES[name] if f"`{suffix}`" not in page] == []
    assert set(FORMATS) == set(COMMANDS) - {"watch"}


def test_cli_page_is_up_to_date() -> None:
    for page, write in PAGES.items():
        assert (DOCS / page).read_text(encoding="utf-8") == write(), "run: python -m scripts.make_cli_docs"


def test_every_page_is_in_the_index_and_says_who_it_is_for() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    for page in sorted(DOCS.glob("*.md")):
        lines = [line for line in page.read_text(encoding="utf-8").splitlines() if line]
        assert lines[0].startswith("# "), page.name
        assert " for " in f" {lines[1].lower().strip('*')}", f"{page.name}: begin with who it is for"
        assert page.name == "index.md" or f"({page.name})" in index, page.name


def test_links_between_pages_lead_somewhere() -> None:
    for page in DOCS.glob("*.md"):
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert "://" in target or (page.parent / target).exists(), f"{page.name}: {target}"
