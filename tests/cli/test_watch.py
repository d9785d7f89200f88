"""``watch`` as a process left alone all night: its lines, its formats, how it ends and starts again."""

from __future__ import annotations

import fcntl
import json
import re
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pytest

from kkr_alloc.errors import ExitCode
from tests.analysis.night import FINAL, NORDJYLLAND, PRELIMINARY, VOTES, Night
from tests.cli.runner import Program
from tests.schemas import validate

Start = Callable[..., subprocess.Popen[bytes]]
MORE = (("A", "Socialdemokratiet", 700), *VOTES[1:])


@pytest.fixture
def call(night: Night) -> tuple[str, ...]:
    """What ``watch`` is called with; ``--polls`` is still to come."""
    options = ("-r", "1081", "--interval", "0.1", "--heartbeat", "0")
    return ("watch", str(night.folder), "--mayors", str(night.mayors), *options)


@pytest.fixture
def start(call: tuple[str, ...]) -> Iterator[Start]:
    """Starts ``watch`` as a process, which is ended in any case."""
    started = []

    def begin(*more: str, stdout: int | IO[bytes] = subprocess.PIPE) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "kkr_alloc", *call, *more]
        started.append(subprocess.Popen(command, stdout=stdout, stderr=subprocess.PIPE))
        return started[-1]

    yield begin
    for process in started:
        process.kill()


def following(running: subprocess.Popen[bytes]) -> dict[str, Any]:
    """The next event, which keeps to the schema."""
    assert running.stdout is not None
    event: dict[str, Any] = json.loads(running.stdout.readline())
    validate(event)
    return event


def events_of(out: str) -> list[dict[str, Any]]:
    events = [json.loads(line) for line in out.splitlines()]
    for event in events:
        validate(event)
    return events


class TestLines:
    """One event a line, for programs and for people."""

    @pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
    def test_follows_the_folder_and_stops_cleanly(
        self, night: Night, start: Start, how: signal.Signals, code: int
    ) -> None:
        running = start("--heartbeat", "3600")
        assert following(running)["waiting"]  # an empty folder
        night.release_all(PRELIMINARY)
        first = following(running)
        assert (first["event"], first["difference"]) == ("composition", None)
        night.release(NORDJYLLAND[0], FINAL, lists=MORE)
        second = following(running)
        assert second["difference"]["valid_votes"] == 200
        assert [p["votes"] for p in second["difference"]["parties"] if p["party"] == "A"] == [200]
        assert second["count"]["areas_final"] == 1
        running.send_signal(how)
        out, err = running.communicate(timeout=20)
        assert (running.returncode, out, err.strip()) == (code, b"", b"")

    def test_for_people(self, program: Program, call: tuple[str, ...], night: Night) -> None:
        night.release_all(PRELIMINARY)
        out = program(*call, "--polls", "2", "-f", "table").out
        first, second = (re.sub(r"^\d\d:\d\d:\d\d  ", "", line) for line in out.splitlines())
        assert first == "KKR Nordjylland: PRELIMINARY, 11 of 11 areas: 22 members, A 12, V 10"
        assert second == "Nothing new, no problems."

    def test_change_for_people(self, night: Night, start: Start) -> None:
        night.release_all(PRELIMINARY)
        running = start("-f", "table", "--heartbeat", "3600")
        assert running.stdout is not None
        running.stdout.readline()
        night.release_all(FINAL, lists=(("A", "Socialdemokratiet", 900), *VOTES[1:]))
        line = running.stdout.readline().decode()
        while "FINAL" not in line:  # a poll may have seen a part of the files
            line = running.stdout.readline().decode()
        assert "KKR Nordjylland: FINAL, 11 areas: " in line
        assert re.search(r"A \d+→\d+", line) or "no seat changed" in line

    def test_errors_are_events(self, program: Program, call: tuple[str, ...], night: Night) -> None:
        night.release_all(FINAL)
        night.release(NORDJYLLAND[0], FINAL, GyldigeStemmer=7)
        error, heartbeat = events_of(program(*call, "--polls", "2").out)
        assert (error["event"], error["body"], error["region"]) == ("error", "kkr", "nordjylland")
        assert len(error["error"]["problems"]) == 1
        assert (heartbeat["problems"], heartbeat["last_good_poll"]) == (1, None)

    @pytest.mark.usefixtures("exact_times")
    def test_heartbeat_of_health(self, program: Program, call: tuple[str, ...], night: Night) -> None:
        night.release_all(FINAL)
        _, heartbeat = events_of(program(*call, "--polls", "2").out)
        assert (heartbeat["problems"], heartbeat["waiting"], heartbeat["files_read"]) == (0, False, 0)
        assert "2026" <= heartbeat["last_good_poll"] <= heartbeat["time"]

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (["/no/such/folder"], 3),
            ([".", "-r", "jutland"], 2),
            ([".", "--rules", "none"], 2),
            ([".", "--since", "-"], 2),
            ([".", "-f", "json"], 2),
        ],
    )
    def test_bad_call_ends_at_once(self, program: Program, arguments: list[str], code: int) -> None:
        outcome = program("watch", *arguments)
        assert (outcome.code, outcome.out) == (code, "")


