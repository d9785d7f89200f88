"""``kkr-alloc compute``: the composition of one body, several or all five KKR."""

from __future__ import annotations

from kkr_alloc.analysis.certainty import compose_all
from kkr_alloc.cli.options import (
    ALL_LISTS,
    BODY_OR_ALL,
    DETAILS,
    INPUTS,
    LOTS,
    REGION,
    REQUIRE_FINAL,
    RULES,
    VERBOSE,
)
from kkr_alloc.cli.question import Question, question
from kkr_alloc.results import Compositions


@question("compute", REGION, BODY_OR_ALL, *INPUTS, RULES, LOTS, DETAILS, ALL_LISTS, REQUIRE_FINAL, VERBOSE)
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
