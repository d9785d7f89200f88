"""The tidy tables: what is read, and every way a file can be wrong, each with its place and a hint."""

from __future__ import annotations

from pathlib import Path

import pytest

from kkr_alloc.errors import InputError
from kkr_alloc.model import Count, Mayor
from kkr_alloc.sources.files import Content, read_content
from kkr_alloc.sources.repeated import FEED_COLUMNS, STATE
from kkr_alloc.sources.tidy import read_co_operation, read_lots, read_mayors, write_votes
from tests.sources.reading import GEOGRAPHY, REGISTER, problems, problems_of, read

HEADER = "municipality_code,municipality,list_letter,list_name,party,votes,seats"
A = "101,København,A,Socialdemokratiet,A,100,10"
V = '101,København,V,"Venstre, Danmarks Liberale Parti",V,50,5'
N = "306,Odsherred,N,Nyt Odsherred,,30,"


def votes(*rows: str, header: str = HEADER) -> Content:
    return Content("votes.csv", "\n".join([header, *rows, ""]).encode())


class TestVotes:
    """Votes per list per municipality."""

    def test_rows(self) -> None:
        found = read(votes(A, V, N))
        assert [(r.id, r.party, r.votes, r.seats) for r in found.lists] == [
            ("101-A", "A", 100, 10),
            ("101-V", "V", 50, 5),
            ("306-N", None, 30, None),
        ]
        assert found.count.final is None
        assert (found.sources[0].rows, found.sources[0].path) == (3, "votes.csv")

    def test_lists_without_a_letter(self) -> None:
        rows = votes("101,,,En,,1,", "101,,,To,,2,", "101,,01,Tre,,2,", "306,,0,Nul,,6,", "306,,,Fire,,7,")
        found = read(rows)
        assert [r.id for r in found.lists] == ["101-0", "101-0-2", "101-01", "306-0", "306-0-2"]

    def test_count_columns(self) -> None:
        header = HEADER + ",areas,areas_counted,areas_final"
        found = read(votes(A + ",9,8,7", V + ",9,8,7", N + ",2,2,2", header=header))
        assert (found.count.areas, found.count.areas_counted, found.count.areas_final) == (11, 10, 9)
        assert (found.count.final, found.counts["306"].final) == (False, True)
        some = read(votes(A + ",,,", N + ",1,1,1", header=header))
        assert some.count.final is None

    @pytest.mark.parametrize("stated", ["", "frihedslisten"])
    def test_a_party_that_stood_at_other_elections_only(self, stated: str) -> None:
        """Æ Frihedslisten is a party of 2021; a table or --election of 2025 cannot be right."""
        row = f"101,København,Æ,Frihedslisten,{stated},7,"
        found = read(votes(f"KV2021,{row}", header="election," + HEADER), None)
        assert (found.election, found.lists[0].party) == ("kv2021", "frihedslisten")
        named = votes(f"kv2025,{A}", f"kv2025,{row}", header="election," + HEADER)
        for table, election, code in ((named, None, "bad-input"), (votes(A, row), "kv2025", "usage")):
            with pytest.raises(InputError) as caught:
                read(table, election)
            (problem,) = caught.value.problems
            assert (caught.value.code, problem.line, problem.field) == (code, 3, "party")
            assert problem.message == "Frihedslisten stood in kv2021, not in kv2025."
        not_in_the_register = votes(f"kv2029,{row}", header="election," + HEADER)
        assert read(not_in_the_register, None).lists[0].party == "frihedslisten"

    def test_votes_cast_may_be_unknown(self) -> None:
        found = read(votes(A + ",", V + ",", N + ",30", header=HEADER + ",cast"))
        assert [(total.municipality, total.valid, total.cast) for total in found.totals.values()] == [
            ("306", 30, 30)
        ]


