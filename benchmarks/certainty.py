"""The exact range of every KKR beside its composition: ``python -m benchmarks.certainty [ELECTION]``.

Prints a Markdown row per region: the best round of a composition alone and of its range.
"""

from __future__ import annotations

import sys
from functools import partial

from benchmarks.outlook import seconds
from kkr_alloc import bundled
from kkr_alloc.analysis.certainty import with_range
from kkr_alloc.composition import compose_tally, rules_of
from kkr_alloc.election import load_election
from kkr_alloc.tally import tally


def main(name: str = "kv2021", rounds: int = 20) -> None:
    """Time each region's composition, and its range."""
    election, rules = load_election(name), rules_of(bundled.rules(), "kkr")
    print(f"| {name} | composition | its range |")
    print("|---|---|---|")
    total = 0.0
    for region in election.geography.regions:
        area = tally(election, "kkr", region.id, rules)
        composition = compose_tally(area, rules)
        plain = seconds(partial(compose_tally, area, rules), rounds)
        whole = seconds(partial(with_range, composition, area, rules, election.co_operation), rounds)
        total += whole
        print(f"| {region.id} | {plain * 1000:.1f} ms | {whole * 1000:.1f} ms |")
    print(f"| all five | | {total * 1000:.1f} ms |")


if __name__ == "__main__":
    main(*sys.argv[1:2], *(int(rounds) for rounds in sys.argv[2:3]))
