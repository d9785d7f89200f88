"""``kkr-alloc explain``: how a composition came about, to be done again on paper."""

from __future__ import annotations

from kkr_alloc.analysis.explain import Explanations, explain
from kkr_alloc.cli.options import LOTS, QUESTION
from kkr_alloc.cli.question import Question, question
from kkr_alloc.errors import for_each


@question("explain", *QUESTION, LOTS)
def command(question: Question) -> Explanations:
    """Explain how a composition came about: threshold, price, quotients, cap, each seat of the filling.

    Everything needed to do it again with a pocket calculator is printed.

    \b
    Examples:
      kkr-alloc explain --region hovedstaden
      kkr-alloc explain -r hovedstaden --election kv2017 | less
      kkr-alloc explain -r nordjylland --format json
    """
    return explanations(question)


def explanations(question: Question) -> Explanations:
    """The explanations of the bodies asked for."""
    election, rules = question.election, question.rules
    made = for_each(question.areas, lambda area: explain(election, *area, rules=rules, lots=question.lots))
    return Explanations(election, rules, tuple(made))
