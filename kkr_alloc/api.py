"""What ``import kkr_alloc`` offers: the questions of the command line as functions, by name or by object."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from kkr_alloc import bundled
from kkr_alloc.analysis import certainty
from kkr_alloc.analysis import check as comparing
from kkr_alloc.analysis import explain as explaining
from kkr_alloc.analysis import margins as closeness
from kkr_alloc.analysis import outlook as prospects
from kkr_alloc.analysis import what_if as changing
from kkr_alloc.analysis.changes import Change, ListChange, MayorChange, RuleChange, VoteChange
from kkr_alloc.analysis.check import Check
from kkr_alloc.analysis.compare import Comparison, Pair, compare
from kkr_alloc.analysis.explain import Explanation
from kkr_alloc.analysis.margins import Margins
from kkr_alloc.analysis.mayoralties import open_offices, possible_leaders, possible_mayors
from kkr_alloc.analysis.outlook import Outlook
from kkr_alloc.analysis.what_if import WhatIf
from kkr_alloc.apportionment import apportion, level
from kkr_alloc.divisors import Lot
from kkr_alloc.election import load_election
from kkr_alloc.errors import InputError
from kkr_alloc.model import Election, RuleSet
from kkr_alloc.names import find_region
from kkr_alloc.published import bundled_figures, read_expected
from kkr_alloc.render import Options, render
from kkr_alloc.render.frames import to_frame
from kkr_alloc.render.plot import plot
from kkr_alloc.results import Answer, Composition, Compositions, Shown
from kkr_alloc.text import text

__all__ = ["Change", "Check", "Comparison", "Composition", "Compositions", "Election", "Explanation"]
__all__ += ["InputError", "ListChange", "Lot", "Margins", "MayorChange", "Outlook", "Pair", "RuleChange"]
__all__ += ["RuleSet", "VoteChange", "WhatIf", "apportion", "check", "compare", "compose", "compute"]
__all__ += ["explain", "level", "load_election", "load_rules", "margins", "outlook", "plot"]
__all__ += ["to_frame", "what_if"]

AnyElection = str | Election
"""An election, or the name of a bundled one."""

Rules = str | RuleSet
"""A rule set, its name, or the path of its file."""

Lots = Iterable[Lot[str]]
"""Drawn lots."""

Names = str | Collection[str]
"""One name or several."""

KL = bundled.DEFAULT_RULES

load_rules = bundled.rules


def compute(
    election: AnyElection = bundled.DEFAULT_ELECTION,
    regions: Names | None = None,
    *,
    body: str = "kkr",
    rules: Rules = KL,
    lots: Lots = (),
) -> Compositions:
    """The compositions of some regions' KKR (by default of all), or of a national body.

    Args:
        election: an election, or the name of a bundled one.
        regions: names or codes of regions; None is all of them.
        body: ``kkr``, ``repraesentantskab`` or ``bestyrelse``.
        rules: a rule set, or its name or path.
        lots: drawn lots.

    Raises:
        InputError: a name is unknown, or votes and mayors do not fit together.
    """
    loaded, rule_set = _election(election), _rules(rules)
    areas = [(body, region) for region in _regions(loaded, regions, body)]
    compositions = certainty.compose_all(loaded, areas, rules=rule_set, lots=tuple(lots))
    return Compositions(loaded, rule_set, compositions)


def compose(
    election: AnyElection, region: str | None = None, *, body: str = "kkr", rules: Rules = KL, lots: Lots = ()
) -> Composition:
    """The composition of one body: a region's KKR, or a national body (no region). See :func:`compute`."""
    loaded = _election(election)
    return certainty.compose(loaded, body, _region(loaded, region, body), rules=_rules(rules), lots=lots)


def explain(
    election: AnyElection, region: str | None = None, *, body: str = "kkr", rules: Rules = KL, lots: Lots = ()
) -> Explanation:
    """How a body's composition came about, with all that is needed to do it again on paper."""
    loaded = _election(election)
    return explaining.explain(loaded, body, _region(loaded, region, body), rules=_rules(rules), lots=lots)


