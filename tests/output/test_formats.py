"""Markdown, NDJSON, HTML and Excel say what the JSON says, and take no name for a mark, tag or formula."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from typing import Any

import openpyxl
import pandas as pd
import pytest

from kkr_alloc import bundled
from kkr_alloc.composition import compose
from kkr_alloc.model import Compositions
from kkr_alloc.output import FORMATS, SUFFIXES, Options, render
from kkr_alloc.output import json as json_format
from tests.output.compositions import NASTY, nasty, of_bundled, tied
from tests.schemas import validate
from tests.worlds import election, rules

DANISH = bundled.language("da")
FOLLOW_THE_LANGUAGE = {"table", "markdown", "html", "svg"}


def written(name: str, result: Any, **options: Any) -> str:
    out = render(result, Options(name, **options))
    assert isinstance(out, str)
    return out


def sheets(result: Any) -> dict[str, pd.DataFrame]:
    out = render(result, Options("xlsx"))
    assert isinstance(out, bytes)
    found: dict[str, pd.DataFrame] = pd.read_excel(io.BytesIO(out), sheet_name=None)
    return found


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_result_gives_the_same_bytes(name: str) -> None:
    result = of_bundled(steps=True)
    assert render(result, Options(name)) == render(result, Options(name))


@pytest.mark.parametrize("name", FORMATS)
def test_machine_formats_never_follow_the_language(name: str) -> None:
    result = of_bundled()
    same = render(result, Options(name)) == render(result, Options(name, DANISH))
    assert same is (name not in FOLLOW_THE_LANGUAGE)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("result", [nasty(), nasty(final=False), tied(), of_bundled(body="bestyrelse")])
def test_every_format_writes_every_kind_of_result(name: str, result: Any) -> None:
    assert render(result, Options(name, all_lists=True))


def test_every_format_has_a_suffix() -> None:
    assert set(SUFFIXES.values()) == set(FORMATS)


class TestNdjson:
    def test_each_line_is_the_json_of_that_composition_alone(self) -> None:
        result = of_bundled(steps=True)
        whole = json_format.as_data(result)
        lines = [json.loads(line) for line in written("ndjson", result).splitlines()]
        assert [line["compositions"] for line in lines] == [[one] for one in whole["compositions"]]
        for line in lines:
            validate(line)
            assert {key: line[key] for key in line if key != "compositions"} == {
                key: whole[key] for key in whole if key != "compositions"
            }


class TestMarkdown:
    def test_a_row_per_party_and_a_total(self) -> None:
        out = written("markdown", of_bundled())
        assert out.count("\n## KKR ") == 4
        assert out.startswith("## KKR Hovedstaden, term 2022-2026\n\nKommunalvalg 2021 (2021-11-16)")
        assert "| C | Det Konservative Folkeparti | 204,840 | 21.71 % | 9 | 14 | 5 | 14 |\n" in out
        assert "|  | **Total** | **943,614** |  | **29** | **58** | **29** | **58** |\n" in out
        assert "\n- Which local lists" in out

    def test_in_danish(self) -> None:
        out = written("markdown", of_bundled(), language=DANISH)
        assert "| C | Det Konservative Folkeparti | 204.840 | 21,71 % | 9 | 14 | 5 | 14 |\n" in out
        assert "58 medlemmer: 29 borgmestre og 29 suppleringsmedlemmer." in out

    def test_names_are_no_marks(self) -> None:
        out = written("markdown", nasty())
        assert "| a\\|b\\*c\\_d\\`e, Town 101 |" in out
        assert "\\<script\\>" in out
        assert "| 1\\. One, Town 101 |" in out
        cells = {len(re.findall(r"(?<!\\)\|", line)) for line in out.splitlines() if line.startswith("|")}
        assert cells == {9}

    def test_a_tie_is_told(self) -> None:
        assert "**A lot must be drawn: 1 of the seats between B, C" in written("markdown", tied())


class Tags(HTMLParser):
    """Collects the tags of a fragment, and checks that each is closed in turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


