"""valg.dk's feed: small feeds with one trap each, and the two real ones of KV25."""

from __future__ import annotations

import csv
import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kkr_alloc.errors import InputError, Problem
from kkr_alloc.model import Geography
from kkr_alloc.names import Register
from kkr_alloc.sources.base import Votes
from kkr_alloc.sources.valgdk_feed import Feed, looks_like_feed, read
from tests.sources.damage import damaged
from tests.sources.feedmaker import LISTS, Folder, area, seats


class Reader:
    """Reads a folder, and gives its problems or its notes as a test wants them."""

    def __init__(self, register: Register, geography: Geography) -> None:
        self.register, self.geography = register, geography

    def __call__(self, folder: Folder | Path, skip: bool = False) -> Votes:
        path = folder.path if isinstance(folder, Folder) else folder
        return read(path, self.register, self.geography, skip_unreadable=skip)

    def problems(self, folder: Folder | Path, skip: bool = False) -> tuple[Problem, ...]:
        with pytest.raises(InputError) as error:
            self(folder, skip)
        return error.value.problems

    def feed(self, folder: Folder, skip: bool = False) -> Feed:
        return Feed(folder.path, self.register, self.geography, skip_unreadable=skip)


@pytest.fixture
def reader(register: Register, geography: Geography) -> Reader:
    return Reader(register, geography)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def by_letter(votes: Votes) -> dict[str, int]:
    return {result.letter: result.votes for result in votes.lists}


def note(votes: Votes, code: str) -> str:
    return next(note.message for note in votes.notes if note.code == code)


def test_a_final_area(folder: Folder, reader: Reader) -> None:
    folder.put(area())
    votes = reader(folder)
    assert [(r.municipality, r.letter, r.name, r.party, r.votes, r.seats, r.id) for r in votes.lists] == [
        ("306", "", "Uden Bogstav", None, 10, None, "306-0"),
        ("306", "A", "Socialdemokratiet", "A", 60, None, "306-A"),
        ("306", "N", "Nyt Odsherred", None, 30, None, "306-N"),
    ]
    assert votes.election == "kv2025"
    assert (votes.count.final, votes.count.areas, votes.count.areas_counted, votes.count.areas_final) == (
        True,
        1,
        1,
        1,
    )
    assert votes.count.newest_release == "2025-11-19T10:00:00Z"
    totals = votes.totals["306"]
    assert (totals.valid, totals.electorate, totals.cast, totals.blank, totals.invalid) == (
        100,
        200,
        106,
        5,
        1,
    )
    assert (votes.sources[0].role, votes.sources[0].path, votes.sources[0].rows) == (
        "votes",
        str(folder.path),
        3,
    )
    assert [found.code for found in votes.notes] == ["areas-unconfirmed"]
    assert note(votes, "areas-unconfirmed").endswith("whether all polling areas are there: Odsherred.")


def test_an_area_from_no_result_to_the_final_one(folder: Folder, reader: Reader) -> None:
    """Each release lies beside the older ones; only the newest counts, and time does not sort as text."""
    folder.put(area(2, "IngenResultater", "11-11-2025 20:53:07"), "Syd")
    folder.put(area(1, "IngenResultater", "11-11-2025 20:53:07"), "Nord-111120252053")
    votes = reader(folder)
    assert (votes.lists, votes.count.state, votes.count.areas, votes.count.areas_counted) == (
        (),
        "none",
        2,
        0,
    )
    assert votes.counts["306"].electorate == 400

    preliminary = (("A", "Socialdemokratiet", 50), ("N", "Nyt Odsherred", 0), (None, "Uden Bogstav", 10))
    folder.put(area(1, "ForeløbigOptælling", "18-11-2025 22:00:00", preliminary), "Nord-181120252200")
    votes = reader(folder)
    assert by_letter(votes) == {"": 10, "A": 50, "N": 0}
    assert (votes.count.state, votes.count.areas_counted, votes.count.areas_final) == ("preliminary", 1, 0)
    assert votes.count.electorate_counted == 200

    corrected = (("A", "Socialdemokratiet", 55), ("N", "Nyt Odsherred", 1), (None, "Uden Bogstav", 10))
    folder.put(area(1, "ForeløbigOptælling", "18-11-2025 23:00:00", corrected), "Nord-181120252300")
    assert by_letter(reader(folder)) == {"": 10, "A": 55, "N": 1}

    folder.put(area(1, "Fintælling", "01-12-2025 09:00:00"), "Nord-011220250900")
    votes = reader(folder)
    assert by_letter(votes) == {"": 10, "A": 60, "N": 30}
    assert (votes.count.final, votes.count.areas_counted, votes.count.areas_final) == (False, 1, 1)
    assert votes.count.newest_release == "2025-12-01T09:00:00Z"
    folder.put(area(2, "Fintælling", "01-12-2025 10:00:00"), "Syd")
    assert reader(folder).count.final


