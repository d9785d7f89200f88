"""What others' CI runs: the action's own script, and the hooks of pre-commit."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())}
EXPECTED = "region,party,mayors,supplementary,total\nsjaelland,A,8,1,{}\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder to work in, where kkr-alloc is the one under test."""
    program = tmp_path / "kkr-alloc"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m kkr_alloc "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return tmp_path


def run(place: Path, command: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
    path = f"{place}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **variables, "PATH": path}
    return subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.skipif(shutil.which("bash") is None, reason="the action's steps are for bash")
@pytest.mark.parametrize(
    ("expected", "code", "annotated", "summary"),
    [
        (EXPECTED.format(9), 0, "::notice title=kkr-alloc check::", "reproduced"),
        (EXPECTED.format(10), 1, "::error file=own.csv,line=2,title=kkr-alloc check::", "differs"),
        (
            EXPECTED.format("x"),
            3,
            '::error file=own.csv,line=2,title=kkr-alloc check::own.csv:2: total "x"',
            None,
        ),
        (None, 0, "::notice title=kkr-alloc check::", "documented"),
    ],
)
def test_action_annotates_and_summarises(
    place: Path, expected: str | None, code: int, annotated: str, summary: str | None
) -> None:
    if expected:
        (place / "own.csv").write_text(expected, encoding="utf-8")
    step = next(step for step in ACTION["runs"]["steps"] if step.get("name") == "Check")
    inputs = {
        "EXPECTED": "own.csv" if expected else "",
        "ELECTION": "kv2021" if expected else "",
        "RULES": "",
    }
    assert set(step["env"]) == set(inputs)
    written = place / "summary.md"
    flags = ["--noprofile", "--norc", "-e", "-o", "pipefail", "-c"]  # GitHub's own
    done = run(place, ["bash", *flags, step["run"]], **inputs, GITHUB_STEP_SUMMARY=str(written))
    assert done.returncode == code
    assert annotated in done.stdout + done.stderr
    assert written.exists() == bool(summary)
    assert summary is None or summary in written.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("hook", "arguments", "code"),
    [
        ("kkr-alloc-validate", ["--election", "kv2021", "mayors.csv"], 3),
        ("kkr-alloc-check", ["--expected", "own.csv", "--election", "kv2021"], 0),
    ],
)
def test_hooks_of_pre_commit_run(place: Path, hook: str, arguments: list[str], code: int) -> None:
    (place / "own.csv").write_text(EXPECTED.format(9), encoding="utf-8")
    (place / "mayors.csv").write_text("municipality_code,mayor,party\n999,,A\n", encoding="utf-8")
    done = run(place, [*shlex.split(HOOKS[hook]["entry"]), *arguments])
    assert done.returncode == code, done.stderr
