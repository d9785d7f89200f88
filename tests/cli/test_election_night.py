"""The commands of election night through the entry point: compute on a feed, convert."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from kkr_alloc import bundled
from tests.analysis.night import FINAL, NORDJYLLAND, PRELIMINARY, WAITING, Night
from tests.cli.runner import Program


@pytest.fixture
def night(tmp_path: Path) -> Night:
    return Night(tmp_path)


class TestComputeOnAFeed:
    """The state of the count travels with every result."""

    def test_preliminary(self, program: Program, night: Night) -> None:
        night.release_all(WAITING)
        for code in NORDJYLLAND[:4]:
            night.release(code, PRELIMINARY)
        call = ("compute", "--votes", str(night.folder), "--mayors", str(night.mayors), "-r", "1081")
        rows = list(csv.DictReader(io.StringIO(program(*call, "-f", "csv").out)))
        assert {(r["count_state"], r["areas"], r["areas_counted"], r["areas_final"]) for r in rows} == {
            ("preliminary", "11", "4", "0")
        }
        assert program(*call, "--require-final").code == 5
        night.release_all(FINAL)
        assert program(*call, "--require-final").code == 0

    def test_nothing_counted(self, program: Program, night: Night) -> None:
        night.release_all(WAITING)
        outcome = program("compute", "--votes", str(night.folder), "-r", "1081")
        assert outcome.code == 0
        assert "No result yet" in outcome.out
        assert "nothing counted yet in 11 polling areas" in outcome.out

    def test_unreadable_file(self, program: Program, night: Night) -> None:
        night.release_all(FINAL)
        night.put_bytes(NORDJYLLAND[0], b"")
        call = ("compute", "--votes", str(night.folder), "--mayors", str(night.mayors), "-r", "1081")
        outcome = program(*call, "-f", "json")
        assert (outcome.code, outcome.out) == (3, "")
        assert len(outcome.error["problems"]) == 1
        skipped = program(*call, "-f", "json", "--skip-unreadable").data
        assert (skipped["count"]["areas"], skipped["count"]["areas_counted"]) == (11, 10)
        assert "files-unreadable" in {note["code"] for note in skipped["compositions"][0]["notes"]}

    def test_election_other_than_asked_for(self, program: Program, night: Night) -> None:
        night.release_all(FINAL)
        outcome = program("compute", "--votes", str(night.folder), "-e", "kv2021")
        assert (outcome.code, outcome.out) == (3, "")
        assert "of kv2025, not of kv2021" in outcome.err

    def test_election_that_is_not_bundled_gets_the_sitting_mayors(
        self, program: Program, night: Night
    ) -> None:
        changed = {"Valgdag": "20-11-2029"}
        for code in NORDJYLLAND:
            night.release(code, FINAL, FrigivelsesTidspunktUTC="20-11-2029 22:00:00", **changed)
        outcome = program("compute", "--votes", str(night.folder), "-r", "1081")
        assert outcome.code == 0, outcome.err
        assert "KKR Nordjylland, term 2030-2034" in outcome.out
        assert "Kommunalvalg 2029 (2029-11-20)" in outcome.out
        assert "The mayors used are the sitting mayors, in office since 2026-01-01." in outcome.out


def test_mayors_missing_in_a_file_come_from_the_bundle(program: Program, night: Night) -> None:
    path = night.mayors.with_name("partial.csv")
    path.write_text("\n".join(night.mayors.read_text().splitlines()[:4]))
    data = program("compute", "-e", "kv2025", "--mayors", str(path), "-f", "json", "-r", "1081").data
    (note,) = [n for n in data["compositions"][0]["notes"] if n["code"] == "bundled-mayors"]
    assert "95 municipalities" in note["message"]
    assert [entry["role"] for entry in data["inputs"]] == ["votes", "mayors", "mayors"]


class TestConvert:
    """What ``convert`` writes is what ``compute`` reads."""

    def test_final_count_stays_final(self, program: Program, night: Night, tmp_path: Path) -> None:
        night.release_all(FINAL)
        target, again = tmp_path / "votes.csv", tmp_path / "again.csv"
        assert program("convert", str(night.folder), "-o", str(target)).code == 0
        assert program("convert", str(target), "-o", str(again)).code == 0
        assert again.read_bytes() == target.read_bytes()
        call = ("--votes", str(again), "--mayors", str(night.mayors), "-r", "1081", "-e", "kv2025")
        assert program("compute", *call, "--require-final").code == 0

    def test_table_without_a_count_gets_none(self, program: Program) -> None:
        votes = bundled.data_file("kv2017", "votes.csv")
        assert program("convert", votes, "-e", "kv2017").out == Path(votes).read_text(encoding="utf-8")

    def test_partial_count_survives(self, program: Program, night: Night, tmp_path: Path) -> None:
        night.release_all(WAITING)
        night.release(NORDJYLLAND[3], PRELIMINARY)
        target = tmp_path / "votes.csv"
        assert program("convert", str(night.folder), "-o", str(target)).code == 0
        call = ("--mayors", str(night.mayors), "-r", "1081", "-e", "kv2025", "-f", "json")
        table = program("compute", "--votes", str(target), *call).data
        feed = program("compute", "--votes", str(night.folder), *call).data
        assert [p["votes"] for p in table["compositions"][0]["parties"]] == [
            p["votes"] for p in feed["compositions"][0]["parties"]
        ]
        not_in_a_table = dict.fromkeys(("newest_release", "electorate", "electorate_counted"))
        assert table["count"] == {**feed["count"], **not_in_a_table}
