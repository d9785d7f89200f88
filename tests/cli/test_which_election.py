"""Which election votes are of: they name it, or --election does; and what ``convert`` writes keeps it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kkr_alloc import bundled
from tests.analysis.night import FINAL, NORDJYLLAND, PRELIMINARY, WAITING, Night
from tests.cli.runner import ABOUT_BODIES, Program
from tests.sources import feedmaker
from tests.sources.feedmaker import Folder, area
from tests.tables import rows_of, votes_of_nordjylland
from tests.workbooks import xlsx

OTHER, SAME = "kv2021", "kv2025"
LISTS = (("A", "Socialdemokratiet", "60"), ("M", "Moderaterne", "40"))
"""Moderaterne stood at KV25 only."""

Rows = list[list[str]]


# --- each kind of input, naming some elections ----------------------------------------------------------


def rows(elections: list[str]) -> Rows:
    """A tidy table; each election on the rows of one list more, without a column where there is none."""
    header = ["municipality_code", "list_letter", "list_name", "votes"]
    made = [["306", *of_list] for of_list in LISTS]
    if not elections:
        return [header, *made]
    named = [elections[0], elections[-1]]
    return [["election", *header], *([election, *row] for election, row in zip(named, made, strict=True))]


def tidy(folder: Path, elections: list[str]) -> Path:
    path = folder / "votes.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows(elections))
    return path


def workbook(folder: Path, elections: list[str]) -> Path:
    path = folder / "votes.xlsx"
    path.write_bytes(xlsx({"votes": rows(elections)}))
    return path


def statbank(folder: Path, elections: list[str]) -> Path:
    path = folder / "valgk3.csv"
    lines = [f"306;A;1;60;{election[2:]}" for election in elections] or ["306;A;1;60"]
    header = "OMRÅDE;PARTI;STEMMER;INDHOLD" + (";TID" if elections else "")
    path.write_text("\n".join([header, *lines, ""]), "utf-8")
    return path


def export(folder: Path, elections: list[str]) -> Path:
    names = ("Odsherred", "Greve")
    files = [f"Kommunalvalg_{e[2:]}_{name}.csv" for e, name in zip(elections, names, strict=False)]
    path = folder / "exports"
    path.mkdir()
    for file in files or ["Kommunalvalg.csv"]:
        (path / file).write_text(feedmaker.export(("A", "Socialdemokratiet", 60)), "utf-8")
    return path if files else path / "Kommunalvalg.csv"


def feed(folder: Path, elections: list[str]) -> Path:
    made = Folder(folder / "feed")
    for number, election in enumerate(elections or [""]):
        day = {"Valgdag": f"18-11-{election[2:]}"} if election else {"Valgdag": None}
        year = election[2:] or "2025"
        made.put(area(number, released=f"19-11-{year} 10:00:00", **day), name=f"Nord{number}")
    return made.path


KINDS: dict[Callable[[Path, list[str]], Path], dict[str, tuple[int, int, int]]] = {
    tidy: {"one": (0, 0, 2), "none": (2, 0, 2), "two": (3, 3, 3)},
    workbook: {"one": (0, 0, 2), "none": (2, 0, 2), "two": (3, 3, 3)},
    # A table of several years does not contradict itself: --election chooses.
    statbank: {"one": (0, 0, 2), "none": (2, 0, 0), "two": (2, 0, 0)},
    # Without its name a file is of no municipality, and without a polling day it is no file of a feed.
    export: {"one": (0, 0, 2), "none": (3, 3, 3), "two": (3, 3, 3)},
    # One of two polling days is a test's.
    feed: {"one": (0, 0, 2), "none": (3, 3, 3), "two": (0, 0, 2)},
}
"""Exit codes where the votes name one election, none or two: without --election, with it, with another."""


def cells() -> Iterator[Any]:
    for make, by_names in KINDS.items():
        for names, codes in by_names.items():
            for asked, code in zip(("absent", "same", "other"), codes, strict=True):
                yield pytest.param(make, names, asked, code, id=f"{make.__name__}-{names}-{asked}")


@pytest.mark.parametrize(("make", "names", "asked", "code"), list(cells()))
def test_exit_codes(
    program: Program,
    tmp_path: Path,
    make: Callable[[Path, list[str]], Path],
    names: str,
    asked: str,
    code: int,
) -> None:
    path = make(tmp_path, {"one": [SAME], "none": [], "two": [SAME, OTHER]}[names])
    option = {"absent": (), "same": ("-e", SAME), "other": ("-e", OTHER)}[asked]
    converted = program("convert", str(path), *option)
    assert converted.code == code, converted.err
    if code == 0:
        assert {row["election"] for row in csv.DictReader(io.StringIO(converted.out))} == {
            OTHER if asked == "other" else SAME
        }
        return
    assert converted.out == ""
    assert ("--election" in converted.err) is (code == 2)
    for command in (("compute", "--votes"), ("validate",)):
        again = program(*command, str(path), *option)
        assert (again.code, "--election" in again.err) == (code, code == 2)


CHECK = ("check", "--expected", "tests/goldens/input/expected.csv")


@pytest.mark.parametrize("command", [*ABOUT_BODIES.values(), ("report",), CHECK], ids=lambda call: call[0])
def test_one_rule_for_every_command(program: Program, tmp_path: Path, command: tuple[str, ...]) -> None:
    call = (*command, "--votes")
    for elections, option, code in (([], (), 2), ([SAME], ("-e", OTHER), 2), ([SAME, OTHER], (), 3)):
        told = program(*call, str(tidy(tmp_path, elections)), *option)
        assert (told.code, told.out, "--election" in told.err) == (code, "", code == 2)


def test_what_is_known_is_said(program: Program, tmp_path: Path) -> None:
    """By its parties the table can only be of KV25."""
    told = program("compute", "--votes", str(tidy(tmp_path, [])))
    assert told.err.endswith(
        "Nothing says which election these votes are of. Name it with --election: kv2025.\n"
    )
    error = program("compute", "--votes", str(statbank(tmp_path, [])), "-f", "json").error
    assert error["code"] == "usage"
    assert error["problems"][0]["hint"] == "Name it with --election: kv2013, kv2017, kv2021, kv2025."


def test_every_election_that_contradicts_the_first_has_its_line(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "votes.csv"
    path.write_text("\n".join(["election," + ",".join(rows([])[0]), "kv2025,306,A,,1", "kv2021,306,B,,1",
                               "kv2021,306,C,,1", "kv2017,306,F,,1", ""]), "utf-8")  # fmt: skip
    problems = program("compute", "--votes", str(path), "-f", "json").error["problems"]
    assert [(one["line"], one["field"], one["value"]) for one in problems] == [
        (3, "election", "kv2021"),
        (5, "election", "kv2017"),
    ]


def test_watch_ends_where_the_feed_is_of_another_election(program: Program, tmp_path: Path) -> None:
    call = ("watch", str(feed(tmp_path, [SAME])), "--polls", "1", "-e")
    told = program(*call, OTHER)
    assert (told.code, told.out) == (2, "")
    assert "The votes are of kv2025, not of kv2021. Leave --election out" in told.err


def test_a_term_that_contradicts_the_votes_is_no_option(program: Program, tmp_path: Path) -> None:
    """Figures of 2022-2026 and votes of KV25: two files, so bad input."""
    figures = bundled.data_file("published", "2022-2026.yaml")
    told = program("check", "--expected", figures, "--votes", str(tidy(tmp_path, [SAME])))
    assert (told.code, "The votes are of kv2025, not of kv2021." in told.err) == (3, True)
    assert "--election" not in told.err


# --- convert X | compute --votes - ----------------------------------------------------------------------

OF_THE_SOURCE = ("files-skipped", "files-unreadable", "areas-unconfirmed", "areas-missing")
"""Notes on a feed's files, which a table has none of."""