def test_a_copy_of_a_release_counts_once_and_a_contradicting_one_is_a_problem(
    folder: Folder, reader: Reader
) -> None:
    folder.put(area())
    folder.put(area(), "Nord-191120251100")
    assert by_letter(reader(folder))["A"] == 60
    folder.put(area(lists=(("A", "Socialdemokratiet", 61),)), "Nord-191120251101")
    assert "Released in the same second" in reader.problems(folder)[0].message


def test_both_spellings_of_a_municipality_are_one(folder: Folder, reader: Reader) -> None:
    folder.put(area(1, Kommune="Fanø", Kommunekode=563), "Nordby", of="Fanø_Kommune")
    folder.put(area(2, Kommune="Fanø Kommune", Kommunekode=563), "Sønderho", of="Fanø_Kommune")
    assert {(r.municipality, r.letter): r.votes for r in reader(folder).lists} == {
        ("563", ""): 20,
        ("563", "A"): 120,
        ("563", "N"): 60,
    }


def test_tests_are_skipped_and_named(folder: Folder, reader: Reader) -> None:
    folder.put(area(1))
    folder.put(area(2, released="18-11-2025 22:00:00"), "Syd")
    folder.put(area(3, Valgdag="06-08-2025"), "Øst")  # released long after its own polling day
    folder.put(area(4, released="01-08-2025 12:17:25", Valgdag="06-08-2025"), "Vest")
    folder.put(area(1, released="19-08-2025 06:43:52"), "Nord-190820250643")
    folder.put(area(5, "IngenResultater", "19-08-2025 06:43:52"), "Midt")
    folder.put(area(6), "Nord", "verifikation/valgresultater")
    folder.put_seats(seats(released="19-08-2025 06:43:52"), "-190820250643")
    folder.put_seats(seats(), "")
    votes = reader(folder)
    assert (votes.count.areas, by_letter(votes)["A"]) == (2, 120)
    assert note(votes, "files-skipped") == (
        "Files skipped as tests: 6. "
        "Released before polling day: "
        "mandatfordeling/mandatfordeling-Kommunalvalg-Odsherred-190820250643.json, "
        "valgresultater/valgresultater-Kommunalvalg-Odsherred_Kommune-Midt.json, "
        "valgresultater/valgresultater-Kommunalvalg-Odsherred_Kommune-Nord-190820250643.json. "
        "Of another polling day: valgresultater/valgresultater-Kommunalvalg-Odsherred_Kommune-Vest.json, "
        "valgresultater/valgresultater-Kommunalvalg-Odsherred_Kommune-Øst.json. "
        "Under verifikation: "
        "verifikation/valgresultater/valgresultater-Kommunalvalg-Odsherred_Kommune-Nord.json."
    )


def test_a_tests_numbers_do_not_matter(folder: Folder, reader: Reader) -> None:
    folder.put(area())
    folder.put(area(9, released="19-08-2025 06:43:52", GyldigeStemmer=18094, Kommunekode=998), "Syd")
    folder.put(b"", "Nord", "verifikation/valgresultater")
    assert by_letter(reader(folder))["A"] == 60


def test_seats_are_counted_once(folder: Folder, reader: Reader) -> None:
    folder.put(area())
    folder.put_seats(seats())
    assert {r.letter: r.seats for r in reader(folder).lists} == {"": 1, "A": 2, "N": 0}
    newer = (("A", "Socialdemokratiet", 1), ("N", "Nyt Odsherred", 2))
    folder.put_seats(seats(newer, "01-12-2025 12:00:00"), "-011220251200")
    assert {r.letter: r.seats for r in reader(folder).lists} == {"": 0, "A": 1, "N": 2}


def test_seats_of_a_preliminary_count_stand_in_the_list_seats(folder: Folder, reader: Reader) -> None:
    folder.put(area())
    folder.put_seats(seats(PersonligeMandater=None))
    assert {r.letter: r.seats for r in reader(folder).lists} == {"": 1, "A": 2, "N": 0}


