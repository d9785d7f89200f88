"""What ``import kkr_alloc`` offers, and what it does not import."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import kkr_alloc
from kkr_alloc import api
from tests.cli.runner import modules_after
from tests.sources.reading import problems_of
from tests.worlds import election


def test_the_package_imports_only_the_arithmetic() -> None:
    loaded = modules_after("import kkr_alloc")
    assert not {"kkr_alloc.model", "kkr_alloc.api", "click", "yaml", "rich", "pandas"} & loaded


def test_apportion_and_level_are_functions_whatever_was_imported_first() -> None:
    code = "import kkr_alloc.composition, kkr_alloc.api\nfrom kkr_alloc import apportion, level\n"
    modules_after(code + "assert callable(apportion) and callable(level)")


def test_every_name_is_there_and_typed() -> None:
    for name in kkr_alloc.__all__:
        assert getattr(kkr_alloc, name) is not None
    assert set(api.__all__) == set(kkr_alloc.__all__)
    with pytest.raises(AttributeError, match="nonsense"):
        kkr_alloc.nonsense  # noqa: B018


@pytest.mark.parametrize(
    "ask",
    [
        lambda: kkr_alloc.compose("kv2021"),
        lambda: kkr_alloc.compose("kv2021", "sjaelland", body="bestyrelse"),
        lambda: kkr_alloc.compute("kv2021", ["sjaelland"], body="bestyrelse"),
    ],
)
def test_a_kkr_has_a_region_and_a_national_body_has_none(ask: Callable[[], object]) -> None:
    assert [problem.field for problem in problems_of(ask)] == ["region"]


def test_a_frame_for_every_result_and_for_nothing_else() -> None:
    frame = kkr_alloc.to_frame(kkr_alloc.explain("kv2021", "nordjylland"))
    assert list(frame["stage"]) == ["level"] * 8 + ["fill"] * 11
    board = kkr_alloc.to_frame(kkr_alloc.compose("kv2021", body="bestyrelse"))
    assert str(board["mayors"].dtype) == str(board["seats"].dtype) == "Int64"
    assert board["mayors"].isna().all()
    assert board["seats"].sum() == 17
    close = kkr_alloc.to_frame(kkr_alloc.margins("kv2021", "nordjylland", against=["A", "V"]))
    assert {"gain_from_A", "lose_to_V"} <= set(close.columns)
    assert close.loc[close["party"] == "A", "gain_from_A"].isna().all()
    ahead = kkr_alloc.to_frame(kkr_alloc.outlook("kv2021", "nordjylland", unknown="all"))
    assert (ahead["seats_lowest"] <= ahead["seats_highest"]).all()
    with pytest.raises(TypeError):
        kkr_alloc.to_frame([1, 2])  # type: ignore[arg-type]


def test_nobody_changes_what_others_load() -> None:
    election = kkr_alloc.load_election("kv2021")
    before = kkr_alloc.compute("kv2021", body="repraesentantskab")
    election.geography.municipalities.clear()
    election.parties.clear()
    assert kkr_alloc.compute("kv2021", body="repraesentantskab") == before


def test_an_answer_is_the_sequence_of_its_results() -> None:
    result = kkr_alloc.compute("kv2021")
    assert [one.region for one in result] == [region.id for region in result.election.geography.regions]
    assert result[-1] is result["Nordjylland"]
    assert result[:2] == (result[0], result[1])
    assert result["nordjylland"]["A"].seats == 6
    assert kkr_alloc.compute("kv2021", body="bestyrelse")["bestyrelse"].members == 17
    with pytest.raises(KeyError, match="'Jylland' is none of hovedstaden"):
        result["Jylland"]
    together = kkr_alloc.to_frame([result, result["sjaelland"]])
    assert len(together) == len(kkr_alloc.to_frame(result)) + len(result["sjaelland"].parties)


@pytest.mark.parametrize(
    ("ask", "short", "html"),
    [
        (
            lambda: kkr_alloc.compute("kv2021"),
            "<Compositions: 5 compositions>",
            "<caption>Members of each party",
        ),
        (
            lambda: kkr_alloc.compose("kv2021", "sjaelland"),
            "<Composition kkr sjaelland: 31 members, 17 mayors>",
            "<td>Socialdemokratiet</td>",
        ),
        (
            lambda: kkr_alloc.explain("kv2021", "sjaelland"),
            "<Explanation kkr sjaelland>",
            "<th>quotient</th>",
        ),
        (lambda: kkr_alloc.check(), "<Check: 34 figures>", "reproduced"),
        (lambda: kkr_alloc.what_if("kv2021", [], "sjaelland"), "<WhatIf: 1 comparisons>", "<h2>KKR Sjælland"),
    ],
)
def test_a_result_shows_itself_in_a_notebook(ask: Callable[[], Any], short: str, html: str) -> None:
    result = ask()
    assert repr(result) == short
    assert html in result._repr_html_()


def test_check_compares_own_figures_under_several_rule_sets(tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text("region,party,total\nsjaelland,A,9\n", encoding="utf-8")
    compared = kkr_alloc.check(own, "kv2021", rules=["kl", "dhondt"])
    assert [(one.rules, str(one.verdict)) for one in compared[0].outcomes] == [
        ("kl", "reproduced"),
        ("dhondt", "differs"),
    ]


def test_data_frames_are_tables() -> None:
    pd = pytest.importorskip("pandas")
    known = kkr_alloc.load_election("kv2021")
    votes = kkr_alloc.to_frame(known).assign(votes=lambda row: row["votes"].astype(float))
    mayors = pd.DataFrame({"municipality_code": [101, 147], "list_letter": ["A", "C"], "mayor": None})
    co_operation = pd.DataFrame({"municipality_code": [306], "list_letter": ["N"]})
    mine = kkr_alloc.load_election(votes=votes, mayors=mayors, co_operation=co_operation)
    assert [one.path for one in mine.sources if one.path == "data frame"] == ["data frame"] * 3
    assert [(one.id, one.votes) for one in mine.lists] == [(one.id, one.votes) for one in known.lists]
    assert [one.counts_for for one in mine.mayors if one.municipality in ("101", "147")] == ["A", "C"]
    with pytest.raises(kkr_alloc.InputError, match=r'^data frame:2: votes "-1": The number is negative'):
        kkr_alloc.load_election(votes=votes.assign(votes=-1))


def test_an_error_names_its_file() -> None:
    with pytest.raises(kkr_alloc.InputError, match=r"^no-such\.csv: There is no such file\."):
        kkr_alloc.load_election(votes="no-such.csv")


def test_plot_draws_mayors_supplementary_members_and_ranges() -> None:
    pytest.importorskip("matplotlib")
    result = kkr_alloc.compute("kv2021", ["hovedstaden", "sjaelland"])
    figure = kkr_alloc.plot(result)
    for axes, composition in zip(figure.axes, result, strict=True):
        assert axes.get_title(loc="left").endswith(f"{composition.members} members (final count)")
        names = [label.get_text() for label in axes.get_yticklabels()]
        assert names[:-1] == [line.party for line in composition.parties if line.seats_highest]
        assert names[-1] == "L"  # the co-operation, whose lists are unknown
        mayors, supplementary = (bars for bars in axes.containers if bars.get_label() != "range")
        assert sum(bar.get_width() for bar in mayors) == composition.mayors
        assert sum(bar.get_width() for bar in supplementary) == composition.supplementary
        ranges = [bars for bars in axes.containers if bars.get_label() == "range"]
        assert len(ranges) == 1 + sum(one.seats_lowest < one.seats_highest for one in composition)
    with pytest.raises(TypeError):
        kkr_alloc.plot(kkr_alloc.check())  # type: ignore[arg-type]


def test_numbers_of_any_size_are_kept() -> None:
    loaded = election({"1": {"A": 10**30, "B": 10**29}}, {"1": "A"})
    frame = kkr_alloc.to_frame(kkr_alloc.compose(loaded, "east"))
    assert frame["votes"].tolist() == [10**30, 10**29]
