"""README and docs, run as they stand there: commands, what they print, the Python, the links."""

from __future__ import annotations

import doctest
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

from kkr_alloc.cli.formats import FORMATS
from kkr_alloc.cli.main import COMMANDS
from kkr_alloc.render import WRITERS
from scripts.make_cli_docs import PAGES as WRITTEN
from tests import whole_outputs
from tests.cli.runner import captured_run
from tests.sources.feedmaker import export

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = {page.name: page.read_text(encoding="utf-8") for page in (ROOT / "README.md", *DOCS.glob("*.md"))}
NIGHT = "election-night.md"
FEEDS = {"While votes are counted": "valgdk-feed-night", "The final result": "valgdk-feed-final"}
"""What arrives in the folder before a section's commands are run."""

PARTS = ("valgresultater", "mandatfordeling")
INSTALL = "python3 -m venv .venv && .venv/bin/pip install . && "
"""What test_packaging.py tries; here the program stands in .venv already."""

CODES = {"check --rules kl --rules dhondt": 1, "watch feed/ --since": 5}
"""Exit codes that pages do not state: readings that differ; one poll of a feed that is not final."""

NOT_RUN = {".venv/bin/python -m pytest": "the tests would run themselves without end"}
HOME, PROGRAM = "/var/lib/kkr", "/usr/local/bin/kkr-alloc"


class Block(NamedTuple):
    """A block of a page: its section, its language, the file that it is, and what it prints by the page."""

    section: str
    language: str
    file: str
    text: str
    shown: str

    @property
    def commands(self) -> list[tuple[str, int]]:
        """Each command of the block and the exit code that the page states."""
        lines = re.findall(r"^if .*?^fi$|^[^\n]+$", self.text, re.DOTALL | re.MULTILINE)
        codes = [re.findall(r"# exit code (\d+)", line) for line in lines]
        return [(line, int(*code)) for line, code in zip(lines, codes, strict=True)]


def blocks(page: str, *languages: str) -> list[Block]:
    """Every block of a page in some language, and every block that is a file."""
    pattern = r"^```(\w+) ?(\S*)\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?"
    found = [
        Block(section.partition("\n")[0], *parts)
        for section in PAGES[page].split("\n## ")
        for parts in re.findall(pattern, section, re.DOTALL | re.MULTILINE)
    ]
    return [block for block in found if block.language in languages or block.file]


