"""``kkr-alloc compare`` as it is called."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.runner import Program
from tests.schemas import validate


def test_two_elections(program: Program) -> None:
    told = program("compare", "kv2017", "kv2021", "--region", "sjaelland")
    assert told.code == 0
    rows = [line.split() for line in told.out.splitlines()]
    assert ["Members", "34", "31", "-3"] in rows
    assert ["Reference", "party", "376-G", "V"] in rows
    assert ["Votes", "per", "mayor", "11,727.0", "16,251.2"] in rows
    assert any(row[:1] == ["C"] and row[-5:] == ["1", "1→3", "2", "4", "+2"] for row in rows)


def test_two_rule_sets_either_way(program: Program) -> None:
    one = program("compare", "kl", "dhondt", "-e", "kv2017", "-r", "hovedstaden")
    two = program("compare", "--rules", "kl", "--rules", "dhondt", "-e", "kv2017", "-r", "hovedstaden")
    assert one.code == 0
    assert one.out == two.out
    assert ["Members", "54", "46", "-8"] in [line.split() for line in one.out.splitlines()]


def test_nothing_differs(program: Program) -> None:
    told = program("compare", "kv2021", "kv2021", "-r", "midtjylland")
    assert "No difference in any party's mayors, supplementary members or seats." in told.out


@pytest.mark.parametrize("arguments", [["kv2013", "kv2025"], ["kl", "sainte-lague", "-b", "bestyrelse"]])
def test_json_keeps_to_its_schema(program: Program, arguments: list[str]) -> None:
    told = program("compare", *arguments, "-f", "json")
    assert told.code == 0
    validate(told.data)
    for one in told.data["comparisons"]:
        assert one["second"]["members"] - one["first"]["members"] == sum(
            party["seats"] for party in one["differences"]
        )


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 2, "two elections, two rule sets"),
        (["kv2017"], 2, "not 1"),
        (["kl", "kv2017"], 2, "one is a rule set and one is not"),
        (["kv2017", "kv2021", "-e", "kv2013"], 2, "leave the options of one election out"),
        (["kl", "dhondt", "--rules", "kl"], 2, "leave --rules out"),
        (["kv2107", "kv2021"], 3, "Did you mean kv2017?"),
        (["kv2021", "KV2107"], 3, "Did you mean kv2017?"),
        (["dhont", "kv2021"], 3, "Did you mean dhondt?"),
        (["kl", "dhont"], 3, "Did you mean dhondt?"),
        (["xx", "yy"], 3, "One of kv2013, kv2017, kv2021, kv2025, latest, kl, dhondt, sainte-lague."),
        (["kv2017", "kv2021", "-r", "sjaeland"], 3, "Did you mean sjaelland?"),
    ],
)
def test_what_has_no_meaning_is_told(program: Program, arguments: list[str], code: int, said: str) -> None:
    told = program("compare", *arguments)
    assert told.code == code
    assert said in told.err
    assert told.out == ""


def test_own_rules_are_compared_by_path(program: Program, tmp_path: Path) -> None:
    from kkr_alloc import bundled

    kl = Path(bundled.data_file("rules", "kl.yaml")).read_text("utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text(
        kl.replace('id: "kl"', 'id: "mine"').replace('threshold: "0.02"', 'threshold: "0.05"'), "utf-8"
    )
    told = program("compare", "kl", str(path), "-r", "midtjylland")
    assert told.code == 0
    assert "KKR Midtjylland: kl and mine" in told.out


def test_an_election_goes_before_a_file_of_its_name(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    call = ("compare", "kv2017", "latest", "-r", "sjaelland")
    before = program(*call)
    for name in ("kv2017", "latest"):
        (tmp_path / name).write_text("x")
    assert program(*call) == before
    assert before.code == 0


def without_votes(path: Path) -> str:
    """A votes file in which nothing is counted yet."""
    import csv

    from kkr_alloc import bundled

    with Path(bundled.data_file("kv2025", "votes.csv")).open(encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    file = path / "nothing-yet.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([*header, "areas", "areas_counted", "areas_final"])
        writer.writerows([*row[:5], "0", "", "10", "0", "0"] for row in rows)
    return str(file)


@pytest.mark.parametrize(
    "command", [["explain"], ["margins"], ["compare", "kl", "dhondt"], ["what-if", "--change-votes", "A+0"]]
)
def test_nothing_counted_yet_is_no_result(program: Program, tmp_path: Path, command: list[str]) -> None:
    arguments = [*command, "--votes", without_votes(tmp_path), "-e", "kv2025", "-r", "nordjylland"]
    told = program(*arguments)
    assert told.code == 0
    assert "o result yet" in told.out or "No difference." in told.out
    assert "outside" not in told.out
    data = program(*arguments, "-f", "json")
    assert data.code == 0
    validate(data.data)
