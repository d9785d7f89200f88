"""The commands of election night through the entry point: compute on a feed, convert."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from zlib import crc32

import pytest

from kkr_alloc import bundled
from tests.analysis.night import FINAL, NORDJYLLAND, PRELIMINARY, WAITING, Night
from tests.cli.runner import ABOUT_BODIES, Program
from tests.tables import rows_of

GEOGRAPHY = bundled.geography(date(2026, 1, 1))


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

    def test_unreadable_file(self, program: Program, night: Night) -> None:
        night.release_all(FINAL)
        file = night.put_bytes(NORDJYLLAND[0], b"")
        call = ("compute", "--votes", str(night.folder), "--mayors", str(night.mayors), "-r", "1081")
        data = program(*call, "-f", "json").data
        count = data["count"]
        assert (count["final"], count["areas"], count["areas_counted"]) == (False, 11, 10)
        (note,) = [one for one in data["compositions"][0]["notes"] if one["code"] == "files-unreadable"]
        assert note["details"] == [f"valgresultater/{file.name}"]
        assert program(*call, "--require-final").code == 5
        assert file.name not in program(*call).out
        for format_name in ("table", "markdown", "html"):
            assert note["details"][0] in program(*call, "-v", "-f", format_name).out.replace("\\_", "_")
        outcome = program("validate", str(night.folder), "-f", "json")
        assert [problem["file"] for problem in outcome.data["files"][0]["problems"]] == [str(file)]
        for code in NORDJYLLAND:
            night.put_bytes(code, b"")
        outcome = program(*call, "-f", "json")
        assert (outcome.code, outcome.out, len(outcome.error["problems"])) == (3, "", 11)

    @pytest.mark.parametrize("format_name", ["table", "markdown", "html", "svg"])
    def test_preliminary_comes_first(self, program: Program, night: Night, format_name: str) -> None:
        """Of Thisted nothing is there yet; a word about that is the first one that people read."""
        for code in NORDJYLLAND[1:]:
            night.release(code, FINAL)
        call = ("--votes", str(night.folder), "--mayors", str(night.mayors), "-r", "1081")
        out = program("compute", *call, "-f", format_name).out
        words = " ".join(re.sub("<style>.*?</style>|<[^>]*>", " ", out, flags=re.DOTALL).split())
        assert words.lstrip("# ").startswith("PRELIMINARY: KKR Nordjylland, term 2026-2030")
        assert "10 of 11 polling areas counted" in words
        for command in ABOUT_BODIES.values():
            out = program(*command, *call, "-f", format_name.replace("svg", "json")).out
            assert "PRELIMINARY: KKR Nordjylland" in out or '"final": false' in out, command
        assert "<title>PRELIMINARY: KKR Nordjylland" in program("report", *call).out

    def test_contradiction_stops_the_bodies_of_its_municipality(self, program: Program, night: Night) -> None:
        night.release_all(FINAL)
        file = night.release(NORDJYLLAND[0], FINAL, GyldigeStemmer=7)
        call = ("compute", "--votes", str(night.folder), "-f", "json")
        for area in ((), ("-r", "1081"), ("-b", "repraesentantskab"), ("-b", "bestyrelse")):
            outcome = program(*call, *area)
            assert (outcome.code, outcome.out) == (3, "")
            (problem,) = outcome.error["problems"]
            assert (problem["file"], problem["field"], problem["value"]) == (str(file), "GyldigeStemmer", "7")
            assert problem["message"].startswith("KKR Nordjylland, ")
        other = program(*call, "-r", "sjaelland")
        assert (other.code, other.data["count"]["final"]) == (0, False)
        for command in ("convert", "validate"):
            assert program(command, str(night.folder)).code == 3

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
        (ahead,) = program(
            "outlook", "--votes", str(night.folder), "-r", "1081", "--leaders", "-f", "json"
        ).data["outlooks"]
        assert len(ahead["offices"]) == ahead["municipalities"] == 11
        assert ahead["led"]["members"]["exact"]


@pytest.mark.parametrize("known", [0, 1, 3])
def test_mayors_missing_in_a_file(program: Program, night: Night, known: int) -> None:
    """They come from the bundle; in an outlook they are open."""
    path = night.mayors.with_name("partial.csv")
    path.write_text("".join(night.mayors.read_text().splitlines(keepends=True)[: 1 + known]))
    call = ("-e", "kv2025", "--mayors", str(path), "-f", "json", "-r", "1081")
    data = program("compute", *call).data
    (note,) = [n for n in data["compositions"][0]["notes"] if n["code"].endswith("-mayors")]
    assert (note["code"], note["message"].split()[0]) == ("bundled-mayors", str(98 - known))
    assert [entry["role"] for entry in data["inputs"]] == ["votes", "mayors", "mayors"]
    (ahead,) = program("outlook", *call).data["outlooks"]
    assert len(ahead["offices"]) == 11 - known
    assert ahead["led"] is None


@pytest.mark.parametrize("row", ["813,J,Frederikshavn", "813,", "813,J", "813"])
def test_mayor_whose_row_is_half_written(program: Program, night: Night, row: str) -> None:
    """The votes are not final: the mayor of a list that does not stand would only be noted."""
    night.release_all(PRELIMINARY)
    night.mayors.write_text(f"municipality_code,list_letter,list_name\n{row}")
    outcome = program("compute", "--votes", str(night.folder), "--mayors", str(night.mayors), "-r", "1081")
    assert (outcome.code, outcome.out) == (3, "")
    assert f"Error: {night.mayors}:" in outcome.err


ISLANDS = ("Læsø", "Fanø", "Samsø", "Ærø")
THREE = ("Aalborg", "Odense", "Bornholms")
STATES: dict[str, tuple[str, Callable[[str, str], bool]]] = {
    "night": ("night", lambda _of, _file: True),
    "night without four islands": ("night", lambda of, _file: of not in ISLANDS),
    "night, three municipalities": ("night", lambda of, _file: of in THREE),
    "final without four islands": ("final", lambda of, _file: of not in ISLANDS),
    "final, three municipalities": ("final", lambda of, _file: of in THREE),
    "final, every fourth file": ("final", lambda _of, file: crc32(file.encode()) % 4 == 0),
}
"""Which feed of KV25, and which of its files are there: by municipality and name."""


def municipality_of(file: Path) -> str:
    """The municipality in a result's name, without the word for one."""
    return re.split("_(?:Regions)?[Kk]ommune-", file.name)[0].removeprefix("valgresultater-Kommunalvalg-")


