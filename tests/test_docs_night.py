"""docs/election-night.md, run as it stands there: a real night from an empty folder to the final result."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "election-night.md").read_text("utf-8")
FEEDS = {"While votes are counted": "valgdk-feed-night", "The final result": "valgdk-feed-final"}
"""What arrives in the folder before a section's commands are run."""

PARTS = ("valgresultater", "mandatfordeling")
HOME, PROGRAM = "/var/lib/kkr", "/usr/local/bin/kkr-alloc"


def blocks(language: str) -> Iterator[tuple[str, str, str]]:
    """Every block in a language: its section, itself, and the text block right after it: its output."""
    for section in PAGE.split("\n## ")[1:]:
        name = section.partition("\n")[0]
        pattern = rf"```{language}\n(.*?)```\n(?:\n```text\n(.*?)```)?"
        for block, shown in re.findall(pattern, section, re.DOTALL):
            yield name, block, shown


@pytest.fixture
def program(tmp_path: Path, clean_environment: None) -> Path:
    """The program under its name, in a folder on the path of the shell."""
    script = tmp_path / "bin" / "kkr-alloc"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m kkr_alloc "$@"\n')
    script.chmod(0o755)
    return script


def shell(line: str, program: Path) -> subprocess.Popen[str]:
    path = f"{program.parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.Popen(
        ["sh", "-c", line],
        cwd=program.parents[1],
        env={**os.environ, "PATH": path, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for_lines(file: Path, number: int) -> None:
    """Wait until ``watch`` has written so many compositions."""
    until = time.monotonic() + 60
    while file.read_text().count('"event":"composition"') < number:
        assert time.monotonic() < until
        time.sleep(0.1)


def test_a_night(shared: Path, program: Path) -> None:
    folder = program.parents[1]
    (mayors,) = re.findall(r"```text\n(municipality_code.*?)```", PAGE, re.DOTALL)
    (folder / "mayors.csv").write_text(mayors)
    arrived = set[str]()
    (_, (make_folder, follow), _), *others = (
        (section, block.splitlines(), shown) for section, block, shown in blocks("sh")
    )
    assert shell(make_folder, program).wait() == 0
    running = shell(f"exec {follow}", program)
    try:
        for section, lines, shown in others:
            if section in FEEDS.keys() - arrived:
                arrived.add(section)
                for part in PARTS:
                    source = shared / "elections" / "kv2025" / FEEDS[section] / part
                    shutil.copytree(source, folder / "feed" / part, dirs_exist_ok=True)
                wait_for_lines(folder / "night.ndjson", 5 * len(arrived))
            for line in lines:
                command, _, expected = line.partition("   # exit code ")
                process = shell(command, program)
                out, err = process.communicate(timeout=60)
                assert process.returncode == int(expected[:1] or 0), (command, err)
                if shown:
                    assert re.sub(r"^[0-9:]{8}", "", out) == re.sub(r"^[0-9:]{8}", "", shown)
        assert arrived == FEEDS.keys()
        assert (running.communicate(timeout=60), running.returncode) == (("", ""), 0)
    finally:
        running.kill()
    assert (folder / "night.ndjson").read_text().count('"rules":"kl","count":{"final":true') == 5


def test_unit_and_cron_line(shared: Path, program: Path) -> None:
    """systemd finds nothing wrong with the unit, where it is here; what both start does what it should."""
    folder = program.parents[1]
    for part in PARTS:
        source = shared / "elections" / "kv2025" / "valgdk-feed-final" / part
        shutil.copytree(source, folder / "feed" / part)
    ((_, unit, _),) = blocks("ini")
    ((_, cron, _),) = blocks("cron")
    unit, cron = (text.replace(PROGRAM, str(program)).replace(HOME, str(folder)) for text in (unit, cron))
    if shutil.which("systemd-analyze"):
        file = folder / "kkr.service"
        file.write_text(unit)
        verified = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", str(file)], capture_output=True, text=True, check=False
        )
        assert (verified.returncode, verified.stderr) == (0, "")
    (started,) = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)
    (target,) = re.findall(r"^StandardOutput=append:(.*)$", unit, re.MULTILINE)
    for _ in range(2):  # the second time nothing is reported again
        process = shell(f"{started} >> {target}", program)
        assert (process.communicate(timeout=60), process.returncode) == (("", ""), 0)
    assert Path(target).read_text().count('"event":"composition"') == 5
    times, command = re.fullmatch(r"((?:\S+ ){5})(.*)\n", cron).groups()  # type: ignore[union-attr]
    assert times == "* * * * * "
    process = shell(command, program)
    assert (process.communicate(timeout=60), process.returncode) == (("", ""), 0)
    assert (folder / "kkr.json").stat().st_size > 10_000
