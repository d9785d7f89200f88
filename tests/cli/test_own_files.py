"""A user's own files through the entry point, where they meet what is bundled or what a name promises."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from kkr_alloc import bundled
from tests.analysis.night import NAMES, NORDJYLLAND
from tests.cli.runner import ABOUT_BODIES, Outcome, Program, process
from tests.sources.feedmaker import export
from tests.tables import store, votes_of_nordjylland

PARTIAL = "municipality_code,list_letter,list_name,votes,areas,areas_counted,areas_final\n"


def nordjylland(tmp_path: Path, election: str) -> str:
    """A bundled election's votes of one region, as a file."""
    return store(tmp_path / "votes.csv", votes_of_nordjylland(election))


def exports(tmp_path: Path, year: str) -> str:
    """A folder with one file as valg.dk's export names and writes it."""
    folder = tmp_path / "exports"
    folder.mkdir()
    file = folder / f"Kommunalvalg_{year}_Aabenraa.csv"
    file.write_text(export(("A", "Socialdemokratiet", 26)), "utf-8")
    return str(folder)


def test_one_regions_votes_where_the_bundled_co_operation_is_of_others(
    program: Program, tmp_path: Path
) -> None:
    """The known members of KV17 stand in other regions: a file without them is sound."""
    asked = ("compute", "-e", "kv2017", "-r", "nordjylland", "-f", "csv")
    own = program(*asked, "--votes", nordjylland(tmp_path, "kv2017"))
    assert own.code == 0
    assert own.out.replace(",unknown,", ",final,") == program(*asked).out


