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
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kkr_alloc import bundled
from kkr_alloc.errors import InputError
from kkr_alloc.published import read_expected
from kkr_alloc.sources import tidy, workbook
from kkr_alloc.sources.files import CONTROL, HIDDEN, Content, decode, read_content
from kkr_alloc.sources.valgdk_json import AREA, COUNCIL, parse
from kkr_alloc.sources.yamlfile import parse_yaml
from tests.sources.feedmaker import Folder, area, export, seats
from tests.sources.reading import GEOGRAPHY, REGISTER, damaged, problems_of, read
from tests.workbooks import rewritten, xlsx


def first(read: Callable[[], object]) -> str:
    """The message of the input error that reading ends in."""
    return problems_of(read)[0].message


RULES = Path(bundled.data_file("rules", "kl.yaml")).read_bytes()
PUBLISHED = Path(bundled.data_file("published", "2022-2026.yaml")).read_bytes()
TIDY = Path(bundled.data_file("kv2021", "votes.csv")).read_bytes()[:4000]
LOTS = b"""- body: "kkr"
  region: "hovedstaden"
  seats: 1
  between: ["A", "B"]
  winners: ["A"]
- {body: "bestyrelse", seats: 1, between: ["V", "C"], winners: ["C"]}
"""
EXPECTED = b"region,party,mayors,supplementary,total\nhovedstaden,A,17,0,17\nhovedstaden,,29,29,58\n"
EXPORT = export(("A", "Socialdemokratiet", 10), ("N", "Nyt Odsherred", 3)).encode()
STATBANK = (
    "OMRÅDE;PARTI;STEMMER;TID;INDHOLD\n306;A;1;2021;60\n306;A;6;2021;2\n306;V;1;2021;..\n306;EJR;1;2021;4\n"
).encode()
AREA_FILE, COUNCIL_FILE = (json.dumps(made(), indent=0).encode() for made in (area, seats))


def votes(content: Content) -> None:
    for result in read(content).lists:
        assert type(result.votes) is int
        assert result.votes >= 0


DAMAGED: dict[str, tuple[str, bytes, Callable[[Content], object]]] = {
    "votes": ("votes.csv", TIDY, votes),
    "mayors": ("mayors.csv", TIDY, lambda content: tidy.read_mayors(content, REGISTER, GEOGRAPHY)),
    "co-operation": ("lists.csv", TIDY, lambda content: tidy.read_co_operation(content, GEOGRAPHY, [])),
    "export": ("Kommunalvalg_2021_Odsherred.csv", EXPORT, votes),
    "statbank": ("valgk3.csv", STATBANK, votes),
    "lots": ("lots.yaml", LOTS, lambda content: tidy.read_lots(content, GEOGRAPHY)),
    "rules": ("rules.yaml", RULES, bundled.rule_file),
    "figures": ("figures.csv", EXPECTED, lambda content: read_expected(content.path)),
    "published": ("figures.yaml", PUBLISHED, lambda content: read_expected(content.path)),
    "area": ("area.json", AREA_FILE, lambda content: parse(AREA, content.data, "x.json").problems),
    "council": (
        "council.json",
        COUNCIL_FILE,
        lambda content: parse(COUNCIL, content.data, "x.json").problems,
    ),
}


@pytest.mark.parametrize("kind", DAMAGED)
@settings(max_examples=75, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_damaged_files_give_input_errors_only(tmp_path: Path, kind: str, data: st.DataObject) -> None:
    name, whole, read = DAMAGED[kind]
    delimiter = b";" if b";" in whole else b"," if name.endswith("csv") else b": "
    (tmp_path / name).write_bytes(data.draw(damaged(whole, delimiter)))
    with contextlib.suppress(InputError):
        read(read_content(tmp_path / name))


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

    def test_windows_1252_is_named(self) -> None:
        (problem,) = problems_of(lambda: parse_yaml(Content("x.yaml", "name: Sjælland".encode("cp1252"))))
        assert problem.message == "This is Windows-1252, not UTF-8."
        assert problem.hint == "Save it as UTF-8; in Notepad: Save as, Encoding UTF-8."


class TestJson:
    """A file of a feed is read as JSON and nothing more."""

    @pytest.mark.parametrize(
        "data", [b"[" * 1_000_000, b'{"a":' * 1_000_000, b"9" * 100_000, b'"' + b"x" * 10**7]
    )
    @pytest.mark.parametrize("decoder", [AREA, COUNCIL])
    def test_depth_digits_and_length(self, decoder: Any, data: bytes) -> None:
        assert first(lambda: parse(decoder, data, "x.json"))

    @settings(max_examples=100, deadline=None)
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
            b"municipality_code,list_letter,list_name,votes\n101,A," + b"x" * 2_000_000 + b",1\n",
            b"," * 200_000 + b"\n",
            b"a," * 50_000 + b"\n" + b"1," * 50_000,
            b'municipality_code,list_letter,list_name,votes\n101,A,"' + b"x\n" * 200_000,
            b"municipality_code,list_letter,list_name,votes\n" + b"\n" * 200_000,
        ],
        ids=["long field", "many columns", "many unknown columns", "open quote", "blank lines"],
    )
    def test_refused(self, data: bytes) -> None:
        assert first(lambda: read(Content("x.csv", data)))

    @pytest.mark.parametrize(
        "character",
        ["\0", "\x1b", "\x7f", "\x9b", "\b", "\u202e", "\u2066", "\u200b", "\u2028", "\U000e0041"],
    )
    def test_control_characters(self, character: str) -> None:
        (problem,) = problems_of(lambda: decode(Content("x.csv", f"a\nb{character}c\n".encode())))
        assert (problem.line, problem.file, problem.message) == (2, "x.csv", HIDDEN)

    def test_no_control_character_is_printable(self) -> None:
        """Only a text that is not printable is searched for them."""
        every = "".join(map(chr, range(0x110000)))
        assert not any(character.isprintable() for character in CONTROL.findall(every))

    def test_windows_line_ends_tabs_and_danish_letters_are_none(self) -> None:
        assert decode(Content("x.csv", "æøå\t1\r\n".encode())) == "æøå\t1\r\n"