def test_contradicting_seats_are_problems(folder: Folder, reader: Reader) -> None:
    folder.put(area())
    file = folder.put_seats(seats(ListeMandater=[]))
    folder.put_seats(seats((("X", "Ukendt", 1),), "19-11-2025 13:00:00"), "-191120251300")
    assert [p.message for p in reader.problems(folder)] == [
        "The council has seats of a list that has no votes."
    ]
    folder.put_seats(seats((("A", "Socialdemokratiet", 1),), "19-11-2025 13:00:00"), "-191120251300")
    assert reader(folder)
    folder.put_seats(seats((("A", "Socialdemokratiet", 9),), "19-11-2025 13:00:00"), "-191120251301")
    assert "with other seats" in reader.problems(folder)[0].message
    file.unlink()


def test_the_seats_of_a_council_without_counted_areas_wait(folder: Folder, reader: Reader) -> None:
    folder.put(area(1, "IngenResultater", "11-11-2025 20:53:07"))
    folder.put_seats(seats())
    assert reader(folder).lists == ()


def test_hashes_and_half_fetched_files_are_passed_over(folder: Folder, reader: Reader) -> None:
    file = folder.put(area())
    (file.parent / f"{file.name}.hash").write_text("abc")
    (file.parent / f".{file.name}").write_text("{")
    (file.parent / f"{file.name}.part").write_text("{")
    folder.put(b"{", "Nord", "kandidat-data")
    assert by_letter(reader(folder))["A"] == 60


def test_the_folder_itself_or_a_flat_one(folder: Folder, reader: Reader, tmp_path: Path) -> None:
    file = folder.put(area())
    council = folder.put_seats(seats())
    whole, inner = reader(folder), reader(folder.path / "valgresultater")
    assert by_letter(whole) == by_letter(inner)
    assert {r.seats for r in inner.lists} == {None}
    flat = tmp_path / "flat"
    flat.mkdir()
    shutil.copy(file, flat)
    shutil.copy(council, flat)
    shutil.copy(file, flat / "kandidat-data-Kommunalvalg-Odsherred.json")
    assert {r.seats for r in reader(flat).lists} == {0, 1, 2}
    assert looks_like_feed(folder.path)
    assert looks_like_feed(flat)
    assert not looks_like_feed(tmp_path / "none")
    assert not looks_like_feed(council.parent)


def test_every_unreadable_file_is_named(folder: Folder, reader: Reader) -> None:
    folder.put(area())
    bad: list[bytes | dict[str, Any]] = [
        b"",
        b" \n",
        b'{"Valgdag": "18-11',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"[]",
        b"\xff\xfe\xfa",
        b'{"Valgart": ' + b"9" * 5000 + b"}",
        b"{}",
        area(Valgdag="2025-11-18"),
        area(FrigivelsesTidspunktUTC="19-13-2025 10:00:00"),
        area(Resultatart="Omtælling"),
        area(Kommunekode="306"),
        area(Kommunekode=True),
        area(AfstemningsområdeDagiId=None),
        area(Kandidatlister={}),
        area(Kandidatlister=[1]),
        area(Kandidatlister=[{"Navn": None}]),
        area(Kandidatlister=[{"Navn": "x", "Bogstavbetegnelse": 1}]),
        area(Kandidatlister=[{"Navn": "\x1b[2J", "Bogstavbetegnelse": "A"}]),
        b'{"Valgart": "Kommunalvalg", "Valgdag": "\\ud800"}',
    ]
    for number, content in enumerate(bad):
        folder.put(content, f"Bad{number:02d}")
    found = reader.problems(folder)
    assert [Path(problem.file or "").name[-10:-5] for problem in found] == [
        f"Bad{number:02d}" for number in range(len(bad))
    ]
    assert {problem.field for problem in found} == {
        None,
        "Valgart",
        "Valgdag",
        "FrigivelsesTidspunktUTC",
        "Resultatart",
        "Kommunekode",
        "AfstemningsområdeDagiId",
        "Kandidatlister",
        "Kandidatlister[0]",
        "Kandidatlister[0].Navn",
        "Kandidatlister[0].Bogstavbetegnelse",
    }
    votes = reader(folder, skip=True)
    assert (votes.count.areas, votes.count.areas_counted, votes.count.final) == (22, 1, False)
    assert "Files left out because they cannot be read: 21." in note(votes, "files-unreadable")
    assert "Bad07.json" in note(votes, "files-unreadable")


