"""JSON of a check: the stable form that ``schema/check.schema.json`` describes."""

from __future__ import annotations

from typing import Any

from kkr_alloc import __version__
from kkr_alloc.analysis.check import Check, Finding, Outcome, Verdict
from kkr_alloc.output.json import dumped, source_data
from kkr_alloc.published import Numbers
from kkr_alloc.render import Options

SCHEMA = "kkr-alloc/check/1"


def render(check: Check, options: Options) -> str:
    """The check as one JSON object and a line end: the same call, the same bytes."""
    return dumped(as_data(check))


def as_data(check: Check) -> dict[str, Any]:
    """The check as plain data."""
    elections = check.published.elections
    sources = (*check.published.sources, *(source for one in elections.values() for source in one.sources))
    return {
        "schema": SCHEMA,
        "tool": f"kkr-alloc {__version__}",
        "expected": check.published.path,
        "elections": list(elections),
        "rules": list(check.rules),
        "inputs": [source_data(source) for source in sources],
        "differs": check.differs,
        "summary": [_summary(check, rules) for rules in check.rules],
        "figures": [_finding(finding) for finding in check.findings],
    }


def _summary(check: Check, rules: str) -> dict[str, Any]:
    count = check.count(rules)
    verdicts = {verdict.value.replace("-", "_"): count[verdict] for verdict in Verdict}
    return {"rules": rules, "figures": sum(count.values()), **verdicts}


def _finding(finding: Finding) -> dict[str, Any]:
    figure = finding.figure
    return {
        "body": figure.body,
        "region": figure.region_id,
        "party": figure.party,
        "term": figure.term,
        "election": figure.election,
        "published": _numbers(figure.published),
        "source": figure.source or None,
        "assumes": figure.assumes or None,
        "file": figure.place.file if figure.place else None,
        "line": figure.place.line if figure.place else None,
        "outcomes": [_outcome(outcome) for outcome in finding.outcomes],
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "rules": outcome.rules,
        "verdict": outcome.verdict.value,
        "computed": _numbers(outcome.computed),
        "reason": None if outcome.reason is None else str(outcome.reason),
        "co_operation": [
            {"mayors": one.mayors, "lowest_votes": one.lowest, "highest_votes": one.highest}
            for one in outcome.ranges
        ],
    }


def _numbers(numbers: Numbers | None) -> dict[str, int | None] | None:
    return None if numbers is None else numbers._asdict()
