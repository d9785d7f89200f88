"""Results as pandas data frames. pandas is imported only when one is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from kkr_alloc.analysis.compare import Comparison
from kkr_alloc.analysis.explain import Explanation
from kkr_alloc.analysis.margins import Margins
from kkr_alloc.analysis.outlook import Outlook
from kkr_alloc.analysis.shifts import Shift
from kkr_alloc.analysis.what_if import WhatIf
from kkr_alloc.model import Composition, Compositions

if TYPE_CHECKING:
    import pandas as pd

Result = Composition | Compositions | Explanation | Margins | Comparison | WhatIf | Outlook

Row = dict[str, Any]

WHOLE_NUMBERS = ("votes", "mayors", "supplementary", "seats", "seat", "distance", "gain", "lose")
"""What columns of whole numbers begin with."""


def to_frame(result: Result) -> pd.DataFrame:
    """A result as a data frame, a row per party and body; of an explanation, a row per step.

    Whole numbers are of pandas' type ``Int64``, which may be missing (those too large for it stay as Python
    has them); shares and quotients are floats, for reading only.

    Raises:
        TypeError: it is not a result of this package.
    """
    import pandas as pd

    rows = list(_rows(result))
    frame = pd.DataFrame(rows)
    whole = [
        column
        for column in frame.columns
        if column.partition("_")[0] in WHOLE_NUMBERS
        and all(row[column] is None or row[column].bit_length() < 64 for row in rows)
    ]
    return frame.astype(dict.fromkeys(whole, "Int64"))


def _rows(result: Result) -> Iterable[Row]:
    if isinstance(result, Composition):
        return _composition(result)
    if isinstance(result, Compositions):
        return [
            {"election": result.election.id, "rules": result.rules.id, **row}
            for one in result.compositions
            for row in _composition(one)
        ]
    if isinstance(result, Explanation):
        return _explanation(result)
    if isinstance(result, Margins):
        return _margins(result)
    if isinstance(result, Comparison):
        return _comparison(result)
    if isinstance(result, WhatIf):
        return [row for one in result.comparisons for row in _comparison(one)]
    if isinstance(result, Outlook):
        return _outlook(result)
    raise TypeError(f"{type(result).__name__} is not a result that has a data frame")


def _of(composition: Composition | Outlook) -> Row:
    return {"body": composition.body, "region": composition.region}


def _composition(composition: Composition) -> list[Row]:
    return [
        {
            **_of(composition),
            "party": line.party,
            "name": line.name,
            "votes": line.votes,
            "share": float(line.share),
            "eligible": line.eligible,
            "reason": line.reason,
            "mayors": line.mayors,
            "seats": line.seats,
            "supplementary": line.supplementary,
            "status": composition.status,
        }
        for line in composition.parties
    ]


def _explanation(told: Explanation) -> list[Row]:
    rows = [
        {
            **_of(told.composition),
            "stage": "level",
            "seat": None,
            "party": line.party,
            "votes": line.votes,
            "quotient": float(line.quotient),
            "seats": line.seats,
            "runner_up": None,
            "runner_up_quotient": None,
        }
        for line in told.levelling_lines
    ]
    return rows + [
        {
            **_of(told.composition),
            "stage": "fill",
            "seat": line.seat,
            "party": line.winner.party,
            "votes": line.winner.votes,
            "quotient": _float(line.winner.quotient),
            "seats": None,
            "runner_up": line.runner_up.party if line.runner_up else None,
            "runner_up_quotient": _float(line.runner_up.quotient) if line.runner_up else None,
        }
        for line in told.filling_steps
    ]


def _float(number: Fraction | None) -> float:
    """A bid as a float; an infinite one is infinity."""
    return float("inf") if number is None else float(number)


def _margins(told: Margins) -> list[Row]:
    rows = []
    for line in told.parties:
        row: Row = {
            **_of(told.composition),
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
        rows.append(row)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    return [{column: row.get(column) for column in columns} for row in rows]


def _votes(shift: Shift | None) -> int | None:
    return None if shift is None else shift.votes


def _comparison(told: Comparison) -> list[Row]:
    rows = []
    for pair in told.pairs:
        row: Row = {**_of(told.first), "party": pair.party, "name": pair.name}
        for field in ("votes", "mayors", "supplementary", "seats"):
            one, two = pair.numbers(field)
            row |= {f"{field}_first": one, f"{field}_second": two, f"{field}_change": two - one}
        rows.append(row)
    return rows


def _outlook(told: Outlook) -> list[Row]:
    return [
        {
            **_of(told),
            "party": line.party,
            "name": line.name,
            "votes": line.votes,
            "eligible": line.eligible,
            "mayors_lowest": line.mayors.lowest,
            "mayors_highest": line.mayors.highest,
            "supplementary_lowest": line.supplementary.lowest,
            "supplementary_highest": line.supplementary.highest,
            "seats_lowest": line.seats.lowest,
            "seats_highest": line.seats.highest,
            "exact": line.seats.exact,
        }
        for line in told.parties
    ]
