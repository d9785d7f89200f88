"""JSON of a check: the stable form that ``schema/check.schema.json`` describes."""

from __future__ import annotations

from typing import Any

import msgspec

from kkr_alloc import __version__
from kkr_alloc.analysis.check import Check
from kkr_alloc.output import Options
from kkr_alloc.output.json import dumped

SCHEMA = "kkr-alloc/check/1"


def render(check: Check, options: Options) -> str:
    """The check as one JSON object and a line end: the same call, the same bytes."""
    return dumped(as_data(check))


def as_data(check: Check) -> dict[str, Any]:
    """The check as plain data."""
    made = msgspec.to_builtins(check, enc_hook=str)
    return {"schema": SCHEMA, "tool": f"kkr-alloc {__version__}", **made}
