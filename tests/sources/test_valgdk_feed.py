"""valg.dk's feed: small feeds with one trap each, and the two real ones of KV25."""

from __future__ import annotations

import json
import os
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kkr_alloc import bundled
from kkr_alloc.errors import InputError, Problem
from kkr_alloc.model import Note
from kkr_alloc.names import municipality_names
from kkr_alloc.sources.base import Votes
from kkr_alloc.sources.folder import COARSEST, Entry
from kkr_alloc.sources.valgdk_feed import RESULTS, SEATS, Feed, files_by_municipality, looks_like_feed
from kkr_alloc.tally import notes_on
from tests.sources.feedmaker import LISTS, Folder, area, seats
from tests.tables import rows_of

EMPTY, PRELIMINARY = "IngenResultater", "ForeløbigOptælling"
BEFORE, LATER = "19-08-2025 06:43:52", "19-11-2025 13:00:00"
ONE_OF_A = (("A", "Socialdemokratiet", 1),)


GEOGRAPHY = bundled.geography(date(2026, 1, 1))


def feed(folder: Folder | Path) -> Feed:
    path = folder.path if isinstance(folder, Folder) else folder
    return Feed(path, bundled.register(), GEOGRAPHY)


def read(folder: Folder | Path) -> Votes:
    return feed(folder).read()


def problems(folder: Folder | Path) -> list[Problem]:
    """What of it contradicts itself, or why it cannot be read at all."""
    try:
        return read(folder).contradictions
    except InputError as error:
        return list(error.problems)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def by_letter(votes: Votes) -> dict[str, int]:
    return {result.letter: result.votes for result in votes.lists}


def seats_by_letter(votes: Votes) -> dict[str, int | None]:
    return {result.letter: result.seats for result in votes.lists}


def areas(votes: Votes) -> tuple[str, int | None, int | None, int | None]:
    """The state of the count in Odsherred; no other municipality has files, so the whole is not final."""
    count = votes.counts["306"]
    assert votes.count.final is False
    return count.state, count.areas, count.areas_counted, count.areas_final


def notes(votes: Votes, *area: str) -> dict[str, Note]:
    """The notes by code: on all of the feed, and on an area."""
    return {note.code: note for note in (*votes.notes, *notes_on(votes.remarks, area or ("306",)))}


