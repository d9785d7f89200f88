"""Every composition that the bundled data gives is on file. `python -m tests.renew` writes the files anew.

Look at the difference before committing it: a changed number means that a rule or the data has changed.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kkr_alloc import bundled
from kkr_alloc.analysis.certainty import compose_all
from kkr_alloc.results import Composition
from tests.worlds import LATEST, bodies

FOLDER = Path(__file__).parent / "cases"
CASES = [(election, rules) for election in LATEST for rules in bundled.rule_sets()]
"""Election and rule set of each case."""


def file(election: str, rules: str) -> Path:
    """Where a case is kept."""
    return FOLDER / f"{election}-{rules}.txt"


def render(election: str, rules: str) -> str:
    """All bodies of an election: a line for the body, one for each party with a part in it or a mayor."""
    loaded = LATEST[election]
    compositions = compose_all(loaded, bodies(loaded), rules=bundled.rules(rules))
    return "\n".join(line for composition in compositions for line in (*_body(composition), ""))


def _body(composition: Composition) -> list[str]:
    head = [composition.body, composition.region or "-", composition.status]
    for name in ("members", "mayors", "supplementary", "outside", "unassigned", "levelled_members", "cap"):
        head.append(f"{name}={getattr(composition, name)}")
    head.append(f"reference={composition.reference_party} price={composition.price}")
    lines = [" ".join(head)]
    for line in composition.parties:
        if line.seats or (line.eligible and not line.local):
            mark = "" if line.eligible else f" {line.reason}"
            shares = str(line.seats) if line.mayors is None else f"{line.mayors}+{line.supplementary}"
            lines.append(f"  {line.party} {line.votes}: {shares}{mark}")
    return lines


@pytest.mark.parametrize(("election", "rules"), CASES)
def test_compositions_are_as_on_file(election: str, rules: str) -> None:
    assert render(election, rules) == file(election, rules).read_text(encoding="utf-8")


def test_no_case_is_left_over() -> None:
    assert sorted(FOLDER.glob("*.txt")) == sorted(file(*case) for case in CASES)
    assert len(CASES) == 12
