"""The program, and an election that a lot decides, as fixtures."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.night import NORDJYLLAND
from tests.cli.runner import Program


@pytest.fixture
def program(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, clean_environment: None
) -> Program:
    return Program(capfd, monkeypatch)


@pytest.fixture
def tie(tmp_path: Path) -> list[str]:
    """Options for Nordjylland with its last seat tied between B and C under d'Hondt."""
    votes = ["municipality_code,list_letter,list_name,party,votes,seats"]
    mayors = ["municipality_code,list_letter,party"]
    for number, code in enumerate(NORDJYLLAND):
        votes += [
            f"{code},A,,A,{2045 + number},9",
            f"{code},B,,B,100,1",
            f"{code},C,,C,100,1",
            f"{code},V,,V,60,1",
        ]
        mayors.append(f"{code},,{'V' if number == 0 else 'A'}")
    (tmp_path / "votes.csv").write_text("\n".join(votes))
    (tmp_path / "mayors.csv").write_text("\n".join(mayors))
    files = ("--votes", str(tmp_path / "votes.csv"), "--mayors", str(tmp_path / "mayors.csv"))
    return [*files, "-e", "kv2021", "-r", "1081", "--rules", "dhondt"]
