"""JSON of two compositions side by side."""

from __future__ import annotations

from typing import Any

from kkr_alloc import __version__
from kkr_alloc.analysis.compare import Comparison, Comparisons, Pair, Side
from kkr_alloc.output.json import composition_data, dumped, header
from kkr_alloc.render import Options

SCHEMA = "kkr-alloc/compare/1"


def render(answer: Comparisons, options: Options) -> str:
    """One JSON object."""
    return dumped(
        {
            "schema": SCHEMA,
            "tool": f"kkr-alloc {__version__}",
            "first": side_data(answer.first),
            "second": side_data(answer.second),
            "comparisons": [comparison_data(one) for one in answer.comparisons],
        }
    )


def side_data(side: Side) -> dict[str, Any]:
    """What a side was computed from."""
    head = header("", side.election, side.rules)
    return {key: head[key] for key in ("election", "rules", "inputs", "count")}


def comparison_data(comparison: Comparison) -> dict[str, Any]:
    """Both compositions, and each party's difference (second less first)."""
    return {
        "body": comparison.first.body,
        "region": comparison.first.region,
        "same": comparison.same,
        "first": composition_data(comparison.first),
        "second": composition_data(comparison.second),
        "differences": [_difference_data(pair) for pair in comparison.parties],
    }


def _difference_data(pair: Pair) -> dict[str, Any]:
    def difference(field: str) -> int:
        one, two = pair.numbers(field)
        return two - one

    return {
        "party": pair.party,
        "name": pair.name,
        "votes": difference("votes"),
        "mayors": difference("mayors"),
        "seats": difference("seats"),
        "supplementary": difference("supplementary"),
    }
