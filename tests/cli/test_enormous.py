"""A body of any size has its seats; what is for people's eyes is refused with its number."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from kkr_alloc import bundled
from tests.cli.runner import Program

RULES = "id: big\nname: big\ndescription: big\nbodies:\n"


@pytest.fixture
def levelled(tmp_path: Path) -> list[str]:
    """One list with one vote and a mayor sets the price of a seat; the other has 9 * 10**14 votes."""
    votes = ["municipality_code,list_letter,list_name,party,votes,seats"]
    mayors = ["municipality_code,list_letter,party"]
    codes = bundled.geography(datetime.date(2022, 1, 1)).area("nordjylland")
    for number, code in enumerate(codes):
        votes += [f"{code},A,,A,{9 * 10**14 if number == 0 else 0},1"]
        votes += [f"{code},V,,V,1,1"] if number == 0 else []
        mayors += [f"{code},,V"]
    files = {
        "--votes": ("votes.csv", "\n".join(votes)),
        "--mayors": ("mayors.csv", "\n".join(mayors)),
        "--rules": (
            "big.yaml",
            RULES + "  kkr: {levelling: adams, fill: dhondt, ex_officio: mayors}\n",
        ),
    }
    options = ["-r", "nordjylland"]
    for option, (name, content) in files.items():
        (tmp_path / name).write_text(content)
        options += [option, str(tmp_path / name)]
    return options


def test_a_diagram_of_it_is_refused(program: Program, levelled: list[str]) -> None:
    assert program("compute", *levelled).code == 0
    told = program("compute", *levelled, "-f", "svg")
    assert (told.code, told.out) == (3, "")
    assert "9,900,000,000,000,011 seats are too many for a diagram: at most 4,000 are drawn." in told.err


def test_the_report_says_so_in_the_diagrams_place(program: Program, levelled: list[str]) -> None:
    told = program("report", *levelled)
    assert told.code == 0
    assert "9,900,000,000,000,011 seats are too many for a diagram" in told.out
    assert 'class="hemicycle"' not in told.out


def test_a_note_stands_in_the_place_of_its_steps(program: Program, tmp_path: Path) -> None:
    """Seats are told all the same; what is nothing but steps cannot be."""
    rules = tmp_path / "million.yaml"
    rules.write_text(RULES + "  bestyrelse: {seats: 1000000, fill: dhondt}\n")
    asked = ("-b", "bestyrelse", "--rules", str(rules))
    told = program("compute", "--steps", "-f", "json", *asked)
    (composition,) = told.data["compositions"]
    assert (told.code, composition["members"], composition["steps"]) == (0, 1_000_000, None)
    wanted = "1,000,000 steps are too many: at most 10,000 are told."
    assert {"code": "too-many-steps", "message": wanted} in composition["notes"]
    assert wanted in program("report", *asked).out
    explained = program("explain", *asked)
    assert (explained.code, explained.out) == (3, "")
    assert wanted in explained.err
