"""Inputs made to harm: they are refused in bounded time and memory, with an input error and nothing else."""

from __future__ import annotations

import contextlib
import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kkr_alloc import bundled
from kkr_alloc.divisors import Lot
from kkr_alloc.errors import InputError
from kkr_alloc.model import Geography
from kkr_alloc.names import Register
from kkr_alloc.published import read_expected
from kkr_alloc.sources import read_votes, tidy, workbook
from kkr_alloc.sources.files import Content, decode
from kkr_alloc.sources.valgdk_json import AREA, COUNCIL, parse
from kkr_alloc.sources.yamlfile import parse_yaml
from tests.sources.damage import damaged
from tests.sources.feedmaker import Folder, area, seats
from tests.workbooks import rewritten, xlsx

LOTS = b"""- body: "kkr"
  region: "hovedstaden"
  seats: 1
  between: ["A", "B"]
  winners: ["A"]
- {body: "bestyrelse", seats: 1, between: ["V", "C"], winners: ["C"]}
"""


def first(read: Callable[[], object]) -> str:
    """The message of the input error that reading ends in."""
    with pytest.raises(InputError) as caught:
        read()
    return caught.value.problems[0].message


class TestYaml:
    """Plain data only: no tags, no aliases, no depth, no key twice."""

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("- &a [x]\n- *a", "Aliases (*name) are not read."),
            ("a: &a {b: 1}\nc: {<<: *a}", "Aliases (*name) are not read."),
            ("&a [*a]", "Aliases (*name) are not read."),
            ("[" * 100_000, "Lists and mappings are nested too deep."),
            ("- " * 100_000 + "x", "Lists and mappings are nested too deep."),
            ("{a: " * 100_000, "Lists and mappings are nested too deep."),
            ("!!python/object/apply:os.system ['true']", "Not readable YAML"),
            ("!local x", "Not readable YAML"),
            ("a: 1\na: 2", "Not readable YAML"),
            ("? [a]\n: b", "Not readable YAML"),
            ("9" * 5000, "Not readable YAML"),
            ("a: 2021-02-30", "Not readable YAML"),
            ("a: \x1b[31m", "There is a control or invisible character in it."),
            ("--- a\n--- b", "Not readable YAML"),
        ],
    )
    def test_refused(self, text: str, message: str) -> None:
        assert first(lambda: parse_yaml(Content("x.yaml", text.encode()))).startswith(message)

    @settings(max_examples=300, deadline=None)
    @given(data=st.data())
    def test_a_damaged_rule_file(self, data: st.DataObject) -> None:
        whole = Path(bundled.data_file("rules", "kl.yaml")).read_bytes()
        with contextlib.suppress(InputError):
            made = bundled.rule_file(Content("x.yaml", data.draw(damaged(whole, b": "))))
            assert made.bodies.keys() <= {"kkr", "repraesentantskab", "bestyrelse"}

    @settings(max_examples=300, deadline=None)
    @given(data=st.data())
    def test_damaged_lots(self, geography: Geography, data: st.DataObject) -> None:
        content = Content("x.yaml", data.draw(damaged(LOTS, b": ")))
        with contextlib.suppress(InputError):
            assert all(type(lot) is Lot for lot in tidy.read_lots(content, geography)[0])

    @settings(max_examples=60, deadline=None)
    @given(data=st.data())
    def test_damaged_published_figures(
        self, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
    ) -> None:
        whole = Path(bundled.data_file("published", "2022-2026.yaml")).read_bytes()
        file = tmp_path_factory.mktemp("published") / "x.yaml"
        file.write_bytes(data.draw(damaged(whole, b": ")))
        with contextlib.suppress(InputError):
            assert read_expected(str(file)).figures

    @settings(max_examples=60, deadline=None)
    @given(data=st.data())
    def test_a_damaged_table_of_figures(
        self, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
    ) -> None:
        whole = b"region,party,mayors,supplementary,total\nhovedstaden,A,17,0,17\nhovedstaden,,29,29,58\n"
        file = tmp_path_factory.mktemp("expected") / "x.csv"
        file.write_bytes(data.draw(damaged(whole, b",")))
        with contextlib.suppress(InputError):
            assert read_expected(str(file)).figures


