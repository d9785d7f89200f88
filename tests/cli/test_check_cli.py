"""``kkr-alloc check`` as a job calls it: exit codes, what stands on stdout, and what a reader sees."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from kkr_alloc import bundled
from kkr_alloc.cli.main import run
from kkr_alloc.composition import compose
from kkr_alloc.election import load_election
from kkr_alloc.errors import ExitCode

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "schema" / "check.schema.json").read_text(encoding="utf-8"))


class Called:
    """What a call printed and how it ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Call ``kkr-alloc check`` with some arguments."""

    def called(*arguments: object) -> Called:
        code = run(["check", *map(str, arguments)])
        out, err = capfd.readouterr()
        return Called(code, out, err)

    return called


@pytest.fixture
def hovedstaden(tmp_path: Path) -> Path:
    """KKR Hovedstaden's computed table of 2022 as a file for --expected."""
    made = compose(load_election("kv2021"), "kkr", "hovedstaden", rules=bundled.rules())
    rows = ["region,party,mayors,supplementary,total"]
    rows += [f"hovedstaden,{x.party},{x.mayors},{x.supplementary},{x.seats}" for x in made if x.seats]
    path = tmp_path / "kl-2022.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def altered(path: Path, *changes: tuple[str, str]) -> Path:
    content = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert content.count(old) == 1, old
        content = content.replace(old, new)
    path.write_text(content, encoding="utf-8")
    return path


# --- the bundle ---------------------------------------------------------------------------------------


def test_bundle_is_as_published(call) -> None:  # type: ignore[no-untyped-def]
    called = call()
    assert (called.code, called.err) == (ExitCode.OK, "")
    told = " ".join(called.out.split())
    assert told.endswith(
        "Rules kl, 33 figures: 28 reproduced, 2 consistent, 1 documented, 2 not checkable, 0 differ."
    )


def test_what_is_assumed_is_told(call) -> None:  # type: ignore[no-untyped-def]
    told = " ".join(call("--election", "kv2017").out.split())
    assert "- KKR Hovedstaden 2018-2022: Assumed: No local list reaches the threshold there" in told


def test_table_fits_80_columns_without_colour_in_a_pipe(call) -> None:  # type: ignore[no-untyped-def]
    for arguments in ((), ("--rules", "kl", "--rules", "dhondt", "--rules", "sainte-lague")):
        called = call(*arguments)
        assert max(map(len, called.out.splitlines())) <= 80
        assert "\x1b" not in called.out


