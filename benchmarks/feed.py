"""Reading valg.dk's feed against opening and parsing the same files, in one process.

Run: ``python -m benchmarks.feed FOLDER [ROUNDS]``. Prints a Markdown row: the best round of
each, and their ratio.
"""

from __future__ import annotations

import datetime
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from kkr_alloc import bundled
from kkr_alloc.sources.valgdk_feed import Feed


def plain_parse(files: Sequence[str]) -> int:
    """What nobody can do without: open every file and parse its JSON."""
    parsed = 0
    for file in files:
        with open(file, "rb") as stream:
            data = stream.read()
        if data:
            json.loads(data)
        parsed += 1
    return parsed


def seconds(work: Callable[[], object]) -> float:
    """How long one run takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main(folder: Path, rounds: int = 9) -> None:
    """Time both, turn by turn, so that a busy machine slows both."""
    register = bundled.register()
    geography = bundled.geography(datetime.date(2026, 1, 1))
    parts = (folder / "valgresultater", folder / "mandatfordeling")
    files = [str(file) for part in parts for file in sorted(part.glob("*.json"))]
    size = sum(Path(file).stat().st_size for file in files) / 1e6
    ours, theirs = [], []
    for _ in range(rounds):
        theirs.append(seconds(lambda: plain_parse(files)))
        ours.append(seconds(lambda: Feed(folder, register, geography).read()))
    best, beside = min(ours), min(theirs)
    print("| feed | files | MB | open + json.loads | read, check, hash | ratio |")
    print("|---|---|---|---|---|---|")
    print(
        f"| {folder.name} | {len(files)} | {size:.0f} | {beside * 1000:.0f} ms | {best * 1000:.0f} ms "
        f"| {best / beside:.2f} |"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), *(int(rounds) for rounds in sys.argv[2:3]))
