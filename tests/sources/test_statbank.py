"""StatBank's VALGK3: tables made here from what the format says."""

from __future__ import annotations

import pytest

from kkr_alloc.errors import InputError, Problem
from kkr_alloc.sources import statbank
from kkr_alloc.sources.base import Votes
from kkr_alloc.sources.files import Content
from kkr_alloc.sources.tidy import read_mayors
from tests.sources.reading import GEOGRAPHY, REGISTER, problems_of

HEADER = "OMRÅDE;PARTI;STEMMER;TID;INDHOLD"
LABELS = {
    "A": "Socialdemokratiet",
    "B": "Radikale Venstre",
    "C": "Konservative Folkeparti",
    "DD": "Nye Borgerlige",
    "F": "Socialistisk Folkeparti",
    "GG": "Veganerpartiet",
    "I": "Liberal Alliance",
    "KK": "Kristendemokraterne",
    "O": "Dansk Folkeparti (1997-)",
    "S": "Slesvigsk Parti",
    "V": "Venstre",
    "Ø": "Enhedslisten - De Rød-Grønne",
    "Å": "Alternativet                                  ",
    "EJR": "Ikke-reserverede bogstaver i alt",
}
PARTIES = {**{code: code for code in LABELS}, "DD": "D", "GG": "veganerpartiet", "KK": "K", "EJR": None}


def content(*rows: str, header: str = HEADER) -> Content:
    data = ("\ufeff" + "\n".join([header, *rows]) + "\n").encode()
    return Content("valgk3.csv", data)


def read(table: Content, election: str | None = None) -> Votes:
    return statbank.read(table, REGISTER, GEOGRAPHY, election)


def problems(*rows: str) -> tuple[Problem, ...]:
    return problems_of(lambda: read(content(*rows)))


ROWS = ("306;A;1;2021;60", "306;A;6;2021;2", "306;A;7;2021;1", "306;V;1;2021;..", "306;EJR;1;2021;40")


def test_only_valid_votes_count() -> None:
    votes = read(content(*ROWS, "306;A;PERSONLIGE;2021;55", "306;A;4;2021;9", "306;A;5;2021;9"))
    assert [(r.municipality, r.letter, r.name, r.party, r.votes, r.seats, r.id) for r in votes.lists] == [
        ("306", "A", "Socialdemokratiet", "A", 60, 3, "306-A"),
        ("306", "EJR", "Lokallister i alt", None, 40, None, "306-EJR"),
        ("306", "V", "Venstre, Danmarks Liberale Parti", "V", 0, None, "306-V"),
    ]
    assert (votes.election, votes.count.final, votes.sources[0].rows) == ("kv2021", True, 3)
    assert [note.code for note in votes.notes] == ["local-lists-together"]


@pytest.mark.parametrize("area", ["306", "Odsherred", "306 Odsherred", "306  Odsherred"])
@pytest.mark.parametrize("measure", ["1", "Gyldige stemmer", "1 Gyldige stemmer", "Valid votes"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_codes_labels_or_both(area: str, measure: str, delimiter: str) -> None:
    for code, label in LABELS.items():
        for party in {code, label, f"{code} {label}", f"{code}. {label}"}:
            row = delimiter.join(["2021", area, measure, party, "7"])
            table = content(row, header=delimiter.join(["TID", "OMRÅDE", "STEMMER", "PARTI", "INDHOLD"]))
            (result,) = read(table).lists
            assert (result.municipality, result.party, result.votes) == ("306", PARTIES[code], 7)


def test_a_number_of_seats_that_is_missing_is_not_0() -> None:
    """Else a party above the threshold would have no council seat, and so no member."""
    for men, seats in (("2", 3), ("-", 1), ("..", None), (".", None), ("", None)):
        rows = ("306;A;1;2021;60", f"306;A;6;2021;{men}", "306;A;7;2021;1")
        assert read(content(*rows)).lists[0].seats == seats


def test_seats_that_cannot_be() -> None:
    for seats, votes, message in (
        ("0", "60", "No list has a seat"),
        ("1", "-", "seats of a list without votes"),
    ):
        rows = (f"306;A;1;2021;{votes}", f"306;A;6;2021;{seats}", "306;A;7;2021;0", *ROWS[-1:])
        (problem,) = problems(*rows, "306;EJR;6;2021;0", "306;EJR;7;2021;0")
        assert message in problem.message


def test_a_local_lists_mayor_is_of_all_local_lists_together() -> None:
    """Of Odsherred's, which are one line, nobody knows which votes are Nyt Odsherred's."""
    table = Content("mayors.csv", b"municipality_code,mayor,list_letter,list_name\n306,,N,Nyt Odsherred\n")
    ((mayor,), _) = read_mayors(table, REGISTER, GEOGRAPHY, read(content(*ROWS)).lists, "kv2021")
    assert mayor.counts_for == "306-EJR"


def test_larger_areas_are_dropped() -> None:
    codes = ("000", "0", "081", "85", "411", "000 Hele landet", "084 Region Hovedstaden")
    areas = (*codes, "Hele landet", "All Denmark", "Region Sjælland", "Christiansø")
    rows = [f"{area};A;1;2021;1000" for area in areas]
    assert sum(result.votes for result in read(content(*ROWS, *rows)).lists) == 100


def test_one_election_must_be_picked() -> None:
    rows = (*ROWS, "306;A;1;2017;50", "306;EJR;1;2017;20")
    assert sum(result.votes for result in read(content(*rows), "kv2017").lists) == 70
    for election, message in ((None, "several elections: kv2017, kv2021"), ("kv2013", "not of kv2013")):
        with pytest.raises(InputError, match=message):
            read(content(*rows), election)


def test_parties_of_other_years_that_have_nothing_are_passed_over() -> None:
    votes = read(content("306;A;1;2013;60", "306;Å Alternativet;1;2013;0", "306;DD;1;2013;.."))
    assert [result.letter for result in votes.lists] == ["A"]
    assert votes.notes == ()


def test_every_bad_row_is_listed() -> None:
    found = problems(
        *ROWS,
        "999;A;1;2021;1",
        "306 Greve;A;1;2021;1",
        "Atlantis;A;1;2021;1",
        "316;Z Fremskridtspartiet;1;2021;1",
        "316;V Socialdemokratiet;1;2021;1",
        "316;A;1;2021;1.234",
        "316;C;1;2021;-1",
        "306;A Socialdemokratiet;1;2021;60",
    )
    assert [(p.line, p.field, p.value) for p in found] == [
        (7, "OMRÅDE", "999"),
        (8, "OMRÅDE", "306 Greve"),
        (9, "OMRÅDE", "Atlantis"),
        (10, "PARTI", "Z Fremskridtspartiet"),
        (11, "PARTI", "V Socialdemokratiet"),
        (12, "INDHOLD", "1.234"),
        (13, "INDHOLD", "-1"),
        (14, "PARTI", "A Socialdemokratiet"),
    ]


def test_tables_of_something_else() -> None:
    (problem,) = problems("306;A;PERSONLIGE;2021;1", "306;A;4;2021;1")
    assert (problem.field, problem.value) == ("STEMMER", "4, PERSONLIGE")
    assert "Gyldige stemmer" in (problem.hint or "")
    assert [(p.field, p.value) for p in problems("306;A;1;i år;1")] == [("TID", "i år")]
    assert problems()[0].message == "The table has no rows."