class TestJson:
    """A file of a feed is read as JSON and nothing more."""

    @pytest.mark.parametrize(
        "data", [b"[" * 1_000_000, b'{"a":' * 1_000_000, b"9" * 100_000, b'"' + b"x" * 10**7]
    )
    @pytest.mark.parametrize("decoder", [AREA, COUNCIL])
    def test_depth_digits_and_length(self, decoder: Any, data: bytes) -> None:
        assert first(lambda: parse(decoder, data, "x.json"))

    @settings(max_examples=200, deadline=None)
    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
            ),
            max_leaves=8,
        ),
        st.sampled_from([*area(), *seats()]),
    )
    def test_anything_in_any_field(self, value: object, key: str) -> None:
        for decoder, content in ((AREA, area()), (COUNCIL, seats())):
            with contextlib.suppress(InputError):
                parse(decoder, json.dumps({**content, key: value}).encode(), "x.json")


class TestTables:
    """Long lines, many columns, control characters."""

    @pytest.mark.parametrize(
        "data",
        [
            b"municipality_code,list_letter,list_name,votes\n101,A," + b"x" * 10_000_000 + b",1\n",
            b"," * 1_000_000 + b"\n",
            b"a," * 200_000 + b"\n" + b"1," * 200_000,
            b'municipality_code,list_letter,list_name,votes\n101,A,"' + b"x\n" * 200_000,
            b"municipality_code,list_letter,list_name,votes\n" + b"\n" * 1_000_000,
        ],
        ids=["long field", "many columns", "many unknown columns", "open quote", "blank lines"],
    )
    def test_refused(self, data: bytes, register: Register, geography: Geography) -> None:
        assert first(lambda: read_votes(Content("x.csv", data), register, geography))

    @pytest.mark.parametrize("character", ["\0", "\x1b", "\x7f", "\x9b", "\b"])
    def test_control_characters(self, character: str) -> None:
        with pytest.raises(InputError) as caught:
            decode(Content("x.csv", f"a\nb{character}c\n".encode()))
        assert (caught.value.problems[0].line, caught.value.problems[0].file) == (2, "x.csv")

    def test_windows_line_ends_tabs_and_danish_letters_are_none(self) -> None:
        assert decode(Content("x.csv", "æøå\t1\r\n".encode())) == "æøå\t1\r\n"

    def test_a_letter_written_in_two_parts_is_one_letter(self) -> None:
        assert decode(Content("x.csv", "A\u030a".encode())) == "Å"

    @pytest.mark.parametrize("character", ["\u202e", "\u2066", "\u200b", "\u2028", "\U000e0041"])
    def test_characters_that_hide_or_turn_writing_are_refused(self, character: str) -> None:
        with pytest.raises(InputError, match="invisible character"):
            decode(Content("x.csv", f"a\nb{character}c".encode()))

    def test_a_line_end_in_a_cell_is_a_space(self, register: Register, geography: Geography) -> None:
        table = 'municipality_code,list_letter,list_name,votes\n306,N,"Nyt\n\tOdsherred",5\n'
        (result,) = tidy.read_votes(Content("x.csv", table.encode()), register, geography).lists
        assert result.name == "Nyt  Odsherred"