def test_an_unreadable_release_is_replaced_by_a_readable_one(folder: Folder, reader: Reader) -> None:
    folder.put(area(1))
    folder.put(b"", "Nord-191120251200")
    folder.put(b"", "Syd")
    assert len(reader.problems(folder)) == 2
    votes = reader(folder, skip=True)
    assert (votes.count.areas, votes.count.areas_counted) == (2, 1)
    assert votes.counts["306"].areas == 2
    assert votes.count.electorate is None


def test_an_unreadable_file_of_unknown_municipality_is_never_left_out(folder: Folder, reader: Reader) -> None:
    folder.put(area(1))
    folder.put(b"", "Nord", of="Atlantis_Kommune")
    assert "cannot be left out" in (reader.problems(folder, skip=True)[0].hint or "")


def test_an_unreadable_council_leaves_its_seats_unknown(folder: Folder, reader: Reader) -> None:
    folder.put(area())
    folder.put_seats(b"")
    assert len(reader.problems(folder)) == 1
    votes = reader(folder, skip=True)
    assert votes.count.final
    assert {r.seats for r in votes.lists} == {None}


@pytest.mark.parametrize(
    ("votes", "message"),
    [
        (-1, "The number is negative."),
        (1.0, "Not a whole number."),
        (True, "Not a whole number."),
        ("12", "Not a whole number."),
        (None, "Not a whole number."),
        (10**9, "So many votes are not believed."),
        (float("inf"), "Not a whole number."),
    ],
)
def test_numbers_that_are_no_votes(folder: Folder, reader: Reader, votes: Any, message: str) -> None:
    content = area()
    content["Kandidatlister"][1]["Stemmer"] = votes
    content["AntalStemmeberettigedeVælgere"] = -5
    file = folder.put(content)
    found = {(p.field, p.message) for p in reader.problems(folder, skip=True)}
    assert ("Kandidatlister[1].Stemmer", message) in found
    assert ("AntalStemmeberettigedeVælgere", "The number is negative.") in found
    assert {p.file for p in reader.problems(folder)} == {str(file)}


def test_the_lists_must_add_up(folder: Folder, reader: Reader) -> None:
    folder.put(area(1, GyldigeStemmer=99))
    folder.put(area(2, GyldigeStemmer=None), "Syd")
    folder.put(area(3, Resultatart="IngenResultater"), "Øst")
    found = [(Path(p.file or "").stem[-4:], p.field, p.value) for p in reader.problems(folder)]
    assert found == [
        ("Nord", "GyldigeStemmer", "99"),
        ("-Syd", "GyldigeStemmer", None),
        ("-Øst", "Resultatart", "IngenResultater"),
    ]


def test_a_newer_release_puts_a_wrong_one_right(folder: Folder, reader: Reader) -> None:
    folder.put(area(GyldigeStemmer=99), "Nord-191120251000")
    folder.put(area(released="19-11-2025 11:00:00"), "Nord-191120251100")
    assert by_letter(reader(folder))["A"] == 60


def test_lists_that_are_confused(folder: Folder, reader: Reader) -> None:
    folder.put(area(1, lists=(*LISTS, LISTS[0])))
    folder.put(area(2, lists=(("A", "Arbejderlisten", 5),)), "Syd")
    assert [(p.message, p.field, p.value) for p in reader.problems(folder)] == [
        ("The list stands there twice.", "Kandidatlister[3].Navn", "A Socialdemokratiet"),
        ("The letter A is Socialdemokratiet's in this municipality.", "Navn", "Arbejderlisten"),
    ]


def test_areas_that_are_confused(folder: Folder, reader: Reader) -> None:
    folder.put(area(1))
    folder.put(area(1, Kommunekode=329), "Syd")
    folder.put(area(2, Kommunekode=998), "Øst")
    assert [(p.field, p.value) for p in reader.problems(folder)] == [
        ("Kommunekode", "329"),
        ("Kommunekode", "998"),
    ]


def test_other_elections_are_refused(folder: Folder, reader: Reader) -> None:
    folder.put(area(1, Valgart="Regionsrådsvalg"))
    folder.put(area(2, Valgart="Regionsrådsvalg"), "Syd")
    (problem,) = reader.problems(folder, skip=True)
    assert (problem.message, problem.field, problem.value) == (
        "This is not from a municipal election.",
        "Valgart",
        "Regionsrådsvalg",
    )
    assert (problem.hint or "").startswith("2 files are.")


