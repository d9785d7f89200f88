"""``kkr-alloc compute`` as people, jobs and pipelines use it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import pty
import stat
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from kkr_alloc import bundled
from kkr_alloc.output.csv import COLUMNS
from tests.cli.runner import Outcome, Program, process

SCHEMA = json.loads(
    (Path(__file__).resolve().parents[2] / "schema" / "compositions.schema.json").read_text(encoding="utf-8")
)
REGIONS = ["hovedstaden", "sjaelland", "syddanmark", "midtjylland", "nordjylland"]

VOTES = """municipality_code,municipality,list_letter,list_name,party,votes,seats
101,København,A,Socialdemokratiet,A,{a},10
101,København,B,Radikale Venstre,B,{b},5
101,København,C,Det Konservative Folkeparti,C,{c},5
"""


class TestTable:
    """What a person sees."""

    def test_the_main_job(self, program: Program) -> None:
        outcome = program("compute", "--region", "hovedstaden")
        assert outcome.code == 0
        assert outcome.err == ""
        for expected in (
            "KKR Hovedstaden, term 2022-2026",
            "Kommunalvalg 2021 (2021-11-16), final count. Rules: kl.",
            "58 members: 29 mayors and 29 supplementary.",
            "Socialdemokratiet sets the size: 220,319 votes / 17 mayors = 12,959.9 votes per",
            "The cap is 58: 2 for each of 29 municipalities.",
            "943,614",
        ):
            assert expected in outcome.out
        rows = {
            line.split()[0]: line.split()[-5:]
            for line in outcome.out.splitlines()
            if line[1:2] in "ACVF" and line[2:3] == " "
        }
        assert rows["A"][1:] == ["17", "17", "–", "17"]
        assert rows["C"][1:] == ["9", "14", "5", "14"]
        assert rows["V"][1:] == ["2", "6", "4", "6"]
        assert rows["F"][1:] == ["1", "5", "4", "5"]

    def test_parties_below_the_threshold_are_marked_and_local_lists_gathered(self, program: Program) -> None:
        out = program("compute", "-r", "hovedstaden").out
        assert "Liberal Alliance *" in out
        assert "* below the threshold" in out
        assert "56 local lists" in out
        assert "Lokallisten Ny Egedal" not in out
        assert (
            "Lokallisten Ny Egedal"
            in process("compute", "-r", "hovedstaden", "--all-lists", COLUMNS="120").out
        )

    def test_a_local_list_with_a_mayor_is_shown(self, program: Program) -> None:
        out = program("compute", "-r", "sjaelland").out
        assert "306-N" in out
        assert "2 of the mayors sit outside the proportional part." in out

    def test_what_is_assumed_stands_below(self, program: Program) -> None:
        out = program("compute", "-r", "midtjylland").out
        assert "Kristendemokraterne is 37 votes above the threshold of 2.00 % (14,485 votes)." in out
        assert "co-operation" in out

    @pytest.mark.parametrize("columns", [60, 80, 200])
    @pytest.mark.parametrize(("language", "header"), [("en", "Votes"), ("da", "Stemmer")])
    def test_it_fits_the_width(self, columns: int, language: str, header: str) -> None:
        out = process("compute", COLUMNS=str(columns), KKR_ALLOC_LANG=language).out
        assert max(map(len, out.splitlines())) <= columns
        assert "…" not in "".join(line for line in out.splitlines() if header in line)

    @pytest.mark.parametrize("columns", [60, 80])
    def test_a_name_that_is_cut_keeps_its_mark(self, columns: int) -> None:
        out = process("compute", "-r", "sjaelland", COLUMNS=str(columns), KKR_ALLOC_LANG="da").out
        line = next(line for line in out.splitlines() if line.startswith(" K "))
        assert "… *" in line

    @pytest.mark.parametrize("environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
    def test_a_terminal_that_wants_no_colour_gets_none(self, environment: dict[str, str]) -> None:
        call = [sys.executable, "-m", "kkr_alloc", "compute", "-r", "1081"]
        plain = terminal(call, {"COLUMNS": "80", **environment})
        assert "\x1b[3" not in plain
        assert "KKR Nordjylland" in plain
        assert "\x1b[" in terminal(call, {"COLUMNS": "80", "TERM": "xterm-256color"})

    def test_no_colour_and_no_trailing_space_in_a_pipe(self) -> None:
        out = process("compute").out
        assert "\x1b" not in out
        assert [line for line in out.splitlines() if line != line.rstrip()] == []

    def test_steps(self, program: Program) -> None:
        out = program("compute", "-r", "nordjylland", "--steps").out
        assert "Levelling" in out
        assert "12   C" in out.replace("    12", "12")

    def test_an_output_that_cannot_show_danish_letters(self) -> None:
        outcome = process("compute", "-r", "hovedstaden", PYTHONIOENCODING="ascii")
        assert outcome.code == 0
        assert "KKR Hovedstaden" in outcome.out


class TestRegions:
    """Regions by name with or without Danish letters, any case, or code."""

    @pytest.mark.parametrize(
        "name", ["sjaelland", "Sjælland", "SJÆLLAND", "1085", "Region Sjælland", "KKR Sjælland", "zealand"]
    )
    def test_names(self, program: Program, name: str) -> None:
        outcome = program("compute", "--region", name, "--format", "json")
        assert [composition["region"] for composition in outcome.data["compositions"]] == ["sjaelland"]

    def test_all_five_without_a_name(self, program: Program) -> None:
        outcome = program("compute", "-f", "json")
        assert [composition["region"] for composition in outcome.data["compositions"]] == REGIONS

    def test_several_in_the_order_asked_and_once(self, program: Program) -> None:
        outcome = program("compute", "-f", "json", "-r", "1081", "-r", "hovedstaden", "-r", "nordjylland")
        assert [c["region"] for c in outcome.data["compositions"]] == ["nordjylland", "hovedstaden"]

    def test_a_typo_is_told_with_the_nearest_name(self, program: Program) -> None:
        outcome = program("compute", "--region", "sjeland")
        assert outcome.code == 3
        assert outcome.out == ""
        assert "Did you mean sjaelland?" in outcome.err

    def test_a_municipality_is_told_its_region(self, program: Program) -> None:
        assert "København is in hovedstaden." in program("compute", "-r", "101").err

    def test_a_region_of_a_national_body_is_a_usage_error(self, program: Program) -> None:
        outcome = program("compute", "--body", "bestyrelse", "--region", "hovedstaden")
        assert (outcome.code, outcome.out) == (2, "")


class TestElections:
    """Bundled elections by name."""

    @pytest.mark.parametrize(
        ("name", "found"), [("kv2017", "kv2017"), ("latest", "kv2025"), ("KV2013", "kv2013")]
    )
    def test_names(self, program: Program, name: str, found: str) -> None:
        assert program("compute", "-e", name, "-r", "1081", "-f", "json").data["election"] == found

    def test_a_typo(self, program: Program) -> None:
        outcome = program("compute", "-e", "kv2012")
        assert outcome.code == 3
        assert "Did you mean kv20" in outcome.err


class TestMachineFormats:
    """JSON, CSV and TSV."""

    @pytest.mark.parametrize("election", ["kv2013", "kv2017", "kv2021", "kv2025"])
    @pytest.mark.parametrize("body", ["kkr", "repraesentantskab", "bestyrelse"])
    def test_json_keeps_to_its_schema_and_its_sums_hold(
        self, program: Program, election: str, body: str
    ) -> None:
        data = program("compute", "-e", election, "-b", body, "-f", "json", "--steps").data
        jsonschema.validate(data, SCHEMA)
        for composition in data["compositions"]:
            parties = composition["parties"]
            assert composition["members"] == sum(p["seats"] for p in parties) + composition["unassigned"]
            assert sum(p["votes"] for p in parties) == composition["valid_votes"]
            assert [p["votes"] for p in parties] == sorted((p["votes"] for p in parties), reverse=True)
            if body != "bestyrelse":
                assert composition["mayors"] == sum(p["mayors"] for p in parties)
                supplementary = sum(p["supplementary"] for p in parties) + composition["unassigned"]
                assert composition["supplementary"] == supplementary

    def test_the_same_call_gives_the_same_bytes(self) -> None:
        call = ("compute", "-f", "json", "--steps")
        assert process(*call).out == process(*call, PYTHONHASHSEED="7").out

    def test_the_inputs_are_named_with_their_hash(self, program: Program) -> None:
        inputs = program("compute", "-f", "json", "-r", "1081").data["inputs"]
        assert [(entry["role"], entry["path"], entry["rows"]) for entry in inputs] == [
            ("votes", "data/kv2021/votes.csv", 1119),
            ("mayors", "data/kv2021/mayors.csv", 98),
        ]
        content = Path(bundled.data_file("kv2021", "votes.csv")).read_bytes()
        assert inputs[0]["sha256"] == hashlib.sha256(content).hexdigest()

    def test_json_of_hovedstaden(self, program: Program) -> None:
        composition = program("compute", "-f", "json", "-r", "hovedstaden").data["compositions"][0]
        assert composition["price"] == {"numerator": 220319, "denominator": 17}
        assert composition["parties"][0] == {
            "party": "A",
            "name": "Socialdemokratiet",
            "votes": 220319,
            "share": 0.233484,
            "eligible": True,
            "reason": None,
            "mayors": 17,
            "seats": 17,
            "supplementary": 0,
            "lists": None,
        }
        expected = {"members": 58, "mayors": 29, "supplementary": 29, "levelled_members": 70, "cap": 58}
        assert {key: composition[key] for key in expected} == expected

    @pytest.mark.parametrize(("name", "delimiter"), [("csv", ","), ("tsv", "\t")])
    def test_csv_agrees_with_json(self, program: Program, name: str, delimiter: str) -> None:
        rows = list(csv.DictReader(io.StringIO(program("compute", "-f", name).out), delimiter=delimiter))
        assert tuple(rows[0]) == COLUMNS
        data = program("compute", "-f", "json").data
        told = [
            (c["region"], p["party"], str(p["votes"]), f"{p['share']:.6f}", str(p["mayors"]), str(p["seats"]))
            for c in data["compositions"]
            for p in c["parties"]
        ]
        assert [
            (r["region"], r["party"], r["votes"], r["share"], r["mayors"], r["seats"]) for r in rows
        ] == told
        assert {row["count_state"] for row in rows} == {"final"}

    def test_what_is_null_is_empty_in_csv(self, program: Program) -> None:
        rows = list(csv.DictReader(io.StringIO(program("compute", "-b", "bestyrelse", "-f", "csv").out)))
        assert {(row["region"], row["mayors"], row["supplementary"], row["areas"]) for row in rows} == {
            ("",) * 4
        }


class TestOutputFile:
    """-o writes at once and whole, or says why not."""

    def test_the_suffix_chooses_the_format(self, program: Program, tmp_path: Path) -> None:
        target = tmp_path / "kkr.json"
        outcome = program("compute", "-o", str(target))
        assert (outcome.code, outcome.out) == (0, "")
        assert len(json.loads(target.read_text(encoding="utf-8"))["compositions"]) == 5

    def test_a_plain_file_has_ordinary_rights_and_nothing_is_left_beside_it(
        self, program: Program, tmp_path: Path
    ) -> None:
        target = tmp_path / "kkr.csv"
        program("compute", "-o", str(target))
        assert [path.name for path in tmp_path.iterdir()] == ["kkr.csv"]
        assert stat.S_IMODE(target.stat().st_mode) & 0o400

    @pytest.mark.parametrize("name", ["no/such/folder/kkr.json", "."])
    def test_a_place_that_cannot_be_written(self, program: Program, tmp_path: Path, name: str) -> None:
        outcome = program("compute", "-o", str(tmp_path / name), "-f", "json")
        assert (outcome.code, outcome.out) == (6, "")
        assert outcome.error["code"] == "cannot-write"

    def test_an_old_file_goes_only_when_forced(self, program: Program, tmp_path: Path) -> None:
        target = tmp_path / "kkr.json"
        target.write_text("old")
        outcome = program("compute", "-o", str(target))
        assert (outcome.code, outcome.out, target.read_text()) == (6, "", "old")
        assert "exists already" in outcome.err
        assert "--force" in outcome.err
        assert program("compute", "-o", str(target), "--force").code == 0
        assert json.loads(target.read_text(encoding="utf-8"))["compositions"]
        assert [path.name for path in tmp_path.iterdir()] == ["kkr.json"]

    def test_force_has_a_variable_too(self, tmp_path: Path) -> None:
        (tmp_path / "kkr.csv").write_text("old")
        assert process("compute", "-o", str(tmp_path / "kkr.csv"), KKR_ALLOC_FORCE="1").code == 0

    def test_a_device_is_no_file_that_could_be_lost(self, program: Program) -> None:
        assert program("compute", "-o", "/dev/null", "-f", "csv").code == 0

    def test_a_suffix_of_no_format_is_refused(self, program: Program, tmp_path: Path) -> None:
        outcome = program("compute", "-o", str(tmp_path / "kkr.xls"))
        assert outcome.code == 2
        assert list(tmp_path.iterdir()) == []

    def test_an_excel_workbook_goes_to_a_file_or_a_pipe_but_to_no_terminal(
        self, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert program("compute", "-o", str(tmp_path / "kkr.xlsx")).code == 0
        assert (tmp_path / "kkr.xlsx").read_bytes().startswith(b"PK")
        call = f"{sys.executable} -m kkr_alloc compute -f xlsx"
        piped = subprocess.run(["bash", "-c", f"{call} | head -c 2"], capture_output=True, check=False)
        assert piped.stdout == b"PK"
        monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
        outcome = program("compute", "-f", "xlsx")
        assert (outcome.code, outcome.out) == (2, "")
        assert "name a file with -o" in outcome.err

    def test_without_openpyxl_it_says_what_to_install(
        self, program: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "openpyxl", None)
        outcome = program("compute", "-f", "xlsx")
        assert (outcome.code, outcome.out) == (2, "")
        assert 'pip install "kkr-alloc[xlsx]"' in outcome.err

    def test_an_error_leaves_the_old_file_whole(self, program: Program, tmp_path: Path) -> None:
        target = tmp_path / "kkr.json"
        target.write_text("old")
        assert program("compute", "-o", str(target), "-r", "nowhere").code == 3
        assert target.read_text() == "old"


class TestOwnFiles:
    """A user's own votes, mayors, rules, co-operation and lots."""

    def bundled_text(self, election: str, name: str) -> str:
        return Path(bundled.data_file(election, name)).read_text(encoding="utf-8")

    def test_the_bundled_tables_as_own_files_give_the_same(self, program: Program, tmp_path: Path) -> None:
        own = compute_json(
            program,
            "--votes",
            bundled.data_file("kv2017", "votes.csv"),
            "--mayors",
            bundled.data_file("kv2017", "mayors.csv"),
            "-e",
            "kv2017",
        )
        theirs = compute_json(program, "-e", "kv2017")
        strip = lambda data: [{**c, "notes": None} for c in data["compositions"]]  # noqa: E731
        assert strip(own) == strip(theirs)
        assert own["count"]["final"] is None

    def test_votes_from_standard_input(self) -> None:
        content = Path(bundled.data_file("kv2021", "votes.csv")).read_bytes()
        outcome = process("compute", "--votes", "-", "-f", "json", "-r", "1081", stdin=content)
        assert outcome.code == 0
        assert outcome.data["inputs"][0]["path"] == "-"
        codes = {n["code"] for n in outcome.data["compositions"][0]["notes"]}
        assert {"bundled-mayors", "election-assumed"} <= codes

    def test_an_election_that_is_named_is_not_assumed(self, program: Program) -> None:
        call = ("--votes", bundled.data_file("kv2017", "votes.csv"), "-e", "kv2017", "-r", "1081")
        notes = compute_json(program, *call)["compositions"][0]["notes"]  # type: ignore[index]
        assert "election-assumed" not in {note["code"] for note in notes}

    def test_missing_municipalities_of_all_regions_are_told_in_one_run(
        self, program: Program, tmp_path: Path
    ) -> None:
        lines = self.bundled_text("kv2021", "votes.csv").splitlines()
        votes = tmp_path / "votes.csv"
        votes.write_text(
            "\n".join(line for line in lines if line[:3] not in ("101", "376")), encoding="utf-8"
        )
        outcome = program("compute", "--votes", str(votes), "-f", "json")
        assert [problem["value"] for problem in outcome.error["problems"]] == ["101", "376"]

    def test_require_final_needs_a_stated_final_count(self, program: Program) -> None:
        assert program("compute", "--require-final").code == 0
        outcome = program(
            "compute", "--require-final", "--votes", bundled.data_file("kv2021", "votes.csv"), "-f", "json"
        )
        assert outcome.code == 5
        assert outcome.data["compositions"]

    def test_a_partial_count_is_told(self, program: Program, tmp_path: Path) -> None:
        lines = self.bundled_text("kv2021", "votes.csv").splitlines()
        votes = tmp_path / "votes.csv"
        header = lines[0] + ",areas,areas_counted,areas_final"
        votes.write_text("\n".join([header, *(line + ",10,4,1" for line in lines[1:])]), encoding="utf-8")
        outcome = program("compute", "--votes", str(votes), "-r", "1081", "--require-final")
        assert outcome.code == 5
        assert "PRELIMINARY count: 44 of 110 polling areas counted, 11 finally" in " ".join(
            outcome.out.split()
        )
        count = program("compute", "--votes", str(votes), "-f", "json", "-r", "1081").data["count"]
        assert (count["final"], count["areas"], count["areas_counted"], count["areas_final"]) == (
            False,
            980,
            392,
            98,
        )

    def test_rules_of_ones_own(self, program: Program, tmp_path: Path) -> None:
        own = tmp_path / "mine.yaml"
        text = Path(bundled.data_file("rules", "kl.yaml")).read_text(encoding="utf-8")
        own.write_text(
            text.replace('id: "kl"', 'id: "mine"').replace(
                "cap_per_municipality: 2", "cap_per_municipality: 3"
            )
        )
        data = compute_json(program, "--rules", str(own), "-r", "hovedstaden")
        assert (data["rules"], data["compositions"][0]["members"]) == ("mine", 70)  # type: ignore[index]

    def test_a_copy_of_a_bundled_rule_set_does_not_pass_for_it(
        self, program: Program, tmp_path: Path
    ) -> None:
        own = tmp_path / "mine.yaml"
        text = Path(bundled.data_file("rules", "kl.yaml")).read_text(encoding="utf-8")
        own.write_text(text.replace('threshold: "0.02"', 'threshold: "0.03"'), encoding="utf-8")
        assert compute_json(program, "--rules", str(own), "-r", "1081")["rules"] == str(own)

    def test_a_co_operation_of_ones_own_is_pooled(self, program: Program, tmp_path: Path) -> None:
        own = tmp_path / "lists.csv"
        own.write_text("municipality_code,list_letter\n376,L\n306,N\n")
        data = compute_json(program, "--co-operation", str(own), "-r", "sjaelland")
        line = next(p for p in data["compositions"][0]["parties"] if p["party"] == "L")
        assert (line["lists"], line["mayors"]) == (["306-N", "376-L"], 1)

    @pytest.mark.parametrize(
        ("rows", "message"),
        [
            ("376,A", "A Socialdemokratiet is a party"),
            ("376,X", "No such list stands in Guldborgsund"),
            ("999,L", "No municipality has this code"),
            ("376,L\n376,L", "stands there already"),
        ],
    )
    def test_a_wrong_co_operation(self, program: Program, tmp_path: Path, rows: str, message: str) -> None:
        own = tmp_path / "lists.csv"
        own.write_text(f"municipality_code,list_letter\n{rows}\n")
        outcome = program("compute", "--co-operation", str(own), "-r", "sjaelland")
        assert (outcome.code, outcome.out) == (3, "")
        assert message in outcome.err