@pytest.fixture
def copied_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The bundled data, copied so that a test may change it."""
    folder = tmp_path / "data"
    shutil.copytree(ROOT / "data", folder)
    monkeypatch.setattr(bundled, "_data_folder", lambda: str(folder))
    return folder


@pytest.mark.parametrize(
    ("term", "old", "new", "named"),
    [
        (
            "2018-2022",
            "supplementary: 25\n    total: 54",
            "supplementary: 26\n    total: 55",
            "KKR Hovedstaden 29+26 29+25",
        ),
        ("2018-2022", "supplementary: 25", "supplementary: 24", "KKR Hovedstaden 29+24=54"),
        ("2018-2022", "mayors: 47", "mayors: 48", "KL's repræsentantskab A 48 mayors 47 mayors"),
        (
            "2018-2022",
            "supplementary: 60\n    total: 158",
            "supplementary: 61\n    total: 159",
            "KL's repræsentantskab 98+61 98+61",
        ),
        (
            "2018-2022",
            "supplementary: 1\n    total: 2",
            "supplementary: 2\n    total: 3",
            "KKR Sjælland L 1+2",
        ),
        (
            "2014-2018",
            "supplementary: 83\n    total: 181",
            "supplementary: 84\n    total: 182",
            "KL's repræsentantskab 98+84",
        ),
        ("2014-2018", 'party: "O"\n    total: 2', 'party: "O"\n    total: 3', "KL's bestyrelse O 3 2"),
        ("2010-2013", "supplementary: 15", "supplementary: 16", "KKR Midtjylland 19+16=34"),
    ],
)
def test_one_altered_figure_is_named_and_exits_1(
    call, copied_data: Path, term: str, old: str, new: str, named: str
) -> None:  # type: ignore[no-untyped-def]
    altered(copied_data / "published" / f"{term}.yaml", (old, new))
    called = call()
    assert called.code == ExitCode.DIFFERS
    (row,) = [" ".join(line.split()) for line in called.out.splitlines() if line.rstrip().endswith("differs")]
    assert row.startswith(named)
    assert "1 differ." in " ".join(called.out.split())


def test_a_bundled_file_is_good_for_expected(call, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for file in sorted((ROOT / "data" / "published").glob("*.yaml")):
        copy = Path(shutil.copy(file, tmp_path))
        assert call("--expected", copy).code == ExitCode.OK
    altered(tmp_path / "2022-2026.yaml", ('party: "C"\n    total: 3', 'party: "C"\n    total: 4'))
    called = call("--expected", tmp_path / "2022-2026.yaml")
    assert called.code == ExitCode.DIFFERS
    assert re.search(r"KL's bestyrelse +C +4 +3 +differs", called.out)


def test_one_election(call) -> None:  # type: ignore[no-untyped-def]
    called = call("--election", "kv2021")
    assert called.code == ExitCode.OK
    assert "Term 2022-2026 (kv2021)" in called.out
    assert "2018" not in called.out


def test_an_election_without_figures_is_no_success(call) -> None:  # type: ignore[no-untyped-def]
    called = call("--election", "kv2025")
    assert (called.code, called.out) == (ExitCode.BAD_INPUT, "")
    assert "--expected" in called.err


# --- the user's own table -----------------------------------------------------------------------------


def test_expected_table_as_computed(call, hovedstaden: Path) -> None:  # type: ignore[no-untyped-def]
    called = call("--expected", hovedstaden)
    assert called.code == ExitCode.OK
    assert "8 figures: 8 reproduced" in called.out


def test_expected_table_with_one_supplementary_member_moved(call, hovedstaden: Path) -> None:  # type: ignore[no-untyped-def]
    altered(
        hovedstaden,
        ("hovedstaden,V,2,4,6", "hovedstaden,V,2,3,5"),
        ("hovedstaden,O,0,2,2", "hovedstaden,O,0,3,3"),
    )
    called = call("--expected", hovedstaden)
    assert called.code == ExitCode.DIFFERS
    assert re.search(r"KKR Hovedstaden +V +2\+3 +2\+4 +differs", called.out)
    assert re.search(r"KKR Hovedstaden +O +0\+3 +0\+2 +differs", called.out)
    assert "6 reproduced" in called.out


@pytest.mark.parametrize(
    "kept", [("mayors",), ("supplementary",), ("total",), ("mayors", "total"), ("supplementary", "total")]
)
def test_columns_may_be_missing(call, hovedstaden: Path, kept: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    rows = [line.split(",") for line in hovedstaden.read_text(encoding="utf-8").splitlines()]
    columns = [0, 1, *(rows[0].index(name) for name in kept)]
    hovedstaden.write_text("\n".join(",".join(row[c] for c in columns) for row in rows), encoding="utf-8")
    assert call("--expected", hovedstaden).code == ExitCode.OK
    altered(
        hovedstaden,
        ("hovedstaden,A,17", "hovedstaden,A,16")
        if kept[0] == "mayors"
        else ("hovedstaden,D,1", "hovedstaden,D,2"),
    )
    assert call("--expected", hovedstaden).code == ExitCode.DIFFERS


def test_another_election_differs(call, hovedstaden: Path) -> None:  # type: ignore[no-untyped-def]
    assert call("--expected", hovedstaden, "--election", "kv2017").code == ExitCode.DIFFERS


def test_bad_rows_are_told_as_json(call, hovedstaden: Path) -> None:  # type: ignore[no-untyped-def]
    altered(hovedstaden, ("hovedstaden,A,", "hovedstad,A,"), ("hovedstaden,O,", "hovedstaden,Oh,"))
    called = call("--expected", hovedstaden, "--format", "json")
    assert (called.code, called.out) == (ExitCode.BAD_INPUT, "")
    problems = json.loads(called.err)["error"]["problems"]
    assert [(p["line"], p["field"], p["value"]) for p in problems] == [
        (2, "region", "hovedstad"),
        (8, "party", "Oh"),
    ]
    assert all(problem["file"] == str(hovedstaden) and problem["hint"] for problem in problems)


def test_the_users_co_operation_votes_and_mayors(call, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """With a register the comparison is exact, also where the table names L."""
    election = load_election("kv2021")
    lists = [
        x
        for x in election.lists
        if not x.party and x.municipality in election.geography.region("sjaelland").municipalities
    ]
    register = tmp_path / "register.csv"
    register.write_text(
        "municipality_code,list_letter\n"
        + "".join(f"{x.municipality},{x.letter}\n" for x in lists if x.letter),
        encoding="utf-8",
    )
    expected = tmp_path / "expected.csv"
    expected.write_text("region,party,mayors,supplementary\nsjaelland,L,1,1\n", encoding="utf-8")
    mayors, votes = (ROOT / "data" / "kv2021" / name for name in ("mayors.csv", "votes.csv"))
    own = ("--expected", expected, "--co-operation", register, "--mayors", mayors, "--votes", votes)
    called = call(*own)
    assert called.code == ExitCode.OK
    assert "1 reproduced" in called.out
    assert "1 consistent" in call("--expected", expected).out
    altered(expected, ("L,1,1", "L,1,2"))
    assert call(*own).code == ExitCode.DIFFERS


def test_own_votes_need_an_own_table(call) -> None:  # type: ignore[no-untyped-def]
    called = call("--votes", "votes.csv")
    assert called.code == ExitCode.USAGE
    assert "--expected" in called.err


def test_the_example_in_the_docs_is_as_computed(call, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```csv\n(.*?)```", page, re.DOTALL)
    path = tmp_path / "example.csv"
    path.write_text(example, encoding="utf-8")
    called = call("--expected", path)
    assert called.code == ExitCode.OK
    assert "4 figures: 4 reproduced" in called.out


# --- formats ------------------------------------------------------------------------------------------


def test_json_is_as_the_schema_says_and_the_same_twice(call, hovedstaden: Path) -> None:  # type: ignore[no-untyped-def]
    for arguments in ((), ("--rules", "kl", "--rules", "sainte-lague"), ("--expected", hovedstaden)):
        first, second = (call(*arguments, "--format", "json") for _ in range(2))
        assert first.out == second.out
        jsonschema.validate(json.loads(first.out), SCHEMA)
    data = json.loads(call("--format", "json").out)
    assert data["schema"] == "kkr-alloc/check/1"
    assert data["summary"] == [
        {
            "rules": "kl",
            "figures": 33,
            "reproduced": 28,
            "consistent": 2,
            "documented": 1,
            "not_checkable": 2,
            "differs": 0,
        }
    ]
    assert str(ROOT) not in json.dumps(data)


def test_the_schema_refuses_what_it_does_not_know(call) -> None:  # type: ignore[no-untyped-def]
    data = json.loads(call("--format", "json").out)
    data["figures"][0]["outcomes"][0]["verdict"] = "fine"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, SCHEMA)


def test_github_annotates_what_differs_at_its_line(call, hovedstaden: Path) -> None:  # type: ignore[no-untyped-def]
    altered(hovedstaden, ("hovedstaden,O,0,2,2", "hovedstaden,O,0,3,3"))
    lines = call("--expected", hovedstaden, "--format", "github").out.splitlines()
    assert lines[0].startswith("::error title=kkr-alloc check::Rules kl, 8 figures: 7 reproduced")
    assert lines[1:] == [
        f"::error file={hovedstaden},line=8,title=kkr-alloc check::KKR Hovedstaden 2022-2026, O: "
        "published 0+3, computed 0+2 by the rules kl: differs."
    ]


def test_github_escapes_and_notices(call) -> None:  # type: ignore[no-untyped-def]
    lines = call("--format", "github").out.splitlines()
    assert len(lines) == 6  # the count, and five figures that are not simply reproduced
    assert all(line.startswith("::notice ") for line in lines)
    assert any("2.22 %25" in line for line in lines)
    assert not any(re.search(r"%(?!25|0A|0D|3A|2C)", line) for line in lines)


def test_github_commands_cannot_be_smuggled_in(call, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "a,b%0A.csv"
    path.write_text("region,party,total\nhovedstaden,A,1\n", encoding="utf-8")
    (_, line) = call("--expected", path, "--format", "github").out.splitlines()
    assert f"file={tmp_path}/a%2Cb%250A.csv,line=2,title=" in line


def test_markdown_has_a_row_per_figure(call, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    out = call("--format", "markdown").out
    rows = [line for line in out.splitlines() if line.startswith("| K")]
    assert len(rows) == 33
    assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1
    assert "| KKR Hovedstaden |  | 29+25 | 29+25 | reproduced | kl.dk" in out
    path = tmp_path / "x.csv"
    path.write_text('region,party,total,source\nhovedstaden,A,1,"1. a|b <i> ~c~ &amp;"\n', encoding="utf-8")
    assert r"| 1\. a\|b \<i\> \~c\~ \&amp; |" in call("--expected", path, "--format", "markdown").out


def test_rule_sets_stand_side_by_side(call) -> None:  # type: ignore[no-untyped-def]
    called = call("--rules", "kl", "--rules", "dhondt")
    assert called.code == ExitCode.DIFFERS
    assert re.search(r"Published +kl +dhondt", called.out)
    assert re.search(r"KKR Hovedstaden +29\+25 +reproduced +differs 29\+17", called.out)
    assert "Rules kl, 33" in called.out
    assert "Rules dhondt, 33" in called.out
    assert "| kl | dhondt |" in call("--rules", "kl", "--rules", "dhondt", "--format", "markdown").out
    assert call("--rules", "kl", "--rules", "kl").out == call().out


def test_own_rule_file_and_two_of_one_name(call, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    own = tmp_path / "own.yaml"
    own.write_text(
        (ROOT / "data" / "rules" / "kl.yaml").read_text(encoding="utf-8").replace('"0.02"', '"0.03"'),
        encoding="utf-8",
    )
    # A copy that still bears the bundled name goes by its path: it must not pass for KL's rules.
    assert str(own) in call("--rules", "kl", "--rules", own).out
    altered(own, ('id: "kl"', 'id: "mine"'))
    other = tmp_path / "other.yaml"
    other.write_text(own.read_text(encoding="utf-8").replace('"0.03"', '"0.04"'), encoding="utf-8")
    called = call("--rules", own, "--rules", other)
    assert called.code == ExitCode.USAGE
    assert "called mine" in called.err
    assert re.search(r"Published +kl +mine", call("--rules", "kl", "--rules", own).out)


def test_output_file_by_its_suffix(call, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for name, start in (("x.json", "{"), ("x.md", "Published figures"), ("x.txt", "Published figures")):
        assert call("-o", tmp_path / name).out == ""
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(start)
    assert "| --- |" in (tmp_path / "x.md").read_text(encoding="utf-8")
    called = call("-o", tmp_path / "x.csv")
    assert called.code == ExitCode.USAGE
    assert not (tmp_path / "x.csv").exists()


@pytest.mark.parametrize("format_name", ["table", "json", "markdown", "github"])
def test_starts_light(format_name: str) -> None:
    """pandas is never imported, rich for the table only."""
    program = (
        "import sys; from kkr_alloc.cli.main import run; code = run(['check', '--format', sys.argv[1]]); "
        "print([m for m in ('pandas', 'rich') if m in sys.modules], file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, format_name],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    assert done.stderr.strip() == ("['rich']" if format_name == "table" else "[]")


def test_as_a_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kkr_alloc", "check", "--expected", "-"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        input=b"region,party,total\nhovedstaden,total,58\nhovedstaden,Venstre,7\n",
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert re.search(r"KKR Hovedstaden +V +7 +6 +differs", done.stdout.decode())


def test_environment_variables(call, monkeypatch: pytest.MonkeyPatch, hovedstaden: Path) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("KKR_ALLOC_EXPECTED", str(hovedstaden))
    monkeypatch.setenv("KKR_ALLOC_RULES", "kl; dhondt")
    monkeypatch.setenv("KKR_ALLOC_FORMAT", "json")
    data = json.loads(call().out)
    assert (data["expected"], data["rules"]) == (str(hovedstaden), ["kl", "dhondt"])


def test_help_has_examples(call) -> None:  # type: ignore[no-untyped-def]
    called = call("--help")
    assert called.code == ExitCode.OK
    for said in ("kkr-alloc check --rules kl", "not-checkable", "--expected FILE"):
        assert said in called.out
