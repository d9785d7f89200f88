"""Every kind of table in every way that people have it: read as the plain table is, or refused in words."""

from __future__ import annotations

import csv
import gzip
import io
import re
import unicodedata
import zipfile
from codecs import BOM_UTF8
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kkr_alloc.election import load_election
from kkr_alloc.errors import InputError
from kkr_alloc.model import Note
from kkr_alloc.published import read_expected
from kkr_alloc.sources.files import Content, read_content
from kkr_alloc.sources.tidy import LIST_REQUIRED, VOTES_REQUIRED, read_co_operation, read_mayors, read_votes
from tests.sources.reading import GEOGRAPHY, REGISTER
from tests.workbooks import ods, rewritten, xls, xlsx

Cells = list[list[str]]

VOTES = [
    ["municipality_code", "municipality", "list_letter", "list_name", "party", "votes", "seats"],
    ["101", "København", "A", "Socialdemokratiet", "A", "52874", "10"],
    ["101", "København", "Ø", "Enhedslisten - De Rød-Grønne", "", "75725", "15"],
    ["306", "Odsherred", "V", "Venstre, Danmarks Liberale Parti", "V", "2570", "4"],
    ["306", "Odsherred", "Å", "Alternativet", "", "2348", "4"],
    ["306", "Odsherred", "N", "Nyt Odsherred", "", "144", ""],
]
MAYORS = [
    ["municipality_code", "municipality", "mayor", "list_letter", "list_name", "party"],
    ["101", "København", "Sophie Hæstorp Andersen", "A", "Socialdemokratiet", "A"],
    ["306", "Odsherred", "Karina Vincentz", "N", "Nyt Odsherred", ""],
]
CO_OPERATION = [
    ["municipality_code", "municipality", "list_letter", "list_name", "source"],
    ["306", "Odsherred", "N", "Nyt Odsherred", "Lokallisterne på nettet, kl. 9"],
]
EXPECTED = [
    ["region", "party", "mayors", "supplementary", "total", "source"],
    ["Sjælland", "Ø", "0", "1", "1", "Østsjællands Folkeblad, s. 4"],
    ["Hovedstaden", "A", "17", "1", "144", ""],
    ["Hovedstaden", "", "29", "29", "58", ""],
]
LISTS = read_votes(
    Content("v.csv", "\n".join(",".join(f'"{c}"' for c in row) for row in VOTES).encode()),
    REGISTER,
    GEOGRAPHY,
    "kv2021",
).lists


KV2021 = load_election("kv2021")


def read_as_votes(content: Content) -> tuple[object, tuple[Note, ...]]:
    votes = read_votes(content, REGISTER, GEOGRAPHY, "kv2021")
    lists = {(r.municipality, r.letter, r.name, r.party, r.votes, r.seats) for r in votes.lists}
    return lists, (*content.notes, *votes.notes)


def read_as_mayors(content: Content) -> tuple[object, tuple[Note, ...]]:
    mayors, _ = read_mayors(content, REGISTER, GEOGRAPHY, LISTS, "kv2021")
    return {(m.municipality, m.name, m.counts_for, m.list_name) for m in mayors}, content.notes


def read_as_co_operation(content: Content) -> tuple[object, tuple[Note, ...]]:
    return read_co_operation(content, GEOGRAPHY, LISTS)[0], content.notes


def read_as_expected(content: Content) -> tuple[object, tuple[Note, ...]]:
    published = read_expected(content.path, "kv2021", lambda _: KV2021)
    return {(f.region_id, f.party, f.published, f.source) for f in published.figures}, published.notes


class Kind(NamedTuple):
    """A kind of table: a sound one, and its reader."""

    table: Cells
    read: Callable[[Content], tuple[object, tuple[Note, ...]]]


KINDS = {
    "votes": Kind(VOTES, read_as_votes),
    "mayors": Kind(MAYORS, read_as_mayors),
    "co_operation": Kind(CO_OPERATION, read_as_co_operation),
    "expected": Kind(EXPECTED, read_as_expected),
}


