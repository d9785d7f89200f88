"""What stands in a table of votes and is no list, and what has no votes: never counted without a word."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from kkr_alloc.election import load_election
from kkr_alloc.sources.base import Votes
from kkr_alloc.sources.files import Content
from tests.sources.feedmaker import Folder, area, export
from tests.sources.reading import problems, read

HEADER = "municipality_code,list_letter,list_name,party,votes"
LISTS = ("101,A,Socialdemokratiet,,100", "101,Ø,Enhedslisten,,40", "101,N,Nyt Valby,,10")
COUNTED = ",areas,areas_counted,areas_final"
STATBANK = "OMRÅDE;PARTI;STEMMER;TID;INDHOLD"
EXPORT_NAME = "Kommunalvalg_2021_{}_06-11-2025 9.44.10.csv"


def table(*rows: str, header: str = HEADER, end: str = "\n") -> Content:
    return Content("votes.csv", ("\n".join([header, *rows]) + end).encode())


def codes(votes: Votes) -> list[str]:
    return [note.code for note in votes.notes]


class TestNoList:
    """Totals, blank and invalid votes, turnout."""

    @pytest.mark.parametrize(
        "row",
        [
            "101,,I alt,,150",
            "101,,Gyldige stemmer i alt,,150",
            "101,I alt,,,150",
            "101,-,Total,,150",
            "101,,,,150",
            ",,I alt,,150",
            "I alt,,,,150",
            "101,,Blanke stemmer,,7",
            "101,,Andre ugyldige stemmer,,3",
            "101,,Afgivne stemmer,,160",
            "101,,Valgdeltagelse (pct.),,67.2",
        ],
    )
    def test_is_left_out_with_a_note(self, row: str) -> None:
        votes = read(table(*LISTS, row))
        assert [result.votes for result in votes.lists] == [100, 40, 10]
        assert codes(votes) == ["not-lists"]

    def test_is_the_totals_row_of_an_excel_table_which_begins_in_the_first_column(self) -> None:
        rows = [f"kv2021,{row}" for row in LISTS]
        votes = read(table(*rows, "Total,,,,,150", header=f"election,{HEADER}"))
        assert (len(votes.lists), codes(votes)) == (3, ["not-lists"])

    def test_a_total_may_hold_the_blank_votes_beside_it(self) -> None:
        votes = read(table(*LISTS, "101,,Blanke stemmer,,7", "101,,I alt,,157"))
        assert len(votes.lists) == 3
        assert "2 rows" in votes.notes[0].message

    @pytest.mark.parametrize(
        ("row", "message"),
        [
            ("101,,Alle,,150", "This row has as many votes as all other lists of its municipality together."),
            ("101,,I alt,,151", "The total is 151 votes, the municipality's lists have 150."),
            ("101,,I alt,,149", "The total is 149 votes, the municipality's lists have 150."),
            ("101,T,I alt,,150", "I alt is no list, but the row has a list's letter or party."),
            ("101,,I alt,A,150", "I alt is no list, but the row has a list's letter or party."),
            ("101,I alt,Venstre,,150", "I ALT is no list, but the row has a list's name."),
        ],
    )
    def test_is_an_error_where_it_may_be_a_list(self, row: str, message: str) -> None:
        assert [(p.line, p.message) for p in problems(table(*LISTS, row))] == [(5, message)]

    def test_lists_with_such_words_in_their_names_are_lists(self) -> None:
        rows = ("101,Q,Din Stemme,,9", "101,J,Frie Stemmer - Jens,,9", "101,H,Bydelens Stemmer,,9")
        assert len(read(table(*LISTS, *rows)).lists) == 6

    def test_in_statbank(self) -> None:
        rows = ("101;A;1;2021;100", "101;EJR;1;2021;50", "101;I alt;1;2021;150")
        votes = read(table(*rows, header=STATBANK))
        assert [result.votes for result in votes.lists] == [100, 50]
        assert "not-lists" in codes(votes)

    @pytest.mark.parametrize(
        ("row", "message"),
        [
            ("Nord;;I alt;;150", "I alt is no list's votes; valg.dk writes no such row."),
            ("I alt;A;Socialdemokratiet;Listestemmer;100", "I alt is no list's votes; valg.dk writes no"),
            ("Nord;A;Socialdemokratiet;Total;100", "Total is no list's votes; valg.dk writes no such row."),
            ("Nord;;Blanke stemmer;Listestemmer;7", "Blanke stemmer is no list's votes; valg.dk writes no"),
            ("Nord;;;Listestemmer;15", "The list has no name."),
            (
                "Nord;;Alle;Listestemmer;150\nNord;;Alle;x;0",
                "This row has as many votes as all other lists of its",
            ),
        ],
    )
    def test_is_an_error_in_an_export(self, row: str, message: str, tmp_path: Path) -> None:
        lists = export(("A", "Socialdemokratiet", 100), ("N", "Nyt Køge", 50))
        (tmp_path / EXPORT_NAME.format("Køge")).write_text(f"{lists}{row}\n", encoding="utf-8")
        (problem,) = problems(tmp_path)
        assert problem.message.startswith(message)


class TestLetters:
    """A party's letter under a name that the register does not know."""

    def test_is_a_list_of_its_own_in_one_municipality(self) -> None:
        votes = read(table(*LISTS, "101,B,Radikale,,30"))
        assert votes.lists[-1].party is None

    @pytest.mark.parametrize(
        "names",
        [("Radikale", "Radikale"), ("Sociale", "Sociale"), ("Radikale", "Det Radikale Venstre i Køge")],
    )
    def test_is_an_error_in_several(self, names: tuple[str, str]) -> None:
        problem, *others = problems(table(*LISTS, f"101,B,{names[0]},,30", f"259,B,{names[1]},,20"))
        assert others == []
        assert (problem.line, problem.field) == (5, "list_name")
        assert problem.message.startswith(
            "B is Radikale Venstre's letter; in 2 municipalities it stands under"
        )
        assert names[1] in problem.message

    def test_is_noted_in_a_feed_which_nobody_can_correct(self, tmp_path: Path) -> None:
        folder = Folder(tmp_path)
        for code, name in ((306, "Odsherred"), (259, "Køge")):
            of = {"Kommunekode": code, "Kommune": name}
            folder.put(area(code, lists=(("B", "Radikale", 30),), **of), of=f"{name}_Kommune")
        assert read(tmp_path, None).notes[0].message == (
            "B is Radikale Venstre's letter; in 2 municipalities it stands under a name that the register "
            "does not know: Radikale."
        )

    def test_stands_for_no_party_without_a_name(self) -> None:
        problem, *others = problems(table(*LISTS, "101,B,,,30", "259,B,,,20"))
        assert others == []
        assert problem.message.endswith("under a name that the register does not know: –.")

    @pytest.mark.parametrize("letter", ["", "R", "V"])
    def test_is_not_another_or_missing(self, letter: str) -> None:
        """Nor in one municipality: the party would lose its votes there."""
        rows = (f"101,{letter},Radikale Venstre,,30", f"259,{letter},radikale venstre,,20")
        for n, noun in ((1, "municipality"), (2, "municipalities")):
            (problem,) = problems(table(*LISTS, *rows[:n]))
            assert problem.message == f"Radikale Venstre stands without its letter in {n} {noun}."
            assert problem.hint == "Write its letter: B."

    def test_no_name_stands_without_one_in_several_municipalities(self) -> None:
        (problem,) = problems(table(*LISTS, "101,,Øvrige,,30", "259,,Øvrige,,20"))
        assert problem.message == "Øvrige stands without a letter in 2 municipalities."

    @pytest.mark.parametrize(
        ("row", "field", "message"),
        [
            ("101,X,Moderne Socialdemokrati,A,30", "list_letter", "A has the letter A."),
            ("101,,Socialdemokrater,A,30", "party", "This repeats line 2."),
        ],
    )
    def test_is_that_of_the_party_stated(self, row: str, field: str, message: str) -> None:
        found = problems(table(*LISTS, row))
        assert (found[0].line, found[0].field, found[0].message) == (5, field, message)

    def test_that_nobody_has_is_no_local_lists_in_many_municipalities(self) -> None:
        """A party whose letter and name were both written wrong, or that the register lacks."""
        places = ("101", "147", "151", "153", "155", "157", "159", "161", "163", "165", "167", "169")
        rows = [f"{code},A,Socialdemokratiet,,100" for code in places]
        party = [f"{code},Ö,Enhedslisten - De Röd-Grönne,,30" for code in places]
        assert read(table(*rows, *party[:6])).lists[-1].party is None
        assert read(table(*rows, *(f"{code},Ö,,,30" for code in places))).lists[-1].party is None
        (problem,) = problems(table(*rows, *party[:7]))
        assert (problem.line, problem.field) == (14, "list_name")
        assert problem.message.startswith("Ö stands in 7 municipalities, and the register has no such party:")

    def test_is_reused_by_local_lists(self) -> None:
        """KV2025: E is Stabilt Demokrati's, and 24 local lists', two of which share a name."""
        names = ("Velfærdslisten", "Furesørødderne", "KaosTV", "Et Samlet Egedal", "Befri Ballerup")
        places = ("185", "190", "101", "240", "151")
        rows = [f"{code},E,{name},,30" for code, name in zip(places, names, strict=True)]
        rows += [f"{code},E,Liste {code},,30" for code in ("201", "210", "217", "253")]
        content = table(*rows, "730,E,Velfærdslisten,,30")
        votes = read(content, "kv2025")
        assert {result.party for result in votes.lists} == {None}

    @pytest.mark.parametrize("election", ["kv2013", "kv2017", "kv2021", "kv2025"])
    def test_of_real_ballots_need_no_column_party(self, election: str) -> None:
        bundled_votes = load_election(election)
        rows = [[r.municipality, r.letter, r.name, "", r.votes] for r in bundled_votes.lists]
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([HEADER.split(","), *rows])
        votes = read(Content("votes.csv", out.getvalue().encode()), election)
        assert [r.party for r in votes.lists] == [r.party for r in bundled_votes.lists]
        assert votes.notes == ()


