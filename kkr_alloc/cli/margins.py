"""``kkr-alloc margins``: how few votes, and which mayors, would have changed the composition."""

from __future__ import annotations

from kkr_alloc.analysis.margins import AllMargins, Margins, margins
from kkr_alloc.cli.options import QUESTION
from kkr_alloc.cli.question import Question, question
from kkr_alloc.cli.usage import option
from kkr_alloc.composition import compose
from kkr_alloc.errors import for_each

AGAINST = option(
    "--against PARTY ...", "Also votes moved from and to this party (id or name); may be repeated."
)
ALL_LISTS = option("--all-lists", "Also the local lists that have no seat.", "lists_without_seats")


@question("margins", *QUESTION, AGAINST, ALL_LISTS)
def command(question: Question, against: tuple[str, ...], lists_without_seats: bool) -> AllMargins:
    """The fewest votes that gain or lose a party a seat, and the mayors' offices that matter.

    The numbers are exact: no smaller number of votes does it. A seat counts where it is certain; where a lot
    would decide, it does not.

    \b
    Examples:
      kkr-alloc margins --region midtjylland
      kkr-alloc margins -r hovedstaden --against V --against C
      kkr-alloc margins --format json -o margins.json
    """
    election, body, rules = question.election, question.body, question.rules

    def of_region(region: str | None) -> Margins:
        lines = compose(election, body, region, rules=rules).parties
        parties = {line.party for line in lines if lists_without_seats or not line.local or line.seats}
        return margins(election, body, region, rules=rules, against=against, parties=parties)

    return AllMargins(election, rules, tuple(for_each(question.regions, of_region)))
