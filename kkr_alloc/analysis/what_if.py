"""What if mayors, votes, the list co-operation or the rules had been otherwise: any changes at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import ClassVar

import yaml
from msgspec import Struct
from msgspec.structs import asdict, replace

from kkr_alloc.analysis.altered import with_mayors
from kkr_alloc.analysis.certainty import compose
from kkr_alloc.analysis.compare import Comparison, compare
from kkr_alloc.analysis.vote_changes import VoteChange, decimals, stands_in, with_votes
from kkr_alloc.bundled import body_rules
from kkr_alloc.composition import rules_of
from kkr_alloc.divisors import Lot
from kkr_alloc.errors import InputError, Problem, did_you_mean, for_each, quoted
from kkr_alloc.model import Composition, CoOperation, Election, ElectionAnswer, RuleSet
from kkr_alloc.names import find_list, find_municipality, find_party, find_region, inside
from kkr_alloc.text import text


class MayorChange(Struct, frozen=True, tag_field="change", tag="mayor"):
    """A municipality's mayor is another party's or list's. Names as a user writes them."""

    municipality: str
    to: str


class ListChange(Struct, frozen=True, tag_field="change", tag="list"):
    """A local list is in, or out of, the list co-operation; ``all`` is every local list.

    With a change of any list the register is taken as complete.
    """

    list: str
    inside: bool = True


class RuleChange(Struct, frozen=True, tag_field="change", tag="rule"):
    """A rule of the body has another value, written as in a rule file: ``cap_per_municipality``, ``null``.

    A share may be written without quotes and as a percentage: ``threshold``, ``3%``.
    """

    rule: str
    value: str


Change = MayorChange | VoteChange | ListChange | RuleChange

