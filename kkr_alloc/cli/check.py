"""``kkr-alloc check``: published figures against the computed ones."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.analysis.check import Check, check
from kkr_alloc.cli.options import INPUTS, load_inputs
from kkr_alloc.cli.question import answers
from kkr_alloc.cli.usage import option, usage_error
from kkr_alloc.election import Inputs
from kkr_alloc.errors import Problems, for_each
from kkr_alloc.model import Election, RuleSet
from kkr_alloc.published import bundled_figures, read_expected

EXPECTED = option(
    "--expected FILE",
    "Your own figures: CSV with region,party,mayors,supplementary,total, or YAML in the form of "
    "data/published. Default: the figures that come with the program.",
)
RULES = option(
    "--rules NAME|FILE ...",
    "A rule set (kkr-alloc rules lists them), or the path of your own (YAML); repeat it to see several "
    f"side by side.  [default: {bundled.DEFAULT_RULES}]",
)


@answers("check", EXPECTED, *INPUTS, RULES)
def command(expected: str | None, rules: tuple[str, ...], **inputs: Any) -> Check:
    """Compare published figures with the computed ones; exit with 1 if any differs.

    Without --expected these are the figures that come with the program, of --election or of all terms.
    In a CSV, >=1 says that only so much is known.

    \b
    Verdicts:
      reproduced     computed as published
      consistent     what is not known can be so that it comes out: the list co-operation, votes
      documented     not reproduced, by what is on record and for the reason on record
      not-checkable  something needed is unknown; it is listed all the same
      differs        none of these: exit 1

    \b
    Examples:
      kkr-alloc check
      kkr-alloc check --rules kl --rules dhondt --rules sainte-lague
      kkr-alloc check --expected kl-2022.csv --election kv2021 --format github
    """
    chosen, problems = Inputs(**inputs), Problems()
    rule_sets = problems.collect(lambda: _rule_sets(rules or (bundled.DEFAULT_RULES,)))
    own = bool(chosen.votes or chosen.mayors or chosen.co_operation)
    if expected is not None:

        def load(name: str | None) -> Election:
            return load_inputs(replace(chosen, election=name))

        published = problems.collect(lambda: read_expected(expected, chosen.election, load, own=own))
    elif own:
        raise usage_error("--votes, --mayors and --co-operation need --expected.")
    else:
        published = problems.collect(lambda: bundled_figures(chosen.election))
    if rule_sets is None or published is None:
        raise problems.error()
    return check(published, rule_sets)


def _rule_sets(names: tuple[str, ...]) -> tuple[RuleSet, ...]:
    """The rule sets, each once."""
    by_id: dict[str, RuleSet] = {}
    for rules in for_each(names, bundled.rules):
        if by_id.setdefault(rules.id, rules) != rules:
            raise usage_error("Two of the rule sets are called {name}; give one another id.", name=rules.id)
    return tuple(by_id.values())
