"""Completion, asked as the shells ask."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.shell_completion import ShellComplete

from kkr_alloc.cli.main import COMMANDS, group
from kkr_alloc.election import load_election
from tests.cli.runner import Program

LAESO_2017 = [f"Læsø={one.letter}" for one in load_election("kv2017").lists if one.municipality == "825"]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["comp"], ["compute", "compare"]),
        (["compute", "--reg"], ["--region"]),
        (["compute", "-r", "s"], ["sjaelland", "syddanmark", "Sjælland", "Syddanmark"]),
        (["compute", "-r", "Sjæ"], ["Sjælland"]),
        (["compute", "--election", "kv202"], ["kv2021", "kv2025"]),
        (["compute", "--rules", "s"], ["sainte-lague"]),
        (["compute", "-f", "x"], ["xlsx"]),
        (["compute", "-b", "b"], ["bestyrelse"]),
        (["report", "--lang", "d"], ["da"]),
        (["margins", "--against", "v"], ["V", "veganerpartiet"]),
        (["what-if", "--change-mayor", "Ege"], ["Egedal="]),
        (["what-if", "--change-mayor", "Egedal=c"], ["Egedal=C"]),
        (["what-if", "-e", "kv2017", "--change-mayor", "Læsø="], [*LAESO_2017]),
        (["what-if", "-e", "kv1900", "--change-mayor", "Læsø="], []),
        (["what-if", "--change-rule", "cap_"], ["cap_per_municipality="]),
        (["outlook", "--unknown", "Aab"], ["Aabenraa"]),
        (["convert", "kv201"], ["kv2013", "kv2017"]),
        (["convert", "kv2017", "--table", "m"], ["mayors"]),
        (["compare", "kl", "k"], ["kv2013", "kv2017", "kv2021", "kv2025", "kl"]),
        (["rules", "--show", "d"], ["dhondt"]),
    ],
)
def test_what_is_offered(words: list[str], offered: list[str]) -> None:
    complete = ShellComplete(group, {}, "kkr-alloc", "_KKR_ALLOC_COMPLETE")
    found = complete.get_completions(words[:-1], words[-1])
    assert [(item.value, item.type) for item in found] == [(value, "plain") for value in offered]


@pytest.mark.parametrize("words", [["compute", "--votes"], ["compute", "--rules"], ["compare"], ["convert"]])
def test_a_file_where_no_known_value_begins_so(words: list[str]) -> None:
    complete = ShellComplete(group, {}, "kkr-alloc", "_KKR_ALLOC_COMPLETE")
    (found,) = complete.get_completions(words, "my-")
    assert (found.value, found.type) == ("my-", "file")


def test_command_with_its_line_of_the_help(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = {"_KKR_ALLOC_COMPLETE": "zsh_complete", "COMP_WORDS": "kkr-alloc comp", "COMP_CWORD": "1"}
    for name, value in asked.items():
        monkeypatch.setenv(name, value)
    assert program().out.splitlines()[:3] == ["plain", "compute", COMMANDS["compute"]]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_script_for_each_shell(program: Program, monkeypatch: pytest.MonkeyPatch, shell: str) -> None:
    monkeypatch.setenv("_KKR_ALLOC_COMPLETE", f"{shell}_source")
    assert "_KKR_ALLOC_COMPLETE" in program().out


def test_options_are_completed_without_reading_data() -> None:
    code = (
        "import os, sys; os.environ.update(_KKR_ALLOC_COMPLETE='bash_complete', "
        "COMP_WORDS='kkr-alloc compute --reg', COMP_CWORD='2')\n"
        "from kkr_alloc.cli.main import run\n"
        "run([]); print('pandas' in sys.modules, 'rich' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("plain,--region\n", "False False\n")