BAD_ROWS = {
    "a word": (A.replace("100", "many"), "votes", "many", "Not a whole number", None),
    "bad seats": (A + "x", "seats", "10x", "Not a whole number", None),
    "another name": (A.replace("København", "Aarhus"), "municipality", "Aarhus", "not Aarhus", None),
    "no party": (A.replace(",A,100", ",Social,100"), "party", "Social", "no such party", "Leave it empty"),
    "another party": (A.replace(",A,100", ",B,100"), "party", "B", "A Socialdemokratiet is A's list", None),
    "a name": (A.replace(",A,1", ",Radikale Venstre,1"), "party", "Radikale Venstre", "no such", "mean B?"),
    "a name like an id": (A.replace(",A,1", ",Socialdemokratiet,1"), "party", None, "no such", "mean A?"),
    "a name misspelt": (A.replace(",A,1", ",Socialdemokratied,1"), "party", None, "no such", "mean A?"),
    "neither letter nor name": ("101,København,,,,5,", "list_letter", None, "letter or a name", None),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_bad_row(name: str) -> None:
    row, field, value, message, hint = BAD_ROWS[name]
    found = problems(votes(V, row))
    assert len(found) == 1
    (problem,) = found
    assert (problem.file, problem.line, problem.field) == ("votes.csv", 3, field)
    assert value is None or problem.value == value
    assert message in problem.message
    assert hint is None or hint in (problem.hint or "")


def test_one_run_reports_every_bad_row() -> None:
    found = problems(
        votes(A.replace("100", "-1"), V, V, N.replace("306", "999"), A.replace("100", "x"), N + ",,")
    )
    assert [(p.line, p.field) for p in found] == [
        (7, None),
        (2, "votes"),
        (4, "list_letter"),
        (5, "municipality_code"),
        (6, "votes"),
        (6, "list_letter"),
    ]


@pytest.mark.parametrize(
    ("data", "line", "message", "hint"),
    [
        ((HEADER + "\n" + A).encode() + b"\xf8", 2, "Not UTF-8", "CSV UTF-8"),
        (f"\ufeff{HEADER}\n{A}\n".encode() + b"\xf8", 3, "Not UTF-8", "CSV UTF-8"),
        (f'{HEADER}\n306,"Odsherred,N,x,,5,\n{A}\n306,Greve",N,x,,5,\n'.encode(), 2, "whole rows", "quote"),
        (f'{HEADER}\n306,Odsherred,N,"Nyt,,5,\n306,Odsherred,M,x",,5,\n'.encode(), 2, "whole rows", "quote"),
        (b"\x00\x01\x02", 1, "control or invisible character", "Delete it"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table(data: bytes, line: int | None, message: str, hint: str | None) -> None:
    (problem, *_) = problems(Content("votes.csv", data))
    assert problem.file == "votes.csv"
    assert problem.line == line
    assert any(message in p.message for p in problems(Content("votes.csv", data)))
    assert hint is None or hint in (problem.hint or "")


def test_a_count_may_stay_open_though_every_polling_area_is_final() -> None:
    header = f"{HEADER},areas,areas_counted,areas_final,count_state"
    found = read(votes(f"{A},2,2,2,preliminary", header=header))
    assert found.counts == {"101": Count(False, 2, 2, 2)}
    again = read(Content("again.csv", write_votes(found, GEOGRAPHY).encode()))
    assert again.counts == found.counts


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["9,8,9"], "more counted areas"),
        (["9,8,7", "9,8,6"], "The rows of one municipality differ here."),
        (["9,x,7"], "Not a whole number"),
        (["0,0,0"], "at least one polling area"),
        (["3,0,0"], "no polling area is counted"),
        (["9,8,7,,,,no"], "one of unknown, final, preliminary"),
        (["9,8,7,,,,final"], "another state of the count"),
        (["9,8,7,,,,none"], "another state of the count"),
        ([",,,,,,none"], "needs its polling areas"),
        ([",,,,,,final", ",,,,,,preliminary"], "The rows of one municipality differ here."),
        ([",,,,9,,"], "A number is missing"),
        (["9,8,7,22:15,,,"], "Write the time like 2025-11-18T21:47:52Z."),
        (["9,8,7,,90,91,"], "larger electorate"),
        (["9,8,7,,200,149,", "9,8,7,,200,149,"], "The electorate is only 149."),
    ],
)
def test_a_count_that_cannot_be(rows: list[str], message: str) -> None:
    columns = ("areas", "areas_counted", "areas_final", *FEED_COLUMNS, STATE)
    header = ",".join([HEADER, *columns[: rows[0].count(",") + 1]])
    found = problems(
        votes(*(f"{row},{count}" for row, count in zip((A, V), rows, strict=False)), header=header)
    )
    assert message in found[0].message


@pytest.mark.parametrize(
    ("cells", "line", "value", "message"),
    [
        (["149", "149"], 2, "149", "There are 150 votes for the municipality's lists, more than cast."),
        (["177", "177"], 2, "177", "More than 15 % of the votes cast would be blank or invalid."),
        (["160", "161"], 3, "161", "The rows of one municipality differ here."),
        (["160", ""], 3, None, "The rows of one municipality differ here."),
        (["1.600", "1.600"], 2, "1.600", "Thousands separators"),
    ],
)
def test_votes_cast_that_cannot_be(cells: list[str], line: int, value: str | None, message: str) -> None:
    rows = [f"{row},{cell}" for row, cell in zip((A, V), cells, strict=True)]
    (problem,) = problems(votes(*rows, header=HEADER + ",cast"))
    assert (problem.line, problem.field, problem.value) == (line, "cast", value)
    assert message in problem.message


@pytest.mark.parametrize(
    ("named", "line", "message"),
    [
        (["kv2021", "kv2025"], 3, "The first row is of kv2021, this one is not."),
        (["kv2021", ""], 3, "The first row is of kv2021, this one is not."),
        (["", "kv2021"], 2, "no name of a municipal election"),
        (["2021", "2021"], 2, "no name of a municipal election"),
    ],
)
def test_elections_that_a_table_cannot_be_of(named: list[str], line: int, message: str) -> None:
    rows = [f"{election},{row}" for election, row in zip(named, (A, V), strict=True)]
    (problem,) = problems(votes(*rows, header="election," + HEADER))
    assert (problem.line, problem.field) == (line, "election")
    assert message in problem.message


LISTS = read(votes(A, V, N)).lists


def mayors(*rows: str) -> tuple[Mayor, ...]:
    table = "\n".join(["municipality_code,list_letter,list_name,party", *rows])
    return read_mayors(Content("mayors.csv", table.encode()), REGISTER, GEOGRAPHY, LISTS)[0]


@pytest.mark.parametrize(
    ("row", "counts_for"),
    [
        ("101,,,A", "A"),
        ("101,A,Socialdemokratiet,", "A"),
        ("101,A,,", "A"),  # by the letter of the list that stands there
        ("306,N,Nyt Odsherred,", "306-N"),
        ("306,L,Nyt Odsherred,", "306-N"),  # a list that changed its letter
        ("153,X,,", "153-X"),  # where nothing is counted yet
    ],
)
def test_what_a_mayor_counts_for(row: str, counts_for: str) -> None:
    assert [mayor.counts_for for mayor in mayors(row)] == [counts_for]


def test_sitting_mayor_of_another_list_of_the_same_letter() -> None:
    table = Content("mayors.csv", b"municipality_code,mayor,list_letter,list_name\n306,,N,En anden liste\n")
    (mayor,) = read_mayors(table, REGISTER, GEOGRAPHY, LISTS, by_letter=False, ours=True)[0]
    assert mayor.counts_for == "306-enandenliste"


@pytest.mark.parametrize(
    ("columns", "row"),
    [
        ("municipality_code,mayor,list_letter", "306,,N"),
        ("mayor,list_letter,municipality_code", ",N,306"),
        ("municipality_code,mayor,list_letter,list_name", "306,,N,Nyt Odsherred"),
        ("municipality_code,mayor,list_letter,list_name", "101,,A,Socialdemokratiet"),
        ("municipality_code,mayor,list_letter,list_name", '101,,V,"Venstre, Danmarks Liberale Parti"'),
        ("municipality_code,list_letter,list_name,party", "306,N,Nyt Odsherred,"),
        ("municipality_code,list_letter,party", "153,,frie-groenne"),
        ("municipality_code,party,list_letter", "153,Ø,Ø"),
        ("municipality_code,list_letter,mayor,note", "306,N,Karina Vincentz,agreed"),
    ],
)
def test_row_that_is_half_written_is_no_other_mayor(columns: str, row: str) -> None:
    """A file that grows, read at any moment."""

    def mayors_in(part: bytes) -> list[tuple[str, str]]:
        content = Content("mayors.csv", f"{columns}\n".encode() + part)
        made = read_mayors(content, REGISTER, GEOGRAPHY, LISTS, "kv2021")[0]
        return [(mayor.municipality, mayor.counts_for) for mayor in made]

    data = row.encode()
    whole = mayors_in(data + b"\n")
    assert mayors_in(b"") == []
    for end in range(1, len(data) + 1):
        try:
            assert mayors_in(data[:end]) in ([], whole)
        except InputError:
            assert end < len(data)


@pytest.mark.parametrize(
    ("rows", "field", "message"),
    [
        (["101,A,,A", "101,V,,V"], "municipality_code", "This repeats line 2."),
        (["999,A,,A"], "municipality_code", "No municipality"),
        (["101,,,"], "list_letter", "party is missing"),
        (["101,,,Z"], "party", "no such party"),
        (["306,N,En anden liste,"], "list_letter", "No such list stands in Odsherred."),
        (["306,X,,"], "list_letter", "No such list stands in Odsherred."),
        (["306,V,Venstre,"], "list_letter", "No such list stands in Odsherred."),
        (["306,V,Venstre,A"], "party", "V Venstre is V's list."),
        (["101,A,Socialdemokratiet,B"], "party", "A Socialdemokratiet is A's list"),
        (["101,A,,B"], "party", "A is A's list"),
    ],
)
def test_wrong_mayors(rows: list[str], field: str, message: str) -> None:
    (problem,) = problems_of(lambda: mayors(*rows))
    assert (problem.file, problem.line, problem.field) == ("mayors.csv", 1 + len(rows), field)
    assert message in problem.message


LOT = "- {body: kkr, region: sjaelland, seats: 1, between: [A, B], winners: [A]}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (LOT, "{}", "list is needed"),
        (LOT, "[1]", "Keys with values"),
        (LOT, "- body: kkr", "field is missing"),
        (LOT, "- {body: kkr, body: kkr}", "stands there twice"),
        (LOT, 2 * "- {body: bestyrelse, seats: 1, between: [A, B], winners: [A]}\n", "already"),
        ("[A]", "[A], why: x", "field is unknown"),
        ("[A, B]", "[A, no]", "text is needed"),
        ("sjaelland", "west", "one of hovedstaden"),
        ("region: sjaelland, ", "", "names its region"),
        ("seats: 1", "seats: 0", "at least 1"),
        ("[A, B]", "[A]", "more parties than"),
        ("[A, B]", "[A, A]", "party stands there twice"),
        ("[A]", "[]", "winners must be"),
        ("[A]", "[C]", "winners must be"),
        ("[A]", "[A, B]", "winners must be"),
        ("1, between: [A, B], winners: [A]", "2, between: [A, B, C], winners: [A, A]", "winners must be"),
    ],
)
def test_wrong_lots(old: str, new: str, message: str) -> None:
    content = Content("lots.yaml", LOT.replace(old, new).encode())
    found = problems_of(lambda: read_lots(content, GEOGRAPHY))
    assert any(message in problem.message for problem in found)
    assert {problem.file for problem in found} == {"lots.yaml"}