def answer(outcome: Any) -> dict[str, Any]:
    """An answer with its exit code, but for where the votes were read, and notes on the files of a feed."""
    data: dict[str, Any] = {"code": outcome.code, **outcome.data}
    for source in data["inputs"]:
        if source["role"] == "votes":
            source.update(path=None, sha256=None, sheet=None)
    for composition in data["compositions"]:
        composition["notes"] = [one for one in composition["notes"] if one["code"] not in OF_THE_SOURCE]
    return data


def check_round_trip(
    program: Program, folder: Path, source: Path, *options: str, convert: tuple[str, ...] = ()
) -> dict[str, Any]:
    """That the table gives what its source gives; ``options``: of compute, ``convert``: of both."""
    table = folder / "converted.csv"
    assert program("convert", str(source), *convert, "-o", str(table), "--force").code == 0
    asked = ("compute", *options, "-f", "json", "--votes")
    direct = answer(program(*asked, str(source), *convert))
    assert answer(program(*asked, str(table))) == direct
    again = program("convert", str(table))
    assert again.out == table.read_text("utf-8")
    return direct


@pytest.mark.parametrize("stages", [(FINAL,), (FINAL, PRELIMINARY, WAITING), (WAITING,)], ids=len)
def test_round_trip_of_a_feed(
    program: Program, tmp_path: Path, night: Night, stages: tuple[str, ...]
) -> None:
    for number, code in enumerate(NORDJYLLAND):
        night.release(code, stages[number % len(stages)])
    direct = check_round_trip(
        program, tmp_path, night.folder, "-r", "nordjylland", "--mayors", str(night.mayors)
    )
    assert direct["count"]["final"] is (stages == (FINAL,))


