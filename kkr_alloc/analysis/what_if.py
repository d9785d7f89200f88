"""What if mayors, votes, the list co-operation or the rules had been otherwise: any changes at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import asdict, replace

from kkr_alloc.analysis.altered import with_mayors
from kkr_alloc.analysis.compare import Comparison, compare
from kkr_alloc.analysis.finding import find_list, find_municipality, find_party, inside
from kkr_alloc.bundled import body_rules
from kkr_alloc.composition import compose, rules_of
from kkr_alloc.divisors import Lot
from kkr_alloc.election import find_region
from kkr_alloc.errors import InputError, Problem, for_each, quoted, require_name
from kkr_alloc.model import (
    CO_OPERATION,
    Composition,
    CoOperation,
    Election,
    ListResult,
    RuleSet,
)
from kkr_alloc.sources.yamlfile import Fields
from kkr_alloc.text import Decimal, percentage, text


class MayorChange(Struct, frozen=True):
    """A municipality's mayor is another party's or list's. Names as a user writes them."""

    municipality: str
    to: str


class VoteChange(Struct, frozen=True):
    """A party's votes, in one municipality or (None) each region asked for, become more, fewer or so many.

    ``amount``: votes, to be added (may be negative) or, with ``absolute``, to be had; with ``percent`` a
    percentage to be added to what the party has there, the result rounded to whole votes, an exact half up.
    """

    party: str
    amount: Fraction
    municipality: str | None = None
    absolute: bool = False
    percent: bool = False


class ListChange(Struct, frozen=True):
    """A local list is in, or out of, the list co-operation; ``all`` is every local list.

    With a change of any list the register is taken as complete.
    """

    list: str
    inside: bool = True


class RuleChange(Struct, frozen=True):
    """A rule of the body has another value: ``threshold``, ``cap_per_municipality``, ``levelling`` …"""

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


