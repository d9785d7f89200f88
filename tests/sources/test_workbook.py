"""Excel workbooks of the tidy table, made here with openpyxl."""

from __future__ import annotations

import csv
import datetime
import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kkr_alloc.errors import InputError, Problem
from kkr_alloc.model import Geography
from kkr_alloc.names import Register
from kkr_alloc.sources import tidy, workbook
from kkr_alloc.sources.base import Votes
from kkr_alloc.sources.files import Content
from tests.sources.damage import damaged

openpyxl = pytest.importorskip("openpyxl")

HEADER = ("municipality_code", "municipality", "list_letter", "list_name", "party", "votes", "seats")
ROWS = (
    (306, "Odsherred", "A", "Socialdemokratiet", "A", 60, 2),
    ("306", "Odsherred", "N", "Nyt Odsherred", None, "30", None),
    (306.0, "Odsherred", None, "Uden Bogstav", None, 10.0, 0),
)


def content(*rows: tuple[Any, ...], sheet: str = "votes", before: str | None = None) -> Content:
    book = openpyxl.Workbook()
    if before:
        book.active.title = before
        book.create_sheet(sheet)
    book.worksheets[-1].title = sheet
    for row in rows:
        book.worksheets[-1].append(row)
    out = io.BytesIO()
    book.save(out)
    return Content("votes.xlsx", out.getvalue())


WORKBOOK = content(HEADER, *ROWS)