@pytest.mark.parametrize(("stage", "code"), [(FINAL, ExitCode.OK), (PRELIMINARY, ExitCode.NOT_FINAL)])
def test_until_final(
    program: Program, call: tuple[str, ...], night: Night, stage: str, code: ExitCode
) -> None:
    """It ends with 0 when every count is final, and with 5 where the polls are over before."""
    night.release_all(stage)
    outcome = program(*call, "--until-final", "--polls", "3")
    assert outcome.code == code
    assert len(outcome.out.splitlines()) == (1 if code == ExitCode.OK else 3)


class TestSince:
    """A restart repeats nothing that was reported."""

    def test_only_what_is_new(
        self, program: Program, call: tuple[str, ...], night: Night, tmp_path: Path
    ) -> None:
        earlier = tmp_path / "night.ndjson"
        since = (*call, "--polls", "1", "--since", str(earlier))
        night.release_all(PRELIMINARY)
        first = program(*since).out  # there is no such file yet
        earlier.write_text(first)
        assert [event["event"] for event in events_of(program(*since).out)] == ["heartbeat"]
        night.release(NORDJYLLAND[0], FINAL, lists=MORE)
        (event,) = events_of(program(*since).out)
        assert event["difference"]["valid_votes"] == 200
        night.release(NORDJYLLAND[0], FINAL, GyldigeStemmer=7)
        earlier.write_text(first + program(*since).out)
        assert [event["event"] for event in events_of(program(*since).out)] == ["heartbeat"]
        night.release(NORDJYLLAND[0], PRELIMINARY)
        (event,) = events_of(program(*since).out)  # the error is over, and nothing else has changed
        assert (event["event"], event["difference"]["valid_votes"]) == ("composition", 0)

    def test_line_that_was_cut_off(self, start: Start, night: Night, tmp_path: Path) -> None:
        """It is passed over, and ended before the next line is written to the file."""
        night.release_all(PRELIMINARY)
        earlier = tmp_path / "night.ndjson"
        for _ in range(3):
            with earlier.open("ab") as target:
                assert start("--since", str(earlier), "--polls", "1", stdout=target).wait(20) == 0
                target.write(b'{"event":"composition","schema":"kkr')
        lines = earlier.read_text().splitlines()
        assert [json.loads(line)["event"] for line in lines[::2]] == ["composition", "heartbeat", "heartbeat"]

    @pytest.mark.parametrize("line", ["municipality_code,letter", '{"event":"composition"}', "[]"])
    def test_another_file(self, program: Program, call: tuple[str, ...], tmp_path: Path, line: str) -> None:
        other = tmp_path / "other"
        other.write_text(f"\n{line}\n")
        outcome = program(*call, "--polls", "1", "--since", str(other))
        assert (outcome.code, outcome.out) == (3, "")
        assert f"{other}:2: This line is no event of watch." in outcome.err
        assert "Cannot be read" not in outcome.err


class TestSlowReader:
    """A pipe that is full, in the middle of a line."""

    @pytest.fixture
    def blocked(self, night: Night, start: Start) -> subprocess.Popen[bytes]:
        night.release_all(PRELIMINARY)
        running = start()
        assert running.stdout is not None
        size = fcntl.fcntl(running.stdout, fcntl.F_SETPIPE_SZ, 4096)
        end = time.monotonic() + 20
        while struct.unpack("i", fcntl.ioctl(running.stdout, termios.FIONREAD, b"\0" * 4))[0] < size:
            assert time.monotonic() < end
            time.sleep(0.01)
        return running

    @pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
    def test_line_is_finished(self, blocked: subprocess.Popen[bytes], how: signal.Signals, code: int) -> None:
        blocked.send_signal(how)
        time.sleep(0.2)
        assert blocked.poll() is None
        out, err = blocked.communicate(timeout=20)
        assert (blocked.returncode, err.strip(), out[-1:]) == (code, b"", b"\n")
        assert events_of(out.decode())[-1]["event"] in ("composition", "heartbeat")

    def test_second_signal_ends_at_once(self, blocked: subprocess.Popen[bytes]) -> None:
        blocked.send_signal(signal.SIGTERM)
        time.sleep(0.1)
        blocked.send_signal(signal.SIGTERM)
        assert blocked.wait(timeout=5) == 143

    def test_reader_that_goes_away_ends_it_quietly(self, blocked: subprocess.Popen[bytes]) -> None:
        assert blocked.stdout is not None
        assert blocked.stderr is not None
        blocked.stdout.close()
        assert blocked.stderr.read() == b""
        assert blocked.wait(timeout=20) == 0
