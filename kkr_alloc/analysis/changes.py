"""What can be otherwise: a mayor, votes, the list co-operation, a rule.

A change's ``option`` is the one of the command line that makes it. ``apply`` gives the election with the
change made, and a sentence for each area where it is. Changes of rules are made together.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from typing import ClassVar

import yaml
from msgspec import Struct
from msgspec.structs import asdict, replace

from kkr_alloc.analysis.mayoralties import with_mayors
from kkr_alloc.bundled import body_rules
from kkr_alloc.composition import rules_of
from kkr_alloc.errors import USAGE, InputError, did_you_mean, quoted
from kkr_alloc.model import CO_OPERATION, CoOperation, Election, ListResult, OpenRules, RuleSet, is_local
from kkr_alloc.names import find_list, find_municipality, find_party, find_region, inside
from kkr_alloc.text import text

Regions = Sequence[str | None]
"""The regions asked for; None is the country."""

Changed = tuple[Election, list[str]]
"""An election with a change made, and what to say of it."""


class MayorChange(Struct, frozen=True, tag_field="change", tag="mayor"):
    """A municipality's mayor is another party's or list's. Names as a user writes them."""

    option: ClassVar[str] = "change-mayor"

    municipality: str
    to: str

    def apply(self, election: Election, regions: Regions) -> Changed:
        code = _municipality(election, self.municipality, regions, self.option)
        party = find_list(election, code, self.to, self.option)
        sitting = next((mayor.counts_for for mayor in election.mayors if mayor.municipality == code), None)
        sentence = text(
            "Mayor of {municipality}: {before} → {after}.",
            municipality=election.geography.municipalities[code],
            before=sitting,
            after=party,
        )
        return with_mayors(election, [(code, party)]), [sentence]


class VoteChange(Struct, frozen=True, tag_field="change", tag="votes"):
    """A party's votes, in one municipality or (None) each region of the question, become more or fewer.

    ``amount``: votes, to be added (may be negative) or, with ``absolute``, to be had; with ``percent`` a
    percentage to be added to what the party has there, the result rounded to whole votes, an exact half up.
    """

    option: ClassVar[str] = "change-votes"

    party: str
    amount: Fraction
    municipality: str | None = None
    absolute: bool = False
    percent: bool = False

    def apply(self, election: Election, regions: Regions) -> Changed:
        field, geography = self.option, election.geography
        code = None
        if self.municipality is not None:
            code = _municipality(election, self.municipality, regions, field)
            party = find_list(election, code, self.party, field)
        else:
            party = find_party(election, self.party, field)
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
            election, sentence = self._in_area(election, party, area, name)
            sentences.append(sentence)
        return election, sentences

    def _in_area(
        self, election: Election, party: str, area: Sequence[str], where: str
    ) -> tuple[Election, str]:
        pooled = election.co_operation.lists if party == CO_OPERATION else ()
        rows = [
            result
            for result in election.lists
            if result.municipality in area and (result.id in pooled or (result.party or result.id) == party)
        ]
        before = sum(result.votes for result in rows)
        after = self._votes_after(before)
        sentence = text(
            "Votes of {party} in {where}: {before} {sign} {percent:.{places}%} → {after}, "
            "rounded to whole votes."
            if self.percent
            else "Votes of {party} in {where}: {before} → {after}.",
            party=party,
            where=where,
            before=before,
            sign="–" if self.amount < 0 else "+",
            percent=Fraction(abs(self.amount), 100),
            places=_decimals(self.amount),
            after=after,
        )
        if after < 0:
            raise InputError(
                text("{party} would have {n:vote|votes} in {where}.", party=party, n=after, where=where),
                field=self.option,
                value=quoted(after),
                hint=text("It has {n} there.", n=before),
                code=USAGE,
            )
        return _put(election, party, rows, after - before, area), sentence

    def _votes_after(self, before: int) -> int:
        if self.percent:
            return (2 * before * (100 + self.amount) + 100) // 200
        if self.amount.denominator != 1:
            raise InputError(
                text("Votes are whole numbers."), field=self.option, value=quoted(str(self.amount))
            )
        return int(self.amount) if self.absolute else before + int(self.amount)


class ListChange(Struct, frozen=True, tag_field="change", tag="list"):
    """A local list is in, or out of, the list co-operation; ``all`` is every local list.

    With a change of any list the register is taken as complete.
    """

    option: ClassVar[str] = "co-operation-list"

    list: str
    inside: bool = True

    def apply(self, election: Election, regions: Regions) -> Changed:
        local = {result.id for result in election.lists if not result.party}
        whole = self.list == "all"
        named = local if whole else {find_party(election, self.list, self.option)}
        if not named <= local:
            raise InputError(
                text("{party} is a party, not a local list.", party=next(iter(named))),
                code=USAGE,
                field=self.option,
                value=quoted(self.list),
                hint=text("Name a local list as 306-N."),
            )
        before = election.co_operation.lists
        lists = frozenset(before | named if self.inside else before - named)
        sentence = text(
            "The list co-operation with {list}: {n:list|lists}, taken as complete."
            if self.inside
            else "The list co-operation without {list}: {n:list|lists}, taken as complete.",
            list=text("every local list") if whole else next(iter(named)),
            n=len(lists),
        )
        return replace(election, co_operation=CoOperation("complete", lists)), [sentence]


class RuleChange(Struct, frozen=True, tag_field="change", tag="rule"):
    """A rule of the body has another value, written as in a rule file: ``cap_per_municipality``, ``null``.

    A share may be written without quotes and as a percentage: ``threshold``, ``3%``.
    """

    option: ClassVar[str] = "change-rule"

    rule: str
    value: str


Change = MayorChange | VoteChange | ListChange | RuleChange
"""Anything that can be otherwise."""


def _municipality(election: Election, name: str, regions: Regions, field: str) -> str:
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


def _put(election: Election, party: str, rows: list[ListResult], more: int, area: Sequence[str]) -> Election:
    """The election with ``more`` votes for a party: its largest list takes them, or gives what it has."""
    if not more:
        return election
    if not rows:
        if party not in election.parties:
            raise InputError(
                text("{party} has no list there to take votes.", party=party),
                field=VoteChange.option,
                value=party,
                hint=text("Name its lists with --co-operation-list.") if party == CO_OPERATION else None,
            )
        name, code = election.parties[party].name, area[0]
        rows = [ListResult(code, party, name, party, 0, None, f"{code}-{party}")]
    changed: dict[ListResult, ListResult] = {}
    totals = dict(election.totals)
    for result in sorted(rows, key=lambda result: (-result.votes, result.id)):
        step = max(more, -result.votes)
        more -= step
        changed[result] = replace(result, votes=result.votes + step)
        known = totals.get(result.municipality)
        if known:
            cast = None if known.cast is None else known.cast + step
            totals[result.municipality] = replace(known, valid=known.valid + step, cast=cast)
    kept = [changed.pop(result, result) for result in election.lists]
    return replace(election, lists=(*kept, *changed.values()), totals=totals)


def with_rules(rules: RuleSet, body: str, changes: Sequence[RuleChange]) -> tuple[RuleSet, list[str]]:
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
        return text("{share:.{places}%}", share=value, places=max(2, _decimals(value * 100)))
    if isinstance(value, OpenRules):
        readings = (f"{rule}: {', '.join(of_rule)}" for rule, of_rule in asdict(value).items() if of_rule)
        return "; ".join(readings) or "{}"
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else value


def _decimals(number: Fraction) -> int:
    """The decimals that write a number exactly; at most nine."""
    return next((n for n in range(9) if (number * 10**n).denominator == 1), 9)
