"""What if mayors, votes, the list co-operation or the rules had been otherwise: any changes at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from kkr_alloc.analysis.certainty import compose
from kkr_alloc.analysis.changes import Change, RuleChange, VoteChange, with_rules
from kkr_alloc.analysis.compare import Comparison, compare
from kkr_alloc.divisors import Lot
from kkr_alloc.errors import InputError, Problem, for_each
from kkr_alloc.model import Election, RuleSet
from kkr_alloc.results import Composition, ElectionAnswer
from kkr_alloc.text import text


class WhatIf(ElectionAnswer, frozen=True):
    """Before (``election``, ``rules``) and after some changes.

    ``changed_election`` and ``changed_rules`` are those after them; where changes of votes are per region,
    the election has them in all regions of the question. ``changes``: as they were made. ``descriptions``: a
    sentence for each change and area. ``same``: no number differs anywhere.
    """

    schema: ClassVar[str] = "what-if"

    changed_election: Election
    changed_rules: RuleSet
    changes: tuple[Change, ...]
    descriptions: tuple[str, ...]
    same: bool
    comparisons: tuple[Comparison, ...]


def what_if(
    election: Election,
    changes: Iterable[Change],
    body: str = "kkr",
    regions: Sequence[str | None] = (None,),
    *,
    rules: RuleSet,
    lots: Iterable[Lot[str]] = (),
) -> WhatIf:
    """The compositions of some regions' bodies (None: a national one) before and after some changes.

    The changes are made in their order, votes of a whole region last: they are added to what stands in its
    municipalities by then. A drawn lot answers a tie before the changes, after them, or on both sides.

    Raises:
        InputError: a change does not fit: an unknown municipality, party, list or rule, negative votes …
    """
    drawn = tuple(lots)
    in_order = sorted(changes, key=lambda one: isinstance(one, VoteChange) and one.municipality is None)
    changed, descriptions = election, list[str]()
    for change in in_order:
        if isinstance(change, RuleChange):
            continue
        changed, sentences = change.apply(changed, regions)
        descriptions += sentences
    # Rules together: a size that is no longer levelled needs a number of seats.
    of_rules = [change for change in in_order if isinstance(change, RuleChange)]
    changed_rules, sentences = with_rules(rules, body, of_rules)
    descriptions += sentences

    def compared(region: str | None) -> Comparison:
        before, refused = composed(election, region, rules)
        try:
            after, refused_after = composed(changed, region, changed_rules)
        except InputError as error:  # what was sound is so no longer
            made_by = ", ".join(sorted({change.option for change in in_order}))
            problems = [
                Problem(
                    text("After the changes: {problem}", problem=problem.message),
                    field=made_by,
                    value=region or body,
                    hint=text("The changes are the cause, not the input."),
                )
                for problem in error.problems
            ]
            raise InputError(problems[0].message, problems) from None
        if refused and refused_after:
            raise refused
        return compare(before, after)

    def composed(of: Election, region: str | None, by: RuleSet) -> tuple[Composition, InputError | None]:
        """A composition with the lots drawn, else without them and why they are refused."""
        try:
            return compose(of, body, region, rules=by, lots=drawn), None
        except InputError as error:
            if all(problem.field != "lots" for problem in error.problems):
                raise
            return compose(of, body, region, rules=by), error

    comparisons = tuple(for_each(regions, compared))
    same = all(one.same for one in comparisons)
    return WhatIf(
        election, rules, changed, changed_rules, tuple(in_order), tuple(descriptions), same, comparisons
    )
