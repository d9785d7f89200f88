"""``kkr-alloc check`` as a job calls it; the goldens hold what it prints of the bundle."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kkr_alloc import bundled
from kkr_alloc.composition import compose
from kkr_alloc.election import load_election
from kkr_alloc.errors import ExitCode
from tests.cli.runner import Outcome, Program

ROOT = Path(__file__).parents[2]

Call = Callable[..., Outcome]


@pytest.fixture
def check(program: Program) -> Call:
    """Run ``kkr-alloc check`` with some arguments."""
    return lambda *arguments: program("check", *map(str, arguments))


@pytest.fixture
def hovedstaden(tmp_path: Path) -> Path:
    """KKR Hovedstaden's computed table of 2022 as a file for --expected."""
    made = compose(load_election("kv2021"), "kkr", "hovedstaden", rules=bundled.rules())
    rows = ["region,party,mayors,supplementary,total"]
    rows += [f"hovedstaden,{x.party},{x.mayors},{x.supplementary},{x.seats}" for x in made if x.seats]
    path = tmp_path / "kl-2022.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def change(path: Path, *changes: tuple[str, str]) -> None:
    content = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert content.count(old) == 1, old
        content = content.replace(old, new)
    path.write_text(content, encoding="utf-8")


def test_how_the_files_were_read_is_noted(check: Call, hovedstaden: Path, tmp_path: Path) -> None:
    figures, votes = tmp_path / "figures.csv", tmp_path / "votes.csv"
    figures.write_bytes((hovedstaden.read_text("utf-8") + "Sjælland,A,,,11\n").encode("cp1252"))
    votes.write_text(Path(bundled.data_file("kv2021", "votes.csv")).read_text("utf-8").rstrip(), "utf-8")
    asked = ("--expected", figures, "--votes", votes)
    codes = [note["code"] for note in check(*asked, "-f", "json").data["notes"]]
    assert codes == ["windows-1252", "no-line-end", "bundled-mayors"]
    assert "read as Windows-1252, as Excel saves CSV." in " ".join(check(*asked).out.split())


def test_bundled_file_as_expected(check: Call, tmp_path: Path) -> None:
    for file in sorted((ROOT / "data" / "published").glob("*.yaml")):
        assert check("--expected", shutil.copy(file, tmp_path)).code == ExitCode.OK
    change(tmp_path / "2022-2026.yaml", ('party: "C"\n    total: 3', 'party: "C"\n    total: 4'))
    outcome = check("--expected", tmp_path / "2022-2026.yaml")
    assert outcome.code == ExitCode.DIFFERS
    assert re.search(r"KL's bestyrelse +2022-2026 +C +4 +3 +differs", outcome.out)


def test_one_election(check: Call) -> None:
    outcome = check("--election", "kv2021")
    assert outcome.out.endswith("No KKR figure of 2022-2026 is published anywhere that could be read.\n")
    assert "No KKR figure" not in check("--election", "kv2017").out


class TestOwnTable:
    """The user's own figures."""

    def test_as_computed(self, check: Call, hovedstaden: Path) -> None:
        outcome = check("--expected", hovedstaden)
        assert outcome.code == ExitCode.OK
        assert "8 published figures: 8 reproduced" in outcome.out
        assert check("--expected", hovedstaden, "--election", "kv2017").code == ExitCode.DIFFERS

    def test_one_supplementary_member_moved(self, check: Call, hovedstaden: Path) -> None:
        change(
            hovedstaden,
            ("hovedstaden,V,2,4,6", "hovedstaden,V,2,3,5"),
            ("hovedstaden,O,0,2,2", "hovedstaden,O,0,3,3"),
        )
        outcome = check("--expected", hovedstaden)
        assert outcome.code == ExitCode.DIFFERS
        assert re.search(r"KKR Hovedstaden +2022-2026 +V +2\+3 +2\+4 +differs", outcome.out)
        assert re.search(r"KKR Hovedstaden +2022-2026 +O +0\+3 +0\+2 +differs", outcome.out)
        assert "6 reproduced" in outcome.out

    @pytest.mark.parametrize("kept", [("mayors",), ("total",), ("supplementary", "total")])
    def test_missing_columns(self, check: Call, hovedstaden: Path, kept: tuple[str, ...]) -> None:
        rows = [line.split(",") for line in hovedstaden.read_text(encoding="utf-8").splitlines()]
        columns = [0, 1, *(rows[0].index(name) for name in kept)]
        hovedstaden.write_text("\n".join(",".join(row[c] for c in columns) for row in rows), encoding="utf-8")
        assert check("--expected", hovedstaden).code == ExitCode.OK
        old = "hovedstaden,A,17" if kept[0] == "mayors" else "hovedstaden,D,2"
        change(hovedstaden, (old, f"{old[:-1]}{int(old[-1]) + 1}"))
        assert check("--expected", hovedstaden).code == ExitCode.DIFFERS

    def test_own_co_operation_votes_and_mayors(self, check: Call, tmp_path: Path) -> None:
        """With a register the comparison is exact, also where the table names L."""
        election = load_election("kv2021")
        sjaelland = election.geography.region("sjaelland").municipalities
        lists = [x for x in election.lists if not x.party and x.municipality in sjaelland and x.letter]
        register, expected = tmp_path / "register.csv", tmp_path / "expected.csv"
        rows = "".join(f"{x.municipality},{x.letter}\n" for x in lists)
        register.write_text("municipality_code,list_letter\n" + rows, encoding="utf-8")
        expected.write_text("region,party,mayors,supplementary\nsjaelland,L,1,1\n", encoding="utf-8")
        mayors, votes = (ROOT / "data" / "kv2021" / name for name in ("mayors.csv", "votes.csv"))
        own = ("--expected", expected, "--co-operation", register, "--mayors", mayors, "--votes", votes)
        outcome = check(*own)
        assert outcome.code == ExitCode.OK
        assert "1 reproduced" in outcome.out
        assert "1 consistent" in check("--expected", expected).out
        change(expected, ("L,1,1", "L,1,2"))
        assert check(*own).code == ExitCode.DIFFERS


def test_workflow_commands_and_markdown_are_escaped(check: Call, tmp_path: Path) -> None:
    path = tmp_path / "a,b%0A.csv"
    path.write_text('region,party,total,source\nhovedstaden,A,1,"1. a|b <i> ~c~ &amp;"\n', encoding="utf-8")
    (_, line) = check("--expected", path, "--format", "github").out.splitlines()
    assert f"file={tmp_path}/a%2Cb%250A.csv,line=2,title=" in line
    assert r"| 1\. a\|b \<i\> \~c\~ \&amp; |" in check("--expected", path, "--format", "markdown").out


def test_own_rules_go_by_their_id_or_path(check: Call, tmp_path: Path) -> None:
    own, other = tmp_path / "own.yaml", tmp_path / "other.yaml"
    kl = Path(bundled.data_file("rules", "kl.yaml")).read_text(encoding="utf-8")
    own.write_text(kl.replace('"0.02"', '"0.03"'), encoding="utf-8")
    # A copy that keeps the bundled id goes by its path: it must not pass for KL's rules.
    assert str(own) in check("--rules", "kl", "--rules", own).out
    change(own, ('id: "kl"', 'id: "mine"'))
    assert re.search(r"Published +kl +mine", check("--rules", "kl", "--rules", own).out)
    other.write_text(own.read_text(encoding="utf-8").replace('"0.03"', '"0.04"'), encoding="utf-8")
    outcome = check("--rules", own, "--rules", other)
    assert outcome.code == ExitCode.USAGE
    assert "called mine" in outcome.err
