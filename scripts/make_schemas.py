"""Write ``schema/``, a JSON schema for every form that is printed: ``python -m scripts.make_schemas``."""

from __future__ import annotations

import json
from fractions import Fraction
from inspect import cleandoc
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
from msgspec import Struct, defstruct

from kkr_alloc.analysis.check import Check
from kkr_alloc.analysis.compare import Comparisons
from kkr_alloc.analysis.explain import Explanations
from kkr_alloc.analysis.margins import AllMargins
from kkr_alloc.analysis.outlook import Outlooks
from kkr_alloc.analysis.validate import Validation
from kkr_alloc.analysis.what_if import WhatIf
from kkr_alloc.bundled import RuleSets
from kkr_alloc.election import Elections
from kkr_alloc.model import Count, Digest, Source
from kkr_alloc.render.records import OBJECTS, ErrorRecord, schema_name
from kkr_alloc.render.watch import WatchRecord
from kkr_alloc.results import Answer, Compositions, ElectionAnswer
from kkr_alloc.text import Share
from scripts.written import write_changed

FOLDER = Path(__file__).resolve().parents[1] / "schema"
ANSWERS = (
    *(Compositions, Explanations, AllMargins, WhatIf, Comparisons, Outlooks, Check, Validation),
    *(Elections, RuleSets),
)


def schemas() -> dict[str, dict[str, Any]]:
    """Every schema by the name of its file."""
    made = {answer.schema: schema_of(record_type(answer), schema_name(answer)) for answer in ANSWERS}
    made["error"] = schema_of(ErrorRecord, "kkr-alloc/error/1")
    made["watch"] = schema_of(WatchRecord, "kkr-alloc/watch/1")
    return {f"{name}.schema.json": schema for name, schema in made.items()}


def record_type(answer: type[Answer]) -> type[Struct]:
    """The type of what :func:`kkr_alloc.render.records.record` makes of a kind of answers."""
    fields: list[tuple[str, Any]] = [("schema", str), ("tool", str)]
    if issubclass(answer, ElectionAnswer):
        fields += [("election", str), ("rules", str), ("inputs", tuple[Source, ...]), ("count", Count)]
    for name, annotation in get_type_hints(answer).items():
        if name in answer.__struct_fields__ and annotation not in OBJECTS:
            shape = getattr(annotation, "record", None)
            fields.append((name, get_type_hints(shape)["return"] if shape else annotation))
    return defstruct(answer.__name__, fields, frozen=True, namespace={"__doc__": answer.__doc__})


def schema_of(form: Any, name: str) -> dict[str, Any]:
    """The JSON schema of a record, or of one of several: every field is there, and no other."""
    (main,), parts = msgspec.json.schema_components(
        [form], schema_hook=_schema_hook, ref_template="#/$defs/{name}"
    )
    for part in parts.values():
        if "description" in part:
            part["description"] = cleandoc(part["description"])
        if "properties" in part:
            part["required"] = list(part["properties"])
            part["additionalProperties"] = False
            for field in part["properties"].values():
                field.pop("default", None)
            if "schema" in part["properties"]:
                part["properties"]["schema"] = {"const": name}
    if "$ref" in main:
        main = parts.pop(main["$ref"].rpartition("/")[2])
    main.pop("discriminator", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": name, **main, "$defs": parts}


def _schema_hook(kind: type) -> dict[str, Any]:
    if issubclass(kind, Share):
        return {"type": "number", "minimum": 0, "maximum": 1}
    if issubclass(kind, Fraction):
        fraction = {"numerator": {"type": "integer"}, "denominator": {"type": "integer", "minimum": 1}}
        return {
            "type": "object",
            "properties": fraction,
            "required": list(fraction),
            "additionalProperties": False,
        }
    if issubclass(kind, Digest):
        return {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    raise NotImplementedError(kind.__name__)


def main() -> None:
    """Write what has changed, and name it."""
    made = {FOLDER / name: json.dumps(schema, indent=1) + "\n" for name, schema in schemas().items()}
    write_changed(made, FOLDER.glob("*.json"))


if __name__ == "__main__":
    main()
