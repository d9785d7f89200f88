"""Reading what comes with the program, and a user's own rule file: known keys only, quoted codes."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest

from kkr_alloc import bundled
from kkr_alloc.divisors import DIVISORS
from kkr_alloc.errors import InputError
from kkr_alloc.model import DivisorName, Region
from kkr_alloc.sources.files import Content
from kkr_alloc.sources.yamlfile import parse_yaml, read_yaml
from tests.sources.reading import problems_of

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


def test_the_divisors_of_a_rule_file_are_those_there_are() -> None:
    assert get_args(DivisorName) == tuple(DIVISORS)


@pytest.mark.parametrize(
    ("old", "new", "field", "message"),
    [
        ('threshold: "0.02"', "threshold: 0.02", "bodies.kkr.threshold", "share from 0 to 1"),
        ('threshold: "0.02"', 'threshold: "2"', "bodies.kkr.threshold", "share from 0 to 1"),
        ('levelling: "adams"', 'levelling: "hare"', "bodies.kkr.levelling", "one of adams, dhondt, sainte"),
        ("council_seat: true", 'council_seat: "yes"', "bodies.kkr.council_seat", "true or false"),
        ("municipality: 2", "municipality: 0", "bodies.kkr.cap_per_municipality", "at least 1"),
        ("municipality: 2", "municipality: true", "bodies.kkr.cap_per_municipality", "Not a whole number"),
        ("cap_per_municipality: 2", "cap: 2", "bodies.kkr.cap", "is unknown"),
        ("  bestyrelse:", "  bestyrelsen:", "bodies.bestyrelsen", "is unknown"),
        ("seats: 17", "seats: null", "bodies.bestyrelse.levelling", "levelled or fixed"),
        ('ex_officio: "mayors"', "ex_officio: null", "bodies.kkr.ex_officio", "Levelling needs"),
        ('id: "kl"', "id: 7", "id", "text is needed"),
        ('fill: ["adams", "sainte-lague", "dhondt"]', 'fill: ["dhondt"]', "bodies.kkr.open.fill", "itself"),
        ('fill: ["adams", "sainte-lague", "dhondt"]', 'fill: ["adams"]', "bodies.kkr.open.fill", "several"),
        ('["cast", "valid"]', '["cast", "valid", "cast"]', "bodies.kkr.open.threshold_base", "several"),
        ('id: "kl"', 'name: "x"', None, "twice"),
        ('id: "kl"', "", "id", "missing"),
        ('id: "kl"', 'id: " "', "id", "needs an id"),
        ('id: "kl"', r'id: "\e[31mred"', None, "control or invisible"),
        ('id: "kl"', r'id: "mine\rkl"', None, "control or invisible"),
        ('id: "kl"', r'"\u202e": "kl"', None, "control or invisible"),
    ],
)
def test_wrong_rule_file(tmp_path: Path, old: str, new: str, field: str | None, message: str) -> None:
    path = tmp_path / "own.yaml"
    assert old in KL
    path.write_text(KL.replace(old, new, 1))
    (problem,) = problems_of(lambda: bundled.rules(str(path)))
    assert (problem.file, problem.field) == (str(path), field)
    assert message in problem.message


@pytest.mark.parametrize("content", ["[]", "7", "bodies: {kkr: []}", "~"])
def test_file_that_is_no_rule_set(content: str) -> None:
    with pytest.raises(InputError, match=r"Keys with values|is missing|drawn lots"):
        bundled.rule_file(Content("x.yaml", content.encode()))


def test_texts_of_a_rule_file_may_run_over_several_lines(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(KL.replace('id: "kl"', "id: |\n  my own\n  rules"))
    assert bundled.rules(str(path)).id == "my own rules"


@pytest.mark.parametrize(
    ("name", "hint"), [("nonsense", "One of kl, dhondt, sainte-lague"), ("d'hont", "Did you mean dhondt?")]
)
def test_unknown_rule_set(name: str, hint: str) -> None:
    (problem,) = problems_of(lambda: bundled.rules(name))
    assert (problem.hint or "").startswith(hint)


REGION = """
regions:
  - id: "a"
    code: "1"
    name: "A"
    english: "A"
    valid_from: "2007-01-01"
    valid_to: "2026-12-31"
    municipalities: {"101": "X"}
"""


@pytest.mark.parametrize(
    ("day", "regions"), [("2006-12-31", 0), ("2007-01-01", 1), ("2026-12-31", 1), ("2027-01-01", 0)]
)
def test_regions_are_those_of_the_day(monkeypatch: pytest.MonkeyPatch, day: str, regions: int) -> None:
    monkeypatch.setattr(bundled, "read_bundled", lambda name: Content(name, REGION.encode()))
    assert len(bundled.geography.__wrapped__(datetime.date.fromisoformat(day)).regions) == regions


def test_no_value_must_be_written() -> None:
    """Else a rule that nobody filled in would be none: no threshold, no cap."""
    for none in ("null", "~"):
        assert parse_yaml(Content("x.yaml", f"cap: {none}\n".encode())) == {"cap": None}
    for blank in ("cap:", "{cap}", "- ", "cap: # two", "cap: !!null ''"):
        with pytest.raises(InputError, match="the value is missing; write null for none"):
            parse_yaml(Content("x.yaml", f"{blank}\n".encode()))


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("101", "text is needed"),
        *((code, f"{code} is no plain number; a code must stand in quotes") for code in ("0101", "1:30")),
    ],
)
def test_codes_must_be_quoted(code: str, message: str) -> None:
    """Else 0101 would be 65, and 1:30 ninety."""
    with pytest.raises(InputError, match=message):
        read_yaml(Content("x.yaml", REGION.replace('"101"', code).encode()), dict[str, list[Region]])
