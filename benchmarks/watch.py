"""A poll of ``watch`` in which nothing changed, and one in which a file did: CPU seconds, all five KKR.

Run: ``python -m benchmarks.watch FOLDER [ROUNDS]``. The files are copied first: one of them is changed.
"""

from __future__ import annotations

import datetime
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kkr_alloc import bundled
from kkr_alloc.analysis.watch import Watch
from kkr_alloc.election import load_election
from kkr_alloc.sources.folder import COARSEST
from kkr_alloc.sources.valgdk_feed import Feed


def cpu_seconds(work: Callable[[], object]) -> float:
    """How much of the processor one run takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main(folder: Path, rounds: int = 9) -> None:
    """Print a Markdown table: the best and the worst of some rounds."""
    geography = bundled.geography(datetime.date(2026, 1, 1))
    with tempfile.TemporaryDirectory() as copy:
        files = [file for part in ("valgresultater", "mandatfordeling") for file in (folder / part).iterdir()]
        for file in files:
            target = Path(copy, file.parent.name, file.name)
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(file.read_bytes())
        watch = Watch(
            Feed(copy, bundled.register(), geography),
            lambda votes: load_election(votes=votes),
            lambda places: [("kkr", region.id) for region in places.regions],
            bundled.rules(),
        )
        first = cpu_seconds(watch.poll)
        time.sleep(COARSEST / 10**9)  # files that have just changed are read again
        watch.poll()
        unchanged = [cpu_seconds(watch.poll) for _ in range(rounds)]
        changed = []
        for _ in range(rounds):
            os.utime(target)  # the same bytes, but only reading them says so
            changed.append(cpu_seconds(watch.poll))
    print("| poll | CPU, best | CPU, worst | at most |")
    print("| --- | --- | --- | --- |")
    print(f"| the first, {len(files)} files | {first * 1000:.0f} ms | | |")
    print(f"| nothing changed | {min(unchanged) * 1000:.0f} ms | {max(unchanged) * 1000:.0f} ms | 100 ms |")
    print(
        f"| one file written anew, the same | {min(changed) * 1000:.0f} ms | {max(changed) * 1000:.0f} ms | |"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), *(int(rounds) for rounds in sys.argv[2:3]))
