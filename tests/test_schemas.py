"""Every form of JSON has a schema made from its types; files agree with it, and real output keeps to it."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from scripts.make_schemas import FOLDER, schemas
from tests import whole_outputs
from tests.schemas import validate


@pytest.mark.parametrize(("name", "schema"), schemas().items())
def test_schema_on_file_is_the_one_of_the_types(name: str, schema: object) -> None:
    on_file = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    assert on_file == schema, "run: python -m scripts.make_schemas"


def test_no_schema_is_left_over() -> None:
    assert {file.name for file in FOLDER.glob("*.json")} == schemas().keys()


def golden_documents() -> Iterator[tuple[str, str]]:
    """Every JSON object in the goldens, with the name of its golden."""
    for case in whole_outputs.cases():
        is_json = {"json", "ndjson"} & set(case.arguments)
        if is_json and "--help" not in case.arguments:
            for stream in case.file.read_text(encoding="utf-8").split("--- std")[1:]:
                whole = stream.partition("\n")[2].strip()
                one_a_line = whole.startswith("{") and "\n{" in whole
                for document in whole.splitlines() if one_a_line else [whole] if whole else []:
                    if document.startswith("{"):
                        yield case.slug, document.replace("kkr-alloc VERSION", "kkr-alloc 0")


def test_every_golden_keeps_to_its_schema() -> None:
    seen = set()
    for _, document in golden_documents():
        data = json.loads(document)
        seen.add(data.get("schema", "error"))
        validate(data)
    assert len(seen) == len(schemas()), seen
