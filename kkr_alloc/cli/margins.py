"""``kkr-alloc margins``: how few votes, and which mayors, would have changed the composition."""

from __future__ import annotations

import click

from kkr_alloc.analysis.margins import AllMargins, Margins, margins
from kkr_alloc.cli.answering import answer_options, asked, code_of, finish, shaped
from kkr_alloc.cli.options import ElectionChoice, body_options, election_options, option, rules_option
from kkr_alloc.composition import compose
from kkr_alloc.errors import for_each
from kkr_alloc.model import Composition


@click.command("margins")
@body_options
@election_options
@rules_option
@option(
    "--against",
    multiple=True,
    metavar="PARTY",
    help="Also votes moved from and to this party (id or name); may be repeated.",
)
@option("--all-lists", is_flag=True, help="Also the local lists that have no seat.")
@answer_options
def command(
    regions: tuple[str, ...],
    body: str,
    chosen: ElectionChoice,
    rules: str,
    against: tuple[str, ...],
    all_lists: bool,
    format_name: str | None,
    output: str | None,
) -> int:
    """The fewest votes that gain or lose a party a seat, and the mayors' offices that matter.

    The numbers are exact: no smaller number of votes does it. A seat counts where it is certain; where a lot
    would decide, it does not.

    \b
    Examples:
      kkr-alloc margins --region midtjylland
      kkr-alloc margins -r hovedstaden --against V --against C
      kkr-alloc margins --format json -o margins.json
    """
    question = asked(chosen, rules, body, regions)
    options = shaped(format_name, output)

    def answered(region: str | None) -> Margins:
        composition = compose(question.election, body, region, rules=question.rules)
        return margins(
            question.election,
            body,
            region,
            rules=question.rules,
            against=against,
            parties=None if all_lists else _of_interest(composition),
        )

    answers = for_each(question.regions, answered)
    finish(AllMargins(question.election, question.rules, tuple(answers)), options, output)
    return code_of(answer.composition for answer in answers)


def _of_interest(composition: Composition) -> set[str]:
    """Every party, and the local lists that have a seat."""
    return {line.party for line in composition.parties if not line.local or line.seats}