class TestHtml:
    def test_a_table_per_body_with_caption_and_scopes(self) -> None:
        seen = Tags(written("html", of_bundled())).seen
        names = [name for name, _ in seen]
        assert names.count("table") == names.count("caption") == 5
        assert set(names) <= {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
        assert {attributes.get("scope") for name, attributes in seen if name == "th"} == {"col", "row"}

    def test_names_are_escaped(self) -> None:
        out = written("html", nasty())
        assert "<script" not in out
        assert "&lt;script&gt;alert(1)&lt;/script&gt;, Town 101" in out
        Tags(out)


class TestXlsx:
    @pytest.mark.parametrize("election", ["kv2013", "kv2021", "kv2025"])
    def test_read_back_by_pandas_it_equals_the_json(self, election: str) -> None:
        result = of_bundled(election, steps=True)
        data, found = json_format.as_data(result), sheets(result)
        summary = found["compositions"].astype(object).where(found["compositions"].notna(), None)
        for row, composition in zip(summary.to_dict("records"), data["compositions"], strict=True):
            for key in ("region", "members", "mayors", "supplementary", "cap", "capped", "levelled_members"):
                assert row[key] == composition[key], key
            assert (row["price_numerator"], row["price_denominator"]) == tuple(composition["price"].values())
            sheet = found[composition["region"]]
            parties = sheet.astype(object).where(sheet.notna(), None).to_dict("records")
            for line in parties:
                line["lists"] = line["lists"].split() if line["lists"] else None
            assert parties == composition["parties"]
        inputs = found["inputs"].to_dict("records")
        assert inputs == data["inputs"]
        steps = sum(len(composition["steps"]) for composition in data["compositions"])
        notes = [note["message"] for composition in data["compositions"] for note in composition["notes"]]
        assert len(found["steps"]) == steps
        assert list(found["notes"]["message"]) == notes

    def test_numbers_are_numbers(self) -> None:
        kinds = sheets(of_bundled())["hovedstaden"].dtypes
        assert all(pd.api.types.is_numeric_dtype(kinds[name]) for name in ("votes", "share", "seats"))

    def test_no_name_is_a_formula(self) -> None:
        out = render(nasty(), Options("xlsx"))
        assert isinstance(out, bytes)
        book = openpyxl.load_workbook(io.BytesIO(out))
        assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= set("snb")
        names = [cell.value for cell in book["east"]["B"]]
        assert '\'=HYPERLINK("x"), Town 101' in names
        assert not any("\x07" in str(name) for name in names)
        assert len(names) == len(NASTY) + 2

    def test_a_sheets_header_stays_in_sight(self) -> None:
        out = render(of_bundled(), Options("xlsx"))
        assert isinstance(out, bytes)
        book = openpyxl.load_workbook(io.BytesIO(out))
        assert {sheet.freeze_panes for sheet in book} == {"A2"}
        assert book["hovedstaden"].column_dimensions["B"].width > 20

    def test_a_number_longer_than_a_spreadsheet_keeps_is_text(self) -> None:
        from kkr_alloc.output.xlsx import _write

        cell = openpyxl.Workbook().active.cell(1, 1)  # type: ignore[union-attr]
        _write(cell, "votes", 10**15 + 1)
        assert cell.value == "1000000000000001"
        assert cell.data_type == "s"


def test_a_share_is_rounded_alike_in_every_format() -> None:
    """1 of 128 votes is 0.0078125: half up, in JSON as in CSV."""
    made = election({"1": {"A": 127, "V": 1}}, {"1": "A"})
    composition = compose(made, region="east", rules=rules(threshold=None))
    result = Compositions(made, rules(threshold=None), (composition,))
    (row,) = [row for row in csv.DictReader(io.StringIO(written("csv", result))) if row["party"] == "V"]
    parties = json.loads(written("json", result))["compositions"][0]["parties"]
    (party,) = [party for party in parties if party["party"] == "V"]
    assert (row["share"], party["share"]) == ("0.007813", 0.007813)
