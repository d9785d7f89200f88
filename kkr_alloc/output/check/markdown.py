"""A check as Markdown, for a job's summary or a page."""

from __future__ import annotations

from kkr_alloc.analysis.check import Check
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
from kkr_alloc.output.markdown import plain
from kkr_alloc.text import text


def render(check: Check, options: Options) -> str:
    """A table with a row per figure, then what is to be said, then the count of verdicts."""
    language = options.language
    say = language.say
    one = len(check.rules) == 1
    columns: list[str] = [text("Term"), text("Body"), text("Party"), text("Published")]
    columns += [text("Computed"), text("Verdict")] if one else list(check.rules)
    columns.append(text("Source"))
    lines = [
        plain(say(heading(check))),
        "",
        _row([say(column) for column in columns]),
        _row(["---"] * len(columns)),
    ]
    for finding in check.figures:
        cells = [
            finding.term,
            say(body_name(finding)),
            finding.party or "",
            numbers(finding.published, finding.published, language),
        ]
        for outcome in finding.outcomes:
            if one:
                cells += [
                    numbers(outcome.computed, finding.published, language),
                    say(VERDICTS[outcome.verdict]),
                ]
            else:
                cells.append(verdict_cell(finding, outcome, language))
        lines.append(_row([*cells, finding.source or ""]))
    told = [f"- {plain(say(remark(check, *one_remark)))}" for one_remark in remarks(check)]
    lines += ["", *told] if told else []
    lines += ["", *(f"**{plain(say(summary(check, rules)))}**  " for rules in check.rules)]
    return "\n".join(line.rstrip() if not line.endswith("**  ") else line for line in lines).rstrip() + "\n"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(plain(cell) for cell in cells)} |"
