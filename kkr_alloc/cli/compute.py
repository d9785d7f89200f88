"""``kkr-alloc compute``: the composition of one body, several or all five KKR."""

from __future__ import annotations

import click

from kkr_alloc.cli.answering import asked, code_of, finish, shaped
from kkr_alloc.cli.options import (
    ElectionChoice,
    body_options,
    election_options,
    format_options,
    lots_option,
    option,
    rules_option,
)
from kkr_alloc.composition import compose_all
from kkr_alloc.model import Compositions
from kkr_alloc.render import FORMATS


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
    options = shaped(format_name, output, FORMATS, all_lists=all_lists)
    question = asked(chosen, rules, body, regions, lots)
    areas = [(body, region) for region in question.regions]
    compositions = compose_all(question.election, areas, rules=question.rules, lots=question.lots)
    finish(Compositions(question.election, question.rules, compositions), options, output)
    return code_of(compositions, require_final)