# --- ways to write a table ------------------------------------------------------------------------------


def as_text(table: Cells, delimiter: str, encoding: str, ends: str = "\r\n") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=ends).writerows(table)
    return out.getvalue().encode(encoding)


def in_cells(table: Cells) -> list[list[Any]]:
    """As a spreadsheet holds it: what looks like a number is one, where that is not a list's letter."""
    header = next(row for row in table if "".join(row).strip())
    letters = [at for at, name in enumerate(header) if name.startswith(("list_", "party"))]
    return [
        [
            int(cell) if at not in letters and re.fullmatch("[1-9][0-9]*", cell) else cell
            for at, cell in enumerate(row)
        ]
        for row in table
    ]


COVER = [["Stemmer ved valget i 2021"]]


def beside_others(write: Callable[..., bytes]) -> Callable[[Cells, str], bytes]:
    """A workbook whose table stands in the sheet of its name, behind a cover and a draft."""
    return lambda table, kind: write(
        {"Forside": COVER, "kladde": in_cells(table)[:-1], kind.title(): in_cells(table)}
    )


def behind_a_hidden_draft(write: Callable[..., bytes]) -> Callable[[Cells, str], bytes]:
    """A workbook in which the sheet that bears the table's name is hidden."""
    return lambda table, kind: write(
        {kind: in_cells(table)[:-1], "Forside": COVER, "tom": [], "Ark1": in_cells(table)}, (kind,)
    )


ENCODINGS = {
    "utf-8": "utf-8", "bom": "utf-8-sig", "utf-16 le, mark": "utf-16", "utf-16 le": "utf-16-le",
    "utf-16 be": "utf-16-be", "cp1252": "cp1252",
}  # fmt: skip


def strict(sheets: dict[str, Any], hidden: tuple[str, ...] = ()) -> bytes:
    """Excel's "Strict Open XML": the same parts in other namespaces."""
    names = {
        b"http://schemas.openxmlformats.org/officeDocument/2006/": b"http://purl.oclc.org/ooxml/officeDocument/",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/": b"http://purl.oclc.org/ooxml/spreadsheetml/",
    }

    def change(_: str, part: bytes) -> bytes:
        for old, new in names.items():
            part = part.replace(old, new)
        return part

    return rewritten(xlsx(sheets, hidden), change)


WORKBOOKS: dict[str, Callable[..., bytes]] = {"xlsx": xlsx, "strict": strict, "xls": xls, "ods": ods}

WAYS: dict[str, Callable[[Cells, str], bytes]] = {
    **{
        f"{name}, {delimiter!r}": lambda table, _, d=delimiter, e=encoding: as_text(table, d, e)  # type: ignore[misc]
        for name, encoding in ENCODINGS.items()
        for delimiter in ",;\t|"
    },
    "unix": lambda table, _: as_text(table, ",", "utf-8", "\n"),
    "no last line end": lambda table, _: as_text(table, ";", "utf-8").rstrip(),
    "no last line end, cp1252": lambda table, _: as_text(table, ";", "cp1252").rstrip(),
    "big endian, mark": lambda table, _: b"\xfe\xff" + as_text(table, ";", "utf-16-be"),
    **{
        f"sep={delimiter!r}, {encoding}": lambda table, _, d=delimiter, e=encoding: (
            f"sep={d}\r\n".encode(e) + as_text(table, d, e.removesuffix("-sig"))
        )  # type: ignore[misc]
        for delimiter in ",;\t"
        for encoding in ("utf-8-sig", "utf-16-le", "cp1252")
    },
    **{name: lambda table, _, w=write: w({"Ark1": in_cells(table)}) for name, write in WORKBOOKS.items()},  # type: ignore[misc]
    **{f"{name}, sheet named": beside_others(write) for name, write in WORKBOOKS.items()},
    **{f"{name}, hidden draft": behind_a_hidden_draft(write) for name, write in WORKBOOKS.items()},
}
NOTES = {"cp1252": "windows-1252", "no last line end": "no-line-end"}
"""What is noted of such a way."""
COMMON_WAYS = ("utf-8, ','", "cp1252, ';'", "utf-16 le, mark, '\\t'", "xlsx", "xls", "ods")
"""Those that each quirk of the cells is tried in."""