class TestZipBombs:
    """A workbook is refused by the size it states, and read no further than that."""

    def bomb(self, name: str = "xl/worksheets/sheet1.xml") -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as part:
            for _ in range(workbook.MAX_UNPACKED // (1 << 20) + 1):
                part.write(bytes(1 << 20))
        return out.getvalue()

    def test_refused_by_its_size(self, register: Register, geography: Geography) -> None:
        data = self.bomb()
        assert len(data) < 1_000_000
        message = first(lambda: read_votes(Content("x.xlsx", data), register, geography))
        assert message == f"It unpacks to more than {workbook.MAX_UNPACKED:,} bytes; not read."

    def test_a_stated_size_that_is_wrong(self, register: Register, geography: Geography) -> None:
        data = self.bomb()
        stated = (workbook.MAX_UNPACKED // (1 << 20) + 1) << 20
        lying = data.replace(stated.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
        assert lying != data
        message = first(lambda: read_votes(Content("x.xlsx", lying), register, geography))
        assert message == "Not a workbook (.xlsx, .xls, .ods) that can be read."

    def test_entities_are_not_blown_up(self, register: Register, geography: Geography) -> None:
        laughs = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))

        def with_laughs(name: str, part: bytes) -> bytes:
            if name != "xl/worksheets/sheet1.xml":
                return part
            start = part.index(b"<worksheet")
            declared = f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]>'.encode()
            return declared + part[start:].replace(b"<v>", b"<v>&a11;", 1)

        header = ("municipality_code", "list_letter", "list_name", "votes")
        data = rewritten(xlsx({"votes": [header, (101, "A", "Socialdemokratiet", 7)]}), with_laughs)
        assert first(lambda: read_votes(Content("x.xlsx", data), register, geography))


class TestFolders:
    """Nothing outside a folder is read, and nothing in it that is no ordinary file."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Folder:
        made = Folder(tmp_path / "feed")
        made.put(area())
        return made

    def problems(self, folder: Folder, register: Register, geography: Geography) -> list[str]:
        with pytest.raises(InputError) as caught:
            read_votes(folder.path, register, geography, None, skip_unreadable=True)
        return [problem.message for problem in caught.value.problems]

    @pytest.mark.parametrize(
        "target", ["../../secret.json", "/etc/hostname", "/proc/self/environ", "/dev/zero"]
    )
    def test_links_that_lead_out(
        self, folder: Folder, target: str, register: Register, geography: Geography
    ) -> None:
        (folder.path.parent / "secret.json").write_text("{}")
        (folder.path / "valgresultater" / "x.json").symlink_to(target)
        assert self.problems(folder, register, geography) == [
            "This link leads out of the folder; it is not followed."
        ]

    @pytest.mark.parametrize("name", ["mandatfordeling", "valgresultater/more"])
    def test_a_folder_that_is_a_link_out(
        self, folder: Folder, name: str, register: Register, geography: Geography
    ) -> None:
        (folder.path / name).symlink_to(folder.path.parent)
        assert "This link leads out of the folder" in self.problems(folder, register, geography)[0]

    def test_a_link_in_a_circle_ends(self, folder: Folder, register: Register, geography: Geography) -> None:
        (folder.path / "valgresultater" / "again").symlink_to(folder.path)
        assert read_votes(folder.path, register, geography).lists

    def test_a_pipe_is_not_waited_for(self, folder: Folder, register: Register, geography: Geography) -> None:
        os.mkfifo(folder.path / "valgresultater" / "x.json")
        assert self.problems(folder, register, geography) == ["Not an ordinary file."]


class TestFormulas:
    """No name of a list becomes a formula in a table, and every name is read back as it was."""

    @pytest.mark.parametrize(
        "name", ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "'plain", "d'Arc", "=cmd|' /C calc'!A0"]
    )
    def test_convert_writes_text_that_it_reads_again(
        self, name: str, tmp_path: Path, register: Register, geography: Geography
    ) -> None:
        folder = Folder(tmp_path / "feed")
        folder.put(area(lists=(("N", name, 60),)))
        votes = read_votes(folder.path, register, geography)
        table = tidy.write_votes(votes, geography)
        cells = [cell for line in table.splitlines()[1:] for cell in line.split(",")]
        assert not [cell for cell in cells if cell.strip('"').startswith(("=", "+", "-", "@"))]
        again = read_votes(Content("x.csv", table.encode()), register, geography)
        assert [result.name for result in again.lists] == [name if name != "'=1" else "=1"]
