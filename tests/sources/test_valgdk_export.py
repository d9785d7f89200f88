"""valg.dk's export: made files with every fault. test_data.py has the 98 real ones of KV21."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sources.feedmaker import EXPORT as HEADER
from tests.sources.reading import problems, read

ROWS = (
    "Nord;A;Socialdemokratiet;Listestemmer;10",
    "Nord;A;Socialdemokratiet;Ida;5",
    "Nord;N;Nyt Odsherred;Listestemmer;3",
    "Nord;N;Nyt Odsherred;Per;0",
    "Nord;;Uden Bogstav;Listestemmer;1",
    "Nord;;Uden Bogstav;Ulla;0",
)
SYD = tuple(row.rpartition(";")[0].replace("Nord;", "Syd;") for row in ROWS)
WHOLE = (*ROWS, *(f"{row};{votes}" for row, votes in zip(SYD, (7, 0, 0, 0, 0, 0), strict=True)))
NAME = "Kommunalvalg_2021_Odsherred_06-11-2025 9.44.10.csv"


def write(folder: Path, *rows: str, name: str = NAME, header: str = HEADER) -> Path:
    file = folder / name
    file.write_text("\ufeff" + "\n".join([header, *rows]) + "\n", encoding="utf-8")
    return file


def test_a_lists_votes_are_the_sum_of_its_rows(tmp_path: Path) -> None:
    votes = read(write(tmp_path, *WHOLE))
    assert [(r.municipality, r.letter, r.name, r.party, r.votes, r.seats, r.id) for r in votes.lists] == [
        ("306", "", "Uden Bogstav", None, 1, None, "306-0"),
        ("306", "A", "Socialdemokratiet", "A", 22, None, "306-A"),
        ("306", "N", "Nyt Odsherred", None, 3, None, "306-N"),
    ]
    assert votes.election == "kv2021"
    assert votes.count.state == "unknown"
    assert votes.sources[0].rows == 3


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Kommunalvalg_2021_Københavns_06-11-2025 9.38.5.csv", "101"),
        ("Kommunalvalg_2021_København_06-11-2025 9.38.5.csv", "101"),
        ("Kommunalvalg_2021_Københavns Kommune_06-11-2025 9.38.5.csv", "101"),
        ("Kommunalvalg_2021_Høje-Taastrup_06-11-2025 9.38.5.csv", "169"),
        ("Kommunalvalg_2021_Høje Tåstrup_06-11-2025 9.38.5.csv", "169"),
        ("Kommunalvalg_2021_Bornholms Regionskommune.csv", "400"),
        ("Kommunalvalg_2021_Århus_06-11-2025 9.38.5 (1).csv", "751"),
        ("kommunalvalg_2021_Nordfyn_06-11-2025_9_38_5.csv", "480"),
        ("Kommunalvalg_2021_Fanø_06-11-2025 9.38.5.csv", "563"),  # o and stroke as one
    ],
)
def test_the_municipality_is_read_from_the_files_name(tmp_path: Path, name: str, code: str) -> None:
    votes = read(write(tmp_path, *ROWS, name=name))
    assert {result.municipality for result in votes.lists} == {code}
    assert read(tmp_path).lists == votes.lists


def test_quoted_fields_are_read(tmp_path: Path) -> None:
    rows = ('Nord;A;Socialdemokratiet;"a ""b""; c";10', 'Nord;A;Socialdemokratiet;d\'e "f" g;5')
    assert read(write(tmp_path, *ROWS, *rows)).lists[1].votes == 30


def test_an_export_that_excel_saved_again(tmp_path: Path) -> None:
    file = write(tmp_path, *ROWS, "Nord;Ø;Enhedslisten;Listestemmer;4", "Nord;Ø;Enhedslisten;Bo;4")
    known = read(file)
    file.write_bytes(file.read_text("utf-8-sig").encode("cp1252"))
    for path in (file, tmp_path):
        again = read(path)
        assert again.lists == known.lists
        assert [note.code for note in again.notes] == ["windows-1252"]


def test_every_bad_row_of_every_file_is_listed(tmp_path: Path) -> None:
    write(tmp_path, "Nord;A;Socialdemokratiet;x;-1", "Nord;A;Venstre;x;2", "Nord;B;;x;3", *ROWS[2:3] * 2)
    write(tmp_path, *ROWS, name="Kommunalvalg_2021_Odsherreds.csv")
    write(tmp_path, *ROWS, name="Kommunalvalg_2021_Atlantis_06-11-2025 9.44.10.csv")
    write(tmp_path, *ROWS, name="Regionsrådsvalg_2017_Køge_06-11-2025 9.44.10.csv")
    write(tmp_path, "Nord;A", name="Kommunalvalg_2021_Greve.csv")
    write(tmp_path, header="a;b", name="Kommunalvalg_2021_Faxe.csv")
    write(tmp_path, name="Kommunalvalg_2021_Lejre.csv")
    found = [(Path(p.file).name.split("_")[2][:8], p.line, p.field, p.message) for p in problems(tmp_path)]
    assert found == [
        ("Atlantis", None, None, "There is no municipality Atlantis."),
        ("Faxe.csv", 1, None, f"None of the columns {HEADER.replace(';', ', ')} is here."),
        ("Greve.cs", 2, None, "The file ends within a line: it is cut off."),
        ("Lejre.cs", None, None, "The table has no rows."),
        ("Odsherre", 2, "Stemmetal", "The number is negative."),
        ("Odsherre", 3, "Listenavn", "The letter A is Socialdemokratiet's."),
        ("Odsherre", 4, "Listenavn", "The list has no name."),
        ("Odsherre", 6, "Navn", "This repeats line 5."),
        ("Odsherre", None, None, f"The municipality stands in {tmp_path}/{NAME} already."),
        ("Køge", None, None, "This is not from a municipal election."),
        ("Atlantis", None, None, "The files are of several elections: 2017, 2021."),
    ]


OF_A = "Nord;A;Socialdemokratiet"
KINDS = "A list has votes in rows Listestemmer and in those of candidates."
COPY = [*ROWS, f"{OF_A};Bo;2", *(row.replace("Nord;", "1. Nord;") for row in (*ROWS, f"{OF_A};Bo;2"))]
SUM = [*WHOLE[:-6], *(f"{row};1" for row in SYD), *(row.replace("Nord;", "Alle;") for row in ROWS[1:])]


@pytest.mark.parametrize(
    ("rows", "field", "value", "message"),
    [
        (WHOLE[:-1], "Afstemningsområde", "Syd", "The polling area lacks 1 row."),
        ([row for row in ROWS if "Ida" not in row], "Navn", "Socialdemokratiet", KINDS),
        ([row for row in ROWS if not row.startswith(f"{OF_A};L")], "Navn", "Socialdemokratiet", KINDS),
        ([*ROWS, f"{OF_A};;15"], "Navn", None, "This is neither a candidate nor Listestemmer."),
        ([*ROWS, f"{OF_A};Personlige stemmer;5"], "Listenavn", "Socialdemokratiet",
         "Personlige stemmer is no list's votes; valg.dk writes no such row."),
        ([*SUM, "Alle;A;Socialdemokratiet;Listestemmer;16"], "Afstemningsområde", "Alle",
         "The polling area has as many votes as all others together."),
        (COPY, "Afstemningsområde", "1. Nord", "1. Nord has the same votes as Nord."),
    ],
)  # fmt: skip
def test_a_file_that_is_not_whole_or_holds_more(
    tmp_path: Path, rows: list[str], field: str, value: str | None, message: str
) -> None:
    """A filter left on, rows pasted below: valg.dk writes each list's rows in every polling area."""
    (problem,) = problems(write(tmp_path, *rows))
    assert (problem.field, problem.value, problem.message) == (field, value, message)


