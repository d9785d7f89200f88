"""``kkr-alloc explain``: how a composition came about, to be done again on paper."""

from __future__ import annotations

import click

from kkr_alloc.analysis.explain import Explanations, explain
from kkr_alloc.cli.answering import answer_options, asked, code_of, finish, shaped
from kkr_alloc.cli.options import ElectionChoice, body_options, election_options, lots_option, rules_option
from kkr_alloc.errors import for_each


@click.command("explain")
@body_options
@election_options
@rules_option
@lots_option
@answer_options
def command(
    regions: tuple[str, ...],
    body: str,
    chosen: ElectionChoice,
    rules: str,
    lots: str | None,
    format_name: str | None,
    output: str | None,
) -> int:
    """Explain how a composition came about: threshold, price, quotients, cap, each seat of the filling.

    Everything needed to do it again with a pocket calculator is printed.

    \b
    Examples:
      kkr-alloc explain --region hovedstaden
      kkr-alloc explain -r hovedstaden --election kv2017 | less
      kkr-alloc explain -r nordjylland --format json
    """
    question = asked(chosen, rules, body, regions, lots)
    options = shaped(format_name, output)
    explained = for_each(
        question.regions,
        lambda region: explain(question.election, body, region, rules=question.rules, lots=question.lots),
    )
    finish(Explanations(question.election, question.rules, tuple(explained)), options, output)
    return code_of(one.composition for one in explained)