class TestCount:
    """From the files to the votes."""

    def test_final_area(self, folder: Folder) -> None:
        folder.put(area())
        votes = read(folder)
        assert [(r.municipality, r.letter, r.name, r.party, r.votes, r.seats, r.id) for r in votes.lists] == [
            ("306", "", "Uden Bogstav", None, 10, None, "306-0"),
            ("306", "A", "Socialdemokratiet", "A", 60, None, "306-A"),
            ("306", "N", "Nyt Odsherred", None, 30, None, "306-N"),
        ]
        assert (votes.election, areas(votes)) == ("kv2025", ("preliminary", 1, 1, 1))
        assert votes.counts["306"].newest_release == "2025-11-19T10:00:00Z"
        totals = votes.totals["306"]
        assert (totals.valid, totals.electorate, totals.cast) == (100, 200, 106)
        assert (totals.blank, totals.invalid) == (5, 1)
        (source,) = votes.sources
        assert (source.role, source.path, source.rows) == ("votes", str(folder.path), 3)
        assert {code: note.details for code, note in notes(votes).items()} == {
            "areas-unconfirmed": ("Odsherred",)
        }
        absent = notes(votes, *GEOGRAPHY.municipalities)["municipalities-missing"]
        assert (absent.message, len(absent.details)) == ("97 municipalities without a file: not counted.", 97)

    def test_no_count_is_final_without_the_council(self, folder: Folder) -> None:
        """Its areas are final, but which ones there are nobody has said yet."""
        folder.put(area())
        folder.put(area(2, Kommune="Køge Kommune", Kommunekode=259), of="Køge_Kommune")
        assert {read(folder).counts[code].final for code in ("306", "259")} == {False}
        folder.put_seats(seats())
        assert not read(folder).counts["306"].final
        based_on = {"AfstemningsområdeDagiId": 1, "GodkendelsesDatoUTC": "19-11-2025 09:59:59"}
        folder.put_seats(seats(BaseretPåOptællinger=[based_on]))
        counts = read(folder).counts
        assert (counts["306"].final, counts["259"].final) == (True, False)

    @pytest.mark.parametrize(
        ("stage", "approved", "final"),
        [
            ("Fintælling", "19-11-2025 10:00:00", True),
            ("Fintælling", None, True),
            (PRELIMINARY, "19-11-2025 10:00:00", False),
            ("Fintælling", "19-11-2025 10:00:01", False),
        ],
    )
    def test_seats_of_the_final_count_confirm_results_of_that_count(
        self, folder: Folder, stage: str, approved: str | None, final: bool
    ) -> None:
        """Seats of a count that goes on name some areas only; a result before its approval is older."""
        folder.put(area(released="19-11-2025 10:00:00"))
        based_on = {"AfstemningsområdeDagiId": 1, "GodkendelsesDatoUTC": approved}
        folder.put_seats(seats(Resultatart=stage, BaseretPåOptællinger=[based_on]))
        votes = read(folder)
        assert votes.counts["306"].final is final
        assert ("areas-unconfirmed" in notes(votes)) is not final

    def test_from_no_result_to_the_final_one(self, folder: Folder) -> None:
        """Each release lies beside the older ones; only the newest counts, and time does not sort as text."""
        folder.put(area(2, EMPTY, "11-11-2025 20:53:07"), "Syd")
        folder.put(area(1, EMPTY, "11-11-2025 20:53:07"), "Nord-111120252053")
        votes = read(folder)
        assert (votes.lists, areas(votes)) == ((), ("none", 2, 0, 0))
        assert votes.counts["306"].electorate == 400

        counted = (("A", "Socialdemokratiet", 50), ("N", "Nyt Odsherred", 0), (None, "Uden Bogstav", 10))
        folder.put(area(1, PRELIMINARY, "18-11-2025 22:00:00", counted), "Nord-181120252200")
        votes = read(folder)
        assert by_letter(votes) == {"": 10, "A": 50, "N": 0}
        assert (areas(votes), votes.counts["306"].electorate_counted) == (("preliminary", 2, 1, 0), 200)

        corrected = (("A", "Socialdemokratiet", 55), *counted[1:])
        folder.put(area(1, PRELIMINARY, "18-11-2025 23:00:00", corrected), "Nord-181120252300")
        assert by_letter(read(folder))["A"] == 55

        folder.put(area(1, "Fintælling", "01-12-2025 09:00:00"), "Nord-011220250900")
        votes = read(folder)
        assert by_letter(votes) == {"": 10, "A": 60, "N": 30}
        assert areas(votes) == ("preliminary", 2, 1, 1)
        assert votes.count.newest_release == "2025-12-01T09:00:00Z"
        folder.put(area(2, "Fintælling", "01-12-2025 10:00:00"), "Syd")
        folder.put_seats(seats(BaseretPåOptællinger=[{"AfstemningsområdeDagiId": n} for n in (1, 2)]))
        assert read(folder).counts["306"].final

    def test_an_area_without_a_vote_is_not_counted(self, folder: Folder) -> None:
        """Results that were zeroed, or released before anyone counted, whatever they are called."""
        for number, stage in enumerate(("Fintælling", PRELIMINARY, "Fintælling"), start=1):
            nobody = tuple((letter, name, 0) for letter, name, _ in LISTS)
            folder.put(area(number, stage, lists=LISTS if number == 1 else nobody), str(number))
        votes = read(folder)
        assert (areas(votes), votes.contradictions) == (("preliminary", 3, 1, 1), [])
        assert votes.counts["306"].electorate_counted == 200

    def test_byte_order_mark(self, folder: Folder) -> None:
        folder.put(b"\xef\xbb\xbf" + json.dumps(area()).encode())
        assert by_letter(read(folder))["A"] == 60

    def test_a_copy_of_a_release_counts_once(self, folder: Folder) -> None:
        folder.put(area())
        folder.put(area(), "Nord-191120251100")
        assert by_letter(read(folder))["A"] == 60

    @pytest.mark.parametrize(
        "older",
        [[area(GyldigeStemmer=99)], [area(lists=ONE_OF_A), area(lists=LISTS[:2])]],
        ids=["wrong", "contradictory"],
    )
    def test_a_newer_release_puts_older_ones_right(self, folder: Folder, older: list[dict[str, Any]]) -> None:
        for number, content in enumerate(older):
            folder.put(content, f"Nord-{number}")
        assert problems(folder)
        folder.put(area(released=LATER), "Nord")
        assert by_letter(read(folder))["A"] == 60

    def test_both_spellings_of_a_municipality_are_one(self, folder: Folder) -> None:
        folder.put(area(1, Kommune="Fanø", Kommunekode=563), "Nordby", of="Fanø_Kommune")
        folder.put(area(2, Kommune="Fanø Kommune", Kommunekode=563), "Sønderho", of="Fanø_Kommune")
        votes = read(folder)
        assert {result.municipality for result in votes.lists} == {"563"}
        assert by_letter(votes) == {"": 20, "A": 120, "N": 60}

    def test_invisible_characters_are_dropped_from_names(self, folder: Folder) -> None:
        folder.put(area(1, lists=(("A\u200b", " \ufeffSocial\u00addemokratiet", 1),)))
        folder.put(area(2, lists=(("N", "A\u030aben Liste", 2),)), "Syd")
        assert {(r.letter, r.name) for r in read(folder).lists} == {
            ("A", "Socialdemokratiet"),
            ("N", "Åben Liste"),
        }

    def test_a_name_is_the_same_with_every_kind_of_space(self, folder: Folder) -> None:
        for number, space in enumerate((" ", "\u00a0", "\u202f")):
            lists = (("N", f"Nyt{space}Odsherred", 2), (None, f"Uden{space}Bogstav", 1))
            folder.put(area(number, lists=lists), f"{number}")
            folder.put(area(7, Afstemningsområde=f"Hele{space}byen"), f"7-19112025100{number}")
        votes = read(folder)
        assert votes.contradictions == []
        assert {r.name: r.votes for r in votes.lists if r.letter != "A"} == {
            "Nyt Odsherred": 3 * 2 + 30,
            "Uden Bogstav": 3 * 1 + 10,
        }


