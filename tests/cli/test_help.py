"""Help: examples, topics, suggestions; the docs and the tables say what the program does."""

from __future__ import annotations

import re
from copy import copy
from pathlib import Path

import click
import pytest

from kkr_alloc.cli.main import COMMANDS, group
from kkr_alloc.cli.topics import EXIT_CODES, FORMATS, RULES, TOPICS
from kkr_alloc.errors import ExitCode
from kkr_alloc.model import BodyRules
from kkr_alloc.output import FORMATS as WRITTEN
from scripts.make_cli_docs import FILE, document
from tests.cli.runner import Program, process

DOCS = Path(__file__).resolve().parents[2] / "docs"


def command(name: str) -> click.Command:
    found = group.get_command(click.Context(copy(group)), name)
    assert found is not None
    return found


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example(program: Program, name: str) -> None:
    outcome = program(name, "--help")
    assert outcome.code == 0
    assert re.search(rf"^ +kkr-alloc {name}\b", outcome.out, re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_speaks_danish_and_every_option_has_its_variable(name: str) -> None:
    options = [parameter for parameter in command(name).params if isinstance(parameter, click.Option)]
    assert sum("--lang" in option.opts for option in options) == 1
    for option in options:
        long = next(opt for opt in option.opts if opt.startswith("--"))
        assert option.envvar == "KKR_ALLOC_" + long.removeprefix("--").upper().replace("-", "_")


@pytest.mark.parametrize("name", COMMANDS)
def test_who_writes_a_file_asks_before_it_overwrites_one(name: str) -> None:
    names = {opt for parameter in command(name).params for opt in parameter.opts}
    assert ("--output" in names) <= ("--force" in names)


@pytest.mark.parametrize("topic", TOPICS)
def test_topics(topic: str) -> None:
    outcome = process("help", topic, COLUMNS="60")
    assert (outcome.code, outcome.err) == (0, "")
    assert len(outcome.out.splitlines()) > 4


def test_help_alone_lists_the_topics(program: Program) -> None:
    out = program("help").out
    assert all(f"  {topic} " in out for topic in TOPICS)


def test_help_on_a_command_is_the_commands_own(program: Program) -> None:
    assert program("help", "compute").out.split() == program("compute", "--help").out.split()


def test_exit_codes_are_told_everywhere(program: Program) -> None:
    assert list(EXIT_CODES) == list(ExitCode)
    for told in (program("--help").out, program("help", "exit-codes").out):
        assert re.findall(r"^ *(\d+)  \S", told, re.MULTILINE) == [str(code.value) for code in ExitCode]


def test_formats_and_rules_are_told_in_full() -> None:
    assert list(FORMATS) == list(WRITTEN)
    assert tuple(RULES) == BodyRules._fields
    page = (DOCS / "formats.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in WRITTEN)


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["comptue"], "Did you mean compute?"),
        (["help", "format"], "Did you mean formats?"),
        (["help", "nothing-like-it"], "One of exit-codes, formats,"),
        (["compute", "--regoin", "x"], "No such option '--regoin'. Did you mean '--region'?"),
        (["compute", "-f", "jsno"], "'--format': 'jsno' is not one of 'table', 'json',"),
        (["compute", "-f", "jsno"], "Did you mean json?"),
        (["compute", "-b", "bestyrelsen"], "Did you mean bestyrelse?"),
        (["compute", "-r", "hovedstad"], "Did you mean hovedstaden?"),
        (["compute", "-e", "kv2o21"], "Did you mean kv2021?"),
        (["compute", "--rules", "dhont"], "Did you mean dhondt?"),
        (["compute", "--lang", "dk"], "'--lang': 'dk' is not one of 'en', 'da'."),
        (["compute", "--votes"], "Option '--votes' requires an argument."),
        (["compute", "--all-lists=yes"], "Option '--all-lists' does not take a value."),
        (["compute", "hovedstaden"], "Got unexpected extra argument (hovedstaden)"),
        (["compute", "-o", "kkr.pdf"], "No format belongs to .pdf."),
        (["report", "-o", "kkr.pdf"], "The report is an HTML page, not .pdf"),
    ],
)
def test_mistyped(program: Program, arguments: list[str], hint: str) -> None:
    outcome = program(*arguments)
    assert outcome.code in (2, 3)
    assert outcome.out == ""
    assert hint in outcome.err


def test_the_page_on_the_command_line_is_the_programs_own() -> None:
    assert FILE.read_text(encoding="utf-8") == document(), "run: python -m scripts.make_cli_docs"


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
