"""``kkr-alloc compare``: two elections, two rule sets or earlier answers side by side."""

from __future__ import annotations

import os
from typing import Any

import click
from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.analysis.certainty import compose
from kkr_alloc.analysis.compare import Comparison, Comparisons, OneSided, Side, compare
from kkr_alloc.analysis.earlier import read_earlier
from kkr_alloc.cli.completion import completer
from kkr_alloc.cli.options import INPUTS, REGION, VERBOSE, load_inputs, region_ids
from kkr_alloc.cli.question import answers
from kkr_alloc.cli.usage import Choice, option, usage_error
from kkr_alloc.election import LATEST, Inputs, bundled_elections, load_election
from kkr_alloc.errors import USAGE, InputError, did_you_mean, for_each, quoted
from kkr_alloc.model import BODIES, RuleSet
from kkr_alloc.results import Area, Composition, Compositions
from kkr_alloc.sources.files import STDIN, read_content
from kkr_alloc.text import text

NAMES = click.Argument(
    ["names"], nargs=-1, metavar="[FIRST SECOND]", shell_complete=completer("names", "FILE")
)
BODY = option("-b --body", "The body.  [default: kkr; of an earlier result, all it has]", type=Choice(BODIES))
RULES = option(
    "--rules NAME|FILE ...",
    "A rule set (kkr-alloc rules lists them), or your own (YAML); twice to compare the two.",
)
EXIT_CODE = option("--exit-code", "Exit with 1 if anything differs, and with 0 if nothing does.")

PARTS = {"votes": "--votes", "mayors": "--mayors", "co_operation": "--co-operation"}
"""What of an election a user's own files stand for, and their options."""

Operand = str | RuleSet | Compositions
"""What a name stands for: a bundled election, a rule set or an earlier answer."""


@answers("compare", NAMES, REGION, BODY, *INPUTS, RULES, VERBOSE, EXIT_CODE)
def command(
    names: tuple[str, ...], regions: tuple[str, ...], body: str | None, rules: tuple[str, ...], **inputs: Any
) -> Comparisons:
    """Put two elections, two rule sets or earlier results side by side: each number and the difference.

    FIRST and SECOND are two elections, two rule sets (names, or paths of rule files), or two earlier results:
    files that compute wrote with --format json (or ndjson, or watch's lines), - for stdin. An earlier result
    also goes with an election, then under its own rules, or with a rule set, then of its own election.

    \b
    Examples:
      kkr-alloc compare kv2017 kv2021 --region sjaelland
      kkr-alloc compare kl dhondt --election kv2017
      kkr-alloc compare --rules kl --rules my-rules.yaml --votes my-votes.csv
      kkr-alloc compare at-22.json at-23.json
      kkr-alloc compute -f json | kkr-alloc compare published.json - --exit-code
    """
    first, second = _sides(names, rules, Inputs(**inputs))
    areas, one_sided = _areas(first, second, body, regions)

    def of_area(area: Area) -> Comparison:
        return compare(*(_composition(side, area) for side in (first, second)))

    return Comparisons(first, second, one_sided, tuple(for_each(areas, of_area)))


def _sides(names: tuple[str, ...], rules: tuple[str, ...], chosen: Inputs) -> list[Side]:
    """Both sides. What a name leaves open is as the options say, else as in the earlier answer beside it."""
    if len(names or rules) != 2:
        raise usage_error("Name what to compare: two elections, rule sets or results, or --rules twice.")
    operands = for_each(names, _operand) or for_each(rules, bundled.rules)
    earlier = [one for one in operands if isinstance(one, Compositions)]
    elections = [one for one in operands if isinstance(one, str)]
    rule_sets = [one for one in operands if isinstance(one, RuleSet)]
    if elections and rule_sets:
        raise usage_error("Compare two elections or two rule sets, not one of each.")
    if not rule_sets and chosen != Inputs():
        raise usage_error(
            "Elections are compared as bundled, results as they are: leave --votes and the like out."
        )
    if names and len(rules) > bool(elections):
        raise usage_error("With elections give --rules once; with two rule sets or two results leave it out.")
    if earlier and rule_sets:
        chosen = _inputs_of(earlier[0], chosen)
    if elections:
        rule_sets = [bundled.rules(rules[0]) if rules else _rules_of(earlier)]
    loaded = load_inputs(chosen) if rule_sets and not elections else None
    sides = []
    for name, operand in zip(names or rules, operands, strict=True):
        if isinstance(operand, Compositions):
            label = "stdin" if name == STDIN else os.path.splitext(os.path.basename(name))[0]
            sides.append(Side(label, operand.election, operand.rules, operand.compositions))
        elif isinstance(operand, RuleSet):
            assert loaded is not None
            sides.append(Side(operand.id, loaded, operand))
        else:
            election = load_election(operand)
            sides.append(Side(election.id, election, rule_sets[0]))
    if sides[0].label == sides[1].label:  # two files that have one name, or the same thing twice
        sides = [replace(side, label=name) for side, name in zip(sides, names or rules, strict=True)]
    return sides


