"""Rows of a result, for CSV, TSV, Excel and data frames: plain columns, exact values.

A row is about a party in a body, a step of an explanation, a published figure under a rule set, a problem of
a file, or a note on it, which has a code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

from kkr_alloc.model import Election
from kkr_alloc.results import Answer, Composition, Compositions, PartyResult

if TYPE_CHECKING:
    from kkr_alloc.analysis.check import Check
    from kkr_alloc.analysis.compare import Comparison
    from kkr_alloc.analysis.explain import Explanation
    from kkr_alloc.analysis.margins import Margins
    from kkr_alloc.analysis.outlook import Outlook, Prospect
    from kkr_alloc.analysis.shifts import Shift
    from kkr_alloc.analysis.validate import Validation

Row = dict[str, Any]

COLUMNS = (
    *("election", "body", "region", "party", "name", "votes", "share", "eligible", "mayors", "seats"),
    *("seats_lowest", "seats_highest", "supplementary"),
    *("status", "count_state", "areas", "areas_counted", "areas_final"),
)
"""The columns of compositions as CSV and TSV, fixed."""

ENDS = ("lowest", "highest")


def rows(result: object) -> list[Row]:
    """The rows of an answer, of one of its results, or of a list of either; all have the same columns.

    Raises:
        TypeError: it is not a result that has rows.
    """
    made = list(_rows(result))
    columns = dict.fromkeys(column for row in made for column in row)
    return [{column: row.get(column) for column in columns} for row in made]


def overview(result: Compositions) -> list[Row]:
    """A row per party that has or could have a seat, and last the bodies themselves.

    First the members in each body and their ``sum`` over the KKR, then mayors and range of each. A number
    is None where there is no result; a sum has no range.
    """
    bodies = {one.region or one.body: one for one in result.compositions}
    names = {line.party: line.name for one in bodies.values() for line in one if line.seats_highest}

    def row(party: str | None, name: str) -> Row:
        numbers = {place: _overview_numbers(one, party) for place, one in bodies.items()}
        kkr = [numbers[place][0] for place, one in bodies.items() if one.body == "kkr"]
        known = [members for members in kkr if members is not None]
        made: Row = {"party": party, "name": name} | {place: of[0] for place, of in numbers.items()}
        made["sum"] = sum(known) if len(known) == len(kkr) else None
        for place, of in numbers.items():
            made |= zip((f"{place}_mayors", f"{place}_lowest", f"{place}_highest"), of[1:], strict=True)
        return made

    parties = [row(*one) for one in names.items()]
    return [*sorted(parties, key=lambda one: -(one["sum"] or 0)), row(None, "members")]


def _overview_numbers(one: Composition, party: str | None) -> list[int | None]:
    """Members, mayors and range of a party in a body, or of all of it."""
    if party is None:
        return [one.members, one.mayors, one.members_lowest, one.members_highest]
    line = next((line for line in one if line.party == party), None)
    if one.status == "no-result":
        return [None, line.mayors if line else None, None, None]
    return [line.seats, line.mayors, line.seats_lowest, line.seats_highest] if line else [0, 0, 0, 0]


def _rows(result: object) -> Iterator[Row]:
    kind = type(result).__name__
    if kind in _RESULTS:
        yield from _RESULTS[kind](result)
    elif isinstance(result, Answer | list | tuple):
        about = {}
        if isinstance(result, Compositions):
            about = {"election": result.election.id, "rules": result.rules.id}
        for one in result:
            yield from ({**about, **row} for row in _rows(one))
    else:
        raise TypeError(f"{kind} is not a result that has rows")


def _fields(of: object, *names: str) -> Row:
    """Some fields as columns of their names; None where there is nothing that has them."""
    return {name: getattr(of, name, None) for name in names}


def _composition(composition: Composition) -> Iterator[Row]:
    body = _fields(composition, "body", "region")
    count = _fields(composition.count, "areas", "areas_counted", "areas_final")
    state = {"status": composition.status, "count_state": composition.count.state, **count}
    *of_party, _lists = PartyResult.__struct_fields__
    for line in composition.parties:
        yield {**body, **_fields(line, *of_party), **state}


def _explanation(explanation: Explanation) -> Iterator[Row]:
    body = _fields(explanation.composition, "body", "region")
    for line in explanation.levelling_lines:
        numbers = _fields(line, "party", "votes", "quotient", "seats")
        yield {**body, "stage": "level", "seat": None, **numbers}
    for step in explanation.filling_steps:
        second = _fields(step.runner_up, "party", "quotient")
        yield {
            **body,
            "stage": "fill",
            "seat": step.seat,
            **_fields(step.winner, "party", "votes", "divisor", "quotient"),
            "runner_up": second["party"],
            "runner_up_quotient": second["quotient"],
        }


def _margins(margins: Margins) -> Iterator[Row]:
    body = _fields(margins.composition, "body", "region")
    for line in margins.parties:
        row = body | _fields(line, "party", "name", "votes", "seats", "supplementary", "distance")
        row |= {"gain": _votes(line.gain), "lose": _votes(line.lose)}
        for exchange in line.exchanges:
            row[f"gain_from_{exchange.party}"] = _votes(exchange.gain)
            row[f"lose_to_{exchange.party}"] = _votes(exchange.lose)
        yield row


def _votes(shift: Shift | None) -> int | None:
    return None if shift is None else shift.votes


def _comparison(comparison: Comparison) -> Iterator[Row]:
    body = _fields(comparison.first, "body", "region")
    numbers = ("votes", "mayors", "supplementary", "seats", "seats_lowest", "seats_highest")
    states: Row = {}
    for side, of in (("first", comparison.first), ("second", comparison.second)):
        states |= {f"status_{side}": of.status, f"count_state_{side}": of.count.state}
    for pair in comparison.pairs:
        row = body | _fields(pair, "party", "name")
        for field in numbers:
            one, two = pair.numbers(field)
            row |= {f"{field}_first": one, f"{field}_second": two, f"{field}_change": two - one}
        yield row | states


def _outlook(outlook: Outlook) -> Iterator[Row]:
    body = _fields(outlook, "body", "region")
    for at, line in enumerate(outlook.parties):
        row = body | _fields(line, "party", "name", "votes", "eligible") | _spans(line)
        row["exact"] = line.seats.exact
        yield row | (_spans(outlook.led.parties[at], "led_") if outlook.led else {})


def _spans(line: Prospect, prefix: str = "") -> Row:
    spans = {f"{prefix}{field}": getattr(line, field) for field in ("mayors", "supplementary", "seats")}
    return {f"{field}_{end}": getattr(span, end) for field, span in spans.items() for end in ENDS}


def _check(check: Check) -> Iterator[Row]:
    for figure in check.figures:
        for outcome in figure.outcomes:
            row = _fields(figure, "group", "term", "body", "region", "party")
            row |= {"rules": outcome.rules, "verdict": str(outcome.verdict)}
            for field in ("mayors", "supplementary", "total"):
                row[f"published_{field}"] = getattr(figure.published, field)
                row[f"at_least_{field}"] = getattr(figure.at_least, field)
                row[f"computed_{field}"] = getattr(outcome.computed, field, None)
            reason = None if outcome.reason is None else str(outcome.reason)
            yield {**row, "reason": reason, **_fields(figure, "source", "file", "line")}


def _validation(validation: Validation) -> Iterator[Row]:
    for file in validation.files:
        *of_file, _problems, _notes = file.__struct_fields__
        about = _fields(file, *of_file)
        for one in (*file.problems, *file.notes) or (None,):
            yield {**about, **_fields(one, "code", "line", "field", "value", "message", "hint")}


def _election(election: Election) -> Iterator[Row]:
    """Its votes as the tidy table has them."""
    names = election.geography.municipalities
    for one in election.lists:
        place = {"municipality_code": one.municipality, "municipality": names[one.municipality]}
        named = {"list_letter": one.letter, "list_name": one.name}
        yield {"election": election.id, **place, **named, **_fields(one, "party", "votes", "seats")}


_RESULTS: dict[str, Callable[[Any], Iterable[Row]]] = {
    "Composition": _composition,
    "Election": _election,
    "Explanation": _explanation,
    "Margins": _margins,
    "Comparison": _comparison,
    "Outlook": _outlook,
    "Check": _check,
    "Validation": _validation,
}
"""Kind of result -> what makes its rows; by name, so that no analysis is imported that is not used."""
