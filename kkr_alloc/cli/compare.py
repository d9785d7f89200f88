"""``kkr-alloc compare``: two elections or two rule sets side by side."""

from __future__ import annotations

import os

import click

from kkr_alloc import bundled
from kkr_alloc.analysis.compare import compare
from kkr_alloc.cli.answering import answer_options, code_of, finish, shaped
from kkr_alloc.cli.options import ElectionChoice, body_options, election_options, given, option, region_ids
from kkr_alloc.cli.usage import from_environment
from kkr_alloc.composition import compose
from kkr_alloc.election import LATEST, bundled_elections, election_info, load_election
from kkr_alloc.errors import InputError, UsageError, did_you_mean, for_each, quoted
from kkr_alloc.output.compare import Side, render
from kkr_alloc.text import text


@click.command("compare")
@click.argument("names", nargs=-1, metavar="[FIRST SECOND]")
@body_options
@election_options
@option(
    "--rules",
    multiple=True,
    metavar="NAME|FILE",
    help="A rule set (kkr-alloc help rules), or your own (YAML); twice to compare the two.",
)
@answer_options
def command(
    names: tuple[str, ...],
    regions: tuple[str, ...],
    body: str,
    chosen: ElectionChoice,
    rules: tuple[str, ...],
    format_name: str | None,
    output: str | None,
) -> int:
    """Put two elections, or two rule sets, side by side: each party's numbers and the difference.

    FIRST and SECOND are two elections or two rule sets (names, or paths of rule files).

    \b
    Examples:
      kkr-alloc compare kv2017 kv2021 --region sjaelland
      kkr-alloc compare kl dhondt --election kv2017
      kkr-alloc compare --rules kl --rules my-rules.yaml --votes my-votes.csv
    """
    options = shaped(format_name, output)
    if names and all(map(_is_rule_set, names)) and from_environment("rules"):
        rules = ()
    elections, rule_sets = _sorted_out(names, rules)
    if elections and given("election", "votes", "mayors", "co_operation"):
        raise UsageError(
            text("Two elections are compared as bundled; leave the options of one election out.")
        )
    loaded = [load_election(name) for name in elections] if elections else [chosen.load()] * 2
    sets = [bundled.rules(name) for name in (rule_sets * 2)[:2]]
    labels = [one.id for one in (loaded if elections else sets)]
    if labels[0] == labels[1]:  # two files that bear one name, or the same thing twice
        labels = list(elections or rule_sets)
    first, second = (Side(*side) for side in zip(labels, loaded, sets, strict=True))
    answers = for_each(
        region_ids(regions, body, first.election.geography),
        lambda region: compare(
            compose(first.election, body, region, rules=first.rules),
            compose(second.election, body, region, rules=second.rules),
        ),
    )
    finish(render(first, second, answers, options), options, output)
    return code_of(one for answer in answers for one in (answer.first, answer.second))


def _sorted_out(names: tuple[str, ...], rules: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The elections to compare (none: one election under two rule sets), and one or two rule sets."""
    if not names:
        if len(rules) != 2:
            raise UsageError(text("Name what to compare: two elections, two rule sets, or --rules twice."))
        return (), rules
    if len(names) != 2:
        raise UsageError(text("Two names are needed to compare, not {n}.", n=len(names)))
    as_rules = [_is_rule_set(name) for name in names]
    if all(as_rules):
        if rules:
            raise UsageError(text("Two rule sets are named already; leave --rules out."))
        return (), names
    for name, is_rule_set in zip(names, as_rules, strict=True):
        if not is_rule_set:
            _check_election(name)
    if any(as_rules):
        raise UsageError(
            text(
                "{names}: one is a rule set and one is not; compare two elections or two rule sets.",
                names=" ".join(names),
            )
        )
    if len(rules) > 1:
        raise UsageError(text("Two elections are compared under one rule set; give --rules once."))
    return names, rules or (bundled.DEFAULT_RULES,)


def _is_rule_set(name: str) -> bool:
    """Whether a name is a rule set's; an election goes before a file that bears its name."""
    if name in bundled.rule_sets() or name.lower().endswith((".yaml", ".yml")):
        return True
    return os.path.isfile(name) and not _is_election(name)


def _is_election(name: str) -> bool:
    try:
        election_info(name)
    except InputError:
        return False
    return True


def _check_election(name: str) -> None:
    if not _is_election(name):
        known = [*(info.id for info in bundled_elections()), LATEST, *bundled.rule_sets()]
        raise InputError(
            text('There is no election or rule set "{name}".', name=quoted(name)),
            field="names",
            value=quoted(name),
            hint=did_you_mean(name.casefold(), known),
        )
