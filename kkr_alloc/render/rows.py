"""Rows of a result, for CSV, TSV, Excel and data frames: plain columns, exact values.

A row is about a party in a body, a step of an explanation, or a published figure under a rule set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from kkr_alloc.model import Composition, Compositions

if TYPE_CHECKING:
    from kkr_alloc.analysis.check import Check
    from kkr_alloc.analysis.compare import Comparison
    from kkr_alloc.analysis.explain import Explanation
    from kkr_alloc.analysis.margins import Margins
    from kkr_alloc.analysis.outlook import Outlook
    from kkr_alloc.analysis.shifts import Shift
    from kkr_alloc.analysis.validate import Validation

Row = dict[str, Any]

COLUMNS = (
    *("election", "body", "region", "party", "name", "votes", "share", "eligible", "mayors", "seats"),
    *("supplementary", "status", "count_state", "areas", "areas_counted", "areas_final"),
)
"""The columns of compositions as CSV and TSV, fixed."""


def rows(result: object) -> list[Row]:
    """The rows of an answer, or of one of its results; all have the same columns.

    Raises:
        TypeError: it is not a result that has rows.
    """
    made = list(_rows(result))
    columns = dict.fromkeys(column for row in made for column in row)
    return [{column: row.get(column) for column in columns} for row in made]


def _rows(result: object) -> Iterator[Row]:
    kind = type(result).__name__
    if kind in _RESULTS:
        yield from _RESULTS[kind](result)
    elif kind in _ANSWERS:
        about = {}
        if isinstance(result, Compositions):
            about = {"election": result.election.id, "rules": result.rules.id}
        for one in getattr(result, _ANSWERS[kind]):
            yield from ({**about, **row} for row in _rows(one))
    else:
        raise TypeError(f"{kind} is not a result that has rows")


def _area(composition: Composition) -> Row:
    return {"body": composition.body, "region": composition.region}


def _composition(composition: Composition) -> Iterator[Row]:
    count = composition.count
    for line in composition.parties:
        yield {
            **_area(composition),
            "party": line.party,
            "name": line.name,
            "votes": line.votes,
            "share": line.share,
            "eligible": line.eligible,
            "reason": line.reason,
            "mayors": line.mayors,
            "seats": line.seats,
            "supplementary": line.supplementary,
            "status": composition.status,
            "count_state": count.state,
            "areas": count.areas,
            "areas_counted": count.areas_counted,
            "areas_final": count.areas_final,
        }


def _explanation(explanation: Explanation) -> Iterator[Row]:
    area = _area(explanation.composition)
    for line in explanation.levelling_lines:
        yield {
            **area,
            "stage": "level",
            "seat": None,
            "party": line.party,
            "votes": line.votes,
            "quotient": line.quotient,
            "seats": line.seats,
        }
    for step in explanation.filling_steps:
        runner_up = step.runner_up
        yield {
            **area,
            "stage": "fill",
            "seat": step.seat,
            "party": step.winner.party,
            "votes": step.winner.votes,
            "divisor": step.winner.divisor,
            "quotient": step.winner.quotient,
            "runner_up": runner_up.party if runner_up else None,
            "runner_up_quotient": runner_up.quotient if runner_up else None,
        }


def _margins(margins: Margins) -> Iterator[Row]:
    for line in margins.parties:
        row: Row = {
            **_area(margins.composition),
            "party": line.party,
            "name": line.name,
            "votes": line.votes,
            "seats": line.seats,
            "supplementary": line.supplementary,
            "distance": line.distance,
            "gain": _votes(line.gain),
            "lose": _votes(line.lose),
        }
        for exchange in line.exchanges:
            row[f"gain_from_{exchange.party}"] = _votes(exchange.gain)
            row[f"lose_to_{exchange.party}"] = _votes(exchange.lose)
        yield row


def _votes(shift: Shift | None) -> int | None:
    return None if shift is None else shift.votes


def _comparison(comparison: Comparison) -> Iterator[Row]:
    for pair in comparison.pairs:
        row: Row = {**_area(comparison.first), "party": pair.party, "name": pair.name}
        for field in ("votes", "mayors", "supplementary", "seats"):
            one, two = pair.numbers(field)
            row |= {f"{field}_first": one, f"{field}_second": two, f"{field}_change": two - one}
        yield row


def _outlook(outlook: Outlook) -> Iterator[Row]:
    for line in outlook.parties:
        row: Row = {
            "body": outlook.body,
            "region": outlook.region,
            "party": line.party,
            "name": line.name,
            "votes": line.votes,
            "eligible": line.eligible,
        }
        for field in ("mayors", "supplementary", "seats"):
            span = getattr(line, field)
            row |= {f"{field}_lowest": span.lowest, f"{field}_highest": span.highest}
        yield {**row, "exact": line.seats.exact}


def _check(check: Check) -> Iterator[Row]:
    for figure in check.figures:
        for outcome in figure.outcomes:
            row: Row = {
                "group": figure.group,
                "term": figure.term,
                "body": figure.body,
                "region": figure.region,
                "party": figure.party,
                "rules": outcome.rules,
                "verdict": str(outcome.verdict),
            }
            for field in ("mayors", "supplementary", "total"):
                row[f"published_{field}"] = getattr(figure.published, field)
                row[f"at_least_{field}"] = getattr(figure.at_least, field)
                row[f"computed_{field}"] = getattr(outcome.computed, field, None)
            reason = None if outcome.reason is None else str(outcome.reason)
            yield {**row, "reason": reason, "source": figure.source, "file": figure.file, "line": figure.line}


def _validation(validation: Validation) -> Iterator[Row]:
    for file in validation.files:
        about = {"path": file.path, "kind": file.kind, "rows": file.rows}
        for problem in file.problems or (None,):
            fields = ("line", "field", "value", "message", "hint")
            yield {**about, **{field: getattr(problem, field, None) for field in fields}}


_RESULTS: dict[str, Callable[[Any], Iterable[Row]]] = {
    "Composition": _composition,
    "Explanation": _explanation,
    "Margins": _margins,
    "Comparison": _comparison,
    "Outlook": _outlook,
    "Check": _check,
    "Validation": _validation,
}
"""Kind of result -> what makes its rows; by name, so that no analysis is imported that is not used."""

_ANSWERS = {
    "Compositions": "compositions",
    "Explanations": "explanations",
    "AllMargins": "margins",
    "Comparisons": "comparisons",
    "WhatIf": "comparisons",
    "Outlooks": "outlooks",
}
"""Kind of answer -> the field with its results."""