def rewritten(whole: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """A workbook with its parts changed, by name; a part that becomes None is left out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return out.getvalue()


class Reader:
    def __init__(self, register: Register, geography: Geography) -> None:
        self.register, self.geography = register, geography

    def __call__(self, book: Content) -> Votes:
        return workbook.read_votes(book, self.register, self.geography, "kv2021")

    def problems(self, book: Content) -> tuple[Problem, ...]:
        with pytest.raises(InputError) as error:
            self(book)
        return error.value.problems


@pytest.fixture
def reader(register: Register, geography: Geography) -> Reader:
    return Reader(register, geography)


def test_numbers_may_be_numbers_or_text(reader: Reader) -> None:
    book = content(HEADER, *ROWS)
    votes = reader(book)
    assert [(r.municipality, r.letter, r.name, r.party, r.votes, r.seats, r.id) for r in votes.lists] == [
        ("306", "A", "Socialdemokratiet", "A", 60, 2, "306-A"),
        ("306", "N", "Nyt Odsherred", None, 30, None, "306-N"),
        ("306", "", "Uden Bogstav", None, 10, 0, "306-0"),
    ]
    assert [result.place and result.place.line for result in votes.lists] == [2, 3, 4]
    assert votes.sources[0].sha256 == book.sha256
    assert workbook.looks_like_workbook(book)


def test_the_sheet_named_votes_or_the_first_that_is_not_empty(reader: Reader) -> None:
    assert len(reader(content(HEADER, *ROWS, before="cover")).lists) == 3
    assert len(reader(content(HEADER, *ROWS, sheet="Ark1")).lists) == 3
    assert len(reader(content(HEADER, *ROWS, sheet="data", before="cover")).lists) == 3
    assert reader.problems(content(before="cover"))[0].message == "The sheet votes is empty."
    assert reader.problems(content(sheet="Ark2", before="Ark1"))[0].message == "The sheet Ark2 is empty."


def test_formulas_without_results_do_not_lead_to_another_sheet(reader: Reader) -> None:
    book = openpyxl.Workbook()
    book.active.append([f'="{column}"' for column in HEADER])
    book.create_sheet("other").append(HEADER)
    out = io.BytesIO()
    book.save(out)
    assert reader.problems(Content("votes.xlsx", out.getvalue()))[0].message == (
        "The formula's result is not in the file."
    )


def test_a_chart_sheet_is_passed_over(reader: Reader) -> None:
    """openpyxl fails on one without a drawing: its list of what belongs to it is left out of the archive."""
    book = openpyxl.Workbook()
    for row in (HEADER, *ROWS):
        book.active.append(row)
    book.create_chartsheet("chart", 0)
    out = io.BytesIO()
    book.save(out)
    without = rewritten(out.getvalue(), lambda name, part: None if "chartsheets/_rels" in name else part)
    assert len(reader(Content("votes.xlsx", without)).lists) == 3


def test_what_stands_beside_the_table_is_told_with_its_row(reader: Reader) -> None:
    told = [(p.line, p.message, p.value) for p in reader.problems(
        content((), HEADER, ROWS[0], (*ROWS[1], None, "look here"), (*[None] * 9, "and here"))
    )]  # fmt: skip
    assert told == [
        (4, "There is something beside the table.", "look here"),
        (5, "There is something beside the table.", "and here"),
    ]
    (problem,) = reader.problems(content((*HEADER, None, "A note"), *ROWS))
    assert (problem.line, problem.value) == (1, "A note")
    assert problem.hint == "The table ends with the column seats. Delete it, or move it."


def test_a_missing_column_is_told_before_what_stands_beside_the_table(reader: Reader) -> None:
    assert reader.problems(content(("Votes of 2021",), HEADER, *ROWS))[0].field == "municipality_code"


def test_lines_are_the_sheets_rows(reader: Reader) -> None:
    book = content((), (), HEADER, (), ROWS[0], (), ("0101", "København", "A", "a\nb", None, 1.5, True))
    assert [(p.line, p.field, p.value) for p in reader.problems(book)] == [(7, "seats", "True")]
    book = content((), (), HEADER, (), ROWS[0], (), ("0101", "København", "A", "a\nb", None, 1.5, -1))
    assert [(p.line, p.field, p.value) for p in reader.problems(book)] == [
        (7, "municipality_code", "0101"),
        (7, "votes", "1.5"),
        (7, "seats", "-1"),
    ]


def test_cells_that_are_no_text_and_no_number(reader: Reader) -> None:
    book = content(
        HEADER,
        (306, "Odsherred", 1, "Et", None, "#DIV/0!", None),
        (306, "Odsherred", "B", datetime.date(2021, 5, 1), None, True, "=1+1"),
        (306, "Odsherred", "C", "C", None, float("1e300"), None),
    )
    assert [(p.line, p.field, p.message) for p in reader.problems(book)] == [
        (2, "list_letter", "The cell is a number, but it must be text."),
        (2, "votes", "The cell holds an error."),
        (3, "list_name", "The cell is neither text nor a number."),
        (3, "votes", "The cell is neither text nor a number."),
        (3, "seats", "The formula's result is not in the file."),
    ]
    assert reader.problems(content(HEADER, (306, "", "C", "C", None, 1e300, None)))[0].field == "votes"


def test_results_of_formulas_are_read(reader: Reader) -> None:
    """Excel keeps a formula's result beside it; openpyxl does not, so it is put there."""
    book = content(HEADER, (306, "Odsherred", "A", "Socialdemokratiet", None, "=10+50", None))
    with_result = rewritten(
        book.data,
        lambda _, part: part.replace(b"<f>10+50</f><v></v>", b"<f>10+50</f><v>60</v>").replace(
            b"<f>10+50</f><v />", b"<f>10+50</f><v>60</v>"
        ),
    )
    assert reader(Content("votes.xlsx", with_result)).lists[0].votes == 60


def test_what_is_no_workbook(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("votes.csv", "x")
    for data in (b"", b"PK\x03\x04", b"a,b\n", empty.getvalue(), content(HEADER).data[:-40]):
        assert reader.problems(Content("votes.xlsx", data))[0].message == (
            "Not an Excel workbook (.xlsx) that can be read."
        )
    monkeypatch.setattr(workbook, "MAX_UNPACKED", 1000)
    assert "unpacks to more than 1,000 bytes" in reader.problems(content(HEADER, *ROWS))[0].message


def test_rows_far_down_are_refused(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_ROWS", 3)
    assert reader.problems(content(HEADER, *ROWS))[0].message == "The sheet has more than 3 rows."


def test_more_cells_than_are_kept_are_refused(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_CELLS", 19)
    (problem,) = reader.problems(content(HEADER, (), *ROWS))
    assert (problem.message, problem.line) == ("The sheet has more than 19 cells.", 4)


def test_empty_rows_before_a_stray_cell_are_not_kept(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_CELLS", 30)
    stray = b'<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'
    book = rewritten(WORKBOOK.data, lambda _, part: part.replace(b"</sheetData>", stray))
    problems = reader.problems(Content("votes.xlsx", book))
    assert {(problem.line, problem.field) for problem in problems} == {
        (1_048_576, "municipality_code"),
        (1_048_576, "list_letter"),
        (1_048_576, "votes"),
    }


def test_without_openpyxl_the_extra_is_named(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    assert 'pip install "kkr-alloc[xlsx]"' in (reader.problems(WORKBOOK)[0].hint or "")


@settings(max_examples=200, deadline=None)
@given(data=st.data(), inside=st.booleans())
def test_damaged_files_give_input_errors_only(
    register: Register, geography: Geography, data: st.DataObject, inside: bool
) -> None:
    made = WORKBOOK.data
    whole = _with_damaged_part(made, data) if inside else data.draw(damaged(made))
    try:
        votes = workbook.read_votes(Content("votes.xlsx", whole), register, geography)
    except InputError:
        return
    assert all(type(result.votes) is int and result.votes >= 0 for result in votes.lists)


def _with_damaged_part(whole: bytes, data: st.DataObject) -> bytes:
    """The workbook with one of its XML parts damaged, and its check sums right."""
    with zipfile.ZipFile(io.BytesIO(whole)) as old:
        chosen = data.draw(st.sampled_from(old.namelist()))
    return rewritten(
        whole,
        lambda name, part: data.draw(damaged(part.replace(b"><", b">\n<"))) if name == chosen else part,
    )


def test_a_whole_election(shared: Path, reader: Reader) -> None:
    table = shared / "tables" / "kv2013_votes.csv"
    with open(table, encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    numbers = {rows[0].index(column) for column in ("municipality_code", "votes")}
    typed = [
        tuple(int(value) if place in numbers else value for place, value in enumerate(row))
        for row in rows[1:]
    ]
    votes = reader(content(tuple(rows[0]), *typed))
    plain = tidy.read_votes(Content("x", table.read_bytes()), reader.register, reader.geography, "kv2021")
    assert [result._replace(place=None) for result in votes.lists] == [
        result._replace(place=None) for result in plain.lists
    ]