@pytest.mark.parametrize(("feed", "kept"), STATES.values(), ids=STATES)
def test_real_night(
    program: Program, shared: Path, tmp_path: Path, feed: str, kept: Callable[[str, str], bool]
) -> None:
    """Against a plain sum of the files, by region. Only the final feed says which areas there are in all."""
    source = shared / "elections" / "kv2025" / f"valgdk-feed-{feed}"
    regions = {int(row["code"]): row["region"] for row in rows_of(shared / "tables" / "municipalities.csv")}
    if feed == "final":
        shutil.copytree(source / "mandatfordeling", tmp_path / "mandatfordeling")
    (tmp_path / "valgresultater").mkdir()
    areas = []  # (municipality, region, stage, votes, whether it is there); without a stage it is unreadable
    for file in sorted((source / "valgresultater").glob("*.json")):
        there = kept(municipality_of(file), file.name)
        if there:
            shutil.copy(file, tmp_path / "valgresultater")
        area = json.loads(file.read_bytes() or "{}")
        if area.get("Valgdag", "18-11-2025") == "18-11-2025":
            votes = sum(one["Stemmer"] for one in area.get("Kandidatlister") or ())
            areas.append(
                (municipality_of(file), area.get("Kommunekode"), area.get("Resultatart"), votes, there)
            )
    codes = {of: code for of, code, *_ in areas if code}
    outcome = program("compute", "--votes", str(tmp_path), "-f", "json")
    assert outcome.code == 0, outcome.err
    made = {one["region"]: one for one in outcome.data["compositions"]}
    total = Counter[str]()
    for region in GEOGRAPHY.regions:
        here = [area for area in areas if regions[codes[area[0]]] == region.name]
        found = [area for area in here if area[-1]]
        absent = {of for of, *_ in here} - {of for of, *_ in found}
        going_on = {of for of, _, stage, *_ in found if stage != FINAL}
        unconfirmed = {of for of, *_ in found} - going_on if feed == "night" else set()
        sums = {
            "areas": len(here) if feed == "final" else len(found) + len(absent),
            "areas_counted": sum(stage in (PRELIMINARY, FINAL) for _, _, stage, *_ in found),
            "areas_final": sum(stage == FINAL for _, _, stage, *_ in found),
        }
        total.update(sums)
        one = made[region.id]
        assert {name: one["count"][name] for name in sums} == sums
        assert one["count"]["final"] == (sums["areas"] == sums["areas_final"] and not unconfirmed)
        assert one["valid_votes"] == sum(area[3] for area in found)
        assert one["valid_votes"] == sum(party["votes"] for party in one["parties"])
        details = {note["code"]: note["details"] for note in one["notes"]}
        assert len(details.get("areas-unconfirmed", ())) == len(unconfirmed)
        assert len(details.get("municipalities-missing", ())) == (0 if feed == "final" else len(absent))
        assert len(details.get("areas-missing", ())) == (len(here) - len(found) if feed == "final" else 0)
        unreadable = details.get("files-unreadable", ())
        assert len(unreadable) == sum(not stage for _, _, stage, *_ in found)
        assert not any((tmp_path / name).stat().st_size for name in unreadable)
    count = outcome.data["count"]
    assert {name: count[name] for name in total} == total
    assert not count["final"]
    if feed == "night" and kept("Fanø", ""):
        assert total == {"areas": 1314, "areas_counted": 904, "areas_final": 23}
        assert sum(one["valid_votes"] for one in made.values()) == 1_591_643
