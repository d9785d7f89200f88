"""Faults of the machine: full disks, kills, closed streams, no home and no locale, two writers at once."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from kkr_alloc import bundled
from kkr_alloc.cli.main import COMMANDS, group
from kkr_alloc.errors import ExitCode
from tests.cli.runner import Program, process
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
    "validate": (VOTES,),
    "watch": ("FEED", "--polls", "1"),
}
"""How each command is called; the others take a region."""


def call(command: str, folder: Path) -> list[str]:
    """The arguments of an ordinary call of a command."""
    feed = str(folder / "feed")
    return [command, *(feed if word == "FEED" else word for word in CALLS.get(command, NORDJYLLAND))]


def writing_commands() -> list[str]:
    context = click.Context(group)
    found = {name: group.get_command(context, name) for name in COMMANDS}
    return [name for name, made in found.items() if made and any("--output" in p.opts for p in made.params)]


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


def wait_for(path: Path, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 30
    while not path.exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.01)


class TestWriting:
    """With -o a file is the old one or the new one, whole, whatever happens."""

    @pytest.mark.parametrize("command", writing_commands())
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

    @pytest.mark.parametrize("command", writing_commands())
    def test_full_device(self, command: str, folder: Path, program: Program) -> None:
        assert program(*call(command, folder), "-o", "/dev/full").code == ExitCode.CANNOT_WRITE

    @pytest.mark.parametrize("command", ["compute", "convert"])
    @pytest.mark.parametrize("moment", ["fsync", "replace"])
    def test_killed_process_leaves_the_old_file(self, command: str, moment: str, folder: Path) -> None:
        target, reached = folder / "old.csv", folder / "reached"
        target.write_bytes(b"old")
        slow = (
            f"import os, time\nos.{moment} = lambda *_: (open({str(reached)!r}, 'w').close(), time.sleep(60))"
        )
        writer = python(slow, *call(command, folder), "-o", str(target), "--force")
        wait_for(reached, writer)
        writer.kill()
        writer.communicate()
        assert target.read_bytes() == b"old"
        left = {path.name for path in folder.iterdir()} - {"feed", "old.csv", "reached"}
        assert len(left) == 1
        assert left.pop().startswith(".old.csv.")

    @pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
    def test_interrupted_process_leaves_nothing_but_the_old_file(
        self, sent: signal.Signals, code: int, folder: Path
    ) -> None:
        target, reached = folder / "old.csv", folder / "reached"
        target.write_bytes(b"old")
        slow = f"import os, time\nos.fsync = lambda *_: (open({str(reached)!r}, 'w').close(), time.sleep(60))"
        writer = python(slow, *call("compute", folder), "-o", str(target), "--force")
        wait_for(reached, writer)
        writer.send_signal(sent)
        assert writer.communicate(timeout=30)[0] == b""
        assert writer.returncode == code
        assert target.read_bytes() == b"old"
        assert {path.name for path in folder.iterdir()} == {"feed", "old.csv", "reached"}

    def test_two_writers_leave_one_whole_file(self, folder: Path) -> None:
        target = folder / "both.json"
        calls = [
            ["compute", "--format", "json", "-r", region, "-o", str(target), "--force"]
            for region in ("nordjylland", "hovedstaden")
        ]
        wanted = {process(*arguments[:5]).out for arguments in calls}
        for writer in [python("", *arguments) for _ in range(3) for arguments in calls]:
            assert writer.communicate(timeout=60) == (b"", b"")
            assert writer.returncode == 0
        assert target.read_text(encoding="utf-8") in wanted
        assert {path.name for path in folder.iterdir()} == {"feed", "both.json"}

    @pytest.mark.parametrize("where", ["/dev/stdout", "/dev/fd/1"])
    def test_standard_output_by_its_name(self, where: str) -> None:
        assert process("compute", *NORDJYLLAND, "-o", where) == process("compute", *NORDJYLLAND)

    def test_pipe_with_a_reader_gets_it_all(self, folder: Path) -> None:
        os.mkfifo(folder / "pipe")
        reader = subprocess.Popen(["cat", str(folder / "pipe")], stdout=subprocess.PIPE)
        time.sleep(0.3)
        done = process("convert", VOTES, "-o", str(folder / "pipe"))
        assert done.code == 0, done.err
        assert reader.communicate(timeout=30)[0] == Path(VOTES).read_bytes()


class TestStreams:
    """Standard streams that are closed, full, or left by their reader."""

    @pytest.mark.parametrize("command", COMMANDS)
    def test_reader_that_goes_away_is_no_error(self, command: str, folder: Path) -> None:
        read, write = os.pipe()
        os.close(read)
        started = python("", *call(command, folder), stdout=write)
        os.close(write)
        _, err = started.communicate(timeout=60)
        assert started.returncode in (0, ExitCode.DIFFERS, ExitCode.BAD_INPUT)
        assert b"Traceback" not in err
        assert b"BrokenPipe" not in err

    @pytest.mark.parametrize(
        "arguments", [["compute", *NORDJYLLAND], ["--help"], ["--version"], ["elections"]]
    )
    @pytest.mark.parametrize("redirection", [">&-", ">/dev/full"])
    def test_output_that_cannot_be_written(self, arguments: list[str], redirection: str) -> None:
        code, err = self.shell(redirection, *arguments)
        assert code == ExitCode.CANNOT_WRITE
        assert err.startswith("Error: Cannot write to standard output: ")
        assert err.count("\n") == 1

    @pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full"])
    @pytest.mark.parametrize(
        ("region", "expected"), [("nordjylland", ExitCode.OK), ("nowhere", ExitCode.BAD_INPUT)]
    )
    def test_errors_that_cannot_be_written_keep_their_code(
        self, region: str, expected: ExitCode, redirection: str
    ) -> None:
        assert self.shell(redirection + " >/dev/null", "compute", "-r", region)[0] == expected

    def test_nothing_on_standard_input(self) -> None:
        code, err = self.shell("<&-", "compute", "--votes", "-")
        assert (code, err) == (ExitCode.BAD_INPUT, "Error: -: Cannot be read: Bad file descriptor.\n")

    @pytest.mark.parametrize("votes", ["/dev/stdin", "-"])
    def test_votes_from_a_pipe(self, votes: str) -> None:
        outcome = process("compute", "--votes", votes, *NORDJYLLAND, stdin=Path(VOTES).read_bytes())
        assert outcome.code == 0
        assert "22 members" in outcome.out

    def test_process_substitution_of_the_shell(self, tmp_path: Path) -> None:
        """A file made up by the shell, that is slow to begin, and one that it takes away again."""
        line = '"$0" -m kkr_alloc convert <(sleep 0.5; cat "$1") -o >(cat > "$2") && sleep 0.5'
        done = subprocess.run(
            ["bash", "-c", line, sys.executable, VOTES, str(tmp_path / "copy")], check=False
        )
        assert done.returncode == 0
        assert (tmp_path / "copy").read_bytes() == Path(VOTES).read_bytes()

    @staticmethod
    def shell(redirection: str, *arguments: str) -> tuple[int, str]:
        line = f'"$0" -m kkr_alloc "$@" {redirection}'
        done = subprocess.run(
            ["bash", "-c", line, sys.executable, *arguments],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )
        return done.returncode, done.stderr.decode()


class TestSurroundings:
    """No home, no locale, no environment at all."""

    def bare(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
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
            {"LANG": "da_DK.ISO-8859-1"},
            {"TERM": "dumb", "COLUMNS": "0"},
            {"TERM": "", "COLUMNS": "x", "LINES": "-1"},
        ],
    )
    def test_same_result_everywhere(self, environment: dict[str, str]) -> None:
        arguments = ("compute", "-r", "sjælland", "--format", "json")
        assert self.bare(*arguments, **environment).stdout == process(*arguments).out.encode()

    def test_letters_that_cannot_be_written_are_replaced(self) -> None:
        plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
        table = self.bare("compute", "-r", "sjaelland", **plain)
        assert table.returncode == 0
        assert b"KKR Sj?lland" in table.stdout
        call = ("compute", "-r", "sjaelland", "--format", "json")
        assert self.bare(*call, **plain).stdout == process(*call).out.encode()
        error = self.bare("compute", "-r", "fyn", "--lang", "da", **plain)
        assert error.returncode == ExitCode.BAD_INPUT
        assert error.stderr.startswith(b"Fejl: Der er ingen region")

    @pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
    def test_signal_in_the_middle_of_computing(self, sent: signal.Signals, code: int, folder: Path) -> None:
        reached = folder / "reached"
        slow = (
            "import time, kkr_alloc.composition as composition\n"
            f"composition.level = lambda *_: (open({str(reached)!r}, 'w').close(), time.sleep(60))"
        )
        computing = python(slow, *call("compute", folder))
        wait_for(reached, computing)
        computing.send_signal(sent)
        assert computing.communicate(timeout=30)[0] == b""
        assert computing.returncode == code


WINDOWS = {
    "--votes": ("votes.csv", Path(VOTES).read_bytes()),
    "--mayors": ("mayors.csv", Path(bundled.data_file("kv2021", "mayors.csv")).read_bytes()),
    "--co-operation": ("co_operation.csv", b"municipality_code,list_letter,source\n"),
    "--rules": ("own.yaml", Path(bundled.data_file("rules", "kl.yaml")).read_bytes()),
}


@pytest.mark.parametrize("option", WINDOWS)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_windows_line_ends_and_byte_order_marks(
    option: str, mark: bytes, tmp_path: Path, program: Program
) -> None:
    """A file saved on Windows gives what the same file gives without the marks of its origin."""
    name, data = WINDOWS[option]
    file = tmp_path / name
    file.write_bytes(data)
    plain = program("compute", *NORDJYLLAND, option, str(file))
    file.write_bytes(mark + data.replace(b"\n", b"\r\n"))
    assert program("compute", *NORDJYLLAND, option, str(file)) == plain
    assert plain.code == 0


def test_windows_line_ends_in_expected_figures_and_lots(tmp_path: Path, program: Program) -> None:
    figures, lots = tmp_path / "figures.csv", tmp_path / "lots.yaml"
    figures.write_bytes(b"region,party,total\r\nnordjylland,,22\r\n")
    assert program("check", "--expected", str(figures)).code == 0
    lots.write_bytes(
        b"- body: kkr\r\n  region: hovedstaden\r\n  seats: 1\r\n  between: [A, B]\r\n  winners: [A]\r\n"
    )
    assert program("compute", *NORDJYLLAND, "--lots", str(lots)).code == 0
