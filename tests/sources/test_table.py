"""Any table, row by row: what is read of it, and the place, value and hint of what is wrong."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from kkr_alloc.errors import InputError, Problem, Problems
from kkr_alloc.model import Note
from kkr_alloc.sources.files import CUT_OFF, FETCH_AGAIN, HIDDEN, Content
from kkr_alloc.sources.table import Row, read_rows
from tests.workbooks import xlsx

REQUIRED = ("municipality_code", "list_letter", "votes")
HEADER = ",".join(REQUIRED)
COLUMNS = "Columns: municipality_code,list_letter,votes,name,note."

Read = tuple[list[tuple[int, dict[str, str]]], list[Problem], tuple[Note, ...]]


def read(
    data: str | bytes, noted: tuple[Problem, ...] = (), required: tuple[str, ...] = REQUIRED, **options: Any
) -> Read:
    """The rows of a table with their lines, all problems, and the notes on the file."""
    content = Content("t.csv", data.encode() if isinstance(data, str) else data)
    problems = Problems()
    problems.found += noted
    try:
        rows = read_rows(content, problems, required, ("note", "name"), **options)
    except InputError as error:
        return [], list(error.problems), content.notes
    return [(row.line, row.fields) for row in rows], problems.found, content.notes


def problem(message: str, line: int | None, *place: str | None) -> Problem:
    """A problem of the table; ``place``: the column, the value, the hint."""
    return Problem(message, "t.csv", line, *place)


# --- numbers --------------------------------------------------------------------------------------------

NOT_WHOLE, NEGATIVE = "Not a whole number.", "The number is negative."
GROUPED, TOO_LONG = "Thousands separators are not read.", "The number has more than 18 digits."


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("0", 0),
        ("007", 7),
        ("9" * 18, 10**18 - 1),
        ("144.0", 144),
        ("144,00", 144),
        ("9" * 18 + ".0", 10**18 - 1),
    ],
)
def test_whole_numbers(cell: str, number: int) -> None:
    row = Row("t.csv", 3, {"votes": cell}, Problems())
    assert (row.number("votes"), row.sound) == (number, True)


@pytest.mark.parametrize(
    ("cell", "message", "hint"),
    [
        ("", "A number is missing.", None),
        ("5.5", NOT_WHOLE, None),
        ("many", NOT_WHOLE, None),
        ("１２", NOT_WHOLE, None),
        ("-", NOT_WHOLE, None),
        ("X5", NOT_WHOLE, None),
        ("-5", NEGATIVE, None),
        ("−5", NEGATIVE, None),
        ("9" * 19, TOO_LONG, None),
        ("9" * 19 + ".0", NOT_WHOLE, None),
        ("1.234", GROUPED, "Write 1234."),
        ("12'345'678", GROUPED, "Write 12345678."),
        ("1.234,567", NOT_WHOLE, None),
    ],
)
def test_what_is_no_whole_number(cell: str, message: str, hint: str | None) -> None:
    problems = Problems()
    row = Row("t.csv", 3, {"votes": cell}, problems)
    assert (row.number("votes"), row.sound) == (None, False)
    assert problems.found == [problem(message, 3, "votes", cell or None, hint)]


def test_an_optional_number_may_be_missing_but_not_wrong() -> None:
    problems = Problems()
    row = Row("t.csv", 3, {"seats": "", "areas": "x"}, problems)
    assert [row.number(column, optional=True) for column in ("seats", "cast", "areas")] == [None] * 3
    assert problems.found == [problem(NOT_WHOLE, 3, "areas", "x")]
    assert row.number("cast") is None
    assert problems.found[1:] == [problem("The column cast is missing.", 3, "cast")]


def test_a_row_that_repeats_another() -> None:
    problems = Problems()
    seen: dict[str, int] = {}
    rows = [
        Row("t.csv", line, {"list_letter": letter}, problems)
        for line, letter in ((2, "A"), (3, "B"), (5, "A"))
    ]
    assert [row.is_first(seen, row["list_letter"], "list_letter") for row in rows] == [True, True, False]
    assert problems.found == [problem("This repeats line 2.", 5, "list_letter", "A")]
    assert [row.sound for row in rows] == [True, True, False]
    assert [row.get(column) for row in rows[:1] for column in ("list_letter", "party")] == ["A", ""]


# --- rows -----------------------------------------------------------------------------------------------

ROW = {"municipality_code": "101", "list_letter": "A", "votes": "5"}


@pytest.mark.parametrize(
    ("table", "line", "fields"),
    [
        (f"{HEADER}\n101,A,5\n", 2, {}),
        ("sep=;\n\n votes ;list_letter;municipality_code\n ; ;\n 5; A;101\n", 5, {}),
        (f"{HEADER}\n k0101 ,a,5\n", 2, {}),
        (f"{HEADER}\n101.0,A,5\n", 2, {}),
        (f"{HEADER}\n1010,A,5\n", 2, {"municipality_code": "1010"}),
        (f"{HEADER},,name,\n101,A,5,,B,\n", 2, {"name": "B"}),
        (f"{HEADER},name,,\n101,A,5,B\n", 2, {"name": "B"}),  # without the blank cells behind
        (f'{HEADER},name\n101,A,5,"B\nC\tD"\n', 2, {"name": "B C D"}),
        (f'{HEADER},name\n101,A,5,"B,C,\nD"\n', 2, {"name": "B,C, D"}),
        (f"{HEADER},name\n101,A,5,\tB\tC\n", 2, {"name": "B C"}),
        (f'{HEADER},name\n101,A,5,"B;C"\n'.replace(",", "\t").replace(";", "\t"), 2, {"name": "B C"}),
        (f"{HEADER},name\n101,A,5,'=B\n", 2, {"name": "=B"}),
        (f"{HEADER},name\n101,A,5,'B\n", 2, {"name": "'B"}),
    ],
)
def test_rows(table: str, line: int, fields: dict[str, str]) -> None:
    assert read(table) == ([(line, ROW | fields)], [], ())


def test_a_row_below_one_of_several_lines() -> None:
    rows, *_ = read(f'{HEADER},name\n101,A,5,"B\nC"\n\n306,B,6,D\n')
    assert [line for line, _ in rows] == [2, 5]


QUOTE = "From this row on a quote that begins or ends a field may be missing."
IN_QUOTES = "A field that holds the delimiter must stand in quotes."
FIELDS = [f"The row has {n} fields, the header" for n in range(5)]
BESIDE = "There is something beside the table."
MOVE_IT = "The table ends with the column votes. Delete it, or move it."


@pytest.mark.parametrize(
    ("table", "found"),
    [
        (f"{HEADER}\n101,A,5,6\n101,A,5\n", problem(f"{FIELDS[4]} 3.", 2, None, "101,A,5,6", IN_QUOTES)),
        (f"{HEADER}\n101,A\n101,A,5\n", problem(f"{FIELDS[2]} 3.", 2, None, "101,A", IN_QUOTES)),
        (f"{HEADER}\n101,A,5\n102,B,6\n101,A\n", problem(CUT_OFF, 4, None, "101,A", FETCH_AGAIN)),
        (f"{HEADER}\n101,A,5\n101,A,5,6\n", problem(f"{FIELDS[4]} 3.", 3, None, "101,A,5,6", IN_QUOTES)),
        (f"{HEADER},,\n101,A,5,\n101,A,5\n", problem(f"{FIELDS[4]} 5.", 2, None, "101,A,5,", IN_QUOTES)),
        (f"{HEADER},\n101,A,5,OBS\n", problem(BESIDE, 2, None, "OBS", MOVE_IT)),
        (f"{HEADER},,OBS\n101,A,5,,\n", problem(BESIDE, 1, None, "OBS", MOVE_IT)),
        (f"{HEADER}\n", problem("The table has no rows.", None)),
    ],
)  # fmt: skip
def test_rows_that_do_not_fit_the_header(table: str, found: Problem) -> None:
    assert read(table)[1:] == ([found], ())


def test_rows_beside_those_that_do_not_fit_are_read() -> None:
    rows, found, _ = read(f"{HEADER}\n101\n101,A\n101,A,5\n")
    assert ([line for line, _ in rows], [one.line for one in found]) == ([4], [2, 3])


def test_tables_without_municipalities_and_lists() -> None:
    assert read("region,party\nx,a\n", required=("region", "party"))[0] == [
        (2, {"region": "x", "party": "a"})
    ]


def test_no_rows_are_missed_where_there_may_be_none_or_something_else_is_wrong() -> None:
    assert read(f"{HEADER}\n", may_be_empty=True) == ([], [], ())
    assert read(f"{HEADER},,OBS\n") == ([], [problem(BESIDE, 1, None, "OBS", MOVE_IT)], ())


@pytest.mark.parametrize(
    ("table", "line", "reason", "hint"),
    [
        (f'{HEADER}\n101,"A,5\n', 2, "unexpected end of data", QUOTE),
        (f'sep=,\n\n{HEADER}\n101,A,5\n101,"A" B,5\n', 5, "',' expected after '\"'", QUOTE),
        (f'{HEADER}\n101,"A,5\n102,B,6\n103,"C,7\n', 2, "',' expected after '\"'", QUOTE),
        (f'{HEADER}\n101,A,"5\n102,B,6"\n', 2, "a field holds whole rows", QUOTE),
        (f"{HEADER}\n101,A,{'5' * 140_000}\n", 2, "field larger than field limit (131072)", None),
    ],
)
def test_quotes_that_do_not_fit(table: str, line: int, reason: str, hint: str | None) -> None:
    assert read(table) == ([], [problem(f"Not a readable table: {reason}.", line, None, None, hint)], ())


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (
            "list_letter,stemmer",
            [
                problem("The column municipality_code is missing.", 2, "municipality_code", None, COLUMNS),
                problem("The column votes is missing.", 2, "votes", None, COLUMNS),
                problem("The column stemmer is not known.", 2, "stemmer", None, COLUMNS),
            ],
        ),
        (
            "stemmer",
            [
                problem(
                    f"None of the columns {', '.join(REQUIRED)} is here.",
                    2,
                    None,
                    "stemmer",
                    "A table begins with the names of its columns.",
                ),
            ],
        ),
        (
            f"{HEADER},{','.join(map(str, range(101)))}",
            [problem(f"The column {n} is not known.", 2, str(n), None, COLUMNS) for n in range(100)],
        ),
        (
            f"{HEADER},votes,note,note,note",
            [problem(f"The column {twice} stands there twice.", 2, twice) for twice in ("note", "votes")],
        ),
    ],
)
def test_headers_that_are_wrong(header: str, found: list[Problem]) -> None:
    assert read(f"\n{header}\n") == ([], found, ())


NO_END = Note("no-line-end", "t.csv ends without a line end: its last row may be cut off.")


@pytest.mark.parametrize("end", ["\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_table_with_a_last_line_end(end: str, encoding: str) -> None:
    table = f"{HEADER}\n101,A,5\n".replace("\n", end)
    assert read(table.encode(encoding), whole=True) == ([(2, ROW)], [], ())


def test_a_table_without_a_last_line_end_may_be_cut_off() -> None:
    table = f"{HEADER}\n101,A,5\n\n101,A,5"
    cut = problem(CUT_OFF, 4, None, None, FETCH_AGAIN)
    assert read(table) == ([(2, ROW), (4, ROW)], [], (NO_END,))
    assert read(table, whole=True) == ([(2, ROW), (4, ROW)], [cut], ())
    assert read(HEADER, whole=True)[1:] == ([problem(CUT_OFF, 1, None, None, FETCH_AGAIN)], ())
    within = problem(CUT_OFF, 3, None, "101,A", FETCH_AGAIN)
    assert read(f"{HEADER}\n101,A,5\n101,A", whole=True)[1:] == ([within], ())  # which says it already
    assert read(f"{HEADER}\n101,A,5\nX")[2] == (NO_END,)
    other = Problem(CUT_OFF, "other.csv")
    assert read(table, (other,), whole=True)[1:] == ([other, cut], ())


def test_a_file_may_have_several_notes() -> None:
    *_, notes = read(f"{HEADER},name\n101,A,5,ø".encode("cp1252"))
    assert [note.code for note in notes] == ["windows-1252", "no-line-end"]


# --- cells of workbooks ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "cell", "field"),
    [
        ("votes", 5.0, "5"),
        ("votes", 5.5, "5.5"),
        ("votes", 0, "0"),
        ("municipality_code", 101, "101"),
        ("municipality_code", "0101", "101"),
        ("list_letter", "01", "01"),
        ("list_letter", " a\nb ", "A B"),
        ("name", "'=B", "=B"),
        ("name", "A\u030a", "Å"),
    ],
)
def test_cells(column: str, cell: Any, field: str) -> None:
    row = {"municipality_code": "101", "list_letter": "A", "votes": 5, "name": "B", column: cell}
    rows, found, _ = read(xlsx({"Ark1": [[], list(row), [], list(row.values())]}))
    assert (rows, found) == ([(4, ROW | {"name": "B", column: field})], [])


@pytest.mark.parametrize(
    ("column", "cell", "message", "value", "hint"),
    [
        ("list_letter", 1, "The cell is a number, but it must be text.", "1",
         "Format the column as text and write it again: 01 is not 1."),
        ("votes", True, "The cell is neither text nor a number.", "True", None),
        ("name", datetime.date(2021, 5, 1), "The cell is neither text nor a number.", "2021-05-01", None),
        ("votes", "#N/A", "The cell holds an error.", "#N/A", None),
        ("votes", "#FORMULA", "The formula's result is not in the file.", "#FORMULA",
         "Open it in Excel and save it, or paste the values."),
        ("name", "B\u200bC", HIDDEN, "\\u200b", "Delete it: no name and no number holds one."),
    ],
)  # fmt: skip
def test_cells_that_hold_neither_text_nor_a_number(
    column: str, cell: Any, message: str, value: str, hint: str | None
) -> None:
    row = {"municipality_code": "101", "list_letter": "A", "votes": 5, "name": "B", column: cell}
    book = xlsx({"Ark1": [list(row), list(row.values())]})
    assert read(book) == ([], [problem(message, 2, column, value, hint)], ())


def test_a_table_without_a_header() -> None:
    missing = [problem(f"The column {name} is missing.", 1, name, None, COLUMNS) for name in REQUIRED]
    assert read(",,\n , \n") == ([], missing, ())


def test_table_of_the_kind_that_is_wanted() -> None:
    assert read(f"{HEADER}\n101,A,5\n", sheet="votes") == ([(2, ROW)], [], ())
    for sheet, columns in (
        ("co_operation", ("municipality_code", "list_letter")),
        ("mayors", ("municipality_code", "mayor", "votes")),  # which may be of votes, too
    ):
        table = ",".join(columns) + "\n" + ",".join("1" * len(columns)) + "\n"
        rows, *rest = read(table, required=columns, sheet=sheet)
        assert (len(rows), rest) == (1, [[], ()])


def test_table_of_another_kind() -> None:
    assert read("municipality_code,mayor,list_letter\n", sheet="votes") == (
        [],
        [problem("This is a table of mayors; give it with --mayors.", None)],
        (),
    )
    assert read("- body: kkr\n", sheet="co_operation")[1] == [
        problem("These are drawn lots; give them with --lots.", None)
    ]
