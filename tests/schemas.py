"""Holding JSON to the schema it names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
from referencing import Registry, Resource

SCHEMAS = Path(__file__).resolve().parents[1] / "schema"


def validate(data: Any) -> None:
    """Hold an answer to the schema it names, with every schema found by its file's name."""
    schemas = {file.name: json.loads(file.read_text("utf-8")) for file in SCHEMAS.glob("*.json")}
    registry: Registry[Any] = Registry().with_resources(
        (name, Resource.from_contents(schema)) for name, schema in schemas.items()
    )
    name = data["schema"].split("/")[1]
    checker = jsonschema.Draft202012Validator(schemas[f"{name}.schema.json"], registry=registry)
    checker.validate(data)