def test_folders_without_results(folder: Folder, reader: Reader, tmp_path: Path) -> None:
    assert "There is no result" in reader.problems(tmp_path)[0].message
    assert "No such file" in reader.problems(tmp_path / "none")[0].message
    folder.put(b"")
    assert reader.problems(folder, skip=True)[0].message == "The file is empty."


def test_links_out_of_the_folder_are_not_followed(folder: Folder, reader: Reader, tmp_path: Path) -> None:
    file = folder.put(area())
    inside = Folder(tmp_path / "feed")
    inside.put(area())
    (inside.path / "valgresultater" / "valgresultater-x.json").symlink_to(file)
    (inside.path / "mandatfordeling").symlink_to(tmp_path / "valgresultater")
    (inside.path / "valgresultater" / "more").symlink_to(tmp_path / "valgresultater")
    (inside.path / "valgresultater" / "itself").symlink_to(inside.path / "valgresultater")
    assert [p.message for p in reader.problems(inside, skip=True)] == [
        "This link leads out of the folder; it is not followed."
    ] * 3
    (folder.path / "valgresultater" / os.fsdecode(b"valgresultater-\xe5.json")).write_bytes(b"{}")
    assert reader.problems(folder)[0].message == "The name is not UTF-8."
    (folder.path / "valgresultater" / os.fsdecode(b"valgresultater-\xe5.json")).unlink()
    os.mkfifo(folder.path / "valgresultater" / "pipe.json")
    assert reader.problems(folder)[0].message == "Not an ordinary file."


def test_only_what_changed_is_read_again(folder: Folder, reader: Reader) -> None:
    folder.put(area(1))
    folder.put(b"", "Syd")
    folder.put_seats(seats())
    feed = reader.feed(folder, skip=True)
    first = feed.read()
    assert feed.files_read == 3
    assert (feed.read(), feed.read().sources[0].sha256) == (first, first.sources[0].sha256)
    assert feed.files_read == 0
    folder.put(area(2, released="19-11-2025 11:00:00"), "Syd")
    assert by_letter(feed.read())["A"] == 120
    assert feed.files_read == 1
    folder.put(area(3), "Øst").unlink()
    assert feed.read().sources[0].sha256 != first.sources[0].sha256
    assert feed.files_read == 0


def test_the_hash_is_that_of_the_names_and_contents(folder: Folder, reader: Reader, tmp_path: Path) -> None:
    folder.put(area(1))
    before = reader(folder).sources[0].sha256
    other = Folder(tmp_path / "other")
    file = other.put(area(1))
    assert reader(other).sources[0].sha256 == before
    file.rename(file.with_name("valgresultater-Kommunalvalg-Odsherred_Kommune-Syd.json"))
    assert reader(other).sources[0].sha256 != before


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), of_council=st.booleans(), skip=st.booleans())
def test_damaged_files_give_input_errors_only(
    folder: Folder, reader: Reader, data: st.DataObject, of_council: bool, skip: bool
) -> None:
    files = [folder.put(area()), folder.put_seats(seats())]
    file = files[of_council]
    text = file.read_bytes().replace(b", ", b",\n")
    file.write_bytes(data.draw(damaged(text, b": ")))
    try:
        votes = reader(folder, skip)
    except InputError:
        return
    assert all(type(result.votes) is int and result.votes >= 0 for result in votes.lists)


