"""``kkr-alloc compute``: the composition of one body, several or all five KKR."""

from __future__ import annotations

import sys

import click

from kkr_alloc.cli.answering import asked, code_of
from kkr_alloc.cli.language import spoken
from kkr_alloc.cli.options import (
    ElectionChoice,
    body_options,
    chosen_format,
    election_options,
    format_options,
    lots_option,
    option,
    rules_option,
)
from kkr_alloc.cli.printing import emit
from kkr_alloc.composition import compose_all
from kkr_alloc.model import Compositions
from kkr_alloc.output import Options, render


@click.command("compute")
@body_options
@election_options
@rules_option
@lots_option
@option("--all-lists", is_flag=True, help="Show each local list in the table.")
@option("--require-final", is_flag=True, help="Exit with 5 unless the count is final.")
@format_options()
def command(
    regions: tuple[str, ...],
    body: str,
    chosen: ElectionChoice,
    rules: str,
    lots: str | None,
    all_lists: bool,
    require_final: bool,
    format_name: str | None,
    output: str | None,
) -> int:
    """Compute the seats of each party in a KKR, or in KL's national bodies.

    Without file options the votes and mayors of a bundled election are used.

    \b
    Examples:
      kkr-alloc compute --region hovedstaden
      kkr-alloc compute -r sjaelland -r 1081 --election kv2017
      kkr-alloc compute --votes my-votes.csv --mayors my-mayors.csv --format json
    """
    format_name = chosen_format(format_name, output)
    question = asked(chosen, rules, body, regions, lots)
    areas = [(body, region) for region in question.regions]
    compositions = compose_all(
        question.election,
        areas,
        rules=question.rules,
        lots=question.lots,
    )
    result = Compositions(question.election, question.rules, compositions)
    made = Options(format_name, spoken(), all_lists, None if output else sys.stdout)
    emit(render(result, made), output, machine=made.format != "table")
    return code_of(compositions, require_final)
