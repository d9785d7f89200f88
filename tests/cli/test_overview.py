"""The overview of several bodies: on one screen, with their numbers, and no sum where one is missing."""

from __future__ import annotations

import io
import re
from typing import Any

import pandas as pd
import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from kkr_alloc.documents import overview
from kkr_alloc.documents.blocks import cell_words
from kkr_alloc.model import Count
from kkr_alloc.render import Options, render
from kkr_alloc.results import Composition, Compositions
from kkr_alloc.text import IN_ENGLISH
from tests.cli.runner import Program
from tests.render.compositions import of_bundled, tied


@pytest.fixture(autouse=True)
def screen(clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a pipe that does not say how wide it is, nothing gives way."""
    monkeypatch.setenv("COLUMNS", "80")


def cell(members: int | None, mayors: int | None, lowest: int | None, highest: int | None) -> str:
    """A cell as docs/formats.md describes it."""
    parts = [str(members or "–"), f"({mayors})" if mayors else ""]
    return " ".join(filter(None, [*parts, f"{lowest}–{highest}" if lowest != highest else ""]))


def table(*shown: Composition, result: Compositions) -> dict[str, list[str]]:
    """The rows of an overview by their ids."""
    made = overview.table(result.election, shown)
    rows = [*(row.cells for row in made.rows), made.footer]
    return {str(row[0]): [cell_words(one, IN_ENGLISH) for one in row[2:]] for row in rows}


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("election", ["kv2013", "kv2017", "kv2021", "kv2025"])
def test_five_kkr_on_one_screen_of_80_by_24(program: Program, election: str, language: str) -> None:
    lines = program("compute", "-e", election, "--lang", language).out.splitlines()
    assert len(lines) < 24  # the last line is the prompt's
    assert max(map(cell_len, lines)) <= 80
    rows = {row[0]: row[1:] for row in (re.split(r"\s{2,}", line.strip()) for line in lines[5:])}
    bodies = program("compute", "-e", election, "-f", "json").data["compositions"]
    parties = {p["party"]: p["name"] for c in bodies for p in c["parties"] if p["seats_highest"]}
    sums = dict.fromkeys(parties, 0)
    for place, body in enumerate(bodies):
        lines_of = {party["party"]: party for party in body["parties"]}
        for party in parties:
            line = lines_of.get(party, {"seats": 0, "mayors": 0, "seats_lowest": 0, "seats_highest": 0})
            sums[party] += line["seats"]
            if party in rows:
                shown = line["seats"], line["mayors"], line["seats_lowest"], line["seats_highest"]
                assert rows[party][place] == cell(*shown), (party, body["region"])
        assert rows["Sum"][place] == cell(body["members"], 0, body["members_lowest"], body["members_highest"])
    assert {party: rows[party][-1] for party in parties if party in rows} == {
        party: str(total or "–") for party, total in sums.items() if party in rows
    }
    lists = [party for party in parties if party not in rows]
    assert all("-" in party for party in lists)
    assert rows["Sum"][-1] == str(sum(sums.values()))


def test_a_sum_is_of_the_kkr_alone(program: Program) -> None:
    lines = program("compute", "-b", "all").out.splitlines()
    titles = [line for line in lines if "Hovedstaden" in line or "bestyrelse" in line]
    assert [title.split()[-1] for title in titles] == ["Sum", "bestyrelse"]
    assert "Sum" not in program("compute", "-b", "all", "-r", "sjaelland").out.splitlines()[3]


def test_details_follow_on_request_and_for_one_region(program: Program) -> None:
    overviews = {args: program("compute", *args).out for args in [("--details",), ("--all-lists",), ()]}
    sizes = {args: out.count("sets the size") for args, out in overviews.items()}
    assert sizes == {("--details",): 5, ("--all-lists",): 5, (): 0}
    assert overviews["--details",].startswith(overviews[()].rpartition(" In full")[0])
    alone = program("compute", "-r", "sjaelland").out
    assert alone.startswith("KKR Sjælland")
    assert alone.endswith("A newer election is bundled: kv2025 (-e kv2025).\n")
    assert "ewer" not in program("compute", "-e", "latest").out


def test_seats_by_lot_have_a_row_and_their_sentence() -> None:
    result = tied()
    one = result.compositions[0]
    rows = table(one, one, result=result)
    assert rows["?"] == [str(one.unassigned)] * 2 + [str(2 * one.unassigned)]
    of_parties = [
        int(cells[-1]) for row, cells in rows.items() if row not in ("?", "( )", "Sum") and cells[-1] != "–"
    ]
    assert sum(of_parties) + 2 * one.unassigned == int(rows["Sum"][-1]) == 2 * (one.members or 0)
    out = render(replace(result, compositions=(one, one)), Options("markdown"))
    assert isinstance(out, str)
    assert "KKR East: A lot must be drawn" in out


def test_no_sum_where_a_body_has_no_result_yet() -> None:
    result = of_bundled()
    first, second, *_ = result.compositions
    parties = tuple(replace(line, seats=line.mayors or 0) for line in second)
    none = replace(
        second,
        status="no-result",
        members=None,
        members_lowest=None,
        members_highest=None,
        parties=parties,
        count=Count(False, 8, 0, 0),
    )
    counted = replace(first, count=Count(False, 300, 299, 1))
    rows = table(counted, none, result=result)
    assert rows["A"] == ["17 (17)", "– (8)", "–"]
    assert rows["Sum"] == ["58", "–", "–"]
    assert rows["%"] == ["99", "0", "97"]  # never rounded up to a whole count
    about = render(replace(result, compositions=(counted, none)), Options("markdown"))
    assert isinstance(about, str)
    assert "PRELIMINARY count: 299 of 308 polling areas counted" in about


def test_workbook_and_frame_have_the_same_matrix() -> None:
    result: Any = of_bundled()
    out = render(result, Options("xlsx"))
    assert isinstance(out, bytes)
    sheet = pd.read_excel(io.BytesIO(out), sheet_name=0, engine="calamine", index_col="party")
    regions = [one.region for one in result.compositions]
    for one in result.compositions:
        for line in one:
            if line.party in sheet.index:
                columns = [one.region, *(f"{one.region}_{of}" for of in ("mayors", "lowest", "highest"))]
                shown = line.seats, line.mayors, line.seats_lowest, line.seats_highest
                assert tuple(sheet.loc[line.party, columns]) == shown
    assert (sheet[regions].sum(axis=1) == sheet["sum"]).all()
    assert sheet.loc[sheet["name"] == "members", regions].iloc[0].tolist() == [
        one.members for one in result.compositions
    ]
