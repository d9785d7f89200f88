"""A check in words: a table for each term, the reasons, and how many figures have each verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from kkr_alloc.analysis.check import Check, Finding, Outcome, Summary, Verdict
from kkr_alloc.documents import words
from kkr_alloc.documents.blocks import Block, Bullets, Cell, Column, Heading, Row, Table, Value, line
from kkr_alloc.published import Numbers
from kkr_alloc.text import text

VERDICTS = {
    Verdict.REPRODUCED: text("reproduced"),
    Verdict.CONSISTENT: text("consistent"),
    Verdict.DOCUMENTED: text("documented"),
    Verdict.NOT_CHECKABLE: text("not-checkable"),
    Verdict.DIFFERS: text("differs"),
}
"""The verdicts as people read them."""

STYLES = {
    Verdict.REPRODUCED: "good",
    Verdict.CONSISTENT: "info",
    Verdict.DOCUMENTED: "warning",
    Verdict.NOT_CHECKABLE: "minor",
    Verdict.DIFFERS: "bad",
}


def document(answer: Check) -> list[Block]:
    """The whole check; the summary stands last, where a log is read first."""
    elections = list(answer.elections) or [text("no election")]
    compared = text(
        "Published figures in {path}, compared with {elections}.",
        path=answer.expected,
        elections=elections,
    )
    blocks: list[Block] = [line(compared)]
    for term, of_term in groupby(answer.figures, key=lambda finding: finding.term):
        findings = list(of_term)
        election = findings[0].election
        title = (
            text("Term {term} ({election})", term=term, election=election)
            if election
            else text("Term {term} (no votes in the bundle)", term=term)
        )
        blocks += [Heading(title), _table(findings, answer.rules)]
    if sentences := list(_remarks(answer)):
        blocks.append(Bullets(sentences))
    for one in answer.summary:
        style = "bad" if one.differs else "emphasis"
        blocks.append(line(in_words(one), style=style, apart=one is answer.summary[0]))
    return blocks


def _table(findings: Sequence[Finding], rules: Sequence[str]) -> Table:
    """A line for each figure: with one rule set the computed figure and the verdict, else a verdict each."""
    one = len(rules) == 1
    verdicts = [text("Verdict")] if one else rules
    columns = [
        Column(text("Body"), number=False, shrink=True),
        Column(text("Party"), number=False),
        Column(text("Published")),
        *([Column(text("Computed"))] if one else []),
        *(Column(title, number=False) for title in verdicts),
    ]
    sources = any(finding.source for finding in findings)
    if sources:
        columns.append(Column(text("Source"), number=False, optional=True))
    made = []
    for finding in findings:
        cells: list[Value] = [
            words.body_name(finding.body, finding.region_name),
            finding.party or "",
            numbers(finding.published, finding.published),
        ]
        for outcome in finding.outcomes:
            verdict: str = VERDICTS[outcome.verdict]
            if one:
                cells.append(numbers(outcome.computed, finding.published))
            elif outcome.verdict in (Verdict.DIFFERS, Verdict.DOCUMENTED) and outcome.computed:
                computed = numbers(outcome.computed, finding.published)
                verdict = text("{verdict} {computed}", verdict=verdict, computed=computed)
            cells.append(Cell(verdict, STYLES[outcome.verdict]))
        made.append(Row([*cells, finding.source] if sources else cells))
    return Table(columns, made)


def figure_name(finding: Finding) -> str:
    """A figure by body, term and party."""
    body = words.body_name(finding.body, finding.region_name)
    if finding.party is None:
        return text("{body} {term}", body=body, term=finding.term)
    return text("{body} {term}, {party}", body=body, term=finding.term, party=finding.party)


def numbers(of: Numbers | None, like: Numbers) -> str | None:
    """Members as a cell: "29+25", "6", "47 mayors"; only the numbers that ``like`` states."""
    if of is None:
        return None
    known = {
        "mayors": "?" if of.mayors is None else of.mayors,
        "supplementary": "?" if of.supplementary is None else of.supplementary,
        "total": "?" if of.total is None else of.total,
    }
    if like.supplementary is None:
        if like.mayors is None:
            return text("{total}", **known)
        if like.total is None:
            return text("{mayors:mayor|mayors}", **known)
        return text("{mayors}+?={total}", **known)
    if like.mayors is None and like.total is None:
        return text("?+{supplementary}", **known)
    if like.mayors is None:
        known["mayors"] = "?"
    stated = like.mayors is not None and None not in (of.mayors, of.supplementary)
    if like.total is None or (stated and of.add_up):
        return text("{mayors}+{supplementary}", **known)
    return text("{mayors}+{supplementary}={total}", **known)


def in_words(summary: Summary) -> str:
    """How many figures have each verdict under a rule set."""
    return text(
        "Rules {it.rules}, {it.figures:figure|figures}: {it.reproduced} reproduced, {it.consistent} "
        "consistent, {it.documented} documented, {it.not_checkable} not checkable, {it.differs} differ.",
        it=summary,
    )


def _remarks(check: Check) -> Iterator[str]:
    """Each reason of a figure, with the rule sets it is true of where these are not all of them.

    What is reproduced needs none, but what was assumed for it is reported.
    """
    for finding in check.figures:
        by_reason: dict[str, list[Outcome]] = {}
        for outcome in finding.outcomes:
            if outcome.reason is not None:
                by_reason.setdefault(outcome.reason, []).append(outcome)
            elif outcome.verdict is Verdict.REPRODUCED and finding.assumes:
                assumed = text("Assumed: {assumption}.", assumption=finding.assumes)
                by_reason.setdefault(assumed, []).append(outcome)
        for reason, outcomes in by_reason.items():
            rules = [outcome.rules for outcome in outcomes]
            yield text(
                "{figure}: {reason}" if len(rules) == len(check.rules) else "{figure} ({rules}): {reason}",
                figure=figure_name(finding),
                reason=reason,
                rules=rules,
            )