def noted(found: tuple[Note, ...]) -> set[str]:
    return {note.code for note in found}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_way_is_read_as_the_plain_table(kind: str, way: str, tmp_path: Path) -> None:
    table, read = KINDS[kind]
    content = stored(tmp_path, WAYS[way](table, kind))
    found, notes = read(content)
    assert found == read(stored(tmp_path, plain(table)))[0]
    assert noted(notes) == {code for mark, code in NOTES.items() if mark in way}
    if kind != "expected":  # it opens its file itself
        sheet = None if way.partition(",")[0] not in WORKBOOKS else "Ark1"
        assert content.sheet == (kind.title() if "named" in way else sheet)


def stored(folder: Path, data: bytes) -> Content:
    (folder / "table").write_bytes(data)
    return read_content(folder / "table")


# --- quirks of the cells --------------------------------------------------------------------------------


def replaced(old: str, new: str) -> Callable[[Cells], Cells]:
    return lambda table: [[new if cell == old else cell for cell in row] for row in table]


def each(change: Callable[[str], str], *columns: str) -> Callable[[Cells], Cells]:
    """The table with the cells of some columns changed, by default of all."""

    def changed(table: Cells) -> Cells:
        at = [index for index, name in enumerate(table[0]) if not columns or name in columns]
        return [table[0], *([change(c) if i in at else c for i, c in enumerate(row)] for row in table[1:])]

    return changed


def with_row(*cells: str) -> Callable[[Cells], Cells]:
    """The table with a row more: one cell for each column, or blank."""
    return lambda table: [*table, [*cells, *[""] * len(table[0])][: len(table[0])]]


THOUSANDS = "Thousands separators are not read. Write 1234."
NO_CODE = "No municipality has this code."
CODE_MISSING = (
    "The municipality's code is missing. Write it in every row: of merged cells only the first has it."
)
CODED, WITH_NUMBERS = ("votes", "mayors", "co_operation"), ("votes", "expected")

QUIRKS: dict[str, tuple[Callable[[Cells], Cells], dict[str, str]]] = {
    "blank rows": (lambda table: [[""], [" ", "\t"], *table[:2], [""] * 9, *table[2:], [""]], {}),
    "blank columns": (lambda table: [["", *row[:3], "", *row[3:]] for row in table], {}),
    "blank columns behind": (lambda table: [[*row, "", ""] for row in table], {}),
    "144.0": (replaced("144", "144.0"), {}),
    "mixed codes": (replaced("306", "k0306"), {}),
    "letters in lower case": (each(str.lower, "list_letter", "party", "region"), {}),
    "line breaks": (each(lambda name: name.replace(" ", "\n"), "list_name", "mayor", "source"), {}),
    "_x000D_": (each(lambda name: f"{name}_x000D_" if name else "", "list_name", "mayor", "source"), {}),
    "no-break spaces": (each(lambda cell: f"\u202f{cell.replace(' ', chr(0x00A0))} "), {}),
    "decomposed letters": (each(lambda cell: unicodedata.normalize("NFD", cell)), {}),
    "1.234": (replaced("144", "1.234"), dict.fromkeys(WITH_NUMBERS, THOUSANDS)),
    "a code that is none": (replaced("306", "307"), dict.fromkeys(CODED, f"{NO_CODE} Odsherred is 306.")),
    "a name": (replaced("306", "Odsherred"), dict.fromkeys(CODED, f"{NO_CODE} Odsherred is 306.")),
    "a row twice": (lambda table: [*table, table[1]], {
        **dict.fromkeys(CODED, "This repeats line 2."),
        "expected": "The figure stands there already, in line 2.",
    }),
    "a column twice": (lambda table: [[*row, row[0]] for row in table], {
        kind: f"The column {table[0][0]} stands there twice." for kind, (table, _) in KINDS.items()
    }),
    "a note beside": (lambda table: [[*row, "OBS" if at == 1 else ""] for at, row in enumerate(table)], {
        kind: f"There is something beside the table. The table ends with the column {table[0][-1]}. "
        "Delete it, or move it."
        for kind, (table, _) in KINDS.items()
    }),
    "a title above": (lambda table: [["Valget 2021"], *table], {
        kind: f"None of the columns {table[0][0]}, " for kind, (table, _) in KINDS.items()
    }),
    "merged codes": (lambda table: [*table, ["", *table[-1][1:]]], {
        **dict.fromkeys(CODED, CODE_MISSING), "expected": "The region is missing. One of hovedstaden",
    }),
    "a total": (with_row("", "I alt"), {
        "votes": "note: not-lists",
        "mayors": CODE_MISSING,
        "co_operation": CODE_MISSING,
        "expected": 'The region is missing. One of hovedstaden, sjaelland, syddanmark, midtjylland, nord',
    }),
    "a total as the code": (with_row("I alt"), {
        "votes": "note: not-lists",
        "mayors": NO_CODE,
        "co_operation": NO_CODE,
        "expected": 'There is no region "I alt". One of hovedstaden, sjaelland, syddanmark, midtjylland,',
    }),
}  # fmt: skip
"""What is done to the cells, and for each kind of table what comes of it, where it is not the plain table."""


