"""The tidy tables: what is read, and every way a file can be wrong, each with its place and a hint."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kkr_alloc import bundled
from kkr_alloc.errors import InputError, Problem
from kkr_alloc.model import Geography
from kkr_alloc.names import Register
from kkr_alloc.sources.files import Content, read_content
from kkr_alloc.sources.tidy import read_co_operation, read_lots, read_mayors, read_votes, write_votes

HEADER = "municipality_code,municipality,list_letter,list_name,party,votes,seats"
A = "101,København,A,Socialdemokratiet,A,100,10"
V = '101,København,V,"Venstre, Danmarks Liberale Parti",V,50,5'
N = "306,Odsherred,N,Nyt Odsherred,,30,"


def votes(*rows: str, header: str = HEADER) -> Content:
    return Content("votes.csv", "\n".join([header, *rows, ""]).encode())


def mayors(*rows: str, header: str = "municipality_code,list_letter,list_name,party") -> Content:
    return Content("mayors.csv", "\n".join([header, *rows, ""]).encode())


@pytest.fixture
def problems(register: Register, geography: Geography):  # type: ignore[no-untyped-def]
    """The problems that reading some votes leads to."""

    def of(content: Content) -> tuple[Problem, ...]:
        with pytest.raises(InputError) as caught:
            read_votes(content, register, geography, "kv2021")
        return caught.value.problems

    return of


class TestVotes:
    """Votes per list per municipality."""

    def test_rows(self, register: Register, geography: Geography) -> None:
        read = read_votes(votes(A, V, N), register, geography, "kv2021")
        assert [(r.id, r.party, r.votes, r.seats) for r in read.lists] == [
            ("101-A", "A", 100, 10),
            ("101-V", "V", 50, 5),
            ("306-N", None, 30, None),
        ]
        assert read.count.final is None
        assert (read.sources[0].rows, read.sources[0].path) == (3, "votes.csv")

    def test_a_byte_order_mark_windows_line_ends_and_blank_lines(
        self, register: Register, geography: Geography
    ) -> None:
        data = b"\xef\xbb\xbf" + "\r\n".join([HEADER, A, "", V, ""]).encode()
        assert len(read_votes(Content("votes.csv", data), register, geography).lists) == 2

    def test_the_party_is_found_by_letter_and_name_where_it_is_not_stated(
        self, register: Register, geography: Geography
    ) -> None:
        content = votes(
            "101,F,SF – Socialistisk  Folkeparti,7",
            "101,N,Nyt,3",
            header="municipality_code,list_letter,list_name,votes",
        )
        assert [r.party for r in read_votes(content, register, geography).lists] == ["F", None]

    def test_lists_without_a_letter(self, register: Register, geography: Geography) -> None:
        rows = votes("101,,,En,,1,", "101,,,To,,2,", "101,,01,Tre,,2,", "306,,0,Nul,,6,", "306,,,Fire,,7,")
        read = read_votes(rows, register, geography)
        assert [r.id for r in read.lists] == ["101-0", "101-0-2", "101-01", "306-0", "306-0-2"]

    def test_count_columns(self, register: Register, geography: Geography) -> None:
        header = HEADER + ",areas,areas_counted,areas_final"
        read = read_votes(votes(A + ",9,8,7", V + ",9,8,7", N + ",2,2,2", header=header), register, geography)
        assert (read.count.areas, read.count.areas_counted, read.count.areas_final) == (11, 10, 9)
        assert (read.count.final, read.counts["306"].final) == (False, True)
        some = read_votes(votes(A + ",,,", N + ",1,1,1", header=header), register, geography)
        assert some.count.final is None

    def test_written_votes_are_read_back(self, register: Register, geography: Geography) -> None:
        header = HEADER + ",areas,areas_counted,areas_final"
        read = read_votes(votes(A + ",9,8,7", N + ",2,2,2", header=header), register, geography)
        again = read_votes(Content("votes.csv", write_votes(read, geography).encode()), register, geography)
        assert (again.lists, again.counts) == (read.lists, read.counts)


BAD_ROWS = {
    "a thousands separator": (A.replace("100", "1.000"), "votes", "1.000", "Thousands", "Write 1000."),
    "a grouped number in quotes": (A.replace("100", '"1,000"'), "votes", "1,000", "Thousands", "Write 1000."),
    "a space as separator": (A.replace("100", "12 345"), "votes", "12 345", "Thousands", "Write 12345."),
    "a negative number": (A.replace("100", "-5"), "votes", "-5", "negative", None),
    "a fraction": (A.replace("100", "5.5"), "votes", "5.5", "Not a whole", None),
    "a word": (A.replace("100", "many"), "votes", "many", "Not a whole number", None),
    "no number": (A.replace("100", ""), "votes", None, "missing", None),
    "another script's digits": (A.replace("100", "١٢"), "votes", "١٢", "Not a whole number", None),
    "a huge number": (A.replace("100", "9" * 30), "votes", "9" * 30, "more than 18", None),
    "bad seats": (A + "x", "seats", "10x", "Not a whole number", None),
    "an unknown code": (A.replace("101,", "102,"), "municipality_code", "102", "No munic", "København is"),
    "a zero too many": (A.replace("101,", "0101,"), "municipality_code", "0101", "No munic", "is 101."),
    "another name": (A.replace("København", "Aarhus"), "municipality", "Aarhus", "not Aarhus", None),
    "no party": (A.replace(",A,100", ",Social,100"), "party", "Social", "no such party", "Leave it empty"),
    "another party": (A.replace(",A,100", ",B,100"), "party", "B", "A Socialdemokratiet is A's list", None),
    "a name": (A.replace(",A,1", ",Radikale Venstre,1"), "party", "Radikale Venstre", "no such", "mean B?"),
    "a name like an id": (A.replace(",A,1", ",Socialdemokratiet,1"), "party", None, "no such", "mean A?"),
    "a name misspelt": (A.replace(",A,1", ",Socialdemokratied,1"), "party", None, "no such", "mean A?"),
    "neither letter nor name": ("101,København,,,,5,", "list_letter", None, "letter or a name", None),
    "a field too many": (A + ",,", None, A + ",,", "9 fields, the header 7", "quotes"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_bad_row(name: str, problems) -> None:  # type: ignore[no-untyped-def]
    row, field, value, message, hint = BAD_ROWS[name]
    found = problems(votes(V, row))
    assert len(found) == 1
    (problem,) = found
    assert (problem.file, problem.line, problem.field) == ("votes.csv", 3, field)
    assert value is None or problem.value == value
    assert message in problem.message
    assert hint is None or hint in (problem.hint or "")


def test_one_run_reports_every_bad_row(problems) -> None:  # type: ignore[no-untyped-def]
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
        (b"", None, "empty", None),
        (b"\xef\xbb\xbf", None, "empty", None),
        (b"  \n\n", None, "empty", None),
        (HEADER.encode() + b"\n", None, "no rows", None),
        ((HEADER + "\n" + A).encode("latin-1"), 2, "Not UTF-8", "iconv"),
        ((HEADER + "\n" + A).encode("utf-16"), 1, "Not UTF-8", "iconv -f utf-16 -t utf-8"),
        ((HEADER + "\n" + A).encode("utf-16-le"), 1, "Not UTF-8", "iconv -f utf-16 -t utf-8"),
        ((HEADER + "\n" + A).encode("utf-16-be"), 1, "Not UTF-8", "iconv -f utf-16 -t utf-8"),
        (HEADER.replace(",", ";").encode(), 1, "separated by commas", "semicolons"),
        (HEADER.replace(",", "\t").encode(), 1, "separated by commas", "tabs"),
        (HEADER.replace("votes", "stemmer").encode(), 1, "votes is missing", "Columns:"),
        ((HEADER + ",votes").encode(), 1, "stands there twice", None),
        ((HEADER + '\n101,"Køben').encode(), 2, "Not a readable table", "quote"),
        (f'{HEADER}\n{A}\n101,"København,V,Venstre,V,5,\n{A}\n{A}\n'.encode(), 3, "Not a readable", "quote"),
        (f'{HEADER}\n101,"København,V,Venstre,V,5,\n101,"x",A'.encode(), 2, "Not a readable", "quote"),
        (f'"{HEADER}\n{A}\n'.encode(), 1, "Not a readable table", "quote"),
        (b"<html></html>", 1, "municipality_code is missing", None),
        (b"\x00\x01\x02", 1, "control or invisible character", "Delete it"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table(
    data: bytes, line: int | None, message: str, hint: str | None, problems
) -> None:  # type: ignore[no-untyped-def]
    (problem, *_) = problems(Content("votes.csv", data))
    assert problem.file == "votes.csv"
    assert problem.line == line
    assert any(message in p.message for p in problems(Content("votes.csv", data)))
    assert hint is None or hint in (problem.hint or "")


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["9,8,9"], "more counted areas"),
        (["9,8,7", "9,8,6"], "different numbers of areas"),
        (["9,x,7"], "Not a whole number"),
        (["0,0,0"], "at least one polling area"),
        (["3,0,0"], "no polling area is counted"),
    ],
)
def test_a_count_that_cannot_be(rows: list[str], message: str, problems) -> None:  # type: ignore[no-untyped-def]
    header = HEADER + ",areas,areas_counted,areas_final"
    found = problems(
        votes(*(f"{row},{count}" for row, count in zip((A, V), rows, strict=False)), header=header)
    )
    assert message in found[0].message


class TestMayors:
    """One mayor per municipality, for a party or a list that stands there."""

    def counts_for(self, row: str, register: Register, geography: Geography) -> str:
        lists = read_votes(votes(A, V, N), register, geography, "kv2021").lists
        (mayor,) = read_mayors(mayors(row), register, geography, lists, "kv2021")[0]
        return mayor.counts_for

    @pytest.mark.parametrize(
        ("row", "counts_for"),
        [
            ("101,,,A", "A"),
            ("101,A,Socialdemokratiet,", "A"),
            ("101,A,,", "A"),  # by the letter of the list that stands there
            ("306,N,Nyt Odsherred,", "306-N"),
            ("306,L,Nyt Odsherred,", "306-N"),  # a list that changed its letter
            ("306,N,En anden liste,", "306-enandenliste"),  # another list of the same letter
            ("306,X,,", "306-X"),
        ],
    )
    def test_what_a_mayor_counts_for(
        self, row: str, counts_for: str, register: Register, geography: Geography
    ) -> None:
        assert self.counts_for(row, register, geography) == counts_for

    @pytest.mark.parametrize(
        ("rows", "field", "message"),
        [
            (["101,A,,A", "101,V,,V"], "municipality_code", "This repeats line 2."),
            (["999,A,,A"], "municipality_code", "No municipality"),
            (["101,,,"], "list_letter", "party is missing"),
            (["101,,,Z"], "party", "no such party"),
            (["101,A,Socialdemokratiet,B"], "party", "A Socialdemokratiet is A's list"),
            (["101,A,,B"], "party", "A is A's list"),
        ],
    )
    def test_wrong_rows(
        self, rows: list[str], field: str, message: str, register: Register, geography: Geography
    ) -> None:
        lists = read_votes(votes(A, V, N), register, geography).lists
        with pytest.raises(InputError) as caught:
            read_mayors(mayors(*rows), register, geography, lists)
        (problem,) = caught.value.problems
        assert (problem.file, problem.line, problem.field) == ("mayors.csv", 1 + len(rows), field)
        assert message in problem.message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{}", "list is needed"),
        ("[1]", "mapping of keys"),
        ("- body: kkr", "field is missing"),
        (
            "- {body: kkr, region: sjaelland, seats: 1, between: [A, B], winners: [A], why: x}",
            "field is unknown",
        ),
        ("- {body: kkr, region: sjaelland, seats: 1, between: [A, no], winners: [A]}", "text is needed"),
        ("- {body: kkr, region: west, seats: 1, between: [A, B], winners: [A]}", "one of hovedstaden"),
        ("- {body: kkr, region: sjaelland, seats: 0, between: [A, B], winners: [A]}", "at least 1"),
        ("- {body: kkr, region: sjaelland, seats: 1, between: [A], winners: [A]}", "more parties than"),
        (
            "- {body: kkr, region: sjaelland, seats: 1, between: [A, A], winners: [A]}",
            "party stands there twice",
        ),
        ("- {body: kkr, region: sjaelland, seats: 1, between: [A, B], winners: []}", "winners must be"),
        ("- {body: kkr, region: sjaelland, seats: 1, between: [A, B], winners: [C]}", "winners must be"),
        ("- {body: kkr, region: sjaelland, seats: 1, between: [A, B], winners: [A, B]}", "winners must be"),
        (
            "- {body: kkr, region: sjaelland, seats: 2, between: [A, B, C], winners: [A, A]}",
            "winners must be",
        ),
        ("- {body: kkr, body: kkr}", "stands there twice"),
        ("- {body: kkr, seats: 1, between: [A, B], winners: [A]}", "names its region"),
        (2 * "- {body: bestyrelse, seats: 1, between: [A, B], winners: [A]}\n", "already"),
        ("- {body: [", "Not readable YAML"),
        ("!!python/object/apply:os.system ['true']", "Not readable YAML"),
    ],
)
def test_wrong_lots(text: str, message: str, tmp_path: Path, geography: Geography) -> None:
    path = tmp_path / "lots.yaml"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read_lots(read_content(path), geography)
    assert any(message in problem.message for problem in caught.value.problems)
    assert {problem.file for problem in caught.value.problems} == {str(path)}


class TestCoOperation:
    """The local lists of the co-operation, each by its letter, or by its name where several have none."""

    @pytest.fixture
    def pooled(self, register: Register, geography: Geography):  # type: ignore[no-untyped-def]
        rows = votes(A, N, "306,,0,Nul,,6,", "306,,,Uden,,7,", "306,,,Uden to,,8,")
        lists = read_votes(rows, register, geography).lists

        def of(*rows: str) -> frozenset[str]:
            table = "\n".join(["municipality_code,list_letter,list_name", *rows])
            return read_co_operation(Content("x.csv", table.encode()), geography, lists)[0]

        return of

    def test_members(self, pooled) -> None:  # type: ignore[no-untyped-def]
        assert pooled("306,N,") == {"306-N"}
        assert pooled("306,0,") == {"306-0"}
        assert pooled("306,,Uden to", "306,,uden") == {"306-0-2", "306-0-3"}

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
    def test_wrong_rows(self, rows: list[str], message: str, hint: str | None, pooled) -> None:  # type: ignore[no-untyped-def]
        with pytest.raises(InputError) as caught:
            pooled(*rows)
        (problem,) = caught.value.problems
        assert (problem.line, problem.message, problem.hint) == (1 + len(rows), message, hint)


@pytest.mark.parametrize("name", ["missing.csv", "."])
def test_a_path_that_is_no_file(name: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_content(tmp_path / name)
    assert caught.value.problems[0].file == str(tmp_path / name)
    assert caught.value.problems[0].hint


TABLE = Path(bundled.data_file("kv2021", "votes.csv")).read_bytes()[:4000]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(data=st.data())
def test_a_damaged_file_never_ends_in_anything_but_an_input_error(
    data: st.DataObject, register: Register, geography: Geography
) -> None:
    damaged = bytearray(TABLE)
    for _ in range(data.draw(st.integers(1, 20))):
        position = data.draw(st.integers(0, len(damaged) - 1))
        damaged[position : position + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    content = Content("votes.csv", bytes(damaged))
    for read in (
        lambda: read_votes(content, register, geography),
        lambda: read_mayors(content, register, geography),
        lambda: read_co_operation(content, geography, []),
    ):
        with contextlib.suppress(InputError):
            read()
