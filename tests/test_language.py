"""Danish: no sentence is missing, none is left over, and each keeps its places; numbers as in Danish."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from kkr_alloc import bundled
from kkr_alloc.text import Language, text

PACKAGE = Path(__file__).resolve().parents[1] / "kkr_alloc"
MESSAGES = {"Problem", "InputError", "UsageError", "OutputError", "KkrAllocError"}
"""What is made with a sentence as its first argument."""


def calls(*names: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call of these functions in the package, with its place."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                yield f"{path.relative_to(PACKAGE.parent)}:{node.lineno}", node


def templates(place: str, node: ast.expr) -> list[str]:
    """The sentences an expression can be: a string, strings joined, or one of two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return templates(place, node.body) + templates(place, node.orelse)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [a + b for a in templates(place, node.left) for b in templates(place, node.right)]
    raise AssertionError(f"{place}: the template must be written out, so that it can be translated")


def all_templates() -> dict[str, str]:
    """Each sentence of the program and where it stands first."""
    found: dict[str, str] = {}
    for place, call in calls("text"):
        for template in templates(place, call.args[0]):
            found.setdefault(template, place)
    return found


@pytest.fixture(scope="module")
def danish() -> Language:
    return bundled.language("da")


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_every_sentence_is_there_in_danish(danish: Language) -> None:
    missing = [f"{place}: {template}" for template, place in all_templates().items()
               if template not in danish.catalogue]  # fmt: skip
    assert missing == []


def test_no_sentence_is_left_over(danish: Language) -> None:
    known = all_templates()
    assert [template for template in danish.catalogue if template not in known] == []


def test_a_sentence_keeps_its_places(danish: Language) -> None:
    assert [
        (english, said) for english, said in danish.catalogue.items() if places(english) != places(said)
    ] == []


def test_no_message_is_made_of_anything_but_a_sentence() -> None:
    """Else it could not be translated: a string or an f-string as the message of an error."""
    bare = [
        place
        for place, call in calls(*MESSAGES)
        if call.args and isinstance(call.args[0], ast.Constant | ast.JoinedStr)
    ]
    assert bare == []


def test_every_command_tells_its_printer_the_language() -> None:
    """``Options`` without a language would print English, whatever --lang says."""
    silent = [
        place
        for place, call in calls("Options")
        if place.startswith("kkr_alloc/cli/")
        and len(call.args) < 2
        and not any(keyword.arg == "language" for keyword in call.keywords)
    ]
    assert silent == []


def test_numbers_and_dates(danish: Language) -> None:
    said = danish.say(
        text(
            "{price:.1} ({day}), {counts}: {share:.2%}",
            price=Fraction(24691, 20),
            day=date(2021, 11, 6),
            counts=[1234567, None],
            share=Fraction(2335, 10000),
        )
    )
    assert said == "1.234,6 (6. november 2021), 1.234.567, –: 23,35 %"


def test_a_sentence_within_a_sentence_is_said_in_danish_too(danish: Language) -> None:
    inner = text("{n} parties", n=1234)
    outer = text("Council seats are not known for {parties}; who reaches the threshold is taken to have one.",
                 parties=inner)  # fmt: skip
    assert "1.234 partier" in danish.say(outer)


def test_what_has_no_entry_stays_english(danish: Language) -> None:
    assert danish.say(text("{n} of something new", n=1000)) == "1.000 of something new"


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


def test_every_remark_in_data_is_there_in_danish(danish: Language) -> None:
    assert set(danish.remarks) == remarks_in_data()
