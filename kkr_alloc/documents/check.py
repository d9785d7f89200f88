"""A check in words: a table for each term, the reasons, and how many figures have each verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import asdict, replace

from kkr_alloc.analysis.check import Check, Finding, Outcome, Summary, Verdict, verdicts_of
from kkr_alloc.documents import words
from kkr_alloc.documents.blocks import Block, Bullets, Cell, Column, Heading, Table, Value, line, paragraph
from kkr_alloc.election import election_info
from kkr_alloc.figures import INPUTS, NUMBERS
from kkr_alloc.published import BUNDLED
from kkr_alloc.text import text

VERDICTS = {
    Verdict.REPRODUCED: Cell(text("reproduced"), "good"),
    Verdict.CONSISTENT: Cell(text("consistent"), "info"),
    Verdict.DOCUMENTED: Cell(text("documented"), "warning"),
    Verdict.NOT_CHECKABLE: Cell(text("not-checkable"), "minor"),
    Verdict.DIFFERS: Cell(text("differs"), "bad"),
}
"""The verdicts as people read them."""

COUNTED: Mapping[Verdict, Callable[[int], str]] = {
    Verdict.REPRODUCED: lambda n: text("{n:reproduced|reproduced}", n=n),
    Verdict.CONSISTENT: lambda n: text("{n:consistent|consistent}", n=n),
    Verdict.DOCUMENTED: lambda n: text("{n:documented|documented}", n=n),
    Verdict.NOT_CHECKABLE: lambda n: text("{n} not checkable", n=n),
    Verdict.DIFFERS: lambda n: text("{n:differs|differ}", n=n),
}
"""How many figures have a verdict."""

GROUPS = {
    "kkr": (
        text("KKR"),
        text("They test the rules of a KKR: its size, the threshold and the cut to the cap."),
    ),
    "repraesentantskab": (text("Repræsentantskab"), text("They test how a size is levelled.")),
    "bestyrelse": (
        text("Bestyrelse"),
        text("They show that 17 seats are shared by d'Hondt, and nothing else."),
    ),
    INPUTS: (text("Inputs"), text("Tallies of mayors: they test what goes in, not what comes out.")),
}
"""What figures prove: its name, and what it is."""


def document(answer: Check) -> Iterator[Block]:
    """The whole check; the summary stands last, where a log is read first."""
    yield paragraph(
        "Published figures in {path}, compared with {elections}.",
        path=answer.expected,
        elections=answer.elections or text("no election"),
    )
    groups = [group for group in GROUPS if any(finding.group == group for finding in answer.figures)]
    for group in groups:
        name, about = GROUPS[group]
        of = [one for one in answer.summary if one.group == group and len(answer.rules) == 1 < len(groups)]
        yield Heading(name)
        yield line(about, *(text("{counted}.", counted=_counted([one])) for one in of))
        yield _table([finding for finding in answer.figures if finding.group == group], answer.rules)
    if reasons := list(_reasons(answer)):
        yield Bullets(reasons)
    yield from words.notes(answer.notes)
    if len(answer.rules) > 1:
        yield Heading(text("What each rule set reproduces, or can reproduce (consistent)"))
        yield _overview(answer, groups)
    for rules in answer.rules:
        style = "bad" if answer.count(rules)[Verdict.DIFFERS] else "emphasis"
        yield line(in_words(answer, rules), style=style, apart=rules == answer.rules[0])
    if answer.expected == BUNDLED and election_info().id in answer.elections:
        yield paragraph(
            "No KKR figure of {term} is published anywhere that could be read.",
            term=election_info().term,
            style="warning",
        )


def _counted(of: Sequence[Summary], *, every: bool = False) -> str:
    """How many figures there are, of kinds that are all inputs or all not, and which verdicts they have.

    ``every``: verdicts that none has are named too.
    """
    count = verdicts_of(of)
    inputs = {one.group for one in of} == {INPUTS}
    return text(
        "{n:input|inputs}: {verdicts}" if inputs else "{n:published figure|published figures}: {verdicts}",
        n=sum(count.values()),
        verdicts=[COUNTED[verdict](number) for verdict, number in count.items() if number or every],
    )


def _overview(answer: Check, groups: Sequence[str]) -> Table:
    """How many figures of each kind each rule set gives, beside each other."""
    of = {(one.group, one.rules): one for one in answer.summary}
    columns = [Column(text("Figures"), number=False), Column(text("All")), *map(Column, answer.rules)]
    rows: list[list[Value]] = []
    for group in groups:
        of_rules = [of[group, rules] for rules in answer.rules]
        given = (one.reproduced + one.consistent for one in of_rules)
        rows.append([GROUPS[group][0], of_rules[0].figures, *given])
    return Table.of(columns, rows)


def _table(findings: Sequence[Finding], rules: Sequence[str]) -> Table:
    """A line for each figure: with one rule set the computed figure and the verdict, else a verdict each."""
    several = len(rules) > 1
    sources = any(finding.source for finding in findings)
    columns = [
        Column(text("Body"), number=False, shrink=True),
        *(Column(title, number=False) for title in (text("Term"), text("Party"))),
        Column(text("Published")),
        Column(text("Computed"), shown=not several),
        *(Column(title, number=False) for title in (rules if several else [text("Verdict")])),
        Column(text("Source"), number=False, optional=True, shown=sources),
    ]
    rows: list[list[Value]] = []
    for finding in findings:
        name, first = words.body_name(finding.body, finding.region_name), finding.outcomes[0]
        numbers = published(finding), computed(first, finding)
        verdicts = (_verdict(outcome, finding, several) for outcome in finding.outcomes)
        rows.append([name, finding.term, finding.party or "", *numbers, *verdicts, finding.source])
    return Table.of(columns, rows)


def _verdict(outcome: Outcome, finding: Finding, with_number: bool) -> Cell:
    """A verdict, and the computed figure where it is another."""
    verdict, number = VERDICTS[outcome.verdict], computed(outcome, finding)
    if not (with_number and number and outcome.verdict in (Verdict.DIFFERS, Verdict.DOCUMENTED)):
        return verdict
    return replace(verdict, value=text("{verdict} {computed}", verdict=verdict.value, computed=number))


def figure_name(finding: Finding) -> str:
    """A figure by body, term and party."""
    name = text("{body} {term}", body=words.body_name(finding.body, finding.region_name), term=finding.term)
    return text("{body}, {party}", body=name, party=finding.party) if finding.party else name


def published(finding: Finding) -> str:
    """Published members as a cell: "29+25", "6", "47 mayors", "?+≥ 1"."""
    of = asdict(finding.published)
    for name, least in asdict(finding.at_least).items():
        of[name] = of[name] if least is None else text("≥ {n}", n=least)
    return _numbers(finding, of)


def computed(outcome: Outcome, finding: Finding) -> str | None:
    """Computed members as a cell; only the numbers that are published."""
    return None if outcome.computed is None else _numbers(finding, asdict(outcome.computed))


def _numbers(finding: Finding, of: dict[str, Any]) -> str:
    stated = (finding.published, finding.at_least)
    mayors, supplementary, total = (any(getattr(one, name) is not None for one in stated) for name in NUMBERS)
    known = {name: "?" if of[name] is None else of[name] for name in NUMBERS}
    if not supplementary:
        if not mayors:
            return text("{total}", **known)
        if not total:
            exact = isinstance(of["mayors"], int)
            return text("{mayors:mayor|mayors}" if exact else "{mayors} mayors", **known)
        return text("{mayors}+?={total}", **known)
    if not mayors:
        known["mayors"] = "?"
    whole = mayors and all(isinstance(number, int) for number in of.values())
    if not total or (whole and of["mayors"] + of["supplementary"] == of["total"]):
        return text("{mayors}+{supplementary}", **known)
    return text("{mayors}+{supplementary}={total}", **known)


def in_words(check: Check, rules: str) -> str:
    """How many figures have each verdict under a rule set; the inputs, which prove no rule, apart."""
    of_rules = [one for one in check.summary if one.rules == rules]
    figures = [one for one in of_rules if one.group != INPUTS]
    inputs = [one for one in of_rules if one.group == INPUTS]
    counted = [_counted(figures, every=True)] if figures or not inputs else []
    counted += [_counted(inputs)] if inputs else []
    return text(
        "Rules {rules}, {first}; {second}." if len(counted) == 2 else "Rules {rules}, {first}.",
        rules=rules,
        first=counted[0],
        second=counted[-1],
    )


def _reasons(check: Check) -> Iterator[str]:
    """Each reason of a figure, with the rule sets it is true of where these are not all of them.

    What is reproduced needs none, but what was assumed for it is reported.
    """
    for finding in check.figures:
        by_reason: dict[str, list[str]] = {}
        for outcome in finding.outcomes:
            reason = outcome.reason
            if reason is None and outcome.verdict is Verdict.REPRODUCED and finding.assumes:
                reason = text("Assumed: {assumption}.", assumption=finding.assumes)
            if reason is not None:
                by_reason.setdefault(reason, []).append(outcome.rules)
        for reason, rules in by_reason.items():
            yield text(
                "{figure}: {reason}" if len(rules) == len(check.rules) else "{figure} ({rules}): {reason}",
                figure=figure_name(finding),
                reason=reason,
                rules=rules,
            )
