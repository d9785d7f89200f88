"""``kkr-alloc compute``: the composition of one body, several or all five KKR."""

from __future__ import annotations

from kkr_alloc.analysis.certainty import compose_all
from kkr_alloc.cli.options import ALL_LISTS, LOTS, REQUIRE_FINAL
from kkr_alloc.cli.question import QUESTION, Question, question
from kkr_alloc.results import Compositions


@question("compute", *QUESTION, LOTS, ALL_LISTS, REQUIRE_FINAL)
def command(question: Question) -> Compositions:
    """Compute the seats of each party in a KKR, or in KL's national bodies.

    Without file options the votes and mayors of a bundled election are used.

    \b
    Examples:
      kkr-alloc compute --region hovedstaden
      kkr-alloc compute -r sjaelland -r 1081 --election kv2017
      kkr-alloc compute --votes my-votes.csv --mayors my-mayors.csv --format json
    """
    election, rules = question.election, question.rules
    made = compose_all(election, question.areas, rules=rules, lots=question.lots)
    return Compositions(election, rules, made)