class WhatIf(Struct, frozen=True):
    """Before and after some changes. ``told``: what was changed, a sentence for each change and area.

    ``election`` and ``rules`` are the changed ones; where the changes of votes are per region, the election
    has them in all regions asked for.
    """

    election: Election
    rules: RuleSet
    told: tuple[str, ...]
    comparisons: tuple[Comparison, ...]

    @property
    def same(self) -> bool:
        """Whether no number differs anywhere."""
        return all(one.same for one in self.comparisons)


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
    municipalities by then. A drawn lot counts after the changes only if it still answers the
    tie there is.

    Raises:
        InputError: a change does not fit: an unknown municipality, party, list or rule, negative votes …
    """
    drawn = tuple(lots)
    changed, told = election, list[str]()
    of_rules: list[RuleChange] = []
    given = list(changes) if isinstance(changes, Iterable) else [changes]
    given.sort(key=lambda change: isinstance(change, VoteChange) and change.municipality is None)
    for change in given:
        _check(change)
        if isinstance(change, RuleChange):
            of_rules.append(change)
        elif isinstance(change, MayorChange):
            changed, sentence = _with_mayor(changed, change, regions)
            told.append(sentence)
        elif isinstance(change, ListChange):
            changed, sentence = _with_list(changed, change)
            told.append(sentence)
        else:
            changed, sentences = _with_votes(changed, change, regions)
            told += sentences
    # Rules together: a size that is no longer levelled needs a number of seats.
    changed_rules, sentences = _with_rules(rules, body, of_rules)
    told += sentences

    def compared(region: str | None) -> Comparison:
        before = compose(election, body, region, rules=rules, lots=drawn)
        try:
            return compare(before, after(region))
        except InputError as error:  # what was sound is so no longer
            made_by = ", ".join(sorted({OPTIONS[type(change)] for change in given}))
            problems = [_after_changes(problem, made_by, region or body) for problem in error.problems]
            raise InputError(problems[0].message, problems) from None

    def after(region: str | None) -> Composition:
        try:
            return compose(changed, body, region, rules=changed_rules, lots=drawn)
        except InputError as error:
            if all(problem.field != "lots" for problem in error.problems):
                raise
        return compose(changed, body, region, rules=changed_rules)

    return WhatIf(changed, changed_rules, tuple(told), tuple(for_each(regions, compared)))


def _after_changes(problem: Problem, made_by: str, area: str) -> Problem:
    """A problem that changes made: no file is its place."""
    return Problem(
        text("After the changes: {problem}", problem=problem.message),
        field=made_by,
        value=area,
        hint=text("The changes are the cause, not the input."),
    )


# --- mayors ---------------------------------------------------------------------------------------------


def _with_mayor(
    election: Election, change: MayorChange, regions: Sequence[str | None]
) -> tuple[Election, str]:
    field = "change-mayor"
    code = _municipality(election, change.municipality, regions, field)
    party = find_list(election, code, change.to, field)
    sitting = next((mayor.counts_for for mayor in election.mayors if mayor.municipality == code), "–")
    sentence = text(
        "Mayor of {municipality}: {before} → {after}.",
        municipality=election.geography.municipalities[code],
        before=sitting,
        after=party,
    )
    return with_mayors(election, [(code, party)]), sentence


def _municipality(election: Election, name: str, regions: Sequence[str | None], field: str) -> str:
    """The code of a municipality that was asked for; who names a region is told so."""
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


def _check(change: object) -> None:
    """Refuse what is no change, and a change whose names are no text or whose votes are no number."""
    if not isinstance(change, Change):
        raise InputError(text("A change is needed, not {value}.", value=quoted(change)), value=quoted(change))
    values = asdict(change)
    if isinstance(change, VoteChange):
        amount = values.pop("amount")
        if isinstance(amount, bool) or not isinstance(amount, int | Fraction):
            raise InputError(text("Votes are whole numbers."), field="change-votes", value=quoted(amount))
        if change.municipality is None:
            del values["municipality"]
    for field, value in values.items():
        if field not in ("absolute", "percent", "inside"):
            require_name(value, field)


# --- votes ----------------------------------------------------------------------------------------------


def _with_votes(
    election: Election, change: VoteChange, regions: Sequence[str | None]
) -> tuple[Election, list[str]]:
    if change.municipality is not None:
        code = _municipality(election, change.municipality, regions, "change-votes")
        party = find_list(election, code, change.party, "change-votes")
        election, sentence = _in_area(election, change, party, (code,), _name(election, code))
        return election, [sentence]
    party = find_party(election, change.party, "change-votes")
    told = []
    for region in regions:
        area = election.geography.area(region)
        local = party not in election.parties and party != CO_OPERATION
        if local and party.partition("-")[0] not in area:
            continue  # it stands in another region
        name = text("the country") if region is None else election.geography.region(region).name
        election, sentence = _in_area(election, change, party, area, name)
        told.append(sentence)
    if not told:
        raise InputError(
            text("{party} does not stand in a region asked for.", party=party),
            field="change-votes",
            value=party,
        )
    return election, told


def _in_area(
    election: Election, change: VoteChange, party: str, area: Sequence[str], where: str
) -> tuple[Election, str]:
    """One change in one area. Only a party's sum counts, so its largest lists there take the change."""
    inside = set(area)
    rows = [
        (position, result)
        for position, result in enumerate(election.lists)
        if result.municipality in inside and _counts_for(election, result, party)
    ]
    before = sum(result.votes for _, result in rows)
    after = _result(change, before)
    sentence = text(
        "Votes of {party} in {where}: {before} → {after}.",
        party=party,
        where=where,
        before=before,
        after=after,
    )
    if change.percent:
        sentence = text(
            "Votes of {party} in {where}: {before} {sign} {percent} → {after}, rounded to whole votes.",
            party=party,
            where=where,
            before=before,
            sign="–" if change.amount < 0 else "+",
            percent=Decimal(abs(change.amount), _decimals(change.amount), " %"),
            after=after,
        )
    if after < 0:
        raise InputError(
            text("{party} would have {n} votes in {where}.", party=party, n=after, where=where),
            field="change-votes",
            value=quoted(after),
            hint=text("It has {n} there.", n=before),
        )
    return _put(election, party, rows, after - before, area), sentence


def _result(change: VoteChange, before: int) -> int:
    if change.percent:
        return (2 * before * (100 + change.amount) + 100) // 200
    if change.amount.denominator != 1:
        raise InputError(
            text("Votes are whole numbers."), field="change-votes", value=quoted(str(change.amount))
        )
    return int(change.amount) if change.absolute else before + int(change.amount)


def _decimals(number: Fraction) -> int:
    places = 0
    while (number * 10**places).denominator != 1 and places < 9:
        places += 1
    return places


def _counts_for(election: Election, result: ListResult, party: str) -> bool:
    if party == CO_OPERATION:
        return result.id in election.co_operation.lists
    return party in (result.party, result.id) and (party in election.parties or not result.party)


