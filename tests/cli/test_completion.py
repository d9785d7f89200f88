"""Completion, asked as the shells ask."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from kkr_alloc.cli.completion import completer
from kkr_alloc.cli.main import COMMANDS
from tests.cli.runner import process


def completed(shell: str, *words: str) -> list[str]:
    """What a shell is offered for the last of the words."""
    line = " ".join(["kkr-alloc", *words[:-1]])
    environment = {"COMP_WORDS": f"{line} {words[-1]}", "COMP_CWORD": str(len(words))}
    if shell == "fish":
        environment["COMP_CWORD"] = words[-1]
    outcome = process(_KKR_ALLOC_COMPLETE=f"{shell}_complete", **environment)
    assert outcome.err == ""
    lines = outcome.out.splitlines()
    if shell == "zsh":
        return lines[1::3]
    return [line.split(",", 1)[1].split("\t")[0] for line in lines if "," in line]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["comp"], ["compute"]),
        (["compute", "--reg"], ["--region"]),
        (["compute", "-r", "s"], ["sjaelland", "syddanmark"]),
        (["compute", "-r", "Sjæ"], ["Sjælland"]),
        (["compute", "--election", "kv202"], ["kv2021", "kv2025"]),
        (["compute", "--rules", "s"], ["sainte-lague"]),
        (["compute", "-f", "x"], ["xlsx"]),
        (["compute", "-b", "b"], ["bestyrelse"]),
        (["report", "--lang", "d"], ["da"]),
        (["compare", "--rules", "d"], ["dhondt"]),
    ],
)
def test_what_is_offered(shell: str, words: list[str], offered: list[str]) -> None:
    found = completed(shell, *words)
    assert found[: len(offered)] == offered


def test_command_with_its_line_of_the_help() -> None:
    out = process(_KKR_ALLOC_COMPLETE="zsh_complete", COMP_WORDS="kkr-alloc comp", COMP_CWORD="1").out
    assert out.splitlines()[:3] == ["plain", "compute", COMMANDS["compute"]]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shells_script(shell: str) -> None:
    out = process(_KKR_ALLOC_COMPLETE=f"{shell}_source").out
    assert "_KKR_ALLOC_COMPLETE" in out


@pytest.mark.parametrize(
    ("option", "metavar", "begun", "values"),
    [
        ("--against", "PARTY", "v", ["V", "veganerpartiet"]),
        ("--change-mayor", "MUNICIPALITY=PARTY", "Egedal=c", ["Egedal=C"]),
        ("--change-rule", "RULE=VALUE", "cap_", ["cap_per_municipality="]),
        ("--unknown", "MUNICIPALITY", "Aab", ["Aabenraa"]),
        ("--rules", "NAME|FILE", "my-", ["my-"]),
        ("--votes", "FILE|DIR|-", "vo", ["vo"]),
    ],
)
def test_values_of_an_option(option: str, metavar: str, begun: str, values: list[str]) -> None:
    complete = completer(option, metavar)
    assert complete
    found = complete(click.Context(click.Command("any")), click.Option(["--any"]), begun)
    assert [item.value for item in found] == values
    assert {item.type for item in found} == {"file" if found[0].value == begun else "plain"}


def test_options_are_completed_without_reading_data() -> None:
    code = (
        "import os, sys; os.environ.update(_KKR_ALLOC_COMPLETE='bash_complete', "
        "COMP_WORDS='kkr-alloc compute --reg', COMP_CWORD='2')\n"
        "from kkr_alloc.cli.main import run\n"
        "try: run([])\n"
        "finally: print('pandas' in sys.modules, 'rich' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == "plain,--region\n"
    assert done.stderr == "False False\n"