@pytest.mark.parametrize(
    ("kind", "change", "outcome"),
    [
        pytest.param(kind, change, outcomes.get(kind, ""), id=f"{kind}-{quirk}")
        for quirk, (change, outcomes) in QUIRKS.items()
        for kind in KINDS
    ],
)
def test_every_quirk_is_read_right_or_refused(
    kind: str, change: Callable[[Cells], Cells], outcome: str, tmp_path: Path
) -> None:
    table, read = KINDS[kind]
    sound, _ = read(stored(tmp_path, plain(table)))
    changed = change(table)
    for way in COMMON_WAYS:
        try:
            content = stored(tmp_path, WAYS[way](changed, kind))
        except UnicodeEncodeError:
            assert "cp1252" in way  # it has neither letters in two parts nor narrow spaces
            continue
        try:
            found, notes = read(content)
        except InputError as error:
            assert_refused(error, outcome)
        else:
            assert found == sound, way
            notes_found = [f"note: {code}" for code in sorted(noted(notes) - {"windows-1252"})]
            assert notes_found == ([outcome] if outcome else []), way


def assert_refused(error: InputError, sentence: str) -> None:
    """One of the problems is this sentence, or begins with it."""
    sentences = [f"{problem.message} {problem.hint or ''}" for problem in error.problems]
    assert sentence, sentences
    assert [one for one in sentences if one.startswith(sentence)], sentences


def plain(table: Cells) -> bytes:
    return as_text(table, ",", "utf-8")


# --- files that are no table, or not whole --------------------------------------------------------------


