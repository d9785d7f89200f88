"""Compositions to write: bundled ones, and one whose names try to be markup, formulas and marks."""

from __future__ import annotations

from functools import cache

from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.analysis.explain import Explanations, explain
from kkr_alloc.composition import compose
from kkr_alloc.election import load_election
from kkr_alloc.model import Election, RuleSet
from kkr_alloc.results import Compositions
from tests import worlds

NASTY = ("<script>alert(1)</script>", '=HYPERLINK("x")', "a|b*c_d`e", "1. One", 'quote" & \x07bell')


@cache
def of_bundled(election: str = "kv2021", body: str = "kkr") -> Compositions:
    """All compositions of a body in a bundled election."""
    loaded, rules = load_election(election), bundled.rules()
    regions = [region.id for region in loaded.geography.regions] if body == "kkr" else [None]
    made = tuple(compose(loaded, body, region, rules=rules) for region in regions)
    return Compositions(loaded, rules, made)


def nasty(*, final: bool | None = True) -> Compositions:
    """One KKR with local lists that bear the names of :data:`NASTY`, each with seats."""
    votes = {"101": {"A": 3000, **{str(number): 1000 for number in range(len(NASTY))}}, "147": {"A": 2000}}
    made = worlds.election(votes, {"101": "0", "147": "A"}, final=final)
    names = {str(number): name for number, name in enumerate(NASTY)}
    lists = tuple(replace(result, name=names.get(result.letter, result.name)) for result in made.lists)
    return _of_east(replace(made, lists=lists), worlds.rules(cap_per_municipality=None))


def tied() -> Compositions:
    """One KKR with a seat that waits for a lot."""
    votes = {"101": {"A": 2050, "B": 100, "C": 100}, "147": {"A": 2050, "B": 100, "C": 100, "V": 100}}
    election = worlds.election(votes, {"101": "A", "147": "V"})
    made = _of_east(election, worlds.rules(threshold=None, cap_per_municipality=11))
    assert made.compositions[0].tie
    return made


def explained(result: Compositions) -> Explanations:
    """The explanations of some compositions."""
    election, rules = result.election, result.rules
    made = (explain(election, one.body, one.region, rules=rules) for one in result.compositions)
    return Explanations(election, rules, tuple(made))


def _of_east(election: Election, rules: RuleSet) -> Compositions:
    return Compositions(election, rules, (compose(election, "kkr", "east", rules=rules),))
