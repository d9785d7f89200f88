"""Holding JSON to the schema it names."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

SCHEMAS = Path(__file__).resolve().parents[1] / "schema"


def validate(data: Any) -> None:
    """Hold a JSON object to the schema it names; what names none is an error object."""
    _checker(data["schema"].split("/")[1] if "schema" in data else "error").validate(data)


@cache
def _checker(name: str) -> jsonschema.Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
    return jsonschema.Draft202012Validator(schema)
