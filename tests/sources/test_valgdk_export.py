"""valg.dk's export: made files with every fault, and the 98 real ones of KV21."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kkr_alloc.errors import InputError, Problem
from kkr_alloc.model import Geography
from kkr_alloc.names import Register
from kkr_alloc.sources import valgdk_export
from kkr_alloc.sources.files import read_content
from tests.sources.damage import damaged

HEADER = "Afstemningsområde;Bogstavbetegnelse;Listenavn;Navn;Stemmetal"
ROWS = (
    "Nord;A;Socialdemokratiet;Listestemmer;10",
    "Nord;A;Socialdemokratiet;;5",
    "Syd;A;Socialdemokratiet;Listestemmer;7",
    "Nord;N;Nyt Odsherred;Listestemmer;3",
    "Nord;;Uden Bogstav;Listestemmer;1",
)
NAME = "Kommunalvalg_2021_Odsherred_06-11-2025 9.44.10.csv"


def write(folder: Path, *rows: str, name: str = NAME, header: str = HEADER) -> Path:
    file = folder / name
    file.write_text("\ufeff" + "\n".join([header, *rows]) + "\n", encoding="utf-8")
    return file


@pytest.fixture
def problems(register: Register, geography: Geography):
    def of(path: Path, **options: str) -> tuple[Problem, ...]:
        with pytest.raises(InputError) as error:
            valgdk_export.read(path, register, geography, **options)
        return error.value.problems

    return of


def test_a_lists_votes_are_the_sum_of_its_rows(
    tmp_path: Path, register: Register, geography: Geography
) -> None:
    votes = valgdk_export.read(write(tmp_path, *ROWS), register, geography)
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
def test_the_municipality_is_read_from_the_files_name(
    tmp_path: Path, register: Register, geography: Geography, name: str, code: str
) -> None:
    votes = valgdk_export.read(write(tmp_path, *ROWS, name=name), register, geography)
    assert {result.municipality for result in votes.lists} == {code}
    assert valgdk_export.looks_like_exports(tmp_path)
    assert valgdk_export.looks_like_export(read_content(tmp_path / name))


@pytest.mark.parametrize("told", ["306", "Odsherred", "odsherred kommune"])
def test_the_municipality_of_a_single_file_can_be_told(
    tmp_path: Path, register: Register, geography: Geography, told: str
) -> None:
    file = write(tmp_path, *ROWS, name="export.csv")
    votes = valgdk_export.read(file, register, geography, municipality=told)
    assert {result.municipality for result in votes.lists} == {"306"}
    assert votes.election is None


def test_a_file_is_not_told_to_be_of_another_municipality(
    tmp_path: Path, register: Register, geography: Geography
) -> None:
    file = write(tmp_path, *ROWS, name="Kommunalvalg_2021_Odsherred.csv")
    assert valgdk_export.read(file, register, geography, municipality="306").lists
    with pytest.raises(InputError) as caught:
        valgdk_export.read(file, register, geography, municipality="Aabenraa")
    (problem,) = caught.value.problems
    assert problem.message == "The file's name says Odsherred."
    assert (problem.field, problem.value) == ("municipality", "Aabenraa")


def test_quoted_fields_are_read(tmp_path: Path, register: Register, geography: Geography) -> None:
    file = write(
        tmp_path, 'Nord;A;Socialdemokratiet;"a ""b""; c";10', 'Nord;A;Socialdemokratiet;d\'e "f" g;5'
    )
    assert valgdk_export.read(file, register, geography).lists[0].votes == 15


def test_every_bad_row_of_every_file_is_named(tmp_path: Path, problems) -> None:
    write(tmp_path, "Nord;A;Socialdemokratiet;x;-1", "Nord;A;Venstre;x;2", "Nord;B;;x;3", *ROWS[3:4] * 2)
    write(tmp_path, *ROWS, name="Kommunalvalg_2021_Odsherreds.csv")
    write(tmp_path, *ROWS, name="Kommunalvalg_2021_Atlantis_06-11-2025 9.44.10.csv")
    write(tmp_path, *ROWS, name="Regionsrådsvalg_2017_Køge_06-11-2025 9.44.10.csv")
    write(tmp_path, "Nord;A", name="Kommunalvalg_2021_Greve.csv")
    write(tmp_path, header="a;b", name="Kommunalvalg_2021_Faxe.csv")
    write(tmp_path, name="Kommunalvalg_2021_Lejre.csv")
    found = [(Path(p.file).name.split("_")[2][:8], p.line, p.field, p.message) for p in problems(tmp_path)]
    assert found == [
        ("Atlantis", None, None, "There is no municipality Atlantis."),
        *(("Faxe.csv", 1, c, f"The column {c} is missing.") for c in HEADER.split(";")),
        *(("Faxe.csv", 1, c, f"The column {c} is not known.") for c in "ab"),
        ("Greve.cs", 2, None, "The row has 2 fields, the header 5."),
        ("Lejre.cs", None, None, "The table has no rows."),
        ("Odsherre", 2, "Stemmetal", "The number is negative."),
        ("Odsherre", 3, "Listenavn", "The letter A is Socialdemokratiet's."),
        ("Odsherre", 4, "Listenavn", "The list has no name."),
        ("Odsherre", 6, None, "The row stands there twice."),
        ("Odsherre", None, None, f"The municipality stands in {tmp_path}/{NAME} already."),
        ("Køge", None, None, "This is not from a municipal election."),
        ("Atlantis", None, None, "The files are of several elections: 2017, 2021."),
    ]


def test_a_folder_without_exports_is_named(tmp_path: Path, problems) -> None:
    assert problems(tmp_path)[0].message == "There is no CSV file in this folder."
    assert problems(tmp_path / "none")[0].message == "There is no such file."
    (nameless,) = problems(write(tmp_path, *ROWS, name="x.csv"))
    assert nameless.message == "The file's name tells no municipality."
    assert "--municipality names it for a single file." in (nameless.hint or "")
    write(tmp_path, *ROWS)
    assert problems(tmp_path, municipality="306")[0].message == (
        "A municipality can be named for a single file only."
    )


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path, problems) -> None:
    (tmp_path / "in").mkdir()
    write(tmp_path / "in", *ROWS)
    (tmp_path / "in" / "Kommunalvalg_2021_Greve.csv").symlink_to(write(tmp_path, *ROWS, name="secret.csv"))
    assert problems(tmp_path / "in")[0].message == ("This link leads out of the folder; it is not followed.")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_files_give_input_errors_only(
    tmp_path: Path, register: Register, geography: Geography, data: st.DataObject
) -> None:
    whole = ("\ufeff" + "\n".join([HEADER, *ROWS]) + "\n").encode()
    file = tmp_path / NAME
    file.write_bytes(data.draw(damaged(whole)))
    try:
        votes = valgdk_export.read(file, register, geography)
    except InputError:
        return
    assert all(type(result.votes) is int and result.votes >= 0 for result in votes.lists)


def test_the_98_exports_of_kv21(shared: Path, register: Register, geography: Geography) -> None:
    folder = shared / "elections" / "kv2021" / "valgdk-export"
    votes = valgdk_export.read(folder, register, geography)
    assert len({result.municipality for result in votes.lists}) == 98
    assert sum(result.votes for result in votes.lists) == 3_088_217
    with open(shared / "tables" / "kv2021_votes.csv", encoding="utf-8", newline="") as stream:
        table = {
            (row["municipality_code"], row["list_letter"]): (row["list_name"], int(row["votes"]))
            for row in csv.DictReader(stream)
        }
    assert {(r.municipality, r.letter): (r.name, r.votes) for r in votes.lists} == table
    assert [(r.municipality, r.letter, r.id) for r in votes.lists][:2] == [
        ("101", "", "101-0"),
        ("101", "A", "101-A"),
    ]
