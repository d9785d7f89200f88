"""Running the command line in the test's own process, and holding JSON to its schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest
from referencing import Registry, Resource

from kkr_alloc.cli.main import run

SCHEMAS = Path(__file__).resolve().parents[1] / "schema"


class Ran(NamedTuple):
    """What a command gave back."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        """Its output, as JSON."""
        return json.loads(self.out)


def ran(capfd: pytest.CaptureFixture[str], *arguments: str) -> Ran:
    """Run ``kkr-alloc`` with these arguments."""
    code = run(arguments)
    return Ran(int(code), *capfd.readouterr())


def validate(data: Any) -> None:
    """Hold an answer to the schema it names, with every schema found by its file's name."""
    schemas = {file.name: json.loads(file.read_text("utf-8")) for file in SCHEMAS.glob("*.json")}
    registry: Registry[Any] = Registry().with_resources(
        (name, Resource.from_contents(schema)) for name, schema in schemas.items()
    )
    name = data["schema"].split("/")[1]
    checker = jsonschema.Draft202012Validator(schemas[f"{name}.schema.json"], registry=registry)
    checker.validate(data)
