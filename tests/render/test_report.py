"""The report: one page that needs nothing else, says everything, and runs nothing that a name holds."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest

from kkr_alloc.render import Options
from kkr_alloc.render.report import render
from tests.render.compositions import explained, nasty, of_bundled, tied
from tests.render.page import Page


@pytest.fixture(scope="module")
def all_regions() -> str:
    return render(explained(of_bundled()), Options("report"))


def test_all_regions_are_less_than_300_kb(all_regions: str) -> None:
    assert len(all_regions.encode()) < 300_000


def test_it_needs_nothing_else(all_regions: str) -> None:
    page = Page(all_regions)
    assert {tag for tag, _ in page.tags} & {"script", "link", "img", "iframe", "object", "base"} == set()
    assert [href for a in page.of("a") if not (href := a["href"] or "").startswith("#")] == []
    assert re.findall(r"url\(|@import|https?://|\bon\w+=", all_regions) == []


def test_ids_are_unique_and_links_and_labels_lead_somewhere(all_regions: str) -> None:
    page = Page(all_regions)
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    wanted = {(a["href"] or "").removeprefix("#") for a in page.of("a")}
    for _, attributes in page.tags:
        wanted |= set((attributes.get("aria-labelledby") or "").split())
    assert wanted <= set(ids)


@pytest.mark.parametrize("result", [of_bundled(), nasty(), tied(), of_bundled(body="bestyrelse")])
def test_headings_leave_out_no_level(result: Any) -> None:
    levels = [
        int(tag[1])
        for tag, _ in Page(render(explained(result), Options("report"))).tags
        if re.fullmatch(r"h\d", tag)
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_have_scopes_and_drawings_a_description(all_regions: str) -> None:
    page = Page(all_regions)
    assert {attributes.get("scope") for attributes in page.of("th")} == {"col", "row"}
    for drawing in page.of("svg"):
        assert drawing.get("aria-hidden") == "true" or drawing.get("role") == "img"


@pytest.mark.parametrize(
    ("result", "warning"),
    [
        (nasty(final=False), "PRELIMINARY: not all votes are counted"),
        (nasty(final=None), "The input does not say whether the count is final."),
        (tied(), "A lot must be drawn before all seats are known."),
    ],
)
def test_warnings_stand_before_the_numbers(result: Any, warning: str) -> None:
    text = Page(render(explained(result), Options("report"))).text
    assert text.index(warning) < text.index("members:")


def test_no_colour_is_a_background_of_words(all_regions: str) -> None:
    """The parties' colours draw circles and bars; words have the page's own colours."""
    colours = set(re.findall(r"\.c\d+ \{ color: (#[0-9a-f]{6}) \}", all_regions))
    assert len(colours) > 10
    assert re.findall(r"background[^;]*#", all_regions) == []
    for tag, attributes in Page(all_regions).tags:
        if re.fullmatch(r"c\d+", attributes.get("class") or ""):
            assert tag in ("svg", "g"), tag
