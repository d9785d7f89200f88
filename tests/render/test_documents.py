"""Documents fit a terminal, Markdown and HTML, and no name is taken for a mark, a tag or a command."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from rich.cells import cell_len

from kkr_alloc.documents.blocks import Bullets, Cell, Column, Heading, Row, Table, line
from kkr_alloc.render import Options, html, markdown, render, terminal
from kkr_alloc.text import text
from tests.render.compositions import explained, nasty, of_bundled
from tests.render.page import Page

NAMES = [Column("", number=False), Column("Party", number=False, shrink=True)]


class Screen(io.StringIO):
    """A terminal of some columns, with colours."""

    def isatty(self) -> bool:
        return True


def on_screen(blocks: Any, width: int, monkeypatch: pytest.MonkeyPatch, colour: bool = False) -> str:
    """What a terminal of that width shows."""
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("FORCE_COLOR" if colour else "NO_COLOR", "1")
    shown = terminal.render(blocks, Options(terminal=Screen()))
    return shown if colour else re.sub(r"\x1b\[[0-9;]*m", "", shown)


@pytest.mark.parametrize("width", [40, 60, 72, 80, 100])
def test_no_line_is_wider_than_the_terminal(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from kkr_alloc.documents import compositions, explain

    for blocks in (compositions.document(of_bundled()), explain.document(explained(of_bundled()))):
        lines = on_screen(blocks, width, monkeypatch).splitlines()
        assert max(map(cell_len, lines)) <= width


def test_a_name_is_cut_and_its_mark_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [Row(["A", Cell("A name that is too long", mark=" *"), 1234567])]
    shown = on_screen([Table([*NAMES, Column("Votes")], rows)], 30, monkeypatch)
    assert shown.splitlines()[-1] == " A  A name that… *  1,234,567"


def test_a_short_form_stands_for_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [Row(["", Cell("56 local lists (≤ 0.45 %)", short="56 local lists"), 1])]
    assert "56 local lists  " in on_screen([Table([*NAMES, Column("Votes")], rows)], 30, monkeypatch)


def test_optional_columns_go_before_names_are_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    table = Table([*NAMES, Column("Votes"), Column("Distance", optional=True)], [Row(["A", "x" * 20, 1, 2])])
    assert "Distance" in on_screen([table], 50, monkeypatch)
    assert "Distance" not in on_screen([table], 36, monkeypatch)


def test_a_wide_table_stands_in_parts_with_the_names_in_each(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = [*NAMES, *(Column(f"From {party}") for party in "ABCDEF")]
    shown = on_screen([Table(columns, [Row(["A", "Party A", *range(6)])])], 40, monkeypatch)
    assert shown.count("Party A") == 2
    assert [int(number) for number in re.findall(r"(?<= )\d(?=\s)", shown)] == list(range(6))


def test_a_word_longer_than_a_line_is_cut_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = terminal.render(
        [line("one " + "x" * 90 + " two"), Bullets(["y" * 79])], Options(terminal=io.StringIO())
    )
    assert shown.splitlines() == ["one", "x" * 80, "x" * 10 + " two", "- " + "y" * 78, "  y"]


def test_no_two_empty_lines_and_none_at_either_end() -> None:
    table = Table([Column("a")], [Row([1])], footer=[1])
    blocks = [Heading("One"), table, table, line("x", apart=True), Bullets(["y"], apart=True), table]
    shown = terminal.render(blocks, Options())
    assert "\n\n\n" not in shown
    assert shown.strip("\n") + "\n" == shown


def test_styles_are_colours_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = [Table([Column("Verdict", number=False)], [Row([Cell("differs", "bad")])])]
    assert "\x1b" not in terminal.render(blocks, Options())
    assert "\x1b[1;31mdiffers" in on_screen(blocks, 80, monkeypatch, colour=True)


def test_no_name_commands_the_terminal() -> None:
    shown = terminal.render([line("a\x1b[31mb"), Bullets(["c\x07"])], Options())
    assert shown == "a\\x1b[31mb\n- c\\x07\n"


def test_names_are_no_marks_in_markdown() -> None:
    out = render(nasty(), Options("markdown"))
    assert "| a\\|b\\*c\\_d\\`e, Town 101 |" in out
    assert "\\<script\\>" in out
    assert "| 1\\. One, Town 101 |" in out
    cells = {len(re.findall(r"(?<!\\)\|", row)) for row in out.splitlines() if row.startswith("|")}
    assert cells == {8}


def test_two_lists_stay_two_in_markdown() -> None:
    out = markdown.render([Bullets(["a"]), Bullets(["b"])], Options())
    assert out == "- a\n\n<!-- -->\n\n- b\n"


def test_names_are_escaped_in_html() -> None:
    for answer, name in ((nasty(), "html"), (explained(nasty()), "html"), (explained(nasty()), "report")):
        out = render(answer, Options(name))
        assert "<script" not in out
        assert "&lt;script&gt;alert(1)&lt;/script&gt;, Town 101" in out
        Page(out)


def test_the_first_column_with_a_title_says_what_a_row_is_about() -> None:
    with_id = html.render([Table([*NAMES, Column("Votes")], [Row(["A", "Name", 1])])], Options())
    without = html.render([Table([Column("Seat"), Column("To")], [Row([1, text("x")])])], Options())
    assert '<th scope="row">Name</th>' in with_id
    assert '<th scope="row" class="n">1</th>' in without
