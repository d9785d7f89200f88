"""Names of before, until every test imports from :mod:`tests.worlds`."""

from __future__ import annotations

from kkr_alloc.model import Election
from tests.worlds import KL, LATEST, REGIONS, body_rules, election, rules, tallies

__all__ = ["KL", "LATEST", "REGIONS", "body_rules", "made", "rule_set", "tallies"]

rule_set = rules


def made(
    municipalities: dict[str, dict[str, int]],
    mayors: dict[str, str],
    seats: dict[str, tuple[str, ...]] | None = None,
    final: bool = True,
) -> Election:
    """An election of one region ``r``; ``seats``: who has a seat in each council, by default all."""
    in_councils = {
        f"{code}-{party}": int(party in seats[code])
        for code, by_party in municipalities.items()
        for party in by_party
        if seats is not None
    }
    return election(
        municipalities, mayors, seats=in_councils, final=final, regions={"r": tuple(municipalities)}
    )
