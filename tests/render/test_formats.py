"""NDJSON, CSV and Excel hold what the JSON holds, and take no name for a formula."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pandas as pd
import pytest

from kkr_alloc import bundled
from kkr_alloc.cli.formats import FORMATS
from kkr_alloc.composition import compose
from kkr_alloc.render import Options, render
from kkr_alloc.results import Compositions
from tests.render.compositions import NASTY, explained, nasty, of_bundled, tied
from tests.worlds import election, rules

DANISH = bundled.language("da")
OF_COMPOSITIONS = FORMATS["compute"]


def written(name: str, answer: Any, **options: Any) -> str:
    out = render(answer, Options(name, **options))
    assert isinstance(out, str)
    return out


def sheets(answer: Any) -> dict[str, pd.DataFrame]:
    out = render(answer, Options("xlsx"))
    assert isinstance(out, bytes)
    found: dict[str, pd.DataFrame] = pd.read_excel(io.BytesIO(out), sheet_name=None, engine="calamine")
    return found


def test_the_same_result_gives_the_same_bytes_of_a_workbook() -> None:
    """The goldens hold the other formats, in both languages, and of a workbook the cells."""
    assert render(of_bundled(), Options("xlsx")) == render(of_bundled(), Options("xlsx", DANISH))


@pytest.mark.parametrize("name", OF_COMPOSITIONS)
@pytest.mark.parametrize("result", [nasty(), nasty(final=False), tied(), of_bundled(body="bestyrelse")])
def test_every_format_writes_every_kind_of_result(name: str, result: Any) -> None:
    assert render(result, Options(name, all_lists=True))
    assert name == "svg" or render(explained(result), Options(name))


def test_each_line_of_ndjson_is_the_json_of_that_composition_alone() -> None:
    whole = json.loads(written("json", of_bundled()))
    lines = [json.loads(line) for line in written("ndjson", of_bundled()).splitlines()]
    assert lines == [{**whole, "compositions": [one]} for one in whole["compositions"]]


def test_numbers_in_a_workbook_are_numbers() -> None:
    kinds = sheets(of_bundled())["hovedstaden"].dtypes
    assert all(pd.api.types.is_numeric_dtype(kinds[name]) for name in ("votes", "share", "seats"))


def test_no_name_in_a_workbook_is_a_formula() -> None:
    names = list(sheets(nasty())["east"]["name"])
    assert '=HYPERLINK("x"), Town 101' in names  # a formula would read as its value
    assert len(names) == len(NASTY) + 1


def test_a_share_is_rounded_alike_in_every_format() -> None:
    """1 of 128 votes is 0.0078125: half up, in JSON as in CSV."""
    made = election({"1": {"A": 127, "V": 1}}, {"1": "A"})
    composition = compose(made, region="east", rules=rules(threshold=None))
    result = Compositions(made, rules(threshold=None), (composition,))
    (row,) = [row for row in csv.DictReader(io.StringIO(written("csv", result))) if row["party"] == "V"]
    parties = json.loads(written("json", result))["compositions"][0]["parties"]
    (party,) = [party for party in parties if party["party"] == "V"]
    assert (row["share"], party["share"]) == ("0.007813", 0.007813)
