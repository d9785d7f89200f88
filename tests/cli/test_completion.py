"""Completion, asked as the shells ask."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from kkr_alloc.cli import completion
from kkr_alloc.cli.main import COMMANDS
from tests.cli.runner import process


def completed(shell: str, *words: str) -> list[str]:
    """What a shell is offered for the last of the words."""
    line = " ".join(["kkr-alloc", *words[:-1]])
    asked = {"COMP_WORDS": f"{line} {words[-1]}", "COMP_CWORD": str(len(words))}
    if shell == "fish":
        asked["COMP_CWORD"] = words[-1]
    outcome = process(_KKR_ALLOC_COMPLETE=f"{shell}_complete", **asked)
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
        (["help", "exi"], ["exit-codes"]),
    ],
)
def test_what_is_offered(shell: str, words: list[str], offered: list[str]) -> None:
    found = completed(shell, *words)
    assert found[: len(offered)] == offered


def test_a_command_is_told_as_in_the_help() -> None:
    out = process(_KKR_ALLOC_COMPLETE="zsh_complete", COMP_WORDS="kkr-alloc comp", COMP_CWORD="1").out
    assert out.splitlines()[:3] == ["plain", "compute", COMMANDS["compute"]]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shells_script(shell: str) -> None:
    out = process(_KKR_ALLOC_COMPLETE=f"{shell}_source").out
    assert "_KKR_ALLOC_COMPLETE" in out


def values(completer: completion.Completer, begun: str) -> list[str]:
    context = click.Context(click.Command("any"))
    return [item.value for item in completer(context, click.Option(["--any"]), begun)]


def test_parties_and_mayoralties() -> None:
    assert values(completion.parties, "v") == ["V", "veganerpartiet"]
    assert values(completion.mayoralties, "ege") == ["Egedal="]
    assert values(completion.mayoralties, "Egedal=c") == ["Egedal=C"]


def test_files_are_the_shells_own() -> None:
    context, option = click.Context(click.Command("any")), click.Option(["--any"])
    assert [item.type for item in completion.files(context, option, "vo")] == ["file"]


def test_no_data_is_read_where_none_is_needed() -> None:
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
