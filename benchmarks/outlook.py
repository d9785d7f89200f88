"""The outlook of every KKR with all mayors open, beside listing the outcomes one composition at a time.

Run: ``python -m benchmarks.outlook [ELECTION] [ROUNDS]``. Prints a Markdown row per region: the best round,
and how long the compositions of all outcomes would take at the time that one takes here.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import partial

from kkr_alloc import bundled
from kkr_alloc.analysis.outlook import outlook
from kkr_alloc.composition import compose
from kkr_alloc.election import load_election

YEAR = 365 * 24 * 3600


def seconds(work: Callable[[], object], rounds: int) -> float:
    """The best of some runs."""
    best = float("inf")
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def main(name: str = "kv2021", rounds: int = 3) -> None:
    """Time the outlook of each region, and one composition of it."""
    election, rules = load_election(name), bundled.rules()
    print(f"| {name}, all mayors open | municipalities | outcomes | outlook | listing them all |")
    print("|---|---|---|---|---|")
    for region in election.geography.regions:
        answer = outlook(election, "kkr", region.id, rules=rules, unknown=region.municipalities)
        whole = partial(outlook, election, "kkr", region.id, rules=rules, unknown=region.municipalities)
        ours = seconds(whole, rounds)
        one = seconds(partial(compose, election, "kkr", region.id, rules=rules), 10 * rounds)
        print(
            f"| {region.id} | {len(region.municipalities)} | {answer.outcomes:.1e} | {ours * 1000:.0f} ms "
            f"| {answer.outcomes * one / YEAR:.1e} years |"
        )


if __name__ == "__main__":
    main(*sys.argv[1:2], *(int(rounds) for rounds in sys.argv[2:3]))