def test_a_file_without_candidates_has_a_row_for_each_list(tmp_path: Path) -> None:
    votes = read(write(tmp_path, *(row for row in ROWS if "Listestemmer" in row)))
    assert [result.votes for result in votes.lists] == [1, 10, 3]
    assert votes.remarks["no-candidates"] == {"306": ("Odsherred",)}


def test_files_of_two_municipalities_have_other_votes(tmp_path: Path) -> None:
    rows = [row for row in ROWS if "Uden Bogstav" not in row]
    rows += [
        f"Nord;{of};{votes}"
        for of in ("V;Venstre", "B;Radikale Venstre", "K;Kristendemokraterne")
        for votes in ("Listestemmer;2", "x;0")
    ]
    for name in ("Odsherred", "Greve"):
        write(tmp_path, *rows, name=f"Kommunalvalg_2021_{name}.csv")
    assert [p.message for p in problems(tmp_path)] == ["Odsherred has the same votes as Greve."]


def test_a_single_file_without_its_name(tmp_path: Path) -> None:
    (problem,) = problems(write(tmp_path, *ROWS, name="x.csv"))
    assert problem.message == "The file's name says no municipality."
    assert problem.hint == ("Keep valg.dk's file name, as Kommunalvalg_2021_Aabenraa_06-11-2025 9.44.10.csv.")
