"""Workbooks: which sheet is read, what a cell may hold, and how large or damaged a file may be."""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kkr_alloc import bundled
from kkr_alloc.election import load_election
from kkr_alloc.errors import InputError
from kkr_alloc.published import read_expected
from kkr_alloc.sources import tidy, workbook
from kkr_alloc.sources.files import Content
from kkr_alloc.sources.kinds import columns_of, is_workbook
from tests.sources.reading import GEOGRAPHY, REGISTER, damaged, problems, read
from tests.tables import rows_of
from tests.workbooks import Rows, ods, rewritten, xlsx

HEADER = ("municipality_code", "municipality", "list_letter", "list_name", "party", "votes", "seats")
ROWS = (
    (306, "Odsherred", "A", "Socialdemokratiet", "A", 60, 2),
    ("306", "Odsherred", "N", "Nyt Odsherred", None, "30", None),
    (306.0, "Odsherred", None, "Uden Bogstav", None, 10.0, 0),
)
TABLE = (HEADER, *ROWS)
XLS = Path(__file__).with_name("votes.xls").read_bytes()
"""The same table in the second sheet, which is called Votes."""


def content(*rows: Any) -> Content:
    return Content("votes.xlsx", xlsx({"votes": rows}))


def changed(change: Callable[[str, bytes], bytes]) -> Content:
    """The table's workbook with its parts changed, by name."""
    return Content("votes.xlsx", rewritten(content(*TABLE).data, change))


@pytest.mark.parametrize(
    "data", [xlsx({"votes": TABLE}), XLS, ods({"Ark1": TABLE})], ids=["xlsx", "xls", "ods"]
)
def test_numbers_may_be_numbers_or_text(data: bytes) -> None:
    book = Content("votes", data)
    votes = read(book)
    assert [(r.municipality, r.letter, r.name, r.party, r.votes, r.seats, r.id) for r in votes.lists] == [
        ("306", "A", "Socialdemokratiet", "A", 60, 2, "306-A"),
        ("306", "N", "Nyt Odsherred", None, 30, None, "306-N"),
        ("306", "", "Uden Bogstav", None, 10, 0, "306-0"),
    ]
    assert [result.place and result.place.line for result in votes.lists] == [2, 3, 4]
    assert str(votes.sources[0].sha256) == book.sha256
    assert is_workbook(book)
    assert columns_of(book) == set(HEADER)


@pytest.mark.parametrize(
    ("sheets", "empty"), [({"cover": [["x"]], "votes": []}, "votes"), ({"Ark1": [], "Ark2": []}, "Ark2")]
)
def test_an_empty_sheet(sheets: dict[str, Rows], empty: str) -> None:
    assert problems(Content("votes.xlsx", xlsx(sheets)))[0].message == f"The sheet {empty} is empty."


def test_one_workbook_holds_every_table(tmp_path: Path) -> None:
    def table(name: str) -> Rows:
        first, *others = rows_of(bundled.data_file("kv2017", f"{name}.csv"))
        return [[*first], *([*row.values()] for row in (first, *others))]

    book = tmp_path / "kv2017.xlsx"
    sheets: dict[str, Rows] = {name: table(name) for name in ("co_operation", "mayors", "votes")}
    book.write_bytes(xlsx({**sheets, "expected": [("region", "party", "total"), ("sjaelland", "A", 12)]}))
    own = load_election("kv2017", votes=book, mayors=book, co_operation=book)
    known = load_election("kv2017")
    assert [replace(result, place=None) for result in own.lists] == [
        replace(result, place=None) for result in known.lists
    ]
    assert [replace(mayor, place=None) for mayor in own.mayors] == [
        replace(mayor, place=None) for mayor in known.mayors
    ]
    assert own.co_operation.lists == known.co_operation.lists
    (figure,) = read_expected(str(book), "kv2017").figures
    assert (figure.party, figure.published.total) == ("A", 12)


def test_a_formula_has_its_result() -> None:
    """Excel keeps the result beside the formula. Programs that write workbooks may leave it out, or write 0
    and that all is to be computed when the workbook is opened.
    """
    row = b'<c r="F2"><v>60</v></c>'
    formula = b'<c r="F2"><f>10+50</f>%s</c>'

    def votes(result: bytes, *, computed: bool = True) -> Content:
        to_compute = b' fullCalcOnLoad="1"'
        return changed(
            lambda _, part: part.replace(row, formula % result).replace(to_compute * computed, b"")
        )

    assert read(votes(b"<v>60</v>")).lists[0].votes == 60
    for result in (b"", b"<v></v>", b"<v />", b"<v>0</v>"):
        (problem,) = problems(votes(result, computed=b"0" not in result))
        assert (problem.line, problem.field) == (2, "votes")
        assert problem.message == "The formula's result is not in the file."


@pytest.mark.parametrize("cell", [b'<c r="XFD%d">', b"<c>"], ids=["reference", "none"])
def test_a_value_far_from_the_table(cell: bytes) -> None:
    """calamine makes room for all cells up to the last one: 17 thousand million would end the process."""
    number = 1_048_576
    cell = cell % number if b"%d" in cell else b'<c r="XFC1048576"/>' + cell
    row = b'<row r="%d">%s<v>1</v></c></row></sheetData>' % (number, cell)
    (problem,) = problems(changed(lambda _, part: part.replace(b"</sheetData>", row)))
    assert "1,048,576 x 16,384 cells" in problem.message
    assert problem.hint == "At most 500,000 are read: delete what stands beyond the table."


def test_a_format_far_from_the_table() -> None:
    row = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    assert len(read(changed(lambda _, part: part.replace(b"</sheetData>", row))).lists) == 3


def test_a_sheet_of_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_CELLS", 27)
    assert problems(content(*TABLE))[0].message == "The sheet has 4 x 7 cells up to its last one."


def test_without_calamine_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    assert 'pip install "kkr-alloc[xlsx]"' in (problems(content(*TABLE))[0].hint or "")


@settings(max_examples=75, deadline=None)
@given(data=st.data(), inside=st.booleans())
def test_damaged_files_give_input_errors_only(data: st.DataObject, inside: bool) -> None:
    made = data.draw(st.sampled_from((content(*TABLE).data, XLS, ods({"Ark1": TABLE}))))
    is_archive = made.startswith(b"PK")
    whole = _with_damaged_part(made, data) if inside and is_archive else data.draw(damaged(made))
    with suppress(InputError):
        votes = tidy.read_votes(Content("votes.xlsx", whole), REGISTER, GEOGRAPHY, "kv2021")
        assert all(type(result.votes) is int and result.votes >= 0 for result in votes.lists)


def _with_damaged_part(whole: bytes, data: st.DataObject) -> bytes:
    """The workbook with one of its XML parts damaged, and its check sums right."""
    with zipfile.ZipFile(BytesIO(whole)) as old:
        chosen = data.draw(st.sampled_from(old.namelist()))
    return rewritten(
        whole, lambda name, part: data.draw(damaged(part.replace(b"><", b">\n<"))) if name == chosen else part
    )
