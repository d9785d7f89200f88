"""Results as pandas data frames. pandas is imported only when one is asked for."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kkr_alloc.render.rows import rows

if TYPE_CHECKING:
    import pandas as pd

WHOLE_NUMBERS = (
    *("votes", "mayors", "supplementary", "seats", "seat", "divisor", "distance", "gain", "lose", "areas"),
    *("published", "computed", "line"),
)
"""What columns of whole numbers begin with."""


def to_frame(result: object) -> pd.DataFrame:
    """A result, or a list of them, as a data frame: a row per party and body; of an explanation, per step.

    Of an election it is the table of its votes, which may be changed and given back (``load_election``).

    Whole numbers are of pandas' type ``Int64``, which may be missing (those too large for it stay as Python
    has them); shares and quotients are floats, for reading only; an infinite quotient is missing.

    Raises:
        TypeError: it is not a result of this package.
    """
    import pandas as pd

    found = rows(result)
    whole = {
        column: "Int64"
        for column in (found[0] if found else ())
        if column.partition("_")[0] in WHOLE_NUMBERS
        and all(row[column] is None or row[column].bit_length() < 64 for row in found)
    }
    for row in found:
        row |= {column: float(value) for column, value in row.items() if isinstance(value, Fraction)}
    return pd.DataFrame(found).astype(whole)
