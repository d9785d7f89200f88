"""``kkr-alloc compare``: two elections or two rule sets side by side."""

from __future__ import annotations

import os
from typing import Any

import click

from kkr_alloc import bundled
from kkr_alloc.analysis.certainty import compose
from kkr_alloc.analysis.compare import Comparison, Comparisons, Side, compare
from kkr_alloc.cli.options import BODY, INPUTS, REGION, VERBOSE, load_inputs, option, region_ids
from kkr_alloc.cli.question import answers
from kkr_alloc.election import LATEST, Inputs, bundled_elections, load_election
from kkr_alloc.errors import InputError, UsageError, did_you_mean, for_each, quoted
from kkr_alloc.text import text

NAMES = click.Argument(["names"], nargs=-1, metavar="[FIRST SECOND]")
RULES = option(
    "--rules NAME|FILE ...",
    "A rule set (kkr-alloc rules lists them), or your own (YAML); twice to compare the two.",
)


@answers("compare", NAMES, REGION, BODY, *INPUTS, RULES, VERBOSE)
def command(
    names: tuple[str, ...], regions: tuple[str, ...], body: str, rules: tuple[str, ...], **inputs: Any
) -> Comparisons:
    """Put two elections, or two rule sets, side by side: each party's numbers and the difference.

    FIRST and SECOND are two elections or two rule sets (names, or paths of rule files).

    \b
    Examples:
      kkr-alloc compare kv2017 kv2021 --region sjaelland
      kkr-alloc compare kl dhondt --election kv2017
      kkr-alloc compare --rules kl --rules my-rules.yaml --votes my-votes.csv
    """
    chosen = Inputs(**inputs)
    elections, rule_sets = _sides(names, rules)
    if elections and chosen != Inputs():
        raise UsageError(
            text("Two elections are compared as bundled; leave the options of one election out.")
        )
    loaded = [load_election(name) for name in elections] if elections else [load_inputs(chosen)] * 2
    sets = [bundled.rules(name) for name in (rule_sets * 2)[:2]]
    labels = [one.id for one in (loaded if elections else sets)]
    if labels[0] == labels[1]:  # two files that have one name, or the same thing twice
        labels = list(elections or rule_sets)
    first, second = (Side(*side) for side in zip(labels, loaded, sets, strict=True))

    def of_region(region: str | None) -> Comparison:
        return compare(*(compose(one.election, body, region, rules=one.rules) for one in (first, second)))

    areas = region_ids(regions, body, first.election.geography)
    return Comparisons(first, second, tuple(for_each(areas, of_region)))


def _sides(names: tuple[str, ...], rules: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The elections to compare (none: one election under two rule sets), and one or two rule sets."""
    if len(names or rules) != 2:
        raise UsageError(text("Name what to compare: two elections, two rule sets, or --rules twice."))
    kinds = {_kind(name) for name in names}
    if len(kinds) == 2:
        raise UsageError(text("Compare two elections or two rule sets, not one of each."))
    if kinds == {"election"} and len(rules) < 2:
        return names, rules or (bundled.DEFAULT_RULES,)
    if names and rules:
        raise UsageError(text("With two elections give --rules once; with two rule sets leave it out."))
    return (), names or rules


def _kind(name: str) -> str:
    """What a name is of, ``election`` or ``rules``; an election goes before a file of its name."""
    elections = [*(info.id for info in bundled_elections()), LATEST]
    if name.casefold() in elections:
        return "election"
    if name in bundled.rule_sets() or name.lower().endswith((".yaml", ".yml")) or os.path.isfile(name):
        return "rules"
    raise InputError(
        text('There is no election or rule set "{name}".', name=quoted(name)),
        field="names",
        value=quoted(name),
        hint=did_you_mean(name.casefold(), [*elections, *bundled.rule_sets()]),
    )