@pytest.fixture
def place(tmp_path: Path, clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which commands are run, with the program under its name and nothing else to be seen."""
    program = tmp_path / ".venv" / "bin" / "kkr-alloc"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m kkr_alloc "$@"\n')
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def shell(line: str) -> subprocess.Popen[bytes]:
    """A line in the shell that its comment names."""
    (name,) = re.findall(r"# (bash|zsh|fish):", line) or ["sh"]
    return subprocess.Popen([name, "-c", line], stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def run(line: str) -> tuple[int, bytes, bytes]:
    """A line's exit code, output and errors. It runs in this process where no shell has a say."""
    if re.fullmatch(r"kkr-alloc [^|>&]*", line):
        return captured_run(shlex.split(line, comments=True)[1:])
    process = shell(line)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def run_block(block: Block) -> None:
    """Write the file that a block is, or run its commands and hold them to what the page says."""
    if block.file:
        Path(block.file).write_text(block.text, encoding="utf-8")
        return
    for command, stated in block.commands:
        shells = re.findall(r"# (zsh|fish):", command)
        if any(part in command for part in NOT_RUN) or any(not shutil.which(name) for name in shells):
            continue
        code, out, err = run(command.removeprefix(INSTALL))
        unstated = [number for part, number in CODES.items() if part in command]
        assert code == (stated or sum(unstated)), (command, err.decode())
        if block.shown:
            assert without_time(out.decode()) == without_time(block.shown), command


def without_time(text: str) -> str:
    return re.sub(r"^[0-9:]{8}", "", text)


def make_files(folder: Path) -> None:
    """What a reader has whose files the pages name: small ones, and what earlier commands wrote."""
    (folder / "data").symlink_to(ROOT / "data")
    whole_outputs.make_feed(folder / "feed")
    mayors = "municipality_code,list_letter,party\n306,V,V\n"
    (folder / "mayors-so-far.csv").write_text(mayors)
    for name in ("kkr-2022.csv", "kl-2022.csv"):
        (ours,) = (block.text for block in blocks("ci.md") if block.file == "kkr-2022.csv")
        (folder / name).write_text(ours)
    of_aabenraa = folder / "Kommunalvalg_2021_Aabenraa_06-11-2025 9.44.10.csv"
    of_aabenraa.write_text(export(("A", "Socialdemokratiet", 26)))
    for name, line in {
        "my-votes.csv": "convert kv2021",
        "my-mayors.csv": "convert kv2021 --table mayors",
        "my-rules.yaml": "rules --show kl",
        "at-22.json": "compute -e kv2025 -f json",
        "at-23.json": "compute -e kv2025 -f json --rules dhondt",
        "kkr.json": "compute -f json",
        "published.json": "compute -f json",
    }.items():
        (folder / name).write_bytes(written(line))


@cache
def written(line: str) -> bytes:
    """What a command prints, as an earlier call has left it in a file."""
    code, out, err = captured_run(line.split())
    assert code == 0, err
    return out


@pytest.mark.parametrize("page", [page for page in PAGES if page != NIGHT and blocks(page, "sh")])
def test_commands_of_a_page(place: Path, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    make_files(place)
    monkeypatch.setenv("KKR_ALLOC_POLLS", "1")  # watch ends by itself
    for block in blocks(page, "sh"):
        run_block(block)
    if page == "README.md":
        drawn = Path("hovedstaden.svg").read_bytes()
        assert drawn == (DOCS / "hovedstaden.svg").read_bytes(), "run: python -m tests.renew"


@pytest.mark.parametrize("command", NOT_RUN)
def test_what_is_not_run_is_still_on_a_page(command: str) -> None:
    assert any(command in page for page in PAGES.values())


def test_python_of_the_api_page(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    names: dict[str, object] = {}
    for block in blocks("api.md", "python"):
        example = parser.get_doctest(block.text, names, block.section, "api.md", 0)
        runner.run(example, clear_globs=False)
        names = example.globs
    results = runner.summarize(verbose=False)
    assert results.attempted > 30
    assert results.failed == 0, capsys.readouterr().out


def test_python_of_the_readme() -> None:
    (block,) = blocks("README.md", "python")
    names: dict[str, object] = {}
    exec(block.text, names)
    claimed = re.search(r'# (result\["hovedstaden"\]\["C"\]\.seats) is (\d+)', block.text)
    assert claimed
    assert eval(claimed[1], names) == int(claimed[2])


def test_a_night(shared: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From an empty folder to the final result, on a real night's files."""
    monkeypatch.setenv("KKR_ALLOC_INTERVAL", "0.5")
    arrived = set[str]()
    start, *others = blocks(NIGHT, "sh")
    (make_folder, _), (follow, _) = start.commands
    assert run(make_folder) == (0, b"", b"")
    running = shell(f"exec {follow}")
    try:
        for block in others:
            if block.section in FEEDS.keys() - arrived:
                arrived.add(block.section)
                running.send_signal(signal.SIGSTOP)  # it sees no copy that goes on
                bring(FEEDS[block.section], shared)
                running.send_signal(signal.SIGCONT)
                wait_for_lines(place / "night.ndjson", 5 * len(arrived))
            run_block(block)
        assert arrived == FEEDS.keys()
        assert (running.communicate(timeout=60), running.returncode) == ((b"", b""), 0)
    finally:
        running.kill()
    assert (place / "night.ndjson").read_text().count('"rules":"kl","count":{"final":true') == 5


def bring(feed: str, shared: Path) -> None:
    for part in PARTS:
        shutil.copytree(shared / "elections" / "kv2025" / feed / part, Path("feed", part), dirs_exist_ok=True)


def wait_for_lines(file: Path, number: int) -> None:
    """Wait until ``watch`` has written so many compositions."""
    until = time.monotonic() + 60
    while file.read_text().count('"event":"composition"') < number:
        assert time.monotonic() < until
        time.sleep(0.1)


def test_unit_and_cron_line(shared: Path, place: Path) -> None:
    """systemd finds nothing wrong with the unit, where it is here; what both start does what it should."""
    bring("valgdk-feed-final", shared)
    unit, cron = (
        block.text.replace(PROGRAM, str(place / ".venv" / "bin" / "kkr-alloc")).replace(HOME, str(place))
        for block in blocks(NIGHT, "ini", "cron")
        if not block.file
    )
    if shutil.which("systemd-analyze"):
        file = place / "kkr.service"
        file.write_text(unit)
        verify = ["systemd-analyze", "verify", "--man=no", str(file)]
        verified = subprocess.run(verify, capture_output=True, text=True, check=False)
        assert (verified.returncode, verified.stderr) == (0, "")
    (started,) = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)
    (target,) = re.findall(r"^StandardOutput=append:(.*)$", unit, re.MULTILINE)
    for _ in range(2):  # the second time nothing is reported again
        assert run(f"{started} >> {target}") == (0, b"", b"")
    assert Path(target).read_text().count('"event":"composition"') == 5
    times, command = re.fullmatch(r"((?:\S+ ){5})(.*)\n", cron).groups()  # type: ignore[union-attr]
    assert times == "* * * * * "
    assert run(command) == (0, b"", b"")
    assert (place / "kkr.json").stat().st_size > 10_000


def test_every_command_is_on_a_page_and_the_readme_is_short() -> None:
    named = set(re.findall(r"(?:^|`|\| )kkr-alloc ([a-z-]+)", "\n".join(PAGES.values()), re.MULTILINE))
    assert named == set(COMMANDS)
    assert PAGES["README.md"].count("\n") <= 120


def test_every_format_and_suffix() -> None:
    formats = {name for names in FORMATS.values() for name in names} - {"report", "tidy"}
    assert [name for name in formats if f"`{name}`" not in PAGES["formats.md"]] == []
    assert [
        suffix for name in formats for suffix in WRITERS[name][1:] if f"`{suffix}`" not in PAGES["formats.md"]
    ] == []
    assert set(FORMATS) == set(COMMANDS) - {"watch"}


SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("module", "name"), re.findall(r"`([a-z_/]+)\.py`, `([A-Z_]+)`", SECURITY))
def test_limit_of_the_security_page(module: str, name: str) -> None:
    (number, unit) = re.findall(rf"\| ([0-9,]+)( MiB)?[^|]* \| `{module}\.py`, `{name}` \|", SECURITY)[0]
    limit = getattr(import_module(f"kkr_alloc.{module.replace('/', '.')}"), name)
    assert limit == int(number.replace(",", "")) * (2**20 if unit else 1)


@pytest.mark.parametrize("page", WRITTEN)
def test_page_is_what_the_program_says(page: str) -> None:
    assert (DOCS / page).read_text(encoding="utf-8") == WRITTEN[page](), (
        "run: python -m scripts.make_cli_docs"
    )


@pytest.mark.parametrize("page", PAGES)
def test_page_says_who_it_is_for_and_links_lead_somewhere(page: str) -> None:
    home = ROOT if page == "README.md" else DOCS
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", PAGES[page]):
        assert "://" in target or (home / target).exists(), target
    if home == DOCS:
        lines = [line for line in PAGES[page].splitlines() if line]
        assert lines[0].startswith("# ")
        assert " for " in f" {lines[1].lower().strip('*')}", "begin with who it is for"
        assert page == "index.md" or f"({page})" in PAGES["index.md"]
