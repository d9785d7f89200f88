"""A check for people: a table per term, what is to be said of single figures, and the count of verdicts."""

from __future__ import annotations

from itertools import groupby

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text as Styled

from kkr_alloc.analysis.check import Check, Finding, Verdict
from kkr_alloc.output import Options
from kkr_alloc.output.check import (
    VERDICTS,
    body_name,
    heading,
    numbers,
    remark,
    remarks,
    summary,
    verdict_cell,
)
from kkr_alloc.output.page import Page
from kkr_alloc.text import Language, text

STYLES = {
    Verdict.REPRODUCED: "green",
    Verdict.CONSISTENT: "cyan",
    Verdict.DOCUMENTED: "yellow",
    Verdict.NOT_CHECKABLE: "dim",
    Verdict.DIFFERS: "bold red",
}


def render(check: Check, options: Options) -> str:
    """The whole check; the summary stands last, where a log is read first."""
    page = Page(options)
    page.line(heading(check))
    page.gap()
    for term, findings in groupby(check.figures, key=lambda finding: finding.term):
        page.show(_table(term, list(findings), check, options.language))
    told = [remark(check, *one_remark) for one_remark in remarks(check)]
    for sentence in told:
        page.item(sentence)
    if told:
        page.gap()
    for rules in check.rules:
        style = "bold red" if check.count(rules)[Verdict.DIFFERS] else "bold"
        page.line(summary(check, rules), style=style)
    return page.done()


def _table(term: str, findings: list[Finding], check: Check, language: Language) -> Table:
    say = language.say
    election = findings[0].election
    title = (
        text("Term {term} ({election})", term=term, election=election)
        if election
        else text("Term {term} (no votes in the bundle)", term=term)
    )
    one = len(check.rules) == 1
    table = Table(
        title=Styled(say(title), style="bold"),
        title_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    table.add_column(say(text("Body, party")), min_width=18)
    table.add_column(say(text("Published")), justify="right", min_width=9)
    if one:
        table.add_column(say(text("Computed")), justify="right", min_width=9)
    for rules in check.rules:
        table.add_column(say(text("Verdict")) if one else rules, min_width=13, overflow="fold")
    for finding in findings:
        cells: list[str | Styled] = [
            f"{say(body_name(finding))} {finding.party or ''}".strip(),
            numbers(finding.published, finding.published, language),
        ]
        for outcome in finding.outcomes:
            if one:
                cells.append(numbers(outcome.computed, finding.published, language))
                told = say(VERDICTS[outcome.verdict])
            else:
                told = verdict_cell(finding, outcome, language)
            cells.append(Styled(told, style=STYLES[outcome.verdict]))
        table.add_row(*cells)
    return table