def test_the_final_feed_of_kv25(shared: Path, reader: Reader) -> None:
    votes = reader(shared / "elections" / "kv2025" / "valgdk-feed-final")
    count = votes.count
    assert (count.final, count.areas, count.areas_counted, count.areas_final) == (True, 1314, 1314, 1314)
    assert sum(result.votes for result in votes.lists) == 3_256_070
    assert sum(result.seats or 0 for result in votes.lists) == 2_432
    assert all(result.seats is not None for result in votes.lists)
    skipped = note(votes, "files-skipped")
    assert "valgresultater-Kommunalvalg-Fanø_Kommune-Nordby-010820251217.json" in skipped
    assert "mandatfordeling-Kommunalvalg-Københavns-190820250643.json" in skipped
    assert skipped.count("verifikation/") == 7
    with open(shared / "tables" / "kv2025_votes.csv", encoding="utf-8", newline="") as stream:
        table = [
            (r["municipality_code"], r["list_letter"], r["list_name"], int(r["votes"]), int(r["seats"]))
            for r in csv.DictReader(stream)
        ]
    assert [(r.municipality, r.letter, r.name, r.votes, r.seats) for r in votes.lists] == sorted(table)
    with open(shared / "tables" / "kv2025_totals.csv", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            totals, count = votes.totals[row["municipality_code"]], votes.counts[row["municipality_code"]]
            assert [totals.electorate, totals.cast, totals.blank, totals.invalid, totals.valid] == [
                int(row[c]) for c in ("eligible", "votes_cast", "blank", "other_invalid", "valid_votes")
            ]
            assert count.areas == int(row["polling_districts"])


def test_the_feed_of_the_night(shared: Path, reader: Reader) -> None:
    folder = shared / "elections" / "kv2025" / "valgdk-feed-night"
    assert [Path(problem.file or "").stem for problem in reader.problems(folder)] == [
        "valgresultater-Kommunalvalg-Aabenraa_Kommune-Ensted",
        "valgresultater-Kommunalvalg-Aarhus_Kommune-Hasle_Skole",
        "valgresultater-Kommunalvalg-Frederikshavn_Kommune-Strandby",
        "valgresultater-Kommunalvalg-Rudersdal_Kommune-Skovly",
    ]
    votes = reader(folder, skip=True)
    count = votes.count
    assert (count.final, count.areas, count.areas_counted, count.areas_final) == (False, 1314, 904, 23)
    assert sum(result.votes for result in votes.lists) == 1_591_643
    assert {result.seats for result in votes.lists} == {None}
    assert "mandatfordeling-Kommunalvalg-Københavns-190820250643.json" in note(votes, "files-skipped")
    assert note(votes, "files-unreadable").count(".json") == 4
    assert len(votes.counts) == 98
    assert sum(count.areas or 0 for count in votes.counts.values()) == 1314


def test_votes_that_are_not_the_votes_cast(folder: Folder, reader: Reader) -> None:
    folder.put(area(1, lists=(), AfgivneStemmer=235))
    assert [p.field for p in reader.problems(folder)] == ["AfgivneStemmer"]


def test_a_newer_release_ends_a_quarrel_between_older_ones(folder: Folder, reader: Reader) -> None:
    folder.put(area(lists=(("A", "Socialdemokratiet", 1),)), "Nord-1")
    folder.put(area(lists=(("A", "Socialdemokratiet", 2),)), "Nord-2")
    assert "same second" in reader.problems(folder)[0].message
    folder.put(area(released="19-11-2025 11:00:00"), "Nord")
    assert by_letter(reader(folder))["A"] == 60


@pytest.mark.parametrize("day", ["05-01-0001", "05-01-9999"])
def test_a_year_that_no_election_is_of(folder: Folder, reader: Reader, day: str) -> None:
    folder.put(area(1))
    folder.put(area(2, "IngenResultater", f"{day} 10:00:00", Valgdag=day), "Syd")
    assert [p.field for p in reader.problems(folder)] == ["Valgdag"]


def test_an_area_that_the_council_counts_on_must_be_there(folder: Folder, reader: Reader) -> None:
    """A mirror that lost a file is not final, whatever the other files say."""
    folder.put(area(1), "1")
    folder.put(area(2), "2")
    based = [{"AfstemningsområdeDagiId": number, "Resultatart": "Fintælling"} for number in (1, 2, 3, "4")]
    folder.put_seats(seats(BaseretPåOptællinger=based))
    votes = reader(folder)
    assert (votes.count.final, votes.count.areas, votes.count.areas_counted) == (False, 4, 2)
    assert note(votes, "areas-missing").endswith("not counted: Odsherred (2).")
    folder.put(area(3), "3")
    folder.put(area(4), "4")
    votes = reader(folder)
    assert (votes.count.final, votes.count.areas) == (True, 4)
    assert votes.notes == ()


def test_an_area_that_cannot_be_read_is_missing_once(folder: Folder, reader: Reader) -> None:
    folder.put(area(1), "1")
    folder.put(b"", "Syd")
    based = [{"AfstemningsområdeDagiId": number} for number in (1, 2)]
    folder.put_seats(seats(BaseretPåOptællinger=based))
    votes = reader(folder, skip=True)
    assert (votes.count.areas, votes.count.areas_counted) == (2, 1)


@pytest.mark.parametrize("based", [5, [5], [{}], [{"AfstemningsområdeDagiId": None}]])
def test_what_seats_are_based_on_must_be_readable(folder: Folder, reader: Reader, based: Any) -> None:
    folder.put(area(1), "1")
    folder.put_seats(seats(BaseretPåOptællinger=based))
    (problem,) = reader.problems(folder)
    assert (problem.field or "").startswith("BaseretPåOptællinger")
