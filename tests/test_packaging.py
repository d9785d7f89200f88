"""Installed from a wheel into a folder of its own with no checkout near, the program finds its data."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the wheel is installed into; what it needs is that of the environment."""
    folder = tmp_path_factory.mktemp("clean")
    call = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    call += ["install", "--no-deps", "--target", str(folder), str(ROOT)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(call, env=environment, capture_output=True, text=True, check=False)
    if done.returncode and "No matching distribution" in done.stderr + done.stdout:
        pytest.skip("no package index can be reached from here")
    assert done.returncode == 0, done.stderr
    return folder


def run(installed: Path, folder: Path, *arguments: str) -> str:
    """What the installed command prints, away from any checkout."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KKR")}
    environment["PYTHONPATH"] = str(installed)
    call = [str(installed / "bin" / "kkr-alloc"), *arguments]
    done = subprocess.run(call, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_main_job_from_a_wheel(installed: Path, tmp_path: Path) -> None:
    out = run(installed, tmp_path, "compute", "--region", "hovedstaden")
    assert "58 members: 29 mayors and 29 supplementary." in out


def test_danish_from_a_wheel(installed: Path, tmp_path: Path) -> None:
    out = run(installed, tmp_path, "report", "--region", "hovedstaden", "--lang", "da")
    assert "58 medlemmer: 29 borgmestre og 29 supplerende medlemmer." in out
    assert run(installed, tmp_path, "report", "--help", "--lang", "da").startswith(
        "Brug: kkr-alloc report [TILVALG]"
    )