def check(
    expected: str | Path | None = None, election: str | None = None, *, rules: Rules | Sequence[Rules] = KL
) -> Check:
    """Published figures against the computed ones.

    Args:
        expected: a file of your own figures, CSV or YAML; by default those that come with the program.
        election: the bundled election they are of; by default what they name, or every term.
        rules: one rule set, or several to compare side by side.
    """
    published = bundled_figures(election) if expected is None else read_expected(str(expected), election)
    several = [rules] if isinstance(rules, str | RuleSet) else rules
    return comparing.check(published, [_rules(one) for one in several])


def margins(
    election: AnyElection,
    region: str | None = None,
    *,
    body: str = "kkr",
    rules: Rules = KL,
    against: Names = (),
    parties: Names | None = None,
) -> Margins:
    """The fewest votes that gain or lose each party a certain seat, and the mayors' offices that matter.

    ``against``: parties that votes are also moved from and to. ``parties``: only these parties' margins.
    """
    loaded = _election(election)
    return closeness.margins(
        loaded,
        body,
        _region(loaded, region, body),
        rules=_rules(rules),
        against=_several(against),
        parties=None if parties is None else _several(parties),
    )


def what_if(
    election: AnyElection,
    changes: Iterable[Change],
    regions: Names | None = None,
    *,
    body: str = "kkr",
    rules: Rules = KL,
    lots: Lots = (),
) -> WhatIf:
    """The compositions before and after some changes, and their difference."""
    loaded = _election(election)
    areas = _regions(loaded, regions, body)
    return changing.what_if(loaded, changes, body, areas, rules=_rules(rules), lots=lots)


def outlook(
    election: AnyElection,
    region: str | None = None,
    *,
    unknown: Names = (),
    could_be: Mapping[str, Names] | None = None,
    leaders: Names = (),
    body: str = "kkr",
    rules: Rules = KL,
) -> Outlook:
    """Each party's lowest and highest number over every outcome while mayors are unknown.

    ``unknown``: municipalities by name or code, or "all"; those without a mayor in the election are open
    anyway. ``could_be``: municipality -> the party or list, or those, that its mayor may be of. ``leaders``:
    parties or lists, or "largest", the largest list of each municipality: with these alone as mayors of the
    other open offices, the outlook is in ``led``.
    """
    loaded = _election(election)
    region_id = _region(loaded, region, body)
    named = [(municipality, _several(parties)) for municipality, parties in (could_be or {}).items()]
    return prospects.outlook(
        loaded,
        body,
        region_id,
        rules=_rules(rules),
        unknown=open_offices(loaded, _several(unknown), [region_id]),
        could_be=possible_mayors(loaded, named, [region_id], "could_be"),
        leaders=possible_leaders(loaded, _several(leaders)),
    )


def _election(election: AnyElection) -> Election:
    return election if isinstance(election, Election) else load_election(election)


def _rules(rules: Rules) -> RuleSet:
    return rules if isinstance(rules, RuleSet) else load_rules(rules)


def _several(names: Names) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _region(election: Election, region: str | None, body: str) -> str | None:
    """The id of one region; None for a national body."""
    if (region is None) == (body == "kkr"):
        raise InputError(
            text("A KKR is of one region: name it.")
            if region is None
            else text("{body} is a national body; leave the region out.", body=body),
            field="region",
        )
    return None if region is None else find_region(region, election.geography).id


def _regions(election: Election, regions: Names | None, body: str) -> list[str | None]:
    if body == "kkr" and regions is None:
        return [region.id for region in election.geography.regions]
    names = [None] if regions is None else _several(regions)
    return list(dict.fromkeys(_region(election, name, body) for name in names))


def _as_html(result: Any) -> str:
    """How a notebook shows a result: an answer as its document, what is about one body as its rows."""
    if isinstance(result, Answer):
        return str(render(result, Options(format="html")))
    return str(to_frame(result).to_html(index=False, na_rep=""))


Shown.as_html = _as_html
