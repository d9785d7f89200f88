"""A night replayed from a real feed: files appear in the order of their release beside a ``watch``."""

from __future__ import annotations

import json
import os
import queue
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kkr_alloc.model import Geography
from tests.cli.runner import captured_run

PARTS = ("valgresultater", "mandatfordeling")
MAX_SECONDS = 60


class Running:
    """``watch`` as a process, which goes on writing ``night.ndjson``; its events as they come."""

    def __init__(self, feed: Path, events: Path, regions: Sequence[str]) -> None:
        call = [sys.executable, "-m", "kkr_alloc", "watch", str(feed), "--since", str(events)]
        call += [
            "--interval",
            "0.1",
            "--heartbeat",
            "0",
            *(word for name in regions for word in ("-r", name)),
        ]
        with events.open("ab") as target:
            self.process = subprocess.Popen([*call, "-f", "ndjson"], stdout=target)
        self._events = events
        self._from = events.stat().st_size
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._follow, daemon=True).start()

    def _follow(self) -> None:
        with self._events.open(encoding="utf-8") as stream:
            stream.seek(self._from)
            begun = ""
            while True:
                begun += stream.readline()
                if begun.endswith("\n"):
                    if begun.strip():  # else the end of a line that was cut off
                        self._lines.put(begun)
                    begun = ""
                else:
                    time.sleep(0.02)

    def settled(self) -> Iterator[dict[str, Any]]:
        """The events until three polls in a row have found nothing new, which waited for nothing."""
        while not self._lines.empty():
            yield json.loads(self._lines.get())
        quiet = 0
        while quiet < 3:
            event = json.loads(self._lines.get(timeout=MAX_SECONDS))
            at_rest = event["event"] == "heartbeat" and (event["count"] is None or not event["waiting"])
            quiet = quiet + 1 if at_rest else 0
            yield event

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End it; its exit code."""
        self.process.send_signal(how)
        return self.process.wait(timeout=MAX_SECONDS)


class Replay:
    """A night. ``last``: by region, the last event; ``told``: all compositions that were reported."""

    def __init__(
        self, source: Path, folder: Path, regions: dict[str, Sequence[str]], last: str, seed: int
    ) -> None:
        self.feed, self.events = folder / "feed", folder / "night.ndjson"
        self.regions = regions
        self.last: dict[str, dict[str, Any]] = {}
        self.compositions: list[dict[str, Any]] = []
        self._random = random.Random(seed)
        self._region_of = {code: region for region, codes in regions.items() for code in codes}
        self._municipality: dict[Path, str] = {}
        order: list[tuple[tuple[bool, bool, str], Path]] = []
        for file in sorted(path for part in PARTS for path in (source / part).iterdir()):
            release = json.loads(file.read_text("utf-8-sig"))
            code = f"{release['Kommunekode']:03d}"
            if code not in self._region_of or release["Valgdag"] != "18-11-2025":
                continue
            day, _, at = release["FrigivelsesTidspunktUTC"].partition(" ")
            late = self._random.random() < 0.03
            order.append(((code == last, late, day[6:] + day[3:5] + day[:2] + at), file))
            self._municipality[file] = code
        self.files = [file for _, file in sorted(order)]
        for part in PARTS:
            (self.feed / part).mkdir(parents=True, exist_ok=True)
        self.running = Running(self.feed, self.events, list(regions))

    def put(self, files: Sequence[Path], part: float = 1) -> None:
        """Write files into the feed, whole or the first ``part`` of them."""
        for file in files:
            data = file.read_bytes()
            (self.feed / file.parent.name / file.name).write_bytes(data[: int(len(data) * part)])

    def night(self, steps: int) -> None:
        """The whole night in so many steps; in the middle of it a restart, and a refill."""
        size = -(-len(self.files) // steps)
        half: list[Path] = []
        for step, begin in enumerate(range(0, len(self.files), size)):
            batch = self.files[begin : begin + size]
            self.put(half)
            half = [file for file in batch[:-1] if self._random.random() < 0.1]
            half = [] if begin + size >= len(self.files) else half
            self.put([file for file in batch if file not in half])
            self.put(half, self._random.random())
            self.check(complete=begin + size >= len(self.files))
            if step == steps // 3:
                self.restart()
            if step == steps // 2:
                self.refill()

    def restart(self) -> None:
        """Kill it in the middle of a line, as it were, and start it again: nothing is repeated."""
        assert self.running.stop() == 143
        with self.events.open("ab") as target:
            target.write(b'{"event":"composition","schema":"kkr-alloc/watch')
        self.running = Running(self.feed, self.events, list(self.regions))
        assert {event["event"] for event in self.running.settled()} == {"heartbeat"}

    def refill(self) -> None:
        """Empty the feed and fill it again in two steps."""
        files = {path: path.read_bytes() for path in self.feed.rglob("*.json")}
        for part in PARTS:
            shutil.rmtree(self.feed / part)
        self.check(complete=False, gone=True)
        for number in (0, 1):
            for path in sorted(files)[number::2]:
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(files[path])
            self.check(complete=False, gone=number == 0)

    def check(self, *, complete: bool, gone: bool = False) -> None:
        """What was reported last of each region is what ``compute`` makes of the same folder."""
        for event in self.running.settled():
            if event["event"] == "heartbeat":
                continue
            if event["event"] == "composition":
                self.compositions.append(event)
                self.last[event["composition"]["region"]] = event
                assert complete or not event["count"]["final"] or self._is_complete(event)
            else:
                self.last |= dict.fromkeys([event["region"]] if event["region"] else self.regions, event)
        for region in self.regions:
            self._compare(region, gone)
        if complete:
            assert all(event["count"]["final"] for event in self.last.values())

    def _is_complete(self, event: dict[str, Any]) -> bool:
        region = event["composition"]["region"]
        whole = [file for file, code in self._municipality.items() if self._region_of[code] == region]
        here = [self.feed / file.parent.name / file.name for file in whole]
        return all(
            copy.exists() and copy.stat().st_size == file.stat().st_size
            for file, copy in zip(whole, here, strict=True)
            if file.parent.name == PARTS[0]
        )

    def _compare(self, region: str, gone: bool) -> None:
        code, out, err = captured_run(
            ["compute", "--votes", os.fspath(self.feed), "-r", region, "-f", "json"]
        )
        event = self.last.get(region)
        if code == 3:
            assert event is None or event["event"] == "error" or gone, (region, err)
            return
        assert event is not None
        assert event["event"] == "composition", (region, event)
        (fresh,) = json.loads(out)["compositions"]
        reported = dict(event["composition"])
        assert event["count"] == reported["count"]
        if gone:
            assert reported["count"]["final"] is False
            assert "files-gone" in {note["code"] for note in reported["notes"]}
            for one in (fresh, reported):
                del one["count"], one["notes"]
        assert reported == fresh, region


def test_every_state_is_reported_as_compute_has_it(
    shared: Path, tmp_path: Path, geography: Geography, clean_environment: None
) -> None:
    source = shared / "elections" / "kv2025" / "valgdk-feed-final"
    regions = {"nordjylland": geography.area("nordjylland")}
    replay = Replay(source, tmp_path, regions, last="851", seed=1)
    try:
        replay.night(8)
    finally:
        replay.running.process.kill()
    assert len(replay.compositions) > 8