@pytest.mark.parametrize(
    ("seats", "message"),
    [
        ((0, 0), "No list has a seat: leave seats empty where they are unknown."),
        ((56, ""), "No council has more than 55 seats."),
        ((1, 1), "The council has seats of a list without votes."),
    ],
)
def test_seats_that_cannot_be(seats: tuple[object, object], message: str) -> None:
    """Columns that are swapped, or 0 for what is not known: a party would miss its seat in a council."""
    rows = (f"101,A,Socialdemokratiet,,100,{seats[0]}", f"101,Ø,Enhedslisten,,0,{seats[1]}")
    (problem,) = problems(table(*rows, header=HEADER + ",seats"))
    assert (problem.line, problem.field) == (2 + (seats == (1, 1)), "seats")
    assert problem.message == message


def council(*votes_and_seats: tuple[int, int | str], more: str = "") -> Content:
    rows = [
        f"101,{of},,,{votes},{seats}{more}"
        for of, (votes, seats) in zip("ZYXWV", votes_and_seats, strict=False)
    ]
    return table(*rows, header=HEADER + ",seats" + (",count_state" if more else ""))


@pytest.mark.parametrize(
    ("votes_and_seats", "line"),
    [
        (((5000, 5), (1000, 1), (900, 1)), None),
        (((1000, 5), (5000, 1), (900, 1)), 3),  # sorted by itself
        (((50000, 5), (1000, 1), (900, 1)), 2),  # a digit more
        (((1000, 0), (900, 0), (300, 1)), None),  # in an alliance
        (((1000, 0), (900, 0), (200, 1)), 2),  # that others cannot fill
        (((1000, 1), (5000, ""), (900, 1)), None),  # unknown
    ],
)
def test_seats_that_the_votes_cannot_give(
    votes_and_seats: tuple[tuple[int, int | str], ...], line: int | None
) -> None:
    """By d'Hondt, under whatever alliances."""
    if line is None:
        assert len(read(council(*votes_and_seats)).lists) == 3
        return
    (problem,) = problems(council(*votes_and_seats))
    assert (problem.line, problem.field) == (line, "seats")
    assert problem.message.startswith("These votes cannot give the council's seats")
    assert len(read(council(*votes_and_seats, more=",preliminary")).lists) == 3