class TestTieAndLot:
    """A tie is reported and exits 4; the right lot makes it 0, a wrong one 3."""

    def lot(self, tmp_path: Path, **changes: object) -> str:
        entry = {
            "body": "kkr",
            "region": "nordjylland",
            "seats": 1,
            "between": ["B", "C"],
            "winners": ["C"],
            **changes,
        }
        path = tmp_path / "lots.yaml"
        path.write_text(json.dumps([entry]))
        return str(path)

    def test_it(self, program: Program, tmp_path: Path, tie: list[str]) -> None:
        composition = program("compute", *tie, "-f", "json")
        assert composition.code == 4
        found = composition.data["compositions"][0]
        jsonschema.validate(composition.data, SCHEMA)
        assert found["status"] == "tie"
        assert found["unassigned"] == found["tie"]["seats"] == 1
        assert found["tie"]["between"] == ["B", "C"]
        assert sum(p["seats"] for p in found["parties"]) == found["members"] - 1
        table = program("compute", *tie).out
        assert "A lot must be drawn" in table
        (waiting,) = [line.split() for line in table.splitlines() if "by lot" in line]
        (total,) = [line.split() for line in table.splitlines() if line.split()[:1] == ["Total"]]
        assert waiting[-3:] == ["1", "1", "1"]
        assert total[-3:] == ["22", "11", "22"]

        # A count that is not final comes before the lot that is missing; the result is printed all the same.
        outcome = program("compute", *tie, "--require-final")
        assert outcome.code == 5
        assert "A lot must be drawn" in outcome.out

        drawn = program("compute", *tie, "--lots", self.lot(tmp_path), "-f", "json")
        assert (drawn.code, drawn.data["compositions"][0]["status"]) == (0, "ok")
        seats = {p["party"]: p["seats"] for p in drawn.data["compositions"][0]["parties"]}
        assert seats["C"] == seats["B"] + 1

    @pytest.mark.parametrize(
        "changes",
        [
            {"winners": ["A"]},
            {"between": ["A", "B"]},
            {"seats": 2},
            {"winners": []},
            {"body": "kr"},
            {"more": 1},
            {"between": "B"},
            {"region": "east"},
        ],
    )
    def test_a_wrong_lot(
        self, program: Program, tmp_path: Path, tie: list[str], changes: dict[str, object]
    ) -> None:
        outcome = program("compute", *tie, "--lots", self.lot(tmp_path, **changes))
        assert (outcome.code, outcome.out) == (3, "")
        assert "lots.yaml" in outcome.err

    def test_a_lot_that_nothing_asks_for(self, program: Program, tmp_path: Path) -> None:
        outcome = program("compute", "-r", "1081", "--lots", self.lot(tmp_path))
        assert outcome.code == 3
        assert "no tie" in outcome.err


