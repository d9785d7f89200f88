"""The bundled rule sets in words: what each one is, and its rules for every body."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from kkr_alloc.bundled import RuleSets
from kkr_alloc.documents import words
from kkr_alloc.documents.blocks import Block, Column, Heading, Table, Value, line, rows
from kkr_alloc.model import BodyRules
from kkr_alloc.text import text


def document(answer: RuleSets) -> Iterator[Block]:
    """Every rule set: a line for each rule, a column for each body."""
    for rule_set in answer.rule_sets:
        yield Heading(text("{it.id}: {it.name}", it=rule_set))
        yield line(text("{it.description}.", it=rule_set))
        bodies = [Column(words.BODY_NAMES[body]) for body in rule_set.bodies]
        keys = [key for key in BodyRules.__struct_fields__ if key != "open"]
        lines = [[key, *(_cell(it, key) for it in rule_set.bodies.values())] for key in keys]
        for key in dict.fromkeys(key for it in rule_set.bodies.values() for key in it.open):
            readings = [", ".join(it.open.get(key, ())) or None for it in rule_set.bodies.values()]
            lines.append([f"open: {key}", *readings])
        yield Table([Column(text("Rule"), number=False), *bodies], rows(lines))


def _cell(rules: BodyRules, key: str) -> Value:
    """A rule's value; the base of a threshold says nothing where there is none."""
    value = getattr(rules, key)
    if isinstance(value, bool):
        return words.yes_or_no(value)
    if isinstance(value, Fraction):
        return words.percent(value)
    found: Value = None if key == "threshold_base" and rules.threshold is None else value
    return found