@pytest.mark.parametrize("number", ["..", "-", "", ":", "0"])
class TestNoVotes:
    """A municipality whose numbers are all missing, or all zero."""

    def test_is_an_error_in_a_final_count(self, number: str) -> None:
        rows = [f"{row},1,1,1" for row in (*LISTS, f"259,A,Socialdemokratiet,,{number}")]
        content = table(*rows, header=HEADER + COUNTED)
        message = "Køge has no votes, though its count is final."
        assert [(p.line, p.message) for p in problems(content)] == [(5, message)]

    def test_is_an_error_in_statbank(self, number: str) -> None:
        content = table("101;A;1;2021;100", f"259;A;1;2021;{number}", header=STATBANK)
        assert [p.message for p in problems(content)] == ["Køge has no votes, though its count is final."]

    def test_is_not_counted_in_any_other(self, number: str) -> None:
        rows = (f"259,A,Socialdemokratiet,,{number}", f"259,N,Nyt Køge,,{number}")
        votes = read(table(*LISTS, *rows))
        assert {result.municipality for result in votes.lists} == {"101"}
        assert codes(votes) == ["no-votes"]
        counted = [f"{row},3,1,0" for row in LISTS] + [f"{row},3,0,0" for row in rows]
        assert read(table(*counted, header=HEADER + COUNTED)).counts["259"].areas_counted == 0


def test_one_missing_number_is_an_error() -> None:
    content = table(*LISTS, "101,F,SF - Socialistisk Folkeparti,,..")
    assert [(p.line, p.field) for p in problems(content)] == [(5, "votes")]


class TestCutOff:
    """A file without its last line end."""

    @pytest.mark.parametrize("last", ["101;EJR;1;2021;5", "101;EJR;1;20", "101;EJR"])
    def test_statbank(self, last: str) -> None:
        content = table("101;A;1;2021;100", last, header=STATBANK, end="")
        assert [p.message for p in problems(content)] == ["The file ends within a line: it is cut off."]

    def test_every_export_of_a_folder(self, tmp_path: Path) -> None:
        for name in ("Køge", "Greve", "Odsherred"):
            whole = export(("A", "Socialdemokratiet", 1))
            file = tmp_path / EXPORT_NAME.format(name)
            file.write_text(whole if name == "Greve" else whole.rstrip(), encoding="utf-8")
        found = problems(tmp_path)
        assert [p.message for p in found] == ["The file ends within a line: it is cut off."] * 2
