"""``kkr-alloc compare`` as it is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from kkr_alloc import bundled
from tests.cli.runner import Program


def test_two_rule_sets_either_way(program: Program) -> None:
    one = program("compare", "kl", "dhondt", "-e", "kv2017", "-r", "hovedstaden")
    two = program("compare", "--rules", "kl", "--rules", "dhondt", "-e", "kv2017", "-r", "hovedstaden")
    assert one.code == 0
    assert one.out == two.out


def test_nothing_differs(program: Program) -> None:
    outcome = program("compare", "kv2021", "kv2021", "-r", "midtjylland")
    assert "No difference in any party's mayors, supplementary members or seats." in outcome.out


def test_differences_sum_to_that_of_the_body(program: Program) -> None:
    for one in program("compare", "kv2013", "kv2025", "-f", "json").data["comparisons"]:
        members = [one[side]["members"] for side in ("first", "second")]
        assert members[1] - members[0] == sum(party["seats"] for party in one["differences"])


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "two elections, two rule sets"),
        (["kv2017"], 2, "two elections, two rule sets"),
        (["kl", "kv2017"], 2, "not one of each"),
        (["kv2017", "kv2021", "-e", "kv2013"], 2, "leave the options of one election out"),
        (["kl", "dhondt", "--rules", "kl"], 2, "with two rule sets leave it out"),
        (["kv2017", "kv2021", "--rules", "kl", "--rules", "dhondt"], 2, "give --rules once"),
        (["kv2107", "kv2021"], 3, "Did you mean kv2017?"),
        (["kv2021", "KV2107"], 3, "Did you mean kv2017?"),
        (["dhont", "kv2021"], 3, "Did you mean dhondt?"),
        (["kl", "dhont"], 3, "Did you mean dhondt?"),
        (["xx", "yy"], 3, "One of kv2013, kv2017, kv2021, kv2025, latest, kl, dhondt, sainte-lague."),
        (["kv2017", "kv2021", "-r", "sjaeland"], 3, "Did you mean sjaelland?"),
    ],
)
def test_what_cannot_be_compared(program: Program, arguments: list[str], code: int, message: str) -> None:
    outcome = program("compare", *arguments)
    assert outcome.code == code
    assert message in outcome.err
    assert outcome.out == ""


def test_own_rules_by_path(program: Program, tmp_path: Path) -> None:
    kl = Path(bundled.data_file("rules", "kl.yaml")).read_text("utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text(
        kl.replace('id: "kl"', 'id: "mine"').replace('threshold: "0.02"', 'threshold: "0.05"'), "utf-8"
    )
    outcome = program("compare", "kl", str(path), "-r", "midtjylland")
    assert outcome.code == 0
    assert "KKR Midtjylland: kl and mine" in outcome.out


def test_election_goes_before_a_file_of_its_name(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    call = ("compare", "kv2017", "latest", "-r", "sjaelland")
    before = program(*call)
    for name in ("kv2017", "latest"):
        (tmp_path / name).write_text("x")
    assert program(*call) == before
    assert before.code == 0