def _put(
    election: Election, party: str, rows: list[tuple[int, ListResult]], more: int, area: Sequence[str]
) -> Election:
    """The election with ``more`` votes for a party: its largest list takes them, or gives what it has."""
    lists = list(election.lists)
    changed: dict[str, int] = {}
    if not rows and more:
        if party not in election.parties:
            raise InputError(
                text("{party} has no list there to take votes.", party=party),
                field="change-votes",
                value=party,
                hint=text("Name its lists with --co-operation-list.") if party == CO_OPERATION else None,
            )
        code = area[0]
        name = election.parties[party].name
        lists.append(ListResult(code, party, name, party, more, None, f"{code}-{party}"))
        changed[code] = more
        more = 0
    for position, result in sorted(rows, key=lambda row: (-row[1].votes, row[1].id)):
        step = max(more, -result.votes)
        lists[position] = replace(result, votes=result.votes + step)
        changed[result.municipality] = changed.get(result.municipality, 0) + step
        more -= step
    totals = dict(election.totals)
    for code, step in changed.items():
        if code in totals:
            known = totals[code]
            cast = None if known.cast is None else known.cast + step
            totals[code] = replace(known, valid=known.valid + step, cast=cast)
    return replace(election, lists=tuple(lists), totals=totals)


def _name(election: Election, code: str) -> str:
    return election.geography.municipalities[code]


# --- the co-operation and the rules ---------------------------------------------------------------------


def _with_list(election: Election, change: ListChange) -> tuple[Election, str]:
    local = {result.id for result in election.lists if not result.party}
    if change.list == "all":
        named = local
    else:
        named = {find_party(election, change.list, "co-operation-list")}
        if not named <= local:
            raise InputError(
                text("{party} is a party, not a local list.", party=next(iter(named))),
                field="co-operation-list",
                value=quoted(change.list),
                hint=text("Name a local list as 306-N."),
            )
    before = election.co_operation.lists
    lists = frozenset(before | named if change.inside else before - named)
    sentence = text(
        "The list co-operation with {list}: {n} lists, taken as all there are."
        if change.inside
        else "The list co-operation without {list}: {n} lists, taken as all there are.",
        list=text("every local list") if change.list == "all" else next(iter(named)),
        n=len(lists),
    )
    return replace(election, co_operation=CoOperation("complete", lists)), sentence


SHORT_FOR = {"cap": "cap_per_municipality", "rounding": "levelling", "divisor": "levelling"}
FLAGS = {"true": True, "yes": True, "false": False, "no": False}


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
            near = get_close_matches(key, [*values, *SHORT_FOR], 1, 0.5)
            raise InputError(
                text('There is no rule "{name}".', name=quoted(change.rule)),
                field="change-rule",
                value=quoted(change.rule),
                hint=text("Did you mean {name}?", name=near[0])
                if near
                else text("One of {names}.", names=", ".join(values)),
            )
        values[key] = _rule_value(key, change.value.strip())
        changed.append(key)
    after = body_rules(Fields(values, "--change-rule"))
    made = RuleSet(rules.id, rules.name, rules.description, {**rules.bodies, body: after})
    told = [
        text(
            "Rule {rule}: {before} → {after}.",
            rule=key,
            before=_rule_shown(getattr(before, key)),
            after=_rule_shown(getattr(after, key)),
        )
        for key in dict.fromkeys(changed)
    ]
    return made, list(told)


def _rule_value(key: str, value: str) -> object:
    """A rule's value as it would stand in a rule file; what does not fit is left for the reader to refuse."""
    if value.lower() in ("none", "null"):
        return None
    if key in ("council_seat", "co_operation"):
        return FLAGS.get(value.lower(), value)
    if key in ("cap_per_municipality", "seats"):
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else value
    return _share(value) if key == "threshold" else value


def _share(value: str) -> str:
    """A share as a rule file has it, from 0.02, 1/50 or 2%."""
    number, percent = value.removesuffix("%").strip().replace(",", "."), value.endswith("%")
    form = r"\d{1,3}(\.\d{1,6})?" if percent else r"\d{1,9}(\.\d{1,9}|/[1-9]\d{0,8})?"
    if re.fullmatch(form, number):
        share = Fraction(number) / (100 if percent else 1)
        if share <= 1:
            return f"{share.numerator}/{share.denominator}" if percent else number
    raise InputError(
        text("This must be a share from 0 to 1."),
        file="--change-rule",
        field="threshold",
        value=quoted(value),
        hint=text("Write it like {examples}.", examples="0.02, 2%"),
    )


def _rule_shown(value: object) -> object:
    if isinstance(value, Fraction):
        return percentage(value, max(2, _decimals(value * 100)))
    if value is None or isinstance(value, bool):
        return {True: "true", False: "false", None: "none"}[value]
    return str(value)