class TestErrors:
    """Every error has its place, its exit code, nothing on stdout and no traceback."""

    def test_json_errors(self, program: Program, tmp_path: Path) -> None:
        votes = tmp_path / "votes.csv"
        votes.write_text(VOTES.format(a="1.234", b="-5", c="2.5"), encoding="utf-8")
        outcome = program("compute", "--votes", str(votes), "--format", "json")
        assert (outcome.code, outcome.out) == (3, "")
        assert outcome.error["code"] == "bad-input"
        assert [(p["line"], p["field"], p["value"]) for p in outcome.error["problems"][:2]] == [
            (2, "votes", "1.234"),
            (3, "votes", "-5"),
        ]

    def test_usage_errors_too(self, program: Program) -> None:
        outcome = program("compute", "--format", "json", "--nonsense")
        assert (outcome.code, outcome.error["code"]) == (2, "usage")

    @pytest.mark.parametrize(
        "arguments",
        [["-f", "json"], ["-fjson"], ["-f=json"], ["--format=json"], ["-f", "csv", "-f", "json"]],
    )
    def test_however_the_format_is_given(self, program: Program, arguments: list[str]) -> None:
        assert program("compute", *arguments, "--nonsense").error["code"] == "usage"

    def test_the_environment_names_one_too(self, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("KKR_ALLOC_FORMAT", "json")
        assert program("compute", "--nonsense").error["code"] == "usage"
        assert program("compute", "--nonsense", "--format", "table").err.startswith("Usage: ")

    @pytest.mark.parametrize(
        "arguments", [["-f", "table", "--", "-f", "json"], ["--", "--format=json"], ["--nonsense", "-f"]]
    )
    def test_what_is_no_option_names_no_format(self, program: Program, arguments: list[str]) -> None:
        outcome = program("elections", *arguments)
        assert outcome.code == 2
        assert "\nError: " in outcome.err

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (["compute", "--format", "xml"], 2),
            (["comput"], 2),
            ([], 2),
            (["compute", "--votes", "/no/such/file.csv"], 3),
            (["compute", "--votes", "/"], 3),
            (["compute", "--rules", "nonsense"], 3),
            (["compute", "--lots", "/no/such/file"], 3),
        ],
    )
    def test_exit_codes(self, program: Program, arguments: list[str], code: int) -> None:
        outcome = program(*arguments)
        assert (outcome.code, outcome.out) == (code, "")
        assert "Traceback" not in outcome.err

    def test_a_mistyped_command_is_told_the_nearest(self, program: Program) -> None:
        assert "Did you mean compute?" in program("comput").err

    def test_an_internal_error_has_no_traceback(
        self, program: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object, **__: object) -> None:
            raise RuntimeError("oops")

        monkeypatch.setattr("kkr_alloc.cli.options.load", fail)
        outcome = program("compute")
        assert (outcome.code, outcome.out) == (70, "")
        assert "RuntimeError: oops" in outcome.err
        assert "Traceback" not in outcome.err

    def test_ctrl_c(self, program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupt(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("kkr_alloc.cli.options.load", interrupt)
        assert program("compute").code == 130


def terminal(call: list[str], environment: dict[str, str]) -> str:
    """What a call writes to a terminal."""
    shown, inside = pty.openpty()
    clean = {
        name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM", "FORCE_COLOR")
    }
    done = subprocess.run(call, stdout=inside, env={**clean, **environment}, check=False)
    os.close(inside)
    assert done.returncode == 0
    parts = []
    try:
        while part := os.read(shown, 65536):
            parts.append(part)
    except OSError:  # the terminal is closed
        pass
    os.close(shown)
    return b"".join(parts).decode()


def test_a_reader_that_goes_away_is_no_error() -> None:
    call = f"set -o pipefail; {sys.executable} -m kkr_alloc compute --all-lists -f json --steps | head -1"
    done = subprocess.run(["bash", "-c", call], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_full_disk_behind_standard_output_is_no_internal_error() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    call = f"{sys.executable} -m kkr_alloc compute > /dev/full"
    done = subprocess.run(["bash", "-c", call], capture_output=True, text=True, check=False)
    assert (done.returncode, "Cannot write to standard output" in done.stderr) == (6, True)


def test_every_option_has_an_environment_variable() -> None:
    outcome = process("compute", KKR_ALLOC_REGION="1081", KKR_ALLOC_FORMAT="csv", KKR_ALLOC_ELECTION="kv2017")
    rows = list(csv.DictReader(io.StringIO(outcome.out)))
    assert {(row["election"], row["region"]) for row in rows} == {("kv2017", "nordjylland")}


@pytest.mark.parametrize(
    ("arguments", "module"),
    [
        (["--help"], "pandas"),
        (["--help"], "yaml"),
        (["compute", "-r", "1081"], "pandas"),
        (["compute", "-f", "json"], "pandas"),
        (["compute", "-f", "csv"], "pandas"),
        (["compute", "-f", "json"], "rich"),
    ],
)
def test_what_is_not_needed_is_not_imported(arguments: list[str], module: str) -> None:
    code = (
        "import sys; from kkr_alloc.cli.main import run; "
        f"run({arguments!r}); print({module!r} in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "False"


def compute_json(program: Program, *arguments: str) -> dict[str, object]:
    outcome: Outcome = program("compute", "-f", "json", *arguments)
    assert outcome.code == 0, outcome.err
    data: dict[str, object] = outcome.data
    return data
