"""JSON of before and after some changes."""

from __future__ import annotations

from kkr_alloc.analysis.what_if import WhatIf
from kkr_alloc.output.compare import comparison_data
from kkr_alloc.output.json import dumped, header
from kkr_alloc.render import Options

SCHEMA = "kkr-alloc/what-if/1"


def render(answer: WhatIf, options: Options) -> str:
    """One JSON object."""
    return dumped(
        {
            **header(SCHEMA, answer.election, answer.rules),
            "changes": [str(sentence) for sentence in answer.told],
            "same": answer.same,
            "comparisons": [comparison_data(one) for one in answer.comparisons],
        }
    )
