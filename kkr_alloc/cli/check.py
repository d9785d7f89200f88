"""``kkr-alloc check``: published figures against the computed ones."""

from __future__ import annotations

import sys

import click

from kkr_alloc import bundled
from kkr_alloc.analysis.check import check
from kkr_alloc.cli.language import spoken
from kkr_alloc.cli.options import (
    ElectionChoice,
    chosen_format,
    election_options,
    given,
    grouped,
    option,
    output_options,
)
from kkr_alloc.cli.printing import emit
from kkr_alloc.cli.usage import Choice
from kkr_alloc.errors import ExitCode, UsageError
from kkr_alloc.model import Election, RuleSet
from kkr_alloc.output import Options
from kkr_alloc.output.check import FORMATS, SUFFIXES, render
from kkr_alloc.published import bundled_figures, read_expected
from kkr_alloc.text import text

format_options = grouped(
    option(
        "-f",
        "--format",
        "format_name",
        type=Choice(FORMATS),
        help="Output format; github is workflow annotations.  [default: by the file's suffix, else table]",
    ),
    output_options,
)


@click.command("check")
@option(
    "--expected",
    metavar="FILE",
    help="Your own figures: CSV with region,party,mayors,supplementary,total, or YAML in the form of "
    "data/published. Default: the figures that come with the program.",
)
@election_options
@option(
    "--rules",
    "rules_names",
    metavar="NAME|FILE",
    multiple=True,
    help="A rule set (kkr-alloc help rules), or the path of your own (YAML); repeat it to see several "
    f"side by side.  [default: {bundled.DEFAULT_RULES}]",
)
@format_options
def command(
    expected: str | None,
    chosen: ElectionChoice,
    rules_names: tuple[str, ...],
    format_name: str | None,
    output: str | None,
) -> int:
    """Compare published figures with the computed ones; exit with 1 if any differs.

    Without --expected these are the figures that come with the program, of --election or of all terms.

    \b
    Verdicts:
      reproduced     computed as published
      consistent     some possible list co-operation gives it
      documented     not reproduced, by what is on record and for the reason on record
      not-checkable  something needed is not known; counted, never passed over
      differs        none of these: exit 1

    \b
    Examples:
      kkr-alloc check
      kkr-alloc check --rules kl --rules dhondt --rules sainte-lague
      kkr-alloc check --expected kl-2022.csv --election kv2021 --format github
    """
    rule_sets = _rule_sets(rules_names or (bundled.DEFAULT_RULES,))
    own = bool(chosen.votes or chosen.mayors or chosen.co_operation)
    if expected is None:
        if given("votes", "mayors", "co_operation"):
            raise UsageError(text("--votes, --mayors and --co-operation need --expected."))
        published = bundled_figures(chosen.election)
    else:

        def load(name: str | None) -> Election:
            return chosen._replace(election=name).load()

        published = read_expected(expected, chosen.election, load, own=own)
    result = check(published, rule_sets)
    asked_for = chosen_format(format_name, output, SUFFIXES)
    options = Options(asked_for, spoken(), terminal=None if output else sys.stdout)
    emit(render(result, options), output, machine=options.format != "table")
    return ExitCode.DIFFERS if result.differs else ExitCode.OK


def _rule_sets(names: tuple[str, ...]) -> tuple[RuleSet, ...]:
    """The rule sets, each once."""
    found: dict[str, RuleSet] = {}
    for name in names:
        rules = bundled.rules(name)
        if found.setdefault(rules.id, rules) != rules:
            raise UsageError(
                text("Two of the rule sets are called {name}; give one another id.", name=rules.id)
            )
    return tuple(found.values())
