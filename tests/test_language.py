"""Danish: no sentence is missing, none is left over, and each keeps its places; numbers as in Danish."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from copy import copy
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import click
import pytest
from jinja2 import Environment

from kkr_alloc import bundled
from kkr_alloc.cli.main import COMMANDS, group
from kkr_alloc.cli.usage import Context
from kkr_alloc.text import Language, text
from tests.catalogue import danish

PACKAGE = Path(__file__).resolve().parents[1] / "kkr_alloc"
CLICK = Path(click.__file__).parent
MESSAGES = {"Problem", "InputError", "UsageError", "OutputError", "KkrAllocError"}
"""What is made with a sentence as its first argument."""


def calls(folder: Path, *names: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call of these functions in a package, with its place."""
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                yield f"{path.relative_to(folder.parent)}:{node.lineno}", node


def templates(place: str, node: ast.expr) -> list[str]:
    """The sentences an expression can be: a string, strings joined, or one of two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.Name) and node.id == "template":  # passed on: it is written out where it is from
        return []
    if isinstance(node, ast.IfExp):
        return templates(place, node.body) + templates(place, node.orelse)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [a + b for a in templates(place, node.left) for b in templates(place, node.right)]
    raise AssertionError(f"{place}: the template must be written out, so that it can be translated")


def constants(folder: Path, *functions: str) -> set[str]:
    """The strings that these functions are called with first."""
    return {
        call.args[0].value
        for _, call in calls(folder, *functions)
        if call.args and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    }


def of_pages() -> set[str]:
    """Each sentence that a page's template has of its own."""
    finder = Environment(extensions=["jinja2.ext.i18n"])
    pages = [page.read_text(encoding="utf-8") for page in PACKAGE.rglob("templates/*.html")]
    return {sentence for page in pages for _, _, sentence in finder.extract_translations(page, ["text"])}


@cache
def all_templates() -> set[str]:
    """Each sentence of the program."""
    made = {
        template
        for place, call in calls(PACKAGE, "text", "paragraph", "usage_error")
        for template in templates(place, call.args[0])
    }
    return made | of_pages() | constants(PACKAGE, "gettext")


@cache
def remarks_in_data() -> set[str]:
    """The sentences of data files that people get to read."""
    from kkr_alloc.election import bundled_elections, load_election
    from kkr_alloc.published import bundled_figures

    found = {what for info in bundled_elections() for what in info.known.values()}
    for info in bundled_elections():
        found |= {mayor.note for mayor in load_election(info.id).mayors if mayor.note}
    for name in bundled.rule_sets():
        found |= {bundled.rules(name).name, bundled.rules(name).description}
    for figure in bundled_figures().figures:
        found |= {figure.assumes} - {""}
        found |= {figure.documented.reason} if figure.documented else set()
    return found


@cache
def help_messages() -> set[str]:
    """What the help of every command asks gettext for, without the examples and what click adds."""
    asked: list[str] = []

    def record(message: str) -> str:
        asked.append(message)
        return message

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kkr_alloc.cli.usage.gettext", record)
        for module in ("core", "decorators", "formatting"):
            patch.setattr(f"click.{module}._", lambda message: f"¤{message}")
        parent = Context(copy(group), info_name="kkr-alloc")
        parent.get_help()
        for name in COMMANDS:
            command = group.get_command(parent, name)
            assert command is not None
            command.get_help(Context(command, parent, name))
    prose = [message for message in asked if re.search(r"[^\W\d_]{2}", message)]
    return {message for message in prose if "¤" not in message and not message.startswith("kkr-alloc ")}


def test_every_sentence_has_its_danish() -> None:
    assert all_templates() - danish().keys() == set()


def test_every_remark_in_data_has_its_danish() -> None:
    assert remarks_in_data() - danish().keys() == set()


def test_all_help_has_its_danish() -> None:
    assert help_messages() - danish().keys() == set()


def test_no_sentence_is_left_over() -> None:
    clicks = constants(CLICK, "_", "ngettext")
    assert danish().keys() - all_templates() - remarks_in_data() - help_messages() - clicks == set()


def places(template: str) -> set[tuple[str, str]]:
    """The places of a template and their formats; the nouns of a number are the language's own."""
    parts = string.Formatter().parse(template)
    return {
        (name, "" if "|" in (form or "") else form or "") for _, name, form, _ in parts if name is not None
    }


def test_a_sentence_keeps_its_places() -> None:
    said = {english: danish()[english] for english in all_templates()}
    assert {english: to for english, to in said.items() if places(english) != places(to)} == {}


def test_the_words_that_the_docs_list_are_used() -> None:
    page = (PACKAGE.parent / "docs" / "dansk.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([a-zæøå, ]+) \|", page, re.MULTILINE)
    words = [word for row in rows for word in row.split(", ")]
    assert len(words) > 20
    said = " ".join(danish().values()).casefold()
    assert [word for word in words if word not in said] == []


def test_no_message_is_made_of_anything_but_a_sentence() -> None:
    """Else it could not be translated: a string or an f-string as the message of an error."""
    bare = [
        place
        for place, call in calls(PACKAGE, *MESSAGES)
        if call.args and isinstance(call.args[0], ast.Constant | ast.JoinedStr)
    ]
    assert bare == []


@pytest.fixture(scope="module")
def in_danish() -> Language:
    return bundled.language("da")


def test_numbers_and_dates(in_danish: Language) -> None:
    sentence = text(
        "{since}: {count}, {share:.2%}, {price:.1}",
        since=text("the sitting mayors, in office since {day}", day=date(2021, 11, 6)),
        count=1234567,
        share=Fraction(2335, 10000),
        price=Fraction(24691, 20),
    )
    said = "de siddende borgmestre, i embedet siden 6. november 2021: 1.234.567, 23,35 %, 1.234,6"
    assert in_danish.say(sentence) == said


def test_sentence_within_a_sentence_is_danish_too(in_danish: Language) -> None:
    outer = text("Error: {message}", message=text("There is no such file."))
    assert in_danish.say(outer) == "Fejl: Filen findes ikke."


def test_checkout_without_a_compiled_catalogue_speaks_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundled, "data_file", lambda *names: str(tmp_path))
    language = bundled.language.__wrapped__("da")
    assert language.say(text("There is no such file.")) == "There is no such file."