class TestZipBombs:
    """A workbook is refused by the size it states, and read no further than that."""

    def bomb(self, name: str = "xl/worksheets/sheet1.xml") -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as part:
            for _ in range(workbook.MAX_UNPACKED // (1 << 20) + 1):
                part.write(bytes(1 << 20))
        return out.getvalue()

    def test_refused_by_its_size(self) -> None:
        data = self.bomb()
        assert len(data) < 1_000_000
        message = first(lambda: read(Content("x.xlsx", data)))
        assert message == f"It unpacks to more than {workbook.MAX_UNPACKED:,} bytes; not read."

    def test_a_stated_size_that_is_wrong(self) -> None:
        data = self.bomb()
        stated = (workbook.MAX_UNPACKED // (1 << 20) + 1) << 20
        lying = data.replace(stated.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
        assert lying != data
        message = first(lambda: read(Content("x.xlsx", lying)))
        assert message == "This is a compressed file."

    def test_entities_are_not_blown_up(self) -> None:
        laughs = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))

        def with_laughs(name: str, part: bytes) -> bytes:
            if name != "xl/worksheets/sheet1.xml":
                return part
            start = part.index(b"<worksheet")
            declared = f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]>'.encode()
            return declared + part[start:].replace(b"<v>", b"<v>&a11;", 1)

        header = ("municipality_code", "list_letter", "list_name", "votes")
        data = rewritten(xlsx({"votes": [header, (101, "A", "Socialdemokratiet", 7)]}), with_laughs)
        assert first(lambda: read(Content("x.xlsx", data)))


class TestFolders:
    """Nothing outside a folder is read, and nothing in it that is no ordinary file."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Folder:
        made = Folder(tmp_path / "feed")
        made.put(area())
        return made

    def problems(self, folder: Folder) -> list[str]:
        found = problems_of(lambda: read(folder.path, None))
        return [problem.message for problem in found]

    @pytest.mark.parametrize(
        "target", ["../../secret.json", "/etc/hostname", "/proc/self/environ", "/dev/zero"]
    )
    def test_links_that_lead_out(self, folder: Folder, target: str) -> None:
        (folder.path.parent / "secret.json").write_text("{}")
        (folder.path / "valgresultater" / "x.json").symlink_to(target)
        assert self.problems(folder) == ["This link leads out of the folder; it is not followed."]

    @pytest.mark.parametrize("name", ["mandatfordeling", "valgresultater/more"])
    def test_a_folder_that_is_a_link_out(self, folder: Folder, name: str) -> None:
        (folder.path / name).symlink_to(folder.path.parent)
        assert "This link leads out of the folder" in self.problems(folder)[0]

    def test_a_link_in_a_circle_ends(self, folder: Folder) -> None:
        (folder.path / "valgresultater" / "again").symlink_to(folder.path)
        assert read(folder.path, None).lists

    def test_a_pipe_is_not_waited_for(self, folder: Folder) -> None:
        os.mkfifo(folder.path / "valgresultater" / "x.json")
        assert self.problems(folder) == ["Not an ordinary file."]


class TestFormulas:
    """No name of a list becomes a formula in a table, and every name is read back as it was."""

    @pytest.mark.parametrize(
        "name", ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "'plain", "d'Arc", "=cmd|' /C calc'!A0"]
    )
    def test_convert_writes_text_that_it_reads_again(self, name: str, tmp_path: Path) -> None:
        folder = Folder(tmp_path / "feed")
        folder.put(area(lists=(("N", name, 60),)))
        votes = read(folder.path, None)
        table = tidy.write_votes(votes, GEOGRAPHY)
        cells = [cell for line in table.splitlines()[1:] for cell in line.split(",")]
        assert not [cell for cell in cells if cell.strip('"').startswith(("=", "+", "-", "@"))]
        again = read(Content("x.csv", table.encode()), None)
        assert [result.name for result in again.lists] == [name if name != "'=1" else "=1"]
