"""The golden compositions: every body of every bundled election under every bundled rule set, as text."""

from __future__ import annotations

from pathlib import Path

from kkr_alloc import bundled
from kkr_alloc.composition import compose
from kkr_alloc.election import bundled_elections, load_election
from kkr_alloc.model import BODIES, Composition

FOLDER = Path(__file__).parent / "cases"


def names() -> list[tuple[str, str]]:
    """Election and rule set of each case."""
    return [(info.id, rules) for info in bundled_elections() for rules in bundled.rule_sets()]


def file(election: str, rules: str) -> Path:
    """Where a case is kept."""
    return FOLDER / f"{election}-{rules}.txt"


def render(election: str, rules: str) -> str:
    """All bodies of an election: a line for the body, one for each party with a part in it or a mayor."""
    loaded, rule_set = load_election(election), bundled.rules(rules)
    lines = []
    for body in BODIES:
        for region in loaded.geography.regions if body == "kkr" else (None,):
            composition = compose(loaded, body, region.id if region else None, rules=rule_set)
            lines += [*_body(composition), ""]
    return "\n".join(lines)


def _body(composition: Composition) -> list[str]:
    said = [composition.body, composition.region or "-", composition.status]
    for name in ("members", "mayors", "supplementary", "outside", "unassigned", "levelled_members", "cap"):
        said.append(f"{name}={getattr(composition, name)}")
    said.append(f"reference={composition.reference_party} price={composition.price}")
    lines = [" ".join(said)]
    for line in composition.parties:
        if line.seats or (line.eligible and not line.local):
            mark = "" if line.eligible else f" {line.reason}"
            shares = str(line.seats) if line.mayors is None else f"{line.mayors}+{line.supplementary}"
            lines.append(f"  {line.party} {line.votes}: {shares}{mark}")
    return lines
