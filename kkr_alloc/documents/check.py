"""A check in words: a table for each term, the reasons, and how many figures have each verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from msgspec.structs import asdict, replace

from kkr_alloc.analysis.check import Check, Finding, Summary, Verdict
from kkr_alloc.documents import words
from kkr_alloc.documents.blocks import Block, Bullets, Cell, Column, Heading, Row, Table, Value, line
from kkr_alloc.published import Numbers
from kkr_alloc.text import text

VERDICTS = {
    Verdict.REPRODUCED: Cell(text("reproduced"), "good"),
    Verdict.CONSISTENT: Cell(text("consistent"), "info"),
    Verdict.DOCUMENTED: Cell(text("documented"), "warning"),
    Verdict.NOT_CHECKABLE: Cell(text("not-checkable"), "minor"),
    Verdict.DIFFERS: Cell(text("differs"), "bad"),
}
"""The verdicts as people read them."""


def document(answer: Check) -> Iterator[Block]:
    """The whole check; the summary stands last, where a log is read first."""
    yield line(
        text(
            "Published figures in {path}, compared with {elections}.",
            path=answer.expected,
            elections=list(answer.elections) or text("no election"),
        )
    )
    for term, of_term in groupby(answer.figures, key=lambda finding: finding.term):
        findings = list(of_term)
        election = findings[0].election
        yield Heading(
            text("Term {term} ({election})", term=term, election=election)
            if election
            else text("Term {term} (no votes in the bundle)", term=term)
        )
        yield _table(findings, answer.rules)
    if reasons := list(_reasons(answer)):
        yield Bullets(reasons)
    for one in answer.summary:
        style = "bad" if one.differs else "emphasis"
        yield line(in_words(one), style=style, apart=one is answer.summary[0])


def _table(findings: Sequence[Finding], rules: Sequence[str]) -> Table:
    """A line for each figure: with one rule set the computed figure and the verdict, else a verdict each."""
    one = len(rules) == 1
    columns = [Column(text("Body"), number=False, shrink=True), Column(text("Party"), number=False)]
    columns += [Column(text("Published")), *([Column(text("Computed"))] if one else [])]
    columns += [Column(title, number=False) for title in ([text("Verdict")] if one else rules)]
    sources = any(finding.source for finding in findings)
    if sources:
        columns.append(Column(text("Source"), number=False, optional=True))
    rows = []
    for finding in findings:
        cells: list[Value] = [
            words.body_name(finding.body, finding.region_name),
            finding.party or "",
            numbers(finding.published, finding.published),
        ]
        for outcome in finding.outcomes:
            computed, verdict = numbers(outcome.computed, finding.published), VERDICTS[outcome.verdict]
            if one:
                cells.append(computed)
            elif outcome.verdict in (Verdict.DIFFERS, Verdict.DOCUMENTED) and computed:
                both = text("{verdict} {computed}", verdict=verdict.value, computed=computed)
                verdict = replace(verdict, value=both)
            cells.append(verdict)
        rows.append(Row([*cells, finding.source] if sources else cells))
    return Table(columns, rows)


def figure_name(finding: Finding) -> str:
    """A figure by body, term and party."""
    name = text("{body} {term}", body=words.body_name(finding.body, finding.region_name), term=finding.term)
    return text("{body}, {party}", body=name, party=finding.party) if finding.party else name


def numbers(of: Numbers | None, like: Numbers) -> str | None:
    """Members as a cell: "29+25", "6", "47 mayors"; only the numbers that ``like`` states."""
    if of is None:
        return None
    stated = [name for name, number in asdict(like).items() if number is not None]
    known = {
        name: "?" if number is None or name not in stated else number for name, number in asdict(of).items()
    }
    if stated == ["total"]:
        return text("{total}", **known)
    if stated == ["mayors"]:
        return text("{mayors:mayor|mayors}", **known)
    both = "?" not in (known["mayors"], known["supplementary"])
    if "total" not in stated or (both and of.add_up):
        return text("{mayors}+{supplementary}", **known)
    return text("{mayors}+{supplementary}={total}", **known)


def in_words(summary: Summary) -> str:
    """How many figures have each verdict under a rule set."""
    return text(
        "Rules {it.rules}, {it.figures:figure|figures}: {it.reproduced} reproduced, {it.consistent} "
        "consistent, {it.documented} documented, {it.not_checkable} not checkable, {it.differs} differ.",
        it=summary,
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
