"""Reading what comes with the program, and a user's own rule file: known keys only, quoted codes."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path

import pytest

from kkr_alloc import bundled
from kkr_alloc.errors import InputError
from kkr_alloc.names import find_region

TODAY = datetime.date(2022, 1, 1)
KL = Path(bundled.data_file("rules", "kl.yaml")).read_text(encoding="utf-8")


def test_rule_sets() -> None:
    assert bundled.rule_sets() == ("kl", "dhondt", "sainte-lague")
    for name in bundled.rule_sets():
        rules = bundled.rules(name)
        assert rules.id == name
        assert set(rules.bodies) == {"kkr", "repraesentantskab", "bestyrelse"}
        assert rules.bodies["kkr"].threshold == Fraction(1, 50)
    assert bundled.rules().bodies["kkr"].levelling == "adams"
    assert bundled.rules("dhondt").bodies["kkr"].levelling == "dhondt"
    assert bundled.rules().bodies["bestyrelse"].seats == 17


@pytest.mark.parametrize(
    ("old", "new", "field", "message"),
    [
        ('threshold: "0.02"', "threshold: 0.02", "bodies.kkr.threshold", "share from 0 to 1"),
        ('threshold: "0.02"', 'threshold: "2"', "bodies.kkr.threshold", "share from 0 to 1"),
        ('levelling: "adams"', 'levelling: "hare"', "bodies.kkr.levelling", "one of dhondt"),
        ("council_seat: true", 'council_seat: "yes"', "bodies.kkr.council_seat", "true or false"),
        (
            "cap_per_municipality: 2",
            "cap_per_municipality: 0",
            "bodies.kkr.cap_per_municipality",
            "whole number",
        ),
        ("cap_per_municipality: 2", "cap: 2", "bodies.kkr.cap", "not known"),
        ("  bestyrelse:", "  bestyrelsen:", "bodies.bestyrelsen", "no body"),
        ("seats: 17", "seats: null", "bodies.bestyrelse.levelling", "levelled or fixed"),
        ('id: "kl"', "id: 7", "id", "text is needed"),
        ('id: "kl"', 'name: "x"', None, "twice"),
        ('id: "kl"', "", "id", "missing"),
        ('id: "kl"', 'id: " "', "id", "needs an id"),
        ('id: "kl"', r'id: "\e[31mred"', None, "control or invisible"),
        ('id: "kl"', r'"\u202e": "kl"', None, "control or invisible"),
    ],
)
def test_a_wrong_rule_file(tmp_path: Path, old: str, new: str, field: str | None, message: str) -> None:
    path = tmp_path / "own.yaml"
    assert old in KL
    path.write_text(KL.replace(old, new, 1))
    with pytest.raises(InputError) as caught:
        bundled.rules(str(path))
    problem = next(problem for problem in caught.value.problems if message in problem.message)
    assert (problem.file, problem.field) == (str(path), field)


def test_a_rule_files_texts_may_run_over_several_lines(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(KL.replace('id: "kl"', "id: |\n  my own\n  rules"))
    assert bundled.rules(str(path)).id == "my own rules"


def test_an_unknown_rule_set_is_told_with_the_known_ones() -> None:
    with pytest.raises(InputError) as caught:
        bundled.rules("nonsense")
    assert "kl, dhondt, sainte-lague" in (caught.value.problems[0].hint or "")


REGIONS = """
regions:
  - id: "a"
    code: "1"
    name: "A"
    english: "A"
    valid_from: "2007-01-01"
    valid_to: {end}
    municipalities: {{"101": "X"}}
  - id: "b"
    code: "2"
    name: "B"
    english: "B"
    valid_from: "{start}"
    valid_to: null
    municipalities: {{"101": "X"}}
"""


def test_a_municipality_in_two_regions(tmp_path: Path) -> None:
    path = tmp_path / "regions.yaml"
    path.write_text(REGIONS.format(end="null", start="2007-01-01"))
    with pytest.raises(InputError, match="two regions"):
        bundled.geography(TODAY, str(path))


def test_regions_are_those_of_the_day(tmp_path: Path) -> None:
    path = tmp_path / "regions.yaml"
    path.write_text(REGIONS.format(end='"2026-12-31"', start="2027-01-01"))
    assert [region.id for region in bundled.geography(TODAY, str(path)).regions] == ["a"]
    assert [region.id for region in bundled.geography(datetime.date(2027, 1, 1), str(path)).regions] == ["b"]


def test_codes_must_be_quoted(tmp_path: Path) -> None:
    path = tmp_path / "regions.yaml"
    path.write_text(REGIONS.format(end="null", start="2007-01-01").replace('"101"', "0101"))
    with pytest.raises(InputError, match="quoted texts"):
        bundled.geography(TODAY, str(path))


def test_no_region_is_guessed() -> None:
    with pytest.raises(InputError) as caught:
        find_region("bornholm", bundled.geography(TODAY))
    assert "hovedstaden" in (caught.value.problems[0].hint or "")
