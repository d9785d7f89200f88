"""Faults of the machine: full disks, kills, closed streams, no home and no locale, two writers at once."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import pytest

from kkr_alloc import bundled
from kkr_alloc.cli.formats import FORMATS
from kkr_alloc.errors import ExitCode
from tests.cli.runner import Program, on_terminal, process
from tests.sources.feedmaker import Folder, area

NORDJYLLAND = ("-r", "nordjylland")
VOTES = bundled.data_file("kv2021", "votes.csv")
CALLS: dict[str, tuple[str, ...]] = {
    "check": ("--election", "kv2017"),
    "compare": ("kv2017", "kv2021", *NORDJYLLAND),
    "convert": (VOTES,),
    "elections": (),
    "rules": (),
    "outlook": ("--unknown", "Aalborg", *NORDJYLLAND),
    "what-if": ("--change-votes", "A+1", *NORDJYLLAND),
    "validate": (VOTES,),
    "watch": ("FEED", "--polls", "1"),
}
"""How each command is called; the others take a region."""


def call(command: str, folder: Path) -> list[str]:
    """The arguments of an ordinary call of a command."""
    feed = str(folder / "feed")
    return [command, *(feed if word == "FEED" else word for word in CALLS.get(command, NORDJYLLAND))]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a feed in it."""
    Folder(tmp_path / "feed").put(area())
    return tmp_path


def python(code: str, *arguments: str, **options: object) -> subprocess.Popen[bytes]:
    """A process that runs the program after some code that makes a fault."""
    start = f"{code}\nimport sys; from kkr_alloc.cli.main import run; sys.exit(run(sys.argv[1:]))"
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.Popen([sys.executable, "-c", start, *arguments], **pipes)  # type: ignore[call-overload,no-any-return]


RUN = '"$0" -m kkr_alloc "$@"'


def shell(line: str, *arguments: str, **options: object) -> tuple[int, str]:
    """How a line of the shell ends, in which ``$0`` is Python: its code and standard error."""
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "timeout": 60, **options}
    done = subprocess.run(["bash", "-c", line, sys.executable, *arguments], check=False, **pipes)  # type: ignore[call-overload]
    return done.returncode, done.stderr.decode()


def wait_for(path: Path, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 30
    while not path.exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.01)


