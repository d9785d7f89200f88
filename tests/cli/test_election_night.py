"""The commands of election night through the entry point: compute and watch on a feed, convert."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kkr_alloc import bundled
from tests.analysis.night import FINAL, NORDJYLLAND, PRELIMINARY, VOTES, WAITING, Night
from tests.cli.runner import Program


@pytest.fixture
def night(tmp_path: Path) -> Night:
    return Night(tmp_path)


class TestComputeOnAFeed:
    """The state of the count travels with every result."""

    def test_preliminary(self, program: Program, night: Night) -> None:
        night.release_all(WAITING)
        for code in NORDJYLLAND[:4]:
            night.release(code, PRELIMINARY)
        call = ("compute", "--votes", str(night.folder), "--mayors", str(night.mayors), "-r", "1081")
        rows = list(csv.DictReader(io.StringIO(program(*call, "-f", "csv").out)))
        assert {(r["count_state"], r["areas"], r["areas_counted"], r["areas_final"]) for r in rows} == {
            ("preliminary", "11", "4", "0")
        }
        assert program(*call, "--require-final").code == 5
        night.release_all(FINAL)
        assert program(*call, "--require-final").code == 0

    def test_nothing_counted(self, program: Program, night: Night) -> None:
        night.release_all(WAITING)
        outcome = program("compute", "--votes", str(night.folder), "-r", "1081")
        assert outcome.code == 0
        assert "No result yet" in outcome.out
        assert "nothing counted yet in 11 polling areas" in outcome.out

    def test_unreadable_file(self, program: Program, night: Night) -> None:
        night.release_all(FINAL)
        night.put_bytes(NORDJYLLAND[0], b"")
        call = ("compute", "--votes", str(night.folder), "--mayors", str(night.mayors), "-r", "1081")
        outcome = program(*call, "-f", "json")
        assert (outcome.code, outcome.out) == (3, "")
        assert len(outcome.error["problems"]) == 1
        skipped = program(*call, "-f", "json", "--skip-unreadable").data
        assert (skipped["count"]["areas"], skipped["count"]["areas_counted"]) == (11, 10)
        assert "files-unreadable" in {note["code"] for note in skipped["compositions"][0]["notes"]}

    def test_election_other_than_asked_for(self, program: Program, night: Night) -> None:
        night.release_all(FINAL)
        outcome = program("compute", "--votes", str(night.folder), "-e", "kv2021")
        assert (outcome.code, outcome.out) == (3, "")
        assert "of kv2025, not of kv2021" in outcome.err

    def test_election_that_is_not_bundled_gets_the_sitting_mayors(
        self, program: Program, night: Night
    ) -> None:
        changed = {"Valgdag": "20-11-2029"}
        for code in NORDJYLLAND:
            night.release(code, FINAL, FrigivelsesTidspunktUTC="20-11-2029 22:00:00", **changed)
        outcome = program("compute", "--votes", str(night.folder), "-r", "1081")
        assert outcome.code == 0, outcome.err
        assert "KKR Nordjylland, term 2030-2034" in outcome.out
        assert "Kommunalvalg 2029 (2029-11-20)" in outcome.out
        assert "The mayors used are the sitting mayors, in office since 2026-01-01." in outcome.out
        (ahead,) = program(
            "outlook", "--votes", str(night.folder), "-r", "1081", "--leaders", "-f", "json"
        ).data["outlooks"]
        assert len(ahead["offices"]) == ahead["municipalities"] == 11
        assert ahead["led"]["members"]["exact"]


@pytest.mark.parametrize("known", [0, 1, 3])
def test_mayors_missing_in_a_file(program: Program, night: Night, known: int) -> None:
    """They come from the bundle; in an outlook they are open."""
    path = night.mayors.with_name("partial.csv")
    path.write_text("".join(night.mayors.read_text().splitlines(keepends=True)[: 1 + known]))
    call = ("-e", "kv2025", "--mayors", str(path), "-f", "json", "-r", "1081")
    data = program("compute", *call).data
    (note,) = [n for n in data["compositions"][0]["notes"] if n["code"].endswith("-mayors")]
    assert (note["code"], note["message"].split()[0]) == ("bundled-mayors", str(98 - known))
    assert [entry["role"] for entry in data["inputs"]] == ["votes", "mayors", "mayors"]
    (ahead,) = program("outlook", *call).data["outlooks"]
    assert len(ahead["offices"]) == 11 - known
    assert ahead["led"] is None


@pytest.mark.parametrize("row", ["813,J,Frederikshavn", "813,", "813,J", "813"])
def test_mayor_whose_row_is_half_written(program: Program, night: Night, row: str) -> None:
    """The votes are not final: the mayor of a list that does not stand would only be noted."""
    night.release_all(PRELIMINARY)
    night.mayors.write_text(f"municipality_code,list_letter,list_name\n{row}")
    outcome = program("compute", "--votes", str(night.folder), "--mayors", str(night.mayors), "-r", "1081")
    assert (outcome.code, outcome.out) == (3, "")
    assert f"{night.mayors}:2:" in outcome.err


class TestConvert:
    """What ``convert`` writes is what ``compute`` reads."""

    def test_final_count_stays_final(self, program: Program, night: Night, tmp_path: Path) -> None:
        night.release_all(FINAL)
        target, again = tmp_path / "votes.csv", tmp_path / "again.csv"
        assert program("convert", str(night.folder), "-o", str(target)).code == 0
        assert program("convert", str(target), "-o", str(again)).code == 0
        assert again.read_bytes() == target.read_bytes()
        call = ("--votes", str(again), "--mayors", str(night.mayors), "-r", "1081", "-e", "kv2025")
        assert program("compute", *call, "--require-final").code == 0

    def test_table_without_a_count_gets_none(self, program: Program) -> None:
        votes = bundled.data_file("kv2017", "votes.csv")
        assert program("convert", votes, "-e", "kv2017").out == Path(votes).read_text(encoding="utf-8")

    def test_partial_count_survives(self, program: Program, night: Night, tmp_path: Path) -> None:
        night.release_all(WAITING)
        night.release(NORDJYLLAND[3], PRELIMINARY)
        target = tmp_path / "votes.csv"
        assert program("convert", str(night.folder), "-o", str(target)).code == 0
        call = ("--mayors", str(night.mayors), "-r", "1081", "-e", "kv2025", "-f", "json")
        table = program("compute", "--votes", str(target), *call).data
        feed = program("compute", "--votes", str(night.folder), *call).data
        assert [p["votes"] for p in table["compositions"][0]["parties"]] == [
            p["votes"] for p in feed["compositions"][0]["parties"]
        ]
        not_in_a_table = dict.fromkeys(("newest_release", "electorate", "electorate_counted"))
        assert table["count"] == {**feed["count"], **not_in_a_table}


class TestWatch:
    """A process that is left alone all night."""

    def start(self, night: Night, *more: str) -> subprocess.Popen[str]:
        call = [sys.executable, "-m", "kkr_alloc", "watch", str(night.folder), "--mayors", str(night.mayors)]
        return subprocess.Popen(
            [*call, "-r", "1081", "--interval", "0.1", *more],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        )

    def next(self, running: subprocess.Popen[str]) -> dict[str, Any]:
        assert running.stdout is not None
        line: dict[str, Any] = json.loads(running.stdout.readline())
        return line

    @pytest.mark.parametrize(("how", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
    def test_follows_the_folder_and_stops_cleanly(self, night: Night, how: signal.Signals, code: int) -> None:
        running = self.start(night, "--heartbeat", "3600")
        try:
            assert self.next(running)["event"] == "heartbeat"  # an empty folder
            night.release_all(PRELIMINARY)
            first = self.next(running)
            assert (first["event"], first["difference"]) == ("composition", None)
            night.release(NORDJYLLAND[0], FINAL, lists=(("A", "Socialdemokratiet", 700), *VOTES[1:]))
            second = self.next(running)
            assert second["difference"]["valid_votes"] == 200
            assert [p["votes"] for p in second["difference"]["parties"] if p["party"] == "A"] == [200]
            assert second["count"]["areas_final"] == 1
            night.mayors.write_text(night.mayors.read_text().replace(",,A", ",,V"))
            third = self.next(running)
            assert {p["party"]: p["mayors"] for p in third["difference"]["parties"]} == {"A": -1, "V": 1}
            running.send_signal(how)
            out, err = running.communicate(timeout=20)
            assert (running.returncode, out, err.strip()) == (code, "", "")
        finally:
            running.kill()

    @pytest.mark.parametrize(
        "arguments", [["/no/such/folder"], [".", "-r", "jutland"], [".", "--rules", "none"]]
    )
    def test_bad_call_ends_at_once(self, program: Program, arguments: list[str]) -> None:
        outcome = program("watch", *arguments)
        assert (outcome.code, outcome.out) == (3, "")

    def test_errors_are_events(self, program: Program, night: Night) -> None:
        night.release_all(FINAL)
        call = ("watch", str(night.folder), "--mayors", str(night.mayors), "-r", "nordjylland",
                "--polls", "3", "--interval", "0.1", "--heartbeat", "0")  # fmt: skip
        events = [json.loads(line) for line in program(*call).out.splitlines()]
        assert [event["event"] for event in events] == ["composition", "heartbeat", "heartbeat"]
        night.put_bytes(NORDJYLLAND[0], b"{")
        events = [json.loads(line) for line in program(*call).out.splitlines()]
        assert [event["event"] for event in events] == ["heartbeat", "error", "heartbeat"]
        assert len(events[1]["error"]["problems"]) == 1

    def test_error_has_the_problems_of_every_region(self, program: Program, night: Night) -> None:
        night.release_all(FINAL)
        regions = ("hovedstaden", "sjaelland")
        outcome = program("watch", str(night.folder), "-r", regions[0], "-r", regions[1], "--polls", "1")
        (event,) = map(json.loads, outcome.out.splitlines())
        geography = bundled.geography(date(2026, 1, 1))
        assert event["event"] == "error"
        assert [problem["value"] for problem in event["error"]["problems"]] == [
            code for name in regions for code in geography.region(name).municipalities
        ]

    def test_reader_that_goes_away_ends_it_quietly(self, night: Night) -> None:
        night.release_all(PRELIMINARY)
        running = self.start(night, "--heartbeat", "0")
        assert running.stdout is not None
        running.stdout.readline()
        running.stdout.close()
        assert running.stderr is not None
        started = time.monotonic()
        assert running.stderr.read() == ""
        assert running.wait(timeout=20) == 0
        assert time.monotonic() - started < 20