OPTIONS: dict[type[Change], str] = {
    MayorChange: "change-mayor",
    VoteChange: "change-votes",
    ListChange: "co-operation-list",
    RuleChange: "change-rule",
}
"""Kind of change -> the option that makes it."""


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
    municipalities by then. A drawn lot counts after the changes only if it still answers the tie.

    Raises:
        InputError: a change does not fit: an unknown municipality, party, list or rule, negative votes …
    """
    drawn = tuple(lots)
    changed, descriptions = election, list[str]()
    of_rules: list[RuleChange] = []
    in_order = sorted(changes, key=lambda one: isinstance(one, VoteChange) and one.municipality is None)
    for change in in_order:
        if isinstance(change, RuleChange):
            of_rules.append(change)
        elif isinstance(change, MayorChange):
            changed, sentence = _with_mayor(changed, change, regions)
            descriptions.append(sentence)
        elif isinstance(change, ListChange):
            changed, sentence = _with_list(changed, change)
            descriptions.append(sentence)
        else:
            changed, sentences = _with_votes(changed, change, regions)
            descriptions += sentences
    # Rules together: a size that is no longer levelled needs a number of seats.
    changed_rules, sentences = _with_rules(rules, body, of_rules)
    descriptions += sentences

    def compared(region: str | None) -> Comparison:
        before = compose(election, body, region, rules=rules, lots=drawn)
        try:
            return compare(before, after(region))
        except InputError as error:  # what was sound is so no longer
            made_by = ", ".join(sorted({OPTIONS[type(change)] for change in in_order}))
            problems = [_after_changes(problem, made_by, region or body) for problem in error.problems]
            raise InputError(problems[0].message, problems) from None

    def after(region: str | None) -> Composition:
        try:
            return compose(changed, body, region, rules=changed_rules, lots=drawn)
        except InputError as error:
            if all(problem.field != "lots" for problem in error.problems):
                raise
        return compose(changed, body, region, rules=changed_rules)

    comparisons = tuple(for_each(regions, compared))
    same = all(one.same for one in comparisons)
    return WhatIf(
        election, rules, changed, changed_rules, tuple(in_order), tuple(descriptions), same, comparisons
    )


def _after_changes(problem: Problem, made_by: str, area: str) -> Problem:
    """A problem that changes made: no file is its place."""
    return Problem(
        text("After the changes: {problem}", problem=problem.message),
        field=made_by,
        value=area,
        hint=text("The changes are the cause, not the input."),
    )


# --- mayors and votes -----------------------------------------------------------------------------------


def _with_mayor(
    election: Election, change: MayorChange, regions: Sequence[str | None]
) -> tuple[Election, str]:
    field = OPTIONS[MayorChange]
    code = _municipality(election, change.municipality, regions, field)
    party = find_list(election, code, change.to, field)
    sitting = next((mayor.counts_for for mayor in election.mayors if mayor.municipality == code), None)
    sentence = text(
        "Mayor of {municipality}: {before} → {after}.",
        municipality=election.geography.municipalities[code],
        before=sitting,
        after=party,
    )
    return with_mayors(election, [(code, party)]), sentence


def _municipality(election: Election, name: str, regions: Sequence[str | None], field: str) -> str:
    """The code of a municipality; the name of a region gets a hint of its own."""
    try:
        code = find_municipality(election, name, field)
    except InputError as unknown:
        try:
            region = find_region(name, election.geography)
        except InputError:
            raise unknown from None
        raise InputError(
            text("{name} is a region, not a municipality.", name=region.name),
            field=field,
            value=quoted(name),
            hint=text(
                "Name a municipality; without one the change is for each region asked for "
                "(--region {region}).",
                region=region.id,
            ),
        ) from None
    return inside(election, code, regions, field)


def _with_votes(
    election: Election, change: VoteChange, regions: Sequence[str | None]
) -> tuple[Election, list[str]]:
    field = OPTIONS[VoteChange]
    if change.municipality is not None:
        code = _municipality(election, change.municipality, regions, field)
        party = find_list(election, code, change.party, field)
        where = election.geography.municipalities[code]
        election, sentence = with_votes(election, change, party, (code,), where)
        return election, [sentence]
    party = find_party(election, change.party, field)
    sentences = []
    for region in regions:
        if stands_in(election, party, region):
            name = text("the country") if region is None else election.geography.region(region).name
            area = election.geography.area(region)
            election, sentence = with_votes(election, change, party, area, name)
            sentences.append(sentence)
    if not sentences:
        raise InputError(
            text("{party} does not stand in a region asked for.", party=party), field=field, value=party
        )
    return election, sentences


# --- the co-operation and the rules ---------------------------------------------------------------------


def _with_list(election: Election, change: ListChange) -> tuple[Election, str]:
    local = {result.id for result in election.lists if not result.party}
    if change.list == "all":
        named = local
    else:
        named = {find_party(election, change.list, OPTIONS[ListChange])}
        if not named <= local:
            raise InputError(
                text("{party} is a party, not a local list.", party=next(iter(named))),
                field=OPTIONS[ListChange],
                value=quoted(change.list),
                hint=text("Name a local list as 306-N."),
            )
    before = election.co_operation.lists
    lists = frozenset(before | named if change.inside else before - named)
    sentence = text(
        "The list co-operation with {list}: {n:list|lists}, taken as complete."
        if change.inside
        else "The list co-operation without {list}: {n:list|lists}, taken as complete.",
        list=text("every local list") if change.list == "all" else next(iter(named)),
        n=len(lists),
    )
    return replace(election, co_operation=CoOperation("complete", lists)), sentence


SHORT_FOR = {"cap": "cap_per_municipality"}


def _with_rules(rules: RuleSet, body: str, changes: Sequence[RuleChange]) -> tuple[RuleSet, list[str]]:
    """The rule set with some of a body's rules changed, held to what a rule file must be."""
    if not changes:
        return rules, []
    before = rules_of(rules, body)
    values: dict[str, object] = asdict(before)
    if before.threshold is not None:
        values["threshold"] = str(before.threshold)
    changed = []
    for change in changes:
        key = change.rule.strip().lower().replace("-", "_")
        key = SHORT_FOR.get(key, key)
        if key not in values:
            raise InputError(
                text('There is no rule "{name}".', name=quoted(change.rule)),
                field=OPTIONS[RuleChange],
                value=quoted(change.rule),
                hint=did_you_mean(key, values),
            )
        values[key] = _rule_value(key, change.value.strip())
        changed.append(key)
    after = body_rules(values, f"--{OPTIONS[RuleChange]}")
    made = replace(rules, bodies={**rules.bodies, body: after}, source=None)
    return made, [
        text(
            "Rule {rule}: {before} → {after}.",
            rule=key,
            before=_rule_cell(getattr(before, key)),
            after=_rule_cell(getattr(after, key)),
        )
        for key in dict.fromkeys(changed)
    ]


def _rule_value(key: str, written: str) -> object:
    """A rule's value as YAML reads it; a share as text, so that it is exact, and 3% as 3/100.

    What does not fit is left for the reader of rules to refuse.
    """
    if not written:
        return written
    try:
        value = yaml.safe_load(written)
    except (yaml.YAMLError, ValueError):
        return written
    if key != "threshold" or value is None:
        return value
    share = (str(value) if written[0] in "\"'" else written).replace(",", ".")
    if not share.endswith("%"):
        return share
    try:
        return str(Fraction(share.removesuffix("%")) / 100)
    except (ValueError, ZeroDivisionError):
        return share


def _rule_cell(value: object) -> object:
    """A rule's value in a sentence: a share as a percentage, others as a rule file has them."""
    if isinstance(value, Fraction):
        return text("{share:.{places}%}", share=value, places=max(2, decimals(value * 100)))
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else value