def _operand(name: str) -> Operand:
    """What a name stands for; a bundled election or rule set goes before a file of its name."""
    elections = [*(info.id for info in bundled_elections()), LATEST]
    suffix = os.path.splitext(name)[1].lower()
    if name.casefold() in elections:
        return name
    if name in bundled.rule_sets():
        return bundled.rules(name)
    is_yaml, is_json = suffix in (".yaml", ".yml"), suffix in (".json", ".ndjson", ".jsonl") or name == STDIN
    if is_yaml or is_json or os.path.exists(name):
        content = read_content(name)
        is_json |= not is_yaml and content.data.lstrip().startswith(b"{")
        return read_earlier(content) if is_json else bundled.rule_file(content)
    raise InputError(
        text('There is no election or rule set "{name}".', name=quoted(name)),
        field="names",
        value=quoted(name),
        hint=did_you_mean(name.casefold(), [*elections, *bundled.rule_sets()]),
        code=USAGE,
    )


def _inputs_of(earlier: Compositions, chosen: Inputs) -> Inputs:
    """The inputs chosen, by default those of an earlier answer; a user's own files must be named again."""
    _, *sources = earlier.election.sources
    own = {source.role for source in sources if not source.path.startswith("data/")} if sources else {"votes"}
    missing = [option for name, option in PARTS.items() if name in own and not getattr(chosen, name)]
    if missing:
        raise usage_error(
            "The earlier result was computed from files of its own: name them with {names}.", names=missing
        )
    if chosen.election is None and chosen.votes is None:
        return replace(chosen, election=earlier.election.id)
    return chosen


def _rules_of(earlier: list[Compositions]) -> RuleSet:
    """The rules of an earlier answer, else the default; a user's own are not in it."""
    name = earlier[0].rules.id if earlier else bundled.DEFAULT_RULES
    if name not in bundled.rule_sets():
        raise usage_error(
            "The earlier result has rules of its own, {name}; name them with --rules.", name=quoted(name)
        )
    return bundled.rules(name)


def _areas(
    first: Side, second: Side, body: str | None, regions: tuple[str, ...]
) -> tuple[list[Area], tuple[OneSided, ...]]:
    """The bodies to compare, and those asked for that only one of two earlier answers has."""
    geography = first.election.geography
    asked: list[Area] = [(body or "kkr", region) for region in region_ids(regions, body or "kkr", geography)]
    held = [[one.about for one in side.earlier] for side in (first, second) if side.earlier]
    if not regions and held:
        every = dict.fromkeys(area for areas in held for area in areas)
        asked = [area for area in every if body in (None, area[0])]
    common = [area for area in asked if all(area in areas for areas in held)]
    if not common or (regions and common != asked):
        missing = next((area for area in asked if area not in common), (body or "kkr", None))
        raise InputError(
            text("The results do not both have {body}.", body=" ".join(filter(None, missing))), field="names"
        )
    one_sided = (
        OneSided("first" if area in held[0] else "second", *area) for area in asked if area not in common
    )
    return common, tuple(one_sided)


def _composition(side: Side, area: Area) -> Composition:
    """The composition of a body: the earlier answer's, else computed."""
    held = {one.about: one for one in side.earlier}
    return held[area] if area in held else compose(side.election, *area, rules=side.rules)
