"""Results as pandas data frames. pandas is imported only when one is asked for."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from kkr_alloc.render.rows import rows

if TYPE_CHECKING:
    import pandas as pd

WHOLE_NUMBERS = (
    *("votes", "mayors", "supplementary", "seats", "seat", "divisor", "distance", "gain", "lose", "areas"),
    *("published", "computed", "line"),
)
"""What columns of whole numbers begin with."""


def to_frame(result: object) -> pd.DataFrame:
    """A result as a data frame, a row per party and body; of an explanation, a row per step.

    Whole numbers are of pandas' type ``Int64``, which may be missing (those too large for it stay as Python
    has them); shares and quotients are floats, for reading only; an infinite quotient is missing.

    Raises:
        TypeError: it is not a result of this package.
    """
    import pandas as pd

    found = rows(result)
    frame = pd.DataFrame([{column: _cell(value) for column, value in row.items()} for row in found])
    whole = [
        column
        for column in frame.columns
        if column.partition("_")[0] in WHOLE_NUMBERS
        and all(isinstance(row[column], int | None) and _fits(row[column]) for row in found)
    ]
    return frame.astype(dict.fromkeys(whole, "Int64"))


def _cell(value: Any) -> Any:
    return float(value) if isinstance(value, Fraction) else value


def _fits(number: int | None) -> bool:
    return number is None or number.bit_length() < 64