@pytest.mark.parametrize("election", ["kv2013", "kv2017", "kv2021", "kv2025"])
def test_files_to_start_from_give_the_bundled_numbers(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, election: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for *call, name in (
        ("convert", election, "votes.csv"),
        ("convert", election, "--table", "mayors", "mayors.csv"),
        ("rules", "--show", "kl", "my.yaml"),
    ):
        assert program(*call, "-o", name) == Outcome(0, "", "")
    own = program(
        "compute", "--votes", "votes.csv", "--mayors", "mayors.csv", "--rules", "my.yaml", "-f", "csv"
    )
    assert own.out.replace(",unknown,", ",final,") == program("compute", "-e", election, "-f", "csv").out


def of_others(program: Program, *arguments: str) -> dict[str, list[str]]:
    """The notes that a user's files are not the bundled ones, by their codes: what they name."""
    data = program("compute", "-r", "nordjylland", *arguments, "-f", "json").data
    notes = data["compositions"][0]["notes"]
    return {note["code"]: note["details"] for note in notes if note["code"].endswith("-not-bundled")}


CHANGES: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], list[str]]] = {
    "nothing": (lambda table: table, []),
    "no votes cast": (lambda table: table.drop(columns="cast"), []),
    "another number of votes cast": (lambda table: table.replace({"cast": {"116325": "116326"}}), ["851"]),
    "a vote less": (lambda table: table.replace({"votes": {"9984": "9983"}}), ["849"]),
    "a filter left on": (lambda table: table[table["votes"].astype(int) > 40], ["787", "840"]),
    "a count that goes on": (
        lambda table: table.replace({"votes": {"9984": "9983"}}).assign(count_state="preliminary"),
        [],
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_votes_that_are_not_the_bundled_ones_are_noted(program: Program, tmp_path: Path, change: str) -> None:
    """What stands in the file is counted, and ``validate`` says it too."""
    votes, (changed, codes) = nordjylland(tmp_path, "kv2021"), CHANGES[change]
    changed(pd.read_csv(votes, dtype=str, keep_default_na=False)).to_csv(votes, index=False)
    expected = {"votes-not-bundled": [NAMES[code] for code in codes]} if codes else {}
    assert of_others(program, "--votes", votes) == expected
    (file,) = program("validate", votes, "-f", "json").data["files"]
    assert {note["code"]: note["details"] for note in file["notes"]} == expected


@pytest.mark.parametrize(
    ("change", "state", "implausible"),
    [
        (lambda votes: votes, "", False),
        (lambda votes: votes // 2, "", False),
        (lambda votes: votes // 4, "", True),
        (lambda votes: votes * 2, "", True),
        (lambda votes: votes // 4, "preliminary", False),
        (lambda votes: votes * 2, "preliminary", True),
    ],
)
def test_votes_of_a_coming_election_are_held_against_the_last_electorate(
    program: Program, tmp_path: Path, change: Callable[[Any], Any], state: str, implausible: bool
) -> None:
    votes = nordjylland(tmp_path, "kv2025")
    table = pd.read_csv(votes, dtype=str, keep_default_na=False).drop(columns=["seats", "cast"])
    changed = change(table["votes"].astype(int)).where(table["municipality_code"] == "825", table["votes"])
    table.assign(election="kv2029", votes=changed, count_state=state).to_csv(votes, index=False)
    (made,) = program("compute", "-r", "nordjylland", "--votes", votes, "-f", "json").data["compositions"]
    found = [note["details"] for note in made["notes"] if note["code"] == "votes-implausible"]
    assert found == ([["Læsø"]] if implausible else [])


def test_mayors_of_other_parties_than_the_bundled_ones_are_noted(program: Program, tmp_path: Path) -> None:
    mayors = tmp_path / "mayors.csv"
    mayors.write_text("municipality_code,mayor,list_letter\n851,,V\n849,,V\n", "utf-8")
    assert of_others(program, "--mayors", str(mayors)) == {"mayors-not-bundled": ["Aalborg"]}
    assert of_others(program, "-e", "kv2025", "--mayors", str(mayors)) != {}


def test_votes_of_another_election_are_refused(program: Program, tmp_path: Path) -> None:
    votes = Path(nordjylland(tmp_path, "kv2017"))
    votes.write_text(votes.read_text("utf-8").replace("kv2017,", "kv2021,"), "utf-8")
    told = program("compute", "-r", "nordjylland", "--votes", str(votes))
    assert (told.code, told.out) == (3, "")
    assert '"kv2021": 11 municipalities have the votes of kv2017. Name the right election.' in told.err


def test_an_election_with_the_name_of_a_file_is_ambiguous(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert program("convert", "LATEST").out == program("convert", "kv2025").out != ""
    Path("kv2025").write_text("municipality_code,list_letter,list_name,votes\n101,A,,7\n", "utf-8")
    told = program("convert", "kv2025")
    assert (told.code, told.out) == (2, "")
    assert "write ./kv2025 for the latter" in told.err
    assert program("convert", "./kv2025", "-e", "kv2025").out.count("\n") == 2


def test_rules_of_ones_own_are_applied_and_named_in_the_heading(program: Program, tmp_path: Path) -> None:
    rules = tmp_path / "my.yaml"
    changes = {'id: "kl"': 'id: "mine"', "KL's rules": "My rules", "municipality: 2": "municipality: 3"}
    shown = program("rules", "--show", "kl").out
    for ours, mine in changes.items():
        shown = shown.replace(ours, mine)
    rules.write_text(shown, "utf-8")
    call = ("-r", "hovedstaden", "--rules", str(rules))
    told = {command: program(command, *call).out for command in ("compute", "explain", "margins")}
    assert "70 members" in told["compute"]
    assert all("final count. Rules: mine, My rules." in out for out in told.values())


def test_the_same_votes_give_the_same_seats_without_the_votes_cast(program: Program, tmp_path: Path) -> None:
    """Kristendemokraterne have 2 % of Midtjylland's valid votes in KV21, but not of the votes cast."""
    table = pd.read_csv(bundled.data_file("kv2021", "votes.csv"), dtype=str, keep_default_na=False)
    question = ("compute", "-e", "kv2021", "-r", "midtjylland", "--votes")

    def answer(changed: pd.DataFrame) -> tuple[str, dict[str, int]]:
        changed.to_csv(tmp_path / "votes.csv", index=False)
        data = program(*question, str(tmp_path / "votes.csv"), "-f", "json").data
        roles = {source["role"]: source["rows"] for source in data["inputs"]}
        return data["compositions"][0]["threshold"]["base"], roles

    assert answer(table) == ("cast", {"votes": 1119, "mayors": 98})
    bare = table.drop(columns="cast")
    assert answer(bare) == ("cast", {"votes": 1119, "mayors": 98, "totals": 97})
    bare.loc[bare["municipality_code"] == "751", ["votes", "seats"]] = "1", ""
    assert answer(bare) == ("valid", {"votes": 1119, "mayors": 98, "totals": 96})


@pytest.mark.parametrize(
    ("year", "message"),
    [
        ("1997", "There was no KKR in the term 1998-2002."),
        ("0000", "There is no election of 0."),
        ("9999", "There is no election of 9999."),
        ("2009", "The mayors after Kommunalvalg 2009 are not among the bundled ones."),
        ("２０２１", "This is a folder, and neither valg.dk's feed nor its exports."),
    ],
)
def test_a_year_that_cannot_be_computed(program: Program, tmp_path: Path, year: str, message: str) -> None:
    told = program("compute", "--votes", exports(tmp_path, year), "-f", "json")
    assert (told.code, told.out) == (3, "")
    assert told.error["message"] == message


def test_figures_of_a_term_that_is_not_bundled(program: Program, tmp_path: Path) -> None:
    figures = bundled.data_file("published", "2010-2013.yaml")
    assert program("check", "--expected", figures).code == 0  # not checkable without votes
    missing = program("check", "--expected", figures, "--votes", str(tmp_path / "none.csv"))
    assert (missing.code, "There is no such file" in missing.err) == (3, True)
    votes = bundled.data_file("kv2021", "votes.csv")
    others = program("check", "--expected", figures, "--votes", votes)
    assert others.code == 3
    assert "The figures are of the term 2010-2013, the votes of Kommunalvalg 2021." in others.err


def test_a_count_of_some_municipalities_is_converted_as_it_is(program: Program, tmp_path: Path) -> None:
    table = tmp_path / "part.csv"
    rows = "101,A,Socialdemokratiet,100,10,5,0\n147,A,Socialdemokratiet,100,,,\n"
    table.write_text(PARTIAL + rows, "utf-8")
    told = program("convert", str(table), "-e", "kv2021")
    assert told.code == 0
    assert [row.split(",")[8:] for row in told.out.splitlines()[1:]] == [["10", "5", "0", ""], [""] * 4]
    again = tmp_path / "again.csv"
    again.write_text(told.out, "utf-8")
    assert program("convert", str(again)).out == told.out


def test_a_table_in_windows_1252_is_read_with_a_note(program: Program, tmp_path: Path) -> None:
    """As Excel saves CSV in Denmark; the numbers are those of the same table in UTF-8."""
    outcomes = []
    for encoding in ("utf-8", "cp1252"):
        files = []
        for name in ("votes", "mayors"):
            written = Path(bundled.data_file("kv2021", f"{name}.csv")).read_text("utf-8")
            files.append(tmp_path / f"{name}-{encoding}.csv")
            files[-1].write_bytes(written.encode(encoding))
        votes, mayors = map(str, files)
        outcomes.append(program("compute", "--votes", votes, "--mayors", mayors, "-f", "json").data)
    plain, windows = outcomes
    for one, other in zip(plain["compositions"], windows["compositions"], strict=True):
        assert one["parties"] == other["parties"]
        notes = [note for note in other["notes"] if note["code"] == "windows-1252"]
        assert [note["message"].partition(" ")[0] for note in notes] == [votes, mayors]
        assert other["notes"] == [*notes, *one["notes"]]


def test_a_danish_path_where_no_locale_is_set(tmp_path: Path) -> None:
    (tmp_path / "stemmer_å.csv").write_bytes(Path(bundled.data_file("kv2021", "votes.csv")).read_bytes())
    told = process(
        "explain", "--votes", str(tmp_path / "stemmer_å.csv"), "-e", "kv2021", "-r", "nordjylland",
        "-o", str(tmp_path / "e.json"), LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0",
    )  # fmt: skip
    assert (told.code, told.err) == (0, "")
    assert "stemmer_å.csv" in (tmp_path / "e.json").read_text("utf-8")


def test_nothing_counted_shows_no_seats(program: Program, tmp_path: Path) -> None:
    """While there is no result a table has mayors, and neither seats nor reasons."""
    table = tmp_path / "none.csv"
    table.write_text(PARTIAL + "".join(f"{code},,,0,3,0,0\n" for code in NORDJYLLAND), "utf-8")
    asked = ("compute", "--votes", str(table), "-e", "kv2021", "-r", "nordjylland")
    told = program(*asked).out
    (venstre,) = [line.split() for line in told.splitlines() if line.startswith(" V ")]
    (total,) = [line.split() for line in told.splitlines() if line.startswith("    Total ")]
    assert (venstre[-3:], total) == (["9", "–", "–"], ["Total", "0", "11", "–", "–"])
    composition = program(*asked, "-f", "json").data["compositions"][0]
    assert (composition["members"], composition["supplementary"]) == (None, None)
    for page in (told, program(*asked, "-f", "svg").out, program("report", *asked[1:]).out):
        assert "No result yet" in page
        assert not re.search(r'below the threshold|9 seats|"hemicycle"|81\.82', page)


@pytest.mark.parametrize("command", ["compute", "explain", "margins", "what-if", "compare", "report"])
def test_one_run_reports_the_problems_of_all_regions(program: Program, tmp_path: Path, command: str) -> None:
    """Votes of one region, asked about all five: every other municipality is counted, twenty are named."""
    call = ABOUT_BODIES.get(command, (command,))
    told = program(*call, "--votes", nordjylland(tmp_path, "kv2021"), "-e", "kv2021")
    assert (told.code, told.out) == (3, "")
    assert told.err.count("There are no votes for") == 20
    assert f"… and {98 - 11 - 20} more" in told.err