def test_round_trip_through_a_pipe(program: Program, night: Night) -> None:
    night.release_all(PRELIMINARY)
    table = program("convert", str(night.folder)).out
    asked = ("compute", "-r", "nordjylland", "-f", "json", "--mayors", str(night.mayors), "--votes")
    assert answer(program(*asked, "-", stdin=table.encode())) == answer(program(*asked, str(night.folder)))


def test_round_trip_of_exports(program: Program, tmp_path: Path) -> None:
    """One for each municipality. What the real ones hold is what is bundled: see test_data.py."""
    folder = tmp_path / "exports"
    folder.mkdir()
    for row in rows_of(bundled.data_file("kv2021", "votes.csv")):
        file = folder / f"Kommunalvalg_2021_{row['municipality']}_06-11-2025 9.44.10.csv"
        named = ["Nord", row["list_letter"], row["list_name"]]
        with file.open("a", encoding="utf-8", newline="") as stream:
            stream.write("" if stream.tell() else f"{feedmaker.EXPORT}\n")
            lines = [[*named, "Listestemmer", row["votes"]], [*named, "x", 0]]
            csv.writer(stream, delimiter=";").writerows(lines)
    direct = check_round_trip(program, tmp_path, folder)
    assert direct["count"]["final"] is None


def test_round_trip_of_statbank(program: Program, tmp_path: Path) -> None:
    """Its counts are final, though nobody knows of how many polling areas; its local lists stay one."""
    votes: dict[tuple[str, str], int] = {}
    for row in votes_of_nordjylland():
        key = row["municipality_code"], row["party"] if len(row["party"]) == 1 else "EJR"
        votes[key] = votes.get(key, 0) + int(row["votes"])
    lines = [f"{code};{party};1;2021;{n}" for (code, party), n in votes.items()]
    source = tmp_path / "valgk3.csv"
    source.write_text("\n".join(["OMRÅDE;PARTI;STEMMER;TID;INDHOLD", *lines, ""]), "utf-8")
    direct = check_round_trip(program, tmp_path, source, "-r", "nordjylland", "--require-final")
    assert (direct["count"]["final"], direct["count"]["areas"]) == (True, None)
    assert "local-lists-together" in {note["code"] for note in direct["compositions"][0]["notes"]}


@pytest.mark.parametrize("column", ["election", "cast", None])
def test_round_trip_of_a_workbook(program: Program, tmp_path: Path, column: str | None) -> None:
    """As it is, and without a column that may be missing."""
    found = votes_of_nordjylland()
    columns = [name for name in found[0] if name != column]
    source = tmp_path / "votes.xlsx"
    source.write_bytes(xlsx({"votes": [columns, *([row[name] for name in columns] for row in found)]}))
    named = ("-e", "kv2021") if column == "election" else ()
    check_round_trip(program, tmp_path, source, "-r", "nordjylland", convert=named)


@pytest.mark.parametrize(
    ("source", "options"),
    [
        ("elections/kv2025/valgdk-feed-final", ()),
        ("elections/kv2025/valgdk-feed-night", ()),
        ("tables/kv2017_votes.csv", ("-e", "kv2017")),
    ],
)
def test_round_trip_of_the_real_files(
    program: Program, tmp_path: Path, shared: Path, source: str, options: tuple[str, ...]
) -> None:
    check_round_trip(program, tmp_path, shared / source, convert=options)
