"""``kkr-alloc compute``: the composition of one body, several or all five KKR."""

from __future__ import annotations

from kkr_alloc.analysis.certainty import compose_all
from kkr_alloc.cli.options import ALL_LISTS, COMPOSITIONS, REQUIRE_FINAL, VERBOSE
from kkr_alloc.cli.question import Question, question
from kkr_alloc.cli.usage import option
from kkr_alloc.results import Compositions

DETAILS = option("--details", "After the overview of several bodies, show each of them in full.")


@question("compute", *COMPOSITIONS, DETAILS, ALL_LISTS, REQUIRE_FINAL, VERBOSE)
def command(question: Question) -> Compositions:
    """Compute the seats of each party in a KKR, or in KL's national bodies.

    Several bodies begin with an overview. Without file options the votes and mayors of a bundled election
    are used.

    \b
    Examples:
      kkr-alloc compute --region hovedstaden
      kkr-alloc compute --body all --details
      kkr-alloc compute -r sjaelland -r 1081 --election kv2017
      kkr-alloc compute --votes my-votes.csv --mayors my-mayors.csv --format json
    """
    election, rules = question.election, question.rules
    made = compose_all(election, question.areas, rules=rules, lots=question.lots)
    return Compositions(election, rules, made)