def members(*rows: str) -> frozenset[str]:
    """The co-operation's lists, where several lists of Odsherred have no letter."""
    standing = votes(A, N, "306,,0,Nul,,6,", "306,,,Uden,,7,", "306,,,Uden to,,8,")
    lists = read(standing).lists
    table = "\n".join(["municipality_code,list_letter,list_name", *rows])
    return read_co_operation(Content("x.csv", table.encode()), GEOGRAPHY, lists)[0]


def test_lists_of_the_co_operation_by_letter_or_name() -> None:
    assert members("306,N,") == {"306-N"}
    assert members("306,0,") == {"306-0"}
    assert members("306,,Uden to", "306,,uden") == {"306-0-2", "306-0-3"}


@pytest.mark.parametrize(
    ("rows", "message", "hint"),
    [
        (["306,X,"], "No such list stands in Odsherred.", None),
        (["306,N,En anden liste"], "N is Nyt Odsherred there.", None),
        (["101,A,"], "A Socialdemokratiet is a party, not a local list.", None),
        (["306,,"], "There are 2 such lists: Uden, Uden to.", "Name one of them in list_name."),
        (["306,,En tredje"], "There are 2 such lists: Uden, Uden to.", "Name one of them in list_name."),
        (["306,,Uden", "306,,Uden"], "This repeats line 2.", None),
        (["999,N,"], "No municipality has this code.", None),
    ],
)
def test_wrong_lists_of_the_co_operation(rows: list[str], message: str, hint: str | None) -> None:
    (problem,) = problems_of(lambda: members(*rows))
    assert (problem.line, problem.message, problem.hint) == (1 + len(rows), message, hint)


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_a_path_that_is_no_file(name: str, tmp_path: Path) -> None:
    (problem,) = problems_of(lambda: read_content(tmp_path / name))
    assert (problem.file, bool(problem.hint)) == (str(tmp_path / name), True)
