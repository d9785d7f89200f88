"""``kkr-alloc report``: one self-contained HTML page."""

from __future__ import annotations

import os
import sys

import click

from kkr_alloc.cli.answering import asked, code_of
from kkr_alloc.cli.language import spoken
from kkr_alloc.cli.options import (
    ElectionChoice,
    election_options,
    lots_option,
    option,
    output_options,
    region_option,
    rules_option,
)
from kkr_alloc.cli.printing import emit
from kkr_alloc.cli.usage import Choice
from kkr_alloc.composition import compose_all
from kkr_alloc.errors import UsageError
from kkr_alloc.model import BODIES, Compositions
from kkr_alloc.output import Options
from kkr_alloc.output.report import render
from kkr_alloc.text import text

ALL_BODIES = "all"


@click.command("report")
@region_option
@option(
    "-b",
    "--body",
    type=Choice([*BODIES, ALL_BODIES]),
    default="kkr",
    show_default=True,
    help="The body, or all of them.",
)
@election_options
@rules_option
@lots_option
@option("--all-lists", is_flag=True, help="Show each local list in the tables.")
@option("--require-final", is_flag=True, help="Exit with 5 unless the count is final.")
@output_options
def command(
    regions: tuple[str, ...],
    body: str,
    chosen: ElectionChoice,
    rules: str,
    lots: str | None,
    all_lists: bool,
    require_final: bool,
    output: str | None,
) -> int:
    """Write one HTML page: seat diagrams, tables, how it was computed, sources.

    The page needs no network and no script; it can be mailed, archived and printed.

    \b
    Examples:
      kkr-alloc report -o kkr-2022.html
      kkr-alloc report --region hovedstaden --lang da -o hovedstaden.html
      kkr-alloc report --body all --election latest -o kl-2026.html --force
    """
    _check_output(output)
    question = asked(chosen, rules, "kkr" if body == ALL_BODIES else body, regions, lots)
    areas = [(question.body, region) for region in question.regions]
    if body == ALL_BODIES:
        areas += [(national, None) for national in BODIES if national != question.body]
    compositions = compose_all(question.election, areas, rules=question.rules, lots=question.lots)
    result = Compositions(question.election, question.rules, compositions)
    emit(render(result, Options("report", spoken(), all_lists)), output, machine=True)
    return code_of(result.compositions, require_final)


def _check_output(output: str | None) -> None:
    """Refuse what nobody can want: the page on a terminal, or under another suffix than a page's."""
    if output is None and sys.stdout.isatty():
        raise UsageError(text("The page is for a browser: name a file with -o."))
    suffix = os.path.splitext(output or "")[1].lower()
    if suffix not in ("", ".html", ".htm"):
        raise UsageError(
            text("The report is an HTML page, not {suffix}: name a file that ends in .html.", suffix=suffix)
        )