def zipped(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("votes.csv", data)
    return out.getvalue()


UNPACK = "This is a compressed file. Unpack it, and name the file that is in it."
CUT_OFF = "The file ends within a line: it is cut off. Fetch it again."
PASSWORD = "The workbook has a password. Open it in Excel, and save it as .xlsx without a password."
OLD_EXCEL = "This is an old Excel file (.xls) that is damaged or has a password. Open it in Excel, and save"
NOT_A_WORKBOOK = "Not a workbook (.xlsx, .xls, .ods) that can be read. Save it as .xlsx, or as CSV in UTF-8."
WEB_PAGE = "This is a web page, not the file itself. Download the file again: an error or a login may have"
NOT_UTF8 = "Not UTF-8. Save it as UTF-8; in Excel: CSV UTF-8."
SEVERAL = "Several sheets have the columns {columns}: 2021, 2017. Give the sheet to be read the name {kind}."
NONE_VISIBLE = (
    "No visible sheet has the columns {columns}: Forside. Give the sheet to be read the name {kind}. "
    "Hidden sheets are not read: tal."
)
NO_TABLE = "This is a PDF file or a picture. Get the table as .xlsx or .csv."
REQUIRED = {"votes": VOTES_REQUIRED, "mayors": LIST_REQUIRED, "co_operation": LIST_REQUIRED}

FILES: dict[str, tuple[Callable[[Cells], bytes], str]] = {
    "gzip": (lambda table: gzip.compress(plain(table)), UNPACK),
    "zip": (lambda table: zipped(plain(table)), UNPACK),
    "7z": (lambda _: b"7z\xbc\xaf\x27\x1c\0\4", UNPACK),
    "PDF": (lambda _: b"%PDF-1.7\n", NO_TABLE),
    "PNG": (lambda _: b"\x89PNG\r\n\x1a\n\0", NO_TABLE),
    "HTML": (lambda _: b"\n<!DOCTYPE html>\n<html><body>502 Bad Gateway</body></html>\n", WEB_PAGE),
    "HTML that is called .xls": (lambda _: b"<html xmlns:x='urn:x'><table></table></html>", WEB_PAGE),
    "nothing": (lambda _: b"\xef\xbb\xbf \r\n", "The file is empty."),
    "DOS": (lambda table: as_text(table, ";", "cp865"), NOT_UTF8),
    "Mac": (lambda table: as_text(table, ";", "mac-roman"), NOT_UTF8),
    "UTF-16, half a character": (lambda table: as_text(table, "\t", "utf-16")[:-1], CUT_OFF),
    "UTF-16, half a row": (lambda table: as_text([*table, table[-1][:1]], "\t", "utf-16-be"), CUT_OFF),
    "UTF-8, half a row": (lambda table: plain([*table, table[-1][:1]]), CUT_OFF),
    "UTF-8, half a character": (lambda table: plain([*table, ["", "ø"]])[:-3], CUT_OFF),
    "UTF-8, mark, half a character": (lambda table: BOM_UTF8 + plain([*table, ["", "ø"]])[:-3], CUT_OFF),
    "the start of a zip": (lambda _: b"PK\x03\x04", NOT_A_WORKBOOK),
    "xlsx, cut off": (lambda table: xlsx({"Ark1": in_cells(table)})[:-40], NOT_A_WORKBOOK),
    "xls, cut off": (lambda table: xls({"Ark1": in_cells(table)})[:700], OLD_EXCEL),
    "xlsx, password": (
        lambda table: xls({"Ark1": in_cells(table)})[:512] + "EncryptedPackage".encode("utf-16-le"), PASSWORD
    ),
    "xls, password": (lambda table: xls({"Ark1": in_cells(table)}, password=True), OLD_EXCEL),
    "ods, password": (lambda table: ods({"Ark1": in_cells(table)}, password=True), PASSWORD),
    **{f"{name}, two sheets": (
        lambda table, w=write: w({"2021": in_cells(table), "2017": in_cells(table)}), SEVERAL  # type: ignore[misc]
    ) for name, write in WORKBOOKS.items()},
    **{f"{name}, hidden, beside {beside or 'nothing'}": (
        lambda table, w=write, b=beside: w({"Forside": b, "tal": in_cells(table)}, ("tal",)), NONE_VISIBLE  # type: ignore[misc]
    ) for name, write in WORKBOOKS.items() for beside in ([], COVER)},
    "no sheet with the columns": (
        lambda _: xlsx({"Forside": COVER, "Ark2": COVER}),
        NONE_VISIBLE.replace("Forside", "Forside, Ark2").partition(" Hidden")[0],
    ),
}  # fmt: skip


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_file_that_is_no_table_is_refused_as_what_it_is(kind: str, file: str, tmp_path: Path) -> None:
    table, read = KINDS[kind]
    write, sentence = FILES[file]
    content = stored(tmp_path, write(table))
    with pytest.raises(InputError) as caught:
        read(content)
    columns = ", ".join(sorted(REQUIRED.get(kind, ("region", "party"))))
    assert_refused(caught.value, sentence.format(columns=columns, kind=kind))