class TestTests:
    """What was released before the polls closed, is of another day, or lies under verifikation."""

    def test_skipped_and_named(self, folder: Folder) -> None:
        folder.put(area(1))
        folder.put(area(2, released="18-11-2025 19:00:00"), "Syd")
        folder.put(area(7, released="18-11-2025 18:59:59"), "Hals")  # the polls are open
        folder.put(area(3, Valgdag="06-08-2025"), "Øst")  # released long after its own polling day
        folder.put(area(4, released="01-08-2025 12:17:25", Valgdag="06-08-2025"), "Vest")
        folder.put(area(1, released=BEFORE), "Nord-190820250643")
        folder.put(area(5, EMPTY, BEFORE), "Midt")
        folder.put(area(6), "Nord", "verifikation/valgresultater")
        folder.put_seats(seats(released=BEFORE), "-190820250643")
        folder.put_seats(seats())
        votes = read(folder)
        assert (votes.counts["306"].areas, by_letter(votes)["A"]) == (2, 120)
        start = "valgresultater/valgresultater-Kommunalvalg-Odsherred_Kommune-"
        skipped = notes(votes)["files-skipped"]
        assert skipped.message.startswith("7 test files not counted")
        assert skipped.details == (
            "mandatfordeling/mandatfordeling-Kommunalvalg-Odsherred-190820250643.json",
            *(f"{start}{name}.json" for name in ("Hals", "Midt", "Nord-190820250643", "Vest", "Øst")),
            f"verifikation/{start}Nord.json",
        )

    def test_there_is_no_election_on_their_day(self, folder: Folder) -> None:
        """However many they are: no municipal election is held in August, and none in 2026."""
        for day in ("06-08-2025", "17-11-2026"):
            for name in ("Nord", "Syd"):
                folder.put(area(Valgdag=day, released="01-12-2026 22:00:00"), f"{name}-{day}")
        with pytest.raises(InputError, match="holds no result"):
            read(folder)
        folder.put(area())
        assert by_letter(read(folder))["A"] == 60

    def test_in_letters_of_another_case(self, folder: Folder) -> None:
        """As a mirror on Windows may have them."""
        folder.put(area())
        folder.put(area(released=LATER, lists=ONE_OF_A), part="verifikation/valgresultater")
        folder.put(b"{", part="kandidat-data")
        folder.put_seats(seats())
        for part in folder.path.iterdir():
            part.rename(part.with_name(part.name.capitalize()))
        assert looks_like_feed(os.listdir(folder.path))
        assert seats_by_letter(read(folder)) == {"": 1, "A": 2, "N": 0}

    def test_their_numbers_do_not_matter(self, folder: Folder) -> None:
        folder.put(area())
        folder.put(area(9, released=BEFORE, GyldigeStemmer=18094, Kommunekode=998), "Syd")
        folder.put(b"", "Nord", "verifikation/valgresultater")
        assert by_letter(read(folder))["A"] == 60


