"""Time of the command beside what it must import: ``python -m benchmarks.startup``, where it is installed."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import sysconfig
import time

COMMAND = os.path.join(sysconfig.get_path("scripts"), "kkr-alloc")
ROUNDS = 25

PAIRS = {
    "compute": (
        [COMMAND, "compute", "--region", "hovedstaden"],
        [sys.executable, "-c", "import click, yaml, rich.console"],
        1.35,
    ),
    "compute --format json": (
        [COMMAND, "compute", "--region", "hovedstaden", "--format", "json"],
        [sys.executable, "-c", "import click, yaml, rich.console"],
        1.2,
    ),
    "--help": ([COMMAND, "--help"], [sys.executable, "-c", "import click"], 1.3),
}


def main() -> None:
    """Print a Markdown table: medians, and the median of the ratios pair by pair."""
    print("| command | median ms | its imports alone, ms | ratio | at most |")
    print("| --- | --- | --- | --- | --- |")
    for name, (command, imports, most) in PAIRS.items():
        pairs = [(_seconds(command), _seconds(imports)) for _ in range(ROUNDS)]
        ours, theirs = zip(*pairs, strict=True)
        ratio = statistics.median(a / b for a, b in pairs)
        print(
            f"| `{name}` | {statistics.median(ours) * 1000:.1f} | {statistics.median(theirs) * 1000:.1f} "
            f"| {ratio:.2f} | {most} |"
        )


def answers() -> None:
    """Print a Markdown table: whole commands on all five KKR beside ``compute``, pair by pair."""
    print("| command | median ms | beside `compute` |")
    print("| --- | --- | --- |")
    for name in ("compute", "explain", "margins", "check", "report"):
        pairs = [(_seconds([COMMAND, name]), _seconds([COMMAND, "compute"])) for _ in range(9)]
        ratio = statistics.median(a / b for a, b in pairs)
        print(f"| `{name}` | {statistics.median(a for a, _ in pairs) * 1000:.0f} | {ratio:.2f} |")


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
