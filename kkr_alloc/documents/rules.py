"""The bundled rule sets in words: what each one is, and its rules for every body."""

from __future__ import annotations

from collections.abc import Callable

from kkr_alloc.bundled import RuleSets
from kkr_alloc.documents import words
from kkr_alloc.documents.blocks import Block, Column, Heading, Table, Value, line, rows
from kkr_alloc.model import BodyRules
from kkr_alloc.text import text

RULES: dict[str, Callable[[BodyRules], Value]] = {
    "threshold": lambda it: None if it.threshold is None else words.percent(it.threshold),
    "threshold_base": lambda it: None if it.threshold is None else it.threshold_base,
    "council_seat": lambda it: words.yes_or_no(it.council_seat),
    "co_operation": lambda it: words.yes_or_no(it.co_operation),
    "ex_officio": lambda it: it.ex_officio,
    "levelling": lambda it: it.levelling,
    "cap_per_municipality": lambda it: it.cap_per_municipality,
    "fill": lambda it: it.fill,
    "seats": lambda it: it.seats,
}
"""Each rule by its key in a rule file, and its value as a cell."""


def document(answer: RuleSets) -> list[Block]:
    """Every rule set: a line for each rule, a column for each body."""
    blocks: list[Block] = []
    for rule_set in answer.rule_sets:
        columns = [
            Column(text("Rule"), number=False),
            *(Column(words.BODY_NAMES[body]) for body in rule_set.bodies),
        ]
        table = Table(
            columns,
            rows([key, *map(value, rule_set.bodies.values())] for key, value in RULES.items()),
        )
        title = text("{it.id}: {it.name}", it=rule_set)
        blocks += [Heading(title), line(text("{it.description}.", it=rule_set)), table]
    return blocks