class TestSeats:
    """The councils' files."""

    @pytest.mark.parametrize("changed", [{}, {"PersonligeMandater": None}, {"ListeMandater": []}])
    def test_counted_once(self, folder: Folder, changed: dict[str, Any]) -> None:
        folder.put(area())
        folder.put_seats(seats(**changed))
        assert seats_by_letter(read(folder)) == {"": 1, "A": 2, "N": 0}

    def test_the_newest_release_counts(self, folder: Folder) -> None:
        folder.put(area())
        folder.put_seats(seats((("X", "Ukendt", 1),)))
        newer = (("A", "Socialdemokratiet", 1), ("N", "Nyt Odsherred", 2))
        folder.put_seats(seats(newer, "01-12-2025 12:00:00"), "-011220251200")
        assert seats_by_letter(read(folder)) == {"": 0, "A": 1, "N": 2}

    def test_they_wait_for_the_first_counted_area(self, folder: Folder) -> None:
        folder.put(area(1, EMPTY, "11-11-2025 20:53:07"))
        folder.put_seats(seats())
        assert read(folder).lists == ()

    def test_an_area_that_they_are_based_on_is_missing(self, folder: Folder) -> None:
        """A mirror that lost a file is not final, whatever the other files say."""
        folder.put(area(1), "1")
        folder.put(area(2), "2")
        based = [{"AfstemningsområdeDagiId": number} for number in (1, 2, 3, "4")]
        folder.put_seats(seats(BaseretPåOptællinger=based))
        votes = read(folder)
        assert areas(votes) == ("preliminary", 4, 2, 2)
        assert notes(votes)["areas-missing"].details == ("Odsherred 3", "Odsherred 4")
        folder.put(area(3), "3")
        folder.put(area(4), "4")
        votes = read(folder)
        assert (areas(votes), notes(votes)) == (("final", 4, 4, 4), {})

    def test_an_unreadable_area_is_missing_once(self, folder: Folder) -> None:
        folder.put(area(1), "1")
        folder.put(b"", "Syd")
        folder.put_seats(seats(BaseretPåOptællinger=[{"AfstemningsområdeDagiId": n} for n in (1, 2)]))
        assert areas(read(folder)) == ("preliminary", 2, 1, 1)


CONTRADICTIONS: dict[str, tuple[list[dict[str, Any]], list[tuple[str, str | None]]]] = {
    "not the valid votes": ([area(GyldigeStemmer=99)], [("GyldigeStemmer", "99")]),
    "valid votes unknown": ([area(GyldigeStemmer=None)], [("GyldigeStemmer", None)]),
    "not the votes cast": ([area(lists=(), AfgivneStemmer=235)], [("AfgivneStemmer", "235")]),
    "more votes than voters": (
        [area(AntalStemmeberettigedeVælgere=105), area(2, AntalStemmeberettigedeVælgere=106)],
        [("AfgivneStemmer", "106")],
    ),
    "more than the votes cast": (
        [area(BlankeUgyldigeBrevstemmer=None, AfgivneStemmer=101)],
        [("AfgivneStemmer", "101")],
    ),
    "votes without a result": ([area(Resultatart=EMPTY)], [("Resultatart", EMPTY)]),
    "a list twice": ([area(lists=(*LISTS, LISTS[0]))], [("Kandidatlister[3].Navn", "A Socialdemokratiet")]),
    "a letter of two lists": (
        [area(1), area(2, lists=(("A", "Arbejderlisten", 5),))],
        [("Navn", "Arbejderlisten")],
    ),
    "a list under two letters": (
        [
            area(1),
            area(2, lists=((None, "Socialdemokratiet", 5),)),
            area(3, lists=(("Æ", "Uden Bogstav", 5),)),
        ],
        [("Bogstavbetegnelse", ""), ("Bogstavbetegnelse", "Æ")],
    ),
    "an area in two municipalities": ([area(), area(Kommunekode=329)], [("Kommunekode", "329")] * 2),
    "another municipality's code": ([area(1), area(2, Kommunekode=101)], [("Kommunekode", "101")] * 2),
    "an area under two names": (
        [area(), area(released="19-11-2025 11:00:00", Afstemningsområde="Syd")],
        [("Afstemningsområde", "Område 1")],
    ),
    "an area under two numbers": (
        [area(1), area(2, Afstemningsområde="Område 1")],
        [("AfstemningsområdeDagiId", "2")],
    ),
    "unknown municipality": ([area(1), area(2, Kommunekode=998)], [("Kommunekode", "998")]),
    "two results in one second": (
        [area(), area(lists=ONE_OF_A)],
        [("FrigivelsesTidspunktUTC", "2025-11-19T10:00:00Z")],
    ),
    "other votes cast in one second": (
        [area(), area(AfgivneStemmer=105, BlankeUgyldigeBrevstemmer=1)],
        [("FrigivelsesTidspunktUTC", "2025-11-19T10:00:00Z")],
    ),
    "two councils in one second": (
        [area(), seats(), seats(ONE_OF_A)],
        [("FrigivelsesTidspunktUTC", "2025-11-19T12:00:00Z")],
    ),
    "after the next election": (
        [area(), area(released="19-11-2099 10:00:00")],
        [("FrigivelsesTidspunktUTC", "2099-11-19T10:00:00Z")],
    ),
    "another council's code": ([area(), seats(Kommunekode=101)], [("Kommunekode", "101")] * 2),
    "a council of an unknown municipality": ([area(), seats(Kommunekode=998)], [("Kommunekode", "998")]),
    "seats without votes": ([area(), seats((("X", "Ukendt", 1),))], [("KandidatlisteNavn", "X Ukendt")]),
    "two kinds of seats": (
        [area(), seats(PersonligeMandater=seats(ONE_OF_A)["ListeMandater"])],
        [("ListeMandater", "3")],
    ),
    "no seats": ([area(), seats(())], [("PersonligeMandater", None)]),
    "several": (
        [area(1, GyldigeStemmer=99), area(2, Kommunekode=998), seats(())],
        [("Kommunekode", "998"), ("GyldigeStemmer", "99"), ("PersonligeMandater", None)],
    ),
}


