"""What if mayors, votes, the list co-operation or the rules had been otherwise: any changes at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import ClassVar

import yaml
from msgspec import Struct
from msgspec.structs import asdict, replace

from kkr_alloc.analysis.certainty import compose
from kkr_alloc.analysis.compare import Comparison, compare
from kkr_alloc.analysis.mayoralties import with_mayors
from kkr_alloc.analysis.vote_changes import VoteChange, decimals, with_votes
from kkr_alloc.bundled import body_rules
from kkr_alloc.composition import rules_of
from kkr_alloc.divisors import Lot
from kkr_alloc.errors import USAGE, InputError, Problem, did_you_mean, for_each, quoted
from kkr_alloc.model import CoOperation, Election, OpenRules, RuleSet, is_local
from kkr_alloc.names import find_list, find_municipality, find_party, find_region, inside
from kkr_alloc.results import Composition, ElectionAnswer
from kkr_alloc.text import text


class MayorChange(Struct, frozen=True, tag_field="change", tag="mayor"):
    """A municipality's mayor is another party's or list's. Names as a user writes them."""

    option: ClassVar[str] = "change-mayor"

    municipality: str
    to: str


class ListChange(Struct, frozen=True, tag_field="change", tag="list"):
    """A local list is in, or out of, the list co-operation; ``all`` is every local list.

    With a change of any list the register is taken as complete.
    """

    option: ClassVar[str] = "co-operation-list"

    list: str
    inside: bool = True


class RuleChange(Struct, frozen=True, tag_field="change", tag="rule"):
    """A rule of the body has another value, written as in a rule file: ``cap_per_municipality``, ``null``.

    A share may be written without quotes and as a percentage: ``threshold``, ``3%``.
    """

    option: ClassVar[str] = "change-rule"

    rule: str
    value: str


Change = MayorChange | VoteChange | ListChange | RuleChange
"""A change; its ``option`` is the one of the command line that makes it."""


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
        sentences = list[str]()
        match change:
            case MayorChange():
                changed, sentences = _with_mayor(changed, change, regions)
            case VoteChange():
                changed, sentences = _with_votes(changed, change, regions)
            case ListChange():
                changed, sentences = _with_list(changed, change)
        descriptions += sentences
    # Rules together: a size that is no longer levelled needs a number of seats.
    of_rules = [change for change in in_order if isinstance(change, RuleChange)]
    changed_rules, sentences = _with_rules(rules, body, of_rules)
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


def _with_mayor(
    election: Election, change: MayorChange, regions: Sequence[str | None]
) -> tuple[Election, list[str]]:
    code = _municipality(election, change.municipality, regions, change.option)
    party = find_list(election, code, change.to, change.option)
    sitting = next((mayor.counts_for for mayor in election.mayors if mayor.municipality == code), None)
    sentence = text(
        "Mayor of {municipality}: {before} → {after}.",
        municipality=election.geography.municipalities[code],
        before=sitting,
        after=party,
    )
    return with_mayors(election, [(code, party)]), [sentence]


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
            code=USAGE,
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
    field, geography = change.option, election.geography
    code = None
    if change.municipality is not None:
        code = _municipality(election, change.municipality, regions, field)
        party = find_list(election, code, change.party, field)
    else:
        party = find_party(election, change.party, field)
        if is_local(party):
            code = inside(election, party.partition("-")[0], regions, field)
    areas: dict[str, tuple[str, ...]] = {
        text("the country") if region is None else geography.region(region).name: geography.area(region)
        for region in regions
    }
    if code:
        areas = {geography.municipalities[code]: (code,)}
    sentences = []
    for name, area in areas.items():
        election, sentence = with_votes(election, change, party, area, name)
        sentences.append(sentence)
    return election, sentences


def _with_list(election: Election, change: ListChange) -> tuple[Election, list[str]]:
    local = {result.id for result in election.lists if not result.party}
    whole = change.list == "all"
    named = local if whole else {find_party(election, change.list, change.option)}
    if not named <= local:
        raise InputError(
            text("{party} is a party, not a local list.", party=next(iter(named))),
            code=USAGE,
            field=change.option,
            value=quoted(change.list),
            hint=text("Name a local list as 306-N."),
        )
    before = election.co_operation.lists
    lists = frozenset(before | named if change.inside else before - named)
    sentence = text(
        "The list co-operation with {list}: {n:list|lists}, taken as complete."
        if change.inside
        else "The list co-operation without {list}: {n:list|lists}, taken as complete.",
        list=text("every local list") if whole else next(iter(named)),
        n=len(lists),
    )
    return replace(election, co_operation=CoOperation("complete", lists)), [sentence]


def _with_rules(rules: RuleSet, body: str, changes: Sequence[RuleChange]) -> tuple[RuleSet, list[str]]:
    """The rule set with some of a body's rules changed, held to what a rule file must be."""
    if not changes:
        return rules, []
    before = rules_of(rules, body)
    values: dict[str, object] = asdict(before)
    if before.threshold is not None:
        values["threshold"] = str(before.threshold)
    changed: dict[str, None] = {}
    for change in changes:
        key = change.rule.strip().lower().replace("-", "_")
        key = "cap_per_municipality" if key == "cap" else key
        if key not in values:
            raise InputError(
                text('There is no rule "{name}".', name=quoted(change.rule)),
                field=change.option,
                value=quoted(change.rule),
                hint=did_you_mean(key, values),
                code=USAGE,
            )
        values[key] = _rule_value(key, change.value.strip())
        changed[key] = None
    try:
        after = body_rules(values, f"--{RuleChange.option}")
    except InputError as error:  # its hint is about quotes in a file
        hint = text("Write it like {examples}.", examples="3%, 0.03, null")
        problems = [replace(problem, hint=problem.hint and hint) for problem in error.problems]
        raise InputError(error.message, problems) from None
    made = replace(rules, bodies={**rules.bodies, body: after}, source=None)
    return made, [
        text(
            "Rule {rule}: {before} → {after}.",
            rule=key,
            before=_rule_cell(getattr(before, key)),
            after=_rule_cell(getattr(after, key)),
        )
        for key in changed
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
    share = written.strip("\"'").replace(",", ".")
    if share.endswith("%"):
        with suppress(ValueError, ZeroDivisionError):
            return str(Fraction(share.removesuffix("%")) / 100)
    return share


def _rule_cell(value: object) -> object:
    """A rule's value in a sentence: a share as a percentage, others as a rule file has them."""
    if isinstance(value, Fraction):
        return text("{share:.{places}%}", share=value, places=max(2, decimals(value * 100)))
    if isinstance(value, OpenRules):
        readings = (f"{rule}: {', '.join(of_rule)}" for rule, of_rule in asdict(value).items() if of_rule)
        return "; ".join(readings) or "{}"
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else value
