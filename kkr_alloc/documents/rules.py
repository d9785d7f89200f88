"""The bundled rule sets in words: what each one is, and its rules for every body."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from operator import attrgetter

from kkr_alloc.bundled import RuleSets
from kkr_alloc.documents import words
from kkr_alloc.documents.blocks import Block, Column, Heading, Table, Value, paragraph
from kkr_alloc.model import BodyRules, OpenRules
from kkr_alloc.text import text


def document(answer: RuleSets) -> Iterator[Block]:
    """Every rule set: a line for each rule, a column for each body."""
    for rule_set in answer.rule_sets:
        yield Heading(text("{it.id}: {it.name}", it=rule_set))
        yield paragraph("{it.description}.", it=rule_set)
        bodies = [Column(words.BODY_NAMES[body]) for body in rule_set.bodies]
        keys = {key: key for key in BodyRules.__struct_fields__ if key != "open"}
        keys |= {f"open: {key}": f"open.{key}" for key in OpenRules.__struct_fields__}
        lines = ([name, *(_cell(it, key) for it in rule_set.bodies.values())] for name, key in keys.items())
        yield Table.of([Column(text("Rule"), number=False), *bodies], lines)


def _cell(rules: BodyRules, key: str) -> Value:
    """A rule's value; the base of a threshold says nothing where there is none."""
    value = attrgetter(key)(rules)
    if isinstance(value, tuple):
        return ", ".join(value) or None
    if isinstance(value, bool):
        return words.yes_or_no(value)
    if isinstance(value, Fraction):
        return words.percent(value)
    found: Value = None if key == "threshold_base" and rules.threshold is None else value
    return found
