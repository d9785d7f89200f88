"""NDJSON: a line per composition, each the whole JSON document of that composition alone."""

from __future__ import annotations

import json

from kkr_alloc.model import Compositions
from kkr_alloc.output.json import as_data
from kkr_alloc.render import Options


def render(result: Compositions, options: Options) -> str:
    """One line per composition, which ``schema/compositions.schema.json`` describes like any other document.

    So whoever reads the JSON reads each line, and a line says by itself what it was computed from.
    """
    data = as_data(result)
    return "".join(
        json.dumps({**data, "compositions": [composition]}, ensure_ascii=False) + "\n"
        for composition in data["compositions"]
    )
