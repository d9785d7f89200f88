"""``kkr-alloc report``: one self-contained HTML page."""

from __future__ import annotations

from kkr_alloc.analysis.explain import Explanations
from kkr_alloc.cli.explain import explanations
from kkr_alloc.cli.options import ALL_LISTS, COMPOSITIONS, REQUIRE_FINAL, VERBOSE
from kkr_alloc.cli.question import Question, question


@question("report", *COMPOSITIONS, ALL_LISTS, REQUIRE_FINAL, VERBOSE)
def command(question: Question) -> Explanations:
    """Write one HTML page: seat diagrams, tables, how it was computed, sources.

    The page needs no network and no script; it can be mailed, archived and printed.

    \b
    Examples:
      kkr-alloc report -o kkr-2022.html
      kkr-alloc report --region hovedstaden --lang da -o hovedstaden.html
      kkr-alloc report --body all --election latest -o kl-2026.html --force
    """
    return explanations(question)