class TestWriting:
    """With -o a file is the old one or the new one, whole, whatever happens."""

    @pytest.mark.parametrize("command", FORMATS)
    def test_full_disk_leaves_the_old_file(
        self, command: str, folder: Path, program: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        target = folder / ("old.html" if command == "report" else "old")
        target.write_bytes(b"old")

        def full(_descriptor: int) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr(os, "fsync", full)
        outcome = program(*call(command, folder), "-o", str(target), "--force")
        assert outcome.code == ExitCode.CANNOT_WRITE, outcome.err
        assert outcome.out == ""
        assert target.read_bytes() == b"old"
        assert {path.name for path in folder.iterdir()} == {"feed", target.name}

    @pytest.mark.parametrize("moment", ["fsync", "replace"])
    @pytest.mark.parametrize(
        ("sent", "code", "left"), [(signal.SIGKILL, -9, 1), (signal.SIGINT, 130, 0), (signal.SIGTERM, 143, 0)]
    )
    def test_process_that_ends_while_it_writes_leaves_the_old_file(
        self, folder: Path, moment: str, sent: signal.Signals, code: int, left: int
    ) -> None:
        """Nothing else is left either, but where it was killed."""
        target, reached = folder / "old.csv", folder / "reached"
        target.write_bytes(b"old")
        slow = (
            f"import os, time\nos.{moment} = lambda *_: (open({str(reached)!r}, 'w').close(), time.sleep(60))"
        )
        writer = python(slow, *call("compute", folder), "-o", str(target), "--force")
        wait_for(reached, writer)
        writer.send_signal(sent)
        assert writer.communicate(timeout=30)[0] == b""
        assert writer.returncode == code
        assert target.read_bytes() == b"old"
        others = [path.name for path in folder.iterdir() if path.name.startswith(".old.csv.")]
        assert len(others) == left

    def test_two_writers_leave_one_whole_file(self, folder: Path, program: Program) -> None:
        target = folder / "both.json"
        calls = [
            ["compute", "--format", "json", "-r", region, "-o", str(target), "--force"]
            for region in ("nordjylland", "hovedstaden")
        ]
        wanted = {program(*arguments[:5]).out for arguments in calls}
        for writer in [python("", *arguments) for _ in range(3) for arguments in calls]:
            assert writer.communicate(timeout=60) == (b"", b"")
            assert writer.returncode == 0
        assert target.read_text(encoding="utf-8") in wanted
        assert {path.name for path in folder.iterdir()} == {"feed", "both.json"}


class TestStreams:
    """Standard streams that are closed, full, or left by their reader."""

    @pytest.mark.parametrize("command", ["compute", "watch"])
    def test_reader_that_goes_away_is_no_error(self, command: str, folder: Path) -> None:
        read, write = os.pipe()
        os.close(read)
        started = python("", *call(command, folder), stdout=write)
        os.close(write)
        _, err = started.communicate(timeout=60)
        assert started.returncode in (0, ExitCode.DIFFERS, ExitCode.BAD_INPUT)
        assert b"Traceback" not in err
        assert b"BrokenPipe" not in err

    @pytest.mark.parametrize("arguments", [["compute", *NORDJYLLAND], ["--version"]])
    @pytest.mark.parametrize("redirection", [">&-", ">/dev/full"])
    def test_output_that_cannot_be_written(self, arguments: list[str], redirection: str) -> None:
        code, err = shell(f"{RUN} {redirection}", *arguments)
        assert code == ExitCode.CANNOT_WRITE
        assert err.startswith("Error: Cannot write to standard output: ")
        assert err.count("\n") == 1

    @pytest.mark.parametrize("buffering", ["", "1"])
    @pytest.mark.parametrize("arguments", [["--help"], ["report"]])
    def test_output_is_whole_or_an_error(self, arguments: list[str], buffering: str, tmp_path: Path) -> None:
        """A disk that is full after 1 KiB."""
        line, environment = f"ulimit -f 1; {RUN} > out", {**os.environ, "PYTHONUNBUFFERED": buffering}
        code, err = shell(line, *arguments, env=environment, cwd=tmp_path)
        assert code == ExitCode.CANNOT_WRITE
        assert "Cannot write to standard output: File too large." in err

    @pytest.mark.parametrize("buffering", ["", "1"])
    def test_pipe_that_does_not_wait(self, buffering: str) -> None:
        read, write = os.pipe()
        os.set_blocking(write, False)
        environment = {**os.environ, "PYTHONUNBUFFERED": buffering}
        started = python("", "report", stdout=write, env=environment)
        _, err = started.communicate(timeout=60)
        os.close(write)
        os.close(read)
        assert started.returncode == ExitCode.CANNOT_WRITE
        assert b"Cannot write to standard output" in err

    @pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full"])
    @pytest.mark.parametrize(
        ("region", "expected"), [("nordjylland", ExitCode.OK), ("nowhere", ExitCode.USAGE)]
    )
    def test_errors_that_cannot_be_written_keep_their_code(
        self, region: str, expected: ExitCode, redirection: str
    ) -> None:
        assert shell(f"{RUN} {redirection} >/dev/null", "compute", "-r", region)[0] == expected

    def test_nothing_on_standard_input(self) -> None:
        code, err = shell(f"{RUN} <&-", "compute", "--votes", "-")
        assert (code, err) == (ExitCode.BAD_INPUT, "Error: -: Cannot be read: Bad file descriptor.\n")

    @pytest.mark.parametrize("votes", ["/dev/stdin", "-"])
    def test_votes_from_a_pipe(self, votes: str) -> None:
        outcome = process("compute", "--votes", votes, *NORDJYLLAND, stdin=Path(VOTES).read_bytes())
        assert outcome.code == 0
        assert "22 members" in outcome.out

    def test_process_substitution_of_the_shell(self, tmp_path: Path) -> None:
        """A file made up by the shell, that is slow to begin, and one that it takes away again."""
        line = '"$0" -m kkr_alloc convert <(sleep 0.5; cat "$1") -o >(cat > "$2") && sleep 0.5'
        assert shell(line, VOTES, str(tmp_path / "copy"))[0] == 0
        assert (tmp_path / "copy").read_bytes() == Path(VOTES).read_bytes()


class TestSurroundings:
    """No home, no locale, no environment at all."""

    @staticmethod
    @cache
    def bare(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "kkr_alloc", *arguments],
            env={"PYTHONPATH": os.pathsep.join(sys.path), **environment},
            capture_output=True,
            timeout=60,
            check=False,
        )

    @pytest.mark.parametrize(
        "environment",
        [
            {},
            {"HOME": "/nonexistent", "XDG_CACHE_HOME": "/nonexistent", "TMPDIR": "/nonexistent"},
            {"LC_ALL": "C"},
            {"LANG": "da_DK.ISO-8859-1", "TERM": "", "COLUMNS": "x", "LINES": "-1"},
        ],
    )
    def test_same_result_everywhere(self, environment: dict[str, str]) -> None:
        arguments = ("compute", "-r", "sjælland", "--format", "json")
        plain = self.bare(*arguments, PYTHONIOENCODING="utf-8")
        assert plain.returncode == 0
        assert self.bare(*arguments, **environment).stdout == plain.stdout

    @pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437"])
    def test_nothing_becomes_the_same_as_another(self, encoding: str) -> None:
        """What an encoding lacks has a form of its own, and the columns stay in line."""
        asked = ("compute", "-r", "sjaelland", "--all-lists", "--lang", "da")
        plain = self.bare(*asked, PYTHONIOENCODING="utf-8", COLUMNS="80").stdout.decode()
        table = self.bare(*asked, PYTHONIOENCODING=encoding, COLUMNS="80").stdout.decode(encoding)
        assert "?" not in table
        assert max(map(len, table.splitlines())) <= 80
        rows, others = (
            [line.split("  ") for line in page.splitlines() if " %" in line] for page in (plain, table)
        )
        cells = {
            (cell.strip(), other.strip())
            for row, other_row in zip(rows, others, strict=True)
            for cell, other in zip(filter(None, row), filter(None, other_row), strict=True)
            if "…" not in cell
        }
        assert len({cell for cell, _ in cells}) == len(cells) == len({other for _, other in cells})
        assert [cell[1] for cell in sorted(cells) if cell[0] in "Ø–"] in (["OE", "-"], ["Ø", "–"], ["Ø", "-"])

    def test_help_errors_and_data_in_ascii(self) -> None:
        told = self.bare("--help", "--lang", "da", PYTHONIOENCODING="ascii")
        assert (told.returncode, told.stderr) == (0, b"")
        error = self.bare("compute", "-r", "ø→ë", "--lang", "da", PYTHONIOENCODING="ascii")
        assert error.returncode == ExitCode.USAGE
        assert error.stderr.startswith(b'Fejl: Der er ingen region "oe->\\xeb".')
        for call in (("compute", "-f", "csv"), ("compute", "-r", "ø→ë", "-f", "json")):
            in_ascii, in_utf8 = (self.bare(*call, PYTHONIOENCODING=name) for name in ("ascii", "utf-8"))
            assert (in_ascii.stdout, in_ascii.stderr) == (in_utf8.stdout, in_utf8.stderr)

    @pytest.mark.parametrize("width", ["0", "²"])
    @pytest.mark.parametrize("terminal", [False, True])
    def test_width_that_is_none_is_80(self, terminal: bool, width: str) -> None:
        """The terminal has no width of its own: it says 0."""
        asked = ("explain", "-r", "nordjylland")
        environment = {"COLUMNS": width, "LINES": width, "TERM": "dumb"}
        plain = self.bare(*asked).stdout
        if terminal:
            assert on_terminal(*asked, **environment, PYTHONIOENCODING="utf-8").encode() == plain
        else:
            assert self.bare(*asked, **environment).stdout == plain

    @pytest.mark.parametrize("option", ["-o", "--votes", "--mayors", "--lots", "--rules"])
    @pytest.mark.parametrize("path", ["a/" * 2600 + "x.csv", "å" * 200 + ".csv"])
    def test_path_beyond_the_systems_limit(self, program: Program, option: str, path: str) -> None:
        outcome = program("compute", *NORDJYLLAND, option, path)
        codes = {"-o": ExitCode.CANNOT_WRITE, "--rules": ExitCode.USAGE}
        assert outcome.code == codes.get(option, ExitCode.BAD_INPUT)
        assert len(outcome.err) < 1200
        assert ("File name too long" in outcome.err) is (option != "--rules")

    def test_signal_in_the_middle_of_computing(self, folder: Path) -> None:
        reached = folder / "reached"
        slow = (
            "import time, kkr_alloc.composition as composition\n"
            f"composition.level = lambda *_: (open({str(reached)!r}, 'w').close(), time.sleep(60))"
        )
        computing = python(slow, *call("compute", folder))
        wait_for(reached, computing)
        computing.send_signal(signal.SIGTERM)
        assert computing.communicate(timeout=30)[0] == b""
        assert computing.returncode == ExitCode.TERMINATED
