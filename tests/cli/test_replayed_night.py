"""A night replayed from a real feed: files appear in the order of their release, and are polled between."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kkr_alloc import bundled, load_election
from kkr_alloc.analysis.watch import Unchanged, Watch
from kkr_alloc.model import Geography
from kkr_alloc.names import Register
from kkr_alloc.render.watch import line, recall
from kkr_alloc.sources.valgdk_feed import Feed
from tests.cli.runner import captured_run

PARTS = ("valgresultater", "mandatfordeling")
REGION, LAST = "nordjylland", "851"


class Replay:
    """A night. ``last``: the last event; ``told``: how many compositions were reported."""

    def __init__(self, source: Path, folder: Path, register: Register, geography: Geography) -> None:
        self.feed, self.events = folder / "feed", folder / "night.ndjson"
        self.register, self.geography = register, geography
        self.last: dict[str, Any] | None = None
        self.told = 0
        self._random = random.Random(1)
        order: list[tuple[tuple[bool, bool, str], Path]] = []
        for file in sorted(path for part in PARTS for path in (source / part).iterdir()):
            release = json.loads(file.read_text("utf-8-sig"))
            code = f"{release['Kommunekode']:03d}"
            if code in geography.area(REGION) and release["Valgdag"] == "18-11-2025":
                day, _, at = release["FrigivelsesTidspunktUTC"].partition(" ")
                late = self._random.random() < 0.03
                order.append(((code == LAST, late, day[6:] + day[3:5] + day[:2] + at), file))
        self.files = [file for _, file in sorted(order)]
        for part in PARTS:
            (self.feed / part).mkdir(parents=True)
        self.events.touch()
        self.begin()

    def begin(self) -> None:
        """Begin to watch, with what was reported before in mind."""
        with self.events.open("rb") as stream:
            memory = recall(stream, "night.ndjson")
        feed = Feed(self.feed, self.register, self.geography)
        rules, areas = bundled.rules(), [("kkr", REGION)]
        self.watch = Watch(feed, lambda votes: load_election(votes=votes), lambda _: areas, rules, memory)

    def settled(self) -> Iterator[dict[str, Any]]:
        """What is reported until a poll finds nothing new and waits for nothing."""
        for _ in range(9):
            (event,) = self.watch.poll()
            if not isinstance(event, Unchanged):
                written = line(event, datetime.now(UTC))
                with self.events.open("a", encoding="utf-8") as stream:
                    stream.write(written)
                yield json.loads(written)
            elif event.count is None or not event.waiting:
                return
        raise AssertionError("it does not come to rest")

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
        """Begin anew, as after a kill in the middle of a line: nothing is repeated."""
        with self.events.open("ab") as target:
            target.write(b'{"event":"composition","schema":"kkr-alloc/watch')
        self.begin()
        assert list(self.settled()) == []

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
        """What was reported last is what ``compute`` makes of the same folder."""
        for event in self.settled():
            self.last = event
            if event["event"] == "composition":
                self.told += 1
                assert complete or not event["count"]["final"]
        self._compare(gone)
        assert not complete or (self.last and self.last["count"]["final"])

    def _compare(self, gone: bool) -> None:
        code, out, err = captured_run(
            ["compute", "--votes", os.fspath(self.feed), "-r", REGION, "-f", "json"]
        )
        event = self.last
        if code == 3:
            assert event is None or event["event"] == "error" or gone, err
            return
        assert event is not None
        assert event["event"] == "composition", event
        (fresh,) = json.loads(out)["compositions"]
        reported = dict(event["composition"])
        assert event["count"] == reported["count"]
        if gone:
            assert reported["count"]["final"] is False
            assert "files-gone" in {note["code"] for note in reported["notes"]}
            for one in (fresh, reported):
                del one["count"], one["notes"]
        assert reported == fresh


def test_every_state_is_reported_as_compute_has_it(
    shared: Path, tmp_path: Path, register: Register, geography: Geography, clean_environment: None
) -> None:
    replay = Replay(shared / "elections" / "kv2025" / "valgdk-feed-final", tmp_path, register, geography)
    replay.night(8)
    assert replay.told > 8