@pytest.mark.parametrize(("contents", "expected"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_contradictory_files(
    folder: Folder, contents: list[dict[str, Any]], expected: list[tuple[str, str | None]]
) -> None:
    for number, content in enumerate(contents):
        put = folder.put_seats if "ListeMandater" in content else folder.put
        put(content, f"-{number}")
    found = problems(folder)
    assert [(problem.field, problem.value) for problem in found] == expected
    assert all(Path(problem.file or "").is_file() for problem in found)
    assert ("998" in str(expected)) != all(one.message.startswith("KKR ") for one in found)


@pytest.mark.parametrize(
    ("votes", "message"),
    [
        (-1, "The number is negative."),
        (1.0, "Not a whole number."),
        (True, "Not a whole number."),
        ("12", "Not a whole number."),
        (None, "Not a whole number."),
        (10**9, "The number is too large."),
    ],
)
@pytest.mark.parametrize("field", ["Stemmer", "AntalStemmeberettigedeVælgere"])
def test_wrong_numbers(folder: Folder, field: str, votes: Any, message: str) -> None:
    """They are errors, not files that cannot be read. An unknown number of voters is none."""
    content = area()
    (content["Kandidatlister"][1] if field == "Stemmer" else content)[field] = votes
    file = folder.put(content)
    if field != "Stemmer" and votes is None:
        assert read(folder).counts["306"].electorate is None
        return
    (problem,) = problems(folder)
    assert (problem.message, problem.file) == (f"KKR Sjælland, Odsherred: {message}", str(file))
    assert problem.field == ("Kandidatlister[1].Stemmer" if field == "Stemmer" else field)
    assert problem.value == (str(votes) if votes is not None else None)


@pytest.mark.parametrize("wrong", [-1, 1.5, 10**9])
def test_wrong_numbers_of_releases_that_do_not_count(folder: Folder, wrong: float) -> None:
    lists = [{"Navn": "Socialdemokratiet", "Stemmer": wrong}]
    folder.put(area(GyldigeStemmer=wrong), "Nord-191120251000")
    folder.put(area(released="19-11-2025 11:00:00", Kandidatlister=lists), "Nord-191120251100")
    folder.put(area(2, Valgdag="06-08-2025", AfgivneStemmer=wrong), "Syd")
    folder.put(area(3, released=BEFORE, Kandidatlister=lists), "Vest")
    folder.put(area(4, GyldigeStemmer=wrong), "Nord", "verifikation/valgresultater")
    assert [problem.field for problem in problems(folder)] == ["Kandidatlister[0].Stemmer"]
    folder.put(area(released=LATER), "Nord")
    votes = read(folder)
    assert (by_letter(votes), votes.counts["306"].areas) == ({"": 10, "A": 60, "N": 30}, 1)


def with_list(**changed: Any) -> dict[str, Any]:
    """An area with one list, changed."""
    return area(Kandidatlister=[{"Navn": "x", "Bogstavbetegnelse": "A", "Stemmer": 100, **changed}])


SYD = "valgresultater-Kommunalvalg-Odsherred_Kommune-Syd.json"
NAME, LETTER = "Kandidatlister[0].Navn", "Kandidatlister[0].Bogstavbetegnelse"
UNREADABLE: list[tuple[bytes | dict[str, Any], str | None, str]] = [
    (b"", None, "The file is empty."),
    (b" \n", None, "The file is empty."),
    (b'{"Valgdag": "18-11', None, "Not JSON: Input data was truncated."),
    (b'{"Valgart":\n nul', None, "Not JSON: "),
    (b'{"a":' * 100_000, None, "Not JSON: maximum recursion depth exceeded"),
    (b'{"Valgart": ' + b"9" * 5000 + b"}", None, "Not JSON: "),
    (b'{"Valgart": "\xe5"}', None, "Not UTF-8."),
    (b'{"Valgart": "Kommunalvalg", "Valgdag": "\\ud800"}', None, "Not JSON: "),
    (b"[]", None, "Keys with values are needed."),
    (b"{}", "Valgart", "The field is missing."),
    (b'{"Valgart": 1}', "Valgart", "A text is needed."),
    (area(Valgdag="2025-11-18"), "Valgdag", "Not a date: dd-mm-yyyy."),
    (area(Valgdag="05-01-0001"), "Valgdag", "Not a date: dd-mm-yyyy."),
    (area(Valgdag="31-02-2025"), None, "31-02-2025 does not exist."),
    (area(FrigivelsesTidspunktUTC="19-11-2025"), "FrigivelsesTidspunktUTC", "Not a time: "),
    (area(FrigivelsesTidspunktUTC="19-11-2025 25:00:00"), None, "19-11-2025 25:00:00 does not exist."),
    (area(Resultatart="Omtælling"), "Resultatart", "Unknown kind of result."),
    (area(Kommunekode="306"), "Kommunekode", "Not a municipality's code."),
    (area(Kommunekode=True), "Kommunekode", "Not a municipality's code."),
    (area(Kommunekode=1000), "Kommunekode", "Not a municipality's code."),
    (area(AfstemningsområdeDagiId=None), "AfstemningsområdeDagiId", "A number is needed."),
    (area(AfstemningsområdeDagiId=" "), "AfstemningsområdeDagiId", "A number is needed."),
    (area(Kandidatlister={}), "Kandidatlister", "A list is needed."),
    (area(Kandidatlister=[1]), "Kandidatlister[0]", "Keys with values are needed."),
    (with_list(Navn=None), NAME, "Not a list's name."),
    (with_list(Navn="\x1b[2J"), NAME, "Not a list's name."),
    (with_list(Navn=" \u200b"), NAME, "Not a list's name."),
    (with_list(Bogstavbetegnelse=1), LETTER, "Not a list's letter."),
    (with_list(Bogstavbetegnelse="\x07"), LETTER, "Not a list's letter."),
    (b'{"Kommune": "Fan\xf8"}', None, "Not UTF-8."),
]


class TestUnreadable:
    """Files that are no result: all are named, what only they hold is not counted, and nothing is final."""

    def test_every_one_is_named(self, folder: Folder) -> None:
        folder.put(area())
        files = [folder.put(content, f"Bad{number:02}") for number, (content, *_) in enumerate(UNREADABLE)]
        votes = read(folder)
        assert [problem.file for problem in votes.unreadable] == [str(file) for file in files]
        for problem, (_, field, message) in zip(votes.unreadable, UNREADABLE, strict=True):
            assert (problem.field, problem.message[: len(message)]) == (field, message)
        assert (areas(votes), by_letter(votes)["A"]) == (("preliminary", len(files) + 1, 1, 1), 60)
        note = notes(votes)["files-unreadable"]
        assert note.message == f"{len(files)} unreadable files: not counted."
        assert note.details == tuple(f"valgresultater/{file.name}" for file in files)
        assert "files-unreadable" not in notes(votes, "101")

    def test_their_place(self, folder: Folder) -> None:
        folder.put(area())
        folder.put(b'{\n"Valgart": "Kommun', "Half")
        folder.put(area(Kommunekode="306"), "Text")
        half, text = read(folder).unreadable
        assert (half.line, half.hint) == (2, "It may be half written: fetch it again.")
        assert (text.field, text.value) == ("Kommunekode", "306")

    @pytest.mark.parametrize("target", ["../annex/gone.json", "/no/such/share/x.json", SYD])
    def test_a_link_to_nothing(self, folder: Folder, target: str) -> None:
        """As git-annex, or a share that is not mounted, leaves it; or a link to itself."""
        file = folder.put(area())
        file.with_name(SYD).symlink_to(target)
        votes = read(folder)
        assert areas(votes) == ("preliminary", 2, 1, 1)
        assert notes(votes)["files-unreadable"].details == (f"valgresultater/{SYD}",)

    def test_beside_a_readable_release_of_the_area(self, folder: Folder) -> None:
        """The area counts, but its newest release may be the one that cannot be read."""
        folder.put(area(1))
        folder.put(b"", "Nord-191120251200")
        votes = read(folder)
        assert areas(votes) == ("preliminary", 1, 1, 1)
        folder.put(b"", "Syd")
        votes = read(folder)
        assert (areas(votes), votes.counts["306"].electorate) == (("preliminary", 2, 1, 1), None)

    def test_of_an_unknown_municipality(self, folder: Folder) -> None:
        """It may be of any, so none is final."""
        folder.put(area(1))
        folder.put(b"", "Nord", of="Atlantis_Kommune")
        assert areas(read(folder)) == ("preliminary", 1, 1, 1)
        assert all("files-unreadable" in notes(read(folder), code) for code in ("306", "101"))

    @pytest.mark.parametrize(
        ("content", "field"),
        [
            (b"", None),
            (seats(BaseretPåOptællinger=5), "BaseretPåOptællinger"),
            (seats(BaseretPåOptællinger=[5]), "BaseretPåOptællinger[0]"),
            (seats(BaseretPåOptællinger=[{}]), "BaseretPåOptællinger[0].AfstemningsområdeDagiId"),
            (
                seats(BaseretPåOptællinger=[{"AfstemningsområdeDagiId": 1, "GodkendelsesDatoUTC": "1/1"}]),
                "BaseretPåOptællinger[0].GodkendelsesDatoUTC",
            ),
            (seats(ListeMandater=[{"KandidatlisteNavn": ""}]), "ListeMandater[0].KandidatlisteNavn"),
        ],
    )
    def test_a_council(self, folder: Folder, content: bytes | dict[str, Any], field: str | None) -> None:
        folder.put(area())
        folder.put_seats(content)
        votes = read(folder)
        assert [problem.field for problem in votes.unreadable] == [field]
        assert areas(votes) == ("preliminary", 1, 1, 1)
        assert set(seats_by_letter(votes).values()) == {None}


class TestFolder:
    """Which files are read, and when."""

    def test_other_files_are_passed_over(self, folder: Folder) -> None:
        file = folder.put(area())
        for name in (f"{file.name}.hash", f".{file.name}", f"{file.name}.part"):
            file.with_name(name).write_text("{")
        folder.put(b"{", "Nord", "kandidat-data")
        assert by_letter(read(folder))["A"] == 60

    def test_the_folder_itself_or_a_flat_one(self, folder: Folder, tmp_path: Path) -> None:
        file = folder.put(area())
        council = folder.put_seats(seats())
        inner = read(file.parent)
        assert by_letter(inner) == by_letter(read(folder))
        assert set(seats_by_letter(inner).values()) == {None}
        flat = tmp_path / "flat"
        flat.mkdir()
        shutil.copy(file, flat)
        shutil.copy(council, flat)
        shutil.copy(file, flat / "kandidat-data-Kommunalvalg-Odsherred.json")
        assert set(seats_by_letter(read(flat)).values()) == {0, 1, 2}
        found = [looks_like_feed(os.listdir(path)) for path in (folder.path, flat, council.parent)]
        assert found == [True, True, False]

    @pytest.mark.parametrize("content", [area(Valgart="Regionsrådsvalg"), {"Valgart": "Regionsrådsvalg"}])
    def test_other_elections(self, folder: Folder, content: dict[str, Any]) -> None:
        for name in ("Nord", "Syd"):
            folder.put(content, name)
        (problem,) = problems(folder)
        assert (problem.message, problem.field, problem.value) == (
            "This is not from a municipal election.",
            "Valgart",
            "Regionsrådsvalg",
        )
        assert (problem.hint or "").startswith("2 files are.")

    def test_without_results(self, folder: Folder, tmp_path: Path) -> None:
        with pytest.raises(InputError, match="holds no result") as error:
            read(tmp_path)
        assert error.value.code == "no-results"
        assert "No such file" in problems(tmp_path / "none")[0].message
        for name in ("Nord", "Syd"):
            folder.put(b"", name)
        assert [problem.message for problem in problems(folder)] == ["The file is empty."] * 2

    def test_two_changes_in_one_moment_are_seen(
        self, folder: Folder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """On FAT times are two seconds apart: a file of the same size looks as before its second change."""

        def on_fat(name: str, path: str, size: int, stamp: tuple[int, ...]) -> Entry:
            return Entry(name, path, size, tuple(part // COARSEST * COARSEST for part in stamp))

        monkeypatch.setattr("kkr_alloc.sources.folder.Entry", on_fat)
        polled = feed(folder)
        for votes in (70, 71, 72):
            folder.put(area(lists=(("A", "Socialdemokratiet", votes),)))
            assert by_letter(polled.read()) == {"A": votes}

    @pytest.mark.usefixtures("exact_times")
    def test_only_changed_files_are_opened(self, folder: Folder) -> None:
        folder.put(area(1))
        folder.put(b"", "Syd")
        folder.put_seats(seats())
        polled = feed(folder)
        first = polled.read()
        assert polled.files_read == 3
        assert (polled.read(), polled.files_read) == (first, 0)
        folder.put(area(2, released=LATER), "Syd")
        assert (by_letter(polled.read())["A"], polled.files_read) == (120, 1)
        folder.put(area(3), "Øst").unlink()
        assert polled.read().sources[0].sha256 != first.sources[0].sha256
        assert polled.files_read == 0

    def test_the_hash_is_of_names_and_contents(self, folder: Folder, tmp_path: Path) -> None:
        folder.put(area(1))
        before = read(folder).sources[0].sha256
        other = Folder(tmp_path / "other")
        file = other.put(area(1))
        assert read(other).sources[0].sha256 == before
        file.rename(file.with_name("valgresultater-Kommunalvalg-Odsherred_Kommune-Syd.json"))
        assert read(other).sources[0].sha256 != before


class TestKV25:
    """The real feeds."""

    def test_final(self, shared: Path) -> None:
        votes = read(shared / "elections" / "kv2025" / "valgdk-feed-final")
        count = votes.count
        assert (count.final, count.areas, count.areas_counted, count.areas_final) == (True, 1314, 1314, 1314)
        skipped = next(note.details for note in votes.notes if note.code == "files-skipped")
        assert len(skipped) == 9
        assert "valgresultater/valgresultater-Kommunalvalg-Fanø_Kommune-Nordby-010820251217.json" in skipped
        assert "mandatfordeling/mandatfordeling-Kommunalvalg-Københavns-190820250643.json" in skipped
        assert not any(votes.remarks.values())
        table = [
            (r["municipality_code"], r["list_letter"], r["list_name"], int(r["votes"]), int(r["seats"]))
            for r in rows_of(shared / "tables" / "kv2025_votes.csv")
        ]
        assert [(r.municipality, r.letter, r.name, r.votes, r.seats) for r in votes.lists] == sorted(table)
        assert (sum(row[3] for row in table), sum(row[4] for row in table)) == (3_256_070, 2_432)
        for row in rows_of(shared / "tables" / "kv2025_totals.csv"):
            totals, count = votes.totals[row["municipality_code"]], votes.counts[row["municipality_code"]]
            assert [totals.electorate, totals.cast, totals.blank, totals.invalid, totals.valid] == [
                int(row[c]) for c in ("eligible", "votes_cast", "blank", "other_invalid", "valid_votes")
            ]
            assert count.areas == int(row["polling_districts"])

    def test_every_name_says_its_municipality(self, shared: Path) -> None:
        """So that an unreadable file is missed in the right place; also those of councils."""
        folder = shared / "elections" / "kv2025" / "valgdk-feed-final"
        names = municipality_names(GEOGRAPHY)
        files = [file for part in (RESULTS, SEATS) for file in (folder / part).glob("*.json")]
        for file in files:
            code = json.loads(file.read_bytes())["Kommunekode"]
            assert list(files_by_municipality([file.name], names)) == [f"{code:03}"], file.name
